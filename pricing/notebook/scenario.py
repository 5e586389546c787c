"""The assumptions of a notebook: target, limit, dose policy, payers and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from pricing.analysis.affordability import read_comparator
from pricing.calculation.limit_notes import limit_note
from pricing.model.product import DEFAULT_CURRENCY, DEFAULT_ELEMENT
from pricing.model.scenario import NO_LIMIT, read_limit_authority
from pricing.model.scenario import Scenario as ModelScenario
from pricing.notebook.arguments import (
    ArgumentError,
    check_names,
    currency_argument,
    naming,
    text_argument,
)
from pricing.notebook.quantities import (
    base_units,
    displayed_amount,
    displayed_mass,
    displayed_money,
    money_units,
)
from pricing.quantities.amounts import DAYS, FACTOR, MASS, TOLERANCE
from pricing.reference.mineral_forms import elements, recognize_element, recognize_form
from pricing.reference.payers import Payer, read_payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Unpack

    from pricing.notebook.quantities import (
        CountArgument,
        ExactNumber,
        Mass,
        MassArgument,
        Money,
        MoneyArgument,
        RatioArgument,
    )


class ScenarioOptions(TypedDict, total=False):
    """The options of `Scenario` and `compare`."""

    element: str
    target: MassArgument
    days: CountArgument
    course_days: CountArgument
    dose_policy: str
    tolerance: RatioArgument
    limit: str | None
    life_stage: str
    reference: str
    absorption: Mapping[str, RatioArgument]
    currency: str
    budget: MoneyArgument
    no_difference: MoneyArgument
    payers: Sequence[str | Payer]
    daily_wage: MoneyArgument
    monthly_income: MoneyArgument
    comparator: str


class Scenario:
    """The assumptions of a comparison; immutable and valid by construction.

    Every option has a default: `element` (Mg), `target` a day, `days` compared, `course_days`,
    `dose_policy` (at_least, nearest, at_most, within_limit or exact), `tolerance` (percent by which
    a dose may stay below the target), `limit` (an authority such as US, or None), `life_stage`,
    `reference` form, `absorption` by form, `currency`, `budget` a
    month, `no_difference` (money a month below which two products count as equal), `payers`
    (written NAME:KIND:VALUE), `daily_wage`, `monthly_income` and `comparator`.

    >>> Scenario(target="300 mg", limit="EU")
    <Scenario magnesium, 300 mg a day for 30 days, at_least, limit EU, reference oxide, USD>

    Raises:
        ArgumentError: An option is impossible. The error names it.
    """

    __slots__ = ("model",)

    # The engine's own scenario, in base units.
    model: ModelScenario

    def __init__(self, **options: Unpack[ScenarioOptions]) -> None:
        check_options(options)
        element = element_argument(options.get("element", DEFAULT_ELEMENT))
        currency = currency_argument("currency", options.get("currency", DEFAULT_CURRENCY))
        self.model = apply_options(ModelScenario.for_element(element, currency), options)

    @classmethod
    def from_model(cls, scenario: ModelScenario) -> Scenario:
        """Return a scenario of the engine for notebooks."""
        wrapper = cls.__new__(cls)
        wrapper.model = scenario
        return wrapper

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and other.model == self.model

    def __hash__(self) -> int:
        return hash(self.model)

    def __repr__(self) -> str:
        return f"<Scenario {self.summary}>"

    @property
    def summary(self) -> str:
        """The scenario in one line."""
        mineral = elements()[self.element].name.lower()
        limit = f"limit {self.limit}" if self.limit else "no limit"
        return (
            f"{mineral}, {self.target} a day for {self.days} days, {self.dose_policy}, {limit}, "
            f"reference {self.reference}, {self.currency}"
        )

    @property
    def element(self) -> str:
        """The symbol of the mineral."""
        return self.model.element

    @property
    def target(self) -> Mass:
        """The target a day."""
        return displayed_mass(self.model.target)

    @property
    def days(self) -> int:
        """The days compared."""
        return self.model.days

    @property
    def course_days(self) -> int:
        """The days of a course."""
        return self.model.course_days

    @property
    def dose_policy(self) -> str:
        """The rule that turns the target into whole smallest doses."""
        return self.model.dose_policy

    @property
    def tolerance(self) -> ExactNumber:
        """The percentage by which a dose may stay below the target."""
        return displayed_amount(self.model.tolerance, TOLERANCE)

    @property
    def limit(self) -> str | None:
        """The authority whose limit applies; None if no limit is chosen."""
        authority = self.model.limit_authority
        return None if authority == NO_LIMIT else authority

    @property
    def limit_amount(self) -> Mass | None:
        """The limit a day; None if the authority sets none."""
        limit = self.model.limit
        return displayed_mass(limit.amount) if limit and limit.amount is not None else None

    @property
    def limit_note(self) -> str:
        """What to know about a limit that is missing or for adults, or ""."""
        note = limit_note(self.model)
        return note.text() if note else ""

    @property
    def life_stage(self) -> str:
        """The life stage that the limit is asked for."""
        return self.model.life_stage

    @property
    def reference(self) -> str:
        """The form that other forms are compared with."""
        return self.model.reference_form

    @property
    def absorption(self) -> Mapping[str, ExactNumber]:
        """The relative absorption that is assumed, by form."""
        return {form: displayed_amount(factor, FACTOR) for form, factor in self.model.absorption}

    @property
    def currency(self) -> str:
        """The code of the currency compared in."""
        return self.model.currency

    @property
    def budget(self) -> Money:
        """The budget a month."""
        return displayed_money(self.model.budget, self.currency)

    @property
    def no_difference(self) -> Money:
        """The money a month below which two products count as equal."""
        return displayed_money(self.model.no_difference, self.currency)

    @property
    def payers(self) -> tuple[Payer, ...]:
        """The ways to pay."""
        return self.model.payers

    @property
    def daily_wage(self) -> Money | None:
        """The wage a day, if it is stated."""
        wage = self.model.daily_wage
        return displayed_money(wage, self.currency) if wage else None

    @property
    def monthly_income(self) -> Money | None:
        """The income a month, if it is stated."""
        income = self.model.monthly_income
        return displayed_money(income, self.currency) if income else None

    @property
    def comparator(self) -> str:
        """The name of what a unit's cost is compared with; "" if nothing is named."""
        return self.model.comparator


# -- options -----------------------------------------------------------------------------------


def _mass(name: str, value: object, _: ModelScenario) -> int:
    return base_units(name, value, MASS)


def _days(name: str, value: object, _: ModelScenario) -> int:
    return base_units(name, value, DAYS)


def _money(name: str, value: object, scenario: ModelScenario) -> int:
    return money_units(name, value, scenario.currency)[0]


def _tolerance(name: str, value: object, _: ModelScenario) -> int:
    return base_units(name, value, TOLERANCE)


def _text(name: str, value: object, _: ModelScenario) -> str:
    return text_argument(name, value)


def _limit(name: str, value: object, scenario: ModelScenario) -> str:
    authority = NO_LIMIT if value is None else text_argument(name, value)
    return read_limit_authority(authority, scenario.element)


def _form(name: str, value: object, scenario: ModelScenario) -> str:
    return recognize_form(text_argument(name, value), scenario.element).name


def _absorption(name: str, value: object, scenario: ModelScenario) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, Mapping):
        raise ArgumentError(
            name, f"{value!r} is no dict of forms.", 'Write it as {"glycinate": "1.3"}.'
        )
    return tuple(
        (_form(name, form, scenario), base_units(name, factor, FACTOR))
        for form, factor in value.items()
    )


def _payers(name: str, value: object, _: ModelScenario) -> tuple[Payer, ...]:
    if isinstance(value, str | Payer):
        value = [value]
    if not isinstance(value, list | tuple):
        raise ArgumentError(name, f"{value!r} is no list of payers.", 'Write ["plan:percent:80"].')
    return tuple(
        payer if isinstance(payer, Payer) else read_payer(text_argument(name, payer))
        for payer in value
    )


# The engine's field and the reader of each option. Element and currency are read before them,
# because other options depend on both.
_READERS: Mapping[str, tuple[str, Callable[[str, object, ModelScenario], Any]]] = {
    "target": ("target", _mass),
    "days": ("days", _days),
    "course_days": ("course_days", _days),
    "dose_policy": ("dose_policy", _text),
    "tolerance": ("tolerance", _tolerance),
    "life_stage": ("life_stage", _text),
    "limit": ("limit_authority", _limit),
    "reference": ("reference_form", _form),
    "absorption": ("absorption", _absorption),
    "budget": ("budget", _money),
    "no_difference": ("no_difference", _money),
    "payers": ("payers", _payers),
    "daily_wage": ("daily_wage", _money),
    "monthly_income": ("monthly_income", _money),
}
OPTION_NAMES = ("element", "currency", *_READERS, "comparator")


def check_options(options: Iterable[str]) -> None:
    """Refuse an option that does not exist, and name the most similar one."""
    check_names(options, OPTION_NAMES)


def element_argument(value: object) -> str:
    """Return the symbol of a mineral."""
    with naming("element"):
        return recognize_element(text_argument("element", value))


def apply_options(scenario: ModelScenario, options: Mapping[str, Any]) -> ModelScenario:
    """Return the scenario with the options, which are read one by one.

    Raises:
        ArgumentError: An option is impossible in this scenario. The error names it.
    """
    for name, value in options.items():
        with naming(name):
            if name in _READERS:
                field, read = _READERS[name]
                scenario = replace(scenario, **{field: read(name, value, scenario)})
            elif name == "comparator":
                comparator, cost = read_comparator(text_argument(name, value))
                scenario = replace(scenario, comparator=comparator, comparator_cost=cost)
    return scenario
