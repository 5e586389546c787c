"""Texts that a delegate or chart paints: runs of different weight, wrapped at a width."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from app.toolkit.theme import tokens
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from app.toolkit.theme import Tokens

_SQUARE = "\u25a0 "
_ANY_WIDTH, _MAX_SIZES, _MAX_FORMATS, _MAX_LAID_OUT = 1e6, 20_000, 500, 1_000
LINE_BREAK, LINE_FEED = "\u2028", "\n"


class Run(NamedTuple):
    """A part of a painted text. A scale is relative to the font's size.

    `colour` is the name of a token; without one it has that of the painter. `starts_line` puts it
    on a line of its own. With a `form` it is a square in that form's colour, and no text.
    """

    text: str
    is_strong: bool = False
    colour: str = ""
    scale: float = 1.0
    starts_line: bool = False
    form: str = ""


class PaintedText:
    """Runs that are laid out at a width. No letter is elided."""

    def __init__(
        self, runs: Sequence[Run], font: QFont, width: float, *, is_right: bool = False
    ) -> None:
        texts = [
            f"{LINE_BREAK if run.starts_line and number else ''}"
            f"{_SQUARE if run.form else displayable_line(run.text)}"
            for number, run in enumerate(runs)
        ]
        self._layout = QTextLayout("".join(texts), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if is_right:
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(runs, texts, font))
        self._layout.setCacheEnabled(True)  # or else each painting shapes the letters again
        self._layout.beginLayout()
        self.height = 0.0
        self.width = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0, self.height))
            self.height += line.height()
            self.width = max(self.width, line.naturalTextWidth())
        self._layout.endLayout()

    def draw(self, painter: QPainter, top_left: QPointF) -> None:
        """Paint the text, with its upper left corner at a point."""
        self._layout.draw(painter, top_left)


class LaidOutTexts:
    """Texts that were laid out. They are kept, because most are measured and painted again."""

    def __init__(self) -> None:
        # By the runs, the width, and whether they stand at the right. All have one look.
        self._texts: dict[tuple[tuple[Run, ...], float, bool], PaintedText] = {}
        self._look: tuple[Tokens, QFont] | None = None

    def text(
        self, runs: tuple[Run, ...], font: QFont, width: float, *, is_right: bool = False
    ) -> PaintedText:
        """Return runs as a text at a width, in the colours in force."""
        look = tokens(), font
        if look != self._look or len(self._texts) > _MAX_LAID_OUT:
            self._look = look
            self._texts.clear()
        key = (runs, width, is_right)
        if key not in self._texts:
            self._texts[key] = PaintedText(runs, font, width, is_right=is_right)
        return self._texts[key]


class TextSize(NamedTuple):
    """The width and the height of a text."""

    width: float
    height: float


class TextMeasure:
    """Measures runs in one font. Most need no layout, because their lines fit."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics: dict[tuple[bool, float], QFontMetricsF] = {}
        self._sizes: dict[tuple[tuple[Run, ...], float], TextSize] = {}

    def size(self, runs: Sequence[Run], width: float = _ANY_WIDTH) -> TextSize:
        """Return the size of runs at a width."""
        key = (tuple(runs), width)
        if key not in self._sizes:
            if len(self._sizes) > _MAX_SIZES:
                self._sizes.clear()
            natural = self._natural_size(runs)
            if natural.width > width:
                text = PaintedText(runs, self._font, width)
                natural = TextSize(text.width, text.height)
            self._sizes[key] = natural
        return self._sizes[key]

    def _natural_size(self, runs: Sequence[Run]) -> TextSize:
        """Return the size of runs whose lines do not wrap."""
        widest = height = width = line = 0.0
        for number, run in enumerate(runs):
            if run.starts_line and number:
                widest, height, width, line = max(widest, width), height + line, 0.0, 0.0
            metrics = self._metrics_of(run)
            text = _SQUARE if run.form else displayable_line(run.text)
            width += metrics.horizontalAdvance(text)
            line = max(line, metrics.height())
        return TextSize(max(widest, width) + 1, height + line)

    def _metrics_of(self, run: Run) -> QFontMetricsF:
        key = (run.is_strong, run.scale)
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(_char_format(run, self._font).font())
        return self._metrics[key]


def runs_text(runs: Sequence[Run]) -> str:
    """Return the text of runs, with a line break where a run starts a line."""
    return "".join(
        f"{LINE_FEED if run.starts_line and number else ''}{run.text}"
        for number, run in enumerate(runs)
    )


def _formats(
    runs: Sequence[Run], texts: Sequence[str], font: QFont
) -> list[QTextLayout.FormatRange]:
    formats, start = [], 0
    for run, text in zip(runs, texts, strict=True):
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = start, _utf16_length(text)
        piece.format = _char_format(run, font)
        formats.append(piece)
        start += piece.length
    return formats


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _char_format(run: Run, font: QFont) -> QTextCharFormat:
    """Return how a run is written. It is not to be changed: runs that look alike share it."""
    colour: QColor | None = None
    if run.form:
        colour = tokens().form_color(run.form)
    elif run.colour:
        colour = getattr(tokens(), run.colour)
    return _format_of(font, run.scale, colour and colour.rgba(), is_strong=run.is_strong)


@lru_cache(maxsize=_MAX_FORMATS)
def _format_of(
    font: QFont, scale: float, colour: int | None, *, is_strong: bool
) -> QTextCharFormat:
    made = QTextCharFormat()
    changed = QFont(font)
    if is_strong:
        changed.setWeight(QFont.Weight.DemiBold)
    if scale != 1.0 and font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * scale)
    elif scale != 1.0:
        changed.setPixelSize(round(font.pixelSize() * scale))
    made.setFont(changed)
    if colour is not None:
        made.setForeground(QColor.fromRgba(colour))
    return made
