"""Products by payers: the out-of-pocket cost, and whether it is affordable."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.toolkit.locale_format import date_text, notation
from app.toolkit.table_model import ModelColumn, TableModel, number_column
from app.toolkit.translation import form_title, tr
from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    PayerCost,
    availability_record,
)
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.changes import edit_cells
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.dates import today
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from app.session import Session
    from pricing.analysis.affordability import BudgetSummary
    from pricing.calculation.comparison import ComparedProduct
    from pricing.reference.payers import Payer

_FOUND_OF_ASKED = re.compile(r"\s*(\d{1,6})\D+(\d{1,6})\D*")
FIGURE_WIDTH = 104
# By whether a cost is within the budget, and whether the payer covers the product.
_COST_TEXTS = {
    (True, True): "{cost}",
    (True, False): "{cost}, not covered",
    (False, True): "{cost} over budget",
    (False, False): "{cost} over budget, not covered",
}
ProductCosts = tuple[PayerCost, ...]  # one product under each payer, self-pay first


class AccessModel(TableModel[ProductCosts]):
    """A row for each product in rank order, with a column for each payer.

    Days' wages and the share of income are those of self-pay. The availability can be typed, such
    as "3 of 5".
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._affordability: Affordability | None = None

    def refresh(self) -> None:
        self._affordability = Affordability(self._session.comparison)
        self.show_rows(self._affordability.rows, self._access_columns(self._affordability.payers))

    def budget_summaries(self) -> tuple[BudgetSummary, ...]:
        """Return a summary for each payer, self-pay first."""
        return self._affordability.budget_summaries() if self._affordability else ()

    def compared(self, row: int) -> ComparedProduct:
        return self.rows[row][0].compared_product

    def _access_columns(self, payers: tuple[Payer, ...]) -> tuple[ModelColumn[ProductCosts], ...]:
        scenario = self._session.scenario
        stated_cost = tr("the stated cost") if scenario.comparator_cost else "–"
        return (
            ModelColumn("product", tr("Product"),
                        lambda costs: costs[0].compared_product.product.product,
                        is_text=True, width=200),
            ModelColumn("form", tr("Form"), lambda costs: form_title(_form(costs)), _form,
                        is_text=True, width=110),
            *(
                column
                for at, payer in enumerate(payers)
                for column in self._payer_columns(at, payer)
            ),
            number_column("access_gap", tr("Saved by the\nbest payer"), Affordability.access_gap,
                          self._money_text, width=FIGURE_WIDTH),
            number_column("course_outlay", tr("Course\nto pay"),
                          lambda costs: costs[0].compared_product.figures.number("course_outlay"),
                          self._money_text, width=FIGURE_WIDTH),
            ModelColumn("availability", tr("Found in\nshops asked"), _availability_text,
                        lambda costs: costs[0].number("availability"), width=FIGURE_WIDTH,
                        tooltip=_availability_tooltip, change=self._record_availability),
            self._self_pay_column(
                "price_ratio",
                tr("Price ratio to\n{comparator}", comparator=scenario.comparator or stated_cost),
                self._ratio_text,
            ),
            replace(
                self._self_pay_column("days_wages", tr("Days' wages\nfor 30 days"),
                                      self._ratio_text),
                text=self._wages_text,
            ),
            self._self_pay_column("share_of_income", tr("Share of\nincome"), _percent_text),
        )  # fmt: skip

    def _payer_columns(self, at: int, payer: Payer) -> tuple[ModelColumn[ProductCosts], ...]:
        """Return what an average month and the first purchase cost under a payer."""
        name = payer.name if at else tr(payer.name)  # self-pay stands first
        requirement = tr("{payer} requires: {requirement}", payer=name, requirement=payer.needs)
        average: ModelColumn[ProductCosts] = ModelColumn(
            f"average_month {payer.name}",
            tr("Average month\n{payer}", payer=name),
            lambda costs: self._cost_text(
                costs[at], costs[at].average_month, is_within=costs[at].within_budget
            ),
            lambda costs: costs[at].average_month,
            width=FIGURE_WIDTH,
            tooltip=lambda _: requirement if payer.needs else "",
        )
        first_purchase = replace(
            average,
            key=payer.name,
            heading=tr("First purchase\n{payer}", payer=name),
            text=lambda costs: self._cost_text(
                costs[at], costs[at].out_of_pocket, is_within=costs[at].first_purchase_within_budget
            ),
            value=lambda costs: costs[at].out_of_pocket,
        )
        return average, first_purchase

    def _self_pay_column(
        self, key: str, heading: str, number_text: Callable[[Fraction], str]
    ) -> ModelColumn[ProductCosts]:
        """Return the column of an affordability figure of self-pay."""
        column: ModelColumn[ProductCosts] = number_column(
            key, heading, lambda costs: costs[0].number(key), number_text, width=FIGURE_WIDTH
        )
        return replace(column, tooltip=lambda _: tr(AFFORDABILITY_MEASURES[key].meaning))

    def _figure_text(self, value: Fraction, figure_format: FigureFormat) -> str:
        currency = self._session.scenario.currency
        return format_figure_with_unit(value, figure_format, currency, notation())

    def _money_text(self, amount: Fraction) -> str:
        return self._figure_text(amount, FigureFormat.MONEY)

    def _ratio_text(self, ratio: Fraction) -> str:
        return self._figure_text(ratio, FigureFormat.RATIO)

    def _wages_text(self, costs: ProductCosts) -> str:
        days = costs[0].number("days_wages")
        text = "" if days is None else self._ratio_text(days)
        return f"⚠ {text}" if costs[0].is_affordable is False else text

    def _cost_text(self, cost: PayerCost, amount: Fraction, *, is_within: bool) -> str:
        return tr(_COST_TEXTS[is_within, cost.is_covered], cost=self._money_text(amount))

    def _record_availability(self, costs: ProductCosts, text: str) -> bool:
        """Record today's availability. An empty text removes the record.

        Raises:
            BadInput: The text is not like "3 of 5", or more shops found it than were asked.
        """
        numbers = _FOUND_OF_ASKED.fullmatch(text)
        if text.strip() and numbers is None:
            raise BadInput(ProblemKind.NOT_AN_AVAILABILITY_RECORD, value=text)
        found, asked = numbers.groups() if numbers else ("", "")
        if int(found or 0) > int(asked or 0):
            raise BadInput(ProblemKind.FOUND_EXCEEDS_ASKED, found=found, asked=asked)
        day = today().isoformat() if numbers else ""
        position = self._session.row_of(costs[0].compared_product)
        cells = {"shops_asked": asked, "shops_found": found, "asked_on": day}
        texts = {(position, key): value for key, value in cells.items()}
        step = tr("availability record")
        return self._session.apply(edit_cells(self._session.entries, texts, step))


def _form(costs: ProductCosts) -> str:
    return costs[0].compared_product.form


def _percent_text(share: Fraction) -> str:
    return f"{notation().format_number(format_trimmed(share * 100, 1))}\u00a0%"


def _availability_text(costs: ProductCosts) -> str:
    product = costs[0].compared_product.product
    is_recorded = costs[0].number("availability") is not None
    return f"{product.shops_found} / {product.shops_asked}" if is_recorded else ""


def _availability_tooltip(costs: ProductCosts) -> str:
    """Return the record with its day, or how to enter one."""
    record = availability_record(costs[0].compared_product.product, date_text)
    if record is None:
        return tr("Enter shops found of shops asked, such as 3 of 5.")
    return record.text(notation())
