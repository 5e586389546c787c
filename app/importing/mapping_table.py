"""The rows of a list below a chooser for each column, with what they would cost beside them."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.importing.column_choosers import PADDING, SIGN_WIDTH, ChooserHeader, ColumnChooser
from app.importing.mapping_delegate import (
    ASKED_ROLE,
    BAR_ROLE,
    BAR_WIDTH,
    FIRST_FIGURE_ROLE,
    OFFERED_ROLE,
    ROW_SIGN_ROLE,
    STRONG_ROLE,
    WORKED_OUT_ROLE,
    WRONG_ROLE,
    RowDelegate,
)
from app.toolkit.cards import sized
from app.toolkit.icons import sign_icon
from app.toolkit.locale_format import notation, short_notation
from app.toolkit.signs import Sign
from app.toolkit.table_model import ALIGN_LEFT, ALIGN_RIGHT, ModelColumn, Role, TableModel
from app.toolkit.theme import tokens, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.measures import (
    DAYS_OF_A_MONTH,
    FigureFormat,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.calculation.sentences import UnitCount
from pricing.model.product_names import read_product_name
from pricing.quantities.rounding import format_trimmed
from pricing.quantities.safe_text import displayable_line
from pricing.reading.packs_columns import COLUMNS_OF_LISTS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent

    from app.importing.mapped_rows import MappedRow
    from pricing.model.scenario import Scenario
    from pricing.reading.reading_options import ColumnChoice

    Index = QModelIndex | QPersistentModelIndex

SHOWN_BASIS = 100
NARROWEST_NAME = 150
COST, UNITS_A_DAY, DELIVERED, MONTH = (
    "cost_per_elemental_mg", "units_per_day", "delivered_mg_per_day", "monthly_cost",
)  # fmt: skip
FIGURE_KEYS = (COST, UNITS_A_DAY, DELIVERED, MONTH)
STRONG_KEYS = frozenset((COST, MONTH))
# In a narrow window the others are left out.
NARROW_FIGURE_KEYS = (COST, MONTH)
NARROW_WIDTH = 1_100
WIDEST_COLUMN = 340
ROW_HEIGHT, TWO_LINES_HEIGHT = 30, 40
# Shares of the target above which a dose has a sign.
MOST_ABOVE_TARGET = Fraction(105, 100)
AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))


def model_columns(
    headers: Sequence[str],
    choices: Sequence[ColumnChoice],
    minerals: Collection[int],
    scenario: Scenario,
    highest: float,
) -> list[ModelColumn[MappedRow]]:
    """Return the columns: the number of the row, those of the list, and the figures.

    `minerals` are the indexes of the columns that are read if nothing is chosen for them.
    """
    columns: list[ModelColumn[MappedRow]] = [
        ModelColumn("#", "#", _row_title, answers={ROW_SIGN_ROLE: _row_sign})
    ]
    for index, choice in enumerate(choices):
        is_number = bool(choice.key and COLUMNS_OF_LISTS[choice.key].kind.quantity)
        is_used = bool(choice.key) or index in minerals
        columns.append(
            ModelColumn(
                f"column{index}",
                headers[index],
                partial(_cell_text, index=index),
                is_text=not is_number,
                answers={
                    WRONG_ROLE: partial(_is_wrong, index=index),
                    OFFERED_ROLE: partial(_offered, index=index),
                    ASKED_ROLE: partial(_is_asked, key=choice.key),
                    Role.ForegroundRole: partial(_ink, is_used=is_used),
                },
            )
        )
    columns += [
        ModelColumn(
            key,
            _figure_title(key, scenario),
            partial(_figure_text, key=key, scenario=scenario),
            answers={
                WORKED_OUT_ROLE: lambda _: True,
                FIRST_FIGURE_ROLE: partial(_is_same, key, COST),
                STRONG_ROLE: _has_figures if key in STRONG_KEYS else lambda _: False,
                BAR_ROLE: partial(_bar, highest=highest) if key == COST else lambda _: None,
                Role.TextAlignmentRole: _figure_alignment,
                Role.ForegroundRole: _figure_ink,
                Role.DecorationRole: _dose_sign if key == DELIVERED else lambda _: None,
            },
        )
        for key in FIGURE_KEYS
    ]
    return columns


def _is_same(key: str, other: str, _: MappedRow) -> bool:
    return key == other


def _has_figures(row: MappedRow) -> bool:
    return row.has_figures


def _row_title(row: MappedRow) -> str:
    if not row.number:
        return tr("titles")
    if row.problem:
        return tr("Fix")
    return "?" if row.is_asked else notation().format_number(str(row.number))


def _row_sign(row: MappedRow) -> Sign | None:
    if row.problem:
        return Sign.FIX
    return Sign.QUESTION if row.is_asked else None


def _cell_text(row: MappedRow, index: int) -> str:
    return displayable_line(row.texts[index]) if index < len(row.texts) else ""


def _is_wrong(row: MappedRow, index: int) -> bool:
    return index in row.wrong


def _offered(row: MappedRow, index: int) -> str:
    return row.offered.text if row.offered is not None and row.offered.column == index else ""


def _is_asked(row: MappedRow, key: str) -> bool:
    return row.is_asked and key in AMOUNT_KEYS


def _ink(row: MappedRow, *, is_used: bool) -> QBrush | None:
    is_plain = is_used and row.number and not row.is_present
    return None if is_plain else QBrush(tokens().muted)


def _figure_ink(row: MappedRow) -> QBrush | None:
    """Return the colour of a reason why there are no figures."""
    if row.is_asked:
        return QBrush(tokens().ask)
    return None if row.has_figures else QBrush(tokens().muted)


def _figure_title(key: str, scenario: Scenario) -> str:
    return {
        COST: tr("Cost per\n{basis}", basis=basis_text(SHOWN_BASIS, scenario.element)),
        UNITS_A_DAY: tr("Take\nper day"),
        DELIVERED: tr("You get\nper day"),
        MONTH: tr("Cost per\nmonth")
        if scenario.days in DAYS_OF_A_MONTH
        else tr("Cost in\n{days} days", days=scenario.days),
    }[key]


def _figure_text(row: MappedRow, key: str, scenario: Scenario) -> str:
    """Return a figure, or in the first of them why there is none."""
    if row.compared is None or not row.has_figures:
        return _reason(row, scenario) if key == COST else ""
    value = row.compared.figures.number(key)
    if value is None:
        return ""
    if key == UNITS_A_DAY:
        return _units_text(value, row.unit_kind)
    element, currency = row.compared.product.element, scenario.currency
    if key == COST:
        value = cost_per_basis(value, SHOWN_BASIS, element)
        return format_figure_with_unit(value, FigureFormat.RATE, currency, notation())
    figure_format = FigureFormat.MASS if key == DELIVERED else FigureFormat.MONEY
    return format_figure_with_unit(value, figure_format, currency, short_notation(), element)


def _reason(row: MappedRow, scenario: Scenario) -> str:
    """Return why a row has no figures yet."""
    product = row.compared.product if row.compared is not None else None
    if row.is_asked:
        return tr("{amount} of what? Asked after adding", amount=row.asked_amount)
    if product is None:
        return row.problem
    if product.element != scenario.element:
        own, other = (tr(elements()[one].name) for one in (product.element, scenario.element))
        return tr("{own}: not compared with {other}", own=own, other=other.lower())
    if product.currency != scenario.currency:
        return tr(
            "Price in {own}: not compared with {other}",
            own=product.currency,
            other=scenario.currency,
        )
    return row.problem


def _units_text(units: Fraction, unit_kind: str) -> str:
    """Return a dose in the unit that the row states, or in units."""
    if unit_kind:
        return UnitCount(units, unit_kind).text(notation())
    count = notation().format_number(format_trimmed(units, 3))
    return tr("{count} unit" if units == 1 else "{count} units", count=count)


def _figure_alignment(row: MappedRow) -> int:
    return ALIGN_RIGHT if _has_figures(row) else ALIGN_LEFT


def _dose_sign(row: MappedRow) -> object:
    """Return the sign of a dose over the limit or above the target."""
    if row.compared is None or not row.has_figures:
        return None
    dose, limit, target = (
        row.compared.figures.number(key) for key in (DELIVERED, "limit_mg", "target_mg")
    )
    if dose is None or target is None:
        return None
    if limit is not None and dose > limit:
        return sign_icon(Sign.OVER_LIMIT)
    return sign_icon(Sign.ABOVE_TARGET) if dose > target * MOST_ABOVE_TARGET else None


def _bar(row: MappedRow, highest: float) -> tuple[float, str, bool] | None:
    """Return the length of a bar as a share, the form, and whether its dose is over the limit."""
    if row.compared is None or not row.has_figures or not highest:
        return None
    cost = row.compared.figures.number(COST)
    limit, dose = (row.compared.figures.number(key) for key in ("limit_mg", DELIVERED))
    if cost is None:
        return None
    is_over = limit is not None and dose is not None and dose > limit
    product = row.compared.product
    form = product.form or read_product_name(product.product, product.element).form
    return float(cost) / highest, form, is_over


@reports_exceptions
class MappingTable(QTableView):
    """The rows of a list. Alt+Down opens the chooser of the current column.

    Tab takes the grey value of the current cell, and goes to the next one.
    """

    column_chosen = Signal(int)  # the index of the column
    value_taken = Signal(object)  # the MappedRow whose grey value the user takes

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mappingTable")
        self.setAccessibleName(tr("Rows of the list"))
        self._header = ChooserHeader()
        self.setHorizontalHeader(self._header)
        self._model: TableModel[MappedRow] = TableModel()
        self.setModel(self._model)
        self._measured: tuple[QFont, list[int]] | None = None  # the widths that the cells need
        self.setItemDelegate(RowDelegate(self))
        self.setFont(with_tabular_figures(self.font()))
        side = self.fontMetrics().ascent() + 2  # as large as the signs of the products
        self.setIconSize(QSize(side, side))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._header.place_choosers())

    @property
    def rows(self) -> Sequence[MappedRow]:
        """The rows that are shown."""
        return self._model.rows

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the meaning that each column of the list is given."""
        return tuple(str(chooser.currentData()) for chooser in self._header.choosers)

    def show_choosers(self, headers: Sequence[str], choices: Sequence[ColumnChoice]) -> None:
        """Show a chooser for each column of another list."""
        choosers = []
        for index, (header, choice) in enumerate(zip(headers, choices, strict=True)):
            chooser = ColumnChooser(header, choice.key)
            chooser.activated.connect(lambda _=0, at=index: self.column_chosen.emit(at))
            choosers.append(chooser)
        self._header.show_choosers(choosers)

    def choose(self, index: int, key: str) -> None:
        """Take a column for something else."""
        chooser = self._header.choosers[index]
        chooser.setCurrentIndex(chooser.findData(key))

    def show_meanings(self, meanings: Mapping[int, str]) -> None:
        """Show what columns are read as if nothing is chosen for them, by their index."""
        for index, chooser in enumerate(self._header.choosers):
            chooser.show_meaning(meanings.get(index, ""))

    def go_to_chooser(self, index: int) -> None:
        """Move the focus to the chooser of a column."""
        self._header.choosers[index].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mark_guesses(self, guesses: frozenset[int]) -> None:
        """Frame the choosers of columns that were guessed."""
        for index, chooser in enumerate(self._header.choosers):
            chooser.mark_guess(is_guess=index in guesses)

    def show_rows(
        self,
        rows: Sequence[MappedRow],
        columns: Sequence[ModelColumn[MappedRow]],
        titles: tuple[str, str],
    ) -> None:
        """Show rows with their figures."""
        self._header.left_title, self._header.right_title = titles
        self._model.show_rows(rows, columns)
        self._measured = None
        self._span_problems()
        self._fit_columns()
        self._go_to_offer()

    def _go_to_offer(self) -> None:
        """Make the next cell with a grey value the current one, for Tab."""
        first = max(self.currentIndex().row(), 0)
        places = [*range(first, len(self.rows)), *range(first)]
        position = next((at for at in places if self.rows[at].offered is not None), None)
        offered = None if position is None else self.rows[position].offered
        if position is not None and offered is not None:
            self.setCurrentIndex(self._model.index(position, offered.column + 1))

    def _current_offer(self) -> MappedRow | None:
        """Return the row whose grey value is in the current cell."""
        index = self.currentIndex()
        if not index.isValid() or not index.data(OFFERED_ROLE):
            return None
        return self.rows[index.row()]

    def _span_problems(self) -> None:
        """Give the reason why a row has no figures the room of all of them."""
        self.clearSpans()
        first = len(self._header.choosers) + 1
        for position, row in enumerate(self.rows):
            if row.number and not row.has_figures:
                self.setSpan(position, first, 1, len(FIGURE_KEYS))

    def _fit_columns(self) -> None:
        """Give each column its width; the names take what is left."""
        shown = NARROW_FIGURE_KEYS if self.width() < NARROW_WIDTH else FIGURE_KEYS
        first = len(self._header.choosers) + 1
        for offset, key in enumerate(FIGURE_KEYS):
            self.setColumnHidden(first + offset, key not in shown)
        widths = self._content_widths()
        for index, chooser in enumerate(self._header.choosers, start=1):
            wanted = max(widths[index], chooser.sizeHint().width() + 6)
            widths[index] = min(wanted, WIDEST_COLUMN)
        for index, width in enumerate(widths):
            self.setColumnWidth(index, width)
        names = self.keys.index("product") + 1 if "product" in self.keys else 1
        used = sum(self.columnWidth(at) for at in range(self._model.columnCount()) if at != names)
        width = max(self.viewport().width() - used, self._least_name_width(names))
        self.setColumnWidth(names, width)
        self._give_names_lines(names, width)

    def _content_widths(self) -> list[int]:
        """Return the widths that the cells need. They stay the same at every size of the table."""
        if self._measured is None or self._measured[0] != self.font():
            self._measured = self.font(), self._measure_columns()
        return list(self._measured[1])

    def _measure_columns(self) -> list[int]:
        first = len(self._header.choosers) + 1
        widths = [
            max(self._widest_cell(index), self._header.sectionSizeHint(index))
            for index in range(first)
        ]
        extra = {COST: BAR_WIDTH + PADDING, DELIVERED: SIGN_WIDTH}
        return [
            max(widths[0], self._title_width()),
            *(width + 2 * PADDING for width in widths[1:]),
            *(
                self._figure_width(index) + extra.get(key, 0)
                for index, key in enumerate(FIGURE_KEYS, start=first)
            ),
        ]

    def _widest_cell(self, column: int) -> int:
        """Return the width that a column's longest text needs. Qt itself would ask every cell."""
        text, advance = self._model.columns[column].text, self.fontMetrics().horizontalAdvance
        widths = [advance(text(row)) for row in self.rows]
        longest = widths.index(max(widths)) if widths else -1
        return self.sizeHintForIndex(self._model.index(longest, column)).width()

    def _title_width(self) -> int:
        """Return the width of the titles of rows, and of the frame round that of a wrong one."""
        advance = self.fontMetrics().horizontalAdvance
        return max(map(advance, (tr("titles"), tr("Fix")))) + 2 * PADDING

    def _least_name_width(self, names: int) -> int:
        """Return the width in which no word of a name is cut off."""
        text = self._model.columns[names].text
        words = (word for row in self.rows for word in text(row).split())
        widest = max(map(self.fontMetrics().horizontalAdvance, words), default=0)
        return max(NARROWEST_NAME, min(widest + 2 * PADDING, WIDEST_COLUMN))

    def _give_names_lines(self, names: int, width: int) -> None:
        """Make every row high enough for as many lines as a name needs."""
        text, metrics = self._model.columns[names].text, self.fontMetrics()
        room = QRect(0, 0, width - 2 * PADDING, 0)
        wraps = int(Qt.TextFlag.TextWordWrap)
        highest = max(
            (metrics.boundingRect(room, wraps, text(row)).height() for row in self.rows), default=0
        )
        least = TWO_LINES_HEIGHT if highest > metrics.lineSpacing() else ROW_HEIGHT
        height = max(least, highest + PADDING)
        self.verticalHeader().setDefaultSectionSize(height)

    def _figure_width(self, column: int) -> int:
        """Return the width of the widest figure, without the reasons why there are none."""
        heading = str(self._model.columns[column].heading)
        texts = [line for line in heading.split("\n") if line]
        texts += [self._model.columns[column].text(row) for row in self.rows if _has_figures(row)]
        is_strong = self._model.columns[column].key in STRONG_KEYS
        metrics = QFontMetrics(sized(self.font(), 1, semibold=is_strong))
        return max(map(metrics.horizontalAdvance, texts), default=60) + 2 * PADDING

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.rows:
            self._fit_columns()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _opens_chooser(event):  # type: ignore[arg-type]
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and _is_tab(event):  # type: ignore[arg-type]
            row = self._current_offer()
            if row is not None:
                self.value_taken.emit(row)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        column = self.currentIndex().column()
        if _opens_chooser(event) and 0 < column <= len(self._header.choosers):
            self._header.choosers[column - 1].showPopup()
        else:
            super().keyPressEvent(event)


def _is_tab(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Tab and not event.modifiers()


def _opens_chooser(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Down and bool(
        event.modifiers() & Qt.KeyboardModifier.AltModifier
    )
