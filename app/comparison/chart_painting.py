"""The chart painted on a screen, picture file, clipboard or paper: where its parts stand, and how.

Every length is measured in the text, so that nothing is cut off at any size of text.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QPen

from app.comparison.chart_content import SIGN_TEXTS
from app.toolkit.cards import CARD_TITLE_SIZE, HEADER_SIZE, PADDING, RADIUS, SMALL_SIZE, sized
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.theme import form_group, with_tabular_figures
from app.toolkit.translation import form_title, tr
from pricing.problems.plain_facts import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtGui import QColor

    from app.comparison.chart_content import BarGroup, ChartBar, ChartContent
    from app.toolkit.theme import Tokens

# The font's size in pixels at which the lengths below are drawn.
_DRAWN_FONT_PIXELS = 13
_ROW, _FOLDED_ROW, _HEADING, _AXIS, _LEGEND_LINE, _SWATCH, _SIGN, _GAP = (
    22,
    34,
    26,
    24,
    22,
    10,
    13,
    8,
)
_BAR_HEIGHT = 15
# Below these widths the form goes under the name, and the name above the bar.
_FOLDED_BELOW, _STACKED_BELOW = 1_050, 560
_NAME_SHARE, _FORM_SHARE, _FOLDED_NAME_SHARE = 0.31, 0.17, 0.36  # at most, of the width
_MIN_PLOT = 48
_BREAK, _LONGEST_PIECE = "\u200b", 24  # where a line may break, and the letters without one
_KEPT_TEXTS = 8_192
_WRAP = int(Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class _Mode(Enum):
    WIDE = auto()  # name, form and bar beside each other
    FOLDED = auto()  # the form under the name
    STACKED = auto()  # the name and the form above the bar


class LegendItem(NamedTuple):
    """A swatch or sign of the legend with its text. The form is "" for hatching."""

    text: str
    form: str | None = None
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class BarPlace:
    """Hold the places of a bar's row, its name and its form."""

    bar: ChartBar
    row: QRectF
    name: QRectF
    form: QRectF
    middle: float  # of the bar


class MeasuredFont(QFont):
    """A font that measures each text once."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self.metrics = QFontMetricsF(font)
        # A function of Qt itself would be asked for its documentation, which takes long.
        self._kept_width = lru_cache(_KEPT_TEXTS)(self._width_of)

    def _width_of(self, text: str) -> float:
        return self.metrics.horizontalAdvance(text)

    def widest(self, texts: Iterable[str]) -> float:
        """Return the width of the widest of some texts."""
        return max(map(self._kept_width, texts), default=0.0)

    def height_of(self, text: str, width: float) -> float:
        """Return the height of a text that wraps at a width."""
        if self._kept_width(text) <= width:
            return self.metrics.height()
        area = QRectF(0, 0, width, 1e6)
        return self.metrics.boundingRect(area, _WRAP, breakable(text)).height()


class ChartFonts:
    """The fonts of the parts. Charts of several widths share them, and what they measured."""

    def __init__(self, font: QFont) -> None:
        plain = with_tabular_figures(font)
        self.unit = QFontInfo(plain).pixelSize() / _DRAWN_FONT_PIXELS
        self.body = MeasuredFont(sized(plain, 1.0))
        self.strong = MeasuredFont(sized(plain, 1.0, semibold=True))
        self.small = MeasuredFont(sized(plain, SMALL_SIZE))
        self.header = MeasuredFont(sized(plain, HEADER_SIZE))
        self.heading = MeasuredFont(sized(plain, SMALL_SIZE, semibold=True))
        self.title = MeasuredFont(sized(plain, CARD_TITLE_SIZE, semibold=True))


def breakable(text: str) -> str:
    """Return a text that may also break after a + or /, and inside of very long words."""
    words = (
        _BREAK.join(word[at : at + _LONGEST_PIECE] for at in range(0, len(word), _LONGEST_PIECE))
        for word in text.replace("+", f"+{_BREAK}").replace("/", f"/{_BREAK}").split(" ")
    )
    return " ".join(words)


class ChartLayout:
    """Hold the place of each part of the chart on a card of a width."""

    def __init__(self, content: ChartContent, fonts: ChartFonts, width: float) -> None:
        self.content = content
        self.fonts = fonts
        unit = fonts.unit
        self._unit = unit
        self.inner = QRectF(PADDING, PADDING * 0.75, max(width - 2 * PADDING, 1.0), 0)
        inner_units = self.inner.width() / unit
        self.mode = (
            _Mode.WIDE
            if inner_units >= _FOLDED_BELOW
            else _Mode.FOLDED
            if inner_units >= _STACKED_BELOW
            else _Mode.STACKED
        )
        self._measure_columns()
        self.bar_places: list[BarPlace] = []
        self.headings: list[tuple[BarGroup, QRectF]] = []
        self._place_parts()
        self.size = QSizeF(width, self.source.bottom() + PADDING * 0.75)

    # -- columns -------------------------------------------------------------------------------

    def _measure_columns(self) -> None:
        bars, fonts, unit, inner = self.content.bars, self.fonts, self._unit, self.inner
        gap = _GAP * unit
        self.number_width = fonts.strong.widest(bar.number for bar in bars) + gap / 2
        name_width = fonts.body.widest(bar.name for bar in bars) + 2
        form_width = (_SWATCH + 6) * unit + fonts.small.widest(bar.form for bar in bars) + 2
        self.value_width = fonts.strong.widest(bar.text for bar in bars if not bar.is_asked) + gap
        delivered = fonts.strong.widest(bar.delivered for bar in bars)
        self.delivered_width = delivered + (_SIGN + 4) * unit
        left = inner.left() + self.number_width + gap
        if self.mode is _Mode.WIDE:
            self.name_width = min(name_width, inner.width() * _NAME_SHARE)
            self.form_width = min(form_width, inner.width() * _FORM_SHARE)
            self.form_left = left + self.name_width + gap
            self.plot_left = self.form_left + self.form_width + gap
        elif self.mode is _Mode.FOLDED:
            widest = max(name_width, form_width)
            self.name_width = self.form_width = min(widest, inner.width() * _FOLDED_NAME_SHARE)
            self.form_left = left
            self.plot_left = left + self.name_width + gap
        else:
            self.name_width = self.form_width = inner.right() - left
            self.form_left = self.plot_left = left
        self.name_left = left
        right = inner.right() - self.delivered_width - gap - self.value_width
        self.plot_right = max(right, self.plot_left + _MIN_PLOT * unit)

    # -- from the top --------------------------------------------------------------------------

    def _place_parts(self) -> None:
        fonts, unit, inner, content = self.fonts, self._unit, self.inner, self.content
        y = inner.top()
        height = fonts.title.height_of(content.title, inner.width())
        self.title = QRectF(inner.left(), y, inner.width(), height)
        y = self.title.bottom() + 3 * unit
        height = fonts.small.height_of(content.subtitle, inner.width())
        self.subtitle = QRectF(inner.left(), y, inner.width(), height)
        y = self.subtitle.bottom() + 8 * unit
        for group in content.groups:
            y = self._place_group(group, y)
        self.plot_bottom = y + 2 * unit
        y = self.plot_bottom + _AXIS * unit + 6 * unit
        self.legend_lines = list(self._legend_lines())
        self.legend_top = y
        y += len(self.legend_lines) * _LEGEND_LINE * unit + 4 * unit
        self.source_line_y = y
        both = fonts.small.widest([content.source]) + fonts.small.widest([content.disclaimer])
        self.is_source_on_one_line = both + 24 * unit <= inner.width()
        line = fonts.small.metrics.height()
        height = fonts.small.height_of(content.source, inner.width())
        self.source = QRectF(
            inner.left(),
            y + 7 * unit,
            inner.width(),
            height if self.is_source_on_one_line else height + line + 2 * unit,
        )

    def _place_group(self, group: BarGroup, y: float) -> float:
        fonts, unit, inner = self.fonts, self._unit, self.inner
        room = inner.width() - (_SIGN + 6) * unit
        height = max(_HEADING * unit, fonts.heading.height_of(group.heading, room) + 8 * unit)
        self.headings.append((group, QRectF(inner.left(), y, inner.width(), height)))
        y += height
        for bar in group.bars:
            place = self._place_bar(bar, y)
            self.bar_places.append(place)
            y = place.row.bottom()
        return y + 4 * unit

    def _place_bar(self, bar: ChartBar, y: float) -> BarPlace:
        fonts, unit, inner = self.fonts, self._unit, self.inner
        text_width = self.form_width - (_SWATCH + 6) * unit
        name = fonts.body.height_of(bar.name, self.name_width)
        form = fonts.small.height_of(bar.form, text_width)
        if self.mode is _Mode.WIDE:
            height = max(_ROW * unit, name + 4 * unit, form + 4 * unit)
            name_top = form_top = y
            name_height = form_height = height
            middle = y + height / 2
        else:
            bar_height = (_BAR_HEIGHT + 8) * unit if self.mode is _Mode.STACKED else 0.0
            height = max(_FOLDED_ROW * unit, name + form + 3 * unit + bar_height)
            name_top = y + (height - bar_height - name - form) / 2
            form_top, name_height, form_height = name_top + name, name, form
            middle = y + height - bar_height / 2 if bar_height else y + height / 2
        return BarPlace(
            bar,
            QRectF(inner.left(), y, inner.width(), height),
            QRectF(self.name_left, name_top, self.name_width, name_height),
            QRectF(self.form_left, form_top, self.form_width, form_height),
            middle,
        )

    def _legend_lines(self) -> Iterator[list[tuple[LegendItem, float]]]:
        """Give the lines of the legend: items with their places from the left."""
        unit, x = self._unit, self.inner.left()
        line: list[tuple[LegendItem, float]] = []
        metrics = self.fonts.small.metrics
        for item in legend_items(self.content):
            symbol = 2 * _SWATCH if item.form == "" else _SIGN
            width = (symbol + 6) * unit + metrics.horizontalAdvance(item.text)
            if line and x + width > self.inner.right():
                yield line
                line, x = [], self.inner.left()
            line.append((item, x))
            x += width + 18 * unit
        if line:
            yield line

    def bar_at(self, point: QPointF) -> int | None:
        """Return the number of the bar in whose row a point is, from 0."""
        rows = enumerate(self.bar_places)
        return next((number for number, place in rows if place.row.contains(point)), None)


def legend_items(content: ChartContent) -> Iterator[LegendItem]:
    """Give what the legend explains: the forms, hatching, and the signs that are shown."""
    forms = {form_group(bar.group): bar.group for bar in content.bars}
    for group, form in forms.items():
        if group:
            yield LegendItem(form_title(group), form)
    if "" in forms:
        yield LegendItem(tr("another form, or none stated"), forms[""])
    if any(bar.is_over_limit for bar in content.bars):
        yield LegendItem(tr("hatched: dose over the limit"), "")
    for sign in dict.fromkeys(bar.sign for bar in content.bars if bar.sign in SIGN_TEXTS):
        if sign is not None:
            yield LegendItem(tr(SIGN_TEXTS[sign]), sign=sign)


# -- painting ----------------------------------------------------------------------------------


class ChartPainter:
    """Paints a layout in the colours of one theme."""

    def __init__(self, painter: QPainter, layout: ChartLayout, colours: Tokens) -> None:
        self._painter = painter
        self._layout = layout
        self._fonts = layout.fonts
        self._colours = colours
        self._unit = layout.fonts.unit

    def paint(self, current: int | None = None, visible: QRectF | None = None) -> None:
        """Paint everything that is visible. `current` is the number of the bar that has a frame."""
        painter, layout = self._painter, self._layout
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours.line, 1))
        painter.setBrush(self._colours.surface)
        card = QRectF(QPointF(0, 0), layout.size).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        content, colours, fonts = layout.content, self._colours, self._fonts
        self._wrapped(layout.title, content.title, fonts.title, colours.text)
        self._wrapped(layout.subtitle, content.subtitle, fonts.small, colours.muted)
        for number, (group, area) in enumerate(layout.headings):
            self._paint_heading(group, area, is_first=number == 0)
        for number, place in enumerate(layout.bar_places):
            if visible is None or visible.intersects(place.row):
                self._paint_bar(place, is_current=number == current)
        if layout.bar_places:
            self._paint_axis()
        self._paint_legend()
        self._paint_source()

    def _text(
        self, area: QRectF, text: str, font: QFont, colour: QColor, flags: int = _LEFT
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(colour)
        self._painter.drawText(area, flags, text)

    def _wrapped(self, area: QRectF, text: str, font: QFont, colour: QColor) -> None:
        """Paint a text on as many lines as it needs."""
        self._text(area, breakable(text), font, colour, _LEFT | _WRAP)

    def _paint_heading(self, group: BarGroup, area: QRectF, *, is_first: bool) -> None:
        unit, colours, fonts = self._unit, self._colours, self._fonts
        sign_area = QRectF(
            area.left(), area.center().y() - _SIGN * unit / 2, _SIGN * unit, _SIGN * unit
        )
        paint_sign(self._painter, group.sign, sign_area, colours)
        text_area = area.adjusted(_SIGN * unit + 5 * unit, 0, 0, 0)
        colour = colours.stop if group.sign is Sign.OVER_LIMIT else colours.text
        self._wrapped(text_area, group.heading, fonts.heading, colour)
        left = text_area.left() + fonts.heading.widest([group.heading]) + _GAP * unit
        right = area.right()
        if is_first:
            text = tr("You get per day")
            text_width = fonts.header.widest([text])
            if left + text_width + _GAP * unit < right:
                self._text(area, text, fonts.header, colours.muted, _RIGHT)
                right -= text_width + _GAP * unit
        if left < right:
            self._painter.setPen(QPen(colours.line, 1))
            self._painter.drawLine(QLineF(left, area.center().y(), right, area.center().y()))

    def _paint_bar(self, place: BarPlace, *, is_current: bool) -> None:
        bar, colours, fonts, unit = place.bar, self._colours, self._fonts, self._unit
        if is_current:
            self._painter.setPen(QPen(colours.accent, 2))
            self._painter.setBrush(colours.selection)
            self._painter.drawRect(place.row.adjusted(-4, 1, 4, -1))
        muted = colours.muted if bar.number == "–" else colours.text
        number = QRectF(
            place.row.left(), place.name.top(), self._layout.number_width, place.name.height()
        )
        self._text(number, bar.number, fonts.strong, muted, _RIGHT)
        self._wrapped(place.name, bar.name, fonts.body, colours.text)
        self._paint_form(place)
        if bar.is_asked:
            left = self._layout.plot_left + 6 * unit
            area = QRectF(left, place.middle - 10 * unit, place.row.right() - left, 20 * unit)
            self._text(area, bar.text, fonts.body, colours.ask)
        else:
            self._paint_value(place)
        self._paint_delivered(place)

    def _paint_value(self, place: BarPlace) -> None:
        """Paint the bar, and its figure at its end."""
        bar, colours, fonts, unit = place.bar, self._colours, self._fonts, self._unit
        area = self._bar_area(place)
        colour = colours.form_color(bar.group)
        if bar.is_over_limit:
            self._painter.setPen(QPen(colour, 1))
            self._painter.setBrush(hatched(colour))
            self._painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            self._painter.fillRect(area, colour)
        value = QRectF(
            area.right() + 6 * unit, place.middle - 10 * unit, self._layout.value_width, 20 * unit
        )
        self._text(value, bar.text, fonts.strong, colours.text)

    def _bar_area(self, place: BarPlace) -> QRectF:
        """Return the bar, whose length is its figure on the axis."""
        layout, height = self._layout, _BAR_HEIGHT * self._unit
        largest = layout.content.ticks[-1][0]
        share = float(place.bar.value / largest) if largest else 0.0
        width = max(share * (layout.plot_right - layout.plot_left), 2.0)
        return QRectF(layout.plot_left, place.middle - height / 2, width, height)

    def _paint_form(self, place: BarPlace) -> None:
        unit, colours = self._unit, self._colours
        swatch = QRectF(
            place.form.left(),
            place.form.center().y() - _SWATCH * unit / 2,
            _SWATCH * unit,
            _SWATCH * unit,
        )
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colours.form_color(place.bar.group))
        self._painter.drawRoundedRect(swatch, 2, 2)
        text = place.form.adjusted((_SWATCH + 6) * unit, 0, 0, 0)
        self._wrapped(text, place.bar.form, self._fonts.small, colours.muted)

    def _paint_delivered(self, place: BarPlace) -> None:
        unit, colours, fonts, bar = self._unit, self._colours, self._fonts, place.bar
        is_over = bar.sign is Sign.OVER_LIMIT
        font = fonts.strong if is_over else fonts.body
        area = QRectF(place.row.left(), place.middle - 10 * unit, place.row.width(), 20 * unit)
        self._text(area, bar.delivered, font, colours.stop if is_over else colours.text, _RIGHT)
        if bar.sign is not None:
            left = area.right() - font.widest([bar.delivered]) - (_SIGN + 4) * unit
            sign = QRectF(left, place.middle - _SIGN * unit / 2, _SIGN * unit, _SIGN * unit)
            paint_sign(self._painter, bar.sign, sign, colours)

    def _paint_axis(self) -> None:
        """Paint the line where bars start, and below them the axis from 0."""
        layout, colours, unit, fonts = self._layout, self._colours, self._unit, self._fonts
        painter, left, right = self._painter, layout.plot_left, layout.plot_right
        painter.setPen(QPen(colours.divide, 1))
        if layout.mode is not _Mode.STACKED:
            for group, area in layout.headings:
                bars = set(map(id, group.bars))
                rows = [place.row for place in layout.bar_places if id(place.bar) in bars]
                painter.drawLine(QLineF(left, area.bottom(), left, rows[-1].bottom()))
        painter.drawLine(QLineF(left, layout.plot_bottom, right, layout.plot_bottom))
        largest = layout.content.ticks[-1][0]
        metrics = fonts.header.metrics
        end = left - _GAP * unit
        for value, text in layout.content.ticks:
            x = left + (float(value / largest) if largest else 0.0) * (right - left)
            painter.setPen(QPen(colours.divide, 1))
            painter.drawLine(QLineF(x, layout.plot_bottom, x, layout.plot_bottom + 4 * unit))
            width = metrics.horizontalAdvance(text)
            start = left if not value else x - width / 2
            if start > end:
                area = QRectF(start, layout.plot_bottom + 5 * unit, width + 1, metrics.height())
                self._text(area, text, fonts.header, colours.muted)
                end = start + width + _GAP * unit
        text = layout.content.axis_unit
        area = QRectF(
            layout.inner.left(),
            layout.plot_bottom + 3 * unit,
            layout.inner.width(),
            metrics.height(),
        )
        if end + metrics.horizontalAdvance(text) < area.right():
            self._text(area, text, fonts.header, colours.muted, _RIGHT)

    def _paint_legend(self) -> None:
        layout, unit, colours = self._layout, self._unit, self._colours
        for number, line in enumerate(layout.legend_lines):
            top = layout.legend_top + number * _LEGEND_LINE * unit
            for item, x in line:
                middle = top + _LEGEND_LINE * unit / 2
                left = x + self._paint_symbol(item, x, middle) + 6 * unit
                area = QRectF(left, top, layout.inner.right() - left, _LEGEND_LINE * unit)
                self._text(area, item.text, self._fonts.small, colours.muted)

    def _paint_symbol(self, item: LegendItem, x: float, middle: float) -> float:
        """Paint what a text of the legend explains, and return its width."""
        painter, unit, colours = self._painter, self._unit, self._colours
        if item.sign is not None:
            area = QRectF(x, middle - _SIGN * unit / 2, _SIGN * unit, _SIGN * unit)
            paint_sign(painter, item.sign, area, colours)
            return area.width()
        if item.form:
            area = QRectF(x, middle - _SWATCH * unit / 2, _SWATCH * unit, _SWATCH * unit)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.form_color(item.form))
            painter.drawRoundedRect(area, 2, 2)
            return _SIGN * unit
        area = QRectF(x, middle - _SWATCH * unit / 2, 2 * _SWATCH * unit, _SWATCH * unit)
        painter.setPen(QPen(colours.muted, 1))
        painter.setBrush(hatched(colours.muted))
        painter.drawRect(area)
        return area.width()

    def _paint_source(self) -> None:
        layout, colours, font = self._layout, self._colours, self._fonts.small
        content, area = layout.content, layout.source
        self._painter.setPen(QPen(colours.line, 1))
        self._painter.drawLine(
            QLineF(0, layout.source_line_y, layout.size.width(), layout.source_line_y)
        )
        if layout.is_source_on_one_line:
            self._text(area, content.source, font, colours.muted)
            self._text(area, content.disclaimer, font, colours.muted, _RIGHT)
            return
        top, bottom = int(Qt.AlignmentFlag.AlignTop), int(Qt.AlignmentFlag.AlignBottom)
        self._text(area, content.source, font, colours.muted, top | _WRAP)
        self._text(area, content.disclaimer, font, colours.muted, bottom)
