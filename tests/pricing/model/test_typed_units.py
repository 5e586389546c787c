"""A unit that is typed with a number of units counts: it is read, converted or refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import DecimalMark

# What is typed one after the other, and the values of the row.
READ = [
    ([("serving_units", "5 g")], {"serving_units": 5_000, "unit_kind": "g"}),
    ([("serving_units", "10 mL")], {"serving_units": 10_000, "unit_kind": "mL"}),
    ([("serving_units", "2 capsules")], {"serving_units": 2_000, "unit_kind": "capsule"}),
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
    ([("pack_units", "8 oz")], ProblemKind.UNKNOWN_UNIT),
    ([("elemental_mg", "250 mmol")], ProblemKind.UNKNOWN_UNIT),
    ([("elemental_mg", "10 mEq")], ProblemKind.UNKNOWN_UNIT),
    ([("elemental_mg", "24% DV")], ProblemKind.UNKNOWN_UNIT),
    ([("elemental_mg", "400 IU")], ProblemKind.UNKNOWN_UNIT),
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


@given(st.permutations([("unit_kind", "capsule"), ("serving_units", "5 g"), ("pack_units", "60")]))
def test_that_the_order_of_pasted_cells_does_not_matter(cells: list[tuple[str, str]]) -> None:
    typed_cells = [(COLUMNS_BY_KEY[key], text, DecimalMark.AUTO) for key, text in cells]
    entry = Entry(1).with_texts(typed_cells)
    assert dict(entry.values) == {"unit_kind": "capsule", "pack_units": 60_000}
    assert dict(entry.unreadable) == {"serving_units": "5 g"}
