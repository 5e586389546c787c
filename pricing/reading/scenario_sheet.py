"""The scenario in the Assumptions sheet of a workbook that this program wrote."""

from __future__ import annotations

from dataclasses import replace
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
    TOLERANCE_CELL,
    ScenarioField,
)
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import FACTOR, DecimalMark, read_amount
from pricing.reference.payers import Payer, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pricing.analysis.sensitivity import VariedInput
    from pricing.quantities.amounts import Quantity
    from pricing.reading.grid import Grid, GridRow

_VALUE_COLUMN, _NAME_COLUMN = 1, 4  # the columns of a named cell
_FIELDS_BY_NAME = {field.cell_name: field for field in SCENARIO_FIELDS}
_RANGES_BY_TITLE = {varied.title: varied for varied in VARIED_INPUTS.values()}


@dataclass(frozen=True, slots=True)
class ScenarioSheet:
    """A scenario, and a located problem for each assumption that kept its default instead."""

    scenario: Scenario
    problems: tuple[Problem, ...] = ()


def read_scenario_sheet(grids: Sequence[Grid]) -> ScenarioSheet | None:
    """Return the scenario of a workbook, or None if this program did not write it."""
    sheets = {grid.name: grid for grid in grids}
    grid = sheets.get(ASSUMPTIONS_SHEET)
    if grid is None or grid.rows[0].texts[: len(ASSUMPTIONS_HEADERS)] != ASSUMPTIONS_HEADERS:
        return None
    reader = _ScenarioReader()
    rows = _scenario_field_rows(grid)
    # The mineral comes first because it sets the defaults.
    reader.read_rows((rows[name] for name in _FIELDS_BY_NAME if name in rows), reader.read_field)
    if TOLERANCE_CELL not in rows:  # the workbook was written when doses had no tolerance
        reader.scenario = replace(reader.scenario, tolerance=0)
    reader.read_rows(_rows_below(grid, ABSORPTION_HEADERS[0]), reader.read_absorption)
    reader.read_rows(_rows_below(grid, PAYER_HEADERS[0]), reader.read_payer)
    if RANGES_SHEET in sheets:
        reader.read_rows(_rows_below(sheets[RANGES_SHEET], RANGES_HEADERS[0]), reader.read_range)
    return ScenarioSheet(reader.scenario, tuple(reader.problems))


def _scenario_field_rows(grid: Grid) -> Mapping[str, GridRow]:
    """Return the row of each name."""
    return {row.cell(_NAME_COLUMN).text.strip(): row for row in grid.rows}


def _rows_below(grid: Grid, heading: str) -> Iterator[GridRow]:
    """Yield the rows below a heading, down to the next empty row."""
    is_below = False
    for row in grid.rows:
        if is_below and not row.cell(0).text.strip():
            return
        if is_below:
            yield row
        is_below = is_below or row.cell(0).text.strip() == heading


class _ScenarioReader:
    """Builds a scenario from one assumption after another. An impossible one is left out."""

    def __init__(self) -> None:
        self.scenario = Scenario()
        self.problems: list[Problem] = []

    def read_rows(self, rows: Iterator[GridRow], read_row: Callable[[GridRow], Scenario]) -> None:
        for row in rows:
            try:
                self.scenario = read_row(row)
            except BadInput as error:
                value, title = row.cell(_VALUE_COLUMN).text, row.cell(0).text
                problem = Problem.from_bad_input(error, row=row.number, column=title, value=value)
                self.problems.append(replace(problem, is_row_kept=True))

    def read_field(self, row: GridRow) -> Scenario:
        field = _FIELDS_BY_NAME[row.cell(_NAME_COLUMN).text.strip()]
        value = _field_value(field, row.cell(_VALUE_COLUMN).text.strip())
        if field.field == "element":
            return Scenario.for_element(str(value), self.scenario.currency)
        changed: dict[str, Any] = {field.field: value}
        return replace(self.scenario, **changed)

    def read_absorption(self, row: GridRow) -> Scenario:
        form, factor = row.cell(0).text.strip(), _read_amount(row.cell(_VALUE_COLUMN).text, FACTOR)
        if factor == FACTOR.base_per_unit:
            return self.scenario
        return replace(self.scenario, absorption=(*self.scenario.absorption, (form, factor)))

    def read_payer(self, row: GridRow) -> Scenario:
        name, kind, value, needs, _, covers = (row.cell(index).text.strip() for index in range(6))
        if not kind:  # the row that says that there is no payer
            return self.scenario
        if kind not in set(PayerKind):
            raise BadInput(
                ProblemKind.UNKNOWN_CHOICE, value=kind, column="kind", choices=tuple(PayerKind)
            )
        quantity = PayerKind(kind).quantity
        covered = tuple(
            filter(None, (item.strip() for item in covers.split(COVERS_SEPARATOR.strip())))
        )
        amount = _read_amount(value, quantity) if quantity else 0
        payer = Payer(name, PayerKind(kind), amount, needs, covered)
        return replace(self.scenario, payers=(*self.scenario.payers, payer))

    def read_range(self, row: GridRow) -> Scenario:
        varied: VariedInput | None = _RANGES_BY_TITLE.get(row.cell(0).text.strip())
        if varied is None:
            return self.scenario
        low, high = (_read_amount(row.cell(index).text, varied.quantity) for index in (1, 2))
        return with_input_range(self.scenario, varied, low, high)


def _field_value(field: ScenarioField, text: str) -> int | str:
    if field.quantity is None:
        return field.from_text(text)
    return _read_amount(text, field.quantity)


def _read_amount(text: str, quantity: Quantity) -> int:
    return read_amount(text, quantity, DecimalMark.POINT)
