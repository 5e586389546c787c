"""The dialog of the handout: which products, in which language, how large; and how it looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QWidget

from app.printing.defaults import local
from app.printing.dialog import PaperDialog
from app.printing.fit_one_page import fitted
from app.toolkit.translation import counted, tr
from pricing.writing.print.handout import MOST, Handout
from pricing.writing.print.languages import languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.printing.destinations import Outlets
    from app.printing.page_layout import Sheets
    from pricing.calculation.comparison import Compared, Comparison
    from pricing.writing.print.print_options import Edition


class HandoutDialog(PaperDialog):
    """One page about one to four products."""

    file_name = "handout"

    def __init__(
        self, window: QWidget, outlets: Outlets, comparison: Comparison, edition: Edition
    ) -> None:
        super().__init__(window, outlets, edition.paper, tr("Print handout"))
        self.setObjectName("handoutDialog")
        self._comparison = comparison
        self._edition = edition
        self._refused = ""
        self._language = self.box(
            "handoutLanguageBox",
            tr("Language of the handout"),
            [(each.code, tr(each.name)) for each in languages().values()],
            edition.language,
        )
        self._large = QCheckBox(tr("&Large print"))
        self._large.setObjectName("largePrintBox")
        self._form.addRow(self._large)
        self._products = QListWidget()
        self._products.setObjectName("handoutProducts")
        self._products.setAccessibleName(tr("Products on the handout"))
        self._form.insertRow(0, tr("Products (at most {most})", most=MOST), self._products)

    def begin(self, chosen: Sequence[Compared], refused: str) -> None:
        """Tick these, and say what was refused."""
        self._refused = refused
        self._fill(chosen)
        self._follow()
        self._language.currentIndexChanged.connect(self.refresh)
        self._large.toggled.connect(self.refresh)
        self._products.itemChanged.connect(self._follow)

    def _fill(self, chosen: Sequence[Compared]) -> None:
        """Every ranked product, to be ticked."""
        wanted = {id(each) for each in chosen[:MOST]}
        for each in self._comparison.ranked:
            item = QListWidgetItem(f"{each.rank}. {each.product.product}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = id(each) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self._products.addItem(item)
        self._products.setCurrentRow(0)

    def _ticked(self) -> list[Compared]:
        return [
            each
            for at, each in enumerate(self._comparison.ranked)
            if self._products.item(at).checkState() is Qt.CheckState.Checked
        ]

    def _follow(self) -> None:
        """When four are ticked no other can be; one stays."""
        ticked = len(self._ticked())
        self._products.blockSignals(True)
        for at in range(self._products.count()):
            item = self._products.item(at)
            is_ticked = item.checkState() is Qt.CheckState.Checked
            can_change = ticked > 1 if is_ticked else ticked < MOST
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags if can_change else flags & ~Qt.ItemFlag.ItemIsUserCheckable)
        self._products.blockSignals(False)
        self.refresh()

    def sheets(self, paper: str) -> tuple[Sheets, str]:
        edition = replace(
            self._edition,
            language=self._language.currentData(),
            is_large=self._large.isChecked(),
            paper=paper,
        )
        ticked = self._ticked()
        sheets, count, as_asked = fitted(Handout(self._comparison, ticked, local(edition)))
        told = [self._refused]
        if not as_asked:
            told.append(tr("One page does not hold this in large print: the print is smaller."))
        elif count < len(ticked):
            told.append(
                counted(
                    count,
                    tr("In large print only the first product fits on one page."),
                    tr("In large print only the first {count} products fit on one page."),
                )
            )
        return sheets, "\n".join(f"⚠ {each}" for each in told if each)
