"""The ranges table: what each input does to the cost, and where another product is the best buy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.sensitivity.tornado import (
    INPUT_TITLES,
    SPAN_ROLE,
    TornadoBar,
    bar_spans,
    range_end_text,
)
from app.toolkit.locale_format import notation, number_for_editing, short_notation
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from pricing.analysis.best_buy_switches import describe_best_buy_switches
from pricing.analysis.sensitivity import SensitivityBar, input_range, tornado, with_input_range
from pricing.calculation.measures import (
    ABSORBED_COST_KEY,
    MEASURES_BY_KEY,
    FigureFormat,
    format_figure_with_unit,
)
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import read_amount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from app.session import Session
    from pricing.analysis.target_ranges import TargetRanges
    from pricing.calculation.comparison import ComparedProduct

BAR_KEY = "bar"
_RANGE = "{low} to {high}"
# What stands between the ends of a range that is typed, besides the word of the language.
_DASHES = re.compile(r"\s*[–—…]\s*|\s+-\s+|(?<=\d)-(?=\d)")


@dataclass(frozen=True, slots=True)
class InputRange:
    """One input of the product: its bar in the tornado, and its switch points in words."""

    compared: ComparedProduct
    bar: SensitivityBar
    drawing: TornadoBar
    switch_points: str


class InputRangesModel(TableModel[InputRange]):
    """The inputs of one product, the most influential first. A range is editable."""

    def __init__(self, session: Session, target_ranges: TargetRanges) -> None:
        super().__init__()
        self._session = session
        self._figure_key = ABSORBED_COST_KEY
        self._target_ranges = target_ranges

    def refresh(self, compared: ComparedProduct | None, figure_key: str) -> None:
        """Show the effect of each input on a figure of a ranked product."""
        self._figure_key = figure_key
        bars = tornado(compared, figure_key) if compared else ()
        self.show_rows(
            list(self._rows(compared, bars)) if compared else [], self._columns(compared)
        )

    def _rows(
        self, compared: ComparedProduct, bars: tuple[SensitivityBar, ...]
    ) -> Iterator[InputRange]:
        texts = [tuple(map(self.cost_text, _ends(bar))) for bar in bars]
        all_texts = tuple(text for ends in texts for text in ends)
        spans = bar_spans(bars, compared.number(self._figure_key))
        digits = short_notation()
        for bar, span, (lower, higher) in zip(bars, spans, texts, strict=True):
            switches = describe_best_buy_switches(
                self._session.comparison, compared, bar.varied_input, self._target_ranges
            )
            drawing = TornadoBar(span, (lower, higher), all_texts)
            yield InputRange(compared, bar, drawing, switches.text(digits))

    def _columns(self, compared: ComparedProduct | None) -> tuple[ModelColumn[InputRange], ...]:
        now = self.cost_text(compared.number(self._figure_key)) if compared else ""
        return (
            ModelColumn("input", tr("Change"), self._title_text, is_text=True),
            ModelColumn("range", tr("Range tried"), self._range_text, is_text=True,
                        tooltip=lambda _: tr("Enter another range, such as 80 to 120."),
                        edit_text=self._range_for_editing, change=self._change_range),
            ModelColumn(BAR_KEY, tr("Cost, now {cost}", cost=now), lambda _: "", is_text=True,
                        answers={SPAN_ROLE: lambda row: row.drawing,
                                 Role.AccessibleTextRole: self._cost_range_text}),
            ModelColumn("switch_points", tr("Another product becomes the best buy"),
                        lambda row: row.switch_points, is_text=True),
        )  # fmt: skip

    def _title_text(self, row: InputRange) -> str:
        return tr(INPUT_TITLES[row.bar.varied_input.key])

    def cost_text(self, cost: Fraction) -> str:
        """Return a cost as the chosen figure is shown."""
        figure_format = MEASURES_BY_KEY[self._figure_key].figure_format
        currency = self._session.scenario.currency
        return format_figure_with_unit(cost, figure_format, currency, notation())

    def _cost_range_text(self, row: InputRange) -> str:
        low, high = row.drawing.texts
        return tr("from {low} to {high}", low=low, high=high)

    # -- ranges --------------------------------------------------------------------------------

    def _range_text(self, row: InputRange) -> str:
        """Return the ends of a range. Those of a price are prices."""
        scenario, varied = self._session.scenario, row.bar.varied_input
        low, high = (range_end_text(scenario, varied, end) for end in (0, 1))
        if varied.key == "price":
            price = row.compared.number("price") / 100
            low, high = (
                format_figure_with_unit(
                    price * end, FigureFormat.MONEY, scenario.currency, notation()
                )
                for end in (row.bar.low, row.bar.high)
            )
        return tr(_RANGE, low=low, high=high)

    def _range_for_editing(self, row: InputRange) -> str:
        varied, scenario = row.bar.varied_input, self._session.scenario
        quantity = varied.quantity_for(scenario.element)
        low, high = (
            number_for_editing(quantity.text(end)) for end in input_range(scenario, varied)
        )
        return tr(_RANGE, low=low, high=high)

    def _change_range(self, row: InputRange, typed: str) -> bool:
        """Try another range.

        Raises:
            BadInput: The text is no range, or one of values that are impossible.
        """
        scenario, varied = self._session.scenario, row.bar.varied_input
        quantity = varied.quantity_for(scenario.element)
        ends = _split_range(typed)
        if len(ends) != 2:
            example = self._range_for_editing(row)
            raise BadInput(ProblemKind.NOT_A_NUMBER, value=typed, example=example)
        low, high = (read_amount(end, quantity) for end in ends)
        after = with_input_range(scenario, varied, low, high)
        step = tr("range of {input}", input=self._title_text(row).lower())
        return self._session.apply(change_scenario(scenario, after, step))


def _ends(bar: SensitivityBar) -> tuple[Fraction, Fraction]:
    """Return the lower and the higher cost of a bar."""
    return min(bar.at_low, bar.at_high), max(bar.at_low, bar.at_high)


def _split_range(text: str) -> list[str]:
    """Return the ends of a range that is typed as "80 to 120" or "80–120"."""
    word = tr(_RANGE, low="", high="").strip()
    between = re.compile(rf"\s+{re.escape(word)}\s+", re.IGNORECASE)
    parts = between.split(text.strip())
    return parts if len(parts) > 1 else _DASHES.split(text.strip())
