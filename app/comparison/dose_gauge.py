"""A gauge of a day's dose, with the target and the safe limit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import hatched
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.sentences import Sentence, mass_amount
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont, QPaintEvent

    from pricing.calculation.figures import Figures

_BAR_HEIGHT, _TICK_MARGIN, _GAP = 10, 3, 4
_SPARE_SHARE = Fraction(5, 4)  # the axis ends this much beyond the largest of its amounts


class Dose(NamedTuple):
    """A day's dose in mg, with what it is measured by."""

    delivered: Fraction
    target: Fraction | None
    limit: Fraction | None
    element: str

    @property
    def is_over_limit(self) -> bool:
        return self.limit is not None and self.delivered > self.limit

    @property
    def axis_end(self) -> Fraction:
        known = [amount for amount in (self.target, self.limit) if amount is not None]
        return max(max(known, default=Fraction(0)) * _SPARE_SHARE, self.delivered * 11 / 10)

    def text(self, template: str) -> str:
        """Return a template with the dose's masses, short but never two of them alike."""
        masses = {
            key: mass_amount(value, self.element)
            for key, value in (
                ("delivered", self.delivered), ("target", self.target), ("limit", self.limit),
            )
            if value is not None
        }  # fmt: skip
        sentence = Sentence(template, dict(masses))
        return sentence.short_text(notation())


def dose_of(figures: Figures) -> Dose | None:
    """Return the dose of a product, or None if it has none."""
    delivered = figures.number("delivered_mg_per_day")
    if delivered is None:
        return None
    target, limit = figures.number("target_mg"), figures.number("limit_mg")
    return Dose(delivered, target, limit, figures.product.element)


@reports_exceptions
class DoseGauge(QWidget):
    """Draws a dose. Its accessible description has the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("doseGauge")
        self.setAccessibleName(tr("What you get a day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dose: Dose | None = None

    def show_dose(self, dose: Dose) -> None:
        """Show a dose."""
        self._dose = dose
        parts = [tr("{delivered} a day")]
        if dose.target is not None:
            parts.append(tr("target {target}"))
        if dose.limit is not None:
            parts.append(tr("safe limit {limit}"))
        self.setAccessibleDescription(dose.text(", ".join(parts)))
        self.update()

    # -- drawing -------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, dose: Dose) -> None:
        colours = tokens()
        small = sized(self.font(), SMALL_SIZE)
        line_height = QFontMetrics(small).height()
        area = QRectF(0, line_height + _GAP, self.width(), _BAR_HEIGHT)

        def place(amount: Fraction) -> float:
            # Pixels need no more than a float.
            return area.left() + float(amount / dose.axis_end) * area.width()

        painter.fillRect(area, colours.header)
        if dose.limit is not None:
            unsafe = QRectF(area)
            unsafe.setLeft(place(dose.limit))
            painter.fillRect(unsafe, hatched(colours.muted))
        bar = QRectF(area)
        bar.setRight(place(dose.delivered))
        colour = colours.stop if dose.is_over_limit else colours.accent
        painter.fillRect(bar, colour)
        painter.setPen(colour)
        bold = sized(self.font(), 1, semibold=True)
        self._draw_text(
            painter, QPointF(bar.right(), 0), dose.text("{delivered}"), bold, is_left=True
        )
        self._draw_marks(painter, dose, area, place)

    def _draw_marks(
        self, painter: QPainter, dose: Dose, area: QRectF, place: Callable[[Fraction], float]
    ) -> None:
        """Draw the target and the limit, each with its text on its own side."""
        colours = tokens()
        target, limit = dose.target, dose.limit
        is_target_left = limit is None or (target is not None and target <= limit)
        for amount, text, colour, is_left in (
            (target, tr("target {target}"), colours.text, is_target_left),
            (limit, tr("limit {limit}"), colours.stop, not is_target_left),
        ):
            if amount is None:
                continue
            x = place(amount)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(x, area.top() - _TICK_MARGIN),
                             QPointF(x, area.bottom() + _TICK_MARGIN))  # fmt: skip
            painter.setPen(colours.muted if colour == colours.text else colour)
            below = QPointF(x, area.bottom() + _GAP)
            small = sized(self.font(), SMALL_SIZE)
            self._draw_text(painter, below, dose.text(text), small, is_left=is_left)

    def _draw_text(
        self, painter: QPainter, point: QPointF, text: str, font: QFont, *, is_left: bool
    ) -> None:
        """Draw a text in the pen's colour that ends or begins at a point, inside the widget."""
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(text) + 2
        left = point.x() - width if is_left else point.x() + 2
        left = min(max(left, 0.0), max(self.width() - width, 0.0))
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(left, point.y(), width, metrics.height()), flags, text)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        height = QFontMetrics(self.font()).height()
        return QSize(200, 2 * height + 2 * _GAP + _BAR_HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dose is not None:
            with QPainter(self) as painter:
                self._paint(painter, self._dose)
