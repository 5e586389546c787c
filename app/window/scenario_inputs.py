"""Common part of the scenario's inputs. Each change is one undoable step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QVBoxLayout, QWidget

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.fields import ChoiceBox, UnitEdit
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, set_tool_tip
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.session import Session
    from pricing.model.scenario import Scenario


class ScenarioInputs(QFrame):
    """Boxes and fields, each with its title above it."""

    input_rejected = Signal(str)  # why a typed value is refused

    def __init__(self, session: Session, layout: QLayout) -> None:
        super().__init__()
        self._session = session
        self._layout = layout
        self._choices: dict[ChoiceBox, list[object]] = {}
        self._labels: dict[QWidget, Label] = {}

    # -- building ------------------------------------------------------------------------------

    def _add_control(self, control: QWidget, name: str, title: str) -> None:
        control.setObjectName(name)
        label = Label()
        label.setFont(sized(label.font(), HEADER_SIZE))
        label.setProperty("muted", True)
        label.setBuddy(control)
        self._labels[control] = label
        self._set_title(control, title)
        self._layout.addWidget(with_title_above(label, control, title))

    def _set_title(self, control: QWidget, title: str) -> None:
        self._labels[control].setText(title)
        control.setAccessibleName(title)

    def _add_box(self, name: str, title: str, choose: Callable[[object], None]) -> ChoiceBox:
        box = ChoiceBox()
        box.activated.connect(lambda index: choose(box.itemData(index)))
        self._add_control(box, name, title)
        return box

    def _add_edit(
        self, name: str, title: str, step: str, new_scenario: Callable[[str], Scenario]
    ) -> UnitEdit:
        """Add a field. Its text gives a new scenario; `step` is how undo names the change."""
        edit = UnitEdit()
        edit.setMinimumWidth(edit.fontMetrics().horizontalAdvance("0") * 14)
        edit.editingFinished.connect(lambda: self._commit_text(edit, step, new_scenario))
        self._add_control(edit, name, title)
        return edit

    # -- showing -------------------------------------------------------------------------------

    def _set_choices(self, box: ChoiceBox, choices: Iterable[tuple[object, str]]) -> None:
        items = list(choices)
        self._choices[box] = [data for data, _ in items]
        if [box.itemText(index) for index in range(box.count())] != [text for _, text in items]:
            box.clear()
            for data, text in items:
                box.addItem(text, data)

    def _choose(self, box: ChoiceBox, chosen: object) -> None:
        choices = self._choices[box]
        box.setCurrentIndex(choices.index(chosen) if chosen in choices else -1)

    def _show_number(self, edit: UnitEdit, plain: str) -> None:
        edit.show_number(plain)
        self._show_error(edit, "")

    def _show_error(self, edit: QLineEdit, reason: str) -> None:
        set_tool_tip(edit, reason or edit.whatsThis())
        edit.setAccessibleDescription(reason or edit.whatsThis())
        if bool(edit.property("wrong")) != bool(reason):
            edit.setProperty("wrong", bool(reason))
            edit.style().unpolish(edit)
            edit.style().polish(edit)

    # -- changing ------------------------------------------------------------------------------

    def _change_scenario(self, scenario: Scenario, step: str) -> None:
        self._session.apply(change_scenario(self._session.scenario, scenario, step))

    def _commit_text(
        self, edit: UnitEdit, step: str, new_scenario: Callable[[str], Scenario]
    ) -> None:
        try:
            scenario = new_scenario(edit.text_to_read)
        except BadInput as error:
            self._show_error(edit, error.message(notation()))
            self.input_rejected.emit(error.message(notation()))
            return
        if scenario == self._session.scenario:
            self.refresh()
        else:
            self._change_scenario(scenario, step)

    def refresh(self) -> None:
        """Show the scenario as it is now. Each group of inputs shows its own."""


def with_title_above(label: Label, control: QWidget, title: str) -> QWidget:
    """Return a control below the label with its title."""
    group = QWidget()
    group.setAccessibleName(title)
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label)
    column.addWidget(control)
    return group
