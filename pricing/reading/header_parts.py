"""The parts of a header beside its name: unit, base, currency, tax, and percent or money.

Every word is named by a part, or it is one that is not understood. The words are data.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, Column, ColumnKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import cents_written_as
from pricing.quantities.weights import WEIGHTS
from pricing.reading.header_numbers import fraction_length, number_text, read_number
from pricing.reading.header_words import (
    HeaderWord,
    Meaning,
    choose_meaning,
    find_meaning,
    phrase_key,
    phrases_at_start,
    read_currency,
    split_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_HEADER_LENGTH = 1_000
MAX_HEADER_WORDS = 40
# As many as the first rows of a table can hold.
MOST_HEADERS_KEPT = 16_384
_MAX_PHRASE_WORDS = 6
_LONGEST_SUBUNIT_SIGN = 2  # p and ct
# The kinds of columns that the table of words names.
_WORD_KINDS = {
    ColumnKind.MASS: "mass",
    ColumnKind.MONEY: "money",
    ColumnKind.UNITS: "units",
    ColumnKind.PERCENT: "percent",
    ColumnKind.CODE: "code",
    ColumnKind.DATE: "date",
    ColumnKind.CURRENCY: "currency",
}
INCLUDED, EXCLUDED = "included", "excluded"
PERCENT_UNIT, MONEY_UNIT, SHARE_UNIT = "%", "money", "share"
UNIT_IN_CELLS = "cell"  # each cell states its own
SERVING, PACK, ANY_UNIT = "serving", "pack", "unit"
_MONEY_KEYS = frozenset(("discount_percent", "tax_percent"))
_BASES_BY_KEY: Mapping[str, frozenset[str]] = {
    "pack_units": frozenset((PACK,)),
    "serving_units": frozenset((SERVING,)),
    "daily_value_percent": frozenset((SERVING,)),
    "delivery": frozenset((PACK,)),
}


@dataclass(frozen=True, slots=True)
class HeaderParts:
    """The parts of a header that say how its column is meant. "" stands for one that is missing.

    Attributes:
        unit: A unit of the column's kind: of mass (mg, mmol, %), of a pack (oz, capsule), "%",
            "money" or "share" of a percentage, or the order of day and month (dmy, mdy).
        base: What an amount is stated for, such as "1 serving", "2 unit", "100 g" or "1 pack".
        currency: The code of a currency.
        is_subunit: Whether money is in hundredths, such as pence.
        tax: Whether a price has tax "included" or "excluded".
        element: The symbol of the mineral that an amount is of.
        tax_rate: The percentage of the tax that a price excludes, such as "20".
        discount: Whether a price has the discount taken off, "included", or not, "excluded".
    """

    unit: str = ""
    base: str = ""
    currency: str = ""
    is_subunit: bool = False
    tax: str = ""
    element: str = ""
    tax_rate: str = ""
    discount: str = ""

    def completed_by(self, other: HeaderParts) -> HeaderParts:
        """Return these parts, with those of another for what they do not say."""
        money = self if self.currency or self.is_subunit else other
        return HeaderParts(
            self.unit or other.unit,
            self.base or other.base,
            money.currency or other.currency,
            money.is_subunit,
            self.tax or other.tax,
            self.element or other.element,
            self.tax_rate or other.tax_rate,
            self.discount or other.discount,
        )


NO_PARTS = HeaderParts()


@dataclass(frozen=True, slots=True)
class ParsedHeader:
    """The column that a header names, its parts, and the words that are not understood."""

    column: Column
    parts: HeaderParts = NO_PARTS
    unknown_words: tuple[str, ...] = ()


def split_base(base: str) -> tuple[Fraction, str]:
    """Return the amount and the measure of a base.

    >>> split_base("100 g")
    (Fraction(100, 1), 'g')
    """
    number, _, measure = base.partition(" ")
    return Fraction(number), measure


# -- the parts ---------------------------------------------------------------------------------

_SIMPLE_ROLES = frozenset((
    "filler", "mass", "moles", "weight", "percent", "money", "share", "each", "currency", "subunit",
    "tax_included", "tax_excluded", "consumer_price", "discounted", "element",
    "pack", "count", "date",
))  # fmt: skip
_NUMBER_LEADS = frozenset(("lead", "number_lead"))
_UNITS_OF_AMOUNTS = frozenset(("mass", "moles", "percent"))
MEASURES = frozenset(("serving", "unit", "pack", "weight"))
TAX_STATES = frozenset((INCLUDED, EXCLUDED))
_TAX = frozenset(("tax",))
_DISCOUNT_STATES = frozenset((*TAX_STATES, "less"))
_DISCOUNT = frozenset(("discount",))
_UNIT = frozenset(("unit",))
_CONTAINERS = frozenset((PACK,))
_IDENTITY = frozenset(("identity",))
_OF = frozenset(("of", "de", "di", "du", "del", "della", "der"))
_CONSUMER_PRICE = frozenset(("consumer_price",))
_CONTAINER = frozenset(("container",))
_TIMES = frozenset(("time",))


class PartsReader:
    """Reads the words of a header beside its name.

    `takes_names` says whether it reads further names and minerals too, and `takes_shares` whether
    half a tablet can be a base.
    """

    takes_names = True
    takes_shares = False

    def __init__(self, column: Column) -> None:
        self._column = column
        self._kind = _WORD_KINDS.get(column.kind, "text")
        self._name_keys = _name_keys_of(column.key)
        self._stated = NO_PARTS
        self._is_consumer_price = False
        self._states_whole_units = False
        self._is_container = self._is_unit = False
        self.unknown_words: list[str] = []
        self.states_count = False

    @property
    def parts(self) -> HeaderParts:
        """Return what was read. By law, a consumer's price includes tax unless it says more."""
        if self._is_consumer_price and not self._stated.tax:
            return replace(self._stated, tax=INCLUDED)
        return self._stated

    def look_at_name(self, words: Sequence[HeaderWord]) -> None:
        """Note what the name itself says: PVP and MRP are prices to consumers, and a box is one."""
        self._is_container = find_meaning(words, "units", _CONTAINERS) is not None
        self._is_unit = find_meaning(words, "units", _UNIT) is not None
        if find_meaning(words, self._kind, _CONSUMER_PRICE) is not None:
            self._is_consumer_price = self._column.key == "price"

    def read(self, words: Sequence[HeaderWord]) -> None:
        """Read the words of one side of the name."""
        at = 0
        while at < len(words):
            length = self._read_part(words[at:])
            if not length:
                length = fraction_length(words[at:]) or 1  # its slash is no “per”
                self.unknown_words += [word.raw for word in words[at : at + length]]
            at += length

    def understands(self, words: Sequence[HeaderWord]) -> bool:
        """Read words up to the first one that is not understood. Return whether there is none."""
        at, length = 0, 1
        while length and at < len(words):
            length = self._read_part(words[at:])
            at += length
        return bool(length)

    def _read_part(self, words: Sequence[HeaderWord]) -> int:
        """Read the part that begins here. Return the number of its words, or 0."""
        for read in (
            self._read_base,
            self._read_tax,
            self._read_discount,
            self._read_simple,
            self._read_name,
        ):
            length = read(words)
            if length:
                return length
        return 0

    def _find(
        self, words: Sequence[HeaderWord], roles: frozenset[str]
    ) -> tuple[Meaning | None, int]:
        for length, meanings in phrases_at_start(_longest_phrase(words)):
            meaning = choose_meaning(meanings, self._kind, roles)
            if meaning is not None:
                return meaning, length
        return None, 0

    def _set(self, **values: str | bool) -> bool:
        """Note parts, unless the header says something else already."""
        for name, value in values.items():
            if getattr(self._stated, name) not in {"", False, value}:
                return False
        self._stated = replace(self._stated, **values)  # type: ignore[arg-type] # by their names
        return True

    # -- simple parts --------------------------------------------------------------------------

    def _read_simple(self, words: Sequence[HeaderWord]) -> int:
        meaning, length = self._find(words, _SIMPLE_ROLES)
        if meaning is not None and meaning.role in {"filler", "count"}:
            self.states_count |= meaning.role == "count"
            return 0 if self._identifies_pack(words) else length
        if meaning is not None and self._apply(meaning, words[0]):
            return length
        if self._kind in {"money", "percent"} and (code := read_currency(words[0])):
            is_clear = not cents_written_as(words[0].raw)
            self._states_whole_units |= not words[0].raw.isalpha()
            return int(is_clear and self._set_money(currency=code))
        if self._column.key in {"pack_units", "serving_units", "smallest_dose"}:
            meaning, length = self._find(words, _UNIT)
            if meaning is not None:
                unit = "" if meaning.meaning == ANY_UNIT else meaning.meaning
                return length if not unit or self._set(unit=unit) else 0
        # Units serving may be the servings of a pack as well as the units of a serving.
        if self._column.key == "pack_units" and (self.states_count or not self._is_unit):
            meaning, length = self._find(words, frozenset((SERVING,)))
            if meaning is not None:
                return length if self._set(unit=SERVING) else 0
        return 0

    def _identifies_pack(self, words: Sequence[HeaderWord]) -> bool:
        """Return whether words say which pack it is, as in “Pack no.”, and not how many units."""
        is_number = find_meaning(words[:1], "units", _IDENTITY) is not None
        return is_number and self._is_container and all(word.key in _OF for word in words[1:])

    def _apply(self, meaning: Meaning, word: HeaderWord) -> bool:
        text, key = meaning.meaning, self._column.key
        match meaning.role:
            case "currency":
                is_accepted = self._set_money(currency=text)
                self._states_whole_units = True
            case "subunit":
                is_accepted = not self._is_beside_whole_units(word) and self._set_money(
                    currency=text or self.parts.currency, is_subunit=True
                )
            case "tax_included" | "tax_excluded" | "discounted" | "consumer_price":
                is_accepted = key == "price" and self._apply_of_price(meaning)
            case "element":
                is_accepted = self.takes_names and self._set(element=text)
            case "each":
                is_accepted = self._set_base("1", ANY_UNIT)
            case "pack":
                is_accepted = key == "price" and self._set_base("1", PACK)
            case "money" | "share":
                is_accepted = key in _MONEY_KEYS and self._set(unit=text)
            case _:
                is_accepted = self._set(unit=text)
        return is_accepted

    def _is_beside_whole_units(self, subunit: HeaderWord) -> bool:
        """Return whether a subunit can be what decimals count, as in “£.p” and “Euro, Cent”.

        Behind the code of a currency it says what the numbers are, as in “EUR cents”. A hyphen
        makes one word, as in “€-Cent”.
        """
        if subunit.gap == "-" and len(subunit.raw) > _LONGEST_SUBUNIT_SIGN:
            return False
        is_apart = subunit.follows_stop and bool(self._stated.currency)
        return self._states_whole_units or is_apart

    def _apply_of_price(self, meaning: Meaning) -> bool:
        if meaning.role == "consumer_price":
            self._is_consumer_price = True
            return True
        if meaning.role == "discounted":
            return self._set(discount=meaning.meaning)
        return self._set(tax=meaning.meaning)

    def _set_money(self, **values: str | bool) -> bool:
        if self._kind == "money":
            return self._set(**values)
        is_money_off = self._column.key in _MONEY_KEYS
        return is_money_off and self._set(unit=MONEY_UNIT, **values)

    def _read_name(self, words: Sequence[HeaderWord]) -> int:
        """Read another name of the same column, as in “Price / Preis”."""
        if not self.takes_names:
            return 0
        start = 1 if words[0].raw == "/" and len(words) > 1 else 0
        phrase = _longest_phrase(words[start:])
        for length in range(len(phrase), 0, -1):
            if "".join(word.key for word in phrase[:length]) in self._name_keys:
                return start + length
        return 0

    # -- bases ---------------------------------------------------------------------------------

    def _read_base(self, words: Sequence[HeaderWord]) -> int:
        """Read a base: per serving, je 2 Tabletten, /100 g, in 60."""
        lead, at = self._find(words, _NUMBER_LEADS)
        if lead is None or at >= len(words):
            return 0
        is_single = lead.role == "lead"
        number, count = read_number(
            words[at:], is_single=is_single, takes_shares=is_single and self.takes_shares
        )
        if number is None or (lead.role == "number_lead" and not count):
            return 0
        at += count
        measure, length = self._find_measure(words[at:])
        if count and not measure:
            measure, length = _containers_at(words[at:])
        if not measure and find_meaning(words[at : at + 1], "several", _TIMES) is not None:
            return 0
        is_open = not count or self._find(words[at:], _UNITS_OF_AMOUNTS)[0] is not None
        if not measure and is_open:  # 1000 mg can be so much of the product, or of the compound
            return 0
        return at + length if self._set_base(number, measure or ANY_UNIT) else 0

    def _find_measure(self, words: Sequence[HeaderWord]) -> tuple[str, int]:
        for length, meanings in phrases_at_start(_longest_phrase(words)):
            for kind in ("units", self._kind):
                meaning = choose_meaning(meanings, kind, MEASURES)
                if meaning is not None:
                    return meaning.meaning, length
        return "", 0

    def _set_base(self, amount: Fraction | str, measure: str) -> bool:
        number = Fraction(amount)
        if measure in WEIGHTS:
            measure, factor = WEIGHTS[measure]
            number *= factor
        if not number or not self._accepts_base(number, measure):
            return False
        return self._set(base=f"{number_text(number)} {measure}")

    def _accepts_base(self, number: Fraction, measure: str) -> bool:
        allowed = _BASES_BY_KEY.get(self._column.key)
        if allowed is not None:
            return measure in allowed and number == 1
        if self._kind == "mass":
            return measure != PACK
        return self._column.key == "price"

    # -- tax and discounts ---------------------------------------------------------------------

    def _read_tax(self, words: Sequence[HeaderWord]) -> int:
        """Read whether tax is in a price: incl. 19 % VAT, VAT excluded, sans TVA."""
        state, length = self._find_state(words, _TAX, TAX_STATES)
        if state is None:
            return 0
        rates = [word.raw for word in words[:length] if word.raw[0].isdecimal()]
        rate = rates[0].replace(",", ".") if rates and state.meaning == EXCLUDED else ""
        return length if self._set(tax=state.meaning, tax_rate=rate) else 0

    def _read_discount(self, words: Sequence[HeaderWord]) -> int:
        """Read whether a discount is taken off a price: after discount, ohne Rabatt."""
        state, length = self._find_state(words, _DISCOUNT, _DISCOUNT_STATES)
        return length if state is not None and self._set(discount=state.meaning) else 0

    def _find_state(
        self, words: Sequence[HeaderWord], nouns: frozenset[str], states: frozenset[str]
    ) -> tuple[Meaning | None, int]:
        """Return whether a price includes what a noun names, and the number of the words."""
        if self._column.key != "price":
            return None, 0
        state, at = self._find(words, states)
        if state is not None:
            at += self._rate_length(words[at:])
            noun, length = self._find(words[at:], nouns)
        else:
            noun, at = self._find(words, nouns)
            at += self._rate_length(words[at:])
            state, length = self._find(words[at:], states)
        if noun is None or state is None:
            return None, 0
        at += length
        return state, at + self._rate_length(words[at:])

    def _rate_length(self, words: Sequence[HeaderWord]) -> int:
        """Return the number of words of a rate of tax, which matters where a price excludes it."""
        has_rate = len(words) > 1 and words[0].raw[0].isdecimal() and words[1].raw == "%"
        return 2 if has_rate else 0


def _longest_phrase(words: Sequence[HeaderWord]) -> tuple[HeaderWord, ...]:
    """Return the longest phrase that can begin here. None goes on behind a stop."""
    most = min(len(words), _MAX_PHRASE_WORDS)
    end = next((at for at in range(1, most) if words[at].follows_stop), most)
    return tuple(words[:end])


def _containers_at(words: Sequence[HeaderWord]) -> tuple[str, int]:
    """Return the measure and the length of the word that follows a number of containers."""
    found = find_meaning(words[:1], "several", _CONTAINER)
    return (PACK, 1) if found is not None and found.meaning == PACK else ("", 0)


@cache
def _name_keys_of(key: str) -> frozenset[str]:
    column = COLUMNS_BY_KEY[key]
    return frozenset(phrase_key(name) for name in (column.key, column.title, *column.synonyms))


def parse_words(words: Sequence[HeaderWord], key: str) -> ParsedHeader:
    """Return the parts that words state for a column, and those that are not understood."""
    reader = PartsReader(COLUMNS_BY_KEY[key])
    reader.read(words)
    return ParsedHeader(COLUMNS_BY_KEY[key], reader.parts, tuple(reader.unknown_words))


def parse_understood(words: Sequence[HeaderWord], key: str) -> HeaderParts | None:
    """Return the parts that words state for a column, or None if one is not understood."""
    reader = PartsReader(COLUMNS_BY_KEY[key])
    return reader.parts if reader.understands(words) else None


def parse_parts(text: str, key: str) -> ParsedHeader:
    """Return the parts that a text states for a column, and the words that are not understood.

    >>> parse_parts("per 2 units", "elemental_mg").parts.base
    '2 unit'
    """
    return _parse_parts(text[:MAX_HEADER_LENGTH], key)


# The first rows of a table are looked through for headers several times.
@lru_cache(maxsize=MOST_HEADERS_KEPT)
def _parse_parts(text: str, key: str) -> ParsedHeader:
    return parse_words(split_words(text)[:MAX_HEADER_WORDS], key)
