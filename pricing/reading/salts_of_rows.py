"""The salts that names and forms state: amounts that may be those of the salt are asked about."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.calculation.checks.label import UNIT_CAPACITIES_MG, is_standard_strength
from pricing.model.product import UNSTATED_UNIT
from pricing.model.product_names import read_product_name, says_elemental
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_words import find_meaning, split_words
from pricing.reference.mineral_forms import elements, recognize_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder
    from pricing.reference.mineral_forms import Form

_ELEMENTAL, _COMPOUND = "elemental_mg", "compound_mg"
_SAYS_ELEMENTAL = frozenset(("elemental",))
_MASS = lazy_pattern(r"(?<![\d.,])(?P<number>\d{1,5}(?:[.,]\d{1,2})?)\s*(?P<unit>mg|g)(?![^\W\d_])")
_WORD = lazy_pattern(r"[^\W_]+(?:[-'’][^\W_]+)*")
_DIGIT = lazy_pattern(r"\d")
_MICROGRAMS = {"mg": 1_000, "g": 1_000_000}
_TOLERANCE = Fraction(1, 50)  # labels round


def may_be_of_salt(header: HeaderRow) -> bool:
    """Return whether nobody says that the amounts of a list are elemental."""
    amount = header.find_heading(_ELEMENTAL)
    if amount is None or amount.is_chosen or amount.is_confirmed:
        return False
    texts = (amount.text, *header.titles, *header.used_footnotes)
    return header.find_heading(_COMPOUND) is None and not any(map(_calls_elemental, texts))


class SaltsOfRows:
    """Asks about elemental amounts that may be those of the salt that their rows name.

    A header such as “Magnesium mg” does not say whether it is the mineral or its salt. A user who
    says what the column is has settled that.
    """

    def __init__(self, header: HeaderRow, element: str) -> None:
        self._is_open = may_be_of_salt(header)
        self._element = element

    def take_forms(self, batch: RowBatchBuilder) -> None:
        """Take the forms of compounds from the names of their rows, where nothing states them."""
        compounds = batch.columns.get(_COMPOUND)
        for position, compound in enumerate(compounds or ()):
            is_bare = compound is not None and batch.value(_ELEMENTAL, position) is None
            if is_bare and batch.value("form", position) is None:
                name = str(batch.value("product", position) or "")
                form = read_product_name(name, self._mineral(batch, position)).form
                if form:
                    batch.set_value("form", position, form)

    def ask(self, batch: RowBatchBuilder) -> None:
        """Ask about the amounts that contradict the salts of their rows."""
        if _ELEMENTAL not in batch.columns:
            return
        self._compare_with_forms(batch)
        if not self._is_open:
            return
        rows = list(self._rows_of_salts(batch))
        if any(one for *_, one in rows):
            for position, form, is_too_much in rows:
                if is_too_much or self._is_standard(batch, position, form):
                    self._ask_what_it_is(batch, position, form)

    def _mineral(self, batch: RowBatchBuilder, position: int) -> str:
        return str(batch.value("element", position) or self._element)

    def _compare_with_forms(self, batch: RowBatchBuilder) -> None:
        """Ask about amounts that are more than the salt in the form can hold: oxide 500 mg."""
        forms = batch.columns.get("form", ())
        with_number = {form for form in set(forms) if form and _DIGIT.search(str(form))}
        for position, text in enumerate(forms) if with_number else ():
            amount = batch.value(_ELEMENTAL, position) if text in with_number else None
            stated = _salt_in_form(str(text), self._mineral(batch, position)) if amount else None
            if stated is None:
                continue
            highest, serving = stated, batch.value("serving_units", position)
            if isinstance(serving, int) and serving > UNITS.base_per_unit:
                highest = stated * serving / UNITS.base_per_unit
            if int(str(amount)) > highest * (1 + _TOLERANCE):
                value = MASS.text(int(str(amount)))
                error = BadInput(
                    ProblemKind.ELEMENTAL_DIFFERS_FROM_FORM,
                    value=value,
                    form=str(text),
                    amount=_in_milligrams(stated),
                    header=batch.headers.get(_ELEMENTAL, _ELEMENTAL),
                    mappings=(_COMPOUND,),
                )
                batch.add_question(position, error, _ELEMENTAL, value)

    def _rows_of_salts(self, batch: RowBatchBuilder) -> Iterator[tuple[int, Form, bool]]:
        """Yield the rows that name a salt, and whether it would be too much for one unit."""
        names, forms = batch.column("product"), batch.column("form")
        for position, amount in enumerate(batch.columns[_ELEMENTAL]):
            is_settled = batch.value("daily_value_percent", position) is not None
            if amount is None or is_settled or says_elemental(str(names[position] or "")):
                continue
            mineral = self._mineral(batch, position)
            form = _salt_of(str(names[position] or ""), str(forms[position] or ""), mineral)
            kind = str(batch.value("unit_kind", position) or UNSTATED_UNIT)
            capacity = UNIT_CAPACITIES_MG.get(kind)
            if form is not None and capacity is not None:
                powder = _per_unit(batch, position) / form.fractions[-1]
                yield position, form, powder > capacity * MASS.base_per_unit

    def _is_standard(self, batch: RowBatchBuilder, position: int, form: Form) -> bool:
        mineral = self._mineral(batch, position)
        return is_standard_strength(mineral, form.name, _per_unit(batch, position))

    def _ask_what_it_is(self, batch: RowBatchBuilder, position: int, form: Form) -> None:
        amount = batch.value(_ELEMENTAL, position)
        value = batch.text(_ELEMENTAL, position) or MASS.text(int(str(amount)))
        error = BadInput(
            ProblemKind.AMOUNT_MAY_BE_OF_SALT,
            value=value,
            mineral=Term(elements()[self._mineral(batch, position)].name),
            form=Term(form.name),
            amount=_in_milligrams(int(str(amount)) * form.fractions[-1]),
            header=batch.headers.get(_ELEMENTAL, _ELEMENTAL),
            mappings=(_COMPOUND, _ELEMENTAL),
        )
        batch.add_question(position, error, _ELEMENTAL, value)


def _in_milligrams(micrograms: Fraction) -> str:
    return MASS.text(round(micrograms / MASS.base_per_unit) * MASS.base_per_unit)


def _calls_elemental(text: str) -> bool:
    words = split_words(text)
    return says_elemental(text) or any(
        find_meaning(words[at : at + length], "mineral", _SAYS_ELEMENTAL) is not None
        for at in range(len(words))
        for length in (1, 2)
    )


def _per_unit(batch: RowBatchBuilder, position: int) -> Fraction:
    """Return the micrograms of an amount in one unit."""
    serving = batch.value("serving_units", position) or UNITS.base_per_unit
    amount = int(str(batch.value(_ELEMENTAL, position)))
    return Fraction(amount * UNITS.base_per_unit, int(str(serving)))


@lru_cache(maxsize=4_096)
def _salt_of(name: str, form: str, element: str) -> Form | None:
    """Return the salt that a form or else a name states, if its elemental fraction is known."""
    stated = form or read_product_name(name, element).form
    found = recognize_form(stated, element).form if stated else None
    return found if found is not None and found.fractions else None


@lru_cache(maxsize=4_096)
def _salt_in_form(form: str, element: str) -> Fraction | None:
    """Return the most micrograms of a mineral in the mass of a salt that a form states, or None.

    >>> round(_salt_in_form("magnesium oxide 500 mg", "Mg"))
    301518
    >>> _salt_in_form("oxide", "Mg"), _salt_in_form("oxide 500 mg, citrate 100 mg", "Mg")
    (None, None)
    """
    largest = largest_mass(form)
    if largest is None or says_elemental(form):
        return None
    salt = recognize_form(" ".join(_WORD.findall(_MASS.sub(" ", form.lower()))), element).form
    if salt is None or not salt.fractions:
        return None
    return largest * salt.fractions[-1]


def largest_mass(form: str) -> Fraction | None:
    """Return the micrograms of the salt that a form states: the mineral in it is of less mass.

    >>> largest_mass("oxide, 400 mg = 241 mg Mg"), largest_mass("oxide")
    (Fraction(400000, 1), None)
    """
    masses = (
        Fraction(mass["number"].replace(",", ".")) * _MICROGRAMS[mass["unit"]]
        for mass in _MASS.finditer(form.lower())
    )
    return max(masses, default=None)
