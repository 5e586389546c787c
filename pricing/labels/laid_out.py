"""A text or a part of it as lines, with the packs and prices that they state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.labels.label_text import LabelText, read_text
from pricing.labels.layout import LabelLine, lay_out
from pricing.labels.packs import packs_of
from pricing.labels.prices import PAID_KINDS, PriceKind, prices_of

if TYPE_CHECKING:
    from pricing.labels.held_counts import StatedPack
    from pricing.labels.label_reading import Span
    from pricing.labels.prices import Price


@dataclass
class LaidOut:
    """Lines of a text that begin at a start. The text stands at an offset in that of the page.

    The search for products and their reader both ask for packs and prices: they are found once.
    `shared` are the lines that may be of another product as well.
    """

    text: LabelText
    lines: list[LabelLine]
    offset: int = 0
    start: int = 0
    shared: LaidOut | None = None

    @cached_property
    def packs(self) -> list[StatedPack]:
        """The numbers of units that the lines state, none of which is a serving or advice."""
        return packs_of(self.text, self.lines)

    @cached_property
    def prices(self) -> list[Price]:
        """The prices that the lines state, each with what it is. Those of others too are asked."""
        found = prices_of(self.text, self.lines)
        shared = self.shared.prices if self.shared else []
        return found + [
            price._replace(kind=PriceKind.CONDITIONAL, packs=None)
            for price in shared
            if price.kind in {*PAID_KINDS, PriceKind.SEVERAL}
        ]

    @property
    def is_first(self) -> bool:
        """Whether it begins where the page does."""
        return self.start + self.offset == 0

    def part(self, span: Span) -> LaidOut:
        """Return a part. What was found in its lines is taken over, if it is read as the whole."""
        part = self.text.part(*span)
        if part is None:
            return laid_out(self.text.source, span, self.offset)
        is_same = (part.decimal_mark, part.odd_mark) == (self.text.decimal_mark, self.text.odd_mark)
        return LaidOut(part, lay_out(part, self.lines if is_same else ()), self.offset, span.start)

    def column(self, text: LabelText) -> LaidOut:
        """Return a column of it, which begins where its name does."""
        start = text.column.start if text.column else 0
        return LaidOut(text, lay_out(text), self.offset, start)


def laid_out(source: str, span: Span, offset: int = 0) -> LaidOut:
    """Return a part of a source by itself, with its places from its own beginning on."""
    text = read_text(source[span.start : span.end])
    return LaidOut(text, lay_out(text), offset + span.start)
