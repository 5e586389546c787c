"""What a check may read: one product in one scenario on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.kept_property import kept_property
from pricing.calculation.sentences import Amount, Mineral, SentenceValue, UnitCount, mass_amount
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from pricing.calculation.figures import Figures
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario
    from pricing.reference.limits import Limit

# The template of a sentence, and its parameters.
CheckMessage = tuple[str | Plural, dict[str, SentenceValue]]


@dataclass(frozen=True)
class CheckCase:
    """One product in one scenario on one day."""

    figures: Figures
    today: date

    @property
    def product(self) -> Product:
        return self.figures.product

    @property
    def scenario(self) -> Scenario:
        return self.figures.scenario

    @property
    def mineral(self) -> Mineral:
        return Mineral(self.product.element)

    @kept_property
    def limit(self) -> tuple[Limit, Fraction] | None:
        """The limit that applies to the product, with its mg a day."""
        value, limit = self.figures.number("limit_mg"), self.scenario.limit
        return None if value is None or limit is None else (limit, value)

    def mass_amount(self, value: Fraction) -> Amount:
        return mass_amount(value, self.product.element)

    def stated_mass(self, value: Fraction) -> Amount:
        """Return a mass that the user stated, with all its digits."""
        return mass_amount(value, self.product.element, is_stated=True)

    def unit_count(self, value: Fraction) -> UnitCount:
        return UnitCount(value, self.product.unit_kind)
