"""The handout of a regimen: what it says is taken, and what it never says."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from html import unescape
from typing import TYPE_CHECKING

import pytest

from pricing.analysis.cheapest_regimens import find_cheapest_regimens
from pricing.analysis.regimen import Regimen, Take, WaitingTake
from pricing.analysis.regimen_scenario import OUTLAY, RegimenScenario, Target
from pricing.calculation.comparison import compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.writing.print import Density, Handout, PrintOptions, RegimenHandout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.analysis.cheapest_regimens import RegimenResult
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
GOALS = (Target("Mg", 300_000), Target("Zn", 10_000), Target("Se", 55))


def tablet(name: str, element: str, micrograms: int, **cells: BaseValue) -> Product:
    return build_product(
        {
            "product": name, "element": element, "elemental_mg": micrograms, "price": 3_000_000,
            "pack_units": 100_000, "unit_kind": "tablet", **cells,
        }
    )  # fmt: skip


MAGNESIUM = tablet("Mag", "Mg", 150_000, brand="Ridgemont")
TRIO = tablet("Trio", "Zn", 11_000, other_minerals="selenium 55 µg")
ZINC = tablet("Zinc", "Zn", 35_000)
SCENARIO = RegimenScenario(GOALS)


def text_of(
    takes: Sequence[tuple[Product, int]],
    scenario: RegimenScenario = SCENARIO,
    result: RegimenResult | None = None,
    language: str = "en",
    whens: Sequence[str] = (),
) -> str:
    regimen = Regimen(tuple(Take(product, Fraction(units)) for product, units in takes), scenario)
    said = [*whens, *[""] * (len(takes) - len(whens))]
    page = RegimenHandout(regimen, said, result, PrintOptions(language), TODAY)
    body = re.sub(r"<[^>]*>", " ", page.html().split("</style>")[1])
    words = " ".join(unescape(body).replace("\u00a0", " ").split())
    return re.sub(r" (?=[,.:])", "", words)


def test_that_several_doses_of_a_product_share_their_packs() -> None:
    text = text_of([(TRIO, 1), (TRIO, 2)], whens=["at noon", "at night"])
    assert (
        "Take 1 tablet a day at noon $0.90 a month one pack lasts 33 days Trio 100 tablets "
        "Take 2 tablets a day at night $1.80 a month one pack lasts 33 days "
        "Together, 3 tablets a day $2.70 a month $3.00 to pay now"
    ) in text


def test_that_the_page_says_what_to_take_and_what_that_gives() -> None:
    text = text_of([(MAGNESIUM, 2), (TRIO, 1)], whens=["with <b>meals</b>"])
    for part in (
        "Your goals a day: 300 mg of magnesium, 10 mg of zinc, 55 µg of selenium.",
        "What you take each day Mag Ridgemont, 100 tablets Take 2 tablets a day with <b>meals</b> "
        "$1.80 a month one pack lasts 50 days Trio 100 tablets Take 1 tablet a day $0.90 a month "
        "one pack lasts 100 days Together, 3 tablets a day $2.70 a month $6.00 to pay now",
        "Magnesium goal 300 mg · limit 350 mg 300 mg your goal",
        "Zinc goal 10 mg · limit 40 mg, food too 11 mg above your goal, safe",
        "Selenium goal 55 µg · limit 400 µg, food too 55 µg your goal",
        "Do I get these from my food already?",
    ):
        assert part in text


def test_that_a_trace_mineral_is_never_in_milligrams() -> None:
    text = text_of([(MAGNESIUM, 2), (TRIO, 1)])
    assert not re.search(r"0\.\d+ mg", text)


def test_that_only_the_proven_best_is_called_the_cheapest() -> None:
    shelf = [MAGNESIUM, TRIO, ZINC]
    result = find_cheapest_regimens(shelf, SCENARIO, TODAY)
    best = [(MAGNESIUM, 2), (TRIO, 1)]
    text = text_of(best, result=result)
    assert "Cheapest for these goals within the safe limits" in text
    assert "Cheapest of 3 products that were compared." in text
    for takes, searched in ((best, None), ([(MAGNESIUM, 2), (TRIO, 2)], result)):
        text = text_of(takes, result=searched)
        assert "What you take each day" in text
        assert "Cheapest" not in text


def test_that_the_least_to_pay_is_called_so() -> None:
    scenario = RegimenScenario(GOALS, optimise=OUTLAY)
    result = find_cheapest_regimens([MAGNESIUM, TRIO], scenario, TODAY)
    text = text_of([(MAGNESIUM, 2), (TRIO, 1)], scenario, result)
    assert "Least to pay now for these goals within the safe limits" in text


def test_that_nobody_is_told_to_take_what_is_over_a_limit() -> None:
    text = text_of([(MAGNESIUM, 2), (TRIO, 1), (ZINC, 1)])
    assert (
        "Do not take all of these together Mag, Trio, Zinc They give 46 mg of zinc a day. The safe "
        "limit is 40 mg, food included. Leave out Zinc. Then nothing is over a safe limit."
    ) in text
    assert "46 mg over the safe limit" in text
    assert "Take 2 tablets" not in text
    assert "a month" not in text


def test_that_nothing_is_left_to_take_where_each_product_is_too_much() -> None:
    text = text_of([(tablet("Strong", "Zn", 45_000), 1)])
    assert "Take none of them before your pharmacist has seen this sheet." in text


def test_that_a_price_that_cannot_be_added_is_named() -> None:
    euro = tablet("Euro Mag", "Mg", 150_000, currency="EUR")
    takes = [(euro, 1), (TRIO, 1)]
    text = text_of(takes)
    assert "The price of Euro Mag is in EUR, not in USD." in text
    assert "to pay now" not in text
    assert "El precio de Euro Mag está en EUR, no en USD." in text_of(takes, language="es")
    free = tablet("Free", "Mg", 150_000, price=10_000, discount_percent=9_000)
    assert "The cost of Free is not known." in text_of([(free, 1)])


def test_that_a_label_in_doubt_gets_no_dose() -> None:
    doubtful = tablet("Odd", "Mg", 200_000, form="glycinate", compound_mg=500_000)
    text = text_of([(doubtful, 1), (TRIO, 1)])
    assert "Odd 100 tablets Ask your pharmacist to look at the label first" in text
    assert "Together $" in text
    assert "200 mg to be checked first" in text
    assert (
        "This sheet counts Odd as it was entered. That may be wrong. The label cannot be right. It "
        "says that 500 mg of powder contains 200 mg of magnesium."
    ) in text
    spanish = text_of([(doubtful, 1), (TRIO, 1)], language="es")
    assert "Esta hoja cuenta Odd como se anotó. Puede que no sea correcto." in spanish


def test_that_an_amount_that_is_not_known_is_said() -> None:
    text = text_of([(tablet("Mag with Zinc", "Mg", 300_000), 1), (TRIO, 1)])
    assert "at least 11 mg" in text
    assert "The label of Mag with Zinc also says zinc, but the amount was not entered." in text


def test_that_the_times_apart_stand_once_below_their_minerals() -> None:
    calcium = tablet("Cal", "Ca", 500_000)
    text = text_of([(MAGNESIUM, 2), (TRIO, 1), (calcium, 1)])
    assert text.count("Levothyroxine") == 1
    assert "Magnesium, calcium Levothyroxine at least 4 hours apart" in text
    assert "Zinc Tetracyclines, doxycycline at least 3 hours apart" in text
    assert "For selenium: ask your pharmacist how many hours to leave." in text
    assert (
        "iron"
        not in text_of([(MAGNESIUM, 2)], RegimenScenario((Target("Zn", 9_000),)))
        .lower()
        .split("leave time")[0]
    )


def test_that_products_to_take_apart_are_named() -> None:
    calcium, zinc = tablet("Cal <b>", "Ca", 500_000), tablet("Zinc", "Zn", 10_000)
    iron = tablet("Iron", "Fe", 14_000)
    heading = "Do not take these at the same time"
    text = text_of([(calcium, 1), (MAGNESIUM, 1), (zinc, 1)])
    assert (
        f"{heading} Cal <b> + Zinc: at least 2 hours apart; ask your doctor or pharmacist before "
        "you take both. Leave time"
    ) in text
    assert f"{heading} Iron + Mag: 3 to 4 hours apart. Leave" in text_of(
        [(iron, 1), (MAGNESIUM, 1)]
    )
    spanish = text_of([(zinc, 1), (iron, 1)], language="es")
    assert "No tome estos al mismo tiempo Zinc + Iron: al menos 2 horas" in spanish
    for takes in (
        [(MAGNESIUM, 1), (zinc, 1)],
        [(calcium, 1), (tablet("Zinc 45", "Zn", 45_000), 1)],
    ):
        assert heading not in text_of(takes)


def test_that_a_product_with_two_minerals_is_taken_apart_from_one_of_them() -> None:
    both = tablet("Both", "Ca", 100_000, other_minerals="zinc 5 mg")
    third = tablet("Third", "Mg", 100_000, other_minerals="iron 5 mg")
    zinc, iron = tablet("Zinc", "Zn", 10_000), tablet("Iron", "Fe", 14_000)
    for takes, pairs in (
        ([both, zinc], "Both + Zinc: at least 2 hours"),
        ([zinc, both], "Zinc + Both: at least 2 hours"),
        ([both, iron, zinc], "Both + Iron, Iron + Zinc: at least 2 hours"),
        ([both, iron, zinc], "Both + Zinc: at least 2 hours"),
        ([third, iron], "Third + Iron: 3 to 4 hours"),
    ):
        text = text_of([(one, 1) for one in takes])
        assert pairs in text.split("at the same time")[1].split("Leave time")[0]


@pytest.mark.parametrize(
    ("language", "continued"), [("en", "Calcium, continued"), ("es", "Calcio, continuación")]
)
def test_that_a_compact_page_names_a_mineral_again_and_what_to_take_apart(
    language: str, continued: str
) -> None:
    takes = (MAGNESIUM, tablet("Cal", "Ca", 500_000), tablet("Zinc", "Zn", 10_000))
    regimen = Regimen(tuple(Take(product, Fraction(1)) for product in takes), SCENARIO)
    page = RegimenHandout(regimen, [""] * 3, None, PrintOptions(language), TODAY)
    columns = page.html(density=Density.COMPACT).split('class="columns"')[1].split("<td")[1:3]
    starts = [re.findall('<p class="item">(.*?)</p>', column)[0] for column in columns]
    assert starts[1] == f"<b>{continued}</b>"
    assert "<b>" in starts[0]
    assert continued not in page.html()
    apart = {"en": "at the same time.</b> Cal + Zinc: ", "es": "al mismo tiempo.</b> Cal + Zinc: "}
    assert apart[language] in page.html(density=Density.COMPACT)


def test_that_iron_and_potassium_carry_their_warnings() -> None:
    text = text_of([(tablet("Iron", "Fe", 14_000), 1), (tablet("K", "K", 99_000), 1)])
    assert "Keep iron away from children." in text
    assert "Potassium can be dangerous if your kidneys are weak." in text


def test_that_the_spanish_page_is_translated() -> None:
    text = text_of([(MAGNESIUM, 2), (TRIO, 1)], language="es")
    for part in (
        "Lo que toma: sus minerales", "300 mg de magnesio", "Tome 2 comprimidos al día",
        "un envase dura 50 días", "Todo junto, 3 comprimidos al día", "Selenio meta 55 µg",
        "Para selenio: pregunte a su farmacéutico",
    ):  # fmt: skip
        assert part in text
    assert not re.search("magnesium|selenium|tablet", text.split("Etiquetas")[0])


@pytest.mark.parametrize(("language", "zinc"), [("en", "50 mg of zinc"), ("es", "50 mg de zinc")])
def test_that_the_page_of_one_mineral_names_the_other_that_is_too_much(
    language: str, zinc: str
) -> None:
    strong = tablet("Mag Zinc", "Mg", 100_000, other_minerals="zinc 25 mg")
    comparison = compare([strong], Scenario(), TODAY)
    html = Handout(comparison, comparison.ranked_products, PrintOptions(language)).html()
    assert f"{zinc}, " in unescape(html).replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "of"), [("en", "of zinc"), ("es", "de zinc")])
def test_that_the_page_of_one_mineral_names_all_others_that_are_too_much(
    language: str, of: str
) -> None:
    strong = tablet("Multi", "Mg", 100_000, other_minerals="zinc 25 mg, iron 30 mg")
    comparison = compare([strong], Scenario(), TODAY)
    html = Handout(comparison, comparison.ranked_products, PrintOptions(language)).html()
    text = unescape(html).replace("\u00a0", " ")
    iron = of.replace("zinc", {"en": "iron", "es": "hierro"}[language])
    assert f"60 mg {iron}, " in text
    assert f"50 mg {of}, " in text


@pytest.mark.parametrize(
    ("language", "total", "says"),
    [
        (
            "en",
            "at least 11 mg to be checked first",
            "You also take Odd, but its data are not complete",
        ),
        (
            "es",
            "al menos 11 mg por comprobar antes",
            "También toma Odd, pero sus datos no están completos",
        ),
    ],
)
def test_that_no_total_is_within_a_limit_while_something_taken_is_not_counted(
    language: str, total: str, says: str
) -> None:
    scenario = RegimenScenario((Target("Zn", 10_000),))
    result = find_cheapest_regimens([TRIO], scenario, TODAY)
    waiting = (WaitingTake("Odd", ("Zn", "Mg")),)
    regimen = Regimen((Take(TRIO, Fraction(1)),), scenario, waiting)
    page = RegimenHandout(regimen, [""], result, PrintOptions(language), TODAY)
    body = re.sub(r"<[^>]*>", " ", page.html().split("</style>")[1])
    text = " ".join(unescape(body).replace("\u00a0", " ").split())
    assert total in text
    assert says in text
    assert "ithin the safe limit" not in text
    assert "ithin your" not in text
    assert "dentro del límite" not in text
    assert "at your goal" not in text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Cal 1, Cal 2, Cal 3, apart from Iron 1, Iron 2, Iron 3: at least 2 hours apart."),
        ("es", "Cal 1, Cal 2, Cal 3, por separado de Iron 1, Iron 2, Iron 3: "),
    ],
)
def test_that_many_products_to_take_apart_are_said_by_their_sides(language: str, says: str) -> None:
    products = [
        tablet(f"{name} {number}", element, 5_000)
        for number in (1, 2, 3)
        for name, element in (("Cal", "Ca"), ("Iron", "Fe"))
    ]
    assert says in text_of([(product, 1) for product in products], language=language)


@pytest.mark.parametrize(
    ("language", "limit", "products"),
    [
        ("en", "as much as the safe limit", "More than one of these products contains zinc."),
        ("es", "ya alcanza el límite seguro", "Más de uno de estos productos contiene zinc."),
    ],
)
def test_that_more_than_a_limit_is_said_where_an_amount_is_not_known(
    language: str, limit: str, products: str
) -> None:
    full = tablet("Full", "Zn", 40_000)
    noted = tablet("Night", "Mg", 150_000, note="with zinc")
    text = text_of([(noted, 1), (full, 1)], language=language)
    assert limit in text
    assert products in text
    alone = text_of([(MAGNESIUM, 1), (full, 1)], language=language)
    assert limit not in alone
    assert products not in alone
