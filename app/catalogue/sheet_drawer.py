"""The place of the sheet about a product: beside the results, or over them like a drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.cards import GAP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from app.catalogue.sharing_place import SharingPlace
    from app.catalogue.sheet import CatalogueSheet

PAGE_MARGIN = 16
# In pixels of the drawn type size of 13, which the widths follow.
_DRAWN_TEXT_SIZE = 13
_SHEET_WIDTH = 352
_MIN_WIDTH_BESIDE_SHEET = 1_200


class SheetDrawer:
    """Places the sheet of a view. The sheet about the shared catalogue takes its place if open."""

    def __init__(
        self, view: QWidget, layout: QVBoxLayout, sheet: CatalogueSheet, sharing: SharingPlace
    ) -> None:
        self._view = view
        self._layout = layout
        self._sheet = sheet
        self._sharing = sharing
        self._is_open = False  # which counts where the sheet lies over the results

    @property
    def _scale(self) -> float:
        return max(1.0, self._view.fontInfo().pixelSize() / _DRAWN_TEXT_SIZE)

    @property
    def _has_room_beside(self) -> bool:
        return self._view.width() >= _MIN_WIDTH_BESIDE_SHEET * self._scale

    def arrange(self, *, has_products: bool) -> None:
        """Place the sheet, and leave room for it beside the results if there is enough."""
        width = round(_SHEET_WIDTH * self._scale)
        is_sharing = self._sharing.is_open
        is_beside = self._has_room_beside and (has_products or is_sharing)
        right = PAGE_MARGIN + (width + GAP if is_beside else 0)
        self._layout.setContentsMargins(PAGE_MARGIN, GAP, right, GAP)
        left = self._view.width() - PAGE_MARGIN - width
        self._sheet.setGeometry(left, GAP, width, self._view.height() - 2 * GAP)
        is_wanted = has_products and (is_beside or self._is_open)
        self._sheet.setVisible(is_wanted and not is_sharing)
        self._sheet.raise_()
        self._sharing.place(self._sheet.geometry())

    def open(self) -> None:
        """Show the sheet over the results if there is no room beside them."""
        self._is_open = True

    def toggle(self) -> None:
        """Open the sheet, or close it if it is open."""
        self._is_open = not self._is_open

    def close(self) -> bool:
        """Close the sheet that lies over the results. Return False if none does."""
        was_over = self._is_open and not self._has_room_beside
        if was_over:
            self._is_open = False
        return was_over
