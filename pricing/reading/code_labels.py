"""One code on two different labels of a list, which is a question and never one product."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import compress
from operator import is_not, itemgetter
from typing import TYPE_CHECKING

from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import UNITS
from pricing.quantities.product_codes import split_codes
from pricing.reading.row_builder import CODE_KEYS
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

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
        self._seen: dict[Hashable, tuple[Label, int]] = {}

    def check(self, batch: RowBatchBuilder) -> None:
        """Empty and name each code that an earlier row with another label has."""
        keys = [key for key in CODE_KEYS if key in batch.columns]
        if not keys:
            return
        labels = list(map(label_of, *(batch.column(key) for key in LABEL_KEYS)))
        for key in keys:
            codes = batch.columns[key]
            # An EAN-13 or GTIN-14 of a UPC differs from it by zeros in front.
            plain = [code and str(code).lstrip("0") for code in codes] if key == "upc" else codes
            arriving = zip(labels, batch.numbers, strict=True)
            is_full = len(self._seen) >= _MAX_CODES
            first = self._seen.get if is_full else self._seen.setdefault
            found = list(map(first, plain, arriving))
            is_other = map(is_not, map(itemgetter(0), found), labels)
            for position in compress(range(len(labels)), is_other):
                if codes[position] is not None:
                    _compare(batch, key, position, labels[position], *found[position])
            if key == "upc":
                self._check_several(batch, labels)

    def _check_several(self, batch: RowBatchBuilder, labels: Sequence[Label]) -> None:
        """Take those codes out of cells with several that an earlier row with another label has."""
        codes = batch.columns["upc"]
        if "".join(filter(None, codes)).isdecimal():
            return  # no cell holds several
        for position, text in enumerate(codes):
            several = split_codes(str(text)) if text and not str(text).isdecimal() else ()
            kept = [code for code in several if self._is_own(batch, position, code, labels)]
            if len(kept) < len(several):
                codes[position] = "; ".join(kept) or None

    def _is_own(
        self, batch: RowBatchBuilder, position: int, code: str, labels: Sequence[Label]
    ) -> bool:
        arriving, plain = (labels[position], batch.numbers[position]), code.lstrip("0")
        is_full = len(self._seen) >= _MAX_CODES
        label, row = (
            self._seen.get(plain, arriving) if is_full else self._seen.setdefault(plain, arriving)
        )
        is_other = labels_differ(labels[position], label)
        if is_other:
            _name_code(batch, "upc", position, code, row)
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
