"""The question whether an amount is the compound's or the element's, and what each answer costs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.checks import AMOUNT_QUESTION_KEYS
from pricing.calculation.checks.label import UNIT_CAPACITIES_MG, form_of_front
from pricing.calculation.figures import Figures
from pricing.calculation.measures import SHOWN_BASIS, FigureFormat, basis_text, cost_per_basis
from pricing.calculation.sentences import Amount, Mineral, Sentence, UnitCount, mass_amount
from pricing.model.product import UNSTATED_UNIT
from pricing.model.product_names import read_product_name
from pricing.problems.errors import BadInput, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import C_LOCALE
from pricing.quantities.rounding import format_significant

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.entry import Entry
    from pricing.model.product import Product

ELEMENTAL_NOTE = "elemental"


@dataclass(frozen=True)
class AmountReading:
    """Meaning of an amount by one answer: the product by that reading, and its figures.

    `powder_mg` is the powder in one unit. `fits` is None for a unit whose size is not known.
    """

    is_compound: bool
    product: Product
    figures: Figures
    powder_mg: Fraction
    fits: bool | None


@dataclass(frozen=True)
class AmountQuestion:
    """One amount with two readings: the compound's, or the element's."""

    amount_mg: Fraction
    element: str
    form: str
    unit_kind: str
    compound: AmountReading
    elemental: AmountReading

    @property
    def title(self) -> Sentence:
        return Sentence("{amount} of what?", {"amount": self._amount})

    @property
    def hint(self) -> Sentence:
        return Sentence(
            "Fronts of packs often print the weight of the compound, not of the {mineral} in it.",
            {"mineral": Mineral(self.element)},
        )

    @property
    def _amount(self) -> Amount:
        return mass_amount(self.amount_mg, self.element)

    def answer_title(self, reading: AmountReading) -> Sentence:
        """Return an answer in a few words: "1000 mg glycinate = 141 mg magnesium"."""
        parameters: dict[str, SentenceValue] = {
            "amount": self._amount, "mineral": Mineral(self.element),
        }  # fmt: skip
        if not reading.is_compound:
            return Sentence("{amount} {mineral}", parameters)
        serving = reading.figures.number("serving_elemental_mg") or Fraction(0)
        elemental = mass_amount(serving, self.element)
        return Sentence(
            "{amount} {form} = {elemental} {mineral}",
            {**parameters, "form": self.form, "elemental": elemental},
        )

    def fit(self, reading: AmountReading) -> Sentence | None:
        """Return whether the powder of an answer fits into one unit, if that is known."""
        if reading.fits is None:
            return None
        if not reading.fits:
            return Sentence("hardly possible")
        return Sentence("fits one {unit}", {"unit": Term(self.unit_kind)})

    def consequence(self, reading: AmountReading, basis: int = SHOWN_BASIS) -> Sentence:
        """Return what an answer costs for a basis, or why it is hardly possible."""
        if reading.fits is False:
            return Sentence(
                "Would need {powder} g of powder in each {unit}; one holds about {capacity} g. Is "
                "it per serving of several?",
                {
                    "powder": _grams(reading.powder_mg),
                    "unit": Term(self.unit_kind),
                    "capacity": _grams(Fraction(UNIT_CAPACITIES_MG[self.unit_kind])),
                },
            )
        return _cost_sentence(reading.figures, basis)


def _grams(milligrams: Fraction) -> Amount:
    return Amount(Fraction(format_significant(milligrams / 1_000, 2)), FigureFormat.UNITS)


def _cost_sentence(figures: Figures, basis: int) -> Sentence:
    cost, month = figures.number("cost_per_elemental_mg"), figures.number("monthly_cost")
    units, delivered = figures.number("units_per_day"), figures.number("delivered_mg_per_day")
    product, currency = figures.product, figures.scenario.currency
    if cost is None or month is None or units is None or delivered is None:
        return Sentence("It cannot be compared.")
    return Sentence(
        "{cost} per {basis} · {units} a day = {delivered} · {month} a month",
        {
            "cost": Amount(
                cost_per_basis(cost, basis, product.element), FigureFormat.RATE, currency
            ),
            "basis": basis_text(basis, product.element),
            "units": UnitCount(units, product.unit_kind),
            "delivered": mass_amount(delivered, product.element),
            "month": Amount(month, FigureFormat.MONEY, currency),
        },
    )


def amount_question(compared: ComparedProduct) -> AmountQuestion | None:
    """Return the question about a product's amount, or None if there is none."""
    if not any(
        flag.key in AMOUNT_QUESTION_KEYS and flag.is_open_question for flag in compared.flags
    ):
        return None
    product = compared.product
    form, amount = form_of_front(product), product.elemental
    if form is None or amount is None:
        return None
    text = product.form or read_product_name(product.product, product.element).form or form.name
    try:
        by_compound = replace(product, elemental=None, compound=amount, form=text)
    except BadInput:
        return None
    by_element = replace(product, compound=None)
    scenario = compared.figures.scenario
    unit_kind = read_product_name(product.product, product.element).unit_kind or product.unit_kind
    per_unit = MASS.to_fraction(amount) / UNITS.to_fraction(product.serving_units)
    return AmountQuestion(
        MASS.to_fraction(amount),
        product.element,
        text,
        unit_kind,
        AmountReading(
            is_compound=True,
            product=by_compound,
            figures=Figures(by_compound, scenario),
            powder_mg=per_unit,
            fits=_fits(per_unit, unit_kind),
        ),
        AmountReading(
            is_compound=False,
            product=by_element,
            figures=Figures(by_element, scenario),
            powder_mg=per_unit / form.fractions[-1],
            fits=_fits(per_unit / form.fractions[-1], unit_kind),
        ),
    )


def _fits(powder_mg: Fraction, unit_kind: str) -> bool | None:
    capacity = UNIT_CAPACITIES_MG.get(unit_kind)
    return None if capacity is None else powder_mg <= capacity


def with_answer(entry: Entry, question: AmountQuestion, reading: AmountReading) -> Entry:
    """Return the row after an answer.

    A compound's amount goes into its own column, with the form that it is of and the unit of the
    name. That an amount is the element's stands in the note.
    """
    values = dict(entry.values)
    if reading.is_compound:
        values.pop("elemental_mg", None)
        values["compound_mg"] = question.compound.product.compound or 0
        values.setdefault("form", question.form)
        if question.unit_kind != UNSTATED_UNIT:
            values.setdefault("unit_kind", question.unit_kind)
    else:
        values.pop("compound_mg", None)
        amount = mass_amount(question.amount_mg, question.element).text(C_LOCALE)
        said = f"{amount} {ELEMENTAL_NOTE}".replace("\u00a0", " ")
        note = str(values.get("note", ""))
        values["note"] = f"{note}; {said}" if note else said
    return replace(entry, values=values)
