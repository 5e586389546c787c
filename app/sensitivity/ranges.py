"""The ranges table: for each input the range tried, its effect on the cost, and switch points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sensitivity.tornado import INPUT_TITLES, SPAN_ROLE, bar_spans, range_end_text
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import SensitivityBar, input_range, tornado, with_input_range
from pricing.analysis.switch_points import describe_switch_points, find_switch_points
from pricing.calculation.measures import ABSORBED_COST_KEY, MEASURES_BY_KEY, format_figure_with_unit
from pricing.model.changes import change_scenario
from pricing.quantities.amounts import read_amount

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from app.sensitivity.tornado import BarSpan
    from app.session import Session
    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.comparison import ComparedProduct

BAR_KEY = "bar"
_LOW, _HIGH = 0, 1  # the ends of a range


@dataclass(frozen=True, slots=True)
class InputRange:
    """One input of the product: its bar in the tornado, and its switch points in words."""

    bar: SensitivityBar
    span: BarSpan
    switch_points: str


class InputRangesModel(TableModel[InputRange]):
    """The inputs of one product, the most influential first. The ends of a range are editable."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._figure_key = ABSORBED_COST_KEY
        self.set_columns((
            ModelColumn("input", tr("Input"), self._title_text, is_text=True, width=116),
            self._end_column("low", tr("From"), _LOW),
            self._end_column("high", tr("To"), _HIGH),
            self._cost_column("at_low", tr("Cost at\n“From”"), lambda bar: bar.at_low),
            self._cost_column("at_high", tr("Cost at\n“To”"), lambda bar: bar.at_high),
            ModelColumn(
                BAR_KEY, tr("Range of the cost"), lambda _: "", is_text=True, width=130,
                answers={
                    SPAN_ROLE: lambda row: row.span,
                    Role.AccessibleTextRole: self._cost_range_text,
                },
            ),
            ModelColumn(
                "switch_points", tr("Switch points"), lambda row: row.switch_points, is_text=True,
                width=180, meaning=tr("The value at which another product becomes the cheapest"),
            ),
        ))  # fmt: skip

    def refresh(self, compared: ComparedProduct | None, figure_key: str) -> None:
        """Show the effect of each input on a figure of a ranked product."""
        self._figure_key = figure_key
        bars = tornado(compared, figure_key) if compared else ()
        spans = bar_spans(bars, compared.number(figure_key)) if compared else []
        self.show_rows([
            InputRange(bar, span, self._switch_points_text(compared, bar.varied_input))
            for bar, span in zip(bars, spans, strict=True) if compared
        ])  # fmt: skip

    def _end_column(self, key: str, heading: str, end: int) -> ModelColumn[InputRange]:
        def text(row: InputRange) -> str:
            return range_end_text(self._session.scenario, row.bar.varied_input, end)

        def edit_text(row: InputRange) -> str:
            varied = row.bar.varied_input
            value = input_range(self._session.scenario, varied)[end]
            quantity = varied.quantity_for(self._session.scenario.element)
            return number_for_editing(quantity.text(value))

        def change(row: InputRange, typed: str) -> bool:
            return self._change_end(row.bar.varied_input, end, typed)

        return ModelColumn(
            key, heading, text, width=60, tooltip=text, edit_text=edit_text, change=change
        )

    def _cost_column(
        self, key: str, heading: str, value: Callable[[SensitivityBar], Fraction]
    ) -> ModelColumn[InputRange]:
        def text(row: InputRange) -> str:
            return self._cost_text(value(row.bar))

        return ModelColumn(key, heading, text, lambda row: value(row.bar), width=76, tooltip=text)

    def _title_text(self, row: InputRange) -> str:
        return tr(INPUT_TITLES[row.bar.varied_input.key])

    def _cost_text(self, cost: Fraction) -> str:
        figure_format = MEASURES_BY_KEY[self._figure_key].figure_format
        currency = self._session.scenario.currency
        return format_figure_with_unit(cost, figure_format, currency, notation())

    def _cost_range_text(self, row: InputRange) -> str:
        low, high = self._cost_text(row.bar.at_low), self._cost_text(row.bar.at_high)
        return tr("from {low} to {high}", low=low, high=high)

    def _switch_points_text(self, compared: ComparedProduct, varied: VariedInput) -> str:
        points = find_switch_points(self._session.comparison, compared, varied, self._figure_key)
        return describe_switch_points(points, varied, compared).text(notation())

    def _change_end(self, varied: VariedInput, end: int, typed: str) -> bool:
        """Try another range. Raises BadInput for a text that is no value or makes no range."""
        scenario = self._session.scenario
        ends = list(input_range(scenario, varied))
        ends[end] = read_amount(typed, varied.quantity_for(scenario.element))
        after = with_input_range(scenario, varied, *ends)
        step = tr("range of {input}", input=tr(INPUT_TITLES[varied.key]).lower())
        return self._session.apply(change_scenario(scenario, after, step))
