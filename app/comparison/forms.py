"""The forms compared, a row each: what they cost, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.numbers import notation
from app.theme import tabular
from app.translation import tr
from pricing.known import NO_COMPARISON, form_evidence
from pricing.measures import Shown, shown_with_unit
from pricing.rounding import significant

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.display import Display
    from app.session import Session
    from pricing.comparison import FormSummary

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
    shown: str = "text"
    width: int = 86


COLUMNS = (
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
    FormColumn("absorption", "What studies in people show",
               lambda each: _known(each, "absorption"), width=420),
    FormColumn("tolerance", "Stomach", lambda each: _known(each, "tolerance"), width=360),
)  # fmt: skip


def _known(each: FormSummary, topic: str) -> str:
    """The graded line; that nothing was read is said too."""
    element = each.cheapest.product.element
    found = form_evidence().get((element, each.form, topic))
    return f"{tr(found.grade)}: {tr(found.words)}" if found else tr(NO_COMPARISON)


class FormsModel(QAbstractTableModel):
    """The summaries of the session's comparison, the cheapest form first."""

    def __init__(self, session: Session, display: Display) -> None:
        super().__init__()
        self._session = session
        self._display = display
        self._forms: tuple[FormSummary, ...] = ()

    def refresh(self) -> None:
        self.beginResetModel()
        self._forms = self._session.comparison.forms
        self.endResetModel()

    def form(self, row: int) -> FormSummary:
        return self._forms[row]

    def _text(self, value: Value, shown: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str | int):
            return str(value)
        numbers, scenario = notation(), self._session.scenario
        match shown:
            case "rate":
                # The summaries are of the headline, which is the cost of a mg times the days.
                cost = value / scenario.days * self._display.basis
                return shown_with_unit(cost, Shown.RATE, scenario.currency, numbers)
            case "money":
                return shown_with_unit(value, Shown.MONEY, scenario.currency, numbers)
            case "at least":  # a form that costs no more is worth it anyway
                ratio = numbers.number(significant(value, 2))
                return tr("≥ {ratio} times", ratio=ratio) if value > 1 else ""
            case _:
                return numbers.number(significant(value, 2))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._forms)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = COLUMNS[index.column()]
        value = column.value(self._forms[index.row()])
        if role == Role.UserRole:
            return value
        if role == Role.DisplayRole:
            return self._text(value, column.shown)
        if role == Role.ToolTipRole and column.shown == "text":
            return self._explained(self._forms[index.row()], column.key) or str(value)
        if role == Role.TextAlignmentRole:
            return _LEFT if column.shown == "text" else _RIGHT
        return None

    def _explained(self, each: FormSummary, topic: str) -> str:
        """The line, and who says so."""
        found = form_evidence().get((each.cheapest.product.element, each.form, topic))
        if found is None:
            return ""
        cited = "; ".join(f"{one.publisher} ({tr(one.standing)})" for one in found.sources)
        return f"{tr(found.grade)}: {tr(found.words)}\n{cited}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == Role.UserRole:
            return column.key
        if role == Role.TextAlignmentRole:
            return _LEFT if column.shown == "text" else _RIGHT
        if role != Role.DisplayRole:
            return None
        reference = self._session.scenario.reference_form
        return tr(column.heading, basis=self._display.basis, reference=reference)


class FormsTable(QTableView):
    """Follows the session while it shows. `wanted` asks for a row of the product table."""

    wanted = Signal(int, str)

    def __init__(self, session: Session, display: Display) -> None:
        super().__init__()
        self._session = session
        self._model = FormsModel(session, display)
        self.setObjectName("formsTable")
        self.setAccessibleName(tr("Forms"))
        self.setModel(self._model)
        self.setFont(tabular(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setHighlightSections(False)
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, column.width)
        self.activated.connect(self._ask)
        session.changed.connect(self.refresh)
        display.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Work the forms out again, when they are seen."""
        if self.isVisible():
            self._model.refresh()

    def _ask(self, index: QModelIndex) -> None:
        """Go to the cheapest product of the form."""
        cheapest = self._model.form(index.row()).cheapest
        self.wanted.emit(self._session.position(cheapest), "product")

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
