"""The forms compared, a row each: what they cost, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.toolkit.locale_format import notation
from app.toolkit.theme import with_tabular_figures
from app.toolkit.translation import tr
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import FACTOR, read_amount
from pricing.quantities.rounding import format_significant, format_trimmed
from pricing.reference.evidence import NO_HUMAN_COMPARISON, form_evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.session import Session
    from app.toolkit.cost_basis import CostBasis
    from pricing.calculation.comparison import FormSummary

    Index = QModelIndex | QPersistentModelIndex
    Value = Fraction | str | int | None

Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: its heading ({basis} and {reference} filled in), its exact value, its width."""

    key: str
    heading: str
    value: Callable[[FormSummary], Value]
    display_format: str = "text"
    width: int = 86


ASSUMED_ABSORPTION = "relative_absorption"


def _assumed_factor(each: FormSummary) -> Fraction | None:
    return each.cheapest.figures.number(ASSUMED_ABSORPTION)


FORM_COLUMNS = (
    FormColumn("form", "Form", lambda each: each.form, width=120),
    FormColumn("products", "Products", lambda each: each.products, "count", 72),
    FormColumn("lowest", "Lowest\nper {basis} mg", lambda each: each.lowest, "rate"),
    FormColumn("median", "Median\nper {basis} mg", lambda each: each.median, "rate"),
    FormColumn("highest", "Highest\nper {basis} mg", lambda each: each.highest, "rate"),
    FormColumn("lowest_monthly_cost", "Lowest\nmonth", lambda each: each.lowest_monthly_cost,
               "money", 80),
    FormColumn("lowest_product", "Cheapest product",
               lambda each: each.cheapest.product.product, width=160),
    FormColumn("times_reference", "Times\n{reference}", lambda each: each.times_reference,
               "times", 80),
    FormColumn("break_even_absorption", "Worth it if\nabsorbed",
               lambda each: each.break_even_absorption, "at least", 86),
    FormColumn(ASSUMED_ABSORPTION, "Absorbed,\nassumed", _assumed_factor, "factor", 86),
    FormColumn("absorption", "What studies in people show",
               lambda each: _evidence_text(each, "absorption"), width=420),
    FormColumn("tolerance", "Stomach", lambda each: _evidence_text(each, "tolerance"), width=360),
)  # fmt: skip


def _evidence_text(each: FormSummary, topic: str) -> str:
    """The graded line; that nothing was read is said too."""
    element = each.cheapest.product.element
    found = form_evidence().get((element, each.form, topic))
    return f"{tr(found.grade)}: {tr(found.summary)}" if found else tr(NO_HUMAN_COMPARISON)


class FormsModel(QAbstractTableModel):
    """The summaries of the session's comparison, the cheapest form first."""

    refused = Signal(str)

    def __init__(self, session: Session, display: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._display = display
        self._forms: tuple[FormSummary, ...] = ()

    def refresh(self) -> None:
        self.beginResetModel()
        self._forms = self._session.comparison.forms
        self.endResetModel()

    def form_summary(self, row: int) -> FormSummary:
        return self._forms[row]

    def _text(self, value: Value, shown: str) -> str:
        if value is None or isinstance(value, str | int):
            return "" if value is None else str(value)
        numbers, scenario = notation(), self._session.scenario
        if shown in {"rate", "money"}:
            # The summaries are of the headline, which is the cost of a mg times the days.
            rate = shown == "rate"
            cost = value / scenario.days * self._display.mass_mg if rate else value
            how = FigureFormat.RATE if rate else FigureFormat.MONEY
            return format_figure_with_unit(cost, how, scenario.currency, numbers)
        if shown == "factor":
            return numbers.format_number(format_trimmed(value, 4))
        ratio = numbers.format_number(format_significant(value, 2))
        if shown == "at least":  # a form that costs no more is worth it anyway
            return tr("≥ {ratio} times", ratio=ratio) if value > 1 else ""
        return ratio

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._forms)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(FORM_COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_assumed = FORM_COLUMNS[index.column()].key == ASSUMED_ABSORPTION
        return flags | Qt.ItemFlag.ItemIsEditable if is_assumed else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Assume another absorption of a form; 1 or nothing for none."""
        text = str(value).strip()
        try:
            factor = read_amount(text, FACTOR) if text else FACTOR.base_per_unit
            self.assume_absorption(self._forms[index.row()].form, factor)
        except BadInput as refused:
            self.refused.emit(refused.message(notation()))
            return False
        return True

    def assume_absorption(self, form: str, factor: int) -> None:
        """Put an assumption into the scenario, as one step."""
        now = self._session.scenario
        others = tuple((name, each) for name, each in now.absorption if name != form)
        stated = others if factor == FACTOR.base_per_unit else (*others, (form, factor))
        after = replace(now, absorption=stated)
        says = tr("assumption on {form}", form=form)
        self._session.apply(change_scenario(now, after, says))

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = FORM_COLUMNS[index.column()]
        value = column.value(self._forms[index.row()])
        if role == Role.UserRole:
            return value
        if role == Role.EditRole and column.key == ASSUMED_ABSORPTION:
            return self._text(value, column.display_format)
        if role == Role.DisplayRole:
            return self._text(value, column.display_format)
        if role == Role.ToolTipRole and column.display_format == "text":
            return self._tooltip(self._forms[index.row()], column.key) or str(value)
        if role == Role.TextAlignmentRole:
            return _LEFT if column.display_format == "text" else _RIGHT
        return None

    def _tooltip(self, each: FormSummary, topic: str) -> str:
        """The line, and who says so."""
        found = form_evidence().get((each.cheapest.product.element, each.form, topic))
        if found is None:
            return ""
        cited = "; ".join(f"{one.publisher} ({tr(one.standing)})" for one in found.sources)
        return f"{tr(found.grade)}: {tr(found.summary)}\n{cited}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = FORM_COLUMNS[section]
        if role == Role.UserRole:
            return column.key
        if role == Role.TextAlignmentRole:
            return _LEFT if column.display_format == "text" else _RIGHT
        if role != Role.DisplayRole:
            return None
        reference = self._session.scenario.reference_form
        return tr(column.heading, basis=self._display.mass_mg, reference=reference)


class FormsTable(QTableView):
    """Follows the session while it shows.

    `wanted` asks for a row of the product table, `source_wanted` for the source of what is known.
    """

    cell_requested = Signal(int, str)
    refused = Signal(str)
    source_requested = Signal(str)

    def __init__(self, session: Session, display: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._model = FormsModel(session, display)
        self.setObjectName("formsTable")
        self.setAccessibleName(tr("Forms"))
        self.setModel(self._model)
        self.setFont(with_tabular_figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setHighlightSections(False)
        for place, column in enumerate(FORM_COLUMNS):
            self.setColumnWidth(place, column.width)
        self.activated.connect(self._request_source_or_cell)
        self._model.refused.connect(self.refused)
        session.changed.connect(self.refresh)
        display.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Work the forms out again, when they are seen."""
        if self.isVisible():
            self._model.refresh()

    def assume_absorption(self, form: str, factor: int) -> None:
        """Assume how much better a form is absorbed."""
        self._model.assume_absorption(form, factor)

    def _request_source_or_cell(self, index: QModelIndex) -> None:
        """Go to who says what studies show, or to the cheapest product of the form."""
        cheapest = self._model.form_summary(index.row()).cheapest
        topic = FORM_COLUMNS[index.column()].key
        found = form_evidence().get((cheapest.product.element, cheapest.form, topic))
        if found is not None:
            self.source_requested.emit(found.sources[0].key)
            return
        self.cell_requested.emit(self._session.row_of(cheapest), "product")

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
