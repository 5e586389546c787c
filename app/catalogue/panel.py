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

from app.catalogue.filters import FilterBar, FilterChoices
from app.catalogue.model import SORT_KEYS, ResultsModel
from app.catalogue.price_history import PriceHistoryChart
from app.catalogue.results_table import ResultsTable
from app.toolkit.distribution_chart import CostDistributions, DistributionChart
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.catalogue.search import CatalogueSearch, Hit, SearchResults

MIN_SEARCH_WIDTH = 180


class CataloguePanel(QWidget):
    """Searches as one types. `chosen` hands on products for the comparison (Hit each).

    `import_wanted` asks for a list to fill the catalogue with.
    """

    products_chosen = Signal(object)
    import_requested = Signal()

    def __init__(
        self, session: Session, open_catalogue: OpenCatalogue, theme: Theme, cost_basis: CostBasis
    ) -> None:
        super().__init__()
        self._session = session
        self._open_catalogue = open_catalogue
        self._results: SearchResults | None = None
        self._model = ResultsModel(cost_basis)
        self.filter_bar = FilterBar(session)
        self.price_history = PriceHistoryChart(theme)
        self._distribution_chart = DistributionChart("formSpreads", theme, cost_basis)
        self._distribution_chart.became_visible.connect(self._show_distributions)
        self._search_edit = self._make_search_edit()
        self._table = self._make_table()
        self._count_label = QLabel()
        self._count_label.setObjectName("catalogueCount")
        self._compose()
        self.filter_bar.changed.connect(self.refresh)
        open_catalogue.changed.connect(self.refresh)
        open_catalogue.search_ready.connect(self._on_search_ready)
        open_catalogue.failed.connect(self._show_error)
        session.changed.connect(self._on_session_changed)

    # -- building ------------------------------------------------------------------------------

    def _make_search_edit(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName("catalogueSearch")
        edit.setAccessibleName(tr("Search the catalogue"))
        edit.setPlaceholderText(tr("Name, brand, form or code; a scanner works anywhere"))
        edit.setMinimumWidth(MIN_SEARCH_WIDTH)
        edit.textChanged.connect(self.refresh)
        edit.installEventFilter(self)
        return edit

    def _make_table(self) -> ResultsTable:
        table = ResultsTable(self._model)
        table.horizontalHeader().sectionClicked.connect(self._sort_by)
        table.doubleClicked.connect(self._choose_row)
        table.selectionModel().currentRowChanged.connect(self._show_price_history)
        table.installEventFilter(self)
        return table

    def _compose(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 0)
        line.addWidget(self._search_edit, 2)
        line.addWidget(self.filter_bar, 3)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._table)
        parts.addWidget(self._make_side_tabs())
        parts.setStretchFactor(0, 1)
        parts.setSizes([920, 280])
        self._stack = QStackedWidget()
        self._stack.addWidget(parts)
        self._stack.addWidget(self._make_empty_page())
        below = QHBoxLayout()
        below.setContentsMargins(8, 0, 8, 4)
        below.addWidget(self._count_label, 1)
        below.addWidget(self.filter_bar.sort_widget)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(line)
        self._layout.addWidget(self._stack, 1)
        self._layout.addLayout(below)

    def insert_on_top(self, widget: QWidget) -> None:
        self._layout.insertWidget(0, widget)

    def _make_side_tabs(self) -> QTabWidget:
        """What the chosen product cost before, and how all that was found spreads."""
        beside = QTabWidget()
        beside.setObjectName("catalogueBeside")
        beside.setAccessibleName(tr("About what was found"))
        beside.setDocumentMode(True)
        beside.addTab(self.price_history, tr("Prices"))
        beside.addTab(self._distribution_chart.in_scroll_area(), tr("Spread"))
        return beside

    def _make_empty_page(self) -> QWidget:
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
        button.clicked.connect(self.import_requested)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(says)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        return page

    # -- searching -----------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Ready to type."""
        self._search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_edit.selectAll()

    def refresh(self) -> None:
        """Search again, when the panel is seen; wait for the catalogue where it is not ready."""
        if not self.isVisible():
            return
        try:
            self._open_catalogue.ensure_search_ready()
            search = self._open_catalogue.search
            if search is None or not search.is_current:
                self._count_label.setText(tr("Opening the catalogue…"))
            else:
                self._show_results(search)
        except UserError as fault:
            self._show_error(fault)

    def _on_search_ready(self) -> None:
        """The catalogue is ready, or has changed: offer what there is to choose from."""
        search = self._open_catalogue.search
        if search is None:
            return
        examples = search.ranking.product_columns.example_products
        self.filter_bar.set_choices(
            FilterChoices(
                tuple(sorted({each.recognized_form.name for each in examples})),
                self._open_catalogue.catalogue.sources(),
                tuple(sorted({each.currency for each in examples})),
            )
        )
        self.refresh()

    def _show_results(self, search: CatalogueSearch) -> None:
        from pricing.catalogue.search import SearchQuery

        filters = self.filter_bar
        asked = SearchQuery(
            self._search_edit.text(),
            filters.filters,
            filters.source_name,
            filters.priced_since,
            filters.sort_key,
            filters.is_descending,
        )
        self._table.show_sort_order(filters.sort_key, descending=filters.is_descending)
        found, of = search.find(asked), len(search.ranking.product_columns)
        self._stack.setCurrentIndex(0 if of else 1)
        self._model.show_results(found)
        self._results = found
        self._show_distributions()
        self._count_label.setText(self._count_text(len(found), of))
        if len(found):
            self._table.select_first()
        else:
            self.price_history.show_price_periods((), self._session.scenario.currency)

    def _show_distributions(self) -> None:
        """How the costs of what was found lie, when that is seen."""
        search = self._open_catalogue.search
        if (
            search is not None
            and self._results is not None
            and self._distribution_chart.isVisible()
        ):
            forms, ends = search.ranking.cost_distributions(self._results.row_mask)
            self._distribution_chart.show_distributions(
                CostDistributions(forms, ends, search.ranking.scenario)
            )

    def _count_text(self, matches: int, total: int) -> str:
        if not total:
            return ""
        of_text, number = (
            notation().format_number(str(total)),
            notation().format_number(str(matches)),
        )
        if not matches:
            return tr("Nothing found among {of} products.", of=of_text)
        return tr(
            "{count} of {of} products found. Enter adds one to the comparison.",
            count=number,
            of=of_text,
        )

    def _show_error(self, error: object) -> None:
        self._count_label.setText(
            f"⚠ {error.message(notation())}" if isinstance(error, UserError) else ""
        )

    def _sort_by(self, section: int) -> None:
        key = SORT_KEYS.get(self._model.columns[section].key)
        if key is not None:
            self.filter_bar.sort_by(key)

    def _on_session_changed(self) -> None:
        """Another scenario ranks otherwise."""
        search = self._open_catalogue.search
        if search is not None and search.ranking.scenario != self._session.scenario:
            self.refresh()

    # -- choosing ------------------------------------------------------------------------------

    def _show_price_history(self, current: QModelIndex) -> None:
        hit = self._model.row_at(current.row()) if current.isValid() else None
        if hit is not None:
            offers = self._open_catalogue.catalogue.price_history(hit.listed_product.id)
            self.price_history.show_price_periods(offers, hit.product.currency)

    def _choose_row(self, index: QModelIndex) -> None:
        hit = self._model.row_at(index.row())
        if hit is not None:
            self.products_chosen.emit([hit])

    def choose_selected(self) -> None:
        """Hand on the selected products."""
        rows = self._table.selected_rows()
        hits: Sequence[Hit] = [hit for row in rows if (hit := self._model.row_at(row)) is not None]
        if hits:
            self.products_chosen.emit(hits)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if watched is self._table and enter:
            self.choose_selected()
            return True
        if watched is self._table and event.key() == Qt.Key.Key_Escape:
            self.focus_search()
            return True
        down = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        if watched is self._search_edit and (enter or down) and self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._search_edit.setClearButtonEnabled(
            True
        )  # not before: its drawing is looked for on disk
        # After the window is painted: opening a catalogue is no part of starting.
        QTimer.singleShot(0, self, self.refresh)
