"""The assumptions of a workbook that the program wrote, as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pricing.analysis.sensitivity import VARIED, with_ends
from pricing.model.scenario import Scenario
from pricing.model.scenario_fields import (
    ABSORPTION_HEADERS,
    COVERS_APART,
    HEADERS,
    NAMED,
    PAYER_HEADERS,
    RANGES_HEADERS,
    RANGES_SHEET,
    SHEET,
    Named,
)
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.amounts import FACTOR, DecimalMark, read_amount
from pricing.reference.payers import Payer, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.analysis.sensitivity import Varied
    from pricing.quantities.amounts import Quantity
    from pricing.reading.grid import Grid, Row

_VALUE, _NAME = 1, 4  # the columns of a named cell
_BY_NAME = {each.name: each for each in NAMED}
_VARIED = {each.title: each for each in VARIED.values()}


@dataclass(frozen=True, slots=True)
class Assumed:
    """A scenario, and a located problem for each assumption that was left as usual instead."""

    scenario: Scenario
    problems: tuple[Problem, ...] = ()


def assumed(grids: Sequence[Grid]) -> Assumed | None:
    """What the tables of a workbook assume; None where it is not one of the program's."""
    sheets = {grid.name: grid for grid in grids}
    grid = sheets.get(SHEET)
    if grid is None or _texts(grid.rows[0])[: len(HEADERS)] != HEADERS:
        return None
    reader = _Reader(grid)
    reader.read(_named(grid), reader.take_named)
    reader.read(_below(grid, ABSORPTION_HEADERS[0]), reader.take_absorption)
    reader.read(_below(grid, PAYER_HEADERS[0]), reader.take_payer)
    if RANGES_SHEET in sheets:
        reader.read(_below(sheets[RANGES_SHEET], RANGES_HEADERS[0]), reader.take_range)
    return Assumed(reader.scenario, tuple(reader.problems))


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text.strip() for cell in row.cells)


def _named(grid: Grid) -> Iterator[Row]:
    """The named cells, the mineral first: it says what is usual."""
    rows = {row.cell(_NAME).text.strip(): row for row in grid.rows}
    return (rows[name] for name in _BY_NAME if name in rows)


def _below(grid: Grid, heading: str) -> Iterator[Row]:
    """The rows below a heading, down to the next empty one."""
    below = False
    for row in grid.rows:
        if below and not row.cell(0).text.strip():
            return
        if below:
            yield row
        below = below or row.cell(0).text.strip() == heading


class _Reader:
    """Takes assumption after assumption into a scenario; one that makes no sense is left out."""

    def __init__(self, grid: Grid) -> None:
        self._sheet = grid.name
        self.scenario = Scenario()
        self.problems: list[Problem] = []

    def read(self, rows: Iterator[Row], take: Callable[[Row], Scenario]) -> None:
        for row in rows:
            try:
                self.scenario = take(row)
            except BadInput as refused:
                value, title = row.cell(_VALUE).text, row.cell(0).text
                told = Problem.of(refused, row=row.number, column=title, value=value)
                self.problems.append(replace(told, kept=True))

    def take_named(self, row: Row) -> Scenario:
        named = _BY_NAME[row.cell(_NAME).text.strip()]
        value = _value(named, row.cell(_VALUE).text.strip())
        if named.field == "element":
            return Scenario.for_element(str(value), self.scenario.currency)
        changed: dict[str, Any] = {named.field: value}
        return replace(self.scenario, **changed)

    def take_absorption(self, row: Row) -> Scenario:
        form, factor = row.cell(0).text.strip(), _amount(row.cell(_VALUE).text, FACTOR)
        if factor == FACTOR.per_unit:
            return self.scenario
        return replace(self.scenario, absorption=(*self.scenario.absorption, (form, factor)))

    def take_payer(self, row: Row) -> Scenario:
        name, kind, value, needs, _, covers = (row.cell(at).text.strip() for at in range(6))
        if not kind:  # the line that says that there is none
            return self.scenario
        if kind not in set(PayerKind):
            choices = ", ".join(PayerKind)
            raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=kind, column="kind", choices=choices)
        quantity = PayerKind(kind).quantity
        covered = tuple(filter(None, (each.strip() for each in covers.split(COVERS_APART.strip()))))
        amount = _amount(value, quantity) if quantity else 0
        payer = Payer(name, PayerKind(kind), amount, needs, covered)
        return replace(self.scenario, payers=(*self.scenario.payers, payer))

    def take_range(self, row: Row) -> Scenario:
        varied: Varied | None = _VARIED.get(row.cell(0).text.strip())
        if varied is None:
            return self.scenario
        low, high = (_amount(row.cell(at).text, varied.quantity) for at in (1, 2))
        return with_ends(self.scenario, varied, low, high)


def _value(named: Named, text: str) -> int | str:
    if named.quantity is None:
        return named.reads(text)
    return _amount(text, named.quantity)


def _amount(text: str, quantity: Quantity) -> int:
    return read_amount(text, quantity, DecimalMark.POINT)
