"""Amounts of a mineral with units and words in their cells."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DecimalMark
from pricing.reading.reader_process import read_products
from pricing.reference.mineral_amounts import MassColumn, read_mineral_amount, read_worded_mass
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ELEMENTAL = MassColumn("", DecimalMark.AUTO, is_compound=False)
COMPOUND = MassColumn("", DecimalMark.AUTO, is_compound=True)

READ = [
    ("250 mg", 250_000), ("250mg", 250_000), ("250 MG", 250_000), ("250 mgs", 250_000),
    ("250 mg.", 250_000), ("250 milligrams", 250_000), ("250 Milligramm", 250_000),
    ("250 milligrammes", 250_000), ("250 miligramos", 250_000), ("250 milligrammi", 250_000),
    ("250 ㎎", 250_000), ("0.25 g", 250_000), ("0,25 g", 250_000), ("0.25 grams", 250_000),
    ("0,25 Gramm", 250_000), ("0.25 gramos", 250_000), ("250000 mcg", 250_000),
    ("250000 µg", 250_000), ("250000 μg", 250_000), ("250000 ug", 250_000), ("55 mcgs", 55),
    ("55 microgrammes", 55), ("55 Mikrogramm", 55), ("0.00025 kg", 250_000),
    ("250 mg Mg", 250_000), ("250 mg Magnesium", 250_000), ("250 mg of magnesium", 250_000),
    ("250 mg magnésium", 250_000), ("250 mg de magnesio", 250_000), ("250mg elemental", 250_000),
    ("250 mg (elemental)", 250_000), ("250 mg elemental Mg", 250_000),
    ("250 mg elementares Magnesium", 250_000), ("250 mg élément", 250_000),
    ("250 mg per serving", 250_000), ("250 mg/serving", 250_000), ("250 mg pro Portion", 250_000),
    ("250 mg par portion", 250_000), ("250 mg por porción", 250_000),
    ("10 mmol", 243_050), ("4.1 mmol", 99_651), ("10 mmol Mg", 243_050),
    ("10 Millimol", 243_050), ("10 mmols", 243_050), ("20 mEq", 243_050), ("20 meq", 243_050),
    ("20 MEQ", 243_050), ("20 mval", 243_050), ("2.5E+2 mg", 250_000), ("٢٥٠ mg", 250_000),
]  # fmt: skip


@pytest.mark.parametrize(("text", "micrograms"), READ)
def test_that_an_amount_is_read_with_its_unit_and_words(text: str, micrograms: int) -> None:
    assert read_worded_mass(text, ELEMENTAL, "Mg") == (micrograms, None)


REFUSED = [
    ("24% DV", ProblemKind.AMOUNT_IN_PERCENT), ("24 %", ProblemKind.AMOUNT_IN_PERCENT),
    ("24%", ProblemKind.AMOUNT_IN_PERCENT), ("24 % NRV", ProblemKind.AMOUNT_IN_PERCENT),
    ("24 percent", ProblemKind.AMOUNT_IN_PERCENT), ("24 DV", ProblemKind.AMOUNT_IN_PERCENT),
    ("100 % VRN", ProblemKind.AMOUNT_IN_PERCENT), ("24 Prozent", ProblemKind.AMOUNT_IN_PERCENT),
    ("100 mg (24 % elemental)", ProblemKind.AMOUNT_IN_PERCENT),
    ("400 IU", ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ("400 I.U.", ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ("400 IE", ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ("400 UI", ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ("5 gr", ProblemKind.GRAM_OR_GRAIN), ("5 grs", ProblemKind.GRAM_OR_GRAIN),
    ("250 mg/5 mL", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg per tablet", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg pro Kapsel", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg par gélule", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg por cápsula", ProblemKind.AMOUNT_HAS_BASE),
    ("15 mg/100 g", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg in 2 capsules", ProblemKind.AMOUNT_HAS_BASE),
    ("250 mg Zn", ProblemKind.AMOUNT_OF_OTHER_MINERAL),
    ("250 mg zinc", ProblemKind.AMOUNT_OF_OTHER_MINERAL),
    ("250 mg calcium and magnesium", ProblemKind.AMOUNT_OF_OTHER_MINERAL),
    ("250 mg oxide", ProblemKind.UNCLEAR_AMOUNT), ("250 mg MgO", ProblemKind.UNCLEAR_AMOUNT),
    ("141 mg (from 1000 mg bisglycinate)", ProblemKind.UNCLEAR_AMOUNT),
    ("250 mg approx", ProblemKind.UNCLEAR_AMOUNT), ("250 mg + 5 mg", ProblemKind.UNCLEAR_AMOUNT),
    ("250 tablets", ProblemKind.UNKNOWN_UNIT), ("250 mL", ProblemKind.UNKNOWN_UNIT),
    ("250 oz", ProblemKind.UNKNOWN_UNIT), ("mg", ProblemKind.NOT_A_NUMBER),
    ("<250 mg", ProblemKind.NOT_A_NUMBER), ("(250)", ProblemKind.NOT_A_NUMBER),
    ("~250 mg", ProblemKind.NOT_A_NUMBER), ("-250 mg", ProblemKind.NEGATIVE),
    ("0 mg", ProblemKind.ZERO), ("250¹ mg", ProblemKind.MARKED_DIGIT),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), REFUSED)
def test_that_an_amount_that_is_not_exact_is_refused(text: str, kind: ProblemKind) -> None:
    with pytest.raises(BadInput) as caught:
        read_worded_mass(text, ELEMENTAL, "Mg")
    assert caught.value.kind is kind


@pytest.mark.parametrize("text", ["250*", "250 *", "250†", "250 mg*", "250 mg †", "* 250", "250**"])
def test_that_a_footnote_is_no_part_of_an_amount_and_is_said(text: str) -> None:
    amount, doubt = read_worded_mass(text, ELEMENTAL, "Mg")
    assert amount == 250_000
    assert doubt is not None
    assert doubt.kind is ProblemKind.FOOTNOTE_MARK


def test_that_a_form_may_follow_the_amount_of_a_compound() -> None:
    assert read_worded_mass("400 mg magnesium oxide", COMPOUND, "Mg")[0] == 400_000
    with pytest.raises(BadInput):
        read_worded_mass("400 mg something", COMPOUND, "Mg")


@given(st.sampled_from(sorted(elements())), st.integers(1, 5_000))
def test_that_moles_are_masses_by_atomic_mass_and_charge(symbol: str, tenths: int) -> None:
    element = elements()[symbol]
    text = f"{tenths // 10}.{tenths % 10}"
    mass, _ = read_worded_mass(f"{text} mmol", MassColumn("", DecimalMark.POINT, False), symbol)
    assert abs(mass - Fraction(tenths, 10) * element.atomic_mass * 1_000) <= Fraction(1, 2)
    if element.charge is None:
        with pytest.raises(BadInput):
            read_worded_mass(f"{text} mEq", ELEMENTAL, symbol)


def test_that_a_mole_is_that_of_the_mineral_of_its_row(write_list: Callable[..., Path]) -> None:
    rows = (
        "Magnesium,oxide,10 mmol,100,9\nPotassium,chloride,10 mEq,100,9\n"
        "Zinc,oxide,1 mmol,100,9\nIron,sulfate,1 mEq,100,9\n"
    )
    result = read_products(write_list(f"Product,Form,Elemental mg,Count,Price\n{rows}"))
    assert [row.values["elemental_mg"] for row in result.products] == [243_050, 390_980, 65_380]
    (problem,) = result.problems
    assert (problem.kind, problem.row) == (ProblemKind.UNKNOWN_UNIT, 5)


def test_that_a_header_in_moles_counts_those_of_each_rows_mineral(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(
        "Product,Form,Elemental (mmol),Count,Price\nMagnesium,oxide,10,100,9\nZinc,oxide,1,100,9\n"
    )
    amounts = [row.values["elemental_mg"] for row in read_products(path).products]
    assert amounts == [243_050, 65_380]


@pytest.mark.parametrize("text", ["100 mg a", "100 mg/", "100 mg per", "100 mg je", "100 mg in"])
def test_that_an_amount_for_nothing_quotes_what_follows_it(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_mineral_amount(text, "Mg")
    assert caught.value.kind is ProblemKind.UNCLEAR_AMOUNT
