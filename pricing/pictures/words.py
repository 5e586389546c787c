"""The words of a picture with their places, put together to lines as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A recognizer that is less sure of a word, in percent, may have misread it.
LEAST_CONFIDENCE = 80
_SAME_LINE = 0.5  # of the height of the higher word
_WIDE_GAP = 1.5  # between the columns of a table, in heights of a word
_EMPTY_LINE = 1.0


class PictureWord(NamedTuple):
    """A word, or several beside each other, in a box of pixels. `confidence` is in percent."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 100.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PictureText:
    """The text of a picture, and the places in it of words that may be misread."""

    text: str
    doubtful: tuple[tuple[int, int], ...] = ()


def text_of_words(words: Iterable[PictureWord]) -> PictureText:
    r"""Return words as lines. Words far apart in a line are divided as columns are.

    >>> words = [PictureWord("200 mg", 90, 1, 120, 11), PictureWord("Zinc", 0, 0, 30, 10)]
    >>> text_of_words(words).text
    'Zinc\t200 mg'
    """
    kept = [word for word in words if word.text.strip() and word.height > 0]
    parts: list[str] = []
    doubtful: list[tuple[int, int]] = []
    length = 0
    previous: list[PictureWord] = []
    for line in _lines(kept):
        gap = _gap_before(line, previous)
        for index, word in enumerate(line):
            space = gap if not index else _space(line[index - 1], word)
            text = " ".join(word.text.split())
            length += len(space)
            if word.confidence < LEAST_CONFIDENCE:
                doubtful.append((length, length + len(text)))
            parts += [space, text]
            length += len(text)
        previous = line
    return PictureText("".join(parts), tuple(doubtful))


def _lines(words: Sequence[PictureWord]) -> list[list[PictureWord]]:
    """Return the words of each line, from left to right."""
    lines: list[list[PictureWord]] = []
    for word in sorted(words, key=lambda word: word.middle):
        line = next((line for line in reversed(lines[-3:]) if _is_in_line(word, line)), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    return [sorted(line, key=lambda word: word.left) for line in lines]


def _is_in_line(word: PictureWord, line: Sequence[PictureWord]) -> bool:
    """Return whether a word stands beside the nearest word of a line, which may be askew."""
    nearest = min(line, key=lambda neighbour: abs(neighbour.left - word.left))
    height = max(word.height, nearest.height)  # a dash is low
    return abs(word.middle - nearest.middle) < height * _SAME_LINE


def _space(before: PictureWord, word: PictureWord) -> str:
    height = min(before.height, word.height)
    return "\t" if word.left - before.right > height * _WIDE_GAP else " "


def _gap_before(line: Sequence[PictureWord], previous: Sequence[PictureWord]) -> str:
    """Return what divides a line from the one above: an empty line where the space is wide."""
    if not previous:
        return ""
    height = median(word.height for word in (*line, *previous))
    space = min(word.top for word in line) - max(word.bottom for word in previous)
    return "\n\n" if space > height * _EMPTY_LINE else "\n"
