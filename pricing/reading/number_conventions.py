"""The decimal marks, dates and currencies of a list, which its rows prove together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind, NumberConvention
from pricing.problems.errors import Problem, ProblemKind
from pricing.quantities.amounts import (
    MASS,
    PERCENT,
    DecimalMark,
    proven_decimal_marks,
    read_amount,
)
from pricing.quantities.dates import DateOrder, proven_date_orders
from pricing.quantities.number_marks import NumberMarks, mark_of_two_meanings, marks_in_numbers
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import MONEY_UNIT, SHARE_UNIT
from pricing.reading.ingredient_columns import is_of_ingredient
from pricing.reading.pack_sizes import may_count_thousands
from pricing.reading.percentages import PercentageSurvey
from pricing.reading.price_signs import read_sign, sign_beside_number, sign_meanings
from pricing.reading.price_texts import currency_of_hundredths
from pricing.reading.unit_columns import unit_beside_amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.reading_options import ReadingOptions

_MAX_DISTINCT_NUMBERS = 50_000
_KEYS_WITH_SIGNS = frozenset(("price", "currency"))
# Lists of several minerals state selenium in micrograms beside bare milligrams of others.
_USUAL_UNITS = frozenset(("", "mg", "mcg"))


def _currency_of_unread(header: HeaderRow) -> str:
    """Return the only currency that the titles of unread prices state, or ""."""
    taken = {heading.index for heading in header.headings}
    parsed = (parse_header(text) for at, text in enumerate(header.texts) if at not in taken)
    found = {
        one.parts.currency
        for one in parsed
        if one is not None and one.column.kind is ColumnKind.MONEY and one.parts.currency
    }
    return found.pop() if len(found) == 1 else ""


class ConventionSurvey:
    """The decimal mark that each column proves, and the currency that most rows state.

    The rows are added block by block, in bounded memory.
    """

    def __init__(
        self, header: HeaderRow, mark: DecimalMark, date_order: DateOrder = DateOrder.AUTO
    ) -> None:
        self._header = header
        self._date_order = date_order
        self._dates: set[str] = set()
        self._proven_orders: set[DateOrder] = set()
        self._headings = header.headings
        self._currency_of_unread = _currency_of_unread(header)
        self._percentages = PercentageSurvey(header)
        self._mark = mark
        self._numbers: dict[str, set[str]] = {
            heading.column.key: set()
            for heading in header.headings
            if self._needs_decimal_mark(heading)
        }
        self._quantities = {
            heading.column.key: heading.column.kind.quantity
            for heading in header.headings
            if heading.unit not in {MONEY_UNIT, SHARE_UNIT}
        }
        self._proven: dict[str, dict[str, Counter[DecimalMark]]] = {
            key: {} for key in self._numbers
        }
        self._marks: dict[str, NumberMarks] = {}
        self._marks_in_counts: frozenset[str] = frozenset()
        self._indexes = {heading.column.key: heading.index for heading in header.headings}
        self._currencies: Counter[tuple[str, str]] = Counter()
        self._signs: dict[str, set[str]] = {
            heading.column.key: set()
            for heading in header.headings
            if heading.column.kind is ColumnKind.MONEY and heading.column.key != "price"
        }
        self._has_plain_price = False
        self._units: dict[str, set[str]] = {
            heading.column.key: set() for heading in header.headings if _is_bare_amount(heading)
        }

    def _needs_decimal_mark(self, heading: Heading) -> bool:
        return (
            self._chosen_mark(heading) is DecimalMark.AUTO
            and heading.column.kind.quantity is not None
        )

    def _chosen_mark(self, heading: Heading) -> DecimalMark:
        return self._mark if heading.mark is DecimalMark.AUTO else heading.mark

    def add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        """Add the texts of some rows, with "" for each number that the file stores as one."""
        for key, texts in self._numbers.items():
            texts.update(self._column(columns, key))
            if len(texts) > _MAX_DISTINCT_NUMBERS:
                self._prove(key)
        for heading in self._headings:
            if heading.column.kind is ColumnKind.DATE:
                self._dates.update(self._column(columns, heading.column.key))
        if len(self._dates) > _MAX_DISTINCT_NUMBERS:
            self._prove_orders()
        self._add_signs(columns)
        self._add_currencies(columns)

    def _add_currencies(self, columns: Sequence[Sequence[str]]) -> None:
        """Count what the rows state of their currencies."""
        prices = self._column(columns, "price")
        codes = self._column(columns, "currency") or [""] * len(prices)
        distinct = set(prices)
        if not sign_beside_number("".join(distinct)):  # few lists have a sign beside a price
            for code, count in Counter(codes if prices else ()).items():
                self._currencies[code, ""] += count
            return
        signs = {price: sign_beside_number(price) for price in distinct}
        self._currencies.update(zip(codes, map(signs.__getitem__, prices), strict=False))

    def _add_signs(self, columns: Sequence[Sequence[str]]) -> None:
        for key, signs in self._signs.items():
            signs.update(map(sign_beside_number, set(self._column(columns, key))))
        for key, units in self._units.items():
            units.update(map(unit_beside_amount, set(self._column(columns, key))))

    def add_percentages(self, columns: Sequence[Sequence[str]]) -> None:
        """Add the same rows with all their texts, for columns whose header lets them be money."""
        self._percentages.add_columns(columns)
        prices = self._column(columns, "price")
        codes = self._column(columns, "currency") or [""] * len(prices)
        if not self._has_plain_price and "" in codes:
            self._has_plain_price = any(
                not code
                and price[-1:].isdecimal()
                and price[:1].isdecimal()
                and not sign_beside_number(price)
                for code, price in zip(codes, prices, strict=False)
            )

    def settled_header(self) -> HeaderRow:
        """Return the header row without a column whose values contradict its header."""
        return self._percentages.settled_header(
            {heading.column.key: self._decimal_mark(heading) for heading in self._headings}
        )

    def default_values(self, element: str, currency: str, expected: str) -> dict[str, str | int]:
        """Return the mineral, the currency and the tax of rows that name none, by column key.

        Args:
            element: The mineral if no header names one.
            currency: The currency that the user stated, or "".
            expected: The currency of the comparison, or "".
        """
        own = (heading for heading in self._headings if not is_of_ingredient(heading))
        symbols = {heading.parts.element for heading in own} - {""}
        mineral = next(iter(symbols)) if len(symbols) == 1 else element
        usual = currency or self._usual_currency(expected)
        return {"element": mineral, "currency": usual, **self._tax_to_add()}

    def _tax_to_add(self) -> dict[str, int]:
        """Return the rate that the header of the prices states, where they are without tax."""
        by_key = {heading.column.key: heading.parts for heading in self._headings}
        rate = by_key["price"].tax_rate if "price" in by_key else ""
        if not rate or "tax_percent" in by_key:
            return {}
        return {"tax_percent": read_amount(rate, PERCENT, DecimalMark.POINT)}

    def _column(self, columns: Sequence[Sequence[str]], key: str) -> Sequence[str]:
        index = self._indexes.get(key, len(columns))
        return columns[index] if index < len(columns) else ()

    def _prove(self, key: str) -> None:
        """Count the marks that the numbers prove. A sign such as $ can have a mark of its own."""
        if not self._numbers[key]:
            return
        texts_by_sign: dict[str, list[str]] = {}
        for text in self._numbers[key]:
            sign = sign_beside_number(text) if key == "price" else ""
            texts_by_sign.setdefault(sign, []).append(text)
        known, found = self._marks.get(key, NumberMarks()), marks_in_numbers(self._numbers[key])
        self._marks[key] = NumberMarks(*(one | two for one, two in zip(known, found, strict=True)))
        if key == "pack_units":
            self._marks_in_counts |= _marks_in_counts(self._numbers[key])
        for sign, texts in texts_by_sign.items():
            counts = self._proven[key].setdefault(sign, Counter())
            counts += proven_decimal_marks(texts, self._quantities.get(key))
        self._numbers[key].clear()

    def _proven_marks(self, key: str) -> Counter[DecimalMark]:
        return sum(self._proven.get(key, {}).values(), Counter())

    def _is_mixed(self, key: str) -> bool:
        """Return whether numbers of a column with the same sign prove different marks."""
        return any(len(counts) > 1 for counts in self._proven.get(key, {}).values())

    def conventions(self, currency: str, expected: str) -> Mapping[str, NumberConvention]:
        """Return how the numbers of each column are written, by the column's key.

        `currency` and `expected` are as for `default_values`.
        """
        meanings = tuple(sign_meanings(self._currencies, currency, expected).items())
        if len(tied := self._tied_currencies(expected)) > 1 and not currency:
            meanings = (*meanings, ("", tied))
        list_currency = currency or self._usual_currency(expected)
        usual_mark, date_order = self._usual_mark(), self._usual_date_order()
        return {
            heading.column.key: NumberConvention(
                self._decimal_mark(heading),
                heading.unit if heading.unit in MASS.unit_factors else "",
                heading.currency if heading.column.kind is ColumnKind.MONEY else "",
                usual_mark,
                _stated_order(heading) or date_order,
                meanings if heading.column.key in _KEYS_WITH_SIGNS else (),
                self._is_mixed(heading.column.key),
                list_currency,
                self._hundredths_of(heading.column.key, list_currency),
                min(self._units.get(heading.column.key, set()) - _USUAL_UNITS, default=""),
                self._doubtful_marks(heading),
            )
            for heading in self._headings
        }

    def _doubtful_marks(self, heading: Heading) -> frozenset[str]:
        """Return the marks of a column that may part thousands, because others of it do.

        So may one in the packs 1.000 and 2.500 tablets. A mark that stands before decimals in
        another of its numbers is not doubtful.
        """
        marks = self._marks.get(heading.column.key, NumberMarks())
        parting = self._marks_in_counts if heading.column.key == "pack_units" else frozenset()
        return frozenset(
            mark
            for mark in marks.thousands - marks.decimal
            if mark in parting or marks.thousands - {mark}
        )

    def _hundredths_of(self, key: str, usual: str) -> str:
        """Return the currency of which some cells of a column state hundredths, or ""."""
        signs = (
            (sign for _, sign in self._currencies) if key == "price" else self._signs.get(key, ())
        )
        return next(filter(None, (currency_of_hundredths(sign, usual) for sign in signs)), "")

    def _decimal_mark(self, heading: Heading) -> DecimalMark:
        key = heading.column.key
        if key not in self._numbers:
            return self._chosen_mark(heading)
        self._prove(key)
        proven = self._proven_marks(key)
        return _usual_mark_of(proven) if self._is_mixed(key) else _only_mark(proven)

    def _prove_orders(self) -> None:
        self._proven_orders |= proven_date_orders(self._dates)
        self._dates.clear()

    def _usual_date_order(self) -> DateOrder:
        """Return the order of day and month that the user stated, or that some date proves."""
        self._prove_orders()
        if self._date_order is DateOrder.AUTO and len(self._proven_orders) == 1:
            return next(iter(self._proven_orders))
        return self._date_order

    def _usual_mark(self) -> DecimalMark:
        """Return the decimal mark of all columns that prove one."""
        for key in self._numbers:
            self._prove(key)
        return _only_mark(set().union(*map(self._proven_marks, self._proven)))

    def _usual_currency(self, expected: str) -> str:
        """Return the expected currency if some row states it, else the one that most state."""
        most = self._tied_currencies(expected)
        return most[0] if len(most) == 1 else expected or "USD"

    def _tied_currencies(self, expected: str) -> tuple[str, ...]:
        """Return the currencies of which each can be that of rows without one."""
        counts = self._stated_currencies()
        if expected in counts:
            return (expected,)
        return tuple(code for code in counts if counts[code] == max(counts.values()))

    def states_currency(self) -> bool:
        """Return whether a header or a row states a currency."""
        return bool(self._stated_currencies())

    def currency_notes(self, options: ReadingOptions) -> tuple[Problem, ...]:
        """Return a note about prices that have their currency only from other rows, or by default.

        It is told where it is by default only if the options ask for that.
        """
        price = next((one for one in self._headings if one.column.key == "price"), None)
        counts = self._stated_currencies()
        is_stated = options.currency or any(heading.currency for heading in self._headings)
        is_noted = bool(counts) or options.tells_default_currency
        if price is None or is_stated or not (is_noted and self._has_plain_price):
            return ()
        if len(self._tied_currencies(options.expected_currency)) > 1:
            return ()  # each row without a currency is asked about
        currency = self._usual_currency(options.expected_currency)
        if currency == self._currency_of_unread == (options.expected_currency or "USD"):
            return ()
        kind = ProblemKind.CURRENCY_OF_OTHER_ROWS if counts else ProblemKind.CURRENCY_UNSTATED
        parameters = {"currency": currency, "header": price.text}
        return (Problem(kind, parameters, column=price.text, is_row_kept=True),)

    def _stated_currencies(self) -> Counter[str]:
        named = (heading.currency for heading in self._headings if heading.currency)
        header_currency = next(named, "") or self._currency_of_unread
        row_counts: Counter[str] = Counter()
        for (code, sign), count in self._currencies.items():
            currency = read_sign(code) or (
                read_sign(sign, header_currency) if sign else header_currency
            )
            if currency:
                row_counts[currency] += count
        return row_counts


def _marks_in_counts(packs: Iterable[str]) -> frozenset[str]:
    """Return the marks that more likely part thousands in the packs of a column."""
    return frozenset(
        mark
        for text in packs
        if (mark := mark_of_two_meanings(text)) and may_count_thousands(text, DecimalMark(mark))
    )


def _is_bare_amount(heading: Heading) -> bool:
    """Return whether a heading is that of the amounts of a mineral, and states no unit."""
    return heading.column.key in {"elemental_mg", "compound_mg"} and not heading.unit


def _stated_order(heading: Heading) -> DateOrder | None:
    """Return the order of day and month that the user chose for a column, if any."""
    is_stated = heading.column.kind is ColumnKind.DATE and heading.unit
    return DateOrder(heading.unit) if is_stated else None


def _only_mark(proven: Collection[DecimalMark]) -> DecimalMark:
    return next(iter(proven)) if len(proven) == 1 else DecimalMark.AUTO


def _usual_mark_of(proven: Counter[DecimalMark]) -> DecimalMark:
    """Return the mark that most numbers of a column prove, or AUTO if as many prove the other."""
    (mark, count), *others = proven.most_common() or [(DecimalMark.AUTO, 1)]
    return DecimalMark.AUTO if others and others[0][1] == count else mark
