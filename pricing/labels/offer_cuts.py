"""Find the places at which a list of offers may be cut: lines, marks in a line, or prices."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.labels.label_reading import Span
from pricing.labels.vocabulary import class_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PRODUCTS = 50
_LINE_END = re.compile(r"(\n\s*)")
_EMPTY_LINE = re.compile(r"(\n[ \t]{0,40}\n\s*)")
_MARK = re.compile(r"([;|/\u2022\u00b7](?=\s)|\n\s*)")
_JOINT = r"(?:,|;|/|\+|&|and|und|sowie|et|y|e|ed|plus)"
_BEHIND_PRICE = re.compile(
    rf"[\d\u20ac\u00a3$](\s*{_JOINT}\s+(?=\D)"
    r"|(?:(?<=[\u20ac\u00a3$])|(?<=[.,]\d\d))\s+(?=[A-Z])|\n\s*)|(\n\s*)"
)
_CELL_MARKS = (re.compile(r"(?<=\S);(?=\S)"), re.compile(r"(?<=\S),(?=\S)(?!(?<=\d,)\d)"))
_PRICE = re.compile(r"[\u20ac\u00a3$]|\d[.,]\d\d(?!\d)")
_AMOUNT = re.compile(r"(?i)\d\s?(?:mg|[\u00b5\u03bcu]g|mcg|g|ml)\b")
_DIGIT = re.compile(r"\d")
_FEWEST_MARKS = 2
_start_of = attrgetter("start")


def cuts_of_offers(text: str) -> Iterator[list[Span]]:
    """Yield the ways to cut a text into offers, each as the places of all parts."""
    lines = _between(_LINE_END, text)
    yield lines
    if len(lines) > 1 and not _DIGIT.search(text, *lines[0]):
        yield lines[1:]  # behind a heading
    if len(lines) > _FEWEST_MARKS:
        offers = _offering(text, lines)
        if 1 < len(offers) < len(lines):
            yield offers
    yield _between(_EMPTY_LINE, text)
    yield _between(_MARK, text)
    yield _between(_BEHIND_PRICE, text)


def _offering(text: str, lines: list[Span]) -> list[Span]:
    """Return lines from the first price to the last one, if the others state no amount."""
    prices = [match.start() for match in _PRICE.finditer(text)]
    if len(prices) < _FEWEST_MARKS:
        return []
    first, after = (bisect_right(lines, at, key=_start_of) for at in (prices[0], prices[-1]))
    first -= 1
    others = lines[:first] + lines[after:]
    return [] if any(_AMOUNT.search(text, *line) for line in others) else lines[first:after]


def _between(cut: re.Pattern[str], text: str) -> list[Span]:
    """Return the parts between the cuts of a text, without the white space around them."""
    places = [0]
    for match in islice(cut.finditer(text), MOST_PRODUCTS):
        places += match.span(match.lastindex or 0)
    places.append(len(text))
    parts = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        words = text[start:end]
        if own := words.strip():
            first = start + len(words) - len(words.lstrip())
            parts.append(Span(first, first + len(own)))
    return parts


@cache
def _comparing() -> re.Pattern[str]:
    """Return the pattern of two offers in lines of their own, and the words that compare them."""
    first, second = ("|".join(sorted(class_words(name))) for name in ("comparing", "versus"))
    return re.compile(
        rf"(?i)\A(\s*(?:{first})\s*:)([^\n]*\d[^\n]*\n+)([ \t]*(?:{second})\b[.:]?)(?=[^\n]*\d)"
    )


def without_comparing(text: str) -> str:
    r"""Return a text with spaces for the words that compare two offers: Compare: ..., vs. ....

    >>> without_comparing("Compare: Iron 90 caps $8.99\nvs. Zinc 60 caps $4.99")
    '         Iron 90 caps $8.99\n    Zinc 60 caps $4.99'
    """
    match = _comparing().match(text)
    if match is None:
        return text
    head, offer, versus = match.groups()
    return " " * len(head) + offer + " " * len(versus) + text[match.end() :]


def with_cells(text: str) -> str:
    r"""Return a text with a tab for each mark between the cells of its rows, if it has rows.

    The places of all words stay the same.

    >>> with_cells("Name,Count,Price\nZinc,90 tablets,£7.00")
    'Name\tCount\tPrice\nZinc\t90 tablets\t£7.00'
    >>> with_cells("Zinc, 15 mg\nIron, 14 mg")
    'Zinc, 15 mg\nIron, 14 mg'
    """
    first, _, others = text.partition("\n")
    if not others:
        return text
    mark = next((mark for mark in _CELL_MARKS if len(mark.findall(first)) >= _FEWEST_MARKS), None)
    rows = [row for row in others.split("\n") if row.strip()]
    if mark is None or not 0 < len(rows) <= MOST_PRODUCTS:
        return text
    is_table = {len(mark.findall(row)) for row in rows} == {len(mark.findall(first))}
    return mark.sub("\t", text) if is_table else text
