"""The bar with the scenario's inputs above the table. Each change is one undoable step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.shown_text import Label, set_item_tool_tip, set_tool_tip, set_whats_this
from app.toolkit.translation import tr
from pricing.model.changes import change_scenario
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, TOLERANCE, read_amount
from pricing.quantities.currencies import currencies
from pricing.reference.limits import LIFE_STAGES, find_limit
from pricing.reference.mineral_forms import elements, forms
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.session import Session

NO_DIFFERENCE_HINT = "Products whose monthly costs differ by at most this amount count as equal."

TOLERANCE_HINT = (
    "How far a dose may stay below the target. At 2 %, a 199 mg tablet meets a target of 200 mg."
)


class ScenarioBar(QFrame):
    """The controls for the scenario."""

    input_rejected = Signal(str)  # why a typed value is refused

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._session = session
        self._choices_basis: object = None  # what the choices in the boxes were made for
        self._choices: dict[QComboBox, list[object]] = {}
        self._explains_limits = False  # a tool tip can wait until the window is painted
        self._limit_texts: list[str] = []
        self._labels: dict[QWidget, Label] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 10)
        self._layout.setSpacing(6)
        self._element_box = self._add_box("elementBox", tr("Mineral"), self._choose_element)
        self._target_edit = self._add_edit(
            "targetEdit",
            "",
            tr("change of target a day"),
            self._scenario_with_target,
        )
        self._days_edit = self._add_edit(
            "daysEdit", tr("Days"), tr("change of days"), self._scenario_with_days
        )
        self._policy_box = self._add_box("policyBox", tr("Doses"), self._choose_policy, 12)
        self._tolerance_edit = self._add_edit(
            "toleranceEdit",
            tr("Tolerance"),
            tr("change of the tolerance of doses"),
            self._scenario_with_tolerance,
        )
        set_whats_this(self._tolerance_edit, tr(TOLERANCE_HINT))
        self._limit_box = self._add_box("limitBox", tr("Safe limit"), self._choose_limit, 12)
        self._reference_box = self._add_box(
            "referenceBox", tr("Compare with"), self._choose_reference, 6
        )
        self._currency_box = self._add_box("currencyBox", tr("Currency"), self._choose_currency, 4)
        self._budget_edit = self._add_edit(
            "budgetEdit",
            tr("Budget a month"),
            tr("change of budget a month"),
            self._scenario_with_budget,
        )
        self._no_difference_edit = self._add_edit(
            "noDifferenceEdit",
            tr("Equal within"),
            tr("change of the difference that counts as equal"),
            self._scenario_with_no_difference,
        )
        set_whats_this(self._no_difference_edit, tr(NO_DIFFERENCE_HINT))
        self._layout.addStretch(1)
        session.changed.connect(self._refresh)
        self._refresh()

    @property
    def last_control(self) -> QWidget:
        """The last control in the order of the Tab key."""
        return self._no_difference_edit

    # -- building ------------------------------------------------------------------------------

    def _add_control(self, control: QWidget, name: str, title: str) -> None:
        control.setObjectName(name)
        control.setAccessibleName(title)
        label = Label(title)
        label.setProperty("muted", True)
        label.setBuddy(control)
        self._labels[control] = label
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(control)
        self._layout.addLayout(column)

    def _add_box(
        self, name: str, title: str, choose: Callable[[object], None], length: int = 7
    ) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(length)
        box.activated.connect(lambda index: choose(box.itemData(index)))
        self._add_control(box, name, title)
        return box

    def _add_edit(
        self, name: str, title: str, step: str, new_scenario: Callable[[str], Scenario]
    ) -> QLineEdit:
        """Add a field. Its text gives a new scenario; `step` is how undo names the change."""
        edit = QLineEdit()
        edit.setMaximumWidth(110)
        edit.setMinimumWidth(44)
        edit.editingFinished.connect(lambda: self._commit_text(edit, step, new_scenario))
        self._add_control(edit, name, title)
        return edit

    # -- showing -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        scenario = self._session.scenario
        basis = (scenario.element, notation())
        if basis != self._choices_basis:
            self._choices_basis = basis
            self._fill_boxes(scenario)
        stage = NO_LIMIT if scenario.limit_authority == NO_LIMIT else scenario.life_stage
        self._choose(self._element_box, scenario.element)
        self._choose(self._policy_box, scenario.dose_policy)
        self._choose(self._limit_box, (scenario.limit_authority, stage))
        self._choose(self._reference_box, scenario.reference_form)
        self._choose(self._currency_box, scenario.currency)
        self._describe_limit()
        mass = elements()[scenario.element].mass
        self._labels[self._target_edit].setText(tr("Target, {unit}", unit=mass.unit))
        self._target_edit.setAccessibleName(tr("Target a day, {unit}", unit=mass.unit))
        self._set_text(self._target_edit, number_for_editing(mass.text(scenario.target)))
        self._set_text(self._days_edit, str(scenario.days))
        self._set_text(self._tolerance_edit, number_for_editing(TOLERANCE.text(scenario.tolerance)))
        self._set_text(self._budget_edit, number_for_editing(MONEY.text(scenario.budget)))
        self._set_text(
            self._no_difference_edit, number_for_editing(MONEY.text(scenario.no_difference))
        )

    def _fill_boxes(self, scenario: Scenario) -> None:
        """Offer what there is to choose for the scenario's mineral."""
        names = ((element.symbol, tr(element.name)) for element in elements().values())
        self._set_choices(self._element_box, names)
        policies = ((key, tr(policy.title)) for key, policy in DOSE_POLICIES.items())
        self._set_choices(self._policy_box, policies)
        for index, policy in enumerate(DOSE_POLICIES.values()):
            set_item_tool_tip(self._policy_box, index, tr(policy.description))
        self._set_choices(self._limit_box, _limit_choices(scenario))
        self._set_choices(self._reference_box, ((name, name) for name in forms(scenario.element)))
        self._set_choices(self._currency_box, ((code, code) for code in currencies()))
        if self._explains_limits:
            self._explain_limits(scenario)

    def explain_limits(self) -> None:
        """Explain the limits too from now on."""
        self._explains_limits = True
        self._explain_limits(self._session.scenario)
        self._describe_limit()

    def _explain_limits(self, scenario: Scenario) -> None:
        """Give each limit of the box a tool tip."""
        box = self._limit_box
        self._limit_texts = [
            _limit_explanation(scenario.element, *box.itemData(index))
            for index in range(box.count())
        ]
        for index, text in enumerate(self._limit_texts):
            set_item_tool_tip(box, index, text)

    def _describe_limit(self) -> None:
        """Let the box itself explain the chosen limit."""
        index = self._limit_box.currentIndex()
        text = self._limit_texts[index] if 0 <= index < len(self._limit_texts) else ""
        set_tool_tip(self._limit_box, text)
        self._limit_box.setAccessibleDescription(text)

    def _set_choices(self, box: QComboBox, choices: Iterable[tuple[object, str]]) -> None:
        items = list(choices)
        self._choices[box] = [data for data, _ in items]
        if [box.itemText(index) for index in range(box.count())] != [text for _, text in items]:
            box.clear()
            for data, text in items:
                box.addItem(text, data)
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 24)

    def _choose(self, box: QComboBox, chosen: object) -> None:
        choices = self._choices[box]
        box.setCurrentIndex(choices.index(chosen) if chosen in choices else -1)

    def _set_text(self, edit: QLineEdit, text: str) -> None:
        edit.setText(text)
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
        self, edit: QLineEdit, step: str, new_scenario: Callable[[str], Scenario]
    ) -> None:
        try:
            scenario = new_scenario(edit.text())
        except BadInput as error:
            self._show_error(edit, error.message(notation()))
            self.input_rejected.emit(error.message(notation()))
            return
        if scenario == self._session.scenario:
            self._refresh()
        else:
            self._change_scenario(scenario, step)

    def _scenario_with_target(self, text: str) -> Scenario:
        from pricing.reference.mineral_amounts import read_mineral_amount

        scenario = self._session.scenario
        return replace(scenario, target=read_mineral_amount(text, scenario.element))

    def _scenario_with_days(self, text: str) -> Scenario:
        if not text.strip().isdecimal():
            raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="30")
        return replace(self._session.scenario, days=int(text))

    def _scenario_with_tolerance(self, text: str) -> Scenario:
        return replace(self._session.scenario, tolerance=read_amount(text, TOLERANCE))

    def _scenario_with_budget(self, text: str) -> Scenario:
        return replace(self._session.scenario, budget=read_amount(text, MONEY))

    def _scenario_with_no_difference(self, text: str) -> Scenario:
        return replace(self._session.scenario, no_difference=read_amount(text, MONEY))

    def _choose_element(self, element: object) -> None:
        """Take another mineral with its target and reference form. What fits it stays."""
        now = self._session.scenario
        if element == now.element:
            return
        other = replace(
            Scenario.for_element(str(element), now.currency),
            days=now.days,
            dose_policy=now.dose_policy,
            tolerance=now.tolerance,
            budget=now.budget,
            no_difference=now.no_difference,
        )
        authority = now.limit_authority
        if authority in (NO_LIMIT, *authorities_for(other.element)):
            other = replace(other, limit_authority=authority)
        other = replace(other, life_stage=now.life_stage)
        self._change_scenario(other, tr("change of mineral"))

    def _choose_policy(self, policy: object) -> None:
        scenario = replace(self._session.scenario, dose_policy=str(policy))
        self._change_scenario(scenario, tr("change of doses"))

    def _choose_limit(self, chosen: object) -> None:
        if isinstance(chosen, tuple):
            authority, stage = chosen
            now = self._session.scenario
            stage = now.life_stage if stage == NO_LIMIT else stage
            scenario = replace(now, limit_authority=authority, life_stage=stage)
            self._change_scenario(scenario, tr("change of safe limit"))

    def _choose_reference(self, form: object) -> None:
        scenario = replace(self._session.scenario, reference_form=str(form))
        self._change_scenario(scenario, tr("change of reference form"))

    def _choose_currency(self, currency: object) -> None:
        scenario = replace(self._session.scenario, currency=str(currency))
        self._change_scenario(scenario, tr("change of currency"))


def _limit_choices(scenario: Scenario) -> list[tuple[object, str]]:
    """Return every limit for the mineral, such as "US, adult: 350 mg", and none at all."""
    choices: list[tuple[object, str]] = [
        ((authority, stage), _limit_title(scenario.element, authority, stage))
        for authority in authorities_for(scenario.element)
        for stage in LIFE_STAGES
    ]
    return [*choices, ((NO_LIMIT, NO_LIMIT), tr("No limit"))]


def _limit_title(element: str, authority: str, stage: str) -> str:
    limit = find_limit(element, authority, stage)
    names = {"authority": tr(authorities()[authority].short), "stage": tr(LIFE_STAGES[stage])}
    if limit is None or limit.amount is None:
        return tr("{authority}, {stage}: none set", **names)
    mass = elements()[element].mass
    amount = f"{notation().format_number(mass.text(limit.amount))} {mass.unit}"
    if limit.life_stage == stage:
        return tr("{authority}, {stage}: {amount}", **names, amount=amount)
    return tr("{authority}, {stage}: {amount}, the limit for adults", **names, amount=amount)


def _limit_explanation(element: str, authority: str, stage: str) -> str:
    """Return what the limit counts, and what to know if it is missing or for adults."""
    from pricing.calculation.limit_notes import note_for

    limit = find_limit(element, authority, stage)
    note = note_for(element, authority, stage)
    texts = [tr(limit.description)] if limit else []
    return "\n".join([*texts, note.text(notation())] if note else texts)
