"""The button that says how the catalogue is shared, and the sheet that it opens."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.catalogue.sharing_sheet import SharingSheet
    from app.catalogue_sharing import CatalogueSharing
    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.problems.errors import UserError


class SharingPlace(QObject):
    """Shows the state of a shared catalogue. Nothing of it is there while it is not shared."""

    toggled = Signal()  # the sheet is to be shown, or no longer
    product_requested = Signal(int)  # the id of a product whose prices are to be shown
    withdrawal_requested = Signal(object, object)  # PriceConflict, and its wrong price

    def __init__(self, sharing: CatalogueSharing, view: QWidget) -> None:
        super().__init__(view)
        self._sharing = sharing
        self._view = view
        self.button = QPushButton(tr("The shared catalogue"))
        self.button.setObjectName("sharingButton")
        self.button.setCheckable(True)
        self.button.hide()
        self.button.toggled.connect(self.toggled)
        sharing.changed.connect(self.show_news)

    @cached_property
    def _sheet(self) -> SharingSheet:
        """The sheet, made when the catalogue is first shared."""
        from app.catalogue.sharing_sheet import SharingSheet

        sheet = SharingSheet()
        sheet.setParent(self._view)
        sheet.sync_requested.connect(self._sharing.sync)
        sheet.close_requested.connect(self.close)
        sheet.product_requested.connect(self.product_requested)
        sheet.withdrawal_requested.connect(self._take_back)
        sheet.installEventFilter(self._view)
        self._sharing.answered.connect(self._show_answer)
        return sheet

    @property
    def is_open(self) -> bool:
        """Whether the sheet is shown."""
        return self.button.isChecked()

    def close(self) -> bool:
        """Close the sheet. Return whether it was open."""
        was_open = self.is_open
        self.button.setChecked(False)
        return was_open

    def place(self, area: QRect) -> None:
        """Put the sheet, if there is one, into an area of the view."""
        if "_sheet" in vars(self):
            self._sheet.setGeometry(area)
            self._sheet.setVisible(self.is_open)
            self._sheet.raise_()

    def _take_back(self, conflict: PriceConflict, price: int) -> None:
        """Show the product of a conflict, whose sheet tells what comes of it."""
        self.product_requested.emit(conflict.product_id)
        self.withdrawal_requested.emit(conflict, price)

    def show_news(self) -> None:
        """Show how the catalogue is shared now."""
        news = self._sharing.news
        self.button.setVisible(news is not None)
        if news is None:
            self.close()
            return
        from app.catalogue.sharing_sheet import button_text

        self.button.setText(button_text(news.state).replace("&", "&&"))
        self._sheet.show_news(news)

    def _show_answer(self, error: UserError | None) -> None:
        """Say in the sheet what came of trying to reach the server."""
        self._sheet.show_outcome(error)
