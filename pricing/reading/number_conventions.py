"""The first look over a list: which decimal mark its numbers prove, and which currency is usual."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import zip_longest
from typing import TYPE_CHECKING

from pricing.model.columns import NumberConvention
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import DecimalMark, proven_decimal_marks
from pricing.quantities.currencies import read_currency_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.headers import HeaderRow, Heading

_DIGITS_REMOVED = {ord(char): None for char in "0123456789.,'’+- \t\xa0\u202f"}
_MAX_DISTINCT_NUMBERS = 50_000


class ConventionSurvey:
    """What the cells of a list show, some rows after the others, in bounded memory."""

    def __init__(self, header: HeaderRow, mark: DecimalMark) -> None:
        self._headings = header.headings
        self._mark = mark
        self._numbers: dict[str, set[str]] = {
            each.column.key: set() for each in header.headings if self._needs_decimal_mark(each)
        }
        self._proven: dict[str, set[DecimalMark]] = {key: set() for key in self._numbers}
        self._places = {each.column.key: each.index for each in header.headings}
        self._currencies: Counter[tuple[str, str]] = Counter()

    def _needs_decimal_mark(self, heading: Heading) -> bool:
        said = self._mark if heading.mark is DecimalMark.AUTO else heading.mark
        return said is DecimalMark.AUTO and heading.column.kind.quantity is not None

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Take in some rows of texts, "" for what a file stores as a number."""
        columns = list(zip_longest(*rows, fillvalue=""))
        for key, texts in self._numbers.items():
            texts.update(self._column(columns, key))
            if len(texts) > _MAX_DISTINCT_NUMBERS:
                self._prove(key)
        prices = self._column(columns, "price")
        stated = self._column(columns, "currency") or [""] * len(prices)
        for (code, price), times in Counter(zip(stated, prices, strict=False)).items():
            self._currencies[code, price.translate(_DIGITS_REMOVED)] += times

    def _column(self, columns: Sequence[Sequence[str]], key: str) -> Sequence[str]:
        place = self._places.get(key, len(columns))
        return columns[place] if place < len(columns) else ()

    def _prove(self, key: str) -> None:
        self._proven[key] |= proven_decimal_marks(self._numbers[key])
        self._numbers[key].clear()

    def conventions(self) -> Mapping[str, NumberConvention]:
        """How each column is written, by its key."""
        return {
            each.column.key: NumberConvention(self._decimal_mark(each), each.unit, each.currency)
            for each in self._headings
        }

    def _decimal_mark(self, heading: Heading) -> DecimalMark:
        key = heading.column.key
        if key not in self._numbers:
            return self._mark if heading.mark is DecimalMark.AUTO else heading.mark
        self._prove(key)
        proven = self._proven[key]
        return next(iter(proven)) if len(proven) == 1 else DecimalMark.AUTO

    def usual_currency(self) -> str:
        """The currency that most rows state; US dollars where none does."""
        return self.stated_currency() or "USD"

    def stated_currency(self) -> str:
        """The currency that most rows state; "" where none does."""
        of_header = next((each.currency for each in self._headings if each.currency), "")
        counted: Counter[str] = Counter()
        for (stated, sign), rows in self._currencies.items():
            found = _read_currency(stated) or (
                _read_currency(sign, of_header) if sign else of_header
            )
            if found:
                counted[found] += rows
        return counted.most_common(1)[0][0] if counted else ""


def _read_currency(text: str, expected: str = "") -> str:
    if text.strip():
        with suppress(BadInput):
            return read_currency_code(text.strip(), expected)
    return ""
