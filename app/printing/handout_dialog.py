"""The handout's dialog: products, language, print size and paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QWidget

from app.printing.defaults import with_local_numbers
from app.printing.dialog import PrintPreviewDialog
from app.printing.page_layout import fit_one_page
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line
from pricing.writing.print import MAX_HANDOUT_PRODUCTS, Handout, handout_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.print import PrintOptions


class HandoutDialog(PrintPreviewDialog):
    """Shows a page for the patient about one to four products."""

    file_name = "handout"

    def __init__(
        self,
        window: QWidget,
        destinations: PrintDestinations,
        comparison: Comparison,
        options: PrintOptions,
    ) -> None:
        super().__init__(window, destinations, options.paper, tr("Print handout"))
        self.setObjectName("handoutDialog")
        self._comparison = comparison
        self._print_options = options
        self._logo_problem = ""
        self._language_box = self.add_box(
            "handoutLanguageBox",
            tr("Language of the handout"),
            [(language.code, tr(language.name)) for language in handout_languages().values()],
            options.language,
        )
        self._large_print_box = QCheckBox(tr("&Large print"))
        self._large_print_box.setObjectName("largePrintBox")
        self._form.addRow(self._large_print_box)
        self.add_payer_box(comparison.scenario.payers)
        self._product_list = QListWidget()
        self._product_list.setObjectName("handoutProducts")
        self._product_list.setAccessibleName(tr("Products on the handout"))
        title = tr("Products (at most {limit})", limit=MAX_HANDOUT_PRODUCTS)
        self._form.insertRow(0, title, self._product_list)

    def start_with(self, products: Sequence[ComparedProduct], logo_problem: str) -> None:
        """Tick these products, and show what is wrong with the pharmacy's logo, if anything."""
        self._logo_problem = logo_problem
        self._fill_products(products)
        self._limit_ticks()
        self._language_box.currentIndexChanged.connect(self.refresh)
        self._large_print_box.toggled.connect(self.refresh)
        self._product_list.itemChanged.connect(self._limit_ticks)

    def _fill_products(self, ticked: Sequence[ComparedProduct]) -> None:
        """List every ranked product with a box to tick."""
        ticked_ids = {id(product) for product in ticked[:MAX_HANDOUT_PRODUCTS]}
        for product in self._comparison.ranked_products:
            item = QListWidgetItem(f"{product.rank}. {displayable_line(product.product.product)}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = id(product) in ticked_ids
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
            self._product_list.addItem(item)
        self._product_list.setCurrentRow(0)

    def _ticked_products(self) -> list[ComparedProduct]:
        return [
            product
            for row, product in enumerate(self._comparison.ranked_products)
            if self._product_list.item(row).checkState() is Qt.CheckState.Checked
        ]

    def _limit_ticks(self) -> None:
        """Let the user tick one to four products, then refresh the preview."""
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
        options = replace(
            self._print_options,
            language=self._language_box.currentData(),
            is_large=self._large_print_box.isChecked(),
            paper=paper,
            payer=self.chosen_payer(),
        )
        ticked = self._ticked_products()
        handout = Handout(self._comparison, ticked, with_local_numbers(options))
        fitted = fit_one_page(handout)
        messages = [self._logo_problem]
        if not fitted.is_requested_size:
            messages.append(
                tr("The page does not fit in large print. A smaller print size is used.")
            )
        elif fitted.product_count < len(ticked):
            messages.append(
                count_text(
                    fitted.product_count,
                    "In large print, only the first product fits on one page.",
                    "In large print, only the first {count} products fit on one page.",
                )
            )
        return fitted.pages, "\n".join(f"⚠ {message}" for message in messages if message)
