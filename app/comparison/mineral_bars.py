"""One bar a mineral: what a day's dose of one product gives, with target and safe limit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import hatched
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.sentences import Mineral, capitalized
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from app.comparison.dose_gauge import Dose

_BAR_HEIGHT, _ROW_GAP, _GAP, _LEAST_BAR = 10, 6, 8, 60
# All limits stand in one vertical, and the axis ends this far beyond them.
_LEAST_AXIS_END, _ROOM_BEYOND = Fraction(5, 4), Fraction(21, 20)
_LIMIT_IN_TARGETS = Fraction(8, 5)  # where the limit would stand if a mineral has none


def _scale(dose: Dose) -> Fraction:
    """Return the mg that are as long as the limits are."""
    target = dose.target or Fraction(0)
    return dose.limit or target * _LIMIT_IN_TARGETS or dose.delivered or Fraction(1)


def _name(dose: Dose) -> str:
    return tr(elements()[dose.element].name)


def _figure_parts(dose: Dose) -> tuple[str, str]:
    """Return what a dose gives, and of how much: ("300", " of 350 mg")."""
    delivered = dose.text("{delivered}")
    if dose.limit is None:
        return delivered, ""
    both = dose.text(tr("{delivered} of {limit}"))
    amount, _, unit = delivered.partition("\u00a0")
    if unit and both.endswith(f"\u00a0{unit}") and both.startswith(delivered):
        return amount, both.removeprefix(delivered)
    return "", both


@reports_exceptions
class MineralBars(QWidget):
    """Draws the bars. The accessible description has the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mineralBars")
        self.setAccessibleName(tr("What you get a day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._doses: Sequence[Dose] = ()

    def show_doses(self, doses: Sequence[Dose]) -> None:
        """Show what a day gives of each mineral."""
        self._doses = doses
        self.setAccessibleDescription("\n".join(map(_sentence, doses)))
        self.updateGeometry()
        self.update()

    # -- drawing -------------------------------------------------------------------------------

    @property
    def _row_height(self) -> float:
        return max(QFontMetricsF(self.font()).height(), _BAR_HEIGHT) + _ROW_GAP

    def _figure_width(self, dose: Dose) -> float:
        strong, rest = _figure_parts(dose)
        bold = QFontMetricsF(sized(self.font(), 1, semibold=True))
        return bold.horizontalAdvance(strong) + QFontMetricsF(self.font()).horizontalAdvance(rest)

    def _draw_row(self, painter: QPainter, dose: Dose, line: QRectF, end: Fraction) -> None:
        colours, metrics = tokens(), QFontMetricsF(self.font())
        left = max(metrics.horizontalAdvance(_name(one)) for one in self._doses) + _GAP
        right = max(map(self._figure_width, self._doses)) + _GAP
        bar = QRectF(left, 0, max(line.width() - left - right, _LEAST_BAR), _BAR_HEIGHT)
        bar.moveTop(line.center().y() - _BAR_HEIGHT / 2)

        def place(amount: Fraction) -> float:
            # Pixels need no more than a float.
            return bar.left() + float(amount / _scale(dose) / end) * bar.width()

        painter.setFont(self.font())
        painter.setPen(colours.text)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _name(dose))
        painter.fillRect(bar, colours.heat[0])
        if dose.limit is not None:
            unsafe = QRectF(bar)
            unsafe.setLeft(place(dose.limit))
            painter.fillRect(unsafe, colours.surface)
            painter.fillRect(unsafe, hatched(colours.muted))
        given = QRectF(bar)
        given.setRight(place(dose.delivered))
        painter.fillRect(given, colours.stop if dose.is_over_limit else colours.accent)
        for amount, colour in ((dose.target, colours.text), (dose.limit, colours.stop)):
            if amount is not None:
                x = place(amount)
                painter.setPen(QPen(colours.surface, 4))  # a mark is seen on its own colour too
                painter.drawLine(QLineF(x, bar.top(), x, bar.bottom()))
                painter.setPen(QPen(colour, 2))
                painter.drawLine(QLineF(x, bar.top() - 2, x, bar.bottom() + 2))
        self._draw_figure(painter, dose, line)

    def _draw_figure(self, painter: QPainter, dose: Dose, line: QRectF) -> None:
        colours = tokens()
        strong, rest = _figure_parts(dose)
        area = QRectF(line)
        area.setLeft(line.right() - self._figure_width(dose))
        painter.setFont(sized(self.font(), 1, semibold=True))
        painter.setPen(colours.stop if dose.is_over_limit else colours.text)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(area, flags, strong)
        area.setLeft(area.left() + QFontMetricsF(painter.font()).horizontalAdvance(strong))
        painter.setFont(self.font())
        painter.setPen(colours.stop if dose.is_over_limit else colours.muted)
        painter.drawText(area, flags, rest)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._row_height * len(self._doses)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._doses:
            return
        ends = (max(one.delivered, one.target or 0) / _scale(one) for one in self._doses)
        end = max(_LEAST_AXIS_END, max(ends) * _ROOM_BEYOND)
        with QPainter(self) as painter:
            for number, dose in enumerate(self._doses):
                top = number * self._row_height
                line = QRectF(0, top, self.width(), self._row_height)
                self._draw_row(painter, dose, line, end)


def _sentence(dose: Dose) -> str:
    """Return a bar in words."""
    parts = [tr("{delivered} a day")]
    if dose.target is not None:
        parts.append(tr("target {target}"))
    if dose.limit is not None:
        parts.append(tr("safe limit {limit}"))
    if dose.is_over_limit:
        parts.append(tr("over the safe limit"))
    mineral = capitalized(Mineral(dose.element).text(notation()))
    return tr("{mineral}: {dose}", mineral=mineral, dose=dose.text(", ".join(parts)))
