"""A word, number or mark of a label, and its place in the text."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import NamedTuple

from pricing.labels.label_reading import Span

_SHORTEST_CODE = 8  # digits


class TokenKind(Enum):
    """The kind of a token."""

    WORD = "word"
    NUMBER = "number"
    NOISY_NUMBER = "noisy number"  # letters in place of digits: 2OO
    MARK = "mark"


# An enumeration looks its members up more slowly than a module does.
WORD, NUMBER, NOISY_NUMBER, MARK = TokenKind


class Token(NamedTuple):
    """A word, number or mark. `text` is folded, and a word is as its list writes it.

    `is_noisy` states that the text spells it otherwise.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    depth: int
    is_noisy: bool = False
    is_number: bool = False
    is_broken: bool = False  # a number beside which stands what may be a part of it
    follows_digit: bool = False  # a number behind a digit that stands where none is expected

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_code(self) -> bool:
        """Whether it is a number of so many digits that it only names something."""
        return len(self.text) >= _SHORTEST_CODE and self.text.isdecimal()


# The constructor that takes all fields as one tuple. The other one is slow, and tokens are many.
new_token = partial(tuple.__new__, Token)
