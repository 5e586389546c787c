"""The regimen of the open comparison: its targets, what is taken, and the pool of products."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.toolkit.translation import tr
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import Regimen, Take, WaitingTake
from pricing.analysis.regimen_scenario import RegimenScenario, Target
from pricing.calculation.figures import Figures
from pricing.model.changes import change_scenario
from pricing.model.mineral_cells import minerals_of
from pricing.model.scenario import NO_LIMIT, authorities_for
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import UNITS
from pricing.reference.limits import LIFE_STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from app.session import Session
    from pricing.model.product import Product


class TakenProduct(NamedTuple):
    """A product that is taken: the id of its row, the units a day, and when."""

    row_id: int
    take: Take
    when: str


class RegimenPlan:
    """Reads the regimen of a session, and changes it. Each change is one step for undo."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- reading -------------------------------------------------------------------------------

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets; the one of the comparison if the regimen has none yet."""
        scenario = self._session.scenario
        stated = tuple(Target(element, amount) for element, amount in scenario.regimen_targets)
        return stated or (Target(scenario.element, scenario.target),)

    @property
    def scenario(self) -> RegimenScenario:
        """The assumptions of the regimen. The limits and the period are the comparison's."""
        scenario = self._session.scenario
        return RegimenScenario(
            self.targets,
            scenario.limit_authority,
            scenario.life_stage,
            scenario.tolerance,
            scenario.days,
            scenario.currency,
            scenario.regimen_at_most,
            scenario.regimen_optimise,
        )

    @property
    def pool(self) -> dict[int, Product]:
        """The complete products of the comparison by the ids of their rows."""
        products = {}
        for position, entry in enumerate(self._session.entries):
            compared = self._session.compared_product(position)
            if compared is not None:
                products[entry.id] = compared.product
        return products

    @property
    def names(self) -> OfferNames:
        """The names of these products, each told from the others."""
        return OfferNames(self.pool.values())

    @property
    def taken(self) -> tuple[TakenProduct, ...]:
        """Return the regimen as taken, without products whose rows are gone or incomplete."""
        pool = self.pool
        return tuple(
            TakenProduct(row_id, Take(pool[row_id], UNITS.to_fraction(units)), when)
            for row_id, units, when in self._session.scenario.regimen_takes
            if row_id in pool
        )

    @property
    def waiting(self) -> tuple[WaitingTake, ...]:
        """Return the products that count only when their rows are complete."""
        ids = {row_id for row_id, _, _ in self._waiting_takes()}
        return tuple(
            WaitingTake(str(entry.values.get("product", "")), minerals_of(entry))
            for entry in self._session.entries
            if entry.id in ids
        )

    @property
    def regimen(self) -> Regimen:
        """Return the regimen as taken, with its totals and checks."""
        return Regimen(tuple(one.take for one in self.taken), self.scenario, self.waiting)

    def row_id_of(self, product: Product) -> int:
        """Return the id of a product's row."""
        return next(row_id for row_id, one in self.pool.items() if one is product)

    def limit_choices(self) -> list[tuple[str, str]]:
        """Return the authorities and life stages to choose from, and no limit at all."""
        stages = [
            (authority, stage)
            for authority in authorities_for(self._session.scenario.element)
            for stage in LIFE_STAGES
        ]
        return [*stages, (NO_LIMIT, NO_LIMIT)]

    # -- changing ------------------------------------------------------------------------------

    def set_targets(self, targets: Iterable[Target], step: str) -> bool:
        """Set the targets. Raise BadInput for impossible ones."""
        changed = tuple((target.element, target.amount) for target in targets)
        RegimenScenario(tuple(Target(*pair) for pair in changed))
        return self._change(step, regimen_targets=changed)

    def set_limits(self, authority: str, stage: str) -> bool:
        """Set whose limits count, and at which stage of life."""
        stage = self._session.scenario.life_stage if stage == NO_LIMIT else stage
        step = tr("change of safe limit")
        return self._change(step, limit_authority=authority, life_stage=stage)

    def set_at_most(self, count: int) -> bool:
        """Set the greatest number of products."""
        return self._change(tr("change of the number of products"), regimen_at_most=count)

    def set_optimise(self, what: str) -> bool:
        """Set what has to cost least."""
        return self._change(tr("change of what costs least"), regimen_optimise=what)

    def add(self, doses: Iterable[tuple[int, int]]) -> bool:
        """Take products too, each by the id of its row with its units a day, in thousandths."""
        added = [(row_id, units, "") for row_id, units in doses]
        return self._edit_takes([*self._takes(), *added], tr("product to take"))

    def change_units(self, numbers: Iterable[int], units: int) -> bool:
        """Change the units a day of products that are taken, in thousandths."""
        takes = self._takes()
        for number in numbers:
            takes[number] = (takes[number][0], units, takes[number][2])
        return self._edit_takes(takes, tr("edit of units a day"))

    def change_when(self, numbers: Iterable[int], when: str) -> bool:
        """Change when products are taken."""
        takes = self._takes()
        for number in numbers:
            takes[number] = (*takes[number][:2], when)
        return self._edit_takes(takes, tr("edit of when it is taken"))

    def change_product(self, number: int, row_id: int) -> bool:
        """Take another product in the place of one."""
        takes = self._takes()
        takes[number] = (row_id, *takes[number][1:])
        return self._edit_takes(takes, tr("other product to take"))

    def leave_out(self, numbers: Iterable[int]) -> bool:
        """Leave out products."""
        gone = set(numbers)
        kept = [take for number, take in enumerate(self._takes()) if number not in gone]
        return self._edit_takes(kept, tr("product left out"))

    def use(self, regimen: Regimen) -> bool:
        """Take what a regimen takes. What stays is taken when it was before."""
        doses = [(self.row_id_of(take.product), take.units) for take in regimen.takes]
        return self._take_doses(doses, tr("use of a regimen"))

    def take_over(self, positions: Sequence[int]) -> bool:
        """Take the products of rows, each in the dose of the comparison or of its own mineral."""
        doses = []
        for position in positions:
            compared = self._session.compared_product(position)
            if compared is not None:
                units = compared.figures.number("units_per_day") or self._own_dose(compared.product)
                doses.append((self._session.entries[position].id, units))
        return self._take_doses(doses, tr("taking over from the comparison"))

    def _own_dose(self, product: Product) -> Fraction:
        """Return the units a day that reach the target of a product's own mineral."""
        figures = Figures(product, self.scenario.scenario_of(product.element))
        return figures.number("units_per_day") or UNITS.to_fraction(product.smallest_dose)

    def _take_doses(self, doses: Iterable[tuple[int, Fraction]], step: str) -> bool:
        """Take units of the products of rows, each when it was taken before."""
        whens: dict[int, list[str]] = {}
        for row_id, _, when in self._takes():
            whens.setdefault(row_id, []).append(when)
        takes = []
        for row_id, units in doses:
            before = whens.get(row_id)
            takes.append((row_id, _base_units(units), before.pop(0) if before else ""))
        return self._set_takes(takes, step)

    def _takes(self) -> list[tuple[int, int, str]]:
        """Return the stored doses whose products are there, in the order of `taken`."""
        pool = self.pool
        return [take for take in self._session.scenario.regimen_takes if take[0] in pool]

    def _waiting_takes(self) -> list[tuple[int, int, str]]:
        """Return the stored doses whose rows are there, but not complete."""
        pool = self.pool
        ids = {entry.id for entry in self._session.entries if entry.id not in pool}
        return [take for take in self._session.scenario.regimen_takes if take[0] in ids]

    def _edit_takes(self, takes: Iterable[tuple[int, int, str]], step: str) -> bool:
        """Set the doses of complete rows. Those of the other rows stay."""
        return self._set_takes([*takes, *self._waiting_takes()], step)

    def _set_takes(self, takes: Iterable[tuple[int, int, str]], step: str) -> bool:
        return self._change(step, regimen_takes=tuple(takes))

    def _change(self, step: str, **values: object) -> bool:
        before = self._session.scenario
        after = replace(before, **values)  # type: ignore[arg-type] # by the names of its fields
        return self._session.apply(change_scenario(before, after, step))


def _base_units(units: Fraction) -> int:
    return int(units * UNITS.base_per_unit)
