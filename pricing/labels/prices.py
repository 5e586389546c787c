"""The price of one pack now, and its currency."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Span
from pricing.labels.money import StatedMoney, money_in
from pricing.labels.pack_prices import (
    leads_to_packs,
    multiplied_price,
    packs_before_price,
    packs_behind_price,
    packs_of_product,
)
from pricing.labels.pieces import COUNTED_KINDS
from pricing.labels.price_contexts import Context, contexts_of, since_number, since_price
from pricing.labels.price_prose import is_in_prose
from pricing.labels.rates import (
    DAILY,
    is_for_one_pack,
    is_per_unit,
    is_unit_price,
    names_one_pack,
    of_one_unit,
    part_of,
    unit_of,
)
from pricing.labels.subjects import Opening
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, phrase_end

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.label_text import LabelText, TextLine
    from pricing.labels.layout import LabelLine
    from pricing.labels.several_packs import SeveralPacks
    from pricing.labels.tokens import Token

_MAX_LABEL_TOKENS = 5
_OR = frozenset(("or", "oder", "ou", "o", "oppure", "bzw"))
_TIMES = frozenset(("x", "*"))


class PriceKind(Enum):
    """Says how a price is offered."""

    PAY = "to pay"
    PLAIN = "not labelled"
    OLD = "old"
    SUBSCRIPTION = "with a subscription"
    REDUCTION = "saved, or said of the price"
    OTHER = "other"
    PER_UNIT = "per unit"
    SEVERAL = "for several packs"
    TOTAL = "of all that a receipt lists"
    PAYMENT = "paid or given back, as a receipt says below its total"
    CONDITIONAL = "the lowest of several, for members, without tax, of each pack, or another shop's"


PAID_KINDS = (PriceKind.PAY, PriceKind.PLAIN)  # of one pack, by everybody


class Price(NamedTuple):
    """A price with its currency: a code, "$" for an unknown dollar, or ""."""

    value: Fraction | None
    currency: str
    kind: PriceKind
    span: Span
    is_only_old: bool = False
    is_recommended: bool = False  # by the maker: a shop may sell for less
    is_behind_percent: bool = False  # "Save 15% £8.49" is no saving of £8.49
    unit: str = ""
    decimals: int = 0  # digits behind its last mark
    is_noisy: bool = False  # a letter stands in its number: $2O
    part: tuple[Fraction, str] | None = None  # of the pack, in g, mL or DAILY
    is_whole_odd: bool = False  # it has no decimals, but others beside it do
    other_value: Fraction | None = None  # that its number may mean, or all packs cost
    packs: SeveralPacks | None = None  # that it is for together
    is_multiplied: bool = False  # it may be that of each pack: 2 x £9.00
    is_of_each: bool = False  # it is said to be that of one pack: Preis pro Flasche
    is_per_pack: bool = False  # of which several may be sold: 3,00 € / Packung
    is_unit_price: bool = False  # of a pack or of a piece: Einzelpreis, unit price
    is_with_coupon: bool = False  # or the value of the coupon
    is_retail: bool = False  # in shops: another one beside it is rather asked
    begins_range: bool = False  # "from" leads to it
    ends_range: bool = False  # "up to" leads to it

    @property
    def is_of_pieces(self) -> bool:
        """Whether it is for a number of tablets or other units."""
        return self.part is not None and self.part[1] in COUNTED_KINDS

    @property
    def is_daily(self) -> bool:
        """Whether it is for what is taken in a day."""
        return self.part is not None and self.part[1] == DAILY


def prices_of(text: LabelText, lines: Sequence[LabelLine]) -> list[Price]:
    """Return the prices of a text, each with what it is."""
    found: list[Price] = []
    label_above: TextLine | None = None
    opening = Opening(lines)
    for line in lines:
        amounts = [] if line.is_blank or line.is_of_others else money_in(text, line.line)
        if amounts:
            found += [
                _price(text, money, context)
                for money, context in contexts_of(line.line, amounts, label_above, opening)
            ]
        if not line.is_blank:
            is_label = len(line.tokens) <= _MAX_LABEL_TOKENS and not amounts
            label_above = line.line if is_label else None
    found = _without_ranges(_totals_of_multiples(found))
    if any(price.decimals == 2 for price in found if price.kind is not PriceKind.PER_UNIT):
        return [price if price.decimals else price._replace(is_whole_odd=True) for price in found]
    return found


def of_whole_pack(prices: list[Price], packs: Sequence[StatedPack]) -> list[Price]:
    """Return prices with one for as much as the pack holds as its price: 9,99 €/250 ml.

    One for 100 tablets may be that of a pack whose size no other words state.
    """
    if any(price.kind in PAID_KINDS for price in prices):
        return prices
    held = {(pack.units, pack.measure) for pack in packs}
    of_packs = PriceKind.PLAIN if held else PriceKind.CONDITIONAL
    return [
        price._replace(kind=of_packs)
        if price.kind is PriceKind.PER_UNIT
        and (price.part in held or (not held and price.is_of_pieces))
        else price
        for price in prices
    ]


def of_single_pack(prices: list[Price]) -> list[Price]:
    """Return prices with one for each pack as that of the only pack: 3,00 € / Packung."""
    return [
        price._replace(kind=PriceKind.PLAIN) if price.is_per_pack else price for price in prices
    ]


def _totals_of_multiples(prices: list[Price]) -> list[Price]:
    """Return prices with that of all packs as one for several: 2 x £9.00 = £18.00."""
    totals = {price.other_value: price.packs for price in prices if price.is_multiplied}
    if not totals:
        return prices
    return [
        price._replace(kind=PriceKind.SEVERAL, packs=totals[price.value])
        if price.kind in PAID_KINDS and price.value is not None and price.value in totals
        else price
        for price in prices
    ]


def _without_ranges(prices: list[Price]) -> list[Price]:
    """Return prices with the ends of a range as no price to pay: from £7.90 up to £11.50."""
    ends = {
        at
        for end, (one, other) in enumerate(pairwise(prices), start=1)
        if one.begins_range and other.ends_range and (one.value or 0) < (other.value or 0)
        for at in (end - 1, end)
    }
    if not ends:
        return prices
    return [
        price._replace(kind=PriceKind.CONDITIONAL) if at in ends else price
        for at, price in enumerate(prices)
    ]


# -- what a price is ---------------------------------------------------------------------------


def _price(text: LabelText, money: StatedMoney, context: Context) -> Price:
    kind, packs, other_value = _kind(money, context), None, money.other_value
    multiple = multiplied_price(context.before, context.behind) if kind in PAID_KINDS else None
    product = packs_of_product(context.before, money.value) if money.value else None
    if product is not None and kind in PAID_KINDS and money.value is not None:
        kind, packs, other_value = PriceKind.SEVERAL, product, money.value / product.packs
    elif kind in PAID_KINDS and (packs := multiple or _packs_of(context)):
        kind = PriceKind.SEVERAL
    elif kind is PriceKind.PLAIN and is_in_prose(context):
        kind = PriceKind.CONDITIONAL
    if multiple is not None and money.value is not None:
        other_value = money.value * multiple.packs
    line = context.line
    span = Span(line[money.first].start, line[money.after - 1].end)
    is_old, name = kind is PriceKind.OLD, "recommended price"
    is_recommended = is_old and (context.has(name, context.before) or context.is_named_behind(name))
    only_old = is_recommended or (is_old and context.has("only price", context.before))
    unit = unit_of(context) if kind is PriceKind.PER_UNIT else ""
    part = part_of(text, money, context) if kind is PriceKind.PER_UNIT else None
    inside = line[money.first : money.after]
    number = next(token.text for token in inside if token.is_number)
    decimals = number.replace(",", ".").rpartition(".")
    places = len(decimals[2]) if decimals[1] else 0
    if any(token.text == "-" for token in inside):
        places = 2  # 15,- has no cents, and lacks none
    return Price(
        None if context.has_half_mark else money.value,
        money.currency,
        kind,
        span,
        only_old,
        is_recommended,
        any(token.text == "%" for token in context.before),
        unit,
        decimals=places,
        part=part,
        is_noisy=money.is_noisy,
        other_value=other_value,
        packs=packs,
        is_multiplied=multiple is not None,
        is_of_each=context.has("pay price", context.before) and names_one_pack(context.before),
        is_per_pack=kind is PriceKind.CONDITIONAL and _is_rate_of_pack(money, context),
        is_unit_price=not unit and is_unit_price(context, part),
        is_with_coupon=kind is PriceKind.REDUCTION and _is_with_coupon(context),
        is_retail=context.last_is(context.before, "retail price"),
        begins_range=context.is_led_by("lowest price"),
        ends_range=context.is_led_by("range end"),
    )


def _packs_of(context: Context) -> SeveralPacks | None:
    """Return the packs that a price is for together: 3 bottles for $30, 24,90 € les 2 boîtes."""
    behind = packs_behind_price(context.behind, is_last=context.is_last)
    is_first = not context.before or context.line[0].start >= context.before[0].start
    if behind:
        return behind
    before = context.before
    if not is_first and leads_to_packs(before):
        # Up to a mark, the words lead from the price before: per bottle, 3 bottles for
        breaks = (at for at, one in enumerate(before) if one.text in _OR or one.text in {",", ";"})
        before = before[next(breaks, len(before)) + 1 :]
    return packs_before_price(before[-7:])


def _kind(money: StatedMoney, context: Context) -> PriceKind:
    is_each = is_for_one_pack(context.behind)
    another = _kind_of_another(money, context, is_each=is_each)
    if another is not None:
        return another
    tail = context.before[-7:]
    is_each = is_each or context.has("price each", tail) or of_one_unit(context.behind) != ""
    is_of_some = _is_for_members(context, tail) or _is_without_tax(context)
    if is_each or is_of_some or _is_lowest(context, tail):
        return PriceKind.CONDITIONAL
    if not context.is_struck and context.has("subscription", tail):
        return PriceKind.SUBSCRIPTION
    if context.is_struck or (
        context.last_is(tail, "old price") and not context.last_is(tail, "pay price")
    ):
        return PriceKind.OLD
    is_other = (
        (context.has("shipping", tail) and not context.has("other price", tail))
        or context.last_is(since_number(tail), "threshold")
        or context.has("sample", tail)
        or _is_fee(context, tail)
        or context.is_named_behind("minimum behind")
    )
    is_saved = context.has("other price", tail) or _is_saving(context.behind)
    is_saved = is_saved or _is_discount(context, tail) or context.is_followed_by("with coupon")
    if is_other or is_saved:
        return PriceKind.OTHER if is_other else PriceKind.REDUCTION
    near = context.before[-9:]  # P.V.P.R.: is nine marks and letters
    is_old = context.has("old price", since_price(tail)) or context.has("recommended price", near)
    return PriceKind.OLD if is_old else _kind_behind(money, context, tail)


def _is_rate_of_pack(money: StatedMoney, context: Context) -> bool:
    """Return whether a price would be paid by everybody, but for "per pack" at its end."""
    behind = context.behind
    is_end = behind[2:3] == [] or behind[2].kind is MARK
    if not (is_end and is_for_one_pack(behind)):
        return False
    return _kind(money, context._replace(behind=behind[2:])) in PAID_KINDS


def _kind_of_another(money: StatedMoney, context: Context, *, is_each: bool) -> PriceKind | None:
    """Return the kind of a price that is for a unit, of another shop, a part, or another day."""
    if not is_each and is_per_unit(money, context):
        return PriceKind.PER_UNIT
    if context.is_row_of("payment"):
        return PriceKind.PAYMENT
    is_of_buyer = context.is_of_buyer or context.is_followed_by("buyer behind")
    is_of_another = is_of_buyer or context.is_led_by("trade price")
    if is_of_another or _is_elsewhere(context) or _is_instalment(context):
        return PriceKind.CONDITIONAL
    if context.is_free_from:
        return PriceKind.OTHER
    if context.is_row_of("worth"):
        return PriceKind.REDUCTION
    return PriceKind.REDUCTION if context.has("lowest of days", context.before[-9:]) else None


def _kind_behind(money: StatedMoney, context: Context, tail: Sequence[Token]) -> PriceKind:
    """Return the kind of a price that no word before it makes another's."""
    if context.is_named_behind("subscription"):
        return PriceKind.SUBSCRIPTION
    if context.is_named_behind("recommended price"):
        return PriceKind.OLD
    if context.has("comparison", tail) or context.is_named_behind("shipping"):
        return PriceKind.OTHER
    if context.is_led_by("sum to pay") and not context.is_led_by("sum of a cart"):
        return PriceKind.TOTAL
    if _is_inexact(money, context) or context.is_followed_by("price condition"):
        return PriceKind.CONDITIONAL
    return _kind_to_pay(context, tail)


def _is_with_coupon(context: Context) -> bool:
    return context.has("coupon", context.before[-7:]) or context.is_followed_by("with coupon")


def _is_inexact(money: StatedMoney, context: Context) -> bool:
    """Return whether a price is a bound, an average or a sum: up to £12.50, ca. 9 €, $8.99+."""
    if context.is_led_by("inexact price") or context.is_led_by("sum of a cart"):
        return True
    end = context.line[money.after - 1].end
    is_plus = [token.text for token in context.behind] == ["+"]
    return is_plus and context.is_last and context.behind[0].start == end


def _is_saving(behind: Sequence[Token]) -> bool:
    """Return whether the words right behind an amount make it a saving: 5,00 € Rabatt."""
    end = phrase_end("saving behind", behind, 0) if behind else 0
    return end > 0 and not (end < len(behind) and behind[end].is_number)


def _is_discount(context: Context, tail: Sequence[Token]) -> bool:
    """Return whether the words right before an amount make it a discount: Sconto 5 €.

    A discount in percent has its price behind it: Sconto 20 %: 15,90 €.
    """
    if "discount label" not in context.classes or any(one.text == "%" for one in context.before):
        return False
    words = [token for token in tail if token.kind is WORD]
    ends = (phrase_end("discount label", words, at) for at in range(len(words)))
    return len(words) in ends and bool(words)


def _is_fee(context: Context, tail: Sequence[Token]) -> bool:
    """Return whether the word right before a price is one for a fee, which it may include."""
    words = [token.text for token in tail if token.kind is WORD]
    return "fee" in context.classes and words[-1:] != [] and words[-1] in class_words("fee")


def _is_elsewhere(context: Context) -> bool:
    """Return whether the words right before or behind a price say that it is another shop's."""
    if "elsewhere" not in context.classes:
        return False
    behind = [token for token in context.behind if token.text != "("]
    is_behind = bool(behind) and phrase_end("elsewhere", behind, 0) > 0
    return is_behind or context.last_is(context.before, "elsewhere")


def _is_instalment(context: Context) -> bool:
    """Return whether a price is a part of what is paid: 3 instalments of £4.00, 3 x £4.00 with."""
    if context.has("instalment", context.before[-6:]):
        return True
    is_named = context.has("instalment behind", context.behind[:3])
    is_other_way = any(token.text in _OR for token in context.before[:1])  # 9,90 € ou 3 x 3,30 €
    is_parts = is_named or (is_other_way and any(one.text in _TIMES for one in context.before))
    return is_parts and multiplied_price(context.before, context.behind) is not None


def _is_lowest(context: Context, tail: Sequence[Token]) -> bool:
    """Return whether a price is the lowest of several: "Price from $14.50"."""
    if "lowest price" not in context.classes:
        return False
    words = [token for token in tail if token.kind is not MARK]
    first = phrase_end("pay price", words, 0) if words else 0
    return first < len(words) and phrase_end("lowest price", words, first) == len(words)


def _is_for_members(context: Context, tail: Sequence[Token]) -> bool:
    is_named = context.has("member price", tail) or context.is_named_behind("member price")
    return is_named and not context.has("everybody", tail)  # non-member $15.99


def _is_without_tax(context: Context) -> bool:
    """Return whether a tax comes to a price: 8,53 € HT, £9.99 ex VAT, 9,95 € + IVA, 7,00 € netto.

    Net may be said of the pack behind the price too: 7,00 € netto 250 g.
    """
    if context.ends_with("net"):
        return True
    if context.classes.isdisjoint(("net price", "tax")):
        return False
    behind = context.behind
    first = 1 if behind and behind[0].text in {"(", "+"} else 0
    name = "tax" if first and behind[0].text == "+" else "net price"
    end = phrase_end(name, behind, first) if first < len(behind) else first
    is_named = end > first and (context.is_last or end < len(behind))
    return is_named or context.last_is(context.before, "net price")


def _kind_to_pay(context: Context, tail: Sequence[Token]) -> PriceKind:
    return PriceKind.PAY if context.has("pay price", tail) else PriceKind.PLAIN
