"""The forms table: a row for each form, with its costs, its best buy and the evidence on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from app.absorption_box import assume_absorption
from app.toolkit.cards import HEADER_SIZE, SMALL_SIZE
from app.toolkit.form_names import form_label
from app.toolkit.link_text import citations
from app.toolkit.locale_format import notation, target_text
from app.toolkit.painted_table import (
    CELL_PADDING,
    ColumnWidth,
    PaintedCells,
    PaintedTable,
    runs_column,
)
from app.toolkit.painted_text import PaintedText, Run, runs_text
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.theme import tokens
from app.toolkit.translation import form_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.form_findings import best_buys_by_form
from pricing.calculation.measures import (
    FigureFormat,
    PeriodText,
    basis_text,
    format_figure_with_unit,
    headline_cost_per_basis,
)
from pricing.calculation.sentences import capitalized
from pricing.quantities.amounts import FACTOR, read_amount
from pricing.quantities.currencies import Plural
from pricing.quantities.rounding import format_significant, format_trimmed
from pricing.reference.evidence import NO_HUMAN_COMPARISON, form_evidence
from pricing.reference.mineral_forms import BLEND, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.session import Session
    from app.toolkit.painted_table import Index
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import ComparedProduct, FormSummary
    from pricing.reference.evidence import FormEvidence

ASSUMED_ABSORPTION = "relative_absorption"
STUDY_KEYS = ("absorption", "tolerance")
_BEST_BUY_COST = PeriodText(
    "{cost} a month",
    Plural("days", "{cost} in {days} day", "{cost} in {days} days"),
    "{cost} in the period",
)
STUDY_HEADINGS = {
    "absorption": "Absorption: what studies\nin people show",
    "tolerance": "Stomach",
}
_WIDTHS: Mapping[str, ColumnWidth] = {
    "form": ColumnWidth(least=96, most=170, extra=16),
    "cost": ColumnWidth(least=170),
    "best_buy": ColumnWidth(share=0.26, least=150),
    "absorption": ColumnWidth(share=0.46, least=180),
    "tolerance": ColumnWidth(share=0.28, least=130),
}
# Below this width the studies stand under the figures of their form.
_FOLDED_BELOW = 1_100
_RANGE_HEIGHT, _RANGE_GAP, _SWATCH = 10, 6, 10


class FormsModel(TableModel["FormSummary"]):
    """The forms of the session's comparison, the cheapest first."""

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = cost_basis
        self._best_buys: Mapping[str, ComparedProduct] = {}

    def refresh(self) -> None:
        comparison = self._session.comparison
        self._best_buys = best_buys_by_form(comparison)
        self.show_rows(comparison.forms, self._form_columns())

    @property
    def highest_cost(self) -> Fraction | int:
        """The highest cost of all forms, where the axis of the ranges ends."""
        return max((form.highest for form in self.rows), default=0)

    def _form_columns(self) -> tuple[ModelColumn[FormSummary], ...]:
        scenario = self._session.scenario
        basis = basis_text(self._cost_basis.mass, scenario.element)
        has_limit = scenario.limit is not None
        return (
            runs_column("form", tr("Form"), self._form_runs, lambda form: form.form, is_text=True),
            ModelColumn("products", tr("Products"), lambda form: str(form.products),
                        lambda form: form.products),
            ModelColumn("cost", tr("Cost per {basis}\ncheapest to dearest, line = middle",
                                   basis=basis),
                        self._cost_range_text, lambda form: form.lowest, is_text=True,
                        tooltip=self._cost_description),
            runs_column("best_buy", tr("Best buy\nwithin the limit") if has_limit
                        else tr("Best buy"), self._best_buy_runs, is_text=True),
            ModelColumn("times_reference", tr("Times\n{reference}",
                                              reference=scenario.reference_form),
                        _times_text, lambda form: form.times_reference),
            ModelColumn(ASSUMED_ABSORPTION, tr("Absorbed,\nassumed"), _assumption_text,
                        _assumed_absorption, change=self._change_assumption),
            *(_study_column(topic, tr(heading)) for topic, heading in STUDY_HEADINGS.items()),
        )  # fmt: skip

    def _form_runs(self, form: FormSummary) -> Sequence[Run]:
        """Return a form's name. Where none is stated, add what the products' names say."""
        if form.form != NOT_STATED:
            return (Run(form_title(form.form), is_strong=True),)
        names = {
            form_label(product.product)
            for product in self._session.comparison.ranked_products
            if product.form == NOT_STATED
        }
        read = sorted(names - {tr(NOT_STATED)})
        return (
            Run(tr(NOT_STATED), colour="muted"),
            *(Run(name, colour="muted", scale=HEADER_SIZE, starts_line=True) for name in read),
        )

    # -- costs ---------------------------------------------------------------------------------

    def _rate_text(self, headline: Fraction) -> str:
        scenario = self._session.scenario
        cost = headline_cost_per_basis(
            headline, scenario.days, self._cost_basis.mass, scenario.element
        )
        return format_figure_with_unit(cost, FigureFormat.RATE, scenario.currency, notation())

    def _cost_range_text(self, form: FormSummary) -> str:
        low, high = self._rate_text(form.lowest), self._rate_text(form.highest)
        return low if form.lowest == form.highest else tr("{low} to {high}", low=low, high=high)

    def _cost_description(self, form: FormSummary) -> str:
        return tr(
            "cheapest {low}, middle {middle}, dearest {high}",
            low=self._rate_text(form.lowest),
            middle=self._rate_text(form.median),
            high=self._rate_text(form.highest),
        )

    def _best_buy_runs(self, form: FormSummary) -> Sequence[Run]:
        scenario = self._session.scenario
        product = self._best_buys.get(form.form)
        if product is None:
            text = tr("none at {target}", target=target_text(scenario))
            return (Run(text, colour="muted"),)
        cost = format_figure_with_unit(
            product.number("monthly_cost"), FigureFormat.MONEY, scenario.currency, notation()
        )
        # The cost alone is bold, wherever a language puts it.
        before, _, after = _BEST_BUY_COST.template(scenario.days, notation()).partition("{cost}")
        return (
            Run(before),
            Run(cost, is_strong=True),
            Run(after),
            Run(product.product.product, scale=SMALL_SIZE, starts_line=True),
        )

    # -- assumptions ---------------------------------------------------------------------------

    def _change_assumption(self, form: FormSummary, text: str) -> bool:
        """Assume another absorption of a form. An empty text assumes none."""
        factor = read_amount(text, FACTOR) if text.strip() else FACTOR.base_per_unit
        return self.assume_absorption(form.form, factor)

    def assume_absorption(self, form: str, factor: int) -> bool:
        """Put an assumption into the scenario, as one undoable step.

        Args:
            form: The name of the form.
            factor: How many times as much is absorbed, in ten-thousandths. One time is no
                assumption.
        """
        others = [
            (name, other) for name, other in self._session.scenario.absorption if name != form
        ]
        stated = [] if factor == FACTOR.base_per_unit else [(form, factor)]
        step = tr("assumption on {form}", form=form_title(form))
        return assume_absorption(self._session, (*others, *stated), step)


def _times_text(form: FormSummary) -> str:
    ratio = form.times_reference
    return "" if ratio is None else notation().format_number(format_significant(ratio, 2))


def _assumed_absorption(form: FormSummary) -> Fraction | None:
    return form.cheapest.figures.number(ASSUMED_ABSORPTION)


def _assumption_text(form: FormSummary) -> str:
    factor = _assumed_absorption(form)
    return "" if factor is None else notation().format_number(format_trimmed(factor, 4))


# -- evidence ----------------------------------------------------------------------------------


def _study_column(topic: str, heading: str) -> ModelColumn[FormSummary]:
    """Return a column of graded evidence. Its tool tip names the sources."""

    def tooltip(form: FormSummary) -> str:
        evidence, text = _evidence_on(form, topic), runs_text(study_runs(form, topic))
        return text if evidence is None else f"{text}\n{citations(evidence.sources)}"

    return runs_column(
        topic, heading, lambda form: study_runs(form, topic), is_text=True, tooltip=tooltip
    )


def _evidence_on(form: FormSummary, topic: str) -> FormEvidence | None:
    return form_evidence().get((form.cheapest.product.element, form.form, topic))


def study_runs(form: FormSummary, topic: str) -> Sequence[Run]:
    """Return what studies show of a form, its strength in bold, or that none was read."""
    evidence = _evidence_on(form, topic)
    if evidence is not None:
        summary = f" {_sentence(tr(evidence.summary))}"
        return Run(_sentence(tr(evidence.strength)), is_strong=True), Run(summary)
    is_mixture = form.form == BLEND and topic == "absorption"
    text = "a mixture: no study of it in people was read" if is_mixture else NO_HUMAN_COMPARISON
    return (Run(_sentence(tr(text)), colour="muted"),)


def _sentence(statement: str) -> str:
    """Return a statement, which is in the user's language, as a sentence of its own."""
    return tr("{statement}.", statement=capitalized(statement))


# -- the table ---------------------------------------------------------------------------------


@reports_exceptions
class _FormCells(PaintedCells):
    """Paints the colour of a form and the range of its costs besides its texts."""

    def __init__(self, view: FormsTable) -> None:
        super().__init__(view)
        self._forms_view = view

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        model = self._forms_view.forms_model
        form, key = model.rows[index.row()], model.columns[index.column()].key
        if key == "form":
            size, middle = _SWATCH * self._forms_view.unit, area.center().y()
            swatch = QRectF(area.left(), middle - size / 2, size, size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens().form_color(form.form))
            painter.drawRoundedRect(swatch, 2, 2)
            painter.setPen(tokens().text)
            area = area.adjusted(size + _RANGE_GAP, 0, 0, 0)
        elif key == "cost":
            self._paint_range(painter, area, form)
            below = (_RANGE_HEIGHT + _RANGE_GAP) * self._forms_view.unit
            area = area.adjusted(0, below, 0, 0)
        super().paint_cell(painter, area, index)

    def _paint_range(self, painter: QPainter, area: QRectF, form: FormSummary) -> None:
        """Paint the costs from the cheapest to the dearest on an axis from 0, and the middle."""
        unit, highest = self._forms_view.unit, self._forms_view.forms_model.highest_cost
        if not highest:
            return
        low, middle, high = (
            area.left() + float(cost / highest) * (area.width() - 2)
            for cost in (form.lowest, form.median, form.highest)
        )
        line = painter.fontMetrics().height()
        height = _RANGE_HEIGHT * unit
        top = area.center().y() - (line + height + _RANGE_GAP * unit) / 2
        colours = tokens()
        painter.fillRect(
            QRectF(low, top, max(high - low, 2.0), height), colours.form_color(form.form)
        )
        painter.fillRect(QRectF(middle - 1, top - 3 * unit, 2, height + 6 * unit), colours.text)


@reports_exceptions
class FormsTable(PaintedTable):
    """Shows the forms, and follows the session while it is visible.

    It is as high as its rows. Where it is narrow, the studies stand under the figures.
    """

    cell_requested = Signal(int, str)  # row and column key of the product table
    source_requested = Signal(str)  # key of a source

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        self.forms_model = FormsModel(session, cost_basis)
        self._shows_assumptions = False
        self._figures_heights: list[float] = []  # by row, where the studies stand below them
        super().__init__(self.forms_model, "formsTable", tr("Forms"), _WIDTHS, least_row=56)
        self._session = session
        self.setItemDelegate(_FormCells(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._request_source_or_cell)
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Compute the forms again if the table is visible."""
        if self.isVisible():
            self.forms_model.refresh()

    def show_assumptions(self, *, is_shown: bool) -> None:
        """Show or hide the column in which an absorption can be assumed."""
        self._shows_assumptions = is_shown
        self.fit()

    def show_sources(self) -> None:
        """Ask for the sources of what the current form's studies show, or of the first."""
        rows = self.forms_model.rows
        chosen = rows[self.currentIndex().row() :] if self.currentIndex().isValid() else rows
        for form in (*chosen, *rows):
            for topic in STUDY_KEYS:
                evidence = _evidence_on(form, topic)
                if evidence is not None:
                    self.source_requested.emit(evidence.sources[0].key)
                    return

    @property
    def is_folded(self) -> bool:
        """Whether the studies stand under the figures."""
        return self.width() < _FOLDED_BELOW * self.unit

    def fit(self) -> None:
        for place, column in enumerate(self.forms_model.columns):
            is_hidden = (column.key in STUDY_KEYS and self.is_folded) or (
                column.key == ASSUMED_ABSORPTION and not self._shows_assumptions
            )
            self.setColumnHidden(place, is_hidden)
        super().fit()
        rows = sum(self.rowHeight(row) for row in range(self.forms_model.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)

    def cells_height(self, row: int) -> float:
        return self._figures_height(row) if self.is_folded else 0.0

    def row_height(self, row: int) -> int:
        if not self.is_folded:
            return super().row_height(row)
        height = float(super().row_height(row))
        self._figures_heights[row:] = [height]
        return round(height + self._studies(row).height + 12 * self.unit)

    def _figures_height(self, row: int) -> float:
        return self._figures_heights[row] if row < len(self._figures_heights) else 0.0

    def _texts_height(self, row: int) -> float:
        range_height = (_RANGE_HEIGHT + 2 * _RANGE_GAP + 8) * self.unit
        return max(super()._texts_height(row), self.fontMetrics().height() + range_height)

    def _studies(self, row: int) -> PaintedText:
        """Return what studies show of a form, for under its figures."""
        form, runs = self.forms_model.rows[row], []
        for topic, heading in STUDY_HEADINGS.items():
            title = tr(heading).replace("\n", " ")
            runs += [
                Run(f"{title}: ", colour="muted", scale=HEADER_SIZE, starts_line=True),
                *study_runs(form, topic),
            ]
        return PaintedText(runs, self.font(), self.viewport().width() - 2 * CELL_PADDING)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_folded:
            return
        with QPainter(self.viewport()) as painter:
            painter.setPen(tokens().text)
            for row in range(self.forms_model.rowCount()):
                top = self.rowViewportPosition(row) + self._figures_height(row)
                self._studies(row).draw(painter, QPointF(CELL_PADDING, top))
