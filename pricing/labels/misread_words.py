"""Words of minerals and salts that a scanner has misread, and places that rest on one."""

from __future__ import annotations

from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.mineral_words import names_element
from pricing.labels.vocabulary import is_misread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_reading import Span
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_is_noisy = attrgetter("is_noisy")
_IN_NO_NAME = frozenset("$€£%=~")


class MisreadWords(NamedTuple):
    """Places where the misread words of a folded text begin: names of minerals, and all others."""

    folded: str
    names: Sequence[int]
    others: Sequence[int]

    def is_in_name(self, span: Span) -> bool:
        """Return whether the name of a mineral at a place is misread: Z1nc."""
        return any(span.start <= place < span.end for place in self.names)

    def is_in_salt(self, span: Span) -> bool:
        """Return whether a word at a place is misread that isn't the mineral's own name."""
        before = self.folded[max(span.start - 2, 0) : span.start]
        if len(before) == 2 and before[0].isalpha() and before[1] in _IN_NO_NAME:
            return True  # a mark took the place of a letter: fruc$oborate
        return any(span.start <= place < span.end for place in self.others)


def misread_words(text: LabelText, lines: Sequence[LabelLine]) -> MisreadWords:
    """Return the words of a text that a scanner has misread."""
    names: list[int] = []
    others: list[int] = []
    for line in lines:
        for at in compress(count(), map(_is_noisy, line.tokens)):
            token = line.tokens[at]
            if _is_misread(text, line.tokens, at):
                (names if names_element(token.text) else others).append(token.start)
    return MisreadWords(text.folded, names, others)


def _is_misread(text: LabelText, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a scanner misread a word, or the letter that touches it: 5elenium."""
    token = tokens[at]
    is_cut = at > 0 and tokens[at - 1].end == token.start and tokens[at - 1].is_number
    return is_cut or is_misread(text.folded[token.start : token.end], token.text)
