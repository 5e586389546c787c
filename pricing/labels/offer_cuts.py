"""Where a list of offers may be cut: at its lines, at marks in a line, or behind each price."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from pricing.labels.label_reading import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PRODUCTS = 50
_LINE = re.compile(r"\S[^\n]*")
_MARKED = re.compile(r"[^\s;|/\u2022\u00b7](?:[^\n;|/\u2022\u00b7]|[;|/\u2022\u00b7](?!\s))*")
_JOINT = r"(?:,|;|/|\+|&|and|und|sowie|et|y|e|ed|plus)"
_BEHIND_PRICE = re.compile(
    rf"(?<=[\d\u20ac\u00a3$])\s*{_JOINT}\s+(?=\D)"
    r"|(?:(?<=[\u20ac\u00a3$])|(?<=[.,]\d\d))\s+(?=[A-Z])"
)
_CELL_MARKS = (re.compile(r"(?<=\S);(?=\S)"), re.compile(r"(?<=\S),(?=\S)(?!(?<=\d,)\d)"))
_FEWEST_MARKS = 2


def cuts_of_offers(text: str) -> Iterator[list[Span]]:
    """Yield the ways to cut a text into offers, each as the places of all parts."""
    lines = _spans(_LINE, text)
    yield lines
    if len(lines) > 1 and not re.search(r"\d", text[slice(*lines[0])]):
        yield lines[1:]  # behind a heading
    marked = _spans(_MARKED, text)
    if len(marked) > len(lines):
        yield marked
    yield [part for line in lines for part in _behind_prices(text, line)][: MOST_PRODUCTS + 1]


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    found = islice(pattern.finditer(text), MOST_PRODUCTS + 1)
    return [Span(*match.span()) for match in found]


def _behind_prices(text: str, line: Span) -> Iterator[Span]:
    cuts = [(match.start(), match.end()) for match in _BEHIND_PRICE.finditer(text, *line)]
    places = [line.start, *(place for cut in cuts for place in cut), line.end]
    for start, end in zip(places[::2], places[1::2], strict=True):
        yield Span(start, end)


def with_cells(text: str) -> str:
    r"""Return a text with a tab for each mark between the cells of its rows, if it has rows.

    The places of all words stay the same.

    >>> with_cells("Name,Count,Price\nZinc,90 tablets,£7.00")
    'Name\tCount\tPrice\nZinc\t90 tablets\t£7.00'
    >>> with_cells("Zinc, 15 mg\nIron, 14 mg")
    'Zinc, 15 mg\nIron, 14 mg'
    """
    first, _, others = text.partition("\n")
    mark = next((mark for mark in _CELL_MARKS if len(mark.findall(first)) >= _FEWEST_MARKS), None)
    rows = [row for row in others.split("\n") if row.strip()]
    if mark is None or not 0 < len(rows) <= MOST_PRODUCTS:
        return text
    is_table = {len(mark.findall(row)) for row in rows} == {len(mark.findall(first))}
    return mark.sub("\t", text) if is_table else text
