"""The rows of a list as its columns are taken: products with figures, problems, and rows there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from app.importing.preview import MAX_PREVIEW_ROWS
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.comparison import compare
from pricing.calculation.sentences import mass_amount
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.name_units import unit_of_name
from pricing.model.product_names import read_product_name
from pricing.model.scenario import suitable_scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import body_rows, header_text
from pricing.reading.grid import EMPTY_CELL, GridCell
from pricing.reading.packs_columns import COLUMNS_OF_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.importing.preview import ListPreview
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import Problem
    from pricing.reading.grid import Grid, GridRow
    from pricing.reading.product_list import ProductRow
    from pricing.reading.reading_options import Layout


class NameValue(NamedTuple):
    """A value that the name of a row states for an empty cell of it."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row of a list, or one that the comparison has already.

    Attributes:
        texts: The texts of its cells.
        number: Its place among the rows, or 0 for the titles.
        line: Its number in the file.
        compared: Its product with figures, if it is complete.
        problem: Why there is none.
        wrong: The indices of the cells that its product lacks.
        offered: What its name says for one of them.
        unit_kind: The unit that the row or its name states, or "".
        is_present: Whether the comparison has it already.
    """

    texts: tuple[str, ...]
    number: int = 0
    line: int = 0
    compared: ComparedProduct | None = None
    problem: str = ""
    wrong: frozenset[int] = frozenset()
    offered: NameValue | None = None
    unit_kind: str = ""
    is_present: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether the label leaves a question, which is asked after adding."""
        compared = self.compared
        return self.is_ranked and compared is not None and compared.evaluation.has_label_doubt

    @property
    def is_ranked(self) -> bool:
        """Whether it can be compared: in the comparison's currency, and of its mineral."""
        return self.compared is not None and self.compared.rank is not None

    @property
    def has_figures(self) -> bool:
        """Whether its figures are shown: it is compared, and nothing is asked about it."""
        return self.is_ranked and not self.is_asked

    @property
    def asked_amount(self) -> str:
        """The amount that is asked about."""
        product = self.compared.product if self.compared else None
        if product is None or product.elemental is None:
            return ""
        return mass_amount(MASS.to_fraction(product.elemental), product.element).text(notation())


class ListRows:
    """Makes the rows of a list in a layout. `is_whole` states that nothing follows the rows."""

    def __init__(
        self, grid: Grid, layout: Layout, scenario: Scenario, *, is_whole: bool = True
    ) -> None:
        self._grid = grid
        self._layout = layout
        self._scenario = scenario
        self._is_whole = is_whole

    def titles(self) -> list[MappedRow]:
        """Return the row of titles, if there is one."""
        if self._layout.header_position is None:
            return []
        indices = range(len(self._layout.choices))
        return [MappedRow(tuple(header_text(self._grid, self._layout, at) for at in indices))]

    def rows(self, preview: ListPreview) -> list[MappedRow]:
        """Return the rows of the list."""
        products = preview.product_list.products
        compared = compare([row.product for row in products], self._scenario).entered_products
        found = {row.row: product for row, product in zip(products, compared, strict=True)}
        kinds = {row.row: _unit_kind(row) for row in products}
        problems: dict[int, Problem] = {}
        for problem in preview.product_list.problems:
            if problem.row is not None and not problem.is_row_kept:
                problems.setdefault(problem.row, problem)
        return [
            self._with_offer(
                MappedRow(
                    row.texts,
                    number,
                    row.number,
                    found.get(row.number),
                    description(problems.get(row.number)),
                    self._wrong_columns(problems.get(row.number)),
                    unit_kind=kinds.get(row.number, ""),
                )
            )
            for number, row in enumerate(body_rows(self._grid, self._layout), start=1)
            if not row.is_empty
        ]

    def present_rows(self, entries: Sequence[Entry]) -> Iterator[MappedRow]:
        """Yield the rows that the comparison has already, under the same columns."""
        for number, entry in enumerate(entries[:MAX_PREVIEW_ROWS], start=1):
            texts = tuple(_entry_text(entry, choice.key) for choice in self._layout.choices)
            yield MappedRow(texts, number, is_present=True)

    def _with_offer(self, row: MappedRow) -> MappedRow:
        """Return a row with the pack size that its name says, if it lacks only that."""
        keys = [choice.key for choice in self._layout.choices]
        if not (row.wrong and self._is_whole) or "pack_units" not in keys or "product" not in keys:
            return row
        pack, name = keys.index("pack_units"), keys.index("product")
        texts = dict(enumerate(row.texts))
        if row.wrong != {pack} or texts.get(pack) or not texts.get(name):
            return row
        units = read_product_name(texts[name], self._scenario.element).pack_units
        if not units:
            return row
        text = UNITS.text(units)
        problem = tr("{count} read from the name: Tab takes it", count=text)
        return replace(row, offered=NameValue(pack, text), problem=problem)

    def _wrong_columns(self, problem: Problem | None) -> frozenset[int]:
        """Return the columns that a problem is about."""
        if problem is None or not problem.column:
            return frozenset()
        return frozenset(
            index
            for index, choice in enumerate(self._layout.choices)
            if problem.column
            in {
                header_text(self._grid, self._layout, index) or f"column {index + 1}",
                COLUMNS_OF_LISTS[choice.key].full_title if choice.key else "",
            }
        )


def scenario_of_list(scenario: Scenario, preview: ListPreview, *, is_first: bool) -> Scenario:
    """Return what a list is shown in. `is_first` says that the comparison is empty so far."""
    if not is_first:
        return scenario
    return suitable_scenario(scenario, [row.product for row in preview.product_list.products])


def description(problem: Problem | None) -> str:
    """Return what is wrong, without what to do: the row is completed in the table."""
    if problem is None:
        return ""
    error = BadInput(problem.kind, **dict(problem.parameters))
    return displayable_line(error.description(notation()))


def with_cell(grid: Grid, line: int, column: int, text: str) -> Grid:
    """Return a table with another text in a cell."""

    def changed(row: GridRow) -> GridRow:
        cells = [*row.cells, *([EMPTY_CELL] * (column + 1 - len(row.cells)))]
        cells[column] = GridCell(text)
        return replace(row, cells=tuple(cells))

    rows = tuple(changed(row) if row.number == line else row for row in grid.rows)
    return replace(grid, rows=rows)


def _unit_kind(row: ProductRow) -> str:
    """Return the unit that a row states, or else its name."""
    stated = row.values.get("unit_kind")
    if stated:
        return str(stated)
    return unit_of_name(row.values)


def _entry_text(entry: Entry, key: str) -> str:
    if key not in COLUMNS_BY_KEY:  # for how many packs a price is, no product says
        return ""
    return entry.unreadable.get(key) or entry.text(COLUMNS_BY_KEY[key])
