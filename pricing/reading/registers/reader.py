"""The public registers that are known, and their records on the way to products.

A record whose register states no price, or leaves a question open, is an unfinished row.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from pricing.model.columns import header_key, product_of
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading import delimited
from pricing.reading.registers.dsld import DSLD
from pricing.reading.registers.lnhpd import LNHPD
from pricing.reading.registers.nadac import NADAC
from pricing.reading.registers.open_food_facts import OPEN_FOOD_FACTS
from pricing.reading.registers.openfda import OPENFDA
from pricing.reading.registers.record_files import Broken, Placed, records
from pricing.reading.rows import Line, Listed, ProductList
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import Base
    from pricing.reading.registers.base import Register
    from pricing.reading.rows import ReadRow

REGISTERS = (NADAC, OPENFDA, DSLD, OPEN_FOOD_FACTS, LNHPD)
ENDINGS = (".json", ".zip")
MOST_RECORDS = 5_000_000
_HEAD = 20_000


def is_register(path: Path) -> bool:
    """Whether a file, or folder, can only be a register's: a text table is known by its header."""
    ending = path.suffix.casefold()
    if path.is_dir() or ending in ENDINGS:
        return True
    if ending not in delimited.ENDINGS:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    line = head.decode(delimited.encodings(head)[0], "replace").split("\n", 1)[0]
    names = line.strip("\ufeff\r").split(max(delimited.DELIMITERS, key=line.count))
    return _register_of(tuple(name.strip().strip('"') for name in names)) is not None


@lru_cache(maxsize=1_024)
def _register_of(names: tuple[str, ...]) -> Register | None:
    """The register whose records have fields of these names."""
    keys = {header_key(name) for name in names}
    for each in REGISTERS:
        if each.needs <= keys and any(key.endswith(each.like) for key in keys):
            return each
    return None


class RegisterReader:
    """Reads the records of one file for one mineral."""

    def __init__(self, path: Path, element: str, currency: str) -> None:
        self._path = path
        self._element = element
        self._currency: Mapping[str, Base] = {"currency": currency} if currency else {}
        self._others = self._rows = self._unfinished = 0
        self._known: set[str] = set()
        self._apart: frozenset[object] = frozenset()
        self._is_broken = False
        self.done = 0.0

    def batches(self, size: int) -> Iterator[ProductList]:
        """The rows, so many records at a time. Raises BadInput where there are none to be read."""
        before = self._seen()
        self._apart = self._standing_apart()
        groups = groupby(self._placed(), key=self._product)
        while block := [list(each) for _, each in islice(groups, size)]:
            yield self._list(block)
        if self._seen() != before:
            raise BadInput(ProblemKind.FILE_CHANGED)
        yield ProductList(problems=tuple(self._notes()))

    def _seen(self) -> tuple[int, int]:
        seen = self._path.stat()
        return seen.st_size, seen.st_mtime_ns

    def _placed(self) -> Iterator[Placed | Broken]:
        for number, each in enumerate(records(self._path)):
            if number >= MOST_RECORDS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_RECORDS)
            yield each

    def _product(self, each: Placed | Broken) -> tuple[object, ...]:
        """What records of one product share."""
        if isinstance(each, Broken):
            return (id(each),)
        known = _register_of(tuple(each.record))
        if known is not None and known.same:
            return known.name, each.part, str(each.record.get(known.same))
        return each.part, each.row

    def _standing_apart(self) -> frozenset[object]:
        """The products of which a register has records in several places: each tells a part."""
        first = next(self._placed(), None)
        known = _register_of(tuple(first.record)) if isinstance(first, Placed) else None
        if known is None or not known.same:
            return frozenset()
        seen: set[object] = set()
        apart: set[object] = set()
        for key, _ in groupby(self._placed(), key=self._product):
            (apart if key in seen else seen).add(key)
        return frozenset(apart)

    def _list(self, block: list[list[Placed | Broken]]) -> ProductList:
        products: list[Listed] = []
        unfinished: list[Line] = []
        problems: list[Problem] = []
        for placed in block:
            first = placed[0]
            if isinstance(first, Broken):
                self._is_broken = True
                problems.append(Problem.of(first.refused, row=None, column=first.part, value=""))
                continue
            self.done = max(self.done, first.done)
            row = self._read(first, placed)
            if row is None:
                continue
            problems += (_in_part(each, first.part) for each in row.problems)
            done = self._finished(row)
            if isinstance(done, Listed):
                products.append(done)
            else:
                unfinished.append(done)
        self._rows += len(products) + len(unfinished)
        self._unfinished += len(unfinished)
        return ProductList(tuple(products), tuple(problems), tuple(unfinished))

    def _read(self, first: Placed, placed: list[Placed | Broken]) -> ReadRow | None:
        known = _register_of(tuple(first.record))
        if known is None:
            self._others += len(placed)
            return None
        self._known.add(known.name)
        found = [each.record for each in placed if isinstance(each, Placed)]
        row = known.read(found, self._element, first.row)
        if row is None:
            self._others += len(placed)
        elif known.same and self._product(first) in self._apart:
            value = str(first.record.get(known.same))
            row.values.pop("elemental_mg", None)
            refused = BadInput(ProblemKind.RECORDS_APART, value=value, field=known.same)
            row.problem(refused, known.same, value, kept=True)
        return row

    def _finished(self, row: ReadRow) -> Listed | Line:
        values = {"element": self._element, **self._currency, **row.values}
        try:
            product_of(values)
        except BadInput:
            return Line(row.number, values)
        return Listed(row.number, values)

    def _notes(self) -> Iterator[Problem]:
        """What is to be said of the file as a whole."""
        register = ", ".join(sorted(self._known))
        if self._unfinished:
            yield _note(ProblemKind.UNFINISHED, count=self._unfinished, register=register)
        if self._rows and self._others:
            yield _note(ProblemKind.OTHERS_PASSED_OVER, count=self._others)
        if not self._rows and not (self._is_broken and not self._others):
            yield _refused(self._nothing(register))

    def _nothing(self, register: str) -> BadInput:
        """Why there is no row."""
        if not self._others:
            return BadInput(ProblemKind.NO_RECORDS)
        if not register:
            return BadInput(ProblemKind.UNKNOWN_RECORDS)
        element = elements()[self._element].name
        return BadInput(
            ProblemKind.NO_MINERAL, register=register, count=self._others, element=element
        )


def _in_part(problem: Problem, part: str) -> Problem:
    return replace(problem, column=f"{part}:{problem.column}") if part else problem


def _note(kind: ProblemKind, **parameters: object) -> Problem:
    return replace(_refused(BadInput(kind, **parameters)), kept=True)


def _refused(refused: BadInput) -> Problem:
    return Problem.of(refused, row=None, column="", value="")
