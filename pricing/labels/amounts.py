"""The amounts of a line, what each is of, and the percent of the daily value beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Span
from pricing.labels.tokens import MARK, NOISY_NUMBER, WORD
from pricing.labels.vocabulary import class_words, has_phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.mentions import Mention
    from pricing.labels.tokens import Token

# Milligrams in a unit, and units that a scanner has misread.
_UNIT_WORDS = {
    Fraction(1): "mg mgs milligram milligrams milligramm milligramme milligrammes miligramo "
    "miligramos milligrammo milligrammi",
    Fraction(1, 1000): "ug mcg microgram micrograms mikrogramm microgramme microgrammes "
    "microgramo microgramos microgrammo microgrammi",
    Fraction(1000): "g gr gram grams gramm gramme grammes gramos grammi",
}
UNITS = {word: size for size, words in _UNIT_WORDS.items() for word in words.split()}
_NOISY_UNITS = {
    "rng": Fraction(1),
    "rnq": Fraction(1),
    "mq": Fraction(1),
    "rncg": Fraction(1, 1000),
}
_MARKS_BETWEEN = frozenset(":.,-=|*()[]\u2022\u2026~_'\"#")


_LINKS = frozenset(("de", "d", "'", "of", "di", "an", "du"))
_RANGE_WORDS = frozenset(("-", "/", "a", "to", "bis", "up", "al"))


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


def amounts_of(text: LabelText, tokens: Sequence[Token]) -> list[StatedAmount]:
    """Return the masses among the tokens, in their order."""
    found: list[StatedAmount] = []
    for index, token in enumerate(tokens):
        if not token.is_number or index + 1 == len(tokens):
            continue
        unit = tokens[index + 1]
        size = UNITS.get(unit.text) or _NOISY_UNITS.get(unit.text)
        if size is None:
            continue
        number = text.number(token)
        noisy = token.kind is NOISY_NUMBER or unit.text in _NOISY_UNITS
        value = number * size if number is not None and size != 1 else number
        after, depth = index + 2, token.depth
        span = Span(token.start, unit.end)
        below = index > 0 and tokens[index - 1].text == "<"
        if _is_range(tokens, index):
            continue
        mmol = _mmol_before(text, tokens, index)
        found.append(
            StatedAmount(value, index, after, depth, noisy, span, is_below=below, mmol=mmol)
        )
    starts = {amount.first for amount in found}
    return [_with_percent(text, tokens, amount, starts) for amount in found]


def _mmol_before(text: LabelText, tokens: Sequence[Token], index: int) -> Fraction | None:
    """Return the millimoles that an amount in brackets explains: 4 mmol (97.2 mg)."""
    before = tokens[max(index - 3, 0) : index]
    if len(before) == 3 and before[1].text == "mmol" and before[2].text == "(":
        return text.number(before[0]) if before[0].is_number else None
    return None


def _is_range(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number is an end of a range: 100-200 mg, 50 mg to 100 mg."""
    before = tokens[max(index - 3, 0) : index]
    behind = tokens[index + 2 : index + 5]
    ends = (
        len(before) > 1
        and before[-1].text in _RANGE_WORDS
        and (
            before[-2].is_number
            or (len(before) > 2 and before[-3].is_number and before[-2].text in UNITS)
        )
    )
    begins = (
        len(behind) > 2
        and behind[0].text in _RANGE_WORDS
        and behind[1].is_number
        and behind[2].text in UNITS
    )
    return ends or begins


def _with_percent(
    text: LabelText, tokens: Sequence[Token], amount: StatedAmount, starts: Collection[int]
) -> StatedAmount:
    """Return the amount with the percent that stands behind it, before the next amount starts."""
    words = 0
    bare = _percent_in_brackets(text, tokens, amount)
    if bare is not None:
        return amount._replace(percent=bare, percent_span=tokens[amount.after + 1].span)
    for index in range(amount.after, min(len(tokens), amount.after + 12)):
        token = tokens[index]
        if index in starts or token.text in {";", "\n"}:
            break
        if (
            token.is_number
            and index + 1 < len(tokens)
            and tokens[index + 1].text in {"%", "percent"}
        ):
            value = text.number(token)
            span = Span(token.start, tokens[index + 1].end)
            return amount._replace(percent=value, percent_span=span)
        if token.is_number:
            break
        if token.kind is WORD and token.depth <= amount.depth:
            words += 1
            if words > 5:
                break
    return amount


def _percent_in_brackets(
    text: LabelText, tokens: Sequence[Token], amount: StatedAmount
) -> Fraction | None:
    """Return the bare number in brackets behind an amount, if the row begins with a % heading."""
    behind = tokens[amount.after : amount.after + 3]
    is_bare = (
        len(behind) == 3 and (behind[0].text, behind[2].text) == ("(", ")") and behind[1].is_number
    )
    if not is_bare or not any(token.text == "%" for token in tokens[: amount.first]):
        return None
    return text.number(behind[1])


def subject_of(
    tokens: Sequence[Token],
    amount: StatedAmount,
    mentions: Sequence[Mention],
    skipped: Sequence[range] = (),
) -> Mention | None:
    """Return what an amount is of: the mineral right behind it or before it, or None.

    `skipped` are the tokens that say what the amount is for: zinc per sachet: 10 mg.
    """
    amount = _outside_brackets(tokens, amount)
    behind = _mention_behind(tokens, amount, mentions)
    before = _mention_before(tokens, amount, mentions, skipped)
    if behind is None or before is None:
        return behind or before
    return behind if _stands_before_all(amount, mentions) else before


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


def _mention_behind(
    tokens: Sequence[Token], amount: StatedAmount, mentions: Sequence[Mention]
) -> Mention | None:
    index = amount.after
    skipped = class_words("elemental") | class_words("salt adjective") | _LINKS
    while index < len(tokens) and tokens[index].text in skipped:
        index += 1
    for mention in mentions:
        if mention.first == index and mention.depth == amount.depth:
            return mention
    return None


def _mention_before(
    tokens: Sequence[Token],
    amount: StatedAmount,
    mentions: Sequence[Mention],
    skipped: Sequence[range],
) -> Mention | None:
    for mention in reversed(mentions):
        if mention.after > amount.first or mention.depth != amount.depth:
            continue
        gap = [
            tokens[index]
            for index in range(mention.after, amount.first)
            if tokens[index].depth <= amount.depth
            and not any(index in places for places in skipped)
        ]
        if not all(map(_is_filler, gap)):
            return None
        return _element_of(tokens, mention, mentions) if mention.form else mention
    return None


def _element_of(tokens: Sequence[Token], salt: Mention, mentions: Sequence[Mention]) -> Mention:
    """Return the element that a salt is stated as the source of: magnesium from its citrate."""
    for mention in mentions:
        gap = [token for token in tokens[mention.after : salt.first] if token.depth == salt.depth]
        is_source = (
            gap
            and has_phrase("source", gap)
            and all(token.text not in {",", ";"} and not token.is_number for token in gap)
        )
        is_same = mention.element == salt.element and mention.depth == salt.depth
        if is_same and not mention.form and mention.after <= salt.first and is_source:
            return mention
    return salt


def _is_filler(token: Token) -> bool:
    if token.kind is WORD:
        return token.text in class_words("filler word") or token.text in {
            "nominal",
            "quantity",
            "element",
            "iu",
        }
    return token.kind is MARK and token.text in _MARKS_BETWEEN


def _stands_before_all(amount: StatedAmount, mentions: Sequence[Mention]) -> bool:
    return all(mention.first > amount.first for mention in mentions)
