"""One bar a mineral: what is taken from each product, with the target and the safe limit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.sentences import Sentence, mass_amount
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import format_trimmed
from pricing.reference.limits import SUPPLEMENTS_BASIS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont, QPaintEvent

    from pricing.analysis.regimen import Regimen

    Place = Callable[[Fraction], float]

_BAR_HEIGHT, _GAP, _SIGN = 14, 4, 14
_SPARE = Fraction(5, 4)  # the axis ends this much beyond the limits
_ABOVE_TARGET = Fraction(105, 100)  # from here on it is said


class Given(NamedTuple):
    """What a day gives of a mineral, in micrograms, from each product in turn."""

    element: str
    parts: tuple[Fraction, ...]
    total: Fraction
    target: Fraction
    limit: Fraction | None
    shortfall: Fraction
    is_over: bool
    is_at_least: bool
    counts_food: bool

    @property
    def scale(self) -> Fraction:
        """The micrograms that are as long as the limits are: the limit, else 1.6 targets."""
        return self.limit or self.target * 8 / 5 or max(self.total, Fraction(1))

    @property
    def sign(self) -> Sign | None:
        """The sign beside the total."""
        if self.is_over:
            return Sign.OVER_LIMIT
        is_above = self.target and self.total > self.target * _ABOVE_TARGET
        return Sign.ABOVE_TARGET if is_above else None

    def total_text(self) -> str:
        """Return the total, which may be a least."""
        total = mass_text(self.total, self.element)
        return tr("at least {total}", total=total) if self.is_at_least else total

    def note_text(self) -> str:
        """Return how the total stands to the target and the limit."""
        if self.is_over and self.limit is not None:
            return tr("over {limit}", limit=_bare_text(self.limit, self.element))
        if self.shortfall:
            missing = mass_text(self.target - self.total, self.element)
            return tr("{amount} short", amount=missing)
        if self.sign is Sign.ABOVE_TARGET:
            share = format_trimmed((self.total / self.target - 1) * 100, 0)
            return tr("target +{share} %", share=notation().format_number(share))
        return ""

    def sentence(self) -> str:
        """Return the bar in words."""
        parts = [tr("{mineral}: {total}", mineral=mineral_name(self.element),
                    total=self.total_text())]  # fmt: skip
        if self.target:
            parts.append(tr("target {amount}", amount=mass_text(self.target, self.element)))
        if self.limit is not None:
            parts.append(tr("safe limit {amount}", amount=mass_text(self.limit, self.element)))
        return " · ".join([*parts, *filter(None, [self.note_text()])])


def given_of(regimen: Regimen) -> list[Given]:
    """Return what a regimen gives of each mineral."""
    scenario, rows = regimen.scenario, []
    for element in regimen.elements:
        limit = scenario.limit_of(element)
        rows.append(
            Given(
                element,
                tuple(
                    Fraction(0) if take.product.is_food else take.amount_of(element)
                    for take in regimen.takes
                ),
                regimen.totals[element],
                Fraction(scenario.target_of(element)),
                None if limit is None or limit.amount is None else Fraction(limit.amount),
                regimen.shortfall(element) if scenario.target_of(element) else Fraction(0),
                regimen.is_over_limit(element),
                element in regimen.at_least,
                limit is not None and limit.basis != SUPPLEMENTS_BASIS,
            )
        )
    return rows


def mineral_name(element: str) -> str:
    """Return the name of a mineral in the user's language."""
    return tr(elements()[element].name)


def mass_text(micrograms: Fraction, element: str) -> str:
    """Return a mass with few digits in the unit of its mineral."""
    amount = mass_amount(micrograms / MASS.base_per_unit, element)
    return Sentence("{amount}", {"amount": amount}).short_text(notation())


def _bare_text(micrograms: Fraction, element: str) -> str:
    """Return a mass without its unit, which stands beside it."""
    return mass_text(micrograms, element).split("\u00a0", maxsplit=1)[0]


@reports_exceptions
class GivenBars(QWidget):
    """Draws the bars. All limits stand in one vertical. The description has the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("regimenBars")
        self.setAccessibleName(tr("What that gives a day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: list[Given] = []

    def show_regimen(self, regimen: Regimen) -> None:
        """Show what a regimen gives."""
        self._rows = given_of(regimen)
        self.setAccessibleDescription("\n".join(row.sentence() for row in self._rows))
        self.updateGeometry()
        self.update()

    # -- measures ------------------------------------------------------------------------------

    @property
    def _row_height(self) -> float:
        return _BAR_HEIGHT + _GAP + QFontMetricsF(self._small).height() + 2 * _GAP

    @property
    def _small(self) -> QFont:
        return sized(self.font(), HEADER_SIZE)

    def _axis_end(self) -> Fraction:
        """Return the length of the axis, where the limits stand at 1."""
        return max([_SPARE, *(row.total / row.scale * 21 / 20 for row in self._rows)])

    def _bar_area(self, top: float) -> QRectF:
        metrics = QFontMetricsF(self.font())
        names = (mineral_name(row.element) for row in self._rows)
        left = max(map(metrics.horizontalAdvance, names), default=0) + 12
        texts = (row.total_text() for row in self._rows)
        bold = QFontMetricsF(sized(self.font(), 1, semibold=True))
        notes = QFontMetricsF(self._small)
        right = max(
            max(map(bold.horizontalAdvance, texts), default=0) + _SIGN + 8,
            max((notes.horizontalAdvance(row.note_text()) for row in self._rows), default=0),
        )
        return QRectF(left, top, max(self.width() - left - right - 16, 40), _BAR_HEIGHT)

    # -- drawing -------------------------------------------------------------------------------

    def _draw_row(self, painter: QPainter, row: Given, top: float, axis_end: Fraction) -> None:
        colours, area = tokens(), self._bar_area(top)

        def place(amount: Fraction) -> float:
            # Pixels need no more than a float.
            return area.left() + float(amount / row.scale / axis_end) * area.width()

        painter.setFont(self.font())
        painter.setPen(colours.text)
        painter.drawText(
            QRectF(0, top, area.left(), _BAR_HEIGHT), Qt.AlignmentFlag.AlignVCenter,
            mineral_name(row.element),
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
        limit_text = tr(template, amount=_bare_text(row.limit or row.target, row.element))
        target_text = tr("target {amount}", amount=_bare_text(row.target, row.element))
        for amount, text, colour, is_limit in (
            (row.target or None, target_text, colours.text, False),
            (row.limit, limit_text, colours.stop, True),
        ):
            if amount is None:
                continue
            x = place(amount)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom() + 2))
            painter.setPen(colour if is_limit else colours.muted)
            width = QFontMetricsF(self._small).horizontalAdvance(text) + 2
            left = x - width / 2 if is_limit else min(x, area.right()) - width
            left = min(max(left, area.left()), area.right() - width)
            painter.drawText(
                QRectF(left, area.bottom() + _GAP, width, self._row_height),
                Qt.AlignmentFlag.AlignTop, text,
            )  # fmt: skip

    def _draw_figures(self, painter: QPainter, row: Given, area: QRectF) -> None:
        colours = tokens()
        colour = {Sign.OVER_LIMIT: colours.stop, Sign.ABOVE_TARGET: colours.note}.get(
            row.sign or Sign.DONE, colours.muted
        )
        bold = sized(self.font(), 1, semibold=True)
        painter.setFont(bold)
        painter.setPen(colours.stop if row.is_over else colours.text)
        right = QRectF(area.right(), area.top() - 2, self.width() - area.right(), area.height() + 4)
        painter.drawText(
            right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.total_text()
        )
        if row.sign is not None:
            width = QFontMetricsF(bold).horizontalAdvance(row.total_text())
            left = self.width() - width - _SIGN - 6
            paint_sign(painter, row.sign, QRectF(left, area.top(), _SIGN, _SIGN))
        painter.setFont(self._small)
        painter.setPen(colour)
        below = QRectF(area.right(), area.bottom() + _GAP, self.width() - area.right(), 40)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, row.note_text()
        )

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, round(self._row_height * len(self._rows)) + _GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            axis_end = self._axis_end()
            for number, row in enumerate(self._rows):
                self._draw_row(painter, row, _GAP + number * self._row_height, axis_end)
