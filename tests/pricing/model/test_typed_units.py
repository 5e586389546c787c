"""A unit that is typed with a number of units counts: it is read, converted or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import DecimalMark, unambiguous_number_text
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue

# What is typed one after the other, and the values of the row.
READ = [
    ([("serving_units", "5 g")], {"serving_units": 5_000, "unit_kind": "g"}),
    ([("serving_units", "10 mL")], {"serving_units": 10_000, "unit_kind": "mL"}),
    ([("serving_units", "2 capsules")], {"serving_units": 2_000, "unit_kind": "capsule"}),
    ([("pack_units", "1,5 g")], {"pack_units": 1_500, "unit_kind": "g"}),
    ([("pack_units", "8 oz")], {"pack_units": 226_796, "unit_kind": "g"}),
    ([("pack_units", "1.5 kg")], {"pack_units": 1_500_000, "unit_kind": "g"}),
    ([("pack_units", "8 fl oz")], {"pack_units": 236_588, "unit_kind": "mL"}),
    ([("pack_units", "1 L")], {"pack_units": 1_000_000, "unit_kind": "mL"}),
    ([("elemental_mg", "10 mmol")], {"elemental_mg": 243_050}),
    ([("elemental_mg", "10 mEq")], {"elemental_mg": 121_525}),
    ([("elemental_mg", "250 mg magnesium")], {"elemental_mg": 250_000}),
    ([("element", "Se"), ("elemental_mg", "55")], {"element": "Se", "elemental_mg": 55}),
    ([("element", "Se"), ("elemental_mg", "0.1 mg")], {"element": "Se", "elemental_mg": 100}),
    ([("element", "I"), ("compound_mg", "1 mmol")], {"element": "I", "compound_mg": 126_900}),
    ([("compound_mg", "400 mg magnesium compound")], {"compound_mg": 400_000}),
    ([("compound_mg", "1 g salt")], {"compound_mg": 1_000_000}),
    ([("pack_units", "250 g")], {"pack_units": 250_000, "unit_kind": "g"}),
    ([("pack_units", "120 Kapseln")], {"pack_units": 120_000, "unit_kind": "capsule"}),
    ([("pack_units", "60ct")], {"pack_units": 60_000}),
    ([("pack_units", "100 stk")], {"pack_units": 100_000}),
    ([("smallest_dose", "1 tablet")], {"smallest_dose": 1_000, "unit_kind": "tablet"}),
    (
        [("unit_kind", "tablets"), ("pack_units", "120 tabs")],
        {"unit_kind": "tablet", "pack_units": 120_000},
    ),
    (
        [("serving_units", "2"), ("pack_units", "60 servings")],
        {"serving_units": 2_000, "pack_units": 120_000},
    ),
    (
        [("serving_units", "5 g"), ("pack_units", "60 servings")],
        {"serving_units": 5_000, "unit_kind": "g", "pack_units": 300_000},
    ),
    (  # the serving that was missing makes the pack
        [("pack_units", "60 servings"), ("serving_units", "2 capsules")],
        {"serving_units": 2_000, "unit_kind": "capsule", "pack_units": 120_000},
    ),
    (  # and so does the right unit
        [("unit_kind", "capsule"), ("pack_units", "250 g"), ("unit_kind", "gram")],
        {"unit_kind": "g", "pack_units": 250_000},
    ),
    # a sign that several currencies share waits for the currency
    ([("price", "7.00 kr"), ("currency", "NOK")], {"price": 7_000_000, "currency": "NOK"}),
    ([("currency", "kr"), ("price", "7 NOK")], {"price": 7_000_000, "currency": "NOK"}),
]
REFUSED = [
    ([("unit_kind", "capsule"), ("serving_units", "5 g")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("unit_kind", "g"), ("pack_units", "30 sachets")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("serving_units", "5 g"), ("pack_units", "120 caps")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("unit_kind", "mL"), ("smallest_dose", "1 g")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("pack_units", "60 servings")], ProblemKind.SERVINGS_OF_UNKNOWN_SIZE),
    ([("serving_units", "1 serving")], ProblemKind.SERVINGS_OF_UNKNOWN_SIZE),
    ([("serving_units", "1 scoop")], ProblemKind.UNKNOWN_UNIT),
    ([("serving_units", "2 tbsp")], ProblemKind.UNKNOWN_UNIT),
    ([("unit_kind", "capsule"), ("pack_units", "8 oz")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("unit_kind", "g"), ("pack_units", "8 fl oz")], ProblemKind.UNIT_OF_OTHER_KIND),
    ([("pack_units", "0 oz")], ProblemKind.UNKNOWN_UNIT),
    ([("elemental_mg", "24% DV")], ProblemKind.AMOUNT_IN_PERCENT),
    ([("elemental_mg", "400 IU")], ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ([("elemental_mg", "5 gr")], ProblemKind.GRAM_OR_GRAIN),
    ([("elemental_mg", "250 mg zinc")], ProblemKind.AMOUNT_OF_OTHER_MINERAL),
    ([("element", "Fe"), ("elemental_mg", "1 mEq")], ProblemKind.UNKNOWN_UNIT),
    ([("element", "Se"), ("elemental_mg", "27.5")], ProblemKind.FRACTION_OF_MICROGRAM),
    ([("element", "Se"), ("elemental_mg", "0")], ProblemKind.ZERO),
    ([("compound_mg", "100 mg elemental")], ProblemKind.AMOUNT_OF_MINERAL),
    ([("compound_mg", "100 mg magnesium")], ProblemKind.AMOUNT_OF_MINERAL),
    ([("compound_mg", "1 grain")], ProblemKind.UNKNOWN_UNIT),
    ([("discount_percent", "2 EUR")], ProblemKind.UNKNOWN_UNIT),
    ([("tax_percent", "3.19 €")], ProblemKind.UNKNOWN_UNIT),
]


def typed(texts: list[tuple[str, str]]) -> Entry:
    entry = Entry(1)
    for key, text in texts:
        entry = entry.with_text(COLUMNS_BY_KEY[key], text)
    return entry


@pytest.mark.parametrize(("texts", "values"), READ)
def test_that_a_typed_unit_is_read_with_its_number(
    texts: list[tuple[str, str]], values: dict[str, object]
) -> None:
    entry = typed(texts)
    assert dict(entry.values) == values
    assert not entry.unreadable


@pytest.mark.parametrize(("texts", "kind"), REFUSED)
def test_that_a_unit_that_does_not_fit_is_refused_and_its_text_kept(
    texts: list[tuple[str, str]], kind: ProblemKind
) -> None:
    key, text = texts[-1]
    entry = typed(texts)
    error = entry.cell_error(key)
    assert error is not None
    assert error.kind is kind
    assert key not in entry.values
    assert entry.text(COLUMNS_BY_KEY[key]) == text
    assert len(str(error)) < 200


@pytest.mark.parametrize("text", ["\u202e", "\u200b", "\u00ad", " \u2060", "?", "-", ".", "\u2013"])
@pytest.mark.parametrize("values", [{}, {"unit_kind": "tablet", "serving_units": 2_000}])
def test_that_a_text_without_a_figure_changes_no_number(
    text: str, values: dict[str, BaseValue]
) -> None:
    for column in COLUMNS:
        entry = Entry(1, values).with_text(column, text)
        if column.kind.quantity is not None:
            assert column.key not in entry.values


@given(st.permutations([("unit_kind", "capsule"), ("serving_units", "5 g"), ("pack_units", "60")]))
def test_that_the_order_of_pasted_cells_does_not_matter(cells: list[tuple[str, str]]) -> None:
    typed_cells = [(COLUMNS_BY_KEY[key], text, DecimalMark.AUTO) for key, text in cells]
    entry = Entry(1).with_texts(typed_cells)
    assert dict(entry.values) == {"unit_kind": "capsule", "pack_units": 60_000}
    assert dict(entry.unreadable) == {"serving_units": "5 g"}


@given(
    st.permutations([("element", "selenium"), ("elemental_mg", "55"), ("compound_mg", "0.1 mg")])
)
def test_that_a_pasted_mineral_decides_the_unit_of_its_amounts(
    cells: list[tuple[str, str]],
) -> None:
    typed_cells = [(COLUMNS_BY_KEY[key], text, DecimalMark.AUTO) for key, text in cells]
    entry = Entry(1).with_texts(typed_cells)
    assert dict(entry.values) == {"element": "Se", "elemental_mg": 55, "compound_mg": 100}


@given(st.sampled_from(sorted(elements())), st.integers(1, 10**7))
def test_that_the_text_of_an_amount_is_typed_back_as_the_same_amount(
    element: str, micrograms: int
) -> None:
    column = COLUMNS_BY_KEY["elemental_mg"]
    entry = Entry(1, {"element": element, "elemental_mg": micrograms})
    text = unambiguous_number_text(entry.text(column), ".")
    retyped = Entry(1, {"element": element}).with_text(column, text)
    assert retyped.values["elemental_mg"] == micrograms
