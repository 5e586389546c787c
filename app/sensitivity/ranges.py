"""A row an input: the range tried, what it makes of the figure, where the cheapest changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.sensitivity.tornado import INPUT_TITLES, bar_spans, range_end_text
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import SensitivityBar, input_range, tornado, with_input_range
from pricing.analysis.switch_points import find_switch_points
from pricing.analysis.switch_points_text import describe_switch_points
from pricing.calculation.measures import ABSORBED_COST_KEY, MEASURES_BY_KEY, format_figure_with_unit
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import read_amount

if TYPE_CHECKING:
    from app.session import Session
    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.comparison import ComparedProduct

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
SPAN_ROLE = Role.UserRole + 1  # (start, end, now) of the bar as shares of the width
HEADINGS = {
    "input": "Input",
    "low": "From",
    "high": "To",
    "at_low": "Cost at\n“From”",
    "at_high": "Cost at\n“To”",
    "bar": "Range of the cost",
    "turns": "The cheapest changes",
}
COLUMN_KEYS = tuple(HEADINGS)
EDITABLE_KEYS = ("low", "high")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class InputRangesModel(QAbstractTableModel):
    """The tornado of one product and figure, the widest first; the ends can be typed over."""

    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.compared: ComparedProduct | None = None
        self.figure_key = ABSORBED_COST_KEY
        self._bars: tuple[SensitivityBar, ...] = ()
        self._switch_points: tuple[str, ...] = ()
        self._spans: list[tuple[float, float, float]] = []

    def refresh(self, compared: ComparedProduct | None, key: str) -> None:
        """Work the rows out for a ranked product and a figure."""
        bars = tornado(compared, key) if compared else ()
        turns = tuple(
            self._switch_point_text(compared, each.varied_input, key) for each in bars if compared
        )
        self.beginResetModel()
        self.compared, self.figure_key, self._bars, self._switch_points = compared, key, bars, turns
        self._spans = bar_spans(bars, compared.number(key)) if compared else []
        self.endResetModel()

    def _switch_point_text(self, compared: ComparedProduct, varied: VariedInput, key: str) -> str:
        turns = find_switch_points(self._session.comparison, compared, varied, key)
        return describe_switch_points(turns, varied, compared).text(notation())

    def _end_value(self, bar: SensitivityBar, key: str) -> int:
        return input_range(self._session.scenario, bar.varied_input)[EDITABLE_KEYS.index(key)]

    def _text(self, bar: SensitivityBar, row: int, key: str) -> str:
        match key:
            case "input":
                return tr(INPUT_TITLES[bar.varied_input.key])
            case "low" | "high":
                return range_end_text(
                    self._session.scenario, bar.varied_input, EDITABLE_KEYS.index(key)
                )
            case "turns":
                return self._switch_points[row]
            case "bar":
                return ""
            case _:
                value = bar.at_low if key == "at_low" else bar.at_high
                shown, currency = (
                    MEASURES_BY_KEY[self.figure_key].figure_format,
                    self._session.scenario.currency,
                )
                return format_figure_with_unit(value, shown, currency, notation())

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._bars)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMN_KEYS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_end = COLUMN_KEYS[index.column()] in EDITABLE_KEYS
        return flags | Qt.ItemFlag.ItemIsEditable if is_end else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Try another range."""
        bar, key = self._bars[index.row()], COLUMN_KEYS[index.column()]
        scenario, varied = self._session.scenario, bar.varied_input
        low, high = input_range(scenario, varied)
        try:
            typed = read_amount(str(value), varied.quantity)
            after = with_input_range(
                scenario, varied, typed if key == "low" else low, typed if key == "high" else high
            )
        except BadInput as refused:
            self.refused.emit(refused.message(notation()))
            return False
        says = tr("range of {what}", what=tr(INPUT_TITLES[varied.key]).lower())
        return self._session.apply(change_scenario(scenario, after, says))

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        bar, key = self._bars[index.row()], COLUMN_KEYS[index.column()]
        if role in {Role.DisplayRole, Role.ToolTipRole}:
            return self._text(bar, index.row(), key)
        if role == Role.EditRole and key in EDITABLE_KEYS:
            return number_for_editing(bar.varied_input.quantity.text(self._end_value(bar, key)))
        if role == Role.UserRole:
            return getattr(bar, key, bar.varied_input.key)
        if role == Role.TextAlignmentRole:
            return _LEFT if key in {"input", "turns"} else _RIGHT
        return self._bar_data(bar, index.row(), role) if key == "bar" else None

    def _bar_data(self, bar: SensitivityBar, row: int, role: int) -> Any:
        """What the bar shows, for who draws it and for who cannot see it."""
        if role == SPAN_ROLE:
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
        key = COLUMN_KEYS[section]
        if role == Role.UserRole:
            return key
        if role == Role.TextAlignmentRole:
            return _LEFT if key in {"input", "bar", "turns"} else _RIGHT
        return tr(HEADINGS[key]) if role == Role.DisplayRole else None
