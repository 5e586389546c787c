"""One code on two different labels of a list, which is a question and never one product."""

from __future__ import annotations

from array import array
from fractions import Fraction
from functools import lru_cache
from itertools import compress, repeat
from operator import is_not
from typing import TYPE_CHECKING

from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import UNITS
from pricing.quantities.product_codes import split_codes
from pricing.reading.row_builder import CODE_KEYS
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from pricing.model.columns import BaseValue
    from pricing.reading.row_builder import RowBatchBuilder

Label = tuple[object, ...]

# The values of a label that make another product. A pack of another size can have the same code.
LABEL_KEYS = ("element", "form", "elemental_mg", "compound_mg", "serving_units")
# A list of more codes is checked as far as this, in bounded memory.
_MAX_CODES = 400_000


class LabelsByCode:
    """The label that each code of a list belongs to, as far as the list was read."""

    def __init__(self) -> None:
        # A code has the place of its first row. A pair of label and row for each would take longer.
        self._seen: dict[Hashable, int] = {}
        self._labels: list[Label] = []
        self._rows = array("q")

    def check(self, batch: RowBatchBuilder) -> None:
        """Empty and name each code that an earlier row with another label has."""
        keys = [key for key in CODE_KEYS if key in batch.columns]
        if not keys:
            return
        labels = list(map(label_of, *(batch.column(key) for key in LABEL_KEYS)))
        count, start = len(self._seen), len(self._labels)
        self._labels.extend(labels)
        self._rows.extend(batch.numbers)
        for key in keys:
            self._check_codes(batch, key, labels, start)
            if key == "upc":
                self._check_several(batch, start)
        if len(self._seen) == count:  # no code has its place in this batch
            del self._labels[start:], self._rows[start:]

    def _check_codes(
        self, batch: RowBatchBuilder, key: str, labels: Sequence[Label], start: int
    ) -> None:
        """Do so for the codes of a column. `start` is the place of the first row of the batch."""
        codes = batch.columns[key]
        rows = list(compress(range(len(codes)), codes))
        stated: Iterable[str] = filter(None, codes)
        # An EAN-13 or GTIN-14 of a UPC differs from it by zeros in front.
        plain = map(str.lstrip, stated, repeat("0")) if key == "upc" else stated
        found = list(map(self._first_place(), plain, map(start.__add__, rows)))
        is_other = map(is_not, map(self._labels.__getitem__, found), compress(labels, codes))
        for position, place in compress(zip(rows, found, strict=True), is_other):
            _compare(batch, key, position, labels[position], self._labels[place], self._rows[place])

    def _first_place(self) -> Callable[[Hashable, int], int]:
        """Return what finds the first place of a code, given its place now."""
        return self._seen.get if len(self._seen) >= _MAX_CODES else self._seen.setdefault

    def _check_several(self, batch: RowBatchBuilder, start: int) -> None:
        """Take those codes out of cells with several that an earlier row with another label has."""
        codes = batch.columns["upc"]
        if "".join(filter(None, codes)).isdecimal():
            return  # no cell holds several
        for position, text in enumerate(codes):
            several = split_codes(str(text)) if text and not str(text).isdecimal() else ()
            kept = [code for code in several if self._is_own(batch, position, code, start)]
            if len(kept) < len(several):
                codes[position] = "; ".join(kept) or None

    def _is_own(self, batch: RowBatchBuilder, position: int, code: str, start: int) -> bool:
        own = start + position
        place = self._first_place()(code.lstrip("0"), own)
        is_other = labels_differ(self._labels[own], self._labels[place])
        if is_other:
            _name_code(batch, "upc", position, code, self._rows[place])
        return not is_other


def _compare(
    batch: RowBatchBuilder, key: str, position: int, label: Label, other: Label, row: int
) -> None:
    """Empty and name the code of a row if an earlier row has it with another label."""
    if not labels_differ(label, other):
        return
    _name_code(batch, key, position, str(batch.columns[key][position]), row)
    batch.columns[key][position] = None


def _name_code(batch: RowBatchBuilder, key: str, position: int, code: str, row: int) -> None:
    error = BadInput(ProblemKind.CODE_ON_OTHER_LABEL, value=code, row=row)
    header = batch.headers.get(key, key)
    batch.add_problem(position, error, header, code, is_row_kept=True)


@lru_cache(maxsize=16_384)
def label_of(
    element: BaseValue | None,
    form: BaseValue | None,
    elemental: BaseValue | None,
    compound: BaseValue | None,
    serving: BaseValue | None,
) -> Label:
    """Return what a label states of its contents, with None where it states nothing certain."""
    symbol = str(element or DEFAULT_ELEMENT)
    units = int(str(serving or UNITS.base_per_unit))
    known_form = recognize_form(str(form), symbol).form if form else None
    masses = (
        None if mass is None else Fraction(int(str(mass)), units) for mass in (elemental, compound)
    )
    return (symbol, known_form.name if known_form else None, *masses)


def labels_differ(label: Label, other: Label) -> bool:
    """Return whether two labels state different contents.

    >>> labels_differ(("Mg", None, 1, None), ("Mg", "oxide", 1, 2))
    False
    """
    return label is not other and any(
        value is not None and other_value is not None and value != other_value
        for value, other_value in zip(label, other, strict=True)
    )
