"""Costs of a product that was read, as they would be in the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.label_reading.field_rows import SignBox, set_tone
from app.toolkit.cards import sized
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from pricing.calculation.measures import (
    FigureFormat,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.calculation.sentences import Sentence, UnitCount, mass_amount
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.calculation.figures import Figures
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario

SHOWN_BASIS = 100
SPACING = 20


class OutcomeLine(QWidget):
    """Dose, cost of the period and cost of the mineral, or what a row still lacks for them."""

    def __init__(self) -> None:
        super().__init__()
        self._target = Label()
        set_tone(self._target, "muted")
        self._sign = SignBox()
        self._dose = Label()
        self._period = Label()
        self._period.setFont(sized(self.font(), 1, semibold=True))
        self._cost = Label()
        self._cost.setObjectName("labelOutcome")
        self._other_sign, self._others = SignBox(), Label()
        self._others.setWordWrap(True)
        self._others.setObjectName("labelOtherMinerals")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(_line(self._cost, self._target, self._sign, self._dose, self._period))
        rows.addLayout(_line(self._others, self._other_sign))
        self._warn("")

    def show_entry(self, entry: Entry | None, scenario: Scenario) -> None:
        """Show what a row would cost."""
        from pricing.calculation.comparison import compare

        for label in (self._target, self._dose, self._period, self._cost):
            label.setText("")
        self._cost.setWordWrap(True)  # unless it is a figure
        self._sign.hide()
        self._warn("")
        if entry is None:
            return
        try:
            product = entry.product()
        except BadInput as error:
            self._cost.setText(error.message(notation()))
            return
        if product.element != scenario.element:
            self._cost.setText(
                tr("It is another mineral than that of the comparison, so it is not compared.")
            )
            return
        figures = compare([product], scenario).entered_products[0].figures
        self._show_figures(figures, scenario)
        self._warn(_too_much_of_one(figures))

    def show_words(self, words: str) -> None:
        """Say why there are no figures."""
        self._cost.setText(words)

    def _warn(self, text: str) -> None:
        """Show which other mineral of the label is over its limit, which comes before any cost."""
        self._others.setText(text)
        self._other_sign.show_sign(Sign.OVER_LIMIT if text else None)
        self._others.setVisible(bool(text))
        self._other_sign.setVisible(bool(text))

    def _show_figures(self, figures: Figures, scenario: Scenario) -> None:
        target = figures.number("target_mg")
        units, delivered = figures.number("units_per_day"), figures.number("delivered_mg_per_day")
        month, per_mg = figures.number("monthly_cost"), figures.number("cost_per_elemental_mg")
        product, currency = figures.product, scenario.currency
        if target is None or units is None or delivered is None:
            return
        target_text = mass_amount(target, product.element).text(notation())
        self._target.setText(tr("At {target} a day", target=target_text))
        values: dict[str, SentenceValue] = {
            "units": UnitCount(units, product.unit_kind),
            "amount": mass_amount(delivered, product.element),
        }
        limit = figures.number("limit_mg")
        is_over = limit is not None and delivered > limit
        if limit is not None and is_over:
            self._sign.show_sign(Sign.OVER_LIMIT)
            self._sign.show()
            values["limit"] = mass_amount(limit, product.element)
        template = "{units} = {amount}, over {limit}" if is_over else "{units} = {amount}"
        self._dose.setText(Sentence(template, values).short_text(notation()))
        if month is not None and per_mg is not None:
            self._period.setText(_period_text(month, scenario, currency))
            cost = cost_per_basis(per_mg, SHOWN_BASIS, product.element)
            self._cost.setWordWrap(False)
            self._cost.setText(
                tr(
                    "{cost} per {basis}",
                    cost=format_figure_with_unit(cost, FigureFormat.RATE, currency, notation()),
                    basis=basis_text(SHOWN_BASIS, product.element),
                )
            )


def _line(last: Label, *widgets: QWidget) -> FlowRow:
    """Return a line of widgets, of which the last one takes the room that is left."""
    last.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row = FlowRow(SPACING)
    row.add(*widgets, last)
    return row


def _too_much_of_one(figures: Figures) -> str:
    """Return which mineral the day's dose gives too much of beside the compared one, or ""."""
    from pricing.calculation.checks.case import CheckCase
    from pricing.calculation.checks.mineral import potassium_dose
    from pricing.calculation.checks.other_minerals import other_mineral_over_limit
    from pricing.quantities.dates import today

    case = CheckCase(figures, today())
    message = other_mineral_over_limit(case) or potassium_dose(case)
    return Sentence(*message).short_text(notation()) if message else ""


def _period_text(cost: Fraction, scenario: Scenario, currency: str) -> str:
    from pricing.calculation.measures import DAYS_OF_A_MONTH

    money = format_figure_with_unit(cost, FigureFormat.MONEY, currency, notation())
    if scenario.days in DAYS_OF_A_MONTH:
        return tr("{cost} a month", cost=money)
    return tr("{cost} in {days} days", cost=money, days=scenario.days)
