"""The forms table: a row for each form, with its costs and the evidence on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.toolkit.link_text import citations
from app.toolkit.locale_format import notation
from app.toolkit.table_model import ModelColumn, TableModel, number_column
from app.toolkit.table_view import TableView
from app.toolkit.translation import form_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.measures import (
    FigureFormat,
    PeriodText,
    basis_text,
    format_figure_with_unit,
    headline_cost_per_basis,
)
from pricing.model.changes import change_scenario
from pricing.quantities.amounts import FACTOR, read_amount
from pricing.quantities.currencies import Plural
from pricing.quantities.rounding import format_significant, format_trimmed
from pricing.reference.evidence import NO_HUMAN_COMPARISON, form_evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import FormSummary
    from pricing.reference.evidence import FormEvidence

ASSUMED_ABSORPTION = "relative_absorption"
_LOWEST_COST_HEADING = PeriodText(
    "Lowest\nmonthly cost",
    Plural("days", "Lowest cost\nin {days} day", "Lowest cost\nin {days} days"),
    "Lowest cost\nin the period",
)


class FormsModel(TableModel["FormSummary"]):
    """The forms of the session's comparison, the cheapest first."""

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = cost_basis

    def refresh(self) -> None:
        self.show_rows(self._session.comparison.forms, self._form_columns())

    def _form_columns(self) -> tuple[ModelColumn[FormSummary], ...]:
        scenario = self._session.scenario
        basis, days = basis_text(self._cost_basis.mass, scenario.element), scenario.days
        reference = self._session.scenario.reference_form
        return (
            ModelColumn("form", tr("Form"), lambda form: form_title(form.form),
                        lambda form: form.form, is_text=True, width=120),
            ModelColumn("products", tr("Products"), lambda form: str(form.products),
                        lambda form: form.products, width=72),
            self._rate_column("lowest", tr("Lowest\nper {basis}", basis=basis),
                              lambda form: form.lowest),
            self._rate_column("median", tr("Median\nper {basis}", basis=basis),
                              lambda form: form.median),
            self._rate_column("highest", tr("Highest\nper {basis}", basis=basis),
                              lambda form: form.highest),
            number_column("lowest_monthly_cost", _LOWEST_COST_HEADING.template(days, notation()),
                          lambda form: form.lowest_monthly_cost, self._money_text, width=92),
            ModelColumn("lowest_product", tr("Cheapest product"),
                        lambda form: form.cheapest.product.product, is_text=True, width=160),
            number_column("times_reference", tr("Cost ratio\nto {reference}", reference=reference),
                          lambda form: form.times_reference, _ratio_text, width=84),
            number_column("break_even_absorption", tr("Break-even\nabsorption"),
                          lambda form: form.break_even_absorption, _break_even_text, width=86),
            replace(
                number_column(ASSUMED_ABSORPTION, tr("Assumed\nabsorption"), _assumed_absorption,
                              _factor_text, width=86),
                change=self._change_assumption,
            ),
            _evidence_column("absorption", tr("What studies in people show"), 420),
            _evidence_column("tolerance", tr("Stomach tolerance"), 360),
        )  # fmt: skip

    def _rate_column(
        self, key: str, heading: str, value: Callable[[FormSummary], Fraction]
    ) -> ModelColumn[FormSummary]:
        return number_column(key, heading, value, self._rate_text, width=86)

    def _rate_text(self, headline: Fraction) -> str:
        scenario = self._session.scenario
        cost = headline_cost_per_basis(
            headline, scenario.days, self._cost_basis.mass, scenario.element
        )
        return format_figure_with_unit(cost, FigureFormat.RATE, scenario.currency, notation())

    def _money_text(self, amount: Fraction) -> str:
        currency = self._session.scenario.currency
        return format_figure_with_unit(amount, FigureFormat.MONEY, currency, notation())

    def _change_assumption(self, form: FormSummary, text: str) -> bool:
        """Assume another absorption of a form. An empty text assumes none."""
        factor = read_amount(text, FACTOR) if text.strip() else FACTOR.base_per_unit
        return self.assume_absorption(form.form, factor)

    def assume_absorption(self, form: str, factor: int) -> bool:
        """Put an assumption into the scenario, as one undoable step.

        Args:
            form: The name of the form.
            factor: How many times as much is absorbed, in millionths. One time is no assumption.
        """
        before = self._session.scenario
        absorption = tuple((name, other) for name, other in before.absorption if name != form)
        if factor != FACTOR.base_per_unit:
            absorption = (*absorption, (form, factor))
        after = replace(before, absorption=absorption)
        step = tr("assumption on {form}", form=form)
        return self._session.apply(change_scenario(before, after, step))


def _ratio_text(ratio: Fraction) -> str:
    return notation().format_number(format_significant(ratio, 2))


def _break_even_text(ratio: Fraction) -> str:
    """Return the least absorption that justifies the price; a cheaper form needs no more."""
    return tr("≥ {ratio} times", ratio=_ratio_text(ratio)) if ratio > 1 else ""


def _factor_text(factor: Fraction) -> str:
    return notation().format_number(format_trimmed(factor, 4))


def _assumed_absorption(form: FormSummary) -> Fraction | None:
    return form.cheapest.figures.number(ASSUMED_ABSORPTION)


def _evidence_column(topic: str, heading: str, width: int) -> ModelColumn[FormSummary]:
    """Return a column of graded evidence. Its tool tip names the sources."""

    def text(form: FormSummary) -> str:
        evidence = _evidence_on(form, topic)
        return tr(NO_HUMAN_COMPARISON) if evidence is None else _evidence_text(evidence)

    def tooltip(form: FormSummary) -> str:
        evidence = _evidence_on(form, topic)
        if evidence is None:
            return text(form)
        return f"{_evidence_text(evidence)}\n{citations(evidence.sources)}"

    return ModelColumn(topic, heading, text, is_text=True, width=width, tooltip=tooltip)


def _evidence_on(form: FormSummary, topic: str) -> FormEvidence | None:
    return form_evidence().get((form.cheapest.product.element, form.form, topic))


def _evidence_text(evidence: FormEvidence) -> str:
    strength, summary = tr(evidence.strength), tr(evidence.summary)
    return tr("{strength}: {summary}", strength=strength, summary=summary)


@reports_exceptions
class FormsTable(TableView):
    """Shows the forms, and follows the session while it is visible."""

    cell_requested = Signal(int, str)  # row and column key of the product table
    source_requested = Signal(str)  # key of a source

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        self.forms_model = FormsModel(session, cost_basis)
        super().__init__(self.forms_model, "formsTable", tr("Forms"))
        self._session = session
        self.activated.connect(self._request_source_or_cell)
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Compute the forms again if the table is visible."""
        if self.isVisible():
            self.forms_model.refresh()

    def _request_source_or_cell(self, index: QModelIndex) -> None:
        """Ask for the source of the evidence, or for the form's cheapest product."""
        form = self.forms_model.rows[index.row()]
        evidence = _evidence_on(form, self.forms_model.columns[index.column()].key)
        if evidence is not None:
            self.source_requested.emit(evidence.sources[0].key)
        else:
            self.cell_requested.emit(self._session.row_of(form.cheapest), "product")

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
