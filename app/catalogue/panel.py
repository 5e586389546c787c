"""The catalogue's view: the search line, the results, and a sheet about the selected product."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.catalogue.empty_page import EmptyCataloguePage
from app.catalogue.filters import FilterBar, FilterChoices
from app.catalogue.model import SORT_KEYS, ComparedLabels, ResultsModel
from app.catalogue.price_withdrawals import PriceWithdrawals
from app.catalogue.progress_bar import TaskProgressBar
from app.catalogue.results_table import ResultsTable
from app.catalogue.sharing_place import SharingPlace
from app.catalogue.sheet import CatalogueSheet, SheetContent
from app.catalogue.sheet_drawer import PAGE_MARGIN, SheetDrawer
from app.toolkit.cards import GAP, Card
from app.toolkit.fields import HintEdit
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, notation
from app.toolkit.segments import Segments
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.errors import UserError
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.catalogue.changes_page import ChangesPage
    from app.catalogue_sharing import CatalogueSharing
    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.catalogue.search import CatalogueSearch, Hit, SearchResults

_ENTER_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
MIN_SEARCH_WIDTH = 180


@reports_exceptions
class CataloguePanel(QWidget):
    """Searches the catalogue as the user types. The user chooses products for the comparison.

    The sheet stands beside the results, or over them in a narrow window.
    """

    products_chosen = Signal(object)  # list[Hit]
    import_requested = Signal()
    follow_requested = Signal()
    count_changed = Signal(int)  # how many products the catalogue has

    def __init__(
        self,
        session: Session,
        open_catalogue: OpenCatalogue,
        sharing: CatalogueSharing,
        theme: Theme,
        cost_basis: CostBasis,
    ) -> None:
        super().__init__()
        self._session = session
        self._open_catalogue = open_catalogue
        self._sharing = sharing
        self._sharing_place = self._make_sharing_place()
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(GAP)
        self.progress_bar = TaskProgressBar()
        self._layout.addWidget(self.progress_bar)
        self._product_count = 0
        self._model = ResultsModel(cost_basis, session.scenario.days, session.scenario.element)
        self.filter_bar = FilterBar(session)
        self._sheet = self._make_sheet(theme, cost_basis)
        self._drawer = SheetDrawer(self, self._layout, self._sheet, self._sharing_place)
        self._withdrawals = PriceWithdrawals(open_catalogue, self._sheet)
        self._sharing_place.withdrawal_requested.connect(self._withdrawals.take_back_double)
        self.tools = self._make_tools()
        self._search_edit = self._make_search_edit()
        self._table = self._make_table()
        self._count_label = Label()
        self._count_label.setObjectName("catalogueCount")
        self._compose()
        self.filter_bar.changed.connect(self.refresh)
        open_catalogue.changed.connect(self.refresh)
        open_catalogue.search_ready.connect(self._on_search_ready)
        open_catalogue.shop_search_ready.connect(self.refresh)
        open_catalogue.failed.connect(self._show_error)
        session.changed.connect(self._on_session_changed)
        self._sharing_place.show_news()

    # -- building ------------------------------------------------------------------------------

    def _make_sharing_place(self) -> SharingPlace:
        place = SharingPlace(self._sharing, self)
        place.toggled.connect(self._arrange)
        place.product_requested.connect(self._show_prices_of)
        return place

    def _make_sheet(self, theme: Theme, cost_basis: CostBasis) -> CatalogueSheet:
        sheet = CatalogueSheet(theme, cost_basis)
        sheet.setParent(self)
        sheet.addition_requested.connect(self.choose_selected)
        sheet.form_requested.connect(self.filter_bar.choose_form)
        sheet.installEventFilter(self)
        return sheet

    def _make_search_edit(self) -> QLineEdit:
        edit = HintEdit(
            (
                tr("Type a name, brand, form or code, or scan"),
                tr("Type a name or code, or scan"),
                tr("Search"),
            )
        )
        edit.setObjectName("catalogueSearch")
        edit.setAccessibleName(tr("Search the catalogue"))
        edit.setMinimumWidth(MIN_SEARCH_WIDTH)
        edit.textChanged.connect(self.refresh)
        edit.installEventFilter(self)
        return edit

    def _make_table(self) -> ResultsTable:
        table = ResultsTable(self._model)
        table.horizontalHeader().sectionClicked.connect(self._sort_by)
        table.doubleClicked.connect(self._choose_row)
        table.selectionModel().currentRowChanged.connect(self._show_row)
        table.installEventFilter(self)
        return table

    def _make_tools(self) -> QWidget:
        """Return what the view offers at the right end of the tabs' row."""
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        for name, title, asked in (
            ("importListButton", tr("Import a list…"), self.import_requested),
            ("followListButton", tr("Follow a price list…"), self.follow_requested),
        ):
            button = QPushButton(title)
            button.setObjectName(name)
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addWidget(self._sharing_place.button)
        return tools

    def _compose(self) -> None:
        self._modes = Segments("catalogueModes", tr("What to show of the catalogue"), 2)
        self._modes.set_texts((tr("All products"), tr("What changed")))
        self._modes.chosen.connect(self._show_mode)
        search_head = QWidget()
        search_head.setAccessibleName(tr("Search"))
        line = FlowRow(8)
        line.add(self._search_edit, self.filter_bar)
        search_head.setLayout(line)
        self._heads = QStackedWidget()
        self._heads.setAccessibleName(tr("What to show of the catalogue"))
        self._heads.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._heads.addWidget(search_head)
        header = FlowRow(8)
        header.setContentsMargins(GAP, GAP, GAP, GAP)
        header.add(self._modes, self._heads)
        self._stack = QStackedWidget()
        self._stack.setAccessibleName(tr("Products of the catalogue"))
        self._stack.addWidget(self._make_results_page())
        empty_page = EmptyCataloguePage()
        empty_page.import_requested.connect(self.import_requested)
        self._stack.addWidget(empty_page)
        self._card = Card(tr("Catalogue"))
        self._card.setContentsMargins(0, 0, 0, 0)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(header)
        inside.addWidget(self._stack, 1)
        self._layout.addWidget(self._card, 1)
        self._arrange()

    def _make_results_page(self) -> QWidget:
        footer = FlowRow(GAP, has_last_at_right=True)
        footer.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        footer.add(self._count_label, self.filter_bar.order_widget)
        page = QWidget()
        page.setAccessibleName(tr("Results"))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._table, 1)
        column.addLayout(footer)
        return page

    @cached_property
    def _changes(self) -> ChangesPage:
        """The page of what changed, made when it is first shown."""
        from app.catalogue.changes_page import ChangesPage

        page = ChangesPage(self._session, self._open_catalogue, self._sharing)
        page.hit_selected.connect(self._show_hit)
        page.hits_chosen.connect(self.products_chosen)
        page.details_requested.connect(self._toggle_drawer)
        page.left.connect(self._leave_changes)
        self._heads.addWidget(page.header)
        self._stack.addWidget(page)
        page.show_shops(self._open_catalogue.catalogue.sources())
        return page

    # -- searching -----------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Show all products, with the keyboard in the search line."""
        self._modes.choose(0)
        self._search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_edit.selectAll()

    def look_for(self, words: str, sort_key: str) -> None:
        """Search for products whose dose stays within the limit, sorted by a figure."""
        self._search_edit.setText(words)
        self.filter_bar.narrow_to_limit(sort_key)

    @property
    def _search(self) -> CatalogueSearch | None:
        """The search at the prices that are shown, or None while it is being loaded."""
        shop = "" if self._shows_changes else self.filter_bar.source_name
        return self._open_catalogue.search_at(shop)

    def refresh(self) -> None:
        """Search again if the panel is visible, or wait until the catalogue is loaded."""
        if not self.isVisible():
            return
        try:
            search = self._search
            if search is None:
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
        try:
            sources = self._open_catalogue.catalogue.sources()
        except UserError as error:
            self._show_error(error)
            return
        if "_changes" in vars(self):
            self._changes.show_shops(sources)
        self.filter_bar.set_choices(
            FilterChoices(
                tuple(sorted({product.recognized_form.name for product in examples})),
                sources,
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
        self._table.show_results(results, query)
        self._model.show_compared(ComparedLabels(self._session.entries))
        parts = (self._count_text(len(results), total), self._others_text(results))
        self._count_label.setText(" · ".join(filter(None, parts)))
        if total != self._product_count:
            self._product_count = total
            self.count_changed.emit(total)
        self._modes.setVisible(bool(total))
        if self._shows_changes and total:
            self._stack.setCurrentWidget(self._changes)
            self._changes.refresh()
        else:
            self._stack.setCurrentIndex(0 if total else 1)
        if len(results):
            self._table.select_kept()
        elif not self._shows_changes:
            self._sheet.show_content(None)
        self._arrange()

    # -- what changed --------------------------------------------------------------------------

    @property
    def _shows_changes(self) -> bool:
        return self._modes.choice == 1

    def _show_mode(self, mode: int) -> None:
        """Show all products, or what changed."""
        try:
            self._heads.setCurrentIndex(self._heads.indexOf(self._changes.header) if mode else 0)
        except UserError as error:
            self._modes.choose(0)
            self._show_error(error)
            return
        self.refresh()
        if mode:
            self._changes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_changes(self) -> None:
        if not self._close_drawer():
            self._modes.choose(0)
            self.focus_search()

    def _count_text(self, matches: int, total: int) -> str:
        if not total:
            return ""
        if not matches:
            return count_text(
                total, "No match in {count} product.", "No match among {count} products."
            )
        return count_text(
            total,
            "{matches} of {count} product found · Enter adds it, Space shows it",
            "{matches} of {count} products found · Enter adds one, Space shows it",
            matches=notation().format_number(str(matches)),
        )

    def _others_text(self, results: SearchResults) -> str:
        """Say how many products match the search, but do not hold the compared mineral."""
        count = results.count_without_mineral
        if not count:
            return ""
        return count_text(
            count,
            "{count} product without {mineral} matches",
            "{count} products without {mineral} match",
            mineral=tr(elements()[self._session.scenario.element].name).lower(),
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
        self._model.show_compared(ComparedLabels(self._session.entries))
        search = self._open_catalogue.search
        if search is not None and search.ranking.scenario != self._session.scenario:
            self.refresh()
        else:
            self._show_row(self._table.currentIndex())

    # -- choosing ------------------------------------------------------------------------------

    def _show_row(self, current: QModelIndex) -> None:
        """Show the product of a row in the sheet."""
        if not self._shows_changes:
            self._show_hit(self._model.row_at(current.row()) if current.isValid() else None)

    def _show_hit(self, hit: Hit | None) -> None:
        """Show a product in the sheet."""
        search = self._search
        if hit is None or search is None or not self.isVisible():
            return
        try:
            periods = self._open_catalogue.catalogue.price_history(hit.listed_product.id)
        except UserError as error:
            self._show_error(error)
            return
        offers = search.offers_beside(hit)
        self._sheet.show_content(SheetContent(hit, periods, offers, self._model.is_compared(hit)))

    def _choose_row(self, index: QModelIndex) -> None:
        hit = self._model.row_at(index.row())
        if hit is not None:
            self.products_chosen.emit([hit])

    def choose_selected(self) -> None:
        """Choose the selected products for the comparison."""
        if self._shows_changes:
            self._changes.choose_selected()
            return
        rows = self._table.selected_rows()
        hits: Sequence[Hit] = [hit for row in rows if (hit := self._model.row_at(row)) is not None]
        if hits:
            self.products_chosen.emit(hits)

    # -- the shared catalogue ------------------------------------------------------------------

    def _show_prices_of(self, product_id: int) -> None:
        """Show the prices of a product in its sheet."""
        from pricing.catalogue.search import make_hit

        search = self._open_catalogue.search
        listed = self._open_catalogue.catalogue.listed_products([product_id])
        if search is not None and listed:
            self._sharing_place.close()
            self._open_drawer()
            self._table.select_product(product_id)
            self._show_hit(make_hit(search.ranking, listed[0]))

    # -- the sheet -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Place the sheet. It stays away while there are no products."""
        self._drawer.arrange(has_products=self._stack.currentIndex() != 1)

    def _open_drawer(self) -> None:
        self._drawer.open()
        self._arrange()

    def _toggle_drawer(self) -> None:
        self._drawer.toggle()
        self._arrange()

    def _close_drawer(self) -> bool:
        """Close the sheet that lies over the results. Return False if none does."""
        if self._sharing_place.close():
            return True
        if not self._drawer.close():
            return False
        self._arrange()
        table = self._changes if self._shows_changes else self._table
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # -- Qt's own names ------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Return the size that the results need. The sheet needs none: it can lie over them."""
        least = self._card.minimumSizeHint()
        return QSize(least.width() + 2 * PAGE_MARGIN, least.height() + 2 * GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if watched is self._table:
            return self._press_in_table(key)
        if watched is self._search_edit:
            return self._press_in_search(key)
        return key == Qt.Key.Key_Escape and self._close_drawer()

    def _press_in_table(self, key: Qt.Key) -> bool:
        if key in _ENTER_KEYS:
            self.choose_selected()
        elif key == Qt.Key.Key_Space:
            self._toggle_drawer()
        elif key == Qt.Key.Key_Escape:
            if not self._close_drawer():
                self.focus_search()
        else:
            return False
        return True

    def _press_in_search(self, key: Qt.Key) -> bool:
        """Go from the search line into its results."""
        leads_on = key in {*_ENTER_KEYS, Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        if not leads_on or not self._model.rowCount():
            return False
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Not earlier, because Qt loads the button's icon from disk.
        self._search_edit.setClearButtonEnabled(True)
        # After painting, so that opening the catalogue does not delay the window.
        QTimer.singleShot(0, self, self.refresh)
