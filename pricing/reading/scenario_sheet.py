"""The assumptions of a workbook that the program wrote, as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pricing.analysis.sensitivity import VARIED_INPUTS, with_input_range
from pricing.model.scenario import Scenario
from pricing.model.scenario_fields import (
    ABSORPTION_HEADERS,
    ASSUMPTIONS_HEADERS,
    ASSUMPTIONS_SHEET,
    COVERS_SEPARATOR,
    PAYER_HEADERS,
    RANGES_HEADERS,
    RANGES_SHEET,
    SCENARIO_FIELDS,
    ScenarioField,
)
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.amounts import FACTOR, DecimalMark, read_amount
from pricing.reference.payers import Payer, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.analysis.sensitivity import VariedInput
    from pricing.quantities.amounts import Quantity
    from pricing.reading.grid import Grid, GridRow

_VALUE_COLUMN, _NAME_COLUMN = 1, 4  # the columns of a named cell
_FIELDS_BY_NAME = {each.cell_name: each for each in SCENARIO_FIELDS}
_RANGES_BY_TITLE = {each.title: each for each in VARIED_INPUTS.values()}


@dataclass(frozen=True, slots=True)
class ScenarioSheet:
    """A scenario, and a located problem for each assumption that was left as usual instead."""

    scenario: Scenario
    problems: tuple[Problem, ...] = ()


def read_scenario_sheet(grids: Sequence[Grid]) -> ScenarioSheet | None:
    """What the tables of a workbook assume; None where it is not one of the program's."""
    sheets = {grid.name: grid for grid in grids}
    grid = sheets.get(ASSUMPTIONS_SHEET)
    if grid is None or _texts(grid.rows[0])[: len(ASSUMPTIONS_HEADERS)] != ASSUMPTIONS_HEADERS:
        return None
    reader = _ScenarioReader(grid)
    reader.read_rows(_scenario_field_rows(grid), reader.read_field)
    reader.read_rows(_rows_below(grid, ABSORPTION_HEADERS[0]), reader.read_absorption)
    reader.read_rows(_rows_below(grid, PAYER_HEADERS[0]), reader.read_payer)
    if RANGES_SHEET in sheets:
        reader.read_rows(_rows_below(sheets[RANGES_SHEET], RANGES_HEADERS[0]), reader.read_range)
    return ScenarioSheet(reader.scenario, tuple(reader.problems))


def _texts(row: GridRow) -> tuple[str, ...]:
    return tuple(cell.text.strip() for cell in row.cells)


def _scenario_field_rows(grid: Grid) -> Iterator[GridRow]:
    """The named cells, the mineral first: it says what is usual."""
    rows = {row.cell(_NAME_COLUMN).text.strip(): row for row in grid.rows}
    return (rows[name] for name in _FIELDS_BY_NAME if name in rows)


def _rows_below(grid: Grid, heading: str) -> Iterator[GridRow]:
    """The rows below a heading, down to the next empty one."""
    below = False
    for row in grid.rows:
        if below and not row.cell(0).text.strip():
            return
        if below:
            yield row
        below = below or row.cell(0).text.strip() == heading


class _ScenarioReader:
    """Takes assumption after assumption into a scenario; one that makes no sense is left out."""

    def __init__(self, grid: Grid) -> None:
        self._sheet = grid.name
        self.scenario = Scenario()
        self.problems: list[Problem] = []

    def read_rows(self, rows: Iterator[GridRow], read_row: Callable[[GridRow], Scenario]) -> None:
        for row in rows:
            try:
                self.scenario = read_row(row)
            except BadInput as refused:
                value, title = row.cell(_VALUE_COLUMN).text, row.cell(0).text
                told = Problem.from_bad_input(refused, row=row.number, column=title, value=value)
                self.problems.append(replace(told, is_row_kept=True))

    def read_field(self, row: GridRow) -> Scenario:
        named = _FIELDS_BY_NAME[row.cell(_NAME_COLUMN).text.strip()]
        value = _field_value(named, row.cell(_VALUE_COLUMN).text.strip())
        if named.field == "element":
            return Scenario.for_element(str(value), self.scenario.currency)
        changed: dict[str, Any] = {named.field: value}
        return replace(self.scenario, **changed)

    def read_absorption(self, row: GridRow) -> Scenario:
        form, factor = row.cell(0).text.strip(), _read_amount(row.cell(_VALUE_COLUMN).text, FACTOR)
        if factor == FACTOR.base_per_unit:
            return self.scenario
        return replace(self.scenario, absorption=(*self.scenario.absorption, (form, factor)))

    def read_payer(self, row: GridRow) -> Scenario:
        name, kind, value, needs, _, covers = (row.cell(at).text.strip() for at in range(6))
        if not kind:  # the line that says that there is none
            return self.scenario
        if kind not in set(PayerKind):
            raise BadInput(
                ProblemKind.UNKNOWN_CHOICE, value=kind, column="kind", choices=tuple(PayerKind)
            )
        quantity = PayerKind(kind).quantity
        covered = tuple(
            filter(None, (each.strip() for each in covers.split(COVERS_SEPARATOR.strip())))
        )
        amount = _read_amount(value, quantity) if quantity else 0
        payer = Payer(name, PayerKind(kind), amount, needs, covered)
        return replace(self.scenario, payers=(*self.scenario.payers, payer))

    def read_range(self, row: GridRow) -> Scenario:
        varied: VariedInput | None = _RANGES_BY_TITLE.get(row.cell(0).text.strip())
        if varied is None:
            return self.scenario
        low, high = (_read_amount(row.cell(at).text, varied.quantity) for at in (1, 2))
        return with_input_range(self.scenario, varied, low, high)


def _field_value(named: ScenarioField, text: str) -> int | str:
    if named.quantity is None:
        return named.from_text(text)
    return _read_amount(text, named.quantity)


def _read_amount(text: str, quantity: Quantity) -> int:
    return read_amount(text, quantity, DecimalMark.POINT)
