"""What a comparison assumes: the target, the days, the limit, and how doses are rounded."""

from __future__ import annotations

from collections import Counter
from dataclasses import field, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Constant,
    Expression,
    IfAtMost,
    IfGiven,
    Rounded,
    RoundingMode,
    Variable,
    maximum,
    round_down,
    round_up,
)
from pricing.model.product import DEFAULT_CURRENCY, DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import DAYS, FACTOR, MASS, MONEY, TOLERANCE
from pricing.quantities.currencies import currencies
from pricing.reference.limits import LIFE_STAGES, Limit, find_limit, limits_of
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.model.product import Product
    from pricing.reference.payers import Payer

NO_LIMIT = "none"
MAX_DAYS = DAYS.largest

_target, _elemental = Variable("target_mg"), Variable("elemental_mg_per_unit")
_smallest, _limit = Variable("smallest_dose"), Variable("limit_mg")
_tolerance = Variable("tolerance_percent")
# What a dose has to deliver to reach the target: a 199 mg tablet meets a target of 200 mg.
LEAST_MEETING_TARGET = IfAtMost(
    _tolerance, Constant(Fraction(0)), _target, _target * (1 - _tolerance / 100)
)
_doses = _target / (_elemental * _smallest)
_at_least = round_up(LEAST_MEETING_TARGET / (_elemental * _smallest)) * _smallest
_serving = Variable("serving_units")
# The servings a day that keep the minerals beside the compared one within their limits.
_servings_of_others = Variable("other_minerals_most_servings")
_doses_within_own_limit = round_down(_limit / (_elemental * _smallest))
_doses_within_other_limits = round_down(_servings_of_others * _serving / _smallest)
# A spreadsheet reckons with an empty cell as with 0, so each limit is used only if it is given.
_doses_within_limit = IfGiven(
    "other_minerals_most_servings",
    IfGiven(
        "limit_mg",
        IfAtMost(
            _doses_within_own_limit,
            _doses_within_other_limits,
            _doses_within_own_limit,
            _doses_within_other_limits,
        ),
        _doses_within_other_limits,
    ),
    _doses_within_own_limit,
)
# The units a day of the largest dose within every limit; 0 if one smallest dose exceeds one.
LARGEST_DOSE_WITHIN_LIMIT = _doses_within_limit * _smallest
_most_within_limit = maximum(_doses_within_limit, 1) * _smallest


class DosePolicy(NamedTuple):
    """A rule that turns the target into units a day.

    A policy that `aims_to_reach` the target gives a dose that reaches it within the tolerance,
    unless the limit is in the way.
    """

    key: str
    title: str
    description: str
    units_per_day: Expression
    aims_to_reach: bool = False


DOSE_POLICIES: Mapping[str, DosePolicy] = {
    policy.key: policy
    for policy in (
        DosePolicy(
            "at_least",
            "At least the target",
            "the fewest smallest doses that reach the target within the tolerance",
            _at_least,
            aims_to_reach=True,
        ),
        DosePolicy(
            "nearest",
            "Nearest the target",
            "the number of smallest doses nearest to the target, the lower one of two",
            maximum(Rounded(_doses, RoundingMode.NEAREST_TIES_DOWN), 1) * _smallest,
        ),
        DosePolicy(
            "at_most",
            "At most the target",
            "the most smallest doses that do not exceed the target, and at least one",
            maximum(round_down(_doses), 1) * _smallest,
        ),
        DosePolicy(
            "within_limit",
            "Within the safe limit",
            "at least the target if that is within the limit, else the most that is",
            IfAtMost(
                _at_least * _elemental,
                _limit,
                IfAtMost(_at_least / _serving, _servings_of_others, _at_least, _most_within_limit),
                _most_within_limit,
            ),
            aims_to_reach=True,
        ),
        DosePolicy(
            "exact",
            "Exact, not rounded",
            "the target divided by the elemental amount of a unit, not rounded",
            _target / _elemental,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """The assumptions of one comparison; masses in micrograms, money in millionths.

    `tolerance` is how far a dose may stay below the target, in hundredths of a percent.
    `absorption` holds (form, factor in ten-thousandths). `ranges` holds (input, lowest, highest)
    for `pricing.analysis.sensitivity`, in its base units. `comparator` names what the cost of a
    unit is compared with: a product, or anything whose `comparator_cost` is stated. A wage, income
    or cost of 0 is not stated.

    Four fields are of the regimen beside the comparison: `regimen_targets` holds (mineral,
    micrograms), and `regimen_takes` what is taken now: (id of the row, thousandths of a unit a day,
    when). `regimen_at_most` and `regimen_optimise` are those of a `RegimenScenario`.

    Raises:
        BadInput: An assumption is impossible.
    """

    element: str = DEFAULT_ELEMENT
    target: int = 200 * MASS.base_per_unit
    days: int = 30
    dose_policy: str = "at_least"
    limit_authority: str = "US"
    life_stage: str = "adult"
    reference_form: str = "oxide"
    absorption: tuple[tuple[str, int], ...] = field(default=())
    currency: str = DEFAULT_CURRENCY
    budget: int = 20 * MONEY.base_per_unit
    no_difference: int = 0
    payers: tuple[Payer, ...] = field(default=())
    daily_wage: int = 0
    monthly_income: int = 0
    comparator: str = ""
    comparator_cost: int = 0
    course_days: int = 56
    tolerance: int = 2 * TOLERANCE.base_per_unit
    ranges: tuple[tuple[str, int, int], ...] = field(default=())
    regimen_targets: tuple[tuple[str, int], ...] = field(default=())
    regimen_takes: tuple[tuple[int, int, str], ...] = field(default=())
    regimen_at_most: int = 3
    regimen_optimise: str = "taken"

    def __post_init__(self) -> None:
        _require_choice("currency", self.currency, currencies())
        _require_choice("element", self.element, elements())
        _require_choice("dose_policy", self.dose_policy, DOSE_POLICIES)
        _require_choice("life_stage", self.life_stage, LIFE_STAGES)
        _require_choice("limit", self.limit_authority, (NO_LIMIT, *authorities_for(self.element)))
        if self.target <= 0:
            raise BadInput(ProblemKind.ZERO, column="target_mg")
        for days in (self.days, self.course_days):
            if not 1 <= days <= MAX_DAYS:
                raise BadInput(ProblemKind.OUT_OF_RANGE_DAYS, value=days, largest=MAX_DAYS)
        if not 0 <= self.tolerance <= TOLERANCE.largest:
            largest = TOLERANCE.text(TOLERANCE.largest)
            value = TOLERANCE.text(self.tolerance)
            raise BadInput(
                ProblemKind.TOO_LARGE, column="tolerance_percent", value=value, largest=largest
            )
        if any(factor <= 0 for _, factor in self.absorption):
            raise BadInput(ProblemKind.ZERO, column="absorption")
        for _, low, high in self.ranges:
            if not 0 < low <= high:
                raise BadInput(ProblemKind.INVALID_RANGE)

    @classmethod
    def for_element(cls, element: str, currency: str = DEFAULT_CURRENCY) -> Scenario:
        """Return the program's defaults for an element."""
        defaults = elements()[element]
        authorities = authorities_for(element)
        return cls(
            element=element,
            target=defaults.default_target,
            reference_form=defaults.reference_form,
            limit_authority=authorities[0] if authorities else NO_LIMIT,
            currency=currency,
        )

    def with_element(self, element: str) -> Scenario:
        """Return the scenario of another mineral, with its target and reference form.

        What fits every mineral stays. So does the regimen, which concerns several minerals: once
        something is taken, the target that stood for it stays its target.

        >>> Scenario(regimen_takes=((1, 1_000, ""),)).with_element("Zn").regimen_targets
        (('Mg', 200000),)
        """
        defaults = Scenario.for_element(element, self.currency)
        fits = self.limit_authority in {NO_LIMIT, *authorities_for(element)}
        shown_targets = ((self.element, self.target),) if self.regimen_takes else ()
        return replace(
            self,
            element=element,
            target=defaults.target,
            reference_form=defaults.reference_form,
            limit_authority=self.limit_authority if fits else defaults.limit_authority,
            absorption=(),
            ranges=(),
            comparator="",
            comparator_cost=0,
            course_days=defaults.course_days,
            regimen_targets=self.regimen_targets or shown_targets,
        )

    @property
    def limit(self) -> Limit | None:
        """The limit that applies; None if none is chosen or the authority sets none.

        It is the limit for adults if the authority sets none for the life stage.
        """
        limit = find_limit(self.element, self.limit_authority, self.life_stage)
        return limit if limit and limit.amount is not None else None

    def relative_absorption(self, form: str) -> Fraction:
        """Return the factor that is assumed for a form, which is 1 unless stated."""
        return FACTOR.to_fraction(dict(self.absorption).get(form, FACTOR.base_per_unit))


def suitable_scenario(scenario: Scenario, products: Sequence[Product]) -> Scenario:
    """Return a scenario with the mineral and currency of products that have none of its own."""
    element, currency = scenario.element, scenario.currency
    suitable = scenario
    if products and all(product.element != element for product in products):
        suitable = scenario.with_element(products[0].element)
    if products and all(product.currency != currency for product in products):
        suitable = replace(suitable, currency=products[0].currency)
    return suitable


def choose_scenario(
    products: Iterable[Product], stated: Iterable[Scenario], element: str, currency: str
) -> Scenario:
    """Return the scenario that holds where the user chooses nothing else.

    It is the first of the `stated` scenarios for the mineral, else the program's defaults. These
    take the currency of most products, unless `currency` names another. "" leaves the mineral or
    the currency open.
    """
    for scenario in stated:
        if element in {"", scenario.element}:
            return replace(scenario, currency=currency or scenario.currency)
    counts = Counter(product.currency for product in products)
    usual = counts.most_common(1)[0][0] if counts else DEFAULT_CURRENCY
    return Scenario.for_element(element or DEFAULT_ELEMENT, currency or usual)


def read_days(text: str) -> int:
    """Return a number of days from 1 to the most that a scenario takes. Raises BadInput.

    >>> read_days("30")
    30
    """
    plain = text.strip()
    if not plain.isdecimal():
        raise BadInput(ProblemKind.NOT_A_WHOLE_NUMBER, value=text)
    days = int(plain[:9])
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(ProblemKind.OUT_OF_RANGE_DAYS, value=text, largest=MAX_DAYS)
    return days


def read_limit_authority(text: str, element: str) -> str:
    """Return the authority that a text names, in any case, or "none".

    Raises BadInput if it has no statement on the mineral.

    >>> read_limit_authority("eu", "Mg"), read_limit_authority("None", "Mg")
    ('EU', 'none')
    """
    choices = (NO_LIMIT, *authorities_for(element))
    by_folded_name = {name.casefold(): name for name in choices}
    if text.casefold() not in by_folded_name:
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=text, choices=choices)
    return by_folded_name[text.casefold()]


@cache
def authorities_for(element: str) -> tuple[str, ...]:
    """Return the authorities that have a statement on an element, the usual one first."""
    return tuple(dict.fromkeys(authority for authority, _ in limits_of(element)))


def _require_choice(
    column: str, value: str, choices: Mapping[str, object] | tuple[str, ...]
) -> None:
    if value not in choices:
        raise BadInput(
            ProblemKind.UNKNOWN_CHOICE, column=column, value=value, choices=tuple(choices)
        )
