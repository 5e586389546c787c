"""The dialog of the handout: which products, in which language, how large; and how it looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QWidget

from app.printing.defaults import with_local_numbers
from app.printing.dialog import PrintPreviewDialog
from app.printing.fit_one_page import fit_one_page
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.writing.print.handout import MAX_HANDOUT_PRODUCTS, Handout
from pricing.writing.print.languages import handout_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.print.page_style import PrintOptions


class HandoutDialog(PrintPreviewDialog):
    """One page about one to four products."""

    file_name = "handout"

    def __init__(
        self,
        window: QWidget,
        outlets: PrintDestinations,
        comparison: Comparison,
        edition: PrintOptions,
    ) -> None:
        super().__init__(window, outlets, edition.paper, tr("Print handout"))
        self.setObjectName("handoutDialog")
        self._comparison = comparison
        self._print_options = edition
        self._logo_message = ""
        self._language_box = self.add_box(
            "handoutLanguageBox",
            tr("Language of the handout"),
            [(each.code, tr(each.name)) for each in handout_languages().values()],
            edition.language,
        )
        self._large_print_box = QCheckBox(tr("&Large print"))
        self._large_print_box.setObjectName("largePrintBox")
        self._form.addRow(self._large_print_box)
        self._product_list = QListWidget()
        self._product_list.setObjectName("handoutProducts")
        self._product_list.setAccessibleName(tr("Products on the handout"))
        self._form.insertRow(
            0, tr("Products (at most {most})", most=MAX_HANDOUT_PRODUCTS), self._product_list
        )

    def start_with(self, chosen: Sequence[ComparedProduct], refused: str) -> None:
        """Tick these, and say what was refused."""
        self._logo_message = refused
        self._fill_products(chosen)
        self._limit_ticks()
        self._language_box.currentIndexChanged.connect(self.refresh)
        self._large_print_box.toggled.connect(self.refresh)
        self._product_list.itemChanged.connect(self._limit_ticks)

    def _fill_products(self, chosen: Sequence[ComparedProduct]) -> None:
        """Every ranked product, to be ticked."""
        wanted = {id(each) for each in chosen[:MAX_HANDOUT_PRODUCTS]}
        for each in self._comparison.ranked_products:
            item = QListWidgetItem(f"{each.rank}. {each.product.product}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = id(each) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self._product_list.addItem(item)
        self._product_list.setCurrentRow(0)

    def _ticked_products(self) -> list[ComparedProduct]:
        return [
            each
            for at, each in enumerate(self._comparison.ranked_products)
            if self._product_list.item(at).checkState() is Qt.CheckState.Checked
        ]

    def _limit_ticks(self) -> None:
        """When four are ticked no other can be; one stays."""
        ticked = len(self._ticked_products())
        self._product_list.blockSignals(True)
        for at in range(self._product_list.count()):
            item = self._product_list.item(at)
            is_ticked = item.checkState() is Qt.CheckState.Checked
            can_change = ticked > 1 if is_ticked else ticked < MAX_HANDOUT_PRODUCTS
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags if can_change else flags & ~Qt.ItemFlag.ItemIsUserCheckable)
        self._product_list.blockSignals(False)
        self.refresh()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        edition = replace(
            self._print_options,
            language=self._language_box.currentData(),
            is_large=self._large_print_box.isChecked(),
            paper=paper,
        )
        ticked = self._ticked_products()
        sheets, count, as_asked = fit_one_page(
            Handout(self._comparison, ticked, with_local_numbers(edition))
        )
        told = [self._logo_message]
        if not as_asked:
            told.append(tr("One page does not hold this in large print: the print is smaller."))
        elif count < len(ticked):
            told.append(
                count_text(
                    count,
                    "In large print only the first product fits on one page.",
                    "In large print only the first {count} products fit on one page.",
                )
            )
        return sheets, "\n".join(f"⚠ {each}" for each in told if each)
