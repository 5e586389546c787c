"""Prices for a part of a pack: per tablet, /kg, a day, je 100 g, la gélule."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.pack_prices import multiplied_price, packs_before_price, packs_behind_price
from pricing.labels.pieces import COUNTED_KINDS, measure_of
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import GENERIC, class_words, phrase_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.money import StatedMoney
    from pricing.labels.price_contexts import Context
    from pricing.labels.tokens import Token

_SINGLE = Fraction(1)
_NAMES_OF_UNITS = ("one unit", "day noun", "days", "serving noun", "one pack", "serving size")
_LONGEST_SHORT_UNIT = 4  # letters of a unit that may be unknown: 0,33 €/Kps.
_EACH = frozenset(("each", "cad", "cadauno", "cadauna", "chacun", "chacune", "apiece"))
_ARTICLES = frozenset(("les", "die", "cada", "ogni"))  # les 100 gélules
_ONE = frozenset(("le", "la", "l", "il", "lo", "el", "die", "der", "das", "the"))  # la gélule

DAILY = "day"
# The grams and millilitres in the measures that prices are for.
_PARTS = {
    "g": (Fraction(1), "g"), "gr": (Fraction(1), "g"), "kg": (Fraction(1000), "g"),
    "kilo": (Fraction(1000), "g"), "oz": (Fraction("28.349523125"), "g"),
    "lb": (Fraction("453.59237"), "g"), "ml": (Fraction(1), "mL"), "l": (Fraction(1000), "mL"),
    "liter": (Fraction(1000), "mL"), "litre": (Fraction(1000), "mL"),
}  # fmt: skip


def is_per_unit(money: StatedMoney, context: Context) -> bool:
    """Return whether a price is one for a unit, a mass or a day, and not for whole packs."""
    before, behind = context.before, context.behind
    inside = context.line[money.first : money.after]
    is_rate = any(token.text == "/" for token in inside) and inside[0].text != "s"
    if is_rate or context.is_led_by("price a day"):
        return True
    is_labelled = context.has("per unit price", before[-7:]) or context.has(
        "item price", before[-7:]
    )
    if is_labelled and (packs_before_price(before[-7:]) or names_one_pack(before)):
        return False  # Precio por 2 frascos, price per bottle
    is_of_unit = of_one_unit(behind) not in {"", "sachet"}
    if is_labelled or is_of_unit or _has_rate(context) or _is_equated(before):
        return True
    first = behind[0].text if behind else ""
    if first == "/":
        is_end = len(behind) > 1 and behind[1].text == "-"  # Rs. 145/-
        return not (is_end or _is_beside_next(context))
    if first in _EACH:
        return money.value is not None and money.value < 1
    is_led = len(behind) > 1 and first in class_words("after per")
    is_of_packs = is_led and (
        packs_behind_price(behind, is_last=True) is not None
        or multiplied_price(before, behind) is not None
    )
    return is_led and not is_of_packs and _is_rate(behind)


def is_unit_price(context: Context, part: tuple[Fraction, str] | None) -> bool:
    """Return whether a price is one that leaves open of what: Unit price, Einzelpreis.

    Units before its name are those of the pack: 60 capsules, unit price £9.00.
    """
    is_named = context.is_led_by("item price") or context.is_led_by("price each")
    is_part = part is not None and part[1] not in COUNTED_KINDS
    is_rate = any(map(_leads_to_rate, context.behind[:1]))
    return is_named and not (is_part or is_rate)


def is_for_one_pack(behind: Sequence[Token]) -> bool:
    """Return whether a price is for each pack or vessel, of which several may be sold: / Dose."""
    is_rate = len(behind) > 1 and _leads_to_rate(behind[0])
    return is_rate and behind[1].text in class_words("one pack")


def names_one_pack(before: Sequence[Token]) -> bool:
    """Return whether the words before a price say that it is for one pack: Preis pro Flasche."""
    if any(token.is_number for token in before):
        return False
    return any(is_for_one_pack(before[at : at + 2]) for at in range(len(before)))


def unit_of(context: Context) -> str:
    """Return the measure of the unit behind a price for one: "($0.08 / Count)"."""
    words = [token for token in context.behind[:4] if token.kind is WORD]
    if any(token.is_number for token in context.behind[:3]):  # for 100 of them
        return ""
    found = [measure for token in words if (measure := measure_of(token.text))]
    is_one = any(token.text in class_words("one unit") for token in words)
    return found[0] if found else GENERIC if is_one else ""


def part_of(text: LabelText, money: StatedMoney, context: Context) -> tuple[Fraction, str] | None:
    """Return the part of the pack that a price is for: /kg, per 100 g, a day."""
    inside = context.line[money.first : money.after]
    before = () if unit_of(context) else context.before[-6:]
    for tokens in (inside, context.behind[:5], before):
        for index, token in enumerate(tokens):
            number = tokens[index - 1] if index and tokens[index - 1].is_number else None
            count = text.number(number) if number else _SINGLE
            if token.text in _PARTS and count and (number is None or tokens is not inside):
                size, measure = _PARTS[token.text]
                return count * size, measure
            if token.text in class_words("day noun") and number is None:
                return Fraction(1), DAILY
            if number and count and tokens is not inside and _is_counted(token):
                return count, measure_of(token.text)
    return None


def of_one_unit(behind: Sequence[Token]) -> str:
    """Return the unit that a price is for by its article alone: 0,22 € la gélule, die Kapsel.

    A sachet may be a unit, or a pack of powder.
    """
    words = [token for token in behind[:3] if token.text != "'"]
    if len(words) < 2 or words[0].text not in _ONE or behind[0].kind is not WORD:
        return ""
    measure = measure_of(words[1].text)
    is_end = len(words) < 3 or words[2].kind is MARK
    return measure if is_end and measure in COUNTED_KINDS else ""


def _is_rate(behind: Sequence[Token]) -> bool:
    """Return whether a word behind a price leads to what it is for: a day, les 100 gélules."""
    first, second = behind[0].text, behind[1]
    if first in _ARTICLES:
        return second.text == "100"
    is_of_unit = measure_of(second.text) in COUNTED_KINDS or second.text in class_words("day noun")
    return is_of_unit or first not in {"a", "al", "the"}


def _is_beside_next(context: Context) -> bool:
    """Return whether "/" stands between two prices, or before a whole pack.

    £6.50 / £11.50, 14.99 / 120 tablets, and 13,49 € / l = 26,98 €. One for 100 pieces is a rate.
    """
    behind = context.behind
    is_before_next = len(behind) == 1 or behind[-1].text == "="
    is_of_100 = any(token.text == "100" for token in behind[1:2])
    is_whole = _is_whole_pack(behind[1:3]) and not is_of_100
    is_several = packs_behind_price(behind, is_last=True) is not None  # $30 / 3 bottles
    is_before_next = is_before_next or _names_next(behind)
    return (is_before_next and not context.is_last) or is_whole or is_several


def _names_next(behind: Sequence[Token]) -> bool:
    """Return whether the words behind "/" name the next price: 9,95 € / Einzelpreis 12,95 €."""
    first = behind[1]
    if any(phrase_end(name, behind, 1) > 1 for name in ("recommended price", "old price")):
        return True
    is_unit = bool(measure_of(first.text)) or first.text in _PARTS
    is_unit = is_unit or any(first.text in class_words(name) for name in _NAMES_OF_UNITS)
    is_name = first.kind is WORD and len(first.text) > _LONGEST_SHORT_UNIT and not is_unit
    return is_name and phrase_end("per unit price", behind, 1) == 1


def _is_equated(before: Sequence[Token]) -> bool:
    """Return whether a price is what a kilogram or a litre costs: 1 l = 26,98 €."""
    if len(before) < 2 or before[-1].text != "=" or before[-2].text not in _PARTS:
        return False
    count = before[-3] if len(before) > 2 else None
    if count is None or not count.is_number or count.text == "1":
        return True
    return count.text == "100" and count.depth > 0


def _leads_to_rate(token: Token) -> bool:
    return token.text == "/" or token.text in class_words("per alone")


def _is_whole_pack(behind: Sequence[Token]) -> bool:
    """Return whether a price is for what stands behind it: 14.99 / 120 tablets."""
    return (
        len(behind) == 2
        and behind[0].is_number
        and len(behind[0].text) > 1
        and measure_of(behind[1].text) in {*COUNTED_KINDS, GENERIC}
    )


def _is_counted(token: Token) -> bool:
    return measure_of(token.text) in COUNTED_KINDS


def _has_rate(context: Context) -> bool:
    """Return whether a label is that of a price for an amount: price per 100 g."""
    before = context.before[-6:]
    if not context.has("pay price", before):
        return False
    for index, token in enumerate(before[:-1]):
        if _leads_to_rate(token) and token.text != "each":
            following = before[index + 1 : index + 3]
            if any(measure_of(word.text) or word.text in {"kg", "l"} for word in following):
                return True
    return False
