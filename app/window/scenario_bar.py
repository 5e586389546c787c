"""The scenario bar: what the comparison is made for. Each change is one undoable step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.translation import tr
from pricing.model.changes import change_scenario
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, MONEY, read_amount
from pricing.quantities.currencies import currencies
from pricing.reference.limits import LIFE_STAGES, limits
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.session import Session

NO_DIFFERENCE_HINT = (
    "Products whose monthly costs differ by no more than this are said to cost about the same."
)


class ScenarioBar(QFrame):
    """Controls generated from the scenario. `refused` tells why a typed value was not taken."""

    input_rejected = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._session = session
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 10)
        self._layout.setSpacing(8)
        self._element_box = self._add_box("elementBox", tr("Mineral"), self._choose_element)
        self._target_edit = self._add_edit(
            "targetEdit", tr("Target a day, mg"), self._scenario_with_target
        )
        self._days_edit = self._add_edit("daysEdit", tr("Days"), self._scenario_with_days)
        self._policy_box = self._add_box("policyBox", tr("Doses"), self._choose_policy, 12)
        self._limit_box = self._add_box("limitBox", tr("Safe limit"), self._choose_limit, 12)
        self._reference_box = self._add_box(
            "referenceBox", tr("Compare with"), self._choose_reference, 6
        )
        self._currency_box = self._add_box("currencyBox", tr("Currency"), self._choose_currency, 4)
        self._budget_edit = self._add_edit(
            "budgetEdit", tr("Budget a month"), self._scenario_with_budget
        )
        self._no_difference_edit = self._add_edit(
            "noDifferenceEdit", tr("Equal within"), self._scenario_with_no_difference
        )
        self._no_difference_edit.setWhatsThis(tr(NO_DIFFERENCE_HINT))
        self._layout.addStretch(1)
        session.changed.connect(self._refresh)
        self._refresh()

    # -- building ------------------------------------------------------------------------------

    def _add_control(self, control: QWidget, name: str, title: str) -> None:
        control.setObjectName(name)
        control.setAccessibleName(title)
        label = QLabel(title)
        label.setProperty("muted", True)
        label.setBuddy(control)
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

    def _add_edit(self, name: str, title: str, commit: Callable[[str], Scenario]) -> QLineEdit:
        edit = QLineEdit()
        edit.setMaximumWidth(110)
        edit.setMinimumWidth(44)
        edit.editingFinished.connect(lambda: self._commit_text(edit, commit))
        self._add_control(edit, name, title)
        return edit

    # -- showing -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        scenario = self._session.scenario
        self._set_choices(
            self._element_box,
            ((each.symbol, tr(each.name)) for each in elements().values()),
            scenario.element,
        )
        self._set_text(self._target_edit, number_for_editing(MASS.text(scenario.target)))
        self._set_text(self._days_edit, str(scenario.days))
        policies = ((key, tr(policy.title)) for key, policy in DOSE_POLICIES.items())
        self._set_choices(self._policy_box, policies, scenario.dose_policy)
        for index, policy in enumerate(DOSE_POLICIES.values()):
            self._policy_box.setItemData(index, tr(policy.description), Qt.ItemDataRole.ToolTipRole)
        stage = NO_LIMIT if scenario.limit_authority == NO_LIMIT else scenario.life_stage
        self._set_choices(
            self._limit_box, _limit_choices(scenario), (scenario.limit_authority, stage)
        )
        self._set_choices(
            self._reference_box,
            ((name, name) for name in forms(scenario.element)),
            scenario.reference_form,
        )
        codes = ((code, code) for code in currencies())
        self._set_choices(self._currency_box, codes, scenario.currency)
        self._set_text(self._budget_edit, number_for_editing(MONEY.text(scenario.budget)))
        self._set_text(
            self._no_difference_edit, number_for_editing(MONEY.text(scenario.no_difference))
        )

    def _set_choices(
        self, box: QComboBox, choices: Iterable[tuple[object, str]], chosen: object
    ) -> None:
        offered = list(choices)
        if [box.itemText(index) for index in range(box.count())] != [text for _, text in offered]:
            box.clear()
            for data, text in offered:
                box.addItem(text, data)
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 24)
        keys = [data for data, _ in offered]
        box.setCurrentIndex(keys.index(chosen) if chosen in keys else -1)

    def _set_text(self, edit: QLineEdit, text: str) -> None:
        edit.setText(text)
        self._show_error(edit, "")

    def _show_error(self, edit: QLineEdit, reason: str) -> None:
        edit.setToolTip(reason or edit.whatsThis())
        edit.setAccessibleDescription(reason or edit.whatsThis())
        if bool(edit.property("wrong")) != bool(reason):
            edit.setProperty("wrong", bool(reason))
            edit.style().unpolish(edit)
            edit.style().polish(edit)

    # -- changing ------------------------------------------------------------------------------

    def _change_scenario(self, scenario: Scenario, what: str) -> None:
        self._session.apply(
            change_scenario(self._session.scenario, scenario, tr("change of {what}", what=what))
        )

    def _commit_text(self, edit: QLineEdit, commit: Callable[[str], Scenario]) -> None:
        try:
            scenario = commit(edit.text())
        except BadInput as refused:
            self._show_error(edit, refused.message(notation()))
            self.input_rejected.emit(refused.message(notation()))
            return
        if scenario == self._session.scenario:
            self._refresh()
        else:
            self._change_scenario(scenario, edit.accessibleName().split(",")[0].lower())

    def _scenario_with_target(self, text: str) -> Scenario:
        return replace(self._session.scenario, target=read_amount(text, MASS))

    def _scenario_with_days(self, text: str) -> Scenario:
        if not text.strip().isdecimal():
            raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="30")
        return replace(self._session.scenario, days=int(text))

    def _scenario_with_budget(self, text: str) -> Scenario:
        return replace(self._session.scenario, budget=read_amount(text, MONEY))

    def _scenario_with_no_difference(self, text: str) -> Scenario:
        return replace(self._session.scenario, no_difference=read_amount(text, MONEY))

    def _choose_element(self, element: object) -> None:
        """Another mineral brings its own target and reference form; what else fits it stays."""
        now = self._session.scenario
        if element == now.element:
            return
        other = replace(
            Scenario.for_element(str(element), now.currency),
            days=now.days,
            dose_policy=now.dose_policy,
            budget=now.budget,
            no_difference=now.no_difference,
        )
        authority, stage = now.limit_authority, now.life_stage
        if authority == NO_LIMIT or (other.element, authority, stage) in limits():
            other = replace(other, limit_authority=authority, life_stage=stage)
        self._change_scenario(other, tr("mineral"))

    def _choose_policy(self, policy: object) -> None:
        self._change_scenario(replace(self._session.scenario, dose_policy=str(policy)), tr("doses"))

    def _choose_limit(self, chosen: object) -> None:
        if isinstance(chosen, tuple):
            authority, stage = chosen
            now = self._session.scenario
            stage = now.life_stage if stage == NO_LIMIT else stage
            self._change_scenario(
                replace(now, limit_authority=authority, life_stage=stage), tr("safe limit")
            )

    def _choose_reference(self, form: object) -> None:
        self._change_scenario(
            replace(self._session.scenario, reference_form=str(form)), tr("reference form")
        )

    def _choose_currency(self, currency: object) -> None:
        self._change_scenario(
            replace(self._session.scenario, currency=str(currency)), tr("currency")
        )


def _limit_choices(scenario: Scenario) -> list[tuple[object, str]]:
    """Every limit known for the mineral: "US, adult, 19 to 50: 350 mg"; and none at all."""
    offered: list[tuple[object, str]] = []
    for (element, authority, stage), limit in limits().items():
        if element == scenario.element:
            amount = (
                f"{notation().format_number(MASS.text(limit.amount))} mg"
                if limit.amount
                else tr("none set")
            )
            offered.append(
                ((authority, stage), f"{tr(limit.title)}, {tr(LIFE_STAGES[stage])}: {amount}")
            )
    return [*offered, ((NO_LIMIT, NO_LIMIT), tr("No limit"))]
