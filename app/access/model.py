"""Products by payers: what each leaves to pay now, and a month on average."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.access.payers import payer_terms, payer_title
from app.toolkit.cards import HEADER_SIZE
from app.toolkit.form_names import coloured_form, form_label
from app.toolkit.locale_format import date_text, figure_text, notation, short_notation
from app.toolkit.painted_table import runs_column
from app.toolkit.painted_text import Run
from app.toolkit.signs import Sign
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.translation import tr
from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    PayerCost,
    availability_record,
)
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import condition_holds
from pricing.calculation.measures import FigureFormat
from pricing.calculation.rank_order import fast_key
from pricing.model.changes import edit_cells
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.dates import today
from pricing.quantities.rounding import format_fixed, format_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.session import Session
    from pricing.analysis.affordability import BudgetSummary
    from pricing.calculation.comparison import ComparedProduct
    from pricing.reference.payers import Payer

_FOUND_OF_ASKED = re.compile(r"\s*(\d{1,6})\D+(\d{1,6})\D*")
_DAYS_PAY_DECIMALS = 2
AMOUNT_SIZE = 1.1  # of what is to pay now
# The measures that few need: the user chooses which are shown, with their inputs.
RARE_MEASURES: Mapping[str, str] = {
    "course_outlay": "Course to pay",
    "availability": "Found in shops asked",
    "price_ratio": "Price ratio to the comparator",
    "share_of_income": "Share of income",
}


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A product under each payer, self-pay first; or, with no costs, the last line of counts."""

    costs: tuple[PayerCost, ...] = ()
    summaries: tuple[BudgetSummary, ...] = ()

    @property
    def compared(self) -> ComparedProduct | None:
        return self.costs[0].compared_product if self.costs else None

    @property
    def is_asked(self) -> bool:
        """Whether its label leaves a question open, so that no cost is known."""
        return self.compared is not None and self.compared.evaluation.has_open_question

    @property
    def sign(self) -> Sign | None:
        """The sign beside what the product gives a day."""
        if self.compared is None:
            return None
        if self.is_asked:
            return Sign.QUESTION
        if self.compared.evaluation.has_unsafe_dose:
            return Sign.OVER_LIMIT
        is_above = condition_holds("above_target", self.compared.figures)
        return Sign.ABOVE_TARGET if is_above else None


class AccessModel(TableModel[AccessRow]):
    """A row for each product, safe ones first, with a column for each payer.

    Below them stands how many products are within the budget. The availability can be typed, such
    as "3 of 5".
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._affordability: Affordability | None = None
        self._least: tuple[Fraction | None, ...] = ()
        self.is_narrow = False  # whether each note under a cost stands on a line of its own

    def refresh(self) -> None:
        comparison = self._session.comparison
        self._affordability = affordability = Affordability(comparison)
        places = range(len(affordability.payers))
        self._least = tuple(map(affordability.least_safe_cost, places))
        by_position = {row[0].compared_product.position: row for row in affordability.rows}
        rows = [
            AccessRow(by_position[product.position]) for product in comparison.products_by_place
        ]
        summaries = affordability.budget_summaries()
        if any(summary.total_products for summary in summaries):
            rows.append(AccessRow(summaries=summaries))
        self.show_rows(rows, self._access_columns(affordability.payers))

    @property
    def payers(self) -> Sequence[Payer]:
        """The payers in the order of their columns, self-pay first."""
        return self._affordability.payers if self._affordability else ()

    def payer_place(self, column: int) -> int | None:
        """Return which of the payers a column shows, or None."""
        keys = [payer.name for payer in self.payers]
        key = self.columns[column].key
        return keys.index(key) if key in keys else None

    def best_buy_costs(self) -> tuple[PayerCost, ...]:
        """Return the best buy under each payer, or () without a best buy."""
        best = self._session.comparison.best_buy
        rows = (row.costs for row in self.rows if best is not None and row.compared is best)
        return next(rows, ())

    def is_least(self, row: AccessRow, column: int) -> bool:
        """Return whether a cell is the cheapest of its payer within the safe limit."""
        place = self.payer_place(column)
        if place is None or not row.costs:
            return False
        cost = row.costs[place]
        is_safe = cost.compared_product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        return is_safe and cost.out_of_pocket == self._least[place]

    # -- sizes ---------------------------------------------------------------------------------

    def widest_rows(self, at: int) -> set[int]:
        """Return the rows with the largest amounts of a payer, and the line of counts."""
        costs = [(row.costs[at], place) for place, row in enumerate(self.rows) if row.costs]
        if not costs:
            return set()
        now = max(costs, key=lambda found: fast_key(found[0].out_of_pocket))
        average = max(costs, key=lambda found: fast_key(found[0].average_month))
        notes = next((found for found in costs if not found[0].is_covered), now)
        return {now[1], average[1], notes[1], len(self.rows) - 1}

    def rows_of_last_place(self) -> list[int]:
        """Return the row of the highest place, whose number is the widest, and the last row."""
        place_of = self._session.comparison.place_of
        placed = [
            row
            for row, shown in enumerate(self.rows)
            if shown.compared and place_of(shown.compared)
        ]
        return [*placed[-1:], len(self.rows) - 1] if self.rows else []

    def rows_of_other_doses(self) -> list[int]:
        """Return a row of each dose: many products give the same one."""
        rows: dict[object, int] = {}
        for row, shown in enumerate(self.rows):
            if shown.compared is not None:
                dose = shown.compared.number("delivered_mg_per_day").as_integer_ratio()
                is_over = shown.compared.evaluation.has_unsafe_dose
                rows.setdefault((dose, is_over, shown.is_asked), row)
        return list(rows.values())

    def rows_of_widest_gap(self) -> list[int]:
        """Return the row in which the best way to pay saves the most."""
        gaps = [
            (fast_key(_gap(row) or Fraction(0)), place)
            for place, row in enumerate(self.rows)
            if row.costs and not row.is_asked
        ]
        return [max(gaps)[1]] if gaps else []

    def note_count(self, row: int) -> int:
        """Return how many lines of notes a row has under its amounts, at most."""
        costs = self.rows[row].costs
        has_line_of_pay = self.is_narrow and bool(self._session.scenario.daily_wage)
        counts = (
            1 + has_line_of_pay + (not cost.within_budget) + (not cost.is_covered) for cost in costs
        )
        return max(counts, default=0)

    # -- columns -------------------------------------------------------------------------------

    def _access_columns(self, payers: tuple[Payer, ...]) -> tuple[ModelColumn[AccessRow], ...]:
        scenario = self._session.scenario
        comparator = scenario.comparator or (
            tr("the stated cost") if scenario.comparator_cost else "–"
        )
        return (
            runs_column("place", "#", self._place_runs),
            runs_column("product", tr("Product"), self._product_runs, is_text=True),
            runs_column("delivered", tr("You get\nper day"), self._delivered_runs),
            *(self._payer_column(at, payer) for at, payer in enumerate(payers)),
            ModelColumn("access_gap", tr("Best way\nsaves"), self._gap_text, _gap),
            self._figure_column("course_outlay", tr("Course\nto pay"), self._money_text),
            ModelColumn("availability", tr("Found in\nshops asked"), _availability_text,
                        lambda row: _self_pay_number(row, "availability"),
                        tooltip=_availability_tooltip, change=self._record_availability),
            self._figure_column("price_ratio", tr("Price ratio to\n{comparator}",
                                                  comparator=comparator), self._ratio_text),
            self._figure_column("share_of_income", tr("Share of\nincome"), _percent_text),
        )  # fmt: skip

    def _payer_column(self, at: int, payer: Payer) -> ModelColumn[AccessRow]:
        terms = payer_terms(payer, self._session.scenario.currency)
        title = payer_title(payer)
        requirement = tr("{payer} requires: {requirement}", payer=title, requirement=payer.needs)
        column: ModelColumn[AccessRow] = runs_column(
            payer.name,
            "\n".join(filter(None, (title, *terms))),
            lambda row: self._cost_runs(row, at),
            lambda row: row.costs[at].out_of_pocket if row.costs else None,
            tooltip=lambda row: self._cost_description(row, at),
        )
        return replace(column, meaning=requirement) if payer.needs else column

    def _figure_column(
        self, key: str, heading: str, number_text: Callable[[Fraction], str]
    ) -> ModelColumn[AccessRow]:
        """Return the column of a figure of self-pay, which is empty where it is unknown."""

        def text(row: AccessRow) -> str:
            number = _self_pay_number(row, key)
            return "" if number is None else number_text(number)

        measure = AFFORDABILITY_MEASURES.get(key)
        return ModelColumn(
            key,
            heading,
            text,
            lambda row: _self_pay_number(row, key),
            tooltip=(lambda _: tr(measure.meaning)) if measure else None,
        )

    # -- cells ---------------------------------------------------------------------------------

    def _place_runs(self, row: AccessRow) -> Sequence[Run]:
        if row.compared is None:
            return ()
        place = self._session.comparison.place_of(row.compared)
        if not place:
            return (Run("–", colour="muted"),)
        return (Run(notation().format_number(str(place)), is_strong=True),)

    def _product_runs(self, row: AccessRow) -> Sequence[Run]:
        if row.compared is None:
            budget = row.summaries[0].budget.text(notation())
            text = tr("Within {budget} a month, of the products without a stop", budget=budget)
            return (Run(text, is_strong=True),)
        product = row.compared.product
        details = " · ".join(filter(None, (form_label(product), product.brand)))
        return (
            Run(product.product),
            Run("", form=coloured_form(product), scale=HEADER_SIZE, starts_line=True),
            Run(details, colour="muted", scale=HEADER_SIZE),
        )

    def _delivered_runs(self, row: AccessRow) -> Sequence[Run]:
        if row.compared is None:
            return ()
        if row.is_asked:
            return (Run(tr("not ranked"), colour="ask"),)
        mass, element = row.compared.number("delivered_mg_per_day"), row.compared.product.element
        text = figure_text(mass, FigureFormat.MASS, "", short_notation(), element)
        is_over = row.compared.evaluation.has_unsafe_dose
        return (Run(text, is_strong=is_over, colour="stop" if is_over else ""),)

    def _cost_runs(self, row: AccessRow, at: int) -> Sequence[Run]:
        """Return what is to pay now, and below it the average of a month and its days' pay."""
        if not row.costs:
            summary = row.summaries[at]
            text = tr("{count} of {total}", count=summary.products, total=summary.total_products)
            return (Run(text, is_strong=True),)
        if row.is_asked:
            return (Run("–", colour="muted"),)
        cost = row.costs[at]
        is_safe = cost.compared_product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        is_least = is_safe and cost.out_of_pocket == self._least[at]
        return (
            Run(self._money_text(cost.out_of_pocket), is_strong=is_least, scale=AMOUNT_SIZE),
            *(
                Run(
                    note,
                    is_strong=not cost.within_budget,
                    colour="muted" if cost.within_budget else "",
                    scale=HEADER_SIZE,
                    starts_line=True,
                )
                for note in self._cost_notes(cost)
            ),
        )

    def _cost_notes(self, cost: PayerCost) -> list[str]:
        average = self._money_text(cost.average_month)
        days = cost.number("days_wages")
        notes = [tr("{cost} a month", cost=average)]
        if days is not None:
            number = notation().format_number(format_fixed(days, _DAYS_PAY_DECIMALS))
            pay = tr("{days} days’ pay", days=number)
            notes = [*notes, pay] if self.is_narrow else [f"{notes[0]} · {pay}"]
        if not cost.within_budget:
            notes.append(tr("over budget"))
        return notes if cost.is_covered else [*notes, tr("not covered")]

    def _cost_description(self, row: AccessRow, at: int) -> str:
        if not row.costs:
            return row.summaries[at].count_sentence().text(notation())
        if row.is_asked:
            return tr("Its label leaves a question open. Compare asks it.")
        return row.costs[at].sentence().text(notation())

    def _gap_text(self, row: AccessRow) -> str:
        return self._money_text(_gap(row)) if row.costs and not row.is_asked else ""

    def _money_text(self, amount: Fraction | None) -> str:
        return self._figure_text(amount or Fraction(0), FigureFormat.MONEY)

    def _ratio_text(self, ratio: Fraction) -> str:
        return self._figure_text(ratio, FigureFormat.RATIO)

    def _figure_text(self, value: Fraction, figure_format: FigureFormat) -> str:
        currency = self._session.scenario.currency
        return figure_text(value, figure_format, currency, notation())

    def _record_availability(self, row: AccessRow, text: str) -> bool:
        """Record today's availability. An empty text removes the record.

        Raises:
            BadInput: The text is not like "3 of 5", or more shops found it than were asked.
        """
        if row.compared is None:
            return False
        numbers = _FOUND_OF_ASKED.fullmatch(text)
        if text.strip() and numbers is None:
            raise BadInput(ProblemKind.NOT_AN_AVAILABILITY_RECORD, value=text)
        found, asked = numbers.groups() if numbers else ("", "")
        if int(found or 0) > int(asked or 0):
            raise BadInput(ProblemKind.FOUND_EXCEEDS_ASKED, found=found, asked=asked)
        day = today().isoformat() if numbers else ""
        position = self._session.row_of(row.compared)
        cells = {"shops_asked": asked, "shops_found": found, "asked_on": day}
        texts = {(position, key): value for key, value in cells.items()}
        step = tr("availability record")
        return self._session.apply(edit_cells(self._session.entries, texts, step))


def _gap(row: AccessRow) -> Fraction | None:
    return Affordability.access_gap(row.costs) if row.costs else None


def _self_pay_number(row: AccessRow, key: str) -> Fraction | None:
    """Return a figure of the product under self-pay."""
    if not row.costs or (row.is_asked and key != "availability"):
        return None
    cost = row.costs[0]
    if key in AFFORDABILITY_MEASURES:
        return cost.number(key)
    return cost.compared_product.figures.number(key)


def _percent_text(share: Fraction) -> str:
    return f"{notation().format_number(format_trimmed(share * 100, 1))}\u00a0%"


def _availability_text(row: AccessRow) -> str:
    if row.compared is None or _self_pay_number(row, "availability") is None:
        return ""
    return f"{row.compared.product.shops_found} / {row.compared.product.shops_asked}"


def _availability_tooltip(row: AccessRow) -> str:
    """Return the record with its day, or how to enter one."""
    record = availability_record(row.compared.product, date_text) if row.compared else None
    if record is None:
        return tr("Enter shops found of shops asked, such as 3 of 5.")
    return record.text(notation())
