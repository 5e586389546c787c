"""The two prices of a shop's export: the regular one, and the one of a sale where there is one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pricing.model.columns import ColumnKind
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.amounts import MONEY, PERCENT, DecimalMark
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.header_grammar import spellings_of
from pricing.reading.header_parts import MONEY_UNIT
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.placeholders import is_placeholder
from pricing.reading.price_texts import read_price
from pricing.reading.sale_periods import holds_today, sale_periods

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.model.columns import NumberConvention
    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.row_builder import RowBatchBuilder

_ZERO = re.compile(r"[^\d]*0[0.,]*[^\d]*")
_REGULAR = frozenset(("regular_price",))
_OF_SALE = frozenset(("sale_price",))
_WHOLE = 100 * PERCENT.base_per_unit
# What leaves a price open whatever other cells say.
_UNCLEAR_OFFERS = frozenset((
    ProblemKind.PRICE_WITH_WORDS, ProblemKind.SEVERAL_PRICES, ProblemKind.PRICE_NOT_EXACT,
    ProblemKind.PRICE_HAS_BASE, ProblemKind.PRICE_STATES_TAX, ProblemKind.NOT_A_NUMBER,
    ProblemKind.UNKNOWN_CURRENCY,
))  # fmt: skip
_CENT = MONEY.base_per_unit // 100


def with_reduced_prices(header: HeaderRow) -> HeaderRow:
    """Return the header row with one price of a regular one and one of a sale.

    A third price, or a choice of the user, leaves both as they are.
    """
    has_sale = any(_says_only(one, _OF_SALE) for one in header.headings)
    periods = sale_periods(header) if has_sale else {}
    headings = [one for one in header.headings if one.index not in periods]
    prices = [one for one in headings if one.column.key == "price"]
    if any(one.is_chosen for one in prices):
        return header
    regular = [one for one in prices if _says_only(one, _REGULAR)]
    regular = regular or [one for one in prices if not one.unknown_words]
    of_sale = [one for one in prices if _says_only(one, _OF_SALE)]
    if len(regular) != 1 or len(of_sale) > 1 or len(regular) + len(of_sale) != len(prices):
        return header
    (own,), sale = regular, next(iter(of_sale), None)
    if sale is not None and sale.parts != own.parts:
        return header
    clear = replace(own, unknown_words=())
    kept = (clear if one is own else one for one in headings if one is not sale)
    header = replace(header, headings=tuple(kept))
    if sale is None:
        return header
    parameters = {"header": sale.text, "price": own.text}
    note = Problem(ProblemKind.SALE_PRICE_COUNTS, parameters, column=sale.text, is_row_kept=True)
    return replace(
        header,
        own_indexes=header.own_indexes | {sale.index, *periods},
        sale_places=((own.index, sale.index),),
        sale_periods=tuple(periods.items()),
        problems=(*header.problems, note),
    )


def with_days_of_discount(header: HeaderRow) -> HeaderRow:
    """Return the header row with the columns that say when its discount holds, if it has some."""
    periods = sale_periods(header) if header.find_heading("discount_percent") else {}
    if header.sale_places or not periods:
        return header
    headings = tuple(one for one in header.headings if one.index not in periods)
    discounts = [one.index for one in headings if one.column.key == "discount_percent"]
    if len(discounts) != 1:
        return header
    return replace(
        header,
        headings=headings,
        own_indexes=header.own_indexes | periods.keys(),
        sale_places=((discounts[0], discounts[0]),),
        sale_periods=tuple(periods.items()),
    )


def _says_only(heading: Heading, roles: frozenset[str]) -> bool:
    """Return whether all words of a header that are not understood have one of the roles."""
    words = [split_words(text) for text in heading.unknown_words]
    return bool(words) and all(find_meaning(each, "money", roles) is not None for each in words)


def names_sale(title: str) -> bool:
    """Return whether a title is that of the prices of a sale.

    >>> names_sale("Sale price"), names_sale("Angebotspreis"), names_sale("Selling price")
    (True, True, False)
    """
    return any(
        find_meaning([word], "money", _OF_SALE) is not None
        for spelling in spellings_of(title)
        for word in split_words(spelling)
    )


class SalePrices:
    """Chooses the price of each row: that of a sale where there is one and it holds today.

    A discount that does not hold today, or that such a price has taken off, counts as none. The
    conventions say how the prices are written.
    """

    def __init__(self, header: HeaderRow, conventions: Mapping[str, NumberConvention]) -> None:
        of_prices = conventions.get("price")  # a list may have none
        self._mark = of_prices.decimal_mark if of_prices else DecimalMark.AUTO
        self._places = header.sale_places
        self._periods = header.sale_periods
        price = header.find_heading("price")
        self._price = price.text if price else ""
        self._texts = header.texts
        self._notes = {place: ColumnNotes(header.texts[place]) for place, _ in self._periods}
        self._open: dict[int, tuple[int, str]] = {}
        self._of_sale: dict[int, tuple[str, str]] = {}  # usual price and that of the sale
        self._unclear: dict[int, tuple[str, BadInput]] = {}  # what is wrong with that of the sale
        self._dearer = ColumnNotes(header.texts[self._places[0][1]] if self._places else "")
        discount = header.find_heading("discount_percent")
        self._discount = discount.text if discount else ""
        self._is_discount_money = discount is not None and discount.unit == MONEY_UNIT
        self._discount_notes = ColumnNotes(self._discount)

    def paid(
        self, cells: Callable[[int], Sequence[CellOrText]], numbers: Sequence[int]
    ) -> Callable[[int], Sequence[CellOrText]]:
        """Return the columns with the price of a sale where it counts, for rows of the numbers."""
        self._open.clear()
        self._of_sale.clear()
        self._unclear.clear()
        paid = {
            regular: [
                self._counted(position, usual, price, row, is_discount=regular == sale)
                for position, (usual, price, *row) in enumerate(
                    zip(
                        cells(regular),
                        cells(sale),
                        numbers,
                        *(cells(place) for place, _ in self._periods),
                        strict=True,
                    )
                )
            ]
            for regular, sale in self._places
        }
        return lambda index: paid[index] if index in paid else cells(index)

    def _counted(
        self,
        position: int,
        usual: CellOrText,
        price: CellOrText,
        row: Sequence[Any],
        *,
        is_discount: bool,
    ) -> CellOrText:
        """Return the cell of a row that counts: that of the sale, or else the usual one."""
        if _is_filled(price) and self._holds(position, row):
            if is_discount:
                return price
            error = self._doubt_of(price) if _is_filled(usual) else None
            if error is None:
                self._of_sale[position] = (_text(usual), _text(price))
                return price
            self._open.pop(position, None)
            self._unclear[position] = (_text(price), error)
        return "" if is_discount else usual

    def _doubt_of(self, price: CellOrText) -> BadInput | None:
        """Return why the price of a sale is not clear. What other cells can tell is left to them.

        An offer that cannot be read costs no product that has a price.
        """
        if not isinstance(price, str) and (price.is_number or price.is_error or price.is_date):
            return None
        try:
            read_price(_text(price), self._mark)
        except BadInput as error:
            return error if error.kind in _UNCLEAR_OFFERS else None
        return None

    def _holds(self, position: int, row: Sequence[Any]) -> bool:
        """Return whether the sale of a row may hold today. If that is not clear, keep its place."""
        number, *cells = row
        texts = [_text(cell) for cell in cells]
        for (place, part), text in zip(self._periods, texts, strict=True):
            if holds_today(text, part) is False:
                parameters = {"header": self._texts[place], "price": self._price}
                self._notes[place].add(ProblemKind.SALE_NOT_ON, number, text, **parameters)
                return False
        for (place, part), text in zip(self._periods, texts, strict=True):
            if holds_today(text, part) is None:
                self._open[position] = (place, text)
        return True

    def ask(self, batch: RowBatchBuilder) -> None:
        """Ask about the rows whose sale may be over, or may have its discount taken off."""
        self._settle_discounts(batch)
        self._name_doubtful(batch)
        for position, (place, text) in self._open.items():
            if batch.value("price", position) is not None:
                sale = self._texts[self._places[0][1]]
                header = self._texts[place]
                kind = ProblemKind.SALE_MAY_BE_OVER
                error = BadInput(kind, text=text.strip(), header=header, sale=sale)
                batch.add_question(position, error, "price", batch.text("price", position))

    def _name_doubtful(self, batch: RowBatchBuilder) -> None:
        """Name the offers that do not count, and those that count and are dearer."""
        for position, (text, error) in self._unclear.items():
            title = self._texts[self._places[0][1]]
            batch.add_problem(position, error, title, text, is_row_kept=True)
        for position, (usual, paid) in self._of_sale.items():
            currency = str(batch.value("currency", position) or "")
            if self._is_dearer(usual, paid, currency):
                names = {"header": self._texts[self._places[0][1]], "price": self._price}
                row, kind = batch.numbers[position], ProblemKind.SALE_PRICE_HIGHER
                self._dearer.add(kind, row, paid, usual=usual, **names)

    def _is_dearer(self, usual: str, paid: str, currency: str) -> bool:
        try:
            before = read_price(usual, self._mark, currency)
            after = read_price(paid, self._mark, currency)
        except BadInput:
            return False
        return after.amount > before.amount and after.currency == before.currency

    def _settle_discounts(self, batch: RowBatchBuilder) -> None:
        """Take no discount off the price of a sale that has it taken off, and ask about others."""
        for position, (usual, paid) in self._of_sale.items() if self._discount else ():
            discount = batch.value("discount_percent", position)
            if not isinstance(discount, int) or not discount:
                continue
            sale = self._texts[self._places[0][1]]
            stated = PERCENT.text(discount) + " %"
            if self._is_discount_money:
                stated = MONEY.text(discount)
            currency = str(batch.value("currency", position) or "")
            if self._leads_to(usual, paid, discount, currency):
                batch.set_value("discount_percent", position, None)
                row, kind = batch.numbers[position], ProblemKind.DISCOUNT_NOT_TAKEN_OFF
                names = {"header": self._discount, "price": sale}
                self._discount_notes.add(kind, row, stated, **names)
            elif batch.value("price", position) is not None:
                error = BadInput(
                    ProblemKind.DISCOUNT_BESIDE_SALE,
                    value=stated,
                    header=self._discount,
                    price=paid,
                    sale=sale,
                    mappings=("ignore",),
                )
                batch.add_question(position, error, "price", paid)

    def _leads_to(self, usual: str, paid: str, discount: int, currency: str) -> bool:
        """Return whether a usual price less a discount is a price, as shops round it.

        A discount in whole percent may itself be rounded.
        """
        try:
            before = read_price(usual, self._mark, currency).amount
            after = read_price(paid, self._mark, currency).amount
        except BadInput:
            return False
        if self._is_discount_money:
            return before - discount == after
        percent = PERCENT.base_per_unit
        rounding = before * percent if discount % percent == 0 else 0
        difference = abs(before * (_WHOLE - discount) - after * _WHOLE)
        return 2 * difference <= max(rounding, 2 * _CENT * _WHOLE)

    def problems(self) -> tuple[Problem, ...]:
        """Return what has to be said once for each column of days, and for the discount."""
        days = (problem for notes in self._notes.values() for problem in notes.problems())
        return (*days, *self._discount_notes.problems(), *self._dearer.problems())


def _is_filled(cell: CellOrText) -> bool:
    """Return whether a cell holds a price. Shops write 0.00 where there is no sale."""
    text = _text(cell)
    return bool(text) and not _ZERO.fullmatch(text) and not is_placeholder(text, ColumnKind.MONEY)


def _text(cell: CellOrText) -> str:
    return (cell if isinstance(cell, str) else cell.text).strip()
