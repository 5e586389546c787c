"""What a public register is to the importer, and what the readers of several registers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.columns import BY_KEY, Convention, header_key, read_cell
from pricing.currency import plain_text
from pricing.errors import BadInput, ProblemKind
from pricing.forms import element_named, elements, form_named
from pricing.reading.packs import read_pack
from pricing.reading.rows import ReadRow
from pricing.rounding import round_half_away

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Record = Mapping[str, Any]

_POINT = Convention(DecimalMark.POINT)
_STRENGTH = re.compile(
    r"(?P<amount>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<unit>mg|mcg|μg|ug|gm|g)\b"
    r"(?:\s*/\s*(?P<per>\d*\.?\d*)\s*(?P<of>ml\b)?)?",
    re.IGNORECASE,
)
_GRAMS = {"gm": "g"}
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

    def ask(self, kind: ProblemKind, field: str, value: str = "", **parameters: object) -> None:
        """A question that only the user can answer; the row is read without it."""
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
_WORDS = {"mag": "magnesium", "cl": "chloride", "carb": "carbonate", "glucon": "gluconate"}


@lru_cache(maxsize=4_096)
def salt_of(name: str) -> Salt | None:
    """The one mineral that a name means, with its form; None for anything else.

    >>> salt_of("MAGNESIUM OXIDE"), salt_of("Magnesium"), salt_of("IBUPROFEN")
    (Salt(element='Mg', form='magnesium oxide'), Salt(element='Mg', form=''), None)
    """
    words = [_WORDS.get(word, word) for word in plain_text(name).casefold().split()]
    text = " ".join(words)
    found = [each for each in elements() if form_named(text, each).compound is not None]
    if len(found) == 1:
        return Salt(found[0], text)
    try:
        return Salt(element_named(text), "") if not found else None
    except BadInput:
        return None


@dataclass(frozen=True, slots=True)
class Strength:
    """A stated mass in micrograms, and how many thousandths of a unit or millilitre hold it."""

    mass: int
    per: int
    text: str
    span: tuple[int, int] = (0, 0)


def strength_in(text: str) -> Strength | None:
    """The first strength that a text states.

    >>> strength_in("400 mg/1").mass, strength_in("1.745 g/29.6mL").per
    (400000, 29600)
    """
    found = _STRENGTH.search(text)
    if found is None:
        return None
    unit = found["unit"].casefold()
    amount = f"{found['amount'].replace(',', '')} {_GRAMS.get(unit, unit)}"
    try:
        mass = read_amount(amount, MASS, DecimalMark.POINT)
        per = read_amount(found["per"] or "1", UNITS, DecimalMark.POINT)
    except BadInput:
        return None
    return Strength(mass, per, found[0], found.span()) if mass and per else None


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
