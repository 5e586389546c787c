"""Goals of a regimen: targets for several minerals, their limits, and the period."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.figures import most_a_day
from pricing.model.product import DEFAULT_CURRENCY
from pricing.model.scenario import LEAST_MEETING_TARGET, NO_LIMIT, Scenario, authorities_for
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MASS, TOLERANCE
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.reference.limits import Limit

MAX_PRODUCTS = 8
DEFAULT_MAX_PRODUCTS = 3
TAKEN, OUTLAY = "taken", "outlay"
# The measure that the cheapest regimen has least of, by what is optimised.
COST_KEYS = {TAKEN: "monthly_cost", OUTLAY: "monthly_outlay"}


class Target(NamedTuple):
    """The micrograms of a mineral that a day's regimen has to give."""

    element: str
    amount: int


@dataclass(frozen=True, slots=True)
class RegimenScenario:
    """The assumptions of a regimen; masses in micrograms.

    `at_most` is the greatest number of products. `optimise` is what has to be least: the cost as
    taken, or what is paid for whole packs.

    Raises:
        BadInput: There is no target, a mineral has two, or a number is impossible.
    """

    targets: tuple[Target, ...]
    limit_authority: str = "US"
    life_stage: str = "adult"
    tolerance: int = Scenario().tolerance
    days: int = Scenario().days
    currency: str = DEFAULT_CURRENCY
    at_most: int = DEFAULT_MAX_PRODUCTS
    optimise: str = TAKEN

    def __post_init__(self) -> None:
        if not self.targets:
            raise BadInput(ProblemKind.NO_TARGETS)
        seen = set()
        for target in self.targets:
            if target.element in seen:
                mineral = Term(elements()[target.element].name)
                raise BadInput(ProblemKind.TWO_TARGETS, mineral=mineral)
            if target.amount <= 0:
                raise BadInput(ProblemKind.ZERO, column="target_mg")
            seen.add(target.element)
            self.scenario_of(target.element)  # it checks the days and the tolerance
        if not 1 <= self.at_most <= MAX_PRODUCTS:
            raise BadInput(
                ProblemKind.OUT_OF_RANGE_PRODUCTS, value=self.at_most, largest=MAX_PRODUCTS
            )
        if self.optimise not in COST_KEYS:
            raise BadInput(
                ProblemKind.UNKNOWN_CHOICE, value=self.optimise, choices=tuple(COST_KEYS)
            )

    @property
    def cost_key(self) -> str:
        """The key of the measure that has to be least."""
        return COST_KEYS[self.optimise]

    def target_of(self, element: str) -> int:
        """Return the target of a mineral in micrograms; 0 for one without a target."""
        return dict(self.targets).get(element, 0)

    def scenario_of(self, element: str) -> Scenario:
        """Return the scenario in which a product of this mineral has its figures."""
        states_limit = self.limit_authority in authorities_for(element)
        base = Scenario.for_element(element, self.currency)
        return replace(
            base,
            target=self.target_of(element) or base.target,
            days=self.days,
            tolerance=self.tolerance,
            limit_authority=self.limit_authority if states_limit else NO_LIMIT,
            life_stage=self.life_stage,
        )

    def limit_of(self, element: str) -> Limit | None:
        """Return the limit of a mineral; None if the authority sets none."""
        return self.scenario_of(element).limit

    def most_of(self, element: str) -> int | None:
        """Return the most micrograms a day that are safe, or None if no amount is known.

        Above the amount of a treatment a doctor decides, whatever the limit.
        """
        if self.limit_authority == NO_LIMIT:
            return None
        most = most_a_day(element, self.scenario_of(element))
        return None if most is None else int(most * MASS.base_per_unit)

    def least_of(self, element: str) -> Fraction:
        """Return the fewest micrograms that reach the target within the tolerance.

        >>> RegimenScenario((Target("Mg", 300_000),)).least_of("Mg")
        Fraction(294000, 1)
        """
        values = {
            "target_mg": Fraction(self.target_of(element)),
            "tolerance_percent": TOLERANCE.to_fraction(self.tolerance),
        }
        return LEAST_MEETING_TARGET.evaluate(values.__getitem__) or Fraction(0)
