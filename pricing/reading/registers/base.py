"""What a public register is to the importer, and what the readers of several registers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS_BY_KEY, NumberConvention, read_cell
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import match_key, normalize_text
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.drug_strengths import may_be_elemental_mass
from pricing.reading.rows import RowBuilder
from pricing.reference.mineral_forms import elements, recognize_element, recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.registers.drug_strengths import Strength

    Record = Mapping[str, Any]

_POINT_CONVENTION = NumberConvention(DecimalMark.POINT)
_MAX_QUOTED_LENGTH = 200
# Bounded, because an exponent of nine digits would be worked out: 1e999999999.
_NUMBER = re.compile(r"(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Register:
    """A public register. `needs`: the fields by which a record is known (as `header_key`s).

    `read` makes a row of the records of one product, or None where they name no mineral; `same` is
    the field that records of one product share, `like` how another field of them ends.
    """

    name: str
    required_fields: frozenset[str]
    read_product: Callable[[Sequence[Record], str, int], RowBuilder | None]
    product_field: str = ""
    field_suffix: str = ""


def make_register(
    name: str,
    required_fields: Sequence[str],
    read_product: Callable[[Sequence[Record], str, int], RowBuilder | None],
    product_field: str = "",
    field_suffix: str = "",
) -> Register:
    """A register by the names of its fields."""
    return Register(
        name,
        frozenset(map(match_key, required_fields)),
        read_product,
        product_field,
        field_suffix,
    )


def dict_items(value: object) -> list[dict[str, Any]]:
    """The records in a list; a field that holds anything else holds none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def read_unit_kind(text: object) -> str:
    """The kind of unit that a dose is counted in; "" for none that is known.

    >>> read_unit_kind("Capsule(s)"), read_unit_kind("Teaspoon")
    ('capsule', '')
    """
    try:
        return read_pack(f"1 {text or ''}", DecimalMark.POINT).unit_kind
    except BadInput:
        return ""


class RegisterRowBuilder(RowBuilder):
    """A row from a record: what cannot be read is named, and left for the user to enter."""

    def read_value(self, key: str, value: object, field: str) -> None:
        """Read a field's text for a column."""
        text = str(value or "").strip()
        column = COLUMNS_BY_KEY[key]
        try:
            read = read_cell(column, text, _POINT_CONVENTION)
            if read is not None:
                self.values[key] = read
                if column.plausibility_check:
                    column.plausibility_check(text)
        except BadInput as refused:
            self.add_problem(refused, field, text, is_row_kept=True)

    def read_pack_size(self, value: object, field: str) -> None:
        """Read what a pack holds from a field."""
        text = str(value or "").strip()
        if not text:
            return
        try:
            pack = read_pack(text, DecimalMark.POINT)
        except BadInput as refused:
            self.add_problem(refused, field, text, is_row_kept=True)
            return
        self.values["pack_units"] = pack.units
        if pack.unit_kind:
            self.values.setdefault("unit_kind", pack.unit_kind)
        if pack.ambiguity is not None:
            self.add_problem(pack.ambiguity, field, text, is_row_kept=True)

    def set_strength(
        self,
        salt: MineralSalt,
        strength: Strength,
        field: str,
        stated_text: str,
        elemental: int = 0,
    ) -> None:
        """The salt's mass, and the element's where that is stated; or the question whose it is."""
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

    def add_question(
        self, kind: ProblemKind, field: str, value: str = "", **parameters: object
    ) -> None:
        """A question that only the user can answer; the row is read without it."""
        value = value if len(value) <= _MAX_QUOTED_LENGTH else f"{value[:_MAX_QUOTED_LENGTH]}…"
        self.add_problem(BadInput(kind, value=value, **parameters), field, value, is_row_kept=True)

    def ask_which_amount(self, element: str, field: str, amounts: Sequence[str]) -> None:
        """Which of several amounts of a mineral counts: they may add up, or say the same twice."""
        self.add_question(
            ProblemKind.SEVERAL_AMOUNTS,
            field,
            element=elements()[element].name,
            count=len(amounts),
            amounts=", ".join(" ".join(each.split()) for each in amounts),
        )

    def ask_for_amount(self, element: str, field: str, stated_text: str) -> None:
        """The amount of a mineral that could not be read from what is said."""
        self.add_question(
            ProblemKind.NO_AMOUNT, field, stated_text, element=elements()[element].name
        )


@dataclass(frozen=True, slots=True)
class MineralSalt:
    """A mineral, and its form as named; "" where only the mineral is."""

    element: str
    form: str


# Labels of drugs shorten names.
_ABBREVIATIONS = {
    "mag": "magnesium", "pot": "potassium", "cl": "chloride", "ox": "oxide", "carb": "carbonate",
    "glucon": "gluconate", "gluc": "gluconate", "sulf": "sulfate", "sul": "sulfate",
    "cit": "citrate",
}  # fmt: skip
_TRAILING_DIGITS = re.compile(r"(?<=[a-z]{3})\d+$")


@lru_cache(maxsize=4_096)
def salt_named(name: str) -> MineralSalt | None:
    """The one mineral that a name means, with its form; None for anything else.

    >>> salt_named("MAGNESIUM OXIDE"), salt_named("Mag64"), salt_named("IBUPROFEN")
    (MineralSalt(element='Mg', form='magnesium oxide'), MineralSalt(element='Mg', form=''), None)
    """
    parts = normalize_text(name).casefold().replace("-", " ").split()
    words = [_TRAILING_DIGITS.sub("", part) for part in parts]
    text = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    found = [each for each in elements() if recognize_form(text, each).compound is not None]
    if len(found) == 1:
        return MineralSalt(found[0], text)
    try:
        return MineralSalt(recognize_element(text), "") if not found else None
    except BadInput:
        return None


def grams_to_micrograms(text: object) -> int | None:
    """Micrograms from grams as a register computes them; None where there are none.

    >>> grams_to_micrograms(".0267"), grams_to_micrograms("2.67e-02"), grams_to_micrograms("")
    (26700, 26700, None)
    """
    number = str(text).strip()
    if _NUMBER.fullmatch(number) is None:
        return None
    grams = Fraction(number)
    micrograms = round_half_away(grams * 1_000_000) if 0 < grams < 10_000 else 0
    return micrograms or None
