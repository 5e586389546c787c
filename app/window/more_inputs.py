"""The inputs of the scenario that are rarely changed, in a popover of the scenario's row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app.toolkit.shown_text import set_whats_this
from app.toolkit.translation import tr
from app.window.scenario_inputs import ScenarioInputs
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, TOLERANCE, read_amount
from pricing.quantities.currencies import currencies
from pricing.reference.mineral_forms import forms

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from pricing.model.scenario import Scenario

NO_DIFFERENCE_HINT = "Products whose monthly costs differ by at most this amount count as equal."
TOLERANCE_HINT = (
    "How far a dose may stay below the target. At 2 %, a 199 mg tablet meets a target of 200 mg."
)


class MoreInputs(ScenarioInputs):
    """Days, tolerance, the form to compare with, and the inputs in money with their currency."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, QVBoxLayout())
        self.setParent(parent, Qt.WindowType.Popup)
        self.setObjectName("moreInputs")
        self.setAccessibleName(tr("More inputs"))
        self._layout.setContentsMargins(16, 12, 16, 16)
        self._layout.setSpacing(10)
        self.setLayout(self._layout)
        self._days_edit = self._add_edit(
            "daysEdit", tr("Days"), tr("change of days"), self._scenario_with_days
        )
        self._tolerance_edit = self._add_edit(
            "toleranceEdit",
            tr("Tolerance"),
            tr("change of the tolerance of doses"),
            self._scenario_with_tolerance,
        )
        self._tolerance_edit.set_unit("%")
        set_whats_this(self._tolerance_edit, tr(TOLERANCE_HINT))
        self._reference_box = self._add_box(
            "referenceBox", tr("Compare with"), self._choose_reference
        )
        self._currency_box = self._add_box("currencyBox", tr("Currency"), self._choose_currency)
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
        self._set_choices(self._currency_box, ((code, code) for code in currencies()))
        session.changed.connect(self.refresh)
        self.refresh()

    def open_below(self, button: QWidget) -> None:
        """Open below a button, with the keyboard in the first field."""
        self.adjustSize()
        corner = button.mapToGlobal(button.rect().bottomRight())
        corner.setX(corner.x() - self.width())
        self.move(corner)
        self.show()
        self._days_edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self) -> None:
        scenario = self._session.scenario
        references = ((name, name) for name in forms(scenario.element))
        self._set_choices(self._reference_box, references)
        self._choose(self._reference_box, scenario.reference_form)
        self._choose(self._currency_box, scenario.currency)
        self._show_number(self._days_edit, str(scenario.days))
        self._show_number(self._tolerance_edit, TOLERANCE.text(scenario.tolerance))
        for edit, amount in (
            (self._budget_edit, scenario.budget),
            (self._no_difference_edit, scenario.no_difference),
        ):
            edit.set_unit(scenario.currency)
            self._show_number(edit, MONEY.text(amount))

    # -- changing ------------------------------------------------------------------------------

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

    def _choose_reference(self, form: object) -> None:
        scenario = replace(self._session.scenario, reference_form=str(form))
        self._change_scenario(scenario, tr("change of reference form"))

    def _choose_currency(self, currency: object) -> None:
        scenario = replace(self._session.scenario, currency=str(currency))
        self._change_scenario(scenario, tr("change of currency"))
