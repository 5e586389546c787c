"""The cheapest regimens for several targets: what is found, proved, refused and offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.analysis.cheapest_regimens import RegimenResult, find_cheapest_regimens
from pricing.analysis.given_amounts import given_of
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import Regimen, Take, read_units, superfluous_takes
from pricing.analysis.regimen_checks import check_products_taken, check_regimen
from pricing.analysis.regimen_scenario import OUTLAY, RegimenScenario, Target
from pricing.analysis.regimen_swaps import find_swaps
from pricing.calculation.checks import Severity
from pricing.model.columns import build_product, values_by_column
from pricing.problems.errors import BadInput
from pricing.problems.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 29)
MG_300 = Target("Mg", 300_000)
ZN_10 = Target("Zn", 10_000)


def tablet(
    name: str, element: str, micrograms: int, cents: int, pack: int = 30, others: str = ""
) -> Product:
    """A product whose tablets hold so much, in packs for so many cents."""
    row: dict[str, BaseValue] = {
        "product": name, "element": element, "unit_kind": "tablet", "elemental_mg": micrograms,
        "pack_units": pack * 1_000, "price": cents * 10_000,
    }  # fmt: skip
    return build_product(row | ({"other_minerals": others} if others else {}))


CAL_MAG_ZINC = tablet("Trio", "Mg", 100_000, 600, others="calcium 200 mg, zinc 5 mg")
MAGNESIUM = tablet("Mag", "Mg", 150_000, 450)
ZINC = tablet("Zinc", "Zn", 10_000, 150)
SHELF = (CAL_MAG_ZINC, MAGNESIUM, ZINC)


def in_doubt(name: str, form: str, micrograms: int, **cells: BaseValue) -> Product:
    row: dict[str, BaseValue] = {
        "product": name, "element": "Mg", "form": form, "elemental_mg": micrograms,
        "pack_units": 90_000, "price": 20_000_000,
    }  # fmt: skip
    return build_product(row | cells)


TOO_MUCH = in_doubt("Sports Mag", "aspartate", 450_000, unit_kind="capsule", serving_units=3_000)
FRONT_AMOUNT = in_doubt("Citrate 500 mg", "citrate", 500_000, unit_kind="tablet")
IMPOSSIBLE = in_doubt("Odd", "glycinate", 200_000, compound_mg=500_000)


def search(shelf: Sequence[Product], *targets: Target, **options: object) -> RegimenResult:
    scenario = RegimenScenario(targets, **options)  # type: ignore[arg-type]
    return find_cheapest_regimens(shelf, scenario, TODAY)


def units_by_name(regimen: Regimen | None) -> dict[str, int]:
    assert regimen is not None
    return {take.product.product: int(take.units) for take in regimen.takes}


def texts(regimen: Regimen) -> dict[str, str]:
    return {
        flag.key: flag.sentence.text().replace("\u00a0", " ") for flag in check_regimen(regimen)
    }


class CancelledProgress(Progress):
    """The progress of a search that the user has cancelled."""

    @property
    def should_continue(self) -> bool:
        return False


def test_that_a_cancelled_search_does_not_look_at_all_products_first() -> None:
    scenario = RegimenScenario((Target("Mg", 200_000),))
    with pytest.raises(Cancelled):
        find_cheapest_regimens(SHELF, scenario, TODAY, CancelledProgress())


def test_that_a_liquid_may_be_taken_in_as_many_millilitres_as_the_target_needs() -> None:
    liquid = in_doubt("Liquid", "citrate", 250_000, unit_kind="mL", serving_units=15_000)
    result = search((liquid,), MG_300)
    assert units_by_name(result.best)["Liquid"] > 6


def test_that_the_cheapest_products_for_two_targets_are_found() -> None:
    result = search(SHELF, MG_300, ZN_10)
    assert units_by_name(result.best) == {"Mag": 2, "Zinc": 1}
    assert result.best is not None
    assert result.best.cost("monthly_cost") == Fraction("10.5")
    assert {element: int(total) for element, total in result.best.totals.items()} == {
        "Mg": 300_000, "Zn": 10_000,
    }  # fmt: skip
    assert result.proof.text() == (
        "No cheaper combination of at most 3 of these 3 products meets all targets within the "
        "limits."
    )


def test_that_no_more_products_are_spoken_of_than_there_are() -> None:
    result = search(SHELF[:2], MG_300, at_most=3)
    assert "at most 2 of these 2 products" in result.proof.text()
    nothing = search((), MG_300, at_most=3)
    assert nothing.reason is not None
    assert nothing.proof.text() == nothing.reason.text() == "No product can be used."


def test_that_one_product_may_serve_several_targets() -> None:
    result = search(SHELF, MG_300, ZN_10, at_most=1)
    assert units_by_name(result.best) == {"Trio": 3}


def test_that_the_next_best_are_other_sets_of_products() -> None:
    result = search(SHELF, MG_300, ZN_10)
    sets = [frozenset(units_by_name(regimen)) for regimen in result.regimens]
    assert sets == [{"Mag", "Zinc"}, {"Trio", "Mag"}, {"Trio"}]


def test_that_no_mineral_passes_its_limit_even_one_without_a_target() -> None:
    shelf = [tablet("Rich", "Mg", 300_000, 100, others="zinc 50 mg"), MAGNESIUM]
    assert units_by_name(search(shelf, MG_300).best) == {"Mag": 2}
    assert units_by_name(search(shelf, MG_300, limit_authority="none").best) == {"Rich": 1}


def test_that_whole_packs_can_be_what_has_to_cost_least() -> None:
    shelf = [tablet("Large", "Mg", 300_000, 2_000, pack=300), tablet("Small", "Mg", 300_000, 900)]
    assert units_by_name(search(shelf, MG_300).best) == {"Large": 1}
    assert units_by_name(search(shelf, MG_300, optimise=OUTLAY).best) == {"Small": 1}


@pytest.mark.parametrize(
    ("shelf", "targets", "reason"),
    [
        (SHELF, (MG_300, Target("I", 150)), "None of them holds iodine."),
        (SHELF, (MG_300, Target("Zn", 50_000)), "The target of 50 mg of zinc is over the limit"),
        (
            (tablet("Strong", "Mg", 400_000, 100), ZINC),
            (MG_300, ZN_10),
            "magnesium is the one that fails",
        ),
        ((), (MG_300,), "No product can be used."),
    ],
)
def test_that_a_search_without_result_says_what_fails(
    shelf: Sequence[Product], targets: tuple[Target, ...], reason: str
) -> None:
    result = search(shelf, *targets)
    assert result.best is None
    assert result.reason is not None
    assert reason.casefold() in result.reason.text().replace("\u00a0", " ").casefold()


def test_that_no_two_targets_are_each_called_the_one_that_fails() -> None:
    result = search([MAGNESIUM, ZINC], MG_300, ZN_10, at_most=1)
    reason = result.reason.text() if result.reason else ""
    assert reason.endswith(
        "Without the target of magnesium there is a regimen. Without the target of zinc there is a "
        "regimen."
    )
    assert "the one that fails" not in reason


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([{"brand": "Now"}, {"brand": "Solgar"}], ["Mag (Now)", "Mag (Solgar)"]),
        ([{"brand": "Now"}, {}], ["Mag (Now)", "Mag"]),
        ([{"pack_units": 60_000}, {}], ["Mag (60 tablets)", "Mag (30 tablets)"]),
        ([{"price": 5_000_000}, {}], ["Mag ($5.00)", "Mag ($4.50)"]),
        ([{"product": "MAG", "form": "oxide"}, {"form": "citrate"}],
         ["MAG (oxide)", "Mag (citrate)"]),
        ([{"brand": "Now"}, {"brand": "Now", "price": 5_000_000}, {"brand": "Solgar"}],
         ["Mag (Now, $4.50)", "Mag (Now, $5.00)", "Mag (Solgar)"]),
        ([{}, {}], ["Mag", "Mag"]),
        ([{"product": "Mag 2"}, {}], ["Mag 2", "Mag"]),
    ],
)  # fmt: skip
def test_that_offers_of_one_name_are_told_apart(
    cells: Sequence[dict[str, BaseValue]], told: Sequence[str]
) -> None:
    products = [build_product(values_by_column(MAGNESIUM) | cell) for cell in cells]
    names = OfferNames(products)
    assert [names.text(product).replace("\u00a0", " ") for product in products] == told


def test_that_a_name_with_a_mark_stands_in_quotation_marks() -> None:
    named = [
        tablet("Magnesium, strong", "Mg", 250_000, 900), tablet("Mag 250 mg.", "Mg", 250_000, 400)
    ]  # fmt: skip
    regimen = Regimen((Take(named[0], Fraction(1)),), RegimenScenario((Target("Mg", 200_000),)))
    (swap, *_) = find_swaps(regimen, named)
    assert swap.sentence.text().replace("\u00a0", " ") == (
        "Take 1 tablet a day of “Mag 250 mg.” instead of “Magnesium, strong”: $5.00 less a month."
    )
    reason = search([named[1]], Target("Mg", 340_000)).reason
    assert reason is not None
    assert "a day of “Mag 250 mg.” gives" in reason.text()


@pytest.mark.parametrize("text", ["2 capsules", "2 Kapseln", "1 caps", "2 g"])
def test_that_units_of_another_kind_are_no_units_of_a_product(text: str) -> None:
    with pytest.raises(BadInput, match="but the unit of this row is “tablets”"):
        read_units(MAGNESIUM, text)


@pytest.mark.parametrize("text", ["2", "2 tablets", "2 Tabletten", " 2 tab. "])
def test_that_units_of_the_kind_of_a_product_are_read(text: str) -> None:
    assert read_units(MAGNESIUM, text) == 2_000


@pytest.mark.parametrize(
    ("targets", "at_most", "enough"),
    [
        ((MG_300, ZN_10), 1, "2 products are enough."),
        ((MG_300, ZN_10, Target("Fe", 18_000)), 1, "3 products are enough."),
        ((MG_300, ZN_10, Target("Fe", 18_000)), 2, "3 products are enough."),
        ((MG_300, ZN_10, Target("Ca", 500_000)), 2, ""),  # which no product holds
        ((MG_300, Target("Zn", 55_000)), 1, ""),  # over the limit
        ((Target("Mg", 320_000), ZN_10), 2, ""),  # doses are too coarse
    ],
)
def test_that_the_fewest_products_that_are_enough_are_said(
    targets: tuple[Target, ...], at_most: int, enough: str
) -> None:
    shelf = [MAGNESIUM, ZINC, tablet("Iron", "Fe", 18_000, 300)]
    reason = search(shelf, *targets, at_most=at_most).reason
    assert reason is not None
    assert enough in reason.text()
    assert enough or "enough" not in reason.text()
    if enough:
        count = int(enough[0])
        assert search(shelf, *targets, at_most=count).best is not None
        assert search(shelf, *targets, at_most=count - 1).best is None


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        ((MG_300,), "1 tablet a day of Oxide gives 250 mg of magnesium, less than the target of "
         "300 mg. 2 tablets give 500 mg of magnesium, over the limit of 350 mg."),
        ((Target("Fe", 18_000),),
         "Even 1 tablet a day of Iron gives 65 mg of iron, over the limit of 45 mg."),
        ((Target("Ca", 1_000_000),), "4 tablets a day of Cal give 800 mg of calcium, less than the "
         "target of 1000 mg. 5 tablets give 50 mg of zinc, over the limit of 40 mg."),
        ((Target("Mg", 200_000), Target("Fe", 18_000)),
         "Iron is the one that fails: without its target there is a regimen. Even 1 tablet a day "
         "of Iron gives 65 mg of iron, over the limit of 45 mg."),
        ((MG_300, Target("Fe", 18_000)), "2 tablets give 500 mg of magnesium, over the limit of "
         "350 mg. Even 1 tablet a day of Iron gives 65 mg of iron, over the limit of 45 mg."),
    ],
)  # fmt: skip
def test_that_no_regimen_says_which_doses_are_too_little_and_too_much(
    targets: tuple[Target, ...], why: str
) -> None:
    shelf = [
        tablet("Oxide", "Mg", 250_000, 400),
        tablet("Iron", "Fe", 65_000, 500),
        tablet("Cal", "Ca", 200_000, 400, others="zinc 10 mg"),
    ]
    reason = search(shelf, *targets).reason
    assert reason is not None
    assert reason.text().replace("\u00a0", " ").endswith(why)


def test_that_a_product_that_explains_two_targets_is_named_once() -> None:
    strong = tablet("Strong", "Fe", 85_000, 500, others="copper 1 mg")
    reason = search([strong], Target("Fe", 18_000), Target("Cu", 1_000)).reason
    assert reason is not None
    assert reason.text().count("Even 1 tablet a day of Strong") == 1


def test_that_a_target_that_fails_beside_the_others_alone_is_said_to() -> None:
    shelf = [MAGNESIUM, tablet("Cal", "Ca", 200_000, 400, others="zinc 10 mg")]
    reason = search(shelf, MG_300, ZN_10, Target("Ca", 200_000), at_most=1).reason
    assert reason is not None
    assert reason.text().endswith(
        "Magnesium is the one that fails: without its target there is a regimen. Its target alone "
        "can be met, but not beside the others."
    )


def test_that_the_nearest_products_explain_why_there_is_no_regimen() -> None:
    shelf = [tablet(f"Mag {mg}", "Mg", mg * 1_000, 400) for mg in (180, 250, 200, 190)]
    reason = search(shelf, MG_300, at_most=1).reason
    assert reason is not None
    text = reason.text()
    assert text.index("Mag 250") < text.index("Mag 200") < text.index("Mag 190")
    assert "Mag 180" not in text


def test_that_products_in_another_currency_are_not_called_doubtful() -> None:
    euros = [
        build_product({
            "product": f"Euro {number}", "element": "Mg", "elemental_mg": 100_000,
            "pack_units": 30_000, "price": 1_000_000, "currency": "EUR",
        })
        for number in range(1, 8)
    ]  # fmt: skip
    unclear = tablet("Magnesium with zinc", "Mg", 300_000, 10)
    proof = search([*SHELF, *euros, unclear], MG_300).proof.text()
    assert proof.endswith(
        "7 products were left out, because their prices are in another currency: Euro 1, Euro 2, "
        "Euro 3, Euro 4, Euro 5 and 2 more. 1 product was left out, because its price, its label "
        "or an amount is in doubt: Magnesium with zinc."
    )
    assert "in doubt" not in search([*SHELF, euros[0]], MG_300).proof.text()


def test_that_products_in_doubt_are_left_out_and_counted() -> None:
    unclear = tablet("Magnesium with zinc", "Mg", 300_000, 10)
    result = search([*SHELF, unclear], MG_300)
    assert unclear in result.left_out
    assert "1 product was left out" in result.proof.text()


@pytest.mark.parametrize(
    ("targets", "options"),
    [
        ((), {}),
        ((MG_300, Target("Mg", 200_000)), {}),
        ((Target("Mg", 0),), {}),
        ((MG_300,), {"at_most": 9}),
        ((MG_300,), {"optimise": "taste"}),
    ],
)
def test_that_an_impossible_question_is_refused(
    targets: tuple[Target, ...], options: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        RegimenScenario(targets, **options)  # type: ignore[arg-type]


# -- what is taken -----------------------------------------------------------------------------


def test_that_a_regimen_says_what_is_over_short_twice_and_not_needed() -> None:
    scenario = RegimenScenario((MG_300, ZN_10, Target("Ca", 500_000)))
    takes = (Take(MAGNESIUM, Fraction(3)), Take(CAL_MAG_ZINC, Fraction(2)), Take(ZINC, Fraction(1)))
    found = texts(Regimen(takes, scenario))
    assert found["over_limit"] == "650 mg of magnesium a day is over the US limit of 350 mg."
    assert found["short_of_target"] == "400 mg of calcium a day is less than the target of 500 mg."
    assert "from 2 products" in found["duplicate_mineral"]
    enough = Regimen(takes, RegimenScenario((MG_300,), limit_authority="none"))
    said = "Every target is still met without one of these: Trio, Zinc."
    assert [
        flag.sentence.text() for flag in check_regimen(enough) if "superfluous" in flag.key
    ] == [said]
    short = Regimen((Take(MAGNESIUM, Fraction(1)), Take(ZINC, Fraction(1))), scenario)
    assert "superfluous_product" not in texts(short)
    no_zinc = RegimenScenario((MG_300,), limit_authority="none")
    assert texts(Regimen(short.takes, no_zinc))["superfluous_product"] == (
        "No target is missed by more without Zinc."
    )


def test_that_a_total_with_an_unknown_amount_is_a_least() -> None:
    unclear = tablet("Magnesium with zinc", "Mg", 300_000, 10)
    regimen = Regimen((Take(unclear, Fraction(1)),), RegimenScenario((MG_300, ZN_10)))
    assert regimen.at_least == {"Zn"}
    assert "at least" in texts(regimen)["amount_unknown"]


@pytest.mark.parametrize(
    ("doubtful", "finding"),
    [
        (TOO_MUCH, "150 mg from pure aspartate would need 1518 mg of powder in one capsule."),
        (FRONT_AMOUNT, "It may be 500 mg of citrate, which contains"),
        (IMPOSSIBLE, "glycinate contains at most"),
    ],
)
def test_that_a_product_whose_label_is_in_doubt_is_named_with_the_question(
    doubtful: Product, finding: str
) -> None:
    takes = (Take(doubtful, Fraction(1)), Take(MAGNESIUM, Fraction(1)))
    (flag,) = check_products_taken(Regimen(takes, RegimenScenario((MG_300,))))
    text = flag.sentence.short_text().replace("\u00a0", " ")
    assert f"{doubtful.product} is counted as it is entered, but its label is in doubt." in text
    assert finding in text
    assert flag.severity is Severity.CAUTION
    assert flag.element == "Mg"


def test_that_nothing_is_left_out_because_of_a_label_in_doubt() -> None:
    goal = RegimenScenario((Target("Mg", 150_000),))
    certain = Take(MAGNESIUM, Fraction(1))
    doubtful = Regimen((Take(TOO_MUCH, Fraction(1)), certain), goal)
    assert [take.product for take in superfluous_takes(doubtful)] == [TOO_MUCH]
    assert {swap.removed.product for swap in find_swaps(doubtful, SHELF)} == {TOO_MUCH}
    other = tablet("Other", "Mg", 150_000, 450)
    both = Regimen((Take(other, Fraction(1)), certain), goal)
    assert [take.product for take in superfluous_takes(both)] == [other, MAGNESIUM]


@pytest.mark.parametrize("target", [MG_300, Target("Ca", 500_000)])
def test_that_a_search_without_a_limit_says_so(target: Target) -> None:
    for authority, is_said in (("none", True), ("US", False)):
        result = search([MAGNESIUM], target, limit_authority=authority)
        for said in filter(None, (result.proof, result.reason)):
            assert ("No safe limit was applied." in said.text()) is is_said
            assert ("within the limits" in said.text()) is not is_said


def test_that_a_change_saves_money_and_harms_nothing() -> None:
    taken = Regimen((Take(CAL_MAG_ZINC, Fraction(3)),), RegimenScenario((MG_300,)))
    best, *_ = find_swaps(taken, SHELF)
    assert best.sentence.text() == (
        "Take 2 tablets a day of Mag instead of Trio: $9.00 less a month."
    )
    assert best.regimen.is_safe
    assert best.regimen.meets_targets


def test_that_no_product_is_offered_in_place_of_one_that_can_be_left_out() -> None:
    calcium, cheap = tablet("Cal", "Ca", 300_000, 90), tablet("Cheap", "Mg", 300_000, 60)
    takes = (Take(MAGNESIUM, Fraction(2)), Take(ZINC, Fraction(1)))
    taken = Regimen(takes, RegimenScenario((MG_300,)))
    swaps = find_swaps(taken, [calcium, cheap, *SHELF])
    assert [swap.sentence.text() for swap in swaps] == [
        "Take 1 tablet a day of Cheap instead of Mag: $8.40 less a month.",
        "Leave out Zinc: $1.50 less a month.",
    ]


def test_that_no_change_is_offered_that_passes_a_limit() -> None:
    cheap = tablet("Cheap", "Mg", 200_000, 10)
    taken = Regimen((Take(CAL_MAG_ZINC, Fraction(3)),), RegimenScenario((MG_300,)))
    assert not find_swaps(taken, [cheap])


def test_that_the_totals_are_the_sum_of_the_products() -> None:
    takes = (Take(CAL_MAG_ZINC, Fraction(2)), Take(ZINC, Fraction(1)))
    regimen = Regimen(takes, RegimenScenario((ZN_10,)))
    assert regimen.totals == {"Zn": 20_000, "Mg": 200_000, "Ca": 400_000}
    assert regimen.cost("monthly_cost") == sum(
        take.figures(regimen.scenario).number("monthly_cost") or 0 for take in takes
    )


# -- against every combination -----------------------------------------------------------------


@st.composite
def shelves(draw: st.DrawFn) -> list[Product]:
    amount = st.integers(1, 12)
    shelf = []
    for name in "ABCD"[: draw(st.integers(1, 4))]:
        others = f"zinc {draw(amount)} mg" if draw(st.booleans()) else ""
        magnesium, cents, pack = draw(st.tuples(amount, st.integers(100, 900), st.integers(20, 60)))
        shelf.append(tablet(name, "Mg", magnesium * 25_000, cents, pack, others))
    return shelf


def every_regimen(shelf: Sequence[Product], scenario: RegimenScenario) -> Iterator[Regimen]:
    for count in range(1, scenario.at_most + 1):
        for chosen in combinations(shelf, count):
            for units in product(range(1, 15), repeat=count):
                takes = tuple(
                    Take(one, Fraction(number)) for one, number in zip(chosen, units, strict=True)
                )
                regimen = Regimen(takes, scenario)
                if regimen.is_safe and regimen.meets_targets:
                    yield regimen


@settings(max_examples=25, deadline=None)
@given(shelves(), st.sampled_from(["taken", OUTLAY]), st.integers(1, 12), st.integers(1, 2))
def test_that_no_regimen_costs_less_than_the_best(
    shelf: list[Product], optimise: str, zinc: int, at_most: int
) -> None:
    targets = (Target("Mg", 250_000), Target("Zn", zinc * 1_000))
    scenario = RegimenScenario(targets, optimise=optimise, at_most=at_most)
    best = find_cheapest_regimens(shelf, scenario, TODAY).best
    costs = [regimen.cost(scenario.cost_key) for regimen in every_regimen(shelf, scenario)]
    expected = min((cost for cost in costs if cost is not None), default=None)
    assert (best.cost(scenario.cost_key) if best else None) == expected


def test_that_one_product_in_several_doses_or_packs_is_no_other_product() -> None:
    scenario = RegimenScenario((MG_300,))
    doses = (Take(CAL_MAG_ZINC, Fraction(1)), Take(CAL_MAG_ZINC, Fraction(1)))
    dearer = replace(CAL_MAG_ZINC, price=2 * CAL_MAG_ZINC.price, product="TRIO")
    for takes in (doses, (doses[0], Take(dearer, Fraction(2)))):
        found = texts(Regimen(takes, scenario))
        assert "duplicate_mineral" not in found
        assert "take_apart" not in found
    with_zinc = texts(Regimen((*doses, Take(ZINC, Fraction(1))), scenario))
    assert "zinc comes from 2 products." in with_zinc["duplicate_mineral"]
    assert "at the same time: Trio + Zinc (" in with_zinc["take_apart"]


@pytest.mark.parametrize("count", [2, 3])
def test_that_packs_are_bought_for_all_doses_of_a_product_together(count: int) -> None:
    bottle = replace(CAL_MAG_ZINC, pack_units=200_000)
    scenario = RegimenScenario((MG_300,))
    rest = Take(ZINC, Fraction(1))
    doses = [Take(bottle, Fraction(1))] * count
    entered = Regimen((doses[0], rest, *doses[1:]), scenario)
    merged = Regimen((Take(bottle, Fraction(count)), rest), scenario)
    for key in ("monthly_cost", "monthly_outlay"):
        assert entered.cost(key) == merged.cost(key)
    assert texts(entered)["several_doses"] == (
        f"Trio is entered {count} times. Its doses are added up."
    )
    assert "several_doses" not in texts(merged)
    other_pack = Regimen((*doses, Take(replace(bottle, price=1), Fraction(1))), scenario)
    assert len(other_pack.by_product) == 2


def test_that_a_product_of_unnamed_minerals_is_left_out_and_said() -> None:
    multi = tablet("Multi Mineral", "Mg", 300_000, 100)
    result = search([multi], MG_300)
    assert result.left_out == (multi,)
    assert texts(Regimen((Take(multi, Fraction(1)),), RegimenScenario((MG_300,)))) == {
        "minerals_unknown": "Multi Mineral may hold other minerals too, but their amounts are not "
        "entered. They are in no total."
    }


def test_that_names_with_marks_of_a_list_stand_in_quotation_marks() -> None:
    shelf = [
        tablet("Calcium 500 mg + D3", "Ca", 500_000, 100),
        tablet("Iron, 18 mg", "Fe", 18_000, 100),
    ]
    day = Regimen(tuple(Take(one, Fraction(1)) for one in shelf), RegimenScenario((MG_300,)))
    assert "“Calcium 500 mg + D3” + “Iron, 18 mg” (" in texts(day)["take_apart"]
    left_out = search([multi_of("Zinc, Copper"), multi_of("Zinc + Copper")], ZN_10).proof.text()
    assert left_out.endswith("in doubt: “Zinc, Copper”, “Zinc + Copper”.")


def multi_of(name: str) -> Product:
    return tablet(name, "Zn", 10_000, 100)


def test_that_many_products_to_take_apart_are_said_by_their_sides() -> None:
    products = [
        tablet(f"{name} {number}", element, 5_000, 500)
        for number in (1, 2, 3)
        for name, element in (("Cal", "Ca"), ("Iron", "Fe"), ("Mag", "Mg"))
    ]
    takes = tuple(Take(product, Fraction(1)) for product in products)
    sentences = [
        flag.sentence.text()
        for flag in check_regimen(Regimen(takes, RegimenScenario((MG_300,))))
        if flag.key == "take_apart"
    ]
    assert sentences == [
        "Take Cal 1, Cal 2, Cal 3 apart from Iron 1, Iron 2, Iron 3 (at least 2 hours apart).",
        "Take Iron 1, Iron 2, Iron 3 apart from Mag 1, Mag 2, Mag 3 (3 to 4 hours apart).",
    ]


def test_that_a_product_with_an_unknown_amount_counts_among_those_of_its_mineral() -> None:
    noted = replace(CAL_MAG_ZINC, product="Night", other_minerals="", note="with zinc")
    day = Regimen((Take(noted, Fraction(1)), Take(ZINC, Fraction(1))), RegimenScenario((MG_300,)))
    assert "zinc comes from 2 products." in texts(day)["duplicate_mineral"]
    (zinc,) = (row for row in given_of(day) if row.element == "Zn")
    assert zinc.unknown_parts == {0}
