"""The page of what changed in the catalogue since a day: its choices, its table, its note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.catalogue.changes_model import COMPUTED_KEYS, ChangesModel
from app.catalogue.model import ComparedLabels
from app.toolkit.cards import GAP, HEADER_SIZE, sized
from app.toolkit.check_box import CheckBox
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import count_text, date_text, notation
from app.toolkit.money_field import read_money_field
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable
from app.toolkit.shown_text import Label, set_tool_tip
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.catalogue.price_changes import ChangeQuery, changed_hits, find_changes
from pricing.problems.errors import BadInput, UserError
from pricing.quantities.dates import today
from pricing.quantities.safe_text import displayable_line, displayable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QColor, QPaintEvent, QShowEvent

    from app.catalogue_sharing import CatalogueSharing
    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.painted_table import Index
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.price_changes import ChangedHit
    from pricing.catalogue.search import Hit, LoadedCatalogue
    from pricing.model.scenario import Scenario

AGES = (7, 30, 90, 180, 365)
_FIRST_AGE = 30
# A shop or a later day shows those beyond.
MAX_SHOWN = 300
_NARROW_BELOW = 900
_ENTER_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_WIDTHS = {
    "product": ColumnWidth(share=0.7, least=180),
    "shop": ColumnWidth(share=0.3, least=90),
}


class ChangesPage(QWidget):
    """Follows the catalogue and the comparison while it is shown."""

    hit_selected = Signal(object)  # Hit | None
    hits_chosen = Signal(object)  # list[Hit] for the comparison
    details_requested = Signal()
    left = Signal()  # with Esc

    def __init__(
        self, session: Session, open_catalogue: OpenCatalogue, sharing: CatalogueSharing
    ) -> None:
        super().__init__()
        self._session = session
        self._open_catalogue = open_catalogue
        self._asked: tuple[object, ...] | None = None
        self._hits: Sequence[ChangedHit] = ()
        self._has_more = False
        self._model = ChangesModel(session.scenario)
        self._table = ChangesTable(self._model)
        self._count_label = Label()
        self._count_label.setObjectName("changesCount")
        self._since_box = self._make_since_box()
        self._shop_box = ChoiceBox(10)
        self._shop_box.setObjectName("changesShopBox")
        self._shop_box.setAccessibleName(tr("Shop"))
        self._shop_box.activated.connect(lambda _: self.refresh())
        self._below_edit = self._make_below_edit()
        self._compared_box = CheckBox(tr("In this comparison"))
        self._compared_box.setObjectName("changesComparedBox")
        self._compared_box.toggled.connect(lambda _: self._show_hits())
        self._compose()
        self._sharing = sharing
        sharing.changed.connect(self._show_waiting)
        self._show_waiting()
        self._table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._table.doubleClicked.connect(lambda _: self.choose_selected())
        self._table.key_pressed.connect(self._press)
        self.setFocusProxy(self._table)

    # -- building ------------------------------------------------------------------------------

    def _make_since_box(self) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName("changesSinceBox")
        box.setAccessibleName(tr("Changes since"))
        for days in AGES:
            box.addItem(date_text(today() - timedelta(days)), days)
        box.setCurrentIndex(AGES.index(_FIRST_AGE))
        box.activated.connect(lambda _: self.refresh())
        return box

    def _make_below_edit(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName("changesBelowEdit")
        edit.setAccessibleName(tr("Only prices that fell below"))
        edit.setPlaceholderText(tr("any"))
        edit.setMaximumWidth(11 * edit.fontMetrics().averageCharWidth())
        set_tool_tip(edit, tr("Show only packs whose price fell below this one."))
        edit.editingFinished.connect(self.refresh)
        return edit

    def _compose(self) -> None:
        since, below = Label(tr("since")), Label(tr("Below"))
        since.setBuddy(self._since_box)
        below.setBuddy(self._below_edit)
        copy = QPushButton(tr("Copy list"))
        copy.setObjectName("copyChangesButton")
        copy.clicked.connect(self._copy)
        self.header = QWidget()
        line = QHBoxLayout(self.header)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        parts = (since, self._since_box, self._shop_box, below, self._below_edit,
                 self._compared_box)  # fmt: skip
        for part in parts:
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(copy)
        footer = QHBoxLayout()
        footer.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        footer.addWidget(self._count_label, 1)
        footer.addWidget(Label(tr("Small figures: at the price before")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._table, 1)
        column.addLayout(footer)

    # -- finding -------------------------------------------------------------------------------

    def show_shops(self, sources: Sequence[str]) -> None:
        """Offer these shops, and keep the chosen one if it is among them."""
        chosen = self._shop_box.currentData()
        self._shop_box.clear()
        self._shop_box.addItem(tr("Any shop"), "")
        for source in sources:
            self._shop_box.addItem(displayable_line(source), source)
        self._shop_box.setCurrentIndex(max(self._shop_box.findData(chosen), 0))

    def refresh(self) -> None:
        """Find the changes in another thread, unless these were found already."""
        search = self._open_catalogue.search
        if not self.isVisible() or search is None or not search.is_current:
            return
        query = self._query()
        if query is None:
            return
        scenario, loaded = self._session.scenario, search.loaded
        asked = (query, scenario, loaded.revision)
        if asked == self._asked:
            self._show_hits()
            return
        self._asked = asked
        self._count_label.setText(tr("Looking for changes…"))

        def find(catalogue: Catalogue) -> tuple[object, list[ChangedHit], bool]:
            return asked, *_find(catalogue, loaded, scenario, query)

        self._open_catalogue.run_with_catalogue(
            find, self._on_found, self._show_error, only_reads=True
        )

    def _query(self) -> ChangeQuery | None:
        """Return what the boxes ask for, or None if the price cannot be read."""
        try:
            below = read_money_field(self._below_edit.text(), self._session.scenario.currency)
        except BadInput as error:
            self._count_label.setText(f"⚠ {error.message(notation())}")
            return None
        since = today() - timedelta(int(self._since_box.currentData()))
        return ChangeQuery(since, str(self._shop_box.currentData() or ""), below or None)

    def _on_found(self, found: tuple[object, list[ChangedHit], bool]) -> None:
        asked, hits, has_more = found
        if asked != self._asked:  # other changes were asked for meanwhile
            return
        self._hits, self._has_more = hits, has_more
        self._show_hits()

    def _show_error(self, error: UserError) -> None:
        self._asked = None
        self._count_label.setText(f"⚠ {error.message(notation())}")

    def _show_hits(self) -> None:
        hits = self._hits
        if self._compared_box.isChecked():
            compared = ComparedLabels(self._session.entries)
            hits = [hit for hit in hits if hit.now.listed_product.values in compared]
        self._table.show_changes(hits, self._session.scenario)
        self._count_label.setText(self._count_text(len(hits)))

    def _count_text(self, count: int) -> str:
        if not count:
            return tr("No price changed since then.")
        if self._has_more:
            return tr(
                "The first {count} changes are shown. Choose a shop or a later day to see others.",
                count=notation().format_number(str(count)),
            )
        return count_text(
            count,
            "{count} change · Enter adds the product, Space shows it",
            "{count} changes · Enter adds a product, Space shows it",
        )

    def _show_waiting(self) -> None:
        """Mark the prices that the other counters do not have yet."""
        news = self._sharing.news
        prices = () if news is None else news.waiting
        self._model.show_waiting(
            {(price.product, price.source) for price in prices if price.price is not None}
        )

    # -- choosing ------------------------------------------------------------------------------

    @property
    def selected_hit(self) -> Hit | None:
        """The product of the selected change at its price of now."""
        changed = self._model.hit_at(self._table.currentIndex().row())
        return None if changed is None else changed.now

    def choose_selected(self) -> None:
        """Choose the selected product for the comparison."""
        if self.selected_hit is not None:
            self.hits_chosen.emit([self.selected_hit])

    def _on_current_changed(self, _current: QModelIndex) -> None:
        self.hit_selected.emit(self.selected_hit)

    def _press(self, key: Qt.Key) -> None:
        if key in _ENTER_KEYS:
            self.choose_selected()
        elif key == Qt.Key.Key_Space:
            self.details_requested.emit()
        else:
            self.left.emit()

    def _copy(self) -> None:
        data = QMimeData()
        data.setText(displayable_text(self._model.table_text()))
        QGuiApplication.clipboard().setMimeData(data)


def _find(
    catalogue: Catalogue, loaded: LoadedCatalogue, scenario: Scenario, query: ChangeQuery
) -> tuple[list[ChangedHit], bool]:
    """Return the first changes, and whether there may be others."""
    from pricing.catalogue.search import CatalogueSearch

    changes = find_changes(catalogue, query)
    search = CatalogueSearch(catalogue, scenario, loaded)
    hits = changed_hits(catalogue, search, changes, query, MAX_SHOWN)
    return hits, len(hits) == MAX_SHOWN < len(changes)


@reports_exceptions
class ChangesTable(PaintedTable):
    """The changes below their headings. Alt with up or down goes from heading to heading."""

    key_pressed = Signal(object)  # Qt.Key: Enter, Space or Esc

    def __init__(self, model: ChangesModel) -> None:
        self.changes_model = model
        super().__init__(model, "changesTable", tr("What changed in the catalogue"), _WIDTHS, 40)
        self.setItemDelegate(_ChangesCells(self))
        self.setSelectionMode(self.SelectionMode.SingleSelection)

    def show_changes(self, hits: Sequence[ChangedHit], scenario: Scenario) -> None:
        """Show these changes with the first one selected."""
        from pricing.catalogue.price_changes import UNSEEN_DAYS

        self.clearSpans()
        self.changes_model.show_changes(hits, scenario, UNSEEN_DAYS)
        for row in self.changes_model.heading_rows():
            self.setSpan(row, 0, 1, len(self.changes_model.columns))
        if self.changes_model.rows:
            self.selectRow(1)

    def fit(self) -> None:
        self.changes_model.is_narrow = self.width() < _NARROW_BELOW * self.unit
        self.setColumnHidden(1, self.changes_model.is_narrow)
        super().fit()

    def rows_to_measure(self, place: int) -> Sequence[int]:
        """Return the rows of changes: the headings lie over all columns."""
        headings = set(self.changes_model.heading_rows())
        return [row for row in range(len(self.changes_model.rows)) if row not in headings]

    def row_height(self, row: int) -> int:
        if self.changes_model.hit_at(row) is None:
            return round(34 * self.unit)
        return super().row_height(row)

    def _go_to_heading(self, step: int) -> None:
        """Select the first change below the next heading, or the one before."""
        row, headings = self.currentIndex().row(), self.changes_model.heading_rows()
        own = max((heading for heading in headings if heading <= row), default=0)
        found = [heading for heading in headings if (heading > own if step > 0 else heading < own)]
        if found:
            self.selectRow(found[0 if step > 0 else -1] + 1)

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt forgets the font of a header that it has styled before the view had its parent.
        self.horizontalHeader().setFont(sized(self.font(), HEADER_SIZE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if is_alt and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._go_to_heading(-1 if key == Qt.Key.Key_Up else 1)
        elif key in {*_ENTER_KEYS, Qt.Key.Key_Space, Qt.Key.Key_Escape}:
            self.key_pressed.emit(key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        keys = [column.key for column in self.changes_model.columns]
        left = self.columnViewportPosition(keys.index("cost"))
        with QPainter(self.viewport()) as painter:
            painter.setPen(QPen(tokens().divide, 2))
            for row in range(len(self.changes_model.rows)):
                if self.changes_model.hit_at(row) is not None:
                    top = self.rowViewportPosition(row)
                    painter.drawLine(QLineF(left, top, left, top + self.rowHeight(row)))


class _ChangesCells(PaintedCells):
    """Paints headings on the colour of headers, and worked-out figures on their tint."""

    def __init__(self, view: ChangesTable) -> None:
        super().__init__(view)
        self._model = view.changes_model

    def ground(self, index: Index) -> QColor:
        if self._model.hit_at(index.row()) is None:
            return tokens().header
        key = self._model.columns[index.column()].key
        return tokens().tinted if key in COMPUTED_KEYS else tokens().surface
