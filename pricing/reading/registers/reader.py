"""The public registers that are known, and their records on the way to products.

A record whose register states no price, or leaves a question open, is an unfinished row.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from pricing.model.columns import build_product
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.text_folding import match_key
from pricing.reading import delimited
from pricing.reading.registers.dsld import DSLD
from pricing.reading.registers.lnhpd import LNHPD
from pricing.reading.registers.nadac import NADAC
from pricing.reading.registers.open_food_facts import OPEN_FOOD_FACTS
from pricing.reading.registers.openfda import OPENFDA
from pricing.reading.registers.record_files import BrokenPart, PlacedRecord, read_records
from pricing.reading.rows import ListRow, ProductList, ProductRow
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.reading.registers.base import Register
    from pricing.reading.rows import RowBuilder

REGISTERS = (NADAC, OPENFDA, DSLD, OPEN_FOOD_FACTS, LNHPD)
REGISTER_EXTENSIONS = (".json", ".zip")
MAX_RECORDS = 5_000_000
_SAMPLE_BYTES = 20_000


def is_register(path: Path) -> bool:
    """Whether a file, or folder, can only be a register's: a text table is known by its header."""
    ending = path.suffix.casefold()
    if path.is_dir() or ending in REGISTER_EXTENSIONS:
        return True
    if ending not in delimited.TEXT_EXTENSIONS:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE_BYTES)
    except OSError:
        return False
    line = head.decode(delimited.likely_encodings(head)[0], "replace").split("\n", 1)[0]
    names = line.strip("\ufeff\r").split(max(delimited.DELIMITERS, key=line.count))
    return _register_with_fields(tuple(name.strip().strip('"') for name in names)) is not None


@lru_cache(maxsize=1_024)
def _register_with_fields(names: tuple[str, ...]) -> Register | None:
    """The register whose records have fields of these names."""
    keys = {match_key(name) for name in names}
    for each in REGISTERS:
        if each.required_fields <= keys and any(key.endswith(each.field_suffix) for key in keys):
            return each
    return None


class RegisterReader:
    """Reads the records of one file for one mineral."""

    def __init__(self, path: Path, element: str, currency: str) -> None:
        self._path = path
        self._element = element
        self._currency: Mapping[str, BaseValue] = {"currency": currency} if currency else {}
        self._skipped = self._rows = self._incomplete = 0
        self._register_names: set[str] = set()
        self._scattered: frozenset[object] = frozenset()
        self._is_broken = False
        self.share_read = 0.0

    def batches(self, size: int) -> Iterator[ProductList]:
        """The rows, so many records at a time. Raises BadInput where there are none to be read."""
        before = self._file_state()
        self._scattered = self._find_scattered()
        groups = groupby(self._read_records(), key=self._product_key)
        while block := [list(each) for _, each in islice(groups, size)]:
            yield self._read_block(block)
        if self._file_state() != before:
            raise BadInput(ProblemKind.FILE_CHANGED)
        yield ProductList(problems=tuple(self._closing_problems()))

    def _file_state(self) -> tuple[int, int]:
        seen = self._path.stat()
        return seen.st_size, seen.st_mtime_ns

    def _read_records(self) -> Iterator[PlacedRecord | BrokenPart]:
        for number, each in enumerate(read_records(self._path)):
            if number >= MAX_RECORDS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_RECORDS)
            yield each

    def _product_key(self, each: PlacedRecord | BrokenPart) -> tuple[object, ...]:
        """What records of one product share."""
        if isinstance(each, BrokenPart):
            return (id(each),)
        known = _register_with_fields(tuple(each.record))
        if known is not None and known.product_field:
            return known.name, each.part, str(each.record.get(known.product_field))
        return each.part, each.row

    def _find_scattered(self) -> frozenset[object]:
        """The products of which a register has records in several places: each tells a part."""
        first = next(self._read_records(), None)
        known = (
            _register_with_fields(tuple(first.record)) if isinstance(first, PlacedRecord) else None
        )
        if known is None or not known.product_field:
            return frozenset()
        seen: set[object] = set()
        apart: set[object] = set()
        for key, _ in groupby(self._read_records(), key=self._product_key):
            (apart if key in seen else seen).add(key)
        return frozenset(apart)

    def _read_block(self, block: list[list[PlacedRecord | BrokenPart]]) -> ProductList:
        products: list[ProductRow] = []
        unfinished: list[ListRow] = []
        problems: list[Problem] = []
        for placed in block:
            first = placed[0]
            if isinstance(first, BrokenPart):
                self._is_broken = True
                problems.append(
                    Problem.from_bad_input(first.error, row=None, column=first.part, value="")
                )
                continue
            self.share_read = max(self.share_read, first.share_read)
            row = self._read_row(first, placed)
            if row is None:
                continue
            problems += (_in_part(each, first.part) for each in row.problems)
            done = self._list_row(row)
            if isinstance(done, ProductRow):
                products.append(done)
            else:
                unfinished.append(done)
        self._rows += len(products) + len(unfinished)
        self._incomplete += len(unfinished)
        return ProductList(tuple(products), tuple(problems), tuple(unfinished))

    def _read_row(
        self, first: PlacedRecord, placed: list[PlacedRecord | BrokenPart]
    ) -> RowBuilder | None:
        known = _register_with_fields(tuple(first.record))
        if known is None:
            self._skipped += len(placed)
            return None
        self._register_names.add(known.name)
        found = [each.record for each in placed if isinstance(each, PlacedRecord)]
        row = known.read_product(found, self._element, first.row)
        if row is None:
            self._skipped += len(placed)
        elif known.product_field and self._product_key(first) in self._scattered:
            value = str(first.record.get(known.product_field))
            row.values.pop("elemental_mg", None)
            refused = BadInput(
                ProblemKind.RECORDS_NOT_CONTIGUOUS, value=value, field=known.product_field
            )
            row.add_problem(refused, known.product_field, value, is_row_kept=True)
        return row

    def _list_row(self, row: RowBuilder) -> ProductRow | ListRow:
        values = {"element": self._element, **self._currency, **row.values}
        try:
            build_product(values)
        except BadInput:
            return ListRow(row.number, values)
        return ProductRow(row.number, values)

    def _closing_problems(self) -> Iterator[Problem]:
        """What is to be said of the file as a whole."""
        register = ", ".join(sorted(self._register_names))
        if self._incomplete:
            yield _kept_problem(
                ProblemKind.INCOMPLETE_ROWS, count=self._incomplete, register=register
            )
        if self._rows and self._skipped:
            yield _kept_problem(ProblemKind.OTHER_RECORDS_SKIPPED, count=self._skipped)
        if not self._rows and not (self._is_broken and not self._skipped):
            yield _file_problem(self._no_rows_error(register))

    def _no_rows_error(self, register: str) -> BadInput:
        """Why there is no row."""
        if not self._skipped:
            return BadInput(ProblemKind.NO_RECORDS)
        if not register:
            return BadInput(ProblemKind.UNKNOWN_RECORDS)
        element = elements()[self._element].name
        return BadInput(
            ProblemKind.NO_RECORD_OF_MINERAL,
            register=register,
            count=self._skipped,
            element=element,
        )


def _in_part(problem: Problem, part: str) -> Problem:
    return replace(problem, column=f"{part}:{problem.column}") if part else problem


def _kept_problem(kind: ProblemKind, **parameters: object) -> Problem:
    return replace(_file_problem(BadInput(kind, **parameters)), is_row_kept=True)


def _file_problem(refused: BadInput) -> Problem:
    return Problem.from_bad_input(refused, row=None, column="", value="")
