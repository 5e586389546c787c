"""A row an input: the range tried, what it makes of the figure, where the cheapest changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.sensitivity.tornado import INPUTS, end_text, spans
from app.toolkit.locale_format import as_typed, notation
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import Bar, ends, tornado, with_ends
from pricing.analysis.switch_points import turning_points
from pricing.analysis.switch_points_text import turns_say
from pricing.calculation.measures import ABSORBED_KEY, BY_KEY, shown_with_unit
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import read_amount

if TYPE_CHECKING:
    from app.session import Session
    from pricing.analysis.sensitivity import Varied
    from pricing.calculation.comparison import Compared

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
SPAN = Role.UserRole + 1  # (start, end, now) of the bar as shares of the width
HEADINGS = {
    "input": "Input",
    "low": "From",
    "high": "To",
    "at_low": "Cost at\n“From”",
    "at_high": "Cost at\n“To”",
    "bar": "Range of the cost",
    "turns": "The cheapest changes",
}
KEYS = tuple(HEADINGS)
EDITABLE = ("low", "high")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RangesModel(QAbstractTableModel):
    """The tornado of one product and figure, the widest first; the ends can be typed over."""

    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.compared: Compared | None = None
        self.key = ABSORBED_KEY
        self._bars: tuple[Bar, ...] = ()
        self._turns: tuple[str, ...] = ()
        self._spans: list[tuple[float, float, float]] = []

    def refresh(self, compared: Compared | None, key: str) -> None:
        """Work the rows out for a ranked product and a figure."""
        bars = tornado(compared, key) if compared else ()
        turns = tuple(self._turn_text(compared, each.varied, key) for each in bars if compared)
        self.beginResetModel()
        self.compared, self.key, self._bars, self._turns = compared, key, bars, turns
        self._spans = spans(bars, compared.number(key)) if compared else []
        self.endResetModel()

    def _turn_text(self, compared: Compared, varied: Varied, key: str) -> str:
        turns = turning_points(self._session.comparison, compared, varied, key)
        return turns_say(turns, varied, compared).text(notation())

    def _end(self, bar: Bar, key: str) -> int:
        return ends(self._session.scenario, bar.varied)[EDITABLE.index(key)]

    def _text(self, bar: Bar, row: int, key: str) -> str:
        match key:
            case "input":
                return tr(INPUTS[bar.varied.key])
            case "low" | "high":
                return end_text(self._session.scenario, bar.varied, EDITABLE.index(key))
            case "turns":
                return self._turns[row]
            case "bar":
                return ""
            case _:
                value = bar.at_low if key == "at_low" else bar.at_high
                shown, currency = BY_KEY[self.key].shown, self._session.scenario.currency
                return shown_with_unit(value, shown, currency, notation())

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._bars)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(KEYS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_end = KEYS[index.column()] in EDITABLE
        return flags | Qt.ItemFlag.ItemIsEditable if is_end else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Try another range."""
        bar, key = self._bars[index.row()], KEYS[index.column()]
        scenario, varied = self._session.scenario, bar.varied
        low, high = ends(scenario, varied)
        try:
            typed = read_amount(str(value), varied.quantity)
            after = with_ends(
                scenario, varied, typed if key == "low" else low, typed if key == "high" else high
            )
        except BadInput as refused:
            self.refused.emit(refused.says(notation()))
            return False
        says = tr("range of {what}", what=tr(INPUTS[varied.key]).lower())
        return self._session.do(change_scenario(scenario, after, says))

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        bar, key = self._bars[index.row()], KEYS[index.column()]
        if role in {Role.DisplayRole, Role.ToolTipRole}:
            return self._text(bar, index.row(), key)
        if role == Role.EditRole and key in EDITABLE:
            return as_typed(bar.varied.quantity.text(self._end(bar, key)))
        if role == Role.UserRole:
            return getattr(bar, key, bar.varied.key)
        if role == Role.TextAlignmentRole:
            return _LEFT if key in {"input", "turns"} else _RIGHT
        return self._drawn(bar, index.row(), role) if key == "bar" else None

    def _drawn(self, bar: Bar, row: int, role: int) -> Any:
        """What the bar shows, for who draws it and for who cannot see it."""
        if role == SPAN:
            return self._spans[row]
        if role == Role.AccessibleTextRole:
            low, high = (self._text(bar, row, end) for end in ("at_low", "at_high"))
            return tr("from {low} to {high}", low=low, high=high)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        key = KEYS[section]
        if role == Role.UserRole:
            return key
        if role == Role.TextAlignmentRole:
            return _LEFT if key in {"input", "bar", "turns"} else _RIGHT
        return tr(HEADINGS[key]) if role == Role.DisplayRole else None
