"""The catalogue panel: a line to type in, what is found, and what it cost before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.catalogue.filters import FilterBar, Offered
from app.catalogue.price_history import PriceHistory
from app.catalogue.results_model import COLUMNS, FoundModel
from app.catalogue.results_table import FoundTable
from app.toolkit.distribution_chart import FormSpreads, Spreads
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenedCatalogue
    from app.session import Session
    from app.toolkit.cost_basis import Display
    from app.toolkit.theme import Theme
    from pricing.catalogue.search import Found, Hit, Search

NARROWEST_SEARCH = 180


class CataloguePanel(QWidget):
    """Searches as one types. `chosen` hands on products for the comparison (Hit each).

    `import_wanted` asks for a list to fill the catalogue with.
    """

    chosen = Signal(object)
    import_wanted = Signal()

    def __init__(
        self, session: Session, opened: OpenedCatalogue, theme: Theme, display: Display
    ) -> None:
        super().__init__()
        self._session = session
        self._opened = opened
        self._found: Found | None = None
        self._model = FoundModel(display)
        self.filters = FilterBar(session)
        self.history = PriceHistory(theme)
        self._spreads = FormSpreads("formSpreads", theme, display)
        self._spreads.seen.connect(self._show_spread)
        self._search = self._made_search()
        self._table = self._made_table()
        self._count = QLabel()
        self._count.setObjectName("catalogueCount")
        self._compose()
        self.filters.changed.connect(self.refresh)
        opened.changed.connect(self.refresh)
        opened.ready.connect(self._fill)
        opened.refused.connect(self._refuse)
        session.changed.connect(self._follow)

    # -- building ------------------------------------------------------------------------------

    def _made_search(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName("catalogueSearch")
        edit.setAccessibleName(tr("Search the catalogue"))
        edit.setPlaceholderText(tr("Name, brand, form or code; a scanner works anywhere"))
        edit.setMinimumWidth(NARROWEST_SEARCH)
        edit.textChanged.connect(self.refresh)
        edit.installEventFilter(self)
        return edit

    def _made_table(self) -> FoundTable:
        table = FoundTable(self._model)
        table.horizontalHeader().sectionClicked.connect(self._sort_by)
        table.doubleClicked.connect(self._choose_row)
        table.selectionModel().currentRowChanged.connect(self._look_at)
        table.installEventFilter(self)
        return table

    def _compose(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 0)
        line.addWidget(self._search, 2)
        line.addWidget(self.filters, 3)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._table)
        parts.addWidget(self._made_beside())
        parts.setStretchFactor(0, 1)
        parts.setSizes([920, 280])
        self._stack = QStackedWidget()
        self._stack.addWidget(parts)
        self._stack.addWidget(self._made_empty())
        below = QHBoxLayout()
        below.setContentsMargins(8, 0, 8, 4)
        below.addWidget(self._count, 1)
        below.addWidget(self.filters.order)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(line)
        self._layout.addWidget(self._stack, 1)
        self._layout.addLayout(below)

    def put_above(self, widget: QWidget) -> None:
        self._layout.insertWidget(0, widget)

    def _made_beside(self) -> QTabWidget:
        """What the chosen product cost before, and how all that was found spreads."""
        beside = QTabWidget()
        beside.setObjectName("catalogueBeside")
        beside.setAccessibleName(tr("About what was found"))
        beside.setDocumentMode(True)
        beside.addTab(self.history, tr("Prices"))
        beside.addTab(self._spreads.scrolled(), tr("Spread"))
        return beside

    def _made_empty(self) -> QWidget:
        """What an empty catalogue shows: how it is filled."""
        says = QLabel(
            tr(
                "The catalogue is empty. Fill it with a shop's price list, a wholesaler's file or "
                "a label database: then products are found by typing or scanning."
            )
        )
        says.setObjectName("emptyCatalogue")
        says.setWordWrap(True)
        says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(tr("Import into catalogue…"))
        button.setObjectName("fillCatalogueButton")
        button.clicked.connect(self.import_wanted)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(says)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        return page

    # -- searching -----------------------------------------------------------------------------

    def type_here(self) -> None:
        """Ready to type."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def refresh(self) -> None:
        """Search again, when the panel is seen; wait for the catalogue where it is not ready."""
        if not self.isVisible():
            return
        try:
            self._opened.want()
            search = self._opened.search
            if search is None or not search.is_current:
                self._count.setText(tr("Opening the catalogue…"))
            else:
                self._show(search)
        except UserError as fault:
            self._refuse(fault)

    def _fill(self) -> None:
        """The catalogue is ready, or has changed: offer what there is to choose from."""
        search = self._opened.search
        if search is None:
            return
        examples = search.ranking.stock.examples
        self.filters.offer(
            Offered(
                tuple(sorted({each.named_form.name for each in examples})),
                self._opened.products.sources(),
                tuple(sorted({each.currency for each in examples})),
            )
        )
        self.refresh()

    def _show(self, search: Search) -> None:
        from pricing.catalogue.search import Asked

        filters = self.filters
        asked = Asked(
            self._search.text(),
            filters.filters,
            filters.source,
            filters.since,
            filters.key,
            filters.descending,
        )
        self._table.show_order(filters.key, descending=filters.descending)
        found, of = search.ask(asked), len(search.ranking.stock)
        self._stack.setCurrentIndex(0 if of else 1)
        self._model.show(found)
        self._found = found
        self._show_spread()
        self._count.setText(self._told(len(found), of))
        if len(found):
            self._table.choose_first()
        else:
            self.history.show_offers((), self._session.scenario.currency)

    def _show_spread(self) -> None:
        """How the costs of what was found lie, when that is seen."""
        search = self._opened.search
        if search is not None and self._found is not None and self._spreads.isVisible():
            forms, ends = search.ranking.spread(self._found.mask)
            self._spreads.show_spreads(Spreads(forms, ends, search.ranking.scenario))

    def _told(self, found: int, of: int) -> str:
        if not of:
            return ""
        of_text, number = notation().number(str(of)), notation().number(str(found))
        if not found:
            return tr("Nothing found among {of} products.", of=of_text)
        return tr(
            "{count} of {of} products found. Enter adds one to the comparison.",
            count=number,
            of=of_text,
        )

    def _refuse(self, fault: object) -> None:
        self._count.setText(f"⚠ {fault.says(notation())}" if isinstance(fault, UserError) else "")

    def _sort_by(self, section: int) -> None:
        key = COLUMNS[section].sort
        if key is not None:
            self.filters.sort_by(key)

    def _follow(self) -> None:
        """Another scenario ranks otherwise."""
        search = self._opened.search
        if search is not None and search.ranking.scenario != self._session.scenario:
            self.refresh()

    # -- choosing ------------------------------------------------------------------------------

    def _look_at(self, current: QModelIndex) -> None:
        hit = self._model.hit(current.row()) if current.isValid() else None
        if hit is not None:
            offers = self._opened.products.offers(hit.listed.id)
            self.history.show_offers(offers, hit.product.currency)

    def _choose_row(self, index: QModelIndex) -> None:
        hit = self._model.hit(index.row())
        if hit is not None:
            self.chosen.emit([hit])

    def choose_selected(self) -> None:
        """Hand on the selected products."""
        rows = self._table.chosen_rows()
        hits: Sequence[Hit] = [hit for row in rows if (hit := self._model.hit(row)) is not None]
        if hits:
            self.chosen.emit(hits)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if watched is self._table and enter:
            self.choose_selected()
            return True
        if watched is self._table and event.key() == Qt.Key.Key_Escape:
            self.type_here()
            return True
        down = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        if watched is self._search and (enter or down) and self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._search.setClearButtonEnabled(True)  # not before: its drawing is looked for on disk
        # After the window is painted: opening a catalogue is no part of starting.
        QTimer.singleShot(0, self, self.refresh)
