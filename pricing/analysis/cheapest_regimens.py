"""The cheapest regimens for several targets, with a proof, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm
from typing import TYPE_CHECKING

from pricing.analysis.dose_choices import DoseChoice, most_doses_per_day
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import Regimen, Take
from pricing.analysis.regimen_scenario import MAX_PRODUCTS, OUTLAY
from pricing.analysis.regimen_search import find_cheapest_combinations
from pricing.calculation.checks import CheckCase, find_label_doubt
from pricing.calculation.figures import Figures
from pricing.calculation.sentences import (
    Count,
    Mineral,
    Paragraph,
    Sentence,
    UnitCount,
    listed_names,
    mass_amount,
)
from pricing.model.also_contains import names_further_minerals
from pricing.model.scenario import NO_LIMIT
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import Plural
from pricing.quantities.dates import today as this_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pricing.analysis.regimen_scenario import RegimenScenario, Target
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product

SETS_SHOWN = 3
# By whether safe limits apply.
_PROOF = {
    True: Plural(
        "products",
        "No cheaper combination of at most {at_most} of {products} product meets all targets "
        "within the limits.",
        "No cheaper combination of at most {at_most} of these {products} products meets all "
        "targets within the limits.",
    ),
    False: Plural(
        "products",
        "No cheaper combination of at most {at_most} of {products} product meets all targets.",
        "No cheaper combination of at most {at_most} of these {products} products meets all "
        "targets.",
    ),
}
_NONE_EXISTS = {
    True: Plural(
        "products",
        "No regimen of at most {at_most} of {products} product meets these targets within the "
        "limits.",
        "No regimen of at most {at_most} of these {products} products meets these targets within "
        "the limits.",
    ),
    False: Plural(
        "products",
        "No regimen of at most {at_most} of {products} product meets these targets.",
        "No regimen of at most {at_most} of these {products} products meets these targets.",
    ),
}
_ENOUGH = Plural(
    "count",
    "{count} product is enough.",
    "{count} products are enough.",
)
_NO_LIMITS = Sentence("No safe limit was applied.")
_NO_PRODUCTS = Sentence("No product can be used.")
_NO_SOURCE = "None of them holds {mineral}."
_TARGET_OVER_LIMIT = "The target of {target} of {mineral} is over the limit of {limit}."
_FAILS = "{mineral} is the one that fails: without its target there is a regimen."
_FAILS_WITH_OTHERS = "Without the target of {mineral} there is a regimen."
_FAIL_TOGETHER = Sentence("The targets fail together: no single one of them is the cause.")
_ALONE_POSSIBLE = Sentence("Its target alone can be met, but not beside the others.")
_TOO_LITTLE = Plural(
    "count",
    "{count} a day of {product} gives {delivered} of {mineral}, less than the target of {target}.",
    "{count} a day of {product} give {delivered} of {mineral}, less than the target of {target}.",
)
_ONE_MORE_OVER_LIMIT = Plural(
    "count",
    "{count} gives {delivered} of {mineral}, over the limit of {limit}.",
    "{count} give {delivered} of {mineral}, over the limit of {limit}.",
)
_EVEN_LEAST_OVER_LIMIT = Plural(
    "count",
    "Even {count} a day of {product} gives {delivered} of {mineral}, over the limit of {limit}.",
    "Even {count} a day of {product} give {delivered} of {mineral}, over the limit of {limit}.",
)
_IN_DOUBT = Plural(
    "count",
    "{count} product was left out, because its price, its label or an amount is in doubt: {names}.",
    "{count} products were left out, because a price, a label or an amount is in doubt: {names}.",
)
_OTHER_CURRENCY = Plural(
    "count",
    "{count} product was left out, because its price is in another currency: {names}.",
    "{count} products were left out, because their prices are in another currency: {names}.",
)
# So much of the search is done to find how many products would be enough.
_MOST_REPORTS_FOR_ENOUGH = 20
_MOST_NAMED = 5  # of the products that were left out
_MOST_EXPLAINED = 3  # of the products that hold a mineral whose target cannot be met


@dataclass(frozen=True, slots=True)
class RegimenResult:
    """The cheapest regimens, the cheapest first; each has another set of products.

    `reason` says why there is none. `proof` says what was searched. `left_out` holds the products
    that could not be used.
    """

    regimens: tuple[Regimen, ...]
    proof: Paragraph
    reason: Paragraph | None
    scenario: RegimenScenario
    usable: tuple[Product, ...]
    left_out: tuple[Product, ...]

    @property
    def best(self) -> Regimen | None:
        """The cheapest regimen, if there is one."""
        return self.regimens[0] if self.regimens else None

    def proves(self, regimen: Regimen) -> bool:
        """Return whether a regimen is the cheapest one: the same doses of the same products."""
        if self.best is None or regimen.waiting:
            return False
        return _doses_of(self.best) == _doses_of(regimen)


def _doses_of(regimen: Regimen) -> list[tuple[int, Fraction]]:
    return sorted((id(take.product), take.units) for take in regimen.by_product)


def find_cheapest_regimens(
    products: Sequence[Product],
    scenario: RegimenScenario,
    today: date | None = None,
    progress: Progress = SILENT_PROGRESS,
) -> RegimenResult:
    """Return the cheapest regimens of some of these products. The search is exact.

    Food is left out, and a product whose price, label or amounts are in doubt.

    Raises:
        Cancelled: The user cancelled.
    """
    day = today or this_day()
    usable: list[Product] = []
    left_out: list[Product] = []
    for product in products:
        if not progress.should_continue:  # a window may be waiting
            raise Cancelled
        if not product.is_food:
            (usable if is_usable(product, scenario, day) else left_out).append(product)
    problem = _RegimenProblem(usable, scenario)
    regimens = problem.solve(scenario, SETS_SHOWN, progress)
    at_most = min(scenario.at_most, len(usable))
    numbers = {"at_most": Count(at_most), "products": Count(len(usable))}
    has_limits = scenario.limit_authority != NO_LIMIT
    templates = _PROOF if regimens else _NONE_EXISTS
    searched = (Sentence(templates[has_limits], numbers),) if usable else ()
    notes = () if has_limits else (_NO_LIMITS,)
    notes = (*notes, *_left_out_notes(left_out, scenario.currency))
    reason = None
    if not regimens:
        enough = _enough_products(problem, scenario, progress)
        reason = Paragraph((*searched, *enough, *_causes(problem, scenario, progress), *notes))
    proof = Paragraph((*(searched or (_NO_PRODUCTS,)), *notes))
    return RegimenResult(tuple(regimens), proof, reason, scenario, tuple(usable), tuple(left_out))


def _left_out_notes(left_out: Sequence[Product], currency: str) -> Iterator[Sentence]:
    """Yield how many products were left out for each reason, with the names of the first."""
    foreign = [product for product in left_out if product.currency != currency]
    doubtful = [product for product in left_out if product.currency == currency]
    for template, products in ((_OTHER_CURRENCY, foreign), (_IN_DOUBT, doubtful)):
        if products:
            yield Sentence(template, {"count": Count(len(products)), "names": _names(products)})


def _names(products: Sequence[Product]) -> SentenceValue:
    named = OfferNames(products)
    names = listed_names(map(named.text, products[:_MOST_NAMED]))
    others = len(products) - _MOST_NAMED
    if others <= 0:
        return names
    return Sentence("{names} and {count} more", {"names": names, "count": Count(others)})


def is_usable(product: Product, scenario: RegimenScenario, today: date) -> bool:
    """Return whether a product may be part of a regimen that is proposed."""
    if product.is_food or product.currency != scenario.currency:
        return False
    if Take(product, Fraction(1)).unstated_minerals or names_further_minerals(product):
        return False
    figures = Figures(product, scenario.scenario_of(product.element))
    if figures.number("cost_per_unit") is None:
        return False
    return find_label_doubt(CheckCase(figures, today)) is None


class _RegimenProblem:
    """The usable products as whole numbers of common units, for any targets."""

    def __init__(self, products: Sequence[Product], scenario: RegimenScenario) -> None:
        self.products = products
        self.names = OfferNames(products)
        self.elements = tuple(
            dict.fromkeys(
                (
                    *(target.element for target in scenario.targets),
                    *(one.element for product in products for one in product.ingredients),
                )
            )
        )
        self._doses = [
            Take(product, UNITS.to_fraction(product.smallest_dose)) for product in products
        ]
        self._figures = [dose.figures(scenario) for dose in self._doses]
        self._amounts = [
            [dose.amount_of(element) for element in self.elements] for dose in self._doses
        ]

    def holds(self, element: str) -> bool:
        """Return whether some product holds a mineral."""
        at = self.elements.index(element)
        return any(amounts[at] for amounts in self._amounts)

    def solve(self, scenario: RegimenScenario, wanted: int, progress: Progress) -> list[Regimen]:
        """Return the cheapest regimens for the targets of a scenario."""
        least = [scenario.least_of(element) for element in self.elements]
        most = [scenario.most_of(element) for element in self.elements]
        unit = lcm(*(number.denominator for number in least if number), *self._denominators())
        choices, places = self._choices(scenario, least, most, unit)
        found = find_cheapest_combinations(
            choices,
            [int(number * unit) for number in least],
            [None if number is None else number * unit for number in most],
            at_most=scenario.at_most,
            wanted=wanted,
            progress=progress,
        )
        return [
            Regimen(
                tuple(
                    Take(self.products[places[at]], count * self._doses[places[at]].units)
                    for at, count in combination.counts
                ),
                scenario,
            )
            for combination in found
        ]

    def too_coarse_doses(self, scenario: RegimenScenario, target: Target) -> Iterator[Sentence]:
        """Yield why no number of doses of a product meets a target, the nearest products first."""
        at = self.elements.index(target.element)
        most = [scenario.most_of(element) for element in self.elements]
        tried = list(map(most_doses_per_day, self.products))
        allowed = [
            _most_allowed(amounts, most, doses)
            for amounts, doses in zip(self._amounts, tried, strict=True)
        ]
        holders = [place for place, amounts in enumerate(self._amounts) if amounts[at]]
        holders.sort(key=lambda place: allowed[place] * self._amounts[place][at], reverse=True)
        for place in holders[:_MOST_EXPLAINED]:
            if allowed[place]:
                given = self._given(place, allowed[place], target.element)
                stated = mass_amount(MASS.to_fraction(target.amount), target.element)
                yield Sentence(_TOO_LITTLE, {**given, "target": stated})
            if allowed[place] < tried[place]:
                yield self._over_limit(place, allowed[place] + 1, most)

    def _over_limit(self, place: int, count: int, most: Sequence[int | None]) -> Sentence:
        """Return which limit a number of doses of a product passes first."""
        element, limit = next(
            (element, limit)
            for element, limit, amount in zip(
                self.elements, most, self._amounts[place], strict=True
            )
            if limit is not None and count * amount > limit
        )
        given = self._given(place, count, element)
        template = _EVEN_LEAST_OVER_LIMIT if count == 1 else _ONE_MORE_OVER_LIMIT
        return Sentence(template, {**given, "limit": mass_amount(MASS.to_fraction(limit), element)})

    def _given(self, place: int, count: int, element: str) -> dict[str, SentenceValue]:
        """Return what a number of smallest doses of a product gives of a mineral."""
        product = self.products[place]
        amount = count * self._amounts[place][self.elements.index(element)]
        return {
            "count": UnitCount(count * self._doses[place].units, product.unit_kind),
            "product": self.names.in_sentence(product),
            "delivered": mass_amount(amount / MASS.base_per_unit, element),
            "mineral": Mineral(element),
        }

    def _denominators(self) -> Iterable[int]:
        return {amount.denominator for amounts in self._amounts for amount in amounts}

    def _choices(
        self,
        scenario: RegimenScenario,
        least: Sequence[Fraction],
        most: Sequence[int | None],
        unit: int,
    ) -> tuple[list[DoseChoice], list[int]]:
        """Return what may be taken of each product that helps, and the products' places."""
        counts = [
            _most_doses(amounts, least, most, most_doses_per_day(product))
            for product, amounts in zip(self.products, self._amounts, strict=True)
        ]
        places = [at for at, count in enumerate(counts) if count]
        costs = {at: self._costs(at, counts[at], scenario) for at in places}
        cost_unit = lcm(*{cost.denominator for row in costs.values() for cost in row})
        choices = [
            DoseChoice(
                self.products[at].product,
                tuple(int(cost * cost_unit) for cost in costs[at]),
                tuple(int(amount * unit) for amount in self._amounts[at]),
                self.products[at].smallest_dose,
            )
            for at in places
        ]
        return choices, places

    def _costs(self, at: int, count: int, scenario: RegimenScenario) -> list[Fraction]:
        """Return what 1, 2, 3 ... smallest doses a day of a product cost in the period."""
        if scenario.optimise != OUTLAY:  # the cost as taken is in proportion to the dose
            cost = self._figures[at].number("monthly_cost") or Fraction(0)
            return [cost * number for number in range(1, count + 1)]
        doses = (number * self._doses[at].units for number in range(1, count + 1))
        return [
            self._figures[at].with_input("units_per_day", units).number("monthly_outlay")
            or Fraction(0)
            for units in doses
        ]


def _most_doses(
    amounts: Sequence[Fraction],
    least: Sequence[Fraction],
    most: Sequence[int | None],
    tried: int,
) -> int:
    """Return how many smallest doses can be needed and are within every limit."""
    needed = max(
        (ceil(low / amount) for amount, low in zip(amounts, least, strict=True) if amount),
        default=0,
    )
    return min(needed, _most_allowed(amounts, most, tried))


def _most_allowed(amounts: Sequence[Fraction], most: Sequence[int | None], tried: int) -> int:
    """Return how many of the doses that are tried are within every limit."""
    allowed = (
        int(high / amount)
        for amount, high in zip(amounts, most, strict=True)
        if amount and high is not None
    )
    return min((*allowed, tried))


class _LimitedProgress(Progress):
    """Ends a search that takes too long. It is only to say more."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._count = 0

    def report(self, rows: int, share: float = 0.0) -> None:
        self._progress.report(rows, share)
        self._count += 1
        if self._count > _MOST_REPORTS_FOR_ENOUGH:
            raise _SearchTooLong


class _SearchTooLong(Exception):  # noqa: N818 - it is not an error
    """More products than allowed were not searched to the end."""


def _enough_products(
    problem: _RegimenProblem, scenario: RegimenScenario, progress: Progress
) -> Iterator[Sentence]:
    """Yield how many products the targets need, if that is soon proven and not too many."""
    if any(_known_cause(problem, scenario, *target) for target in scenario.targets):
        return
    limited = _LimitedProgress(progress)
    for count in range(scenario.at_most + 1, min(MAX_PRODUCTS, len(problem.products)) + 1):
        try:
            found = problem.solve(replace(scenario, at_most=count), 1, limited)
        except _SearchTooLong:
            return
        if found:
            yield Sentence(_ENOUGH, {"count": Count(count)})
            return


def _causes(
    problem: _RegimenProblem, scenario: RegimenScenario, progress: Progress
) -> Iterable[Sentence]:
    """Return which targets fail, and why."""
    if not problem.products:
        return (_NO_PRODUCTS,)
    known = [
        sentence
        for element, target in scenario.targets
        if (sentence := _known_cause(problem, scenario, element, target)) is not None
    ]
    if known:
        return known
    if len(scenario.targets) == 1:
        return problem.too_coarse_doses(scenario, scenario.targets[0])
    explanations: list[Sentence] = []
    for target in scenario.targets:
        if not problem.solve(replace(scenario, targets=(target,)), 1, progress):
            # A product over a limit explains each target that it could meet, and is named once.
            found = problem.too_coarse_doses(scenario, target)
            explanations += [sentence for sentence in found if sentence not in explanations]
    failing = [
        Mineral(target.element)
        for target in scenario.targets
        if problem.solve(_without_target(scenario, target.element), 1, progress)
    ]
    if len(failing) == 1:
        fails = Sentence(_FAILS, {"mineral": failing[0]})
        return (fails, *(explanations or (_ALONE_POSSIBLE,)))
    return [Sentence(_FAILS_WITH_OTHERS, {"mineral": mineral}) for mineral in failing] or (
        explanations or (_FAIL_TOGETHER,)
    )


def _known_cause(
    problem: _RegimenProblem, scenario: RegimenScenario, element: str, target: int
) -> Sentence | None:
    """Return why a target cannot be met by any products, or None if that is not known."""
    if not problem.holds(element):
        return Sentence(_NO_SOURCE, {"mineral": Mineral(element)})
    most = scenario.most_of(element)
    if most is None or scenario.least_of(element) <= most:
        return None
    parameters: dict[str, SentenceValue] = {
        "mineral": Mineral(element),
        "target": mass_amount(MASS.to_fraction(target), element),
        "limit": mass_amount(MASS.to_fraction(most), element),
    }
    return Sentence(_TARGET_OVER_LIMIT, parameters)


def _without_target(scenario: RegimenScenario, element: str) -> RegimenScenario:
    targets = tuple(target for target in scenario.targets if target.element != element)
    return replace(scenario, targets=targets)
