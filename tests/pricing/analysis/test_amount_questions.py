"""The question whether an amount on the front is the compound's, and what each answer costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.analysis.amount_questions import amount_question, with_answer
from pricing.calculation.comparison import ComparedProduct, PlaceGroup, compare
from pricing.model.columns import build_product
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from pricing.analysis.amount_questions import AmountQuestion
    from pricing.model.columns import BaseValue

FRONT: dict[str, BaseValue] = {
    "product": "Magnesium Glycinate 1000 mg", "element": "Mg", "elemental_mg": 1_000_000,
    "pack_units": 120_000, "price": 18_990_000, "currency": "USD",
}  # fmt: skip


def compared(**values: BaseValue) -> ComparedProduct:
    """Return a product that is typed with the four needed values."""
    scenario = Scenario(target=200_000)
    (product,) = compare([build_product({**FRONT, **values})], scenario).entered_products
    return product


def question_about(**values: BaseValue) -> AmountQuestion:
    question = amount_question(compared(**values))
    assert question is not None
    return question


def texts_of(question: AmountQuestion) -> list[list[str]]:
    """Return what each answer says: its title, whether it fits, and its consequence."""
    return [
        [
            question.answer_title(reading).short_text().replace("\u00a0", " "),
            fit.text() if (fit := question.fit(reading)) else "",
            question.consequence(reading).short_text().replace("\u00a0", " "),
        ]
        for reading in (question.compound, question.elemental)
    ]


def test_that_a_front_label_without_a_form_is_asked_with_both_consequences() -> None:
    question = question_about()
    assert question.title.text().replace("\u00a0", " ") == "1000 mg of what?"
    assert texts_of(question) == [
        [
            "1000 mg glycinate = 141 mg magnesium",
            "fits one unit",
            "$0.1123 per 100 mg · 2 units a day = 282 mg · $9.50 a month",
        ],
        [
            "1000 mg magnesium",
            "hardly possible",
            "Would need 7.1 g of powder in each unit; one holds about 1 g. Is it per serving "
            "of several?",
        ],
    ]


def test_that_an_open_question_keeps_a_product_from_being_the_best_buy() -> None:
    assert compared().evaluation.place_group is PlaceGroup.WITHHELD
    oxide = compared(product="Magnesium Oxide 250 mg", elemental_mg=250_000)
    assert oxide.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH


@pytest.mark.parametrize("name", ["Mag-Ox 400", "Magnesium 400 mg 120 tablets", "MAGNESIUM 400"])
def test_that_a_standard_strength_of_a_compound_is_asked_about(name: str) -> None:
    question = question_about(product=name, elemental_mg=400_000)
    first, second = texts_of(question)
    assert first[0] == "400 mg oxide = 241 mg magnesium"
    assert second[0] == "400 mg magnesium"


@pytest.mark.parametrize(
    "values",
    [
        {"product": "Magnesium Oxide 250 mg", "elemental_mg": 250_000},
        {"product": "Magnesium Citrate 200 mg Tablets 100 count", "elemental_mg": 200_000},
        {"product": "Mag-Ox 400", "elemental_mg": 241_300},
        {"product": "Mag-Ox 400", "elemental_mg": 400_000, "note": "400 mg elemental"},
        {"product": "Magnesium 400 mg elemental", "elemental_mg": 400_000},
        {"product": "Mag-Ox 400", "elemental_mg": 400_000, "daily_value_percent": 9_500},
        {
            "product": "Magnesium 400 mg", "elemental_mg": 400_000,
            "form": "oxide+citrate+aspartate",
        },
        {"product": "Magnesium Malate 1000 mg", "elemental_mg": 113_000, "compound_mg": 1_000_000},
    ],
)  # fmt: skip
def test_that_a_plausible_or_settled_amount_is_not_asked_about(
    values: dict[str, BaseValue],
) -> None:
    assert amount_question(compared(**values)) is None


def test_that_a_serving_of_several_units_settles_the_question() -> None:
    assert amount_question(compared(serving_units=8_000)) is None


def test_that_the_answers_change_the_row_and_settle_the_question() -> None:
    values = {**FRONT, "product": "Mag-Ox 400", "elemental_mg": 400_000}
    question = question_about(**values)
    for reading, settled in (
        (
            question.compound,
            {"compound_mg": 400_000, "form": "oxide"},
        ),
        (question.elemental, {"elemental_mg": 400_000, "note": "400 mg elemental"}),
    ):
        entry = with_answer(Entry(1, values), question, reading)
        kept = {key: value for key, value in values.items() if key != "elemental_mg"}
        assert dict(entry.values) == kept | settled
        (product,) = compare([entry.product()], Scenario()).entered_products
        assert amount_question(product) is None


def test_that_equal_amounts_of_compound_and_element_are_asked_about() -> None:
    values = {**FRONT, "product": "Oxide", "form": "oxide", "elemental_mg": 400_000}
    question = question_about(**values, compound_mg=400_000)
    entry = with_answer(Entry(1, {**values, "compound_mg": 400_000}), question, question.elemental)
    assert "compound_mg" not in entry.values
