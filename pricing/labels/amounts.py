"""The amounts of a line, what each is of, and the percent of the daily value beside it."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import cache
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pricing.labels.label_reading import Span
from pricing.labels.moles import past_moles
from pricing.labels.tokens import MARK, NOISY_NUMBER, WORD
from pricing.labels.vocabulary import class_words, has_phrase

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.mentions import Mention
    from pricing.labels.tokens import Token

# Milligrams in a unit, and units that a scanner has misread.
_MILLIGRAM = Fraction(1)
_UNIT_WORDS = {
    _MILLIGRAM: "mg mgs milligram milligrams milligramm milligramme milligrammes miligramo "
    "miligramos milligrammo milligrammi",
    Fraction(1, 1000): "ug mcg microgram micrograms mikrogramm microgramme microgrammes "
    "microgramo microgramos microgrammo microgrammi",
    Fraction(1000): "g gr gram grams gramm gramme grammes gramos grammi",
}
UNITS = {word: size for size, words in _UNIT_WORDS.items() for word in words.split()}
_NOISY_UNITS = {
    "rng": _MILLIGRAM,
    "rnq": _MILLIGRAM,
    "mq": _MILLIGRAM,
    "rncg": Fraction(1, 1000),
}
_SIZES = {**_NOISY_UNITS, **UNITS}
_PERCENT_SIGNS = frozenset(("%", "percent"))
_BEFORE_NEXT = frozenset((";", "\n"))
_MARKS_BETWEEN = frozenset(":.,-=|*()[]\u2022\u2026~_'\"#")


_LINKS = frozenset(("de", "d", "'", "of", "di", "an", "du"))
_MULTIPLES = frozenset(("mono", "di", "tri", "hemi"))  # di-magnesium malate
_NEAR = 3  # tokens of the name of a nutrient that may stand before its amount: vitamin D3
_RANGE_WORDS = frozenset(("-", "/", "a", "to", "bis", "up", "al"))
# Between 10 and 15 mg, entre 10 y 15 mg.
BETWEEN = frozenset(("between", "zwischen", "entre", "tra", "fra"))
PAIRING = frozenset(("and", "und", "et", "y", "e"))


class StatedAmount(NamedTuple):
    """A mass in milligrams, its place among the tokens, and a percent that stands beside it."""

    value: Fraction | None
    first: int
    after: int
    depth: int
    is_noisy: bool
    span: Span
    percent: Fraction | None = None
    percent_span: Span | None = None
    is_below: bool = False
    mmol: Fraction | None = None
    others: tuple[Fraction, ...] = ()  # that its number may mean too: 1,200 mg


def amounts_of(
    text: LabelText, tokens: Sequence[Token], numbers: Iterable[int]
) -> list[StatedAmount]:
    """Return the masses among the tokens, in their order. `numbers` are the places of numbers."""
    units = {
        index: unit
        for index in numbers
        if (unit := _unit_behind(tokens, index)) is not None and not _is_range(tokens, index)
    }
    return [_amount_at(text, tokens, index, unit, units) for index, unit in units.items()]


def _unit_behind(tokens: Sequence[Token], at: int) -> int | None:
    """Return the place of the unit behind a number, which may be a cell of its own: 150 | mg."""
    unit = at + 2 if at + 2 < len(tokens) and tokens[at + 1].text == "|" else at + 1
    return unit if unit < len(tokens) and tokens[unit].text in _SIZES else None


def _amount_at(
    text: LabelText, tokens: Sequence[Token], at: int, unit_at: int, starts: Container[int]
) -> StatedAmount:
    """Return the mass at a number, with a percent that stands before the next mass starts."""
    token, unit = tokens[at], tokens[unit_at]
    number, size = text.number(token), _SIZES[unit.text]
    percent, percent_at = _percent_behind(text, tokens, at, unit_at + 1, starts)
    is_percent_noisy = percent_at is not None and tokens[percent_at].is_noisy
    return StatedAmount(
        number if number is None or size is _MILLIGRAM else number * size,
        at,
        unit_at + 1,
        token.depth,
        token.kind is NOISY_NUMBER or unit.text in _NOISY_UNITS or is_percent_noisy,
        Span(token.start, unit.end),
        percent,
        _percent_span(tokens, percent_at) if not is_percent_noisy else None,
        at > 0 and tokens[at - 1].text == "<",
        _mmol_before(text, tokens, at),
        tuple(other * size for other in text.other_numbers(token)),
    )


def _mmol_before(text: LabelText, tokens: Sequence[Token], index: int) -> Fraction | None:
    """Return the millimoles that an amount in brackets explains: 4 mmol (97.2 mg)."""
    if index > 2 and tokens[index - 1].text == "(" and tokens[index - 2].text == "mmol":
        return text.number(tokens[index - 3]) if tokens[index - 3].is_number else None
    return None


def _is_range(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number is an end of a range: 100-200 mg, 50 mg to 100 mg."""
    if index > 1 and tokens[index - 1].text in _RANGE_WORDS:
        before = tokens[max(index - 3, 0) : index - 1]
        is_mass = len(before) > 1 and before[0].is_number and before[1].text in UNITS
        if is_mass or before[-1].is_number:
            return True
    if index > 1 and tokens[index - 1].text in PAIRING:
        low = index - 3 if tokens[index - 2].text in UNITS else index - 2
        return low > 0 and tokens[low].is_number and tokens[low - 1].text in BETWEEN
    if index and tokens[index - 1].text in BETWEEN:
        return index + 3 < len(tokens) and tokens[index + 3].is_number
    return (
        index + 4 < len(tokens)
        and tokens[index + 2].text in _RANGE_WORDS
        and tokens[index + 3].is_number
        and tokens[index + 4].text in UNITS
    )


_Percent: TypeAlias = "tuple[Fraction | None, int | None]"


def _percent_span(tokens: Sequence[Token], at: int | None) -> Span | None:
    """Return the place of a percent with its sign."""
    if at is None:
        return None
    behind = tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
    end = behind.end if behind.text in _PERCENT_SIGNS else tokens[at].end
    return Span(tokens[at].start, end)


def _percent_behind(
    text: LabelText, tokens: Sequence[Token], first: int, after: int, starts: Container[int]
) -> _Percent:
    """Return the percent that stands behind an amount and its place, before the next amount."""
    words = 0
    bare = _percent_in_brackets(text, tokens, first, after)
    if bare is not None:
        return bare, after + 1
    for index in range(after, min(len(tokens), after + 12)):
        token = tokens[index]
        if index in starts or token.text in _BEFORE_NEXT:
            break
        if token.is_number:
            if index + 1 < len(tokens) and tokens[index + 1].text in _PERCENT_SIGNS:
                return text.number(token), index
            break
        if token.kind is WORD and token.depth <= tokens[first].depth:
            words += 1
            if words > 5:
                break
    return None, None


def _percent_in_brackets(
    text: LabelText, tokens: Sequence[Token], first: int, after: int
) -> Fraction | None:
    """Return the bare number in brackets behind an amount, if the row begins with a % heading."""
    if after + 2 >= len(tokens) or tokens[after].text != "(":
        return None
    is_bare = tokens[after + 1].is_number and tokens[after + 2].text == ")"
    if not is_bare or not any(token.text == "%" for token in tokens[:first]):
        return None
    return text.number(tokens[after + 1])


def subject_of(
    tokens: Sequence[Token],
    amount: StatedAmount,
    mentions: Sequence[Mention],
    skipped: Sequence[range] = (),
    taken: Mention | None = None,
) -> Mention | None:
    """Return what an amount is of: the mineral right behind it or before it, or None.

    `skipped` are the tokens that say what the amount is for: zinc per sachet: 10 mg. `taken` is the
    mineral that stands behind the amount before this one, and is of that one.
    """
    amount = _outside_brackets(tokens, amount)
    behind = mention_behind(tokens, amount, mentions)
    before = _mention_before(tokens, amount, mentions, skipped, taken)
    if behind is not None and before is None:
        return None if _is_of_name_before(tokens, amount, behind, mentions) else behind
    if behind is None or before is None:
        return before
    is_first = _stands_before_all(amount, mentions) or before == taken
    return behind if is_first else before


def _is_of_name_before(
    tokens: Sequence[Token], amount: StatedAmount, behind: Mention, mentions: Sequence[Mention]
) -> bool:
    """Return whether an amount is of the name before it, as each is in a list without commas.

    Curcumin 200 mg Zinc 10 mg Iron 5 mg: the last amount has no name behind it. One mineral alone
    proves that only behind the name of another nutrient, since an unknown word may be no name.
    """
    if not _has_name_before(tokens, amount):
        return False
    minerals = 0
    name: Mention | None = behind
    while name is not None:
        # The name of another nutrient may go on: vitamin D3, vitamin B 12.
        places = range(name.after, min(name.after + (1 if name.element else _NEAR), len(tokens)))
        numbers = (at for at in places if tokens[at].is_number)
        unit = next(filter(None, (_unit_behind(tokens, at) for at in numbers)), None)
        if unit is None:
            return False
        minerals += bool(name.element)
        name = _mention_at(tokens, unit + 1, name.depth, mentions)
    near = tokens[max(amount.first - _NEAR, 0) : amount.first]
    return minerals > 1 or has_phrase("other nutrient", near)


def _has_name_before(tokens: Sequence[Token], amount: StatedAmount) -> bool:
    """Return whether a word that may be a name stands right before an amount: Omega 3 500 mg."""
    own = (token for token in reversed(tokens[: amount.first]) if token.depth <= amount.depth)
    near = list(islice(dropwhile(_stands_behind_name, own), 2))
    if not near or near[0].kind is not WORD:
        return False
    return not has_phrase("contains", near[::-1]) and near[0].text not in _RANGE_WORDS


def _stands_behind_name(token: Token) -> bool:
    return token.is_number or token.text in ")]:"


def _outside_brackets(tokens: Sequence[Token], amount: StatedAmount) -> StatedAmount:
    """Return an amount in brackets of its own behind another one as if it had no brackets."""
    is_alone = (
        amount.depth
        and amount.first > 1
        and amount.after < len(tokens)
        and tokens[amount.first - 1].text in "(["
        and tokens[amount.after].text in ")]"
    )
    if not is_alone or tokens[amount.first - 2].text not in {"mmol", "meq", "g", "mcg", "ug", "mg"}:
        return amount
    return amount._replace(first=amount.first - 1, after=amount.after + 1, depth=amount.depth - 1)


def mention_behind(
    tokens: Sequence[Token], amount: StatedAmount, mentions: Sequence[Mention]
) -> Mention | None:
    """Return the mineral that begins right behind an amount."""
    return _mention_at(tokens, past_moles(tokens, amount.after), amount.depth, mentions)


def _mention_at(
    tokens: Sequence[Token], at: int, depth: int, mentions: Sequence[Mention]
) -> Mention | None:
    """Return the mention that begins at a place, or behind the words that lead to a name there."""
    while True:
        place = bisect_left(mentions, at, key=_first_of)
        found = mentions[place] if place < len(mentions) else None
        if found is not None and found.first == at and found.depth == depth:
            return found
        if at == len(tokens) or not _leads_to_name(tokens, at):
            return None
        at += 1


def _first_of(mention: Mention) -> int:
    return mention.first


def _after_of(mention: Mention) -> int:
    return mention.after


def _leads_to_name(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word or mark may stand between an amount and the name behind it."""
    is_joint = tokens[at].text == "-" and tokens[at - 1].text in _MULTIPLES
    return is_joint or tokens[at].text in _before_names()


@cache
def _before_names() -> frozenset[str]:
    """Return the words that may stand between an amount and the name behind it."""
    return class_words("elemental", "salt adjective") | _LINKS | _MULTIPLES


def _mention_before(
    tokens: Sequence[Token],
    amount: StatedAmount,
    mentions: Sequence[Mention],
    skipped: Sequence[range],
    taken: Mention | None,
) -> Mention | None:
    for place in range(bisect_left(mentions, amount.first, key=_first_of) - 1, -1, -1):
        mention = mentions[place]
        if mention.after > amount.first or mention.depth != amount.depth:
            continue
        for index in range(mention.after, amount.first):
            token = tokens[index]
            if token.depth <= amount.depth and not (
                _is_filler(token) or any(index in places for places in skipped)
            ):
                return None
        if not mention.form:
            return mention
        return _element_of(tokens, mention, [other for other in mentions if other != taken])
    return None


def _element_of(tokens: Sequence[Token], salt: Mention, mentions: Sequence[Mention]) -> Mention:
    """Return the element that a salt is stated as the source of: magnesium from its citrate."""
    start = salt.first
    while start and not _ends_source(tokens[start - 1], salt.depth):
        start -= 1
    for mention in mentions[bisect_left(mentions, start, key=_after_of) :]:
        if mention.after > salt.first:
            break
        is_same = mention.element == salt.element and mention.depth == salt.depth
        if not is_same or mention.form:
            continue
        gap = [token for token in tokens[mention.after : salt.first] if token.depth == salt.depth]
        if has_phrase("source", gap):
            return mention
    return salt


def _ends_source(token: Token, depth: int) -> bool:
    return token.depth == depth and (token.is_number or token.text in {",", ";"})


def _is_filler(token: Token) -> bool:
    if token.kind is WORD:
        fillers = class_words("filler word", "salt adjective")
        return token.text in fillers or token.text in {
            "nominal",
            "quantity",
            "element",
            "iu",
        }
    return token.kind is MARK and token.text in _MARKS_BETWEEN


def _stands_before_all(amount: StatedAmount, mentions: Sequence[Mention]) -> bool:
    return all(mention.first > amount.first for mention in mentions)
