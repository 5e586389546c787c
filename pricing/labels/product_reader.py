"""Read the fields of one product from its lines, and what settles or contradicts each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.labels.codes import read_code
from pricing.labels.deals import Deal, deals_in, of_deals, sizes_of_deals
from pricing.labels.ingredients import MineralReader
from pricing.labels.label_reading import EMPTY, LabelField, LabelReading, SizeOffer, Span, Sureness
from pricing.labels.label_signs import has_label_signs
from pricing.labels.mixed_lines import are_of_two
from pricing.labels.names import read_brand, read_product
from pricing.labels.pack_checks import contradicting_statements
from pricing.labels.packs import ReadPack, ask_packs, ask_which, read_pack
from pricing.labels.panels import title_start
from pricing.labels.pieces import COUNTED_KINDS, MEASURED, Piece, measure_of
from pricing.labels.price_checks import (
    before_discount,
    contradicting_offers,
    contradicting_parts,
    prices_of_one,
    units_by_price,
)
from pricing.labels.price_to_pay import ReadPrice, currency_named, read_price
from pricing.labels.prices import PAID_KINDS, Price, PriceKind, of_single_pack, of_whole_pack
from pricing.labels.receipts import without_sums
from pricing.labels.servings import Servings, read_servings
from pricing.labels.several_packs import SeveralPacks, several_packs
from pricing.labels.sizes import (
    MOST_OF_LOT,
    are_of_several_kinds,
    lot_prices,
    of_lots,
    sizes_of,
    sizes_of_multiple,
)
from pricing.labels.unit_prices import of_ordered_packs
from pricing.labels.vocabulary import GENERIC, has_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.label_text import LabelText
    from pricing.labels.laid_out import LaidOut
    from pricing.labels.layout import LabelLine

_ALIKE = frozenset(("capsule", "softgel"))


@dataclass(slots=True)
class ProductReader:
    """Reads the fields of one product from its lines."""

    part: LaidOut
    text: LabelText = field(init=False)
    lines: list[LabelLine] = field(init=False)
    servings: Servings = field(init=False)
    packs: list[StatedPack] = field(init=False)
    minerals: MineralReader = field(init=False)

    def __post_init__(self) -> None:
        self.text, self.lines = self.part.text, self.part.lines
        self.servings = read_servings(self.text, self.lines)
        self.packs = self.part.packs
        self.minerals = MineralReader(
            self.text, self.lines, self.servings, self._is_european(), self.packs
        )

    def title_starts(self) -> list[int]:
        """Return where the titles of the second and further products begin, if all have one."""
        starts = [
            title_start(self.lines, self.packs, panels[0], before)
            for before, panels in pairwise(self.minerals.products)
        ]
        known = [start for start in starts if start is not None]
        return known if len(known) == len(starts) else []

    def has_label_signs(self) -> bool:
        """Return whether the lines say more of a product than its name does."""
        return has_label_signs(self.lines, self.servings, self.packs, self.part.prices)

    def read(self) -> LabelReading:
        """Return the fields, before questions are made of them."""
        servings, minerals, packs = self.servings, self.minerals, self.packs
        serving, serving_field = self._serving(servings, minerals)
        of_deal: tuple[SizeOffer, ...] = ()
        deals = list(deals_in(self.lines))
        prices = self._prices(packs, deals)
        price = self._price_to_pay(prices)
        by_price = units_by_price(prices, price.price)
        packs = _without_those_of_prices(packs, prices)
        pack = read_pack(packs, servings, serving, by_price, _strengths(minerals))
        if minerals.is_of_several:
            pack = ask_which(pack, packs, servings)
        if by_price is None:
            price, pack = self._of_packs(self._for_each(price, pack, prices), pack, prices)
        if pack.contradicts_price:
            price = price._replace(price=_asked_too(price.price, ()))
        if all(one.kind is not PriceKind.SEVERAL for one in prices):
            of_deal = sizes_of_deals(deals, pack.pack_units, price.price)
            price, pack = self._with_deals(price, pack, deals, of_deal)
        price, units = self._checked_by_price(price, prices, servings, serving, pack.pack_units)
        against = contradicting_statements(self.text, self.lines, units, pack.unit_kind, servings)
        pack = pack._replace(pack_units=_asked_too(units, against) if against else units)
        if pack.contradicts_serving and serving is not None:
            serving_field = _asked_too(serving_field, ())
        kind, serving_field, pack_units = self._in_servings(
            servings, serving, pack.unit_kind, serving_field, pack.pack_units
        )
        kind = self._named_kind(kind)
        product = self._product()
        is_mixed = are_of_two(self.text.source, product, pack_units, price.price, prices)
        sizes = sizes_of(packs, prices) or sizes_of_multiple(pack_units, prices) or of_deal
        fields = {
            "product": product,
            "brand": read_brand(self.text, self.lines, product),
            "unit_kind": _asked_too(kind, ()) if is_mixed else kind,
            "serving_units": serving_field,
            "pack_units": _asked_too(pack_units, ())
            if is_mixed
            else _one_of_kinds(pack_units, packs, sizes),
            "price": price.price,
            "currency": price.currency,
            "gtin": read_code(self.text, self.lines),
        }
        return LabelReading(
            self._with_compared(fields), minerals.read(), sizes=sizes, named_currency=price.named
        )

    def _price_to_pay(self, prices: Sequence[Price]) -> ReadPrice:
        """Return the price to pay, or the currency that a text without one names."""
        is_us, is_canadian = self._has("us evidence"), self._has("canada evidence")
        read = read_price(prices, is_us=is_us, is_canadian=is_canadian)
        if read.price.spans:
            return read
        named = currency_named(self.text, self.lines, prices, is_us=is_us, is_canadian=is_canadian)
        return read._replace(named=named)

    def _prices(self, packs: Sequence[StatedPack], deals: Sequence[Deal]) -> list[Price]:
        """Return the prices, by the packs that they are for."""
        listed = self.part.prices
        if any(price.is_unit_price for price in listed):
            listed = of_ordered_packs(listed, packs, several_packs(self.text, self.lines))
        listed = without_sums(self.lines, listed)
        listed = before_discount(self.text, self.lines, listed)
        stated = of_deals(self.text.source, listed, deals)
        prices = self._of_each_pack(stated)
        prices = of_whole_pack(_of_counted_packs(prices, packs), packs)
        is_paid = any(one.kind in PAID_KINDS or one.kind is PriceKind.SEVERAL for one in prices)
        if is_paid or not any(one.is_per_pack for one in prices):
            return prices
        is_single = all(pack.packs == 1 for pack in packs)
        is_single = is_single and not several_packs(self.text, self.lines)
        return of_single_pack(prices) if is_single else prices

    def _of_each_pack(self, prices: list[Price]) -> list[Price]:
        """Return prices with that of each unit as that of each pack, if all packs cost so much.

        Lote de 3, 24,00 €, 8,00 € por unidad
        """
        of_units = [price for price in prices if price.kind is PriceKind.PER_UNIT and price.unit]
        may_be_lot = of_units and 0 < len(of_lots(prices)) <= MOST_OF_LOT
        several = several_packs(self.text, self.lines) if may_be_lot else []
        for price in of_units:
            priced = [price._replace(kind=PriceKind.CONDITIONAL), *prices]
            if any(_is_each_of(price, priced, one.packs) for one in several):
                prices = [priced[0] if one is price else one for one in prices]
        return prices

    def _with_several(self, pack: ReadPack, prices: Sequence[Price]) -> ReadPack:
        """Return the pack, asked if several may be sold together at the price that is read."""
        kinds = {price.kind for price in prices}
        is_of_all = PriceKind.SEVERAL in kinds and kinds.isdisjoint(PAID_KINDS)
        if PriceKind.SEVERAL in kinds and not is_of_all:
            return pack
        several = several_packs(self.text, self.lines)
        several += [price.packs for price in prices if price.packs]
        paid = [price for price in prices if price.kind in PAID_KINDS]
        has_lot = any(lot_prices(paid, one.packs) for one in several)
        may_be_of_each = bool(several) and several[0].is_ordered and not self._has("total price")
        is_only_price = len({price.value for price in paid}) == 1 and not paid[0].is_of_each
        is_only_price = is_only_price and not may_be_of_each
        return ask_packs(
            pack, self.packs, several, is_price_of_all=is_of_all or is_only_price or has_lot
        )

    def _of_packs(
        self, price: ReadPrice, pack: ReadPack, prices: Sequence[Price]
    ) -> tuple[ReadPrice, ReadPack]:
        """Return the price and the pack, both asked if ordered packs leave open which is whose."""
        asked = self._with_several(pack, prices)
        several = several_packs(self.text, self.lines) if asked.pack_units.choices else ()
        each = prices_of_one(price.price, asked.pack_units, prices, several) if several else ()
        return price._replace(price=_asked_too(price.price, (), each)) if each else price, asked

    def _for_each(self, price: ReadPrice, pack: ReadPack, prices: Sequence[Price]) -> ReadPrice:
        """Return the price, asked if it may be that of several packs of an unknown size.

        Menge: 2, and 33,80 €: the one of which the user adds the units may cost 16,90 €.
        """
        value = price.price.value
        is_known = pack.pack_units.value is not None or bool(self.packs)
        if is_known or not isinstance(value, Fraction) or any(one.is_of_each for one in prices):
            return price
        several = several_packs(self.text, self.lines)
        each = [value / one.packs for one in several]
        spans = tuple(one.span for one in several)
        return price._replace(price=_asked_too(price.price, spans, each)) if each else price

    def _with_deals(
        self,
        price: ReadPrice,
        pack: ReadPack,
        deals: Sequence[Deal],
        sizes: Sequence[SizeOffer],
    ) -> tuple[ReadPrice, ReadPack]:
        """Return the price and the pack, asked if the text has a deal on several packs.

        Only where one of them is paid for, the units of all are offered at the price.
        """
        if any(deal.paid > 1 for deal in deals):
            spans = tuple(deal.span for deal in deals)
            costs, units = (size.price for size in sizes), (size.units for size in sizes)
            price = price._replace(price=_asked_too(price.price, spans, costs))
            return price, pack._replace(pack_units=_asked_too(pack.pack_units, spans, units))
        several = [SeveralPacks(deal.packs, deal.span) for deal in deals]
        return price, ask_packs(pack, self.packs, several)

    def _product(self) -> LabelField:
        """Return the name of the product, asked if it may be that of another one as well."""
        own = self._name_of_column() or read_product(
            self.text, self.lines, self.minerals.in_columns
        )
        shared = self.part.shared
        if own.value is not None or own.spans or shared is None:
            return own
        return _asked_too(read_product(shared.text, shared.lines, {}), ())

    def _name_of_column(self) -> LabelField | None:
        name = self.text.column
        return name and LabelField(self.text.source[name.start : name.end], (name,))

    def _with_compared(self, fields: dict[str, LabelField]) -> dict[str, LabelField]:
        """Return the fields as questions, with all names, if a table compares several products."""
        names = self.minerals.compared
        if not names:
            return fields
        asked = {key: _asked_too(field, ()) for key, field in fields.items() if key != "currency"}
        choices = tuple(self.text.source[name.start : name.end] for name in names)
        return {**fields, **asked, "product": LabelField(None, names, Sureness.ASKED, choices)}

    def _checked_by_price(
        self,
        read: ReadPrice,
        prices: Sequence[Price],
        servings: Servings,
        serving: Piece | None,
        pack: LabelField,
    ) -> tuple[ReadPrice, LabelField]:
        """Return the price and the pack, asked if another price of the text contradicts them."""
        doses = servings.doses | ({serving.number} if serving else set())
        days = frozenset(
            pack.value / dose for dose in doses if dose and isinstance(pack.value, Fraction)
        )
        parts = contradicting_parts(self.lines, prices, read.price, days)
        spans = tuple(part.span for part in parts)
        is_measured = serving is not None and serving.is_measured
        if spans and (is_measured or any(part.is_daily for part in parts)):
            pack = _asked_too(pack, spans)
        spans += contradicting_offers(self.text, self.lines, prices, read.price)
        return read._replace(price=_asked_too(read.price, spans)) if spans else read, pack

    def _named_kind(self, read: LabelField) -> LabelField:
        """Return the kind that is read, or the one that is named without a number, or ask it."""
        if read.value is not None or read.sureness is not Sureness.STATED:
            return read
        kinds: dict[str, Span] = {}
        defined = {
            piece.measure: piece.span
            for basis in self.servings.definitions
            if (piece := basis.piece) and piece.measure in COUNTED_KINDS
        }
        if len(defined) > 1:
            return LabelField(None, tuple(defined.values()), Sureness.ASKED, tuple(defined))
        for line in self.lines:
            for token in () if line.is_list or line.is_comparison else line.tokens:
                measure = measure_of(token.text)
                if measure in COUNTED_KINDS:
                    kinds.setdefault(measure, token.span)
        if len(kinds) != 1:
            return EMPTY
        return LabelField(*next((kind, (span,)) for kind, span in kinds.items()))

    def _has(self, name: str) -> bool:
        if name not in self.text.classes:
            return False
        return any(name in line.line.classes and line.line.holds(name) for line in self.lines)

    def _is_european(self) -> bool:
        return self._has("eu percent") and not self._has("us percent")

    def _serving(
        self, servings: Servings, minerals: MineralReader
    ) -> tuple[Piece | None, LabelField]:
        """Return the units of the serving, and the field that shows or asks them."""
        main = minerals.serving_basis
        if main is None or main.piece is None or main.basis is None:
            return self._serving_without_amounts(servings, minerals)
        piece = main.piece
        size = LabelField(
            piece.number,
            (piece.span,),
            Sureness.STATED if piece.is_counted_out else Sureness.FOLLOWS,
        )
        is_of_intake = not main.basis.is_definition and servings.is_intake(piece)
        if minerals.is_of_several or is_of_intake:
            return piece, self._offered_doses() if is_of_intake else _asked_too(size, ())
        is_open = main.basis.is_sum or main.basis.is_impossible or servings.is_unreadable
        if is_open or piece.is_noisy or piece.is_broken:
            return piece, replace(size, value=None, sureness=Sureness.ASKED)
        others = {
            (definition.piece.number, definition.piece.measure)
            for definition in servings.definitions
            if definition.piece and definition.piece.measure == piece.measure
        }
        advised = {
            advice.units
            for advice in servings.advice
            if advice.piece.measure in {piece.measure, GENERIC}
        }
        contradicts = main.basis.is_daily and advised and piece.number not in advised
        if self._other_kinds(piece):
            return piece, _asked_too(size, tuple(self._other_kinds(piece)))
        unequal = minerals.unequal_servings(main)
        if unequal or contradicts or (main.basis.is_definition and len(others) > 1):
            others_of = unequal or [advice.piece for advice in servings.advice]
            spans = tuple(other.span for other in others_of)
            numbers = [other.number for other in unequal] or sorted(advised)
            counts = tuple(dict.fromkeys((piece.number, *numbers)))
            return piece, LabelField(None, (piece.span, *spans), Sureness.ASKED, counts)
        return piece, size

    def _other_kinds(self, serving: Piece) -> list[Span]:
        """Return the definitions of a serving in other units than it is: 2 tablets, 2 sachets."""
        if serving.measure not in COUNTED_KINDS:
            return []
        return [
            piece.span
            for basis in self.servings.definitions
            if (piece := basis.piece)
            and piece.measure in COUNTED_KINDS
            and not {piece.measure, serving.measure} <= _ALIKE
            and piece.measure != serving.measure
        ]

    def _serving_without_amounts(
        self, servings: Servings, minerals: MineralReader
    ) -> tuple[Piece | None, LabelField]:
        pieces = {
            (piece.number, piece.measure): piece
            for definition in servings.definitions
            if (piece := definition.piece)
        }
        if len(pieces) == 1:
            piece = next(iter(pieces.values()))
            size = LabelField(piece.number, (piece.span,))
            if not minerals.is_of_unknown_day:
                return piece, size
            of_day = LabelField(None, size.spans, Sureness.ASKED)
            return piece, self._offered_doses() if servings.advice else of_day
        if minerals.elements():
            return None, self._offered_serving()
        return None, EMPTY

    def _offered_serving(self) -> LabelField:
        """Return the question on a serving, with the one number of units that amounts are for.

        Units that are taken several times a day may be all that an amount is for.
        """
        if self.servings.is_repeated:
            return self._offered_doses()
        named = {
            (piece.number, piece.measure): piece.span
            for line in self.lines
            if not (line.is_list or line.is_comparison)
            for basis in line.heading_bases
            if not basis.is_reference and (piece := basis.piece) and piece.is_counted
        }
        if len(named) != 1:
            return LabelField(None, (), Sureness.ASKED)
        ((number, _), span) = next(iter(named.items()))
        return LabelField(None, (span,), Sureness.ASKED, (number,))

    def _offered_doses(self) -> LabelField:
        """Return the question on a serving, with the units of a day, or those of once first."""
        advice = self.servings.advice
        of_day = [each.units for each in advice]
        is_daily = any(
            line.amounts and has_phrase("daily serving noun", line.tokens)
            for line in self.lines
            if "daily serving noun" in line.line.classes
        )
        counts = of_day if is_daily else [*(each.piece.number for each in advice), *of_day]
        spans = tuple(each.piece.span for each in advice)
        return LabelField(None, spans, Sureness.ASKED, tuple(dict.fromkeys(counts)))

    def _in_servings(
        self,
        servings: Servings,
        serving: Piece | None,
        kind: LabelField,
        serving_field: LabelField,
        pack: LabelField,
    ) -> tuple[LabelField, LabelField, LabelField]:
        """Return the unit kind, serving and pack; in servings where a spoon has no grams."""
        if serving is None or serving.is_counted or serving.is_measured:
            return kind, serving_field, pack
        counts = {stated.count for stated in servings.in_pack if not stated.is_approximate}
        if len(counts) != 1:
            asked = LabelField(None, (serving.span,), Sureness.ASKED)
            held = [one for one in self.packs if one.measure in MEASURED]
            spans = (serving.span, *(one.span for one in held))
            kinds = tuple(dict.fromkeys(one.measure for one in held))
            units = tuple(dict.fromkeys(one.units for one in held))
            return (
                replace(asked, spans=spans, choices=kinds),
                asked,
                replace(asked, spans=spans, choices=units),
            )
        spans = (servings.in_pack[0].span,)
        return (
            LabelField("serving", (serving.span,), Sureness.FOLLOWS),
            LabelField(Fraction(1), (serving.span,), Sureness.FOLLOWS),
            LabelField(counts.pop(), spans),
        )


def _strengths(minerals: MineralReader) -> frozenset[Fraction]:
    """Return the amounts of minerals, in a serving and in one unit."""
    return frozenset(
        strength
        for candidate in minerals.candidates
        for strength in (candidate.value, candidate.per_unit)
        if strength
    )


def _of_counted_packs(prices: list[Price], packs: Sequence[StatedPack]) -> list[Price]:
    """Return prices by the packs that the only size counts: 2 boîtes de 60, and 17,80 € les 2.

    A price that is said to be that of one pack may be that of each of them.
    """
    counted = packs[0].packs if len({pack.units for pack in packs}) == 1 else Fraction(1)
    paid = [price for price in prices if price.kind in PAID_KINDS]
    each = lot[0] if (lot := lot_prices(paid, counted)) else None
    return [
        price._replace(kind=PriceKind.CONDITIONAL)
        if each and price.value == each and price in paid
        else _of_counted(price, counted)
        for price in prices
    ]


def _is_each_of(price: Price, prices: Sequence[Price], packs: Fraction) -> bool:
    """Return whether a price is that of each of some packs, of which another one is for all."""
    lot = lot_prices(prices, packs)
    return lot is not None and lot[0] == price.value


def _of_counted(price: Price, counted: Fraction) -> Price:
    if price.packs and price.packs.are_known and price.packs.packs == counted:
        return price._replace(kind=PriceKind.PLAIN, packs=None)
    if counted > 1 and price.is_of_each and price.kind in PAID_KINDS and price.value:
        return price._replace(
            kind=PriceKind.SEVERAL, value=price.value * counted, other_value=price.value
        )
    return price


def _without_those_of_prices(packs: list[StatedPack], prices: Sequence[Price]) -> list[StatedPack]:
    """Return the packs without the pieces that a price is for: 60 capsules, and 2 pz 19,80 €."""
    counted = [price.packs.span for price in prices if price.packs]
    held = [
        pack
        for pack in packs
        if not any(span.start <= pack.span.start and pack.span.end <= span.end for span in counted)
    ]
    return held or packs


def _one_of_kinds(
    pack: LabelField, packs: Sequence[StatedPack], sizes: Sequence[SizeOffer]
) -> LabelField:
    """Return a pack, asked if the sizes are of capsules and of tablets: they are two products."""
    if not are_of_several_kinds(packs, sizes):
        return pack
    return _asked_too(pack, (), [size.units for size in sizes])


def _asked_too(
    field: LabelField, spans: tuple[Span, ...], choices: Iterable[Fraction] = ()
) -> LabelField:
    """Return a field that other places contradict as a question, with what else it may be."""
    if field.value is None:
        return field
    return replace(
        field,
        value=None,
        spans=(*field.spans, *spans),
        sureness=Sureness.ASKED,
        choices=tuple(dict.fromkeys((field.value, *choices))),
    )
