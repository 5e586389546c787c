"""The widths of the product table's columns and the heights of its rows, from the text in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontInfo, QFontMetrics

from app.table.cells import AMOUNT_KEYS, SECOND_LINE_KEYS
from app.table.fitted_text import FittedText
from app.table.layout import (
    COLUMN_INDEX,
    COST_PER_MG,
    CREDITED_COLUMN,
    DELIVERED,
    FIRST_FIGURE_COLUMN,
    FOLDED_COLUMNS,
    MINERAL_COLUMNS,
    MONTH,
    OPTIONAL,
    RANK,
    TABLE_COLUMNS,
)
from app.toolkit.cards import HEADER_SIZE, SMALL_SIZE, sized
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFont

    from app.table.layout import TableColumn
    from app.table.model import ProductModel

DRAWN_TEXT_SIZE = 13  # the size of text, in pixels, that all sizes here are drawn for
MARGIN = 8  # at both sides of a figure
SIGN_SIZE, SIGN_GAP = 14, 4
SWATCH_SIZE, SWATCH_GAP = 10, 6
_MIN_NAME_WIDTH, _MIN_TEXT_WIDTH = 150, 84
# Where the table scrolls sideways all the same, most names stand on two lines of this width.
_TWO_LINE_NAME_WIDTH = 206
# Beside the columns of minerals, a name keeps more room. Brand and form fold before words break.
_NAME_BESIDE_MINERALS, _UNFOLDED_BESIDE_MINERALS_FROM = 200, 1_300
WHOLE_AND_CREDITED = "whole · credited"
_SHARE_OF_TEXTS = 0.25  # of the room for texts, at most, for the brand and for the form
# Widths of the table from which on its parts unfold.
_UNFOLDED_FROM, _BAR_BESIDE_FROM, _SINGLE_LINES_FROM, _SURPLUS_FROM = 1_200, 960, 1_500, 2_160
_CREDIT_FROM = 860  # in a narrower table the credited cost stands in the details alone
_WIDE_BAR, _NARROW_BAR = 96, 40
_NUMBER_SIZE = 20
LEGEND_PADDING = 7
_ROW_HEIGHTS = {1: 30, 2: 40, 3: 52, 4: 64, 5: 76, 6: 88, 7: 100, 8: 112, 9: 124, 10: 136, 11: 148}
MAX_NOTE_LINES, MAX_CONTENTS_LINES = 3, 5
MEASURED_ROWS = 30  # beyond these, a row is measured when it comes into view
# Below the cost of a month stands what another column measures.
_WITH_SECOND_LINE = (SECOND_LINE_KEYS | AMOUNT_KEYS) - {MONTH}
BOLD_COLUMNS = frozenset((RANK, COST_PER_MG, MONTH, DELIVERED))


def legend_line_height(font: QFont) -> int:
    """Return the height of a line of the legend."""
    return QFontMetrics(sized(font, SMALL_SIZE)).height() + 2


class TableFonts(NamedTuple):
    """The fonts of the table, and what measures texts in them."""

    normal: QFont
    bold: QFont
    small: QFont
    fitted: FittedText
    fitted_bold: FittedText
    fitted_small: FittedText
    normal_height: int
    small_height: int

    @classmethod
    def of(cls, font: QFont) -> TableFonts:
        """Return the fonts that go with the table's own."""
        bold, small = sized(font, 1, semibold=True), sized(font, HEADER_SIZE)
        normal, strong, little = map(QFontMetrics, (font, bold, small))
        measured = (FittedText(normal), FittedText(strong), FittedText(little))
        return cls(font, bold, small, *measured, normal.height(), little.height())


class TableGeometry:
    """Measures the columns and rows of a model for a width and a font."""

    def __init__(self, model: ProductModel, font: QFont) -> None:
        self._model = model
        self._cells = model.cells
        self.widths: dict[int, int] = {}
        self.bar_width = 0  # beside its figure; 0 puts a thin bar below the figure
        self.is_folded = False
        self._is_wide = self._has_room_for_credit = False
        self._minerals_in_columns: frozenset[str] = frozenset()
        self.has_single_lines = self._is_tight = False
        self.first_figure_column = FIRST_FIGURE_COLUMN
        # The room below a row for the question about it.
        self.question_row, self.question_height = -1, 0
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Measure in another font from now on."""
        self.fonts = TableFonts.of(font)
        self._needed: dict[int, int] = {}
        self.scale = max(QFontInfo(font).pixelSize() / DRAWN_TEXT_SIZE, 0.5)

    def scaled(self, pixels: float) -> int:
        """Return a drawn size in pixels at the size of the text."""
        return round(pixels * self.scale)

    @property
    def margin(self) -> int:
        """The margin at both sides of a figure: small where large text has little room."""
        return min(MARGIN, self.scaled(MARGIN)) if self._is_tight else self.scaled(MARGIN)

    # -- columns -------------------------------------------------------------------------------

    def forget_widths(self, columns: Iterable[int]) -> None:
        """Measure columns anew, as for another list."""
        for column in columns:
            self._needed.pop(column, None)

    def note_rows(self, rows: Iterable[int], columns: Sequence[int]) -> bool:
        """Widen columns for the texts of rows. Return whether any column needs more room."""
        if not self._cells.shows_figures:  # then only the headings of figures need room
            columns = [at for at in columns if at < FIRST_FIGURE_COLUMN]
        is_wider = False
        for row in rows:
            for column in columns:
                width = self._content_width(row, column)
                if width > self._needed.get(column, 0):
                    self._needed[column] = width
                    is_wider = True
        return is_wider

    def cell_width(self, row: int, at: int) -> int:
        """Return the width that a cell needs on one line, with its margins."""
        return self._content_width(row, at) + 2 * self.margin

    def _content_width(self, row: int, at: int) -> int:
        column, cells = TABLE_COLUMNS[at], self._cells
        fonts = self.fonts
        measured = fonts.fitted_bold if column.key in BOLD_COLUMNS else fonts.fitted
        width = measured.width_of(displayable_line(cells.text(row, column)))
        if not cells.is_new_row(row):
            width = max(width, fonts.fitted.width_of(cells.grey_text(row, column)))
            if cells.mark(row, column):
                width += self.scaled(SIGN_SIZE + SIGN_GAP)
        elif cells.is_first_run:
            number, text = cells.prompt(column)
            width = max(width, fonts.fitted.width_of(text))
            width += self.number_size + self.scaled(MARGIN) if number else 0
        if column.key in _WITH_SECOND_LINE:
            width = max(width, fonts.fitted_small.width_of(cells.second_line(row, column)))
        if column.key == "form":
            width = max(width, fonts.fitted.width_of(cells.guesses.form(row)))
            width += self.scaled(SWATCH_SIZE + SWATCH_GAP)
        return width

    def heading_width(self, at: int) -> int:
        """Return the width that a heading needs, with its margins."""
        width = max(map(self.fonts.fitted_small.width_of, self.heading_lines(at)))
        return width + 2 * self.margin

    def heading_lines(self, at: int) -> list[str]:
        """Return the lines of a heading: a second one names what stands below the first."""
        column = self._model.columns[at]
        if at == COLUMN_INDEX[MONTH] and self.has_credit_below:
            return [column.full_heading, tr(WHOLE_AND_CREDITED)]
        return column.heading.split("\n")

    @property
    def has_other_minerals(self) -> bool:
        """Whether a product holds several minerals, and so may have a credited cost."""
        return self._cells.has_other_minerals

    @property
    def used_minerals(self) -> frozenset[int]:
        """The columns of the minerals that products hold beside their first ones."""
        return self._cells.used_minerals

    @property
    def has_credit_below(self) -> bool:
        """Whether credited costs stand below the whole ones, not in a column of their own."""
        return self.has_other_minerals and not self._is_wide and self._has_room_for_credit

    def second_line(self, row: int, column: TableColumn) -> str:
        """Return the small line below a figure, or "" where it stands elsewhere."""
        is_elsewhere = column.key == MONTH and not self.has_credit_below
        return "" if is_elsewhere else self._cells.second_line(row, column)

    def fit(self, width: int, shown: Sequence[int]) -> None:
        """Decide for a width of the table what folds, and how wide each column is."""
        drawn_width = width / self.scale
        self._is_wide = drawn_width >= _UNFOLDED_FROM
        self._has_room_for_credit = drawn_width >= _CREDIT_FROM
        self.has_single_lines = drawn_width >= _SINGLE_LINES_FROM
        self.bar_width = self._bar_width(drawn_width)
        self._is_tight = False
        rest = self._fold_columns(width, shown)
        if rest < self._least_name_width():
            self._is_tight = True
            rest = self._fold_columns(width, shown)
        minerals = self.widths.keys() & MINERAL_COLUMNS
        self._minerals_in_columns = frozenset(TABLE_COLUMNS[at].mineral for at in minerals)
        product = COLUMN_INDEX["product"]
        if product in self.widths:
            least = self._least_name_width()
            if drawn_width >= _SURPLUS_FROM and COLUMN_INDEX[COST_PER_MG] in self.widths:
                surplus = max(0, rest - max(self._widest_name(), least))
                self.bar_width += surplus
                self.widths[COLUMN_INDEX[COST_PER_MG]] += surplus
                rest -= surplus
            self.widths[product] = rest if rest >= least else self._name_beside_cost(width, least)

    def _name_beside_cost(self, width: int, least: int) -> int:
        """Return the width of the name in a table that scrolls sideways.

        It has room for few lines, as long as the first figure stays in view.
        """
        cost, product = COLUMN_INDEX[COST_PER_MG], COLUMN_INDEX["product"]
        others = (taken for at, taken in self.widths.items() if at <= cost and at != product)
        return max(least, min(width - sum(others), self.scaled(_TWO_LINE_NAME_WIDTH)))

    def _fold_columns(self, width: int, shown: Sequence[int]) -> int:
        """Decide which columns fold below the name, and return what is left for the name.

        In a wide table as many minerals have columns as leave the name its room. Brand and form
        make room for them.
        """
        minerals = [at for at in shown if at in MINERAL_COLUMNS and self._is_wide]
        others = [at for at in shown if at not in MINERAL_COLUMNS]
        if not self._is_wide:
            others = [at for at in others if at != CREDITED_COLUMN]
        while True:
            taken = sum(map(self._natural_width, minerals))
            least = _UNFOLDED_BESIDE_MINERALS_FROM if minerals else _UNFOLDED_FROM
            self.is_folded = (width - taken) / self.scale < least
            folded = FOLDED_COLUMNS if self.is_folded else ()
            columns = [at for at in others if at not in folded]
            rest = self._take_widths(width, [*columns, *minerals])
            if not minerals or rest >= self.scaled(_NAME_BESIDE_MINERALS):
                return rest
            minerals.pop()

    def _take_widths(self, width: int, columns: Iterable[int]) -> int:
        """Give each of the columns its width, and return what is left for the name."""
        self.widths = {at: self._natural_width(at) for at in columns}
        if self._cells.is_first_run:
            self._leave_out_figures(width)
        texts = [at for at in FOLDED_COLUMNS if at in self.widths]
        others = self.widths.keys() - {*texts, COLUMN_INDEX["product"]}
        room = width - sum(self.widths[at] for at in others)
        most = max(self.scaled(_MIN_TEXT_WIDTH), round(room * _SHARE_OF_TEXTS))
        for at in texts:
            self.widths[at] = min(self.widths[at], most)
        return room - sum(self.widths[at] for at in texts)

    def _leave_out_figures(self, width: int) -> None:
        """Leave out the last figures of an empty table for which there is no room."""
        least = self._least_name_width() - self.widths.get(COLUMN_INDEX["product"], 0)
        for at in sorted(self.widths, reverse=True):
            if at < FIRST_FIGURE_COLUMN or sum(self.widths.values()) + least <= width:
                return
            del self.widths[at]

    def _least_name_width(self) -> int:
        least = self.scaled(_MIN_NAME_WIDTH)
        if not self._cells.is_first_run:
            return least
        return max(least, self.cell_width(self._model.rowCount() - 1, COLUMN_INDEX["product"]))

    def _widest_name(self) -> int:
        """Return the width that the first names need on one line."""
        rows = range(min(self._model.rowCount(), MEASURED_ROWS))
        return max((self.cell_width(row, COLUMN_INDEX["product"]) for row in rows), default=0)

    def _bar_width(self, drawn_width: float) -> int:
        if drawn_width >= _UNFOLDED_FROM:
            return self.scaled(_WIDE_BAR)
        return self.scaled(_NARROW_BAR) if drawn_width >= _BAR_BESIDE_FROM else 0

    def _natural_width(self, at: int) -> int:
        margins = 2 * self.margin
        width = max(self._needed.get(at, 0) + margins, self.heading_width(at))
        if at in FOLDED_COLUMNS:
            width = max(width, self.fonts.fitted.width_of(tr(OPTIONAL)) + margins)
        if at == COLUMN_INDEX[MONTH] and self.has_credit_below:
            from app.table.second_lines import CREDITED_AMOUNT

            word = self.fonts.fitted_small.width_of(tr(CREDITED_AMOUNT, amount=""))
            width = max(width, word + self._needed.get(CREDITED_COLUMN, 0) + margins)
        if TABLE_COLUMNS[at].key == COST_PER_MG and self.bar_width:
            width += self.bar_width + self.scaled(MARGIN)
        return width

    def text_width(self, at: int) -> int:
        """Return the room for the text of a cell of a column."""
        width = self.widths.get(at, 0) - 2 * self.margin
        if TABLE_COLUMNS[at].key == "form":
            width -= self.scaled(SWATCH_SIZE + SWATCH_GAP)
        return max(width, 1)

    @property
    def number_size(self) -> int:
        """The size of the circles with the numbers of a drawn label."""
        return max(self.scaled(_NUMBER_SIZE), round(self.fonts.normal_height * 1.25))

    def cell_area(self, row: int, area: QRect) -> QRect:
        """Return the area of a cell without the question below its row."""
        height = self.question_height if row == self.question_row else 0
        return area.adjusted(0, 0, 0, -height)

    # -- rows ----------------------------------------------------------------------------------

    def name_lines(self, row: int) -> tuple[str, ...]:
        """Return the lines of a product's name."""
        at = COLUMN_INDEX["product"]
        text = displayable_line(self._cells.text(row, TABLE_COLUMNS[at]))
        return self.fonts.fitted.lines(text, self.text_width(at))

    def text_lines(self, row: int, at: int) -> tuple[str, ...]:
        """Return the lines of a brand or form that has a column of its own."""
        key, cells = TABLE_COLUMNS[at].key, self._cells
        text = cells.guesses.form(row) if key == "form" else cells.text(row, TABLE_COLUMNS[at])
        return self.fonts.fitted.lines(displayable_line(text), self.text_width(at))

    def folded_text(self, row: int) -> str:
        """Return the line below the name: form and brand where they have no column of their own.

        Where they have one, it says that the form is only read from the name.
        """
        cells = self._cells
        if cells.is_new_row(row):
            return ""
        if not self.is_folded:
            return cells.guesses.note(row)
        brand = cells.text(row, TABLE_COLUMNS[COLUMN_INDEX["brand"]])
        return " · ".join(filter(None, (cells.guesses.folded_form(row), displayable_line(brand))))

    def note_lines(self, row: int) -> tuple[str, ...]:
        """Return the lines of the text below a name."""
        text = self.folded_text(row)
        if not text:
            return ()
        width = self.text_width(COLUMN_INDEX["product"])
        if self.is_folded:
            width -= self.scaled(SWATCH_SIZE + SWATCH_GAP)
        return self.fonts.fitted_small.lines(text, max(width, 1), MAX_NOTE_LINES)

    def contents_lines(self, row: int) -> tuple[str, ...]:
        """Return the lines below the name that say what else the product contains."""
        if self._cells.is_new_row(row):
            return ()
        text = self._cells.contents_text(row, self._minerals_in_columns)
        if not text:
            return ()
        width = self.text_width(COLUMN_INDEX["product"])
        return self.fonts.fitted_small.lines(text, width, MAX_CONTENTS_LINES)

    def takes_minerals_below(self, row: int) -> bool:
        """Return whether further minerals of a row are typed below its name."""
        return not self._is_wide or self.folds_minerals(row)

    def folds_minerals(self, row: int) -> bool:
        """Return whether a further mineral of a row has no column, but stands below its name."""
        return not self._cells.stated_minerals(row) <= self._minerals_in_columns

    def contents_area(self, row: int, area: QRect) -> QRect:
        """Return where these lines stand in the area of a name's cell."""
        above = len(self.name_lines(row)) * self.fonts.normal_height
        above += len(self.note_lines(row)) * self.fonts.small_height
        height = len(self.contents_lines(row)) * self.fonts.small_height
        top = area.top() + (area.height() - above - height) // 2 + above
        return QRect(area.left(), top, area.width(), height)

    def lines_of_row(self, row: int) -> int:
        """Return how many lines a row has."""
        if self._cells.is_new_row(row):
            return 2 if self._cells.is_first_run else 1
        lines = len(self.name_lines(row)) + len(self.note_lines(row))
        lines += len(self.contents_lines(row))
        if not self.is_folded:
            texts = [at for at in FOLDED_COLUMNS if at in self.widths]
            lines = max([lines, *(len(self.text_lines(row, at)) for at in texts)])
        has_words = not self.has_single_lines and self.has_sign_in_words(row)
        if has_words or self._has_other_mineral(row):
            lines = max(lines, 2)
        return min(lines, max(_ROW_HEIGHTS))

    def height_conditions(self) -> tuple[object, ...]:
        """Return what the heights of all rows depend on, besides the font."""
        texts = tuple(self.widths.get(at) for at in (*FOLDED_COLUMNS, COLUMN_INDEX["product"]))
        columns = (
            self.is_folded,
            self.has_single_lines,
            self._is_tight,
            texts,
            self._minerals_in_columns,
        )
        return *columns, self._model.rowCount(), self._cells.compared_mineral

    def has_sign_in_words(self, row: int) -> bool:
        """Return whether a row may have a line of words below its dose."""
        return self._cells.standing(row).dose_sign in _SIGNS_IN_WORDS

    def _has_other_mineral(self, row: int) -> bool:
        """Return whether a row's amount stands above its mineral, which is not the compared one."""
        amounts = [COLUMN_INDEX[key] for key in AMOUNT_KEYS if COLUMN_INDEX[key] in self.widths]
        return any(self._cells.other_mineral(row, TABLE_COLUMNS[at]) for at in amounts)

    def row_height(self, row: int) -> int:
        """Return the height of a row."""
        return self.height_of(self.lines_of_row(row))

    def height_of(self, lines: int) -> int:
        """Return the height of a row with so many lines."""
        height = self.fonts.normal_height + (lines - 1) * self.fonts.small_height
        if self._is_tight:
            return height + MARGIN + MARGIN // 2
        return max(self.scaled(_ROW_HEIGHTS[lines]), height + self.scaled(MARGIN))


_SIGNS_IN_WORDS = frozenset((Sign.OVER_LIMIT, Sign.ABOVE_TARGET))
