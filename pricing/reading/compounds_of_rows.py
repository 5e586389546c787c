"""Questions about amounts of compounds that the forms of their rows contradict."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.model.product_names import says_elemental
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import format_trimmed
from pricing.reading.salts_of_rows import largest_mass
from pricing.reference.mineral_forms import elements, recognize_form

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

_COMPOUND, _ELEMENTAL = "compound_mg", "elemental_mg"
_DIGIT = lazy_pattern(r"\d")
_PERCENT = lazy_pattern(r"(?<![\d.,])(?P<number>\d{1,2}(?:[.,]\d{1,3})?)\s*%")
_TOLERANCE = Fraction(1, 20)  # shares and masses are rounded


def compare_compounds(batch: RowBatchBuilder, element: str) -> None:
    """Ask about amounts of compounds that contradict the forms of their rows.

    `element` is the mineral of rows that name none. A form that only the amount names is that of
    its row.
    """
    compounds = batch.columns.get(_COMPOUND)
    if compounds is None:
        return
    _use_salts_behind_amounts(batch, element)
    forms = batch.columns.get("form", ())
    with_number = {form for form in set(forms) if form and _DIGIT.search(str(form))}
    for position, form in enumerate(forms) if with_number else ():
        is_bare = compounds[position] and batch.value(_ELEMENTAL, position) is None
        if form in with_number and is_bare:
            _compare(batch, position, str(form), _mineral(batch, position, element))


def _mineral(batch: RowBatchBuilder, position: int, element: str) -> str:
    return str(batch.value("element", position) or element)


def _use_salts_behind_amounts(batch: RowBatchBuilder, element: str) -> None:
    for position, salt in batch.stated_salts.items():
        form, mineral = batch.value("form", position), _mineral(batch, position, element)
        if form is None:
            batch.set_value("form", position, salt)
            continue
        known, stated = (recognize_form(str(one), mineral).form for one in (form, salt))
        if batch.value(_COMPOUND, position) is not None and known is not stated:
            text = batch.text(_COMPOUND, position)
            error = BadInput(
                ProblemKind.COMPOUND_OF_OTHER_FORM, value=text, salt=Term(salt), form=form
            )
            batch.ask_with_text(position, error, _COMPOUND, text, text)


def _compare(batch: RowBatchBuilder, position: int, form: str, mineral: str) -> None:
    """Ask about an amount if the mass or the percentage in its form is another one."""
    amount = int(str(batch.value(_COMPOUND, position)))
    serving = int(str(batch.value("serving_units", position) or UNITS.base_per_unit))
    units = Fraction(serving, UNITS.base_per_unit)
    stated = None if says_elemental(form) else largest_mass(form)
    value = MASS.text(amount)
    if stated and not any(_agree(one, stated) for one in (amount, amount / units, amount * units)):
        text = MASS.text(int(stated))
        error = BadInput(ProblemKind.COMPOUND_DIFFERS_IN_FORM, value=value, amount=text, form=form)
        batch.add_question(position, error, _COMPOUND, value)
    elif share_error := _share_error(form, mineral):
        batch.add_question(position, share_error, _COMPOUND, value)


def _agree(one: Fraction | int, other: Fraction) -> bool:
    return abs(one - other) <= other * _TOLERANCE


def _share_error(form: str, mineral: str) -> BadInput | None:
    """Return the question about a form with another percentage than its salt counts with."""
    shares = _PERCENT.findall(form)
    salt = recognize_form(form, mineral)
    if len(shares) != 1 or salt.form is None or not salt.fraction:
        return None
    share = Fraction(shares[0].replace(",", ".")) / 100
    if _agree(share, salt.fraction):
        return None
    return BadInput(
        ProblemKind.FORM_STATES_OTHER_SHARE,
        form=form,
        share=shares[0],
        salt=Term(salt.form.name),
        fraction=format_trimmed(salt.fraction * 100, 1),
        mineral=Term(elements()[mineral].name),
    )
