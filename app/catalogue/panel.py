"""The catalogue's panel: the search line, the results, and the prices of the selected product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
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
from app.toolkit.distribution_chart import CostDistributions, DistributionChart
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.table_view import TableView
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.calculation.ranking import Ranking
    from pricing.catalogue.search import CatalogueSearch, Hit, SearchResults

MIN_SEARCH_WIDTH = 180
ROW_HEIGHT = 26
_SelectionFlag = QItemSelectionModel.SelectionFlag


@reports_exceptions
class CataloguePanel(QWidget):
    """Searches the catalogue as the user types. The user chooses products for the comparison."""

    products_chosen = Signal(object)  # list[Hit]
    import_requested = Signal()

    def __init__(
        self, session: Session, open_catalogue: OpenCatalogue, theme: Theme, cost_basis: CostBasis
    ) -> None:
        super().__init__()
        self._session = session
        self._open_catalogue = open_catalogue
        self._results: SearchResults | None = None
        self._ranking: Ranking | None = None  # what the results were found in
        self._model = ResultsModel(cost_basis, session.scenario.days, session.scenario.element)
        self.filter_bar = FilterBar(session)
        self.price_history = PriceHistoryChart(theme)
        self._distribution_chart = DistributionChart("formDistributions", theme, cost_basis)
        self._distribution_chart.became_visible.connect(self._show_distributions)
        self._search_edit = self._make_search_edit()
        self._table = self._make_table()
        self._count_label = Label()
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
        edit.setPlaceholderText(tr("Type a name, brand, form or code, or scan"))
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
        header = QHBoxLayout()
        header.setContentsMargins(8, 6, 8, 0)
        header.addWidget(self._search_edit, 2)
        header.addWidget(self.filter_bar, 3)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._table)
        parts.addWidget(self._make_side_tabs())
        parts.setStretchFactor(0, 1)
        parts.setSizes([920, 280])
        self._stack = QStackedWidget()
        self._stack.addWidget(parts)
        self._stack.addWidget(self._make_empty_page())
        footer = QHBoxLayout()
        footer.setContentsMargins(8, 0, 8, 4)
        footer.addWidget(self._count_label, 1)
        footer.addWidget(self.filter_bar.sort_widget)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(header)
        self._layout.addWidget(self._stack, 1)
        self._layout.addLayout(footer)

    def insert_on_top(self, widget: QWidget) -> None:
        """Put a widget above the search line."""
        self._layout.insertWidget(0, widget)

    def _make_side_tabs(self) -> QTabWidget:
        """Return tabs with the selected product's prices, and the distribution of all results."""
        tabs = QTabWidget()
        tabs.setObjectName("catalogueSideTabs")
        tabs.setAccessibleName(tr("Prices and distribution"))
        tabs.setDocumentMode(True)
        tabs.addTab(self.price_history, tr("Prices"))
        tabs.addTab(self._distribution_chart.in_scroll_area(), tr("Distribution"))
        return tabs

    def _make_empty_page(self) -> QWidget:
        """Return the page that tells how to fill an empty catalogue."""
        text = Label(
            tr(
                "The catalogue is empty. Import a shop's price list, a wholesaler's file or a "
                "label database. Then you can find products by typing or scanning."
            )
        )
        text.setObjectName("emptyCatalogue")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(tr("Import into catalogue…"))
        button.setObjectName("importIntoCatalogueButton")
        button.clicked.connect(self.import_requested)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(text)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        return page

    # -- searching -----------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the keyboard into the search line."""
        self._search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_edit.selectAll()

    def look_for(self, words: str, sort_key: str) -> None:
        """Search for products whose dose stays within the limit, sorted by a figure."""
        self._search_edit.setText(words)
        self.filter_bar.narrow_to_limit(sort_key)

    def refresh(self) -> None:
        """Search again if the panel is visible, or wait until the catalogue is loaded."""
        if not self.isVisible():
            return
        try:
            self._open_catalogue.ensure_search_ready()
            search = self._open_catalogue.search
            if search is None or not search.is_current:
                self._count_label.setText(tr("Opening the catalogue…"))
            else:
                self._show_results(search)
        except UserError as error:
            self._show_error(error)

    def _on_search_ready(self) -> None:
        """Offer the filters that fit the loaded catalogue, then search."""
        search = self._open_catalogue.search
        if search is None:
            return
        examples = search.ranking.product_columns.example_products
        self.filter_bar.set_choices(
            FilterChoices(
                tuple(sorted({product.recognized_form.name for product in examples})),
                self._open_catalogue.catalogue.sources(),
                tuple(sorted({product.currency for product in examples})),
            )
        )
        self.refresh()

    def _show_results(self, search: CatalogueSearch) -> None:
        from pricing.catalogue.search import SearchQuery

        filters = self.filter_bar
        query = SearchQuery(
            self._search_edit.text(),
            filters.filters,
            filters.source_name,
            filters.priced_since,
            filters.sort_key,
            filters.is_descending,
        )
        self._table.show_sort_order(filters.sort_key, descending=filters.is_descending)
        results, total = search.find(query), len(search.ranking.product_columns)
        self._stack.setCurrentIndex(0 if total else 1)
        self._model.show_results(results)
        self._results, self._ranking = results, search.ranking
        self._show_distributions()
        self._count_label.setText(self._count_text(len(results), total))
        if len(results):
            self._table.select_first()
        else:
            self.price_history.show_price_periods((), self._session.scenario.currency)

    def _show_distributions(self) -> None:
        """Show how the costs of the results are distributed, if their tab is visible.

        The catalogue may have changed since they were found.
        """
        ranking = self._ranking
        if (
            ranking is not None
            and self._results is not None
            and self._distribution_chart.isVisible()
        ):
            forms, ends = ranking.cost_distributions(self._results.row_mask)
            self._distribution_chart.show_distributions(
                CostDistributions(forms, ends, ranking.scenario)
            )

    def _count_text(self, matches: int, total: int) -> str:
        if not total:
            return ""
        if not matches:
            return count_text(
                total, "No match in {count} product.", "No match among {count} products."
            )
        return count_text(
            total,
            "{matches} of {count} product found. Press Enter to add it to the comparison.",
            "{matches} of {count} products found. Press Enter to add one to the comparison.",
            matches=notation().format_number(str(matches)),
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
        """Search again if the scenario has changed, because that changes the ranks."""
        scenario = self._session.scenario
        self._model.show_scenario(scenario.days, scenario.element)
        self.filter_bar.show_days()
        search = self._open_catalogue.search
        if search is not None and search.ranking.scenario != self._session.scenario:
            self.refresh()

    # -- choosing ------------------------------------------------------------------------------

    def _show_price_history(self, current: QModelIndex) -> None:
        hit = self._model.row_at(current.row()) if current.isValid() else None
        if hit is not None:
            periods = self._open_catalogue.catalogue.price_history(hit.listed_product.id)
            self.price_history.show_price_periods(periods, hit.product.currency)

    def _choose_row(self, index: QModelIndex) -> None:
        hit = self._model.row_at(index.row())
        if hit is not None:
            self.products_chosen.emit([hit])

    def choose_selected(self) -> None:
        """Choose the selected products for the comparison."""
        rows = self._table.selected_rows()
        hits: Sequence[Hit] = [hit for row in rows if (hit := self._model.row_at(row)) is not None]
        if hits:
            self.products_chosen.emit(hits)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if watched is self._table and is_enter:
            self.choose_selected()
            return True
        if watched is self._table and event.key() == Qt.Key.Key_Escape:
            self.focus_search()
            return True
        is_down = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        if watched is self._search_edit and (is_enter or is_down) and self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Not earlier, because Qt loads the button's icon from disk.
        self._search_edit.setClearButtonEnabled(True)
        # After painting, so that opening the catalogue does not delay the window.
        QTimer.singleShot(0, self, self.refresh)


class ResultsTable(TableView):
    """Shows the results read-only and in whole rows, which can be dragged into the comparison."""

    def __init__(self, model: ResultsModel) -> None:
        super().__init__(
            model, "catalogueTable", tr("Products of the catalogue"), row_height=ROW_HEIGHT
        )
        self.setAccessibleDescription(tr("Press Enter to add a product to the comparison."))
        self.setDragEnabled(True)
        self.horizontalHeader().setSectionsClickable(True)
        self._results_model = model

    def show_sort_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by, if it is shown."""
        sections = [
            section
            for section, column in enumerate(self._results_model.columns)
            if SORT_KEYS.get(column.key) == key
        ]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(bool(sections))
        if sections:
            self.horizontalHeader().setSortIndicator(sections[0], order)

    def select_first(self) -> None:
        """Select the first row."""
        first = self.model().index(0, 0)
        self.selectionModel().setCurrentIndex(
            first, _SelectionFlag.ClearAndSelect | _SelectionFlag.Rows
        )

    def selected_rows(self) -> list[int]:
        """Return the selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())
