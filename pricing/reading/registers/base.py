"""What a public register is to the importer, and what the readers of several registers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import BY_KEY, Convention, header_key, read_cell
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.currencies import plain_text
from pricing.quantities.rounding import round_half_away
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.drug_strengths import may_be_element
from pricing.reading.rows import ReadRow
from pricing.reference.mineral_forms import element_named, elements, form_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.registers.drug_strengths import Strength

    Record = Mapping[str, Any]

_POINT = Convention(DecimalMark.POINT)
_LONGEST_SAID = 200
# Bounded, because an exponent of nine digits would be worked out: 1e999999999.
_NUMBER = re.compile(r"(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Register:
    """A public register. `needs`: the fields by which a record is known (as `header_key`s).

    `read` makes a row of the records of one product, or None where they name no mineral; `same` is
    the field that records of one product share, `like` how another field of them ends.
    """

    name: str
    needs: frozenset[str]
    read: Callable[[Sequence[Record], str, int], ReadRow | None]
    same: str = ""
    like: str = ""


def register(
    name: str,
    needs: Sequence[str],
    read: Callable[[Sequence[Record], str, int], ReadRow | None],
    same: str = "",
    like: str = "",
) -> Register:
    """A register by the names of its fields."""
    return Register(name, frozenset(map(header_key, needs)), read, same, like)


def dicts(value: object) -> list[dict[str, Any]]:
    """The records in a list; a field that holds anything else holds none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def unit_kind_in(text: object) -> str:
    """The kind of unit that a dose is counted in; "" for none that is known.

    >>> unit_kind_in("Capsule(s)"), unit_kind_in("Teaspoon")
    ('capsule', '')
    """
    try:
        return read_pack(f"1 {text or ''}", DecimalMark.POINT).unit_kind
    except BadInput:
        return ""


class RegisterRow(ReadRow):
    """A row from a record: what cannot be read is named, and left for the user to enter."""

    def put(self, key: str, value: object, field: str) -> None:
        """Read a field's text for a column."""
        text = str(value or "").strip()
        column = BY_KEY[key]
        try:
            read = read_cell(column, text, _POINT)
            if read is not None:
                self.values[key] = read
                if column.doubt:
                    column.doubt(text)
        except BadInput as refused:
            self.problem(refused, field, text, kept=True)

    def put_pack(self, value: object, field: str) -> None:
        """Read what a pack holds from a field."""
        text = str(value or "").strip()
        if not text:
            return
        try:
            pack = read_pack(text, DecimalMark.POINT)
        except BadInput as refused:
            self.problem(refused, field, text, kept=True)
            return
        self.values["pack_units"] = pack.units
        if pack.unit_kind:
            self.values.setdefault("unit_kind", pack.unit_kind)
        if pack.doubt is not None:
            self.problem(pack.doubt, field, text, kept=True)

    def put_strength(
        self, salt: Salt, strength: Strength, field: str, said: str, elemental: int = 0
    ) -> None:
        """The salt's mass, and the element's where that is stated; or the question whose it is."""
        if elemental:
            self.values |= {"elemental_mg": elemental}
        elif not salt.form or may_be_element(
            strength, salt.element, salt.form, str(self.values.get("unit_kind", ""))
        ):
            amount = f"{MASS.text(strength.mass)} mg"
            self.ask(ProblemKind.WHOSE_MASS, field, said, amount=amount)
            return
        self.values |= {"compound_mg": strength.mass, "serving_units": strength.per}

    def ask(self, kind: ProblemKind, field: str, value: str = "", **parameters: object) -> None:
        """A question that only the user can answer; the row is read without it."""
        value = value if len(value) <= _LONGEST_SAID else f"{value[:_LONGEST_SAID]}…"
        self.problem(BadInput(kind, value=value, **parameters), field, value, kept=True)

    def ask_which(self, element: str, field: str, amounts: Sequence[str]) -> None:
        """Which of several amounts of a mineral counts: they may add up, or say the same twice."""
        self.ask(
            ProblemKind.SEVERAL_AMOUNTS,
            field,
            element=elements()[element].name,
            count=len(amounts),
            amounts=", ".join(" ".join(each.split()) for each in amounts),
        )

    def ask_amount(self, element: str, field: str, said: str) -> None:
        """The amount of a mineral that could not be read from what is said."""
        self.ask(ProblemKind.NO_AMOUNT, field, said, element=elements()[element].name)


@dataclass(frozen=True, slots=True)
class Salt:
    """A mineral, and its form as named; "" where only the mineral is."""

    element: str
    form: str


# Labels of drugs shorten names.
_WORDS = {
    "mag": "magnesium", "pot": "potassium", "cl": "chloride", "ox": "oxide", "carb": "carbonate",
    "glucon": "gluconate", "gluc": "gluconate", "sulf": "sulfate", "sul": "sulfate",
    "cit": "citrate",
}  # fmt: skip
_DIGITS_BEHIND = re.compile(r"(?<=[a-z]{3})\d+$")


@lru_cache(maxsize=4_096)
def salt_of(name: str) -> Salt | None:
    """The one mineral that a name means, with its form; None for anything else.

    >>> salt_of("MAGNESIUM OXIDE"), salt_of("Mag64"), salt_of("IBUPROFEN")
    (Salt(element='Mg', form='magnesium oxide'), Salt(element='Mg', form=''), None)
    """
    parts = plain_text(name).casefold().replace("-", " ").split()
    words = [_DIGITS_BEHIND.sub("", part) for part in parts]
    text = " ".join(_WORDS.get(word, word) for word in words)
    found = [each for each in elements() if form_named(text, each).compound is not None]
    if len(found) == 1:
        return Salt(found[0], text)
    try:
        return Salt(element_named(text), "") if not found else None
    except BadInput:
        return None


def micrograms_of_grams(text: object) -> int | None:
    """Micrograms from grams as a register computes them; None where there are none.

    >>> micrograms_of_grams(".0267"), micrograms_of_grams("2.67e-02"), micrograms_of_grams("")
    (26700, 26700, None)
    """
    number = str(text).strip()
    if _NUMBER.fullmatch(number) is None:
        return None
    grams = Fraction(number)
    micrograms = round_half_away(grams * 1_000_000) if 0 < grams < 10_000 else 0
    return micrograms or None
