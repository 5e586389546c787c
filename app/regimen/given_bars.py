"""One bar a mineral: what is taken from each product, with the target and the safe limit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.given_amounts import axis_end, given_of
from pricing.calculation.sentences import Sentence, mass_amount
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import format_trimmed
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont, QPaintEvent

    from pricing.analysis.given_amounts import Given
    from pricing.analysis.regimen import Regimen

    Place = Callable[[Fraction], float]

_BAR_HEIGHT, _GAP, _SIGN = 14, 4, 14
_DRAWN_LINE_HEIGHT = 16  # of the text beside a bar of that height
_APART = 8.0


def sign_of(row: Given) -> Sign | None:
    """Return the sign beside the total."""
    if row.is_over:
        return Sign.OVER_LIMIT
    return Sign.ABOVE_TARGET if row.is_above_target else None


def total_text(row: Given) -> str:
    """Return the total, which may be a least."""
    total = _mass_text(row, row.total)
    return tr("at least {total}", total=total) if row.is_at_least else total


def note_text(row: Given) -> str:
    """Return how the total stands to the target and the limit."""
    if row.is_over:
        if not row.is_over_stated_limit:
            return tr("a treatment")
        return tr("over {limit}", limit=_bare_text(row, row.limit or row.target))
    if row.shortfall:
        template = "up to {amount} short" if row.is_at_least else "{amount} short"
        return tr(template, amount=_mass_text(row, row.missing))
    if row.is_above_target:
        share = format_trimmed((row.total / row.target - 1) * 100, 0)
        return tr("target +{share} %", share=notation().format_number(share))
    return ""


def given_sentence(row: Given) -> str:
    """Return the bar in words."""
    parts = [tr("{mineral}: {total}", mineral=mineral_name(row.element),
                total=total_text(row))]  # fmt: skip
    if row.target:
        parts.append(tr("target {amount}", amount=_mass_text(row, row.target)))
    if row.limit is not None:
        parts.append(tr("safe limit {amount}", amount=_mass_text(row, row.limit)))
    if row.food:
        parts.append(tr("and {amount} from food", amount=_mass_text(row, row.food)))
    return " · ".join([*parts, *filter(None, [note_text(row), shares_text(row)])])


def shares_text(row: Given) -> str:
    """Return what each of several products gives, by its number: 200 mg from 1, 50 mg from 2."""
    shares = [
        tr(
            _share_template(part, is_unknown=number in row.unknown_parts),
            amount=_mass_text(row, part),
            number=str(number + 1),
        )
        for number, part in enumerate(row.parts)
        if part or number in row.unknown_parts
    ]
    return ", ".join(shares) if len(shares) > 1 else ""


def _share_template(part: Fraction, *, is_unknown: bool) -> str:
    """Return the words for what one product gives of a mineral."""
    if not is_unknown:
        return "{amount} from {number}"
    return "at least {amount} from {number}" if part else "an unknown amount from {number}"


def mineral_name(element: str) -> str:
    """Return the name of a mineral in the user's language."""
    return tr(elements()[element].name)


def mass_text(micrograms: Fraction, element: str) -> str:
    """Return a mass with few digits in the unit of its mineral."""
    amount = mass_amount(micrograms / MASS.base_per_unit, element)
    return Sentence("{amount}", {"amount": amount}).short_text(notation())


def stated_mass_text(micrograms: int, element: str) -> str:
    """Return a mass as it was entered, in the unit of its mineral."""
    return mass_amount(MASS.to_fraction(micrograms), element, is_stated=True).text(notation())


def _mass_text(row: Given, micrograms: Fraction) -> str:
    """Return a mass with as many digits as its bar needs."""
    digits = row.amounts.short_mass_notation(notation())
    return mass_amount(micrograms / MASS.base_per_unit, row.element).text(digits)


def _bare_text(row: Given, micrograms: Fraction) -> str:
    """Return a mass without its unit, which stands beside it."""
    return _mass_text(row, micrograms).split("\u00a0", maxsplit=1)[0]


class BarSpan(NamedTuple):
    """The place of a text on its line."""

    left: float
    width: float

    @property
    def right(self) -> float:
        """The end of the text."""
        return self.left + self.width


def apart(lower: BarSpan, upper: BarSpan, end: float) -> tuple[BarSpan, BarSpan]:
    """Return two texts so far apart that they can be read, and none beyond the end.

    The lower one gives way to the left, where there is room below the names.
    """
    lower = lower._replace(left=max(min(lower.left, upper.left - _APART - lower.width), 0.0))
    upper = upper._replace(left=min(max(upper.left, lower.right + _APART), end - upper.width))
    return lower._replace(left=min(lower.left, upper.left - _APART - lower.width)), upper


@reports_exceptions
class GivenBars(QWidget):
    """Draws the bars. All limits stand in one vertical. The description has the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("regimenBars")
        self.setAccessibleName(tr("What that gives a day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rows: list[Given] = []

    def show_regimen(self, regimen: Regimen) -> None:
        """Show what a regimen gives."""
        self._rows = given_of(regimen)
        self.setAccessibleDescription("\n".join(given_sentence(row) for row in self._rows))
        self.updateGeometry()
        self.update()

    # -- measures ------------------------------------------------------------------------------

    @property
    def _bar_height(self) -> float:
        """The height of a bar, which grows with the text beside it."""
        return _BAR_HEIGHT * max(1.0, QFontMetricsF(self.font()).height() / _DRAWN_LINE_HEIGHT)

    @property
    def _row_height(self) -> float:
        return self._bar_height + _GAP + QFontMetricsF(self._small).height() + 2 * _GAP

    @property
    def _small(self) -> QFont:
        return sized(self.font(), HEADER_SIZE)

    def _bar_area(self, top: float) -> QRectF:
        metrics = QFontMetricsF(self.font())
        names = (mineral_name(row.element) for row in self._rows)
        left = max(map(metrics.horizontalAdvance, names), default=0) + 12
        texts = (total_text(row) for row in self._rows)
        bold = QFontMetricsF(sized(self.font(), 1, semibold=True))
        notes = QFontMetricsF(self._small)
        right = max(
            max(map(bold.horizontalAdvance, texts), default=0) + _SIGN + 8,
            max((notes.horizontalAdvance(note_text(row)) for row in self._rows), default=0),
        )
        return QRectF(left, top, max(self.width() - left - right - 16, 40), self._bar_height)

    # -- drawing -------------------------------------------------------------------------------

    def _draw_row(self, painter: QPainter, row: Given, top: float, end: Fraction) -> None:
        colours, area = tokens(), self._bar_area(top)

        def place(amount: Fraction) -> float:
            # Pixels need no more than a float.
            return area.left() + float(amount / row.scale / end) * area.width()

        painter.setFont(self.font())
        painter.setPen(colours.text)
        painter.drawText(
            QRectF(0, top, area.left(), area.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, mineral_name(row.element),
        )  # fmt: skip
        painter.fillRect(area, colours.heat[0])
        if row.limit is not None:
            unsafe = QRectF(area)
            unsafe.setLeft(place(row.limit))
            painter.fillRect(unsafe, colours.surface)
            painter.fillRect(unsafe, hatched(colours.muted))
        self._draw_parts(painter, row, area, place)
        self._draw_marks(painter, row, area, place)
        self._draw_figures(painter, row, area)

    def _draw_parts(self, painter: QPainter, row: Given, area: QRectF, place: Place) -> None:
        colours, start = tokens(), Fraction(0)
        bold = sized(self.font(), HEADER_SIZE, semibold=True)
        painter.setFont(bold)
        for number, part in enumerate(row.parts, start=1):
            if not part:
                continue
            left, right = place(start), place(start + part)
            piece = QRectF(left, area.top(), max(right - left - 1, 1), area.height())
            painter.fillRect(piece, colours.stop if row.is_over else colours.accent)
            if piece.width() > QFontMetricsF(bold).horizontalAdvance(str(number)) + 4:
                painter.setPen(colours.surface if row.is_over else colours.on_accent)
                painter.drawText(piece, Qt.AlignmentFlag.AlignCenter, str(number))
            start += part

    def _draw_marks(self, painter: QPainter, row: Given, area: QRectF, place: Place) -> None:
        colours = tokens()
        painter.setFont(self._small)
        template = "limit {amount}, food counted" if row.counts_food else "limit {amount}"
        limit_text = tr(template, amount=_bare_text(row, row.limit or row.target))
        target_text = tr("target {amount}", amount=_bare_text(row, row.target))
        metrics = QFontMetricsF(self._small)
        marks = []
        for amount, text, colour in (
            (row.target or None, target_text, colours.text),
            (row.limit, limit_text, colours.stop),
        ):
            if amount is None:
                continue
            x, width = place(amount), metrics.horizontalAdvance(text) + 2
            line = QLineF(x, area.top() - 2, x, area.bottom() + 2)
            if row.is_over:  # on a bar of its own colour a mark would not be seen
                painter.setPen(QPen(colours.surface, 4))
                painter.drawLine(line)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(line)
            is_limit = colour == colours.stop
            left = x - width / 2 if is_limit else x - width
            left = min(max(left, area.left()), area.right() - width)
            marks.append(
                (amount, BarSpan(left, width), text, colour if is_limit else colours.muted)
            )
        marks.sort(key=lambda mark: mark[0])
        spans = [span for _, span, _, _ in marks]
        if len(spans) == 2:
            spans = [*apart(spans[0], spans[1], area.right())]
        for span, (_, _, text, colour) in zip(spans, marks, strict=True):
            painter.setPen(colour)
            painter.drawText(
                QRectF(span.left, area.bottom() + _GAP, span.width, self._row_height),
                Qt.AlignmentFlag.AlignTop, text,
            )  # fmt: skip

    def _draw_figures(self, painter: QPainter, row: Given, area: QRectF) -> None:
        colours, sign = tokens(), sign_of(row)
        colour = {Sign.OVER_LIMIT: colours.stop, Sign.ABOVE_TARGET: colours.note}.get(
            sign or Sign.DONE, colours.muted
        )
        bold = sized(self.font(), 1, semibold=True)
        painter.setFont(bold)
        painter.setPen(colours.stop if row.is_over else colours.text)
        right = QRectF(area.right(), area.top() - 2, self.width() - area.right(), area.height() + 4)
        painter.drawText(
            right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, total_text(row)
        )
        if sign is not None:
            width = QFontMetricsF(bold).horizontalAdvance(total_text(row))
            left = self.width() - width - _SIGN - 6
            paint_sign(painter, sign, QRectF(left, area.top(), _SIGN, _SIGN))
        painter.setFont(self._small)
        painter.setPen(colour)
        below = QRectF(area.right(), area.bottom() + _GAP, self.width() - area.right(), 40)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, note_text(row)
        )

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, round(self._row_height * len(self._rows)) + _GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            end = axis_end(self._rows)
            for number, row in enumerate(self._rows):
                self._draw_row(painter, row, _GAP + number * self._row_height, end)
            if self.hasFocus():
                painter.setPen(QPen(tokens().accent, 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
