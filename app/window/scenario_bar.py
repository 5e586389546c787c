"""The row of the scenario: mineral, target, safe limit, doses, and what More holds."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.fields import MenuButton
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label, set_item_tool_tip, set_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.scenario_inputs import ScenarioInputs, with_title_above
from app.window.target_slider import TargetSlider
from app.window.views import PAGE_MARGIN
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.quantities.amounts import MONEY
from pricing.reference.limits import LIFE_STAGES, find_limit
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from app.window.more_inputs import MoreInputs

# A narrower window, in pixels of the drawn type size, has no room for the slider.
MIN_WIDTH_WITH_SLIDER, DRAWN_TEXT_SIZE = 1_200, 13
TARGET_DIGITS = 11  # as wide as so many, which leaves room for the unit


@reports_exceptions
class ScenarioBar(ScenarioInputs):
    """The inputs that every comparison needs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, FlowRow(16, has_last_at_right=True))
        self.setObjectName("bar")
        self.setAccessibleName(tr("Scenario"))
        self._choices_basis: object = None  # what the choices in the boxes were made for
        self._explains_limits = False  # a tool tip can wait until the window is painted
        self._limit_texts: list[str] = []
        self._layout.setContentsMargins(PAGE_MARGIN, 6, PAGE_MARGIN, 8)
        self.setLayout(self._layout)
        self._element_box = self._add_box("elementBox", tr("Mineral"), self._choose_element)
        self._target_edit = self._add_edit(
            "targetEdit",
            tr("Target a day"),
            tr("change of target a day"),
            self._scenario_with_target,
        )
        digit = self._target_edit.fontMetrics().horizontalAdvance("0")
        self._target_edit.setFixedWidth(digit * TARGET_DIGITS)
        self._slider = TargetSlider()
        self._slider.hide()  # until the window turns out to be wide enough
        self._slider.target_chosen.connect(self._choose_target)
        self._layout.addWidget(self._slider)
        self._limit_box = self._add_box("limitBox", tr("Safe limit"), self._choose_limit)
        self._policy_box = self._add_box("policyBox", tr("Doses"), self._choose_policy)
        self._more_button = self._add_more_button()
        session.changed.connect(self.refresh)
        self.refresh()

    def _add_more_button(self) -> MenuButton:
        button = MenuButton(is_quiet=True)
        button.setObjectName("moreButton")
        button.clicked.connect(lambda: self.open_more_inputs(button))
        title = Label(tr("More"))
        title.setFont(sized(title.font(), HEADER_SIZE))
        title.setProperty("muted", True)
        title.setIndent(5)
        self._layout.addWidget(with_title_above(title, button, tr("More inputs")))
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return button

    @cached_property
    def more_inputs(self) -> MoreInputs:
        """The popover with the other inputs."""
        from app.window.more_inputs import MoreInputs

        inputs = MoreInputs(self._session, self)
        inputs.input_rejected.connect(self.input_rejected)
        return inputs

    def open_more_inputs(self, button: QWidget) -> None:
        """Open the other inputs below a button."""
        self.more_inputs.open_below(button)

    @property
    def last_control(self) -> QWidget:
        """The last control in the order of the Tab key."""
        return self._more_button

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        scenario = self._session.scenario
        basis = (scenario.element, notation())
        if basis != self._choices_basis:
            self._choices_basis = basis
            self._fill_boxes(scenario)
        stage = NO_LIMIT if scenario.limit_authority == NO_LIMIT else scenario.life_stage
        self._choose(self._element_box, scenario.element)
        self._choose(self._policy_box, scenario.dose_policy)
        self._choose(self._limit_box, (scenario.limit_authority, stage))
        self._describe_limit()
        mass = elements()[scenario.element].mass
        self._target_edit.set_unit(mass.unit)
        self._target_edit.setAccessibleName(tr("Target a day, {unit}", unit=mass.unit))
        self._show_number(self._target_edit, mass.text(scenario.target))
        self._slider.show_scenario(scenario)
        held = _more_texts(scenario)
        texts = tuple(" · ".join(held[:count]) for count in range(len(held), -1, -1))
        self._more_button.show_one_of(texts)
        self._more_button.setAccessibleName(tr("More: {inputs}", inputs=texts[0]))

    def _fill_boxes(self, scenario: Scenario) -> None:
        """Offer what there is to choose for the scenario's mineral."""
        names = ((element.symbol, tr(element.name)) for element in elements().values())
        self._set_choices(self._element_box, names)
        policies = ((key, tr(policy.title)) for key, policy in DOSE_POLICIES.items())
        self._set_choices(self._policy_box, policies)
        for index, policy in enumerate(DOSE_POLICIES.values()):
            set_item_tool_tip(self._policy_box, index, tr(policy.description))
        self._set_choices(self._limit_box, _limit_choices(scenario))
        if self._explains_limits:
            self._explain_limits(scenario)

    def explain_limits(self) -> None:
        """Explain the limits too from now on, and make the other inputs."""
        _ = self.more_inputs
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

    # -- changing ------------------------------------------------------------------------------

    def _scenario_with_target(self, text: str) -> Scenario:
        from pricing.reference.mineral_amounts import read_mineral_amount

        scenario = self._session.scenario
        return replace(scenario, target=read_mineral_amount(text, scenario.element))

    def _choose_element(self, element: object) -> None:
        """Take another mineral with its target and reference form. What fits it stays."""
        now = self._session.scenario
        if element != now.element:
            self._change_scenario(now.with_element(str(element)), tr("change of mineral"))

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

    def _choose_target(self, target: int) -> None:
        if target != self._session.scenario.target:
            scenario = replace(self._session.scenario, target=target)
            self._change_scenario(scenario, tr("change of target a day"))

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = max(1.0, self.fontInfo().pixelSize() / DRAWN_TEXT_SIZE)
        self._slider.setVisible(self.width() >= MIN_WIDTH_WITH_SLIDER * scale)


def _more_texts(scenario: Scenario) -> tuple[str, ...]:
    """Return what the other inputs hold: "30 days", "USD", "budget $20", "against oxide"."""
    budget = notation().format_money(MONEY.text(scenario.budget), scenario.currency)
    return (
        count_text(scenario.days, "{count} day", "{count} days"),
        scenario.currency,
        tr("budget {amount}", amount=budget),
        tr("against {form}", form=scenario.reference_form),
    )


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
