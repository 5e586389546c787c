"""The targets of a regimen: a field for each mineral, and what the cheapest one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.fields import ChoiceBox, MenuButton, UnitEdit
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, notation, number_for_editing
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.regimen_scenario import MAX_PRODUCTS, OUTLAY, TAKEN, Target
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import read_amount
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from app.regimen_plan import RegimenPlan

OPTIMISE_TITLES = {TAKEN: "a month, as taken", OUTLAY: "to pay now"}
# What a step of the arrow keys changes, by the size of the target in its unit.
_STEPS = ((500, 50), (50, 5), (0, 1))


@reports_exceptions
class TargetEdit(UnitEdit):
    """The target of one mineral. The arrows change it, and Delete in an empty field removes it."""

    removal_requested = Signal()
    stepped = Signal(int)  # 1 up or -1 down

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
            case Qt.Key.Key_Delete if not self.text():
                self.removal_requested.emit()
            case _:
                super().keyPressEvent(event)


@reports_exceptions
class TargetsRow(QWidget):
    """The fields. What is typed is a step that can be undone."""

    input_rejected = Signal(str)

    def __init__(self, plan: RegimenPlan) -> None:
        super().__init__()
        self.setObjectName("regimenTargets")
        self.setAccessibleName(tr("Targets"))
        self._plan = plan
        self._shown: tuple[Target, ...] = ()
        self._edits: dict[str, TargetEdit] = {}
        self._fields = FlowRow(8)
        self._add_button = self._make_add_button()
        self._at_most = self._make_box("regimenAtMostBox", tr("At most"), self._choose_at_most)
        for count in range(1, MAX_PRODUCTS + 1):
            self._at_most.addItem(count_text(count, "{count} product", "{count} products"), count)
        self._optimise = self._make_box("regimenOptimiseBox", tr("Cheapest"), self._choose_optimise)
        for key, title in OPTIMISE_TITLES.items():
            self._optimise.addItem(tr(title), key)
        self._compose()

    def _make_box(self, name: str, title: str, choose: Callable[[], None]) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.activated.connect(lambda _: choose())
        return box

    def _make_add_button(self) -> MenuButton:
        button = MenuButton(tr("+ Mineral"))
        button.setObjectName("addTargetButton")
        button.setAccessibleName(tr("Add a target for another mineral"))
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_menu(menu))
        button.setMenu(menu)
        return button

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        known = {target.element for target in self._plan.targets}
        for element in elements().values():
            if element.symbol not in known:
                action = menu.addAction(tr(element.name))
                action.triggered.connect(
                    lambda _=False, symbol=element.symbol: self._add_target(symbol)
                )

    def _compose(self) -> None:
        fields = QWidget()
        fields.setAccessibleName(tr("Targets"))
        fields.setLayout(self._fields)
        layout = FlowRow(16)
        self.setLayout(layout)
        layout.add(
            _below(tr("Targets a day"), fields),
            _below(tr("At most"), self._at_most),
            _below(tr("Cheapest"), self._optimise),
        )

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the targets as they are."""
        targets = self._plan.targets
        if [one.element for one in targets] != [one.element for one in self._shown]:
            self._make_fields(targets)
        self._shown = targets
        for target in targets:
            edit = self._edits[target.element]
            mass = elements()[target.element].mass
            if not (edit.hasFocus() and edit.isModified()):
                edit.setText(number_for_editing(mass.text(target.amount)))
        scenario = self._plan.scenario
        self._at_most.setCurrentIndex(self._at_most.findData(scenario.at_most))
        self._optimise.setCurrentIndex(self._optimise.findData(scenario.optimise))

    def _make_fields(self, targets: tuple[Target, ...]) -> None:
        for edit in self._edits.values():
            # A field that loses the focus as it goes would be read once more.
            edit.blockSignals(True)
        self._edits.clear()
        while (item := self._fields.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._add_button:
                widget.hide()
                widget.deleteLater()
        is_only = len(targets) == 1
        self._fields.add(
            *(self._make_field(place, one, is_only=is_only) for place, one in enumerate(targets)),
            self._add_button,
        )

    def _make_field(self, place: int, target: Target, *, is_only: bool) -> QWidget:
        element = elements()[target.element]
        field, edit = QWidget(), TargetEdit()
        self._edits[target.element] = edit
        title = tr(element.name)
        edit.setObjectName(f"regimenTarget{target.element}")
        field.setAccessibleName(title)
        edit.setAccessibleName(tr("Target of {mineral}, {unit}", mineral=title.lower(),
                                  unit=element.mass.unit))  # fmt: skip
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.set_unit(element.mass.unit)
        edit.setFixedWidth(edit.fontMetrics().averageCharWidth() * 14)
        edit.editingFinished.connect(lambda: self._read_target(place, edit))
        edit.removal_requested.connect(lambda: self._remove_target(place))
        edit.stepped.connect(lambda direction: self._step(place, direction))
        label = Label(title)
        label.setBuddy(edit)
        line = QHBoxLayout(field)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(label)
        line.addWidget(edit)
        if not is_only:
            remove = QToolButton()
            remove.setText("×")
            remove.setAutoRaise(True)
            remove.setAccessibleName(tr("Remove the target of {mineral}", mineral=title.lower()))
            remove.clicked.connect(lambda: self._remove_target(place))
            line.addWidget(remove)
        return field

    # -- changing ------------------------------------------------------------------------------

    def _read_target(self, place: int, edit: TargetEdit) -> None:
        target = self._plan.targets[place]
        mass = elements()[target.element].mass
        edit.setModified(False)
        try:
            amount = read_amount(edit.text(), mass)
            self._set(place, target._replace(amount=amount))
        except BadInput as error:
            self.input_rejected.emit(error.message(notation()))
        self.refresh()

    def _set(self, place: int, target: Target) -> None:
        targets = list(self._plan.targets)
        targets[place] = target
        self._plan.set_targets(targets, tr("change of target a day"))

    def _step(self, place: int, direction: int) -> None:
        target = self._plan.targets[place]
        unit = elements()[target.element].mass.base_per_unit
        step = next(size for least, size in _STEPS if target.amount >= least * unit) * unit
        amount = target.amount + direction * step
        if amount > 0:
            self._set(place, target._replace(amount=amount))

    def _read_typed(self) -> None:
        """Read what was typed and not confirmed, before the fields are made anew."""
        for place, target in enumerate(self._plan.targets):
            edit = self._edits.get(target.element)  # None while the view was never shown
            if edit is not None and edit.isModified():
                self._read_target(place, edit)

    def _add_target(self, element: str) -> None:
        self._read_typed()
        target = Target(element, elements()[element].default_target)
        self._plan.set_targets([*self._plan.targets, target], tr("target for another mineral"))

    def _remove_target(self, place: int) -> None:
        if len(self._plan.targets) > 1:
            self._edits[self._plan.targets[place].element].setModified(False)
            self._read_typed()
            targets = list(self._plan.targets)
            del targets[place]
            self._plan.set_targets(targets, tr("removal of a target"))

    def _choose_at_most(self) -> None:
        self._plan.set_at_most(self._at_most.currentData())

    def _choose_optimise(self) -> None:
        self._plan.set_optimise(self._optimise.currentData())


def _below(title: str, part: QWidget) -> QWidget:
    """Return a part below its title."""
    label = Label(title)
    label.setProperty("muted", True)
    label.setFont(sized(label.font(), HEADER_SIZE))
    label.setBuddy(part)
    group = QWidget()
    group.setAccessibleName(title)
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label)
    column.addWidget(part)
    return group
