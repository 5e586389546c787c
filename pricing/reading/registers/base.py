"""What the importer needs to know about a register, and what the registers share."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS_BY_KEY, NumberConvention, read_cell
from pricing.model.ingredients import ingredients_text
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import folded_words, match_key, normalize_formula
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.drug_strengths import may_be_elemental_mass
from pricing.reference.mineral_forms import (
    Element,
    elements,
    may_name_form,
    recognize_element,
    recognize_form,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.ingredients import Ingredient
    from pricing.reading.registers.drug_strengths import Strength

    Record = Mapping[str, Any]

_POINT_CONVENTION = NumberConvention(DecimalMark.POINT)
_MAX_QUOTED_LENGTH = 200
# Digits and exponents are bounded, because 1e999999999 would take forever to compute.
_NUMBER = lazy_pattern(r"(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)


# -- registers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Register:
    """A public register.

    Attributes:
        name: The name that the window shows.
        required_fields: The normalized names of the fields that identify a record.
        read_product: Return the row of a product from its records, the mineral and a row number,
            or None if they do not state the mineral.
        product_field: The field that all records of one product share, if it has several.
        field_suffix: The ending of a further field that identifies a record.
    """

    name: str
    required_fields: frozenset[str]
    read_product: Callable[[Sequence[Record], str, int], RegisterRowBuilder | None]
    product_field: str = ""
    field_suffix: str = ""


def make_register(
    name: str,
    required_fields: Sequence[str],
    read_product: Callable[[Sequence[Record], str, int], RegisterRowBuilder | None],
    product_field: str = "",
    field_suffix: str = "",
) -> Register:
    """Return a register, given the names of its fields as the register writes them."""
    return Register(
        name,
        frozenset(map(match_key, required_fields)),
        read_product,
        product_field,
        field_suffix,
    )


def dict_items(value: object) -> list[dict[str, Any]]:
    """Return the records in a list. Any other value holds none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


# -- rows --------------------------------------------------------------------------------------


class RegisterRowBuilder:
    """A row from the records of a product: its values so far, and its problems so far.

    A value that cannot be read becomes a problem, and the user has to enter it. The row is kept.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.values: dict[str, BaseValue] = {}
        self.problems: list[Problem] = []

    def add_problem(self, error: BadInput, field: str, value: str) -> None:
        """Add a problem with the value of a field."""
        self.problems.append(
            Problem.from_bad_input(
                error, row=self.number, column=field, value=value, is_row_kept=True
            )
        )

    def read_value(self, key: str, value: object, field: str) -> None:
        """Read the value of a field for a column."""
        text = str(value or "").strip()
        column = COLUMNS_BY_KEY[key]
        try:
            cell_value = read_cell(column, text, _POINT_CONVENTION)
            if cell_value is not None:
                self.values[key] = cell_value
                if column.plausibility_check:
                    column.plausibility_check(str(cell_value))
        except BadInput as error:
            self.add_problem(error, field, text)

    def read_pack_size(self, value: object, field: str) -> None:
        """Read the pack size from a field."""
        text = str(value or "").strip()
        if not text:
            return
        try:
            pack = read_pack(text, DecimalMark.POINT)
        except BadInput as error:
            self.add_problem(error, field, text)
            return
        self.values["pack_units"] = pack.units
        if pack.unit_kind:
            self.values.setdefault("unit_kind", pack.unit_kind)
        if pack.ambiguity is not None:
            self.add_problem(pack.ambiguity, field, text)

    def set_strength(
        self,
        salt: MineralSalt,
        strength: Strength,
        field: str,
        stated_text: str,
        elemental: int = 0,
    ) -> None:
        """Set the compound amount, and the elemental amount if the label states it.

        If the strength can be either of them, ask instead.
        """
        if elemental:
            self.values |= {"elemental_mg": elemental}
        elif not salt.form or may_be_elemental_mass(
            strength, salt.element, salt.form, str(self.values.get("unit_kind", ""))
        ):
            amount = f"{MASS.text(strength.mass)} mg"
            self.add_question(
                ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR, field, stated_text, amount=amount
            )
            return
        self.values |= {"compound_mg": strength.mass, "serving_units": strength.per_units}

    def set_other_minerals(self, ingredients: Iterable[Ingredient]) -> None:
        """Set the minerals beside the first one, with their amounts in the same serving."""
        text = ingredients_text(ingredients)
        if text:
            self.values["other_minerals"] = text

    def add_question(
        self, kind: ProblemKind, field: str, value: str = "", **parameters: object
    ) -> None:
        """Ask what only the user can answer. The row is read without the answer."""
        value = value if len(value) <= _MAX_QUOTED_LENGTH else f"{value[:_MAX_QUOTED_LENGTH]}…"
        self.add_problem(BadInput(kind, value=value, **parameters), field, value)

    def ask_which_amount(self, element: str, field: str, amounts: Sequence[str]) -> None:
        """Ask which of several amounts of a mineral applies.

        They can add up, or state the same amount twice.
        """
        self.add_question(
            ProblemKind.SEVERAL_AMOUNTS,
            field,
            element=elements()[element].name,
            count=len(amounts),
            amounts=", ".join(" ".join(amount.split()) for amount in amounts),
        )

    def ask_for_amount(self, element: str, field: str, stated_text: str) -> None:
        """Ask for the amount of a mineral, because the stated text does not give it."""
        self.add_question(
            ProblemKind.NO_AMOUNT, field, stated_text, element=elements()[element].name
        )


# -- names and amounts -------------------------------------------------------------------------


def read_unit_kind(text: object) -> str:
    """Return the unit kind that a dose is counted in, or "" if it is not known.

    >>> read_unit_kind("Capsule(s)"), read_unit_kind("Teaspoon")
    ('capsule', '')
    """
    try:
        return read_pack(f"1 {text or ''}", DecimalMark.POINT).unit_kind
    except BadInput:
        return ""


@dataclass(frozen=True, slots=True)
class MineralSalt:
    """A mineral and its form as named, or "" if only the mineral is named."""

    element: str
    form: str


# Drug labels shorten names.
_ABBREVIATIONS = {
    "mag": "magnesium", "pot": "potassium", "cl": "chloride", "ox": "oxide", "carb": "carbonate",
    "glucon": "gluconate", "gluc": "gluconate", "sulf": "sulfate", "sul": "sulfate",
    "cit": "citrate",
}  # fmt: skip
_TRAILING_DIGITS = lazy_pattern(r"(?<=[a-z]{3})\d+$")


@lru_cache(maxsize=4_096)
def salt_named(name: str) -> MineralSalt | None:
    """Return the one mineral that a name means, with its form, or None.

    >>> salt_named("MAGNESIUM OXIDE"), salt_named("Mag64"), salt_named("IBUPROFEN")
    (MineralSalt(element='Mg', form='magnesium oxide'), MineralSalt(element='Mg', form=''), None)
    """
    parts = normalize_formula(name).casefold().replace("-", " ").split()
    words = [_TRAILING_DIGITS.sub("", part) for part in parts]
    text = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    folded = folded_words(text)
    matches = [
        key
        for key in elements()
        if may_name_form(folded, key) and recognize_form(text, key).form is not None
    ]
    if len(matches) > 1:  # calcium phosphate is a salt of phosphorus too, but calcium is named
        matches = [key for key in matches if _is_named(elements()[key], text)]
    if len(matches) == 1:
        return MineralSalt(matches[0], text)
    try:
        return MineralSalt(recognize_element(text), "") if not matches else None
    except BadInput:
        return None


def _is_named(element: Element, text: str) -> bool:
    words = set(folded_words(text))
    return any(words.issuperset(folded_words(name)) for name in (element.name, *element.synonyms))


def grams_to_micrograms(text: object) -> int | None:
    """Return the micrograms in a number of grams, or None if it is not a possible amount.

    >>> grams_to_micrograms(".0267"), grams_to_micrograms("2.67e-02"), grams_to_micrograms("")
    (26700, 26700, None)
    """
    number = str(text).strip()
    if _NUMBER.fullmatch(number) is None:
        return None
    grams = Fraction(number)
    micrograms = round_half_away(grams * 1_000_000) if 0 < grams < 10_000 else 0
    return micrograms or None
