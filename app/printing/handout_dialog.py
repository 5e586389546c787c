"""The dialog of the comparison's handout: its products beside the options."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.printing.page_layout import fit_handout
from app.printing.patient_page_dialog import PatientPageDialog, warning_lines
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line
from pricing.writing.print import MAX_HANDOUT_PRODUCTS, Handout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.print import PrintOptions


class HandoutDialog(PatientPageDialog):
    """Shows a page for the patient about one to five products."""

    file_name = "handout"

    def __init__(
        self,
        window: QWidget,
        destinations: PrintDestinations,
        comparison: Comparison,
        options: PrintOptions,
    ) -> None:
        super().__init__(window, destinations, options, tr("Print handout"))
        self.setObjectName("handoutDialog")
        self._comparison = comparison
        self.add_payer_box(comparison.scenario.payers)
        self._product_list = QListWidget()
        self._product_list.setObjectName("handoutProducts")
        self._product_list.setAccessibleName(tr("Products on the handout"))
        self._product_list.setWordWrap(True)
        self._product_list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._product_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = tr("Products (at most {limit})", limit=MAX_HANDOUT_PRODUCTS)
        self._form.insertRow(0, title, self._product_list)

    def start_with(self, products: Sequence[ComparedProduct], logo_problem: str) -> None:
        """Tick these products, and show what is wrong with the pharmacy's logo, if anything."""
        self.logo_problem = logo_problem
        self._fill_products(products)
        self._limit_ticks()
        self.follow_options()
        self._product_list.itemChanged.connect(self._limit_ticks)

    def _fill_products(self, ticked: Sequence[ComparedProduct]) -> None:
        """List every ranked product with a box to tick."""
        ticked_ids = {id(product) for product in ticked[:MAX_HANDOUT_PRODUCTS]}
        for product in self._comparison.products_by_place:
            item = QListWidgetItem(self._list_text(product))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = id(product) in ticked_ids
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
            self._product_list.addItem(item)
        self._product_list.setCurrentRow(0)

    def _list_text(self, product: ComparedProduct) -> str:
        """Return the place and name of a product, without a number if it is not safe."""
        name = displayable_line(product.product.product)
        place = self._comparison.place_of(product)
        return f"– {name}" if place is None else f"{place}. {name}"

    def _ticked_products(self) -> list[ComparedProduct]:
        return [
            product
            for row, product in enumerate(self._comparison.products_by_place)
            if self._product_list.item(row).checkState() is Qt.CheckState.Checked
        ]

    def _limit_ticks(self) -> None:
        """Let the user tick one to five products, then refresh the preview."""
        ticked_count = len(self._ticked_products())
        self._product_list.blockSignals(True)
        for row in range(self._product_list.count()):
            item = self._product_list.item(row)
            is_ticked = item.checkState() is Qt.CheckState.Checked
            can_change = ticked_count > 1 if is_ticked else ticked_count < MAX_HANDOUT_PRODUCTS
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags if can_change else flags & ~Qt.ItemFlag.ItemIsUserCheckable)
        self._product_list.blockSignals(False)
        self.refresh()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        options = replace(self.chosen_options(paper), payer=self.chosen_payer())
        ticked = self._ticked_products()
        handout = Handout(self._comparison, ticked, options)
        fitted = fit_handout(handout)
        messages = self.print_problems(fitted)
        if fitted.product_count < len(ticked):
            messages.append(
                count_text(
                    fitted.product_count,
                    "Only the first product fits on the handout.",
                    "Only the first {count} products fit on the handout.",
                )
            )
        return fitted.pages, warning_lines(messages)
