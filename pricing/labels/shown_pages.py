"""The words of a page as a person reads them, and where the parts of a reading stand there."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.labels.label_reading import LabelField, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.labels.page import Page

_GAP = re.compile(r"[ \t]*\n\s*")
# How far the data for machines stand from the words of a page.
_BETWEEN = "\n\n"


@dataclass(slots=True)
class _ShownPage:
    """A page in a text: where it begins, which of its characters are kept, and where they went."""

    kept: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    structured: dict[str, LabelField] = field(default_factory=dict)

    def place(self, position: int) -> int:
        """Return where a character of the page stands in the text."""
        index = bisect_right(self.kept, position) - 1
        if index < 0:
            return self.places[0] if self.places else 0
        following = self.places[index + 1] if index + 1 < len(self.places) else None
        moved = self.places[index] + position - self.kept[index]
        return moved if following is None else min(moved, following)


@dataclass(slots=True)
class ShownText:
    """A text that shows pages. A plain text is shown as it is."""

    text: str
    _pages: dict[int, _ShownPage] = field(default_factory=dict)

    def mover(self, page: Page, start: int) -> Callable[[Span], Span]:
        """Return what moves a place in the part of a page that begins at `start` to the text."""
        shown = self._pages.get(id(page))

        def move(span: Span) -> Span:
            first, last = span.start + start, span.end + start
            if shown is None:
                return Span(first, last)
            return Span(shown.place(first), max(shown.place(last - 1) + 1, shown.place(first)))

        return move

    def structured(self, page: Page) -> dict[str, LabelField]:
        """Return what a page states for machines, with its places in the text."""
        shown = self._pages.get(id(page))
        return shown.structured if shown else {}


def show_pages(pages: Sequence[Page]) -> ShownText:
    """Return the words of pages one below the other, each with what it states for machines."""
    parts: list[str] = []
    length = 0
    shown: dict[int, _ShownPage] = {}
    for page in pages:
        if id(page) in shown:
            continue
        found = shown[id(page)] = _ShownPage()
        text = _put_words(page.text, found, length)
        length += len(text)
        data = _put_data(page, found, length)
        length += len(data)
        parts += [text, data]
    return ShownText("".join(parts).rstrip(), shown)


def _put_words(text: str, shown: _ShownPage, length: int) -> str:
    """Return the words of a page without empty lines, and note where each run of them went."""
    parts: list[str] = []
    at, size = 0, length
    for match in _GAP.finditer(text):
        if match.start() > at:
            shown.kept.append(at)
            shown.places.append(size)
            parts.append(text[at : match.start()])
            size += match.start() - at
        gap = "\n" if parts else ""
        parts.append(gap)
        size += len(gap)
        at = match.end()
    shown.kept.append(at)
    shown.places.append(size)
    parts.append(text[at:])
    return "".join(parts)


def _put_data(page: Page, shown: _ShownPage, length: int) -> str:
    """Return lines with what a page states for machines, and note where each value stands."""
    lines: list[str] = []
    length += len(_BETWEEN)
    for key, found in page.structured.items():
        values = [page.source[span.start : span.end] for span in found.spans]
        line = f"{key}: {', '.join(' '.join(value.split())[:300] for value in values)}\n"
        start = length + len(key) + 2
        spans = (Span(start, length + len(line) - 1),) if len(line) > len(key) + 3 else ()
        shown.structured[key] = replace(found, spans=spans)
        lines.append(line)
        length += len(line)
    return "".join((_BETWEEN, *lines, "\n")) if lines else _BETWEEN
