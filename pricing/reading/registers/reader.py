"""The known registers, and the rows of their records.

A record becomes an incomplete row if its register states no price, or leaves a question open.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from pricing.model.columns import build_product
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.paths import is_folder
from pricing.quantities.text_folding import match_key
from pricing.reading import delimited
from pricing.reading.product_list import ListRow, ProductList, ProductRow
from pricing.reading.registers.dsld import DSLD
from pricing.reading.registers.lnhpd import LNHPD
from pricing.reading.registers.nadac import NADAC
from pricing.reading.registers.ndc_directory import NDC_DIRECTORY
from pricing.reading.registers.open_food_facts import OPEN_FOOD_FACTS
from pricing.reading.registers.openfda import OPENFDA
from pricing.reading.registers.record_files import read_records
from pricing.reading.registers.records import BrokenPart, PlacedRecord
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.problems.progress import Progress
    from pricing.reading.registers.base import Register, RegisterRowBuilder

REGISTERS = (NADAC, OPENFDA, NDC_DIRECTORY, DSLD, OPEN_FOOD_FACTS, LNHPD)
REGISTER_EXTENSIONS = (".json", ".zip")
MAX_RECORDS = 5_000_000
_SAMPLE_BYTES = 20_000
_RECORDS_PER_REPORT = 5_000
_PRODUCTS_PER_REPORT = 200  # a slow machine makes them in a second


def is_register(path: Path) -> bool:
    """Return whether a file or folder can only be a register. The header tells a text table."""
    ending = path.suffix.casefold()
    if is_folder(path) or ending in REGISTER_EXTENSIONS:
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
    return register_with_fields(tuple(name.strip().strip('"') for name in names)) is not None


@lru_cache(maxsize=1_024)
def register_with_fields(names: tuple[str, ...]) -> Register | None:
    """Return the register whose records have fields of these names."""
    keys = {match_key(name) for name in names}
    for register in REGISTERS:
        has_suffix = any(key.endswith(register.field_suffix) for key in keys)
        if register.required_fields <= keys and has_suffix:
            return register
    return None


class RegisterReader:
    """Reads the records of one file for one mineral."""

    def __init__(self, path: Path, element: str, currency: str, progress: Progress) -> None:
        self._path = path
        self._progress = progress
        self._element = element
        self._currency: Mapping[str, BaseValue] = {"currency": currency} if currency else {}
        self._skipped_count = self._row_count = self._incomplete_count = 0
        self._register_names: set[str] = set()
        self._scattered_keys: frozenset[object] = frozenset()
        self._is_broken = False
        self.share_read = 0.0

    def batches(self, size: int) -> Iterator[ProductList]:
        """Yield the rows of at most `size` products at a time.

        Raises:
            BadInput: The file cannot be read, or changes while it is read.
        """
        initial_state = self._file_state()
        self._scattered_keys = self._find_scattered_keys()
        groups = groupby(self._read_records(), key=self._product_key)
        while block := [list(records) for _, records in islice(groups, size)]:
            yield self._read_block(block)
        if self._file_state() != initial_state:
            raise BadInput(ProblemKind.FILE_CHANGED)
        yield ProductList(problems=tuple(self._closing_problems()))

    def _file_state(self) -> tuple[int, int]:
        """Return the size and the time of the last change, which tell a changed file."""
        state = self._path.stat()
        return state.st_size, state.st_mtime_ns

    def _read_records(self) -> Iterator[PlacedRecord | BrokenPart]:
        for number, record in enumerate(read_records(self._path)):
            if number >= MAX_RECORDS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_RECORDS)
            if number % _RECORDS_PER_REPORT == 0:
                self._progress.report(0)
            yield record

    def _product_key(self, record: PlacedRecord | BrokenPart) -> tuple[object, ...]:
        """Return a key that all records of one product share."""
        if isinstance(record, BrokenPart):
            return (id(record),)
        register = register_with_fields(tuple(record.record))
        if register is not None and register.product_field:
            return register.name, record.part, str(record.record.get(register.product_field))
        return record.part, record.row

    def _find_scattered_keys(self) -> frozenset[object]:
        """Return the keys of products whose records are not next to each other.

        Each group of such records states only a part of the product.
        """
        first = next(self._read_records(), None)
        register = (
            register_with_fields(tuple(first.record)) if isinstance(first, PlacedRecord) else None
        )
        if register is None or not register.product_field:
            return frozenset()
        seen: set[object] = set()
        scattered: set[object] = set()
        for key, _ in groupby(self._read_records(), key=self._product_key):
            (scattered if key in seen else seen).add(key)
        return frozenset(scattered)

    # -- rows ----------------------------------------------------------------------------------

    def _read_block(self, block: list[list[PlacedRecord | BrokenPart]]) -> ProductList:
        products: list[ProductRow] = []
        incomplete: list[ListRow] = []
        problems: list[Problem] = []
        for number, records in enumerate(block):
            if number % _PRODUCTS_PER_REPORT == 0:
                self._progress.report(0)
            first = records[0]
            if isinstance(first, BrokenPart):
                self._is_broken = True
                problems.append(
                    Problem.from_bad_input(first.error, row=None, column=first.part, value="")
                )
                continue
            self.share_read = max(self.share_read, first.share_read)
            builder = self._read_product(first, records)
            if builder is None:
                continue
            problems += (_in_part(problem, first.part) for problem in builder.problems)
            row = self._list_row(builder)
            if isinstance(row, ProductRow):
                products.append(row)
            else:
                incomplete.append(row)
        self._row_count += len(products) + len(incomplete)
        self._incomplete_count += len(incomplete)
        return ProductList(tuple(products), tuple(problems), tuple(incomplete))

    def _read_product(
        self, first: PlacedRecord, records: list[PlacedRecord | BrokenPart]
    ) -> RegisterRowBuilder | None:
        register = register_with_fields(tuple(first.record))
        if register is None:
            self._skipped_count += len(records)
            return None
        self._register_names.add(register.name)
        placed = [record.record for record in records if isinstance(record, PlacedRecord)]
        row = register.read_product(placed, self._element, first.row)
        if row is None:
            self._skipped_count += len(records)
        elif register.product_field and self._product_key(first) in self._scattered_keys:
            value = str(first.record.get(register.product_field))
            row.values.pop("elemental_mg", None)
            error = BadInput(
                ProblemKind.RECORDS_NOT_CONTIGUOUS, value=value, field=register.product_field
            )
            row.add_problem(error, register.product_field, value)
        return row

    def _list_row(self, builder: RegisterRowBuilder) -> ProductRow | ListRow:
        values = {"element": self._element, **self._currency, **builder.values}
        try:
            build_product(values)
        except BadInput:
            return ListRow(builder.number, values)
        return ProductRow(builder.number, values)

    # -- the file as a whole -------------------------------------------------------------------

    def _closing_problems(self) -> Iterator[Problem]:
        """Yield the problems of the file as a whole."""
        register = ", ".join(sorted(self._register_names))
        if self._incomplete_count:
            yield _kept_problem(
                ProblemKind.INCOMPLETE_ROWS, count=self._incomplete_count, register=register
            )
        if self._row_count and self._skipped_count:
            yield _kept_problem(ProblemKind.OTHER_RECORDS_SKIPPED, count=self._skipped_count)
        if not self._row_count and not (self._is_broken and not self._skipped_count):
            yield _file_problem(self._no_rows_error(register))

    def _no_rows_error(self, register: str) -> BadInput:
        """Return the error that says why there is no row."""
        if not self._skipped_count:
            return BadInput(ProblemKind.NO_RECORDS)
        if not register:
            return BadInput(ProblemKind.UNKNOWN_RECORDS)
        element = elements()[self._element].name
        return BadInput(
            ProblemKind.NO_RECORD_OF_MINERAL,
            register=register,
            count=self._skipped_count,
            element=element,
        )


def _in_part(problem: Problem, part: str) -> Problem:
    return replace(problem, column=f"{part}:{problem.column}") if part else problem


def _kept_problem(kind: ProblemKind, **parameters: object) -> Problem:
    return replace(_file_problem(BadInput(kind, **parameters)), is_row_kept=True)


def _file_problem(error: BadInput) -> Problem:
    return Problem.from_bad_input(error, row=None, column="", value="")
