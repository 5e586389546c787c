"""The targets of a regimen: a field for each mineral, and what the cheapest one may be."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.toolkit.cards import HEADER_SIZE, PADDING, sized
from app.toolkit.fields import ChoiceBox, MenuButton, UnitEdit, paint_frame
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.regimen_scenario import MAX_PRODUCTS, OUTLAY, TAKEN, Target
from pricing.model.scenario import NO_LIMIT
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import read_amount
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

    from app.regimen_plan import RegimenPlan
    from pricing.analysis.regimen_scenario import RegimenScenario

OPTIMISE_TITLES = {TAKEN: "a month, as taken", OUTLAY: "to pay now"}
# What a step of the arrow keys changes, by the size of the target in its unit.
_STEPS = ((500, 50), (50, 5), (0, 1))
_INSIDE = 10  # between the frame of a target and what is in it
_LEAST_DIGITS = 4  # for which a target has room


@reports_exceptions
class TargetEdit(UnitEdit):
    """The target of one mineral. The arrows change it, and Delete in an empty field removes it."""

    removal_requested = Signal()
    stepped = Signal(int)  # 1 up or -1 down
    focus_changed = Signal()

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
            case Qt.Key.Key_Delete if not self.text():
                self.removal_requested.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()


@reports_exceptions
class TargetField(QWidget):
    """One frame around a mineral's name, its target and the button that removes it."""

    def __init__(self, target: Target, *, is_only: bool) -> None:
        super().__init__()
        element = elements()[target.element]
        title = tr(element.name)
        self.setAccessibleName(title)
        self.edit = TargetEdit()
        self.edit.setObjectName(f"regimenTarget{target.element}")
        self.edit.setAccessibleName(tr("Target of {mineral}, {unit}", mineral=title.lower(),
                                       unit=element.mass.unit))  # fmt: skip
        self.edit.setProperty("inside", True)
        self.edit.focus_changed.connect(self.update)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.set_unit(element.mass.unit)
        margins = self.edit.textMargins()
        margins.setRight(margins.right() + _INSIDE)  # its style has no padding of its own
        self.edit.setTextMargins(margins)
        self.edit.setFont(sized(self.font(), 1, semibold=True))
        self.edit.textChanged.connect(self._fit)
        self._fit("")
        label = Label(title)
        label.setBuddy(self.edit)
        line = QHBoxLayout(self)
        line.setContentsMargins(_INSIDE, 1, 4, 1)
        line.setSpacing(2)
        line.addWidget(label)
        line.addWidget(self.edit)
        self.remove_button: QToolButton | None = None
        if not is_only:
            self.remove_button = _RemoveButton(title.lower())
            line.addWidget(self.remove_button)

    def _fit(self, text: str) -> None:
        """Make the field as wide as its number. No figure is cut off."""
        metrics = self.edit.fontMetrics()
        digits = max(
            *map(metrics.horizontalAdvance, (text, self.edit.text_at_rest)),
            metrics.horizontalAdvance("0") * _LEAST_DIGITS,
        )
        self.edit.setFixedWidth(digits + self.edit.textMargins().right() + _INSIDE)

    @property
    def controls(self) -> list[QWidget]:
        """The controls in the order of the Tab key."""
        return [self.edit, *filter(None, [self.remove_button])]

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_frame(painter, self.rect(), has_focus=self.edit.hasFocus())


@reports_exceptions
class _RemoveButton(QToolButton):
    """A button that is hardly wider than its sign."""

    def __init__(self, mineral: str) -> None:
        super().__init__()
        self.setText("×")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Remove the target of {mineral}", mineral=mineral))

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 8, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


@reports_exceptions
class TargetsRow(QFrame):
    """The scenario of the regimen. What is typed is a step that can be undone."""

    input_rejected = Signal(str)
    input_read = Signal()
    more_requested = Signal(object)  # the button, below which the other inputs open

    def __init__(self, plan: RegimenPlan) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAccessibleName(tr("Targets of the regimen"))
        self._plan = plan
        self._shown: tuple[Target, ...] = ()
        self._edits: dict[str, TargetEdit] = {}
        self._fields: list[QWidget] = []
        self._row = FlowRow(8, has_last_at_right=True)
        self._add_button = self._make_add_button()
        self._limits = self._make_box("regimenLimitBox", tr("Safe limits"), self._choose_limits)
        self._at_most = self._make_box("regimenAtMostBox", tr("At most"), self._choose_at_most)
        for count in range(1, MAX_PRODUCTS + 1):
            self._at_most.addItem(count_text(count, "{count} product", "{count} products"), count)
        self._optimise = self._make_box("regimenOptimiseBox", tr("Cheapest"), self._choose_optimise)
        for key, title in OPTIMISE_TITLES.items():
            self._optimise.addItem(tr(title), key)
        self._more = MenuButton(is_quiet=True)
        self._more.setObjectName("regimenMoreButton")
        self._more.clicked.connect(self._request_more)
        self._others = (
            _below("", self._add_button),
            _below(tr("Safe limits"), self._limits),
            _below(tr("At most"), self._at_most),
            _below(tr("Cheapest"), self._optimise),
            _below(tr("More"), self._more),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, 6, PADDING, 8)
        row = QWidget()
        row.setObjectName("regimenTargets")
        row.setAccessibleName(tr("Targets of the regimen"))
        row.setLayout(self._row)
        layout.addWidget(row)

    def _make_box(self, name: str, title: str, choose: Callable[[], None]) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.activated.connect(choose)
        return box

    def _make_add_button(self) -> MenuButton:
        button = MenuButton(tr("+ Mineral"))
        button.setObjectName("addTargetButton")
        button.setAccessibleName(tr("Add a target for another mineral"))
        menu = QMenu(button)
        menu.aboutToShow.connect(self._fill_menu)
        button.setMenu(menu)
        return button

    def _fill_menu(self) -> None:
        menu = self._add_button.menu()
        menu.clear()
        known = {target.element for target in self._plan.targets}
        for element in elements().values():
            if element.symbol not in known:
                action = menu.addAction(tr(element.name))
                action.triggered.connect(
                    lambda _=False, symbol=element.symbol: self._add_target(symbol)
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
                edit.show_number(mass.text(target.amount))
        scenario = self._plan.scenario
        self._at_most.setCurrentIndex(self._at_most.findData(scenario.at_most))
        self._optimise.setCurrentIndex(self._optimise.findData(scenario.optimise))
        self._show_limits(scenario)
        days = count_text(scenario.days, "{count} day", "{count} days")
        self._more.show_one_of((days,))
        self._more.setAccessibleName(tr("More: {inputs}", inputs=days))

    def _show_limits(self, scenario: RegimenScenario) -> None:
        """Offer the authorities that the comparison offers, and choose the one in force."""
        choices = self._plan.limit_choices()
        texts = [_limit_text(*choice) for choice in choices]
        if [self._limits.itemText(at) for at in range(self._limits.count())] != texts:
            self._limits.clear()
            self._limits.addItems(texts)
        stage = NO_LIMIT if scenario.limit_authority == NO_LIMIT else scenario.life_stage
        chosen = (scenario.limit_authority, stage)
        self._limits.setCurrentIndex(choices.index(chosen) if chosen in choices else -1)

    def _make_fields(self, targets: tuple[Target, ...]) -> None:
        for edit in self._edits.values():
            # A field that loses the focus as it goes would be read once more.
            edit.blockSignals(True)
        while self._row.takeAt(0) is not None:
            pass
        for part in self._fields:
            part.hide()
            part.deleteLater()
        self._edits.clear()
        made = [
            self._make_field(place, target, is_only=len(targets) == 1)
            for place, target in enumerate(targets)
        ]
        titles = [tr("Targets a day"), *[""] * (len(made) - 1)]
        self._fields = [_below(title, field) for title, field in zip(titles, made, strict=True)]
        self._row.add(*self._fields, *self._others)
        for part in self._others:
            part.raise_()  # behind the new fields, for F6 and for screen readers too
        boxes = (self._add_button, self._limits, self._at_most, self._optimise, self._more)
        stops = [*(control for field in made for control in field.controls), *boxes]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _make_field(self, place: int, target: Target, *, is_only: bool) -> TargetField:
        field = TargetField(target, is_only=is_only)
        edit = self._edits[target.element] = field.edit
        edit.editingFinished.connect(lambda: self._read_target(target.element, edit))
        edit.removal_requested.connect(lambda: self._remove_target(place))
        edit.stepped.connect(lambda direction: self._step(place, direction))
        if field.remove_button is not None:
            field.remove_button.clicked.connect(lambda: self._remove_target(place))
        return field

    # -- changing ------------------------------------------------------------------------------

    def _read_target(self, element: str, edit: TargetEdit) -> None:
        """Read what was typed as the target of a mineral, if that still is one.

        A field also says that it is finished when it is left, or hidden with its comparison.
        """
        known = [target.element for target in self._plan.targets]
        if element not in known or not edit.isModified():
            return
        place = known.index(element)
        target, mass = self._plan.targets[place], elements()[element].mass
        edit.setModified(False)
        try:
            amount = read_amount(edit.text_to_read, mass)
            self.input_read.emit()
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
        for target in self._plan.targets:
            edit = self._edits.get(target.element)  # None while the view was never shown
            if edit is not None:
                self._read_target(target.element, edit)

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

    def _request_more(self) -> None:
        self.more_requested.emit(self._more)

    def _choose_limits(self) -> None:
        self._plan.set_limits(*self._plan.limit_choices()[self._limits.currentIndex()])

    def _choose_at_most(self) -> None:
        self._plan.set_at_most(self._at_most.currentData())

    def _choose_optimise(self) -> None:
        self._plan.set_optimise(self._optimise.currentData())


def _limit_text(authority: str, stage: str) -> str:
    """Return whose limits count, such as "US, adult"."""
    if authority == NO_LIMIT:
        return tr("No limit")
    name = tr(authorities()[authority].short)
    return tr("{authority}, {stage}", authority=name, stage=tr(LIFE_STAGES[stage]))


def _below(title: str, part: QWidget) -> QWidget:
    """Return a part below its title. One without a title stands at the bottom too."""
    whole = QWidget()
    whole.setAccessibleName(title or part.accessibleName())
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    if title:
        label = Label(title)
        label.setProperty("muted", True)
        label.setFont(sized(label.font(), HEADER_SIZE))
        label.setBuddy(part)
        column.addWidget(label)
    else:
        column.addStretch(1)
    column.addWidget(part)
    return whole
