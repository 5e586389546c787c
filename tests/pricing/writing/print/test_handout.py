"""The handout: its contents, its languages and how easy it is to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import escape, unescape
from importlib.metadata import entry_points
from string import Formatter
from typing import TYPE_CHECKING

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.checks import CHECKS
from pricing.calculation.comparison import Comparison, compare
from pricing.calculation.limit_notes import note_for
from pricing.calculation.sentences import UNIT_COUNTS, Sentence
from pricing.commands import handout, main
from pricing.model.columns import build_product
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import Scenario, authorities_for
from pricing.quantities.currencies import Notation
from pricing.reading.reader_process import read_products
from pricing.reference.evidence import counselling, medicine_spacings
from pricing.reference.limits import LIFE_STAGES, limits
from pricing.reference.mineral_forms import BLEND, NOT_STATED, elements, forms
from pricing.reference.payers import read_payer
from pricing.reference.sources import authorities
from pricing.writing.print.handout import Handout, default_products
from pricing.writing.print.handout_products import BAR_HEIGHT, LONGEST_BAR
from pricing.writing.print.languages import ENGLISH, handout_languages
from pricing.writing.print.page_style import PAPERS, Pharmacy, PrintOptions
from pricing.writing.print.pictures import HandoutPicture
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.reference.payers import Payer

TODAY = date(2026, 11, 23)
OTHER_LANGUAGES = [code for code in handout_languages() if code != ENGLISH]
# A product with one of these flags is not ranked, so it is never on a handout.
UNRANKED_CHECKS = {"currency_differs", "element_differs", "price_rounds_to_nothing"}


def prose(html: str) -> str:
    """Return the paragraphs, without names of medicines, products and sources."""
    sentences = []
    for style, inner in re.findall(r"<p([^>]*)>(.*?)</p>", html, re.DOTALL):
        if "name" not in style:
            words = re.sub(r'<span class="(name|small)">.*?</span>:?|<[^>]*>|☐', "", inner)
            line = unescape(words).strip()
            sentences.append(line if line[-1] in ".?!" else f"{line}.")
    return " ".join(sentences)


def plain_text(html: str) -> str:
    body = html.split("</style>")[1]
    text = unescape(re.sub(r"<[^>]*>", " ", body)).replace("\u00a0", " ")
    return " ".join(text.split())


def two_packs(target: int = 300, days: int = 30) -> Comparison:
    rows: tuple[dict[str, BaseValue], ...] = (
        {"product": "Oxide", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 241_000,
         "pack_units": 120_000, "price": 8_000_000},
        {"product": "Bis", "form": "bisglycinate", "unit_kind": "capsule", "elemental_mg": 100_000,
         "pack_units": 120_000, "price": 18_000_000},
    )  # fmt: skip
    scenario = Scenario(target=target * 1_000, days=days)
    return compare([build_product(row) for row in rows], scenario, TODAY)


def page_html(comparison: Comparison, options: PrintOptions | None = None) -> str:
    return Handout(comparison, comparison.ranked_products, options or PrintOptions()).html()


def page(comparison: Comparison, options: PrintOptions | None = None) -> str:
    return plain_text(page_html(comparison, options))


# -- contents ----------------------------------------------------------------------------------


def test_that_the_page_shows_the_best_buy_and_what_not_to_take() -> None:
    text = page(two_packs())
    for part in (
        "Your magnesium: which one to buy 23 November 2026 Name",
        "Your goal: 300 mg of magnesium a day. Safe limit from supplements: 350 mg a day.",
        "Best buy within the safe limit Bis 120 capsules (glycinate) Take 3 capsules a day = 300 "
        "mg $13.50 a month $18.00 to pay now 40 days one pack lasts",
        "Cost per 100 mg of magnesium, safe ones first, by what the dose costs Bis glycinate 15.0 "
        "¢ 3 capsules a day = 300 mg, $13.50 a month. Oxide oxide 2.8 ¢ Do not take 2 a "
        "day: 482 mg is over the safe limit. 1 tablet a day = 241 mg, $2.00 a month.",
        "Take more than the safe limit only if your doctor prescribed it.",
        "Levothyroxine, eltrombopag at least 4 hours apart [4, ",
        "[4] Synthroid prescribing information 2024",
        "Are my kidneys well enough for this?", "pregnant or breast-feeding",
        "my other medicines",
        "does not replace the treatment your doctor gave you",
        "This sheet compares prices. It is not medical advice.",
    ):  # fmt: skip
        assert part in " ".join(text.replace(" . ", ". ").split())


def bars(html: str) -> list[tuple[str, int]]:
    """Return the picture and the length of each bar."""
    by_address = {escape(picture.address): picture.name for picture in HandoutPicture}
    found = re.findall(rf'<img src="([^"]*)" width="(\d+)" height="{BAR_HEIGHT}"', html)
    named = [(by_address[address], int(width)) for address, width in found]
    return [bar for bar in named if bar[0].endswith("BAR")]


def test_that_a_bar_is_as_long_as_its_figure() -> None:
    lengths = bars(page_html(two_packs()))
    assert lengths == [
        ("BEST_BAR", LONGEST_BAR),
        ("OVER_LIMIT_BAR", round(Fraction(8, 120 * 241) / Fraction(18, 12_000) * LONGEST_BAR)),
    ]


def test_that_the_heading_of_the_bars_says_in_which_order_they_are() -> None:
    cheap_dose = one_product(elemental_mg=240_000)
    cheap_mass = one_product(product="B", elemental_mg=340_000, price=6_000_000)
    strong = one_product(elemental_mg=600_000)
    heading, scenario = "Cost per 100 mg of magnesium", Scenario(target=230_000)
    text = page_of(scenario, cheap_mass, cheap_dose)
    assert f"{heading}, in the order of what the dose costs A oxide 2.1 ¢" in text
    assert text.index("2.1 ¢") < text.index("1.8 ¢")
    text = page_of(scenario, strong, cheap_mass)
    assert f"{heading}, safe ones first, by what the dose costs B oxide" in text
    for rows in ((cheap_dose,), (strong, {**strong, "product": "B"})):
        assert f"{heading} A oxide" in page_of(scenario, *rows)


def one_product(**cells: BaseValue) -> dict[str, BaseValue]:
    return {
        "product": "A", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 200_000,
        "pack_units": 100_000, "price": 5_000_000, **cells,
    }  # fmt: skip


def page_of(scenario: Scenario, *rows: dict[str, BaseValue], language: str = ENGLISH) -> str:
    comparison = compare([build_product(row) for row in rows], scenario, TODAY)
    return page(comparison, PrintOptions(language))


def test_that_no_safe_product_offers_the_pair() -> None:
    text = page_of(
        Scenario(target=300_000),
        one_product(elemental_mg=250_000),
        one_product(product="B", elemental_mg=180_000),
        one_product(product="C", elemental_mg=70_000, pack_units=10_000),
    )
    best = "Best buy within the safe limit C"
    assert best in text
    text = page_of(
        Scenario(target=340_000),
        one_product(elemental_mg=250_000),
        one_product(product="B", elemental_mg=90_000, form="citrate"),
    )
    assert (
        "None of these reaches 340 mg safely Two together reach it: 1 tablet of A and 1 tablet of "
        "B a day = 340 mg, $3.00 a month."
    ) in text
    assert "Best buy" not in text
    assert "Do not take 2 a day: 500 mg is over the safe limit." in text


def test_that_a_product_with_an_impossible_label_gets_no_dose() -> None:
    scenario = Scenario(target=200_000)
    text = page_of(scenario, one_product(form="glycinate", compound_mg=500_000))
    assert "The label cannot be right." in text
    assert "Ask your pharmacist to look at the label first" in text
    assert "a day =" not in text


@pytest.mark.parametrize(
    ("price", "currency", "cost"),
    [
        (5_000_000, "USD", "2.5 ¢"), (5_000_000, "EUR", "2.5 ct"), (5_000_000, "GBP", "2.5 p"),
        (300_000_000, "USD", "$1.50"), (50_000, "USD", "0.025 ¢"), (500_000_000, "JPY", "¥2.5"),
        (5_000_000, "SEK", "kr 0.025"),
    ],
)  # fmt: skip
def test_that_small_costs_are_in_cents(price: int, currency: str, cost: str) -> None:
    row = one_product(price=price, currency=currency)
    assert f" {cost} " in page_of(Scenario(target=200_000, currency=currency), row)


def test_that_a_dose_above_the_goal_says_by_how_much() -> None:
    text = page_of(Scenario(target=180_000), one_product())
    assert "1 tablet a day = 200 mg, $1.50 a month. 11 % more than your goal." in text
    assert "more than your goal" not in page_of(Scenario(target=195_000), one_product())


@pytest.mark.parametrize(
    ("language", "reason", "advice"),
    [
        (ENGLISH, "contains 250 mg, and your goal is 200 mg.", "weaker product"),
        ("es", "contiene 250 mg, y su meta es 200 mg.", "producto menos fuerte"),
    ],
)
def test_that_only_a_dose_over_the_limit_sends_for_a_weaker_product(
    language: str, reason: str, advice: str
) -> None:
    scenario = Scenario(target=200_000)
    safe, strong = one_product(elemental_mg=250_000), one_product(elemental_mg=400_000)
    text = page_of(scenario, safe, language=language)
    assert reason in text
    assert advice not in text
    assert advice in page_of(scenario, strong, language=language)


def test_that_a_check_covered_by_another_is_left_out() -> None:
    assert "of your goal" not in page(two_packs())
    weak: dict[str, BaseValue] = {
            "product": "A", "form": "oxide", "elemental_mg": 120_000, "pack_units": 60_000,
            "price": 5_000_000}  # fmt: skip
    scenario = Scenario(target=200_000, dose_policy="at_most")
    text = page(compare([build_product(weak)], scenario, TODAY))
    assert "You get 120 mg a day. That is 60 % of your goal of 200 mg." in text


def test_that_a_page_about_one_product_is_about_it_alone() -> None:
    comparison = two_packs()
    text = plain_text(Handout(comparison, comparison.ranked_products[1:], PrintOptions()).html())
    assert "Your magnesium supplement " in text
    assert "Best buy within the safe limit Bis" in text
    assert "Oxide" not in text
    text = plain_text(Handout(comparison, comparison.ranked_products[:1], PrintOptions()).html())
    assert "This does not reach 300 mg safely" in text


def test_that_a_choice_without_the_best_buy_does_not_call_it_so() -> None:
    scenario = Scenario(target=200_000)
    rows = [
        one_product(),
        one_product(product="B", price=6_000_000),
        one_product(product="C", price=7_000_000),
    ]
    comparison = compare([build_product(row) for row in rows], scenario, TODAY)
    text = plain_text(Handout(comparison, comparison.ranked_products[1:], PrintOptions()).html())
    assert "Best buy of these within the safe limit B" in text
    text = plain_text(Handout(comparison, comparison.ranked_products[2:], PrintOptions()).html())
    assert "Within the safe limit C" in text


def test_that_the_days_and_packs_of_the_month_are_shown() -> None:
    text = page(two_packs(days=100))
    assert "$45.00 for 100 days $54.00 to pay now, for 3 packs 40 days one pack lasts" in text


def test_that_a_page_about_much_potassium_warns_and_advises_nothing_stronger() -> None:
    tablets: dict[str, BaseValue] = {
        "product": "K", "element": "K", "form": "chloride", "unit_kind": "tablet",
        "elemental_mg": 99_000, "pack_units": 100_000, "price": 5_000_000,
    }  # fmt: skip
    scenario = replace(Scenario.for_element("K"), target=2_000_000)
    text = page(compare([build_product(tablets)], scenario, TODAY))
    assert "1,980 mg of potassium a day is a treatment. Take so much only if" in text
    assert "a day =" not in text
    assert "sartans or spironolactone, and with trimethoprim" in text
    assert "stronger" not in text
    assert "no safe limit is set for potassium (not determined)" in text


def test_that_an_unverified_spacing_becomes_a_question() -> None:
    text = page(two_packs())
    unverified = [
        spacing
        for spacing in medicine_spacings()
        if all(source.evidence_grade == "unverified" for source in spacing.sources)
    ]
    assert unverified
    for spacing in unverified:
        assert spacing.advice not in text
        assert spacing.medicine in text.split("Ask your pharmacist when to take")[1]


def test_that_a_mineral_without_spacings_gets_a_question_about_them() -> None:
    selenium: dict[str, BaseValue] = {
            "product": "S", "element": "Se", "form": "selenite", "elemental_mg": 55,
            "pack_units": 100_000, "price": 5_000_000}  # fmt: skip
    text = page(compare([build_product(selenium)], Scenario.for_element("Se"), TODAY))
    assert "Your selenium supplement" in text
    assert "how many hours to leave between this and your other medicines" in text


@pytest.mark.parametrize(
    ("element", "medicine", "advice"),
    [
        ("Ca", "Levothyroxine", "at least 4 hours apart"),
        ("Fe", "Levothyroxine", "at least 4 hours apart"),
        ("Fe", "Mycophenolate", "ask your doctor or pharmacist before you take both"),
        ("Zn", "Tetracyclines", "at least 3 hours apart"),
        ("K", "Spironolactone", "ask your doctor or pharmacist before you take both"),
        ("Mg", "Raltegravir", "do not take both: ask your HIV team"),
        ("Mg", "bictegravir", "2 hours before the supplement or 6 hours after"),
    ],
)
def test_that_every_mineral_names_the_medicines_to_keep_apart(
    element: str, medicine: str, advice: str
) -> None:
    row: dict[str, BaseValue] = {
        "product": "A", "element": element, "form": "citrate", "elemental_mg": 10_000,
        "pack_units": 60_000, "price": 5_000_000,
    }  # fmt: skip
    html = page_html(compare([build_product(row)], Scenario.for_element(element), TODAY))
    (line,) = [line for line in html.splitlines() if medicine in line and "<tr>" in line]
    assert advice in plain_text("</style>" + line)


@pytest.mark.parametrize("is_large", [False, True])
def test_that_the_medicines_of_every_mineral_of_a_product_are_kept_apart_once(
    is_large: bool,
) -> None:
    """A time that only calcium needs is needed of magnesium with calcium too."""
    row: dict[str, BaseValue] = {
        "product": "A", "element": "Mg", "form": "citrate", "elemental_mg": 100_000,
        "pack_units": 60_000, "price": 5_000_000, "other_minerals": "calcium 200 mg, zinc 5 mg",
    }  # fmt: skip
    alone = {key: value for key, value in row.items() if key != "other_minerals"}
    scenario, options = Scenario.for_element("Mg"), PrintOptions(is_large=is_large)
    text = page(compare([build_product(row)], scenario, TODAY), options)
    advice = text[text.index("Leave time between these and other medicines") :]
    assert "Calcium" in advice
    assert "at least 4 hours apart" in advice
    for spacing in medicine_spacings():
        if spacing.element in {"Mg", "Ca", "Zn"}:
            assert spacing.medicine.casefold() in advice.casefold()
    assert "Leave time between magnesium and other medicines" in page(
        compare([build_product(alone)], scenario, TODAY), options
    )
    for line in {row.advice for row in counselling() if row.element == "Ca"}:
        assert line not in text


def test_that_the_medicines_of_a_mineral_that_only_the_name_says_are_kept_apart_too() -> None:
    row: dict[str, BaseValue] = {
        "product": "Calcium & Magnesium", "element": "Mg", "elemental_mg": 100_000,
        "pack_units": 60_000, "price": 5_000_000,
    }  # fmt: skip
    text = page(compare([build_product(row)], Scenario.for_element("Mg"), TODAY))
    assert "Calcium" in text[text.index("Leave time between these and other medicines") :]


def test_that_the_general_advice_is_last_and_replaces_no_line() -> None:
    text = page(two_packs())
    general = text.index("And other medicines, such as mycophenolate")
    assert "This does not change the lines above." in text
    assert text.index("Raltegravir") < text.index("moxifloxacin") < general


def test_that_the_spanish_page_is_translated_with_the_numbers_of_its_currency() -> None:
    text = page(two_packs(), PrintOptions("es"))
    for part in (
        "La mejor compra dentro del límite seguro Bis 120 cápsulas (glicinato) Tome 3 cápsulas al "
        "día = 300 mg $13.50 al mes $18.00 a pagar ahora 40 días dura un envase",
        "Costo por 100 mg de magnesio, primero lo seguro, por lo que cuesta la dosis Bis glicinato "
        "15.0 ¢",
        "No tome 2 al día: 482 mg supera el límite seguro. 1 comprimido al día = 241 mg, $2.00 al "
        "mes.",
        "Levotiroxina, eltrombopag al menos 4 horas", "23 de noviembre de 2026",
        "No es consejo médico",
    ):  # fmt: skip
        assert part in text
    spanish_numbers = PrintOptions("es", number_notation=Notation(",", ".", currency_after=True))
    text = page(two_packs(), spanish_numbers)
    assert "13,50 $ al mes 18,00 $ a pagar ahora" in text
    assert "15,0 ¢" in text


@pytest.mark.parametrize(("currency", "cost"), [("USD", "$13.50"), ("EUR", "13,50 €")])
def test_that_a_spanish_page_writes_money_as_the_country_of_its_currency(
    currency: str, cost: str
) -> None:
    listed = [replace(compared.product, currency=currency) for compared in two_packs().products]
    comparison = compare(listed, replace(two_packs().scenario, currency=currency), TODAY)
    assert f"= 300 mg, {cost} al mes." in page(comparison, PrintOptions("es"))


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        (read_payer("Plan:percent:80"), "$3.60 you pay, with Plan"),
        (read_payer("<b>:copay_pack:5"), "$5.00 you pay, with <b>"),
        (
            replace(read_payer("Plan:percent:80"), covers=("oxide",)),
            "$18.00 you pay, not covered by Plan",
        ),
        (
            read_payer("FSA:pretax:24"),
            "FSA requires: letter of medical necessity.",
        ),
    ],
)
def test_that_the_page_says_what_the_patient_owes_under_a_payer(payer: Payer, said: str) -> None:
    assert said in page(two_packs(), PrintOptions(payer=payer))
    assert "you pay" not in page(two_packs())
    assert "paga usted, " in page(two_packs(), PrintOptions("es", payer=payer))


def test_that_no_cost_is_owed_for_a_dose_over_the_limit() -> None:
    text = page(two_packs(), PrintOptions(payer=read_payer("Plan:percent:80")))
    assert "3 capsules a day = 300 mg, $13.50 a month. $3.60 you pay, with Plan." in text
    assert "$1.60" not in text


@pytest.mark.parametrize(
    ("days", "cost"),
    [
        (1, "$0.45 for 1 day"), (28, "$12.60 a month"), (30, "$13.50 a month"),
        (90, "$40.50 for 90 days"),
    ],
)  # fmt: skip
def test_that_the_page_names_the_period_of_its_costs(days: int, cost: str) -> None:
    text = page(two_packs(days=days))
    assert f"Take 3 capsules a day = 300 mg {cost} " in text
    assert f"3 capsules a day = 300 mg, {cost}." in text
    assert ("month" in text) is (28 <= days <= 31)


@pytest.mark.parametrize(
    ("per_serving", "dose"),
    [(850_000, "283 mg"), (37_500, "12.5 mg"), (850_500, "284 mg"), (3_704_700, "1,235 mg")],
)
def test_that_a_dose_has_three_significant_digits(per_serving: int, dose: str) -> None:
    product = replace(
        two_packs().products[0].product, elemental=per_serving, serving_units=3_000, form="oxide"
    )
    scenario = Scenario(target=1_000, limit_authority="none")
    text = page(compare([product], scenario, TODAY))
    assert f"Take 1 tablet a day = {dose} " in text


def test_that_a_dose_just_over_the_limit_keeps_its_digits() -> None:
    product = replace(two_packs().products[0].product, elemental=350_400)
    text = page(compare([product], Scenario(target=350_000), TODAY))
    assert "Do not take 1 a day: 350.4 mg is over the safe limit." in text


def test_that_the_page_names_the_pharmacy_and_no_patient() -> None:
    pharmacy = Pharmacy("Corner & Sons", "data:image/png;base64,QQ==", 80, 40)
    html = page_html(two_packs(), PrintOptions(pharmacy=pharmacy))
    assert "Corner &amp; Sons" in html
    assert 'src="data:image/png;base64,QQ==" width="80" height="40"' in html
    assert re.search(r'>Name</td>\s*<td width="88%" class="empty">&nbsp;</td>', html)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("</td><script>x</script>", "&lt;/td&gt;&lt;script&gt;x&lt;/script&gt;"),
        ("a\u202egnp\u200b", "agnp"),
        ("x" * 500, "x" * 89 + "…"),
        ("{mineral} 5 mg", "{mineral} 5 mg"),
    ],
)
def test_that_a_hostile_name_is_shown_as_text(name: str, shown: str) -> None:
    row: dict[str, BaseValue] = {
            "product": name, "form": name[:100], "brand": name, "elemental_mg": 100_000,
           "pack_units": 60_000, "price": 5_000_000}  # fmt: skip
    comparison = compare([build_product(row)], Scenario(), TODAY)
    assert f"<b>{shown}</b>" in page_html(comparison)


# -- the choice of products --------------------------------------------------------------------


def test_that_the_default_products_are_safe_ones_of_the_first_places(example: Path) -> None:
    listed = [row.product for row in read_products(example).products]
    comparison = compare(listed, Scenario(target=300_000), TODAY)
    chosen = default_products(comparison)
    assert chosen == comparison.products_by_place[:5]
    assert chosen[0] is comparison.best_buy
    assert not any(product.has_stop for product in chosen)
    assert comparison.best_buy in Handout(comparison, chosen, PrintOptions()).with_first(1).products


def test_that_unsafe_products_fill_no_place_unless_none_is_safe() -> None:
    few = two_packs()
    assert [product.product.product for product in default_products(few)] == ["Bis"]
    unsafe = compare([few.ranked_products[0].product], Scenario(target=300_000), TODAY)
    assert default_products(unsafe) == unsafe.ranked_products


def test_that_chosen_products_stand_safe_ones_first() -> None:
    comparison = two_packs()
    handout_page = Handout(comparison, comparison.ranked_products, PrintOptions())
    names = [product.product.product for product in handout_page.products]
    assert names == ["Bis", "Oxide"]


# -- languages ---------------------------------------------------------------------------------


def parameter_names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
def test_that_every_language_has_every_text_with_the_same_parameters(code: str) -> None:
    english, other = handout_languages()[ENGLISH], handout_languages()[code]
    for originals, translations in ((english.texts, other.texts), (english.checks, other.checks)):
        assert {key: parameter_names(text) for key, text in originals.items()} == {
            key: parameter_names(text) for key, text in translations.items()
        }
    assert all(
        parameter_names(translation) == parameter_names(original)
        for original, translation in other.words.items()
    )
    assert len(set(other.months)) == 12
    assert other.name != english.name


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
def test_that_every_language_translates_the_names_of_the_program(code: str) -> None:
    names = {BLEND, NOT_STATED, *LIFE_STAGES.values()}
    names |= {name for element in elements() for name in forms(element)}
    names |= {element.name.lower() for element in elements().values()}
    names |= set(UNIT_KINDS)
    names |= {form for counts in UNIT_COUNTS.values() for form in (counts.one, counts.other)}
    names |= {
        name for authority in authorities().values() for name in (authority.short, authority.title)
    }
    names |= {reason for limit in limits() if (reason := limit.reason_for_none)}
    for spacing in medicine_spacings():
        names |= {spacing.medicine, spacing.advice}
    names |= {row.advice for row in counselling()}
    assert names - set(handout_languages()[code].words) == set()


def test_that_every_check_of_a_ranked_product_has_a_text() -> None:
    ranked = {check.key for check in CHECKS} - UNRANKED_CHECKS
    assert set(handout_languages()[ENGLISH].checks) == {
        *ranked,
        "over_limit_total",
        "many_units_strong",
    }


def english_templates(sentence: Sentence) -> set[str]:
    """Return the template of a sentence, or its two forms."""
    template = sentence.template
    return {template} if isinstance(template, str) else {template.one, template.other}


@given(st.lists(products(), min_size=1, max_size=4), scenarios(), st.sampled_from(OTHER_LANGUAGES))
def test_that_any_product_has_a_page_in_every_language(
    listed_products: list[Product], scenario: Scenario, code: str
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    language = handout_languages()[code]
    for product in comparison.ranked_products:
        for flag in product.flags:
            used = parameter_names(language.checks[flag.key]) - {"mineral"}
            parameters = {**flag.statement.parameters, "lower": flag.remedy}
            assert used <= set(parameters)
            for key in used:
                value = parameters[key]
                if isinstance(value, Sentence):
                    assert english_templates(value) <= set(language.words)
    for page_language in (ENGLISH, code):
        html = page_html(comparison, PrintOptions(page_language))
        assert html.count("<td") == html.count("</td>")


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
def test_that_every_language_translates_what_is_said_of_a_limit(code: str) -> None:
    words = handout_languages()[code].words
    for element in elements():
        for authority in authorities_for(element):
            for life_stage in LIFE_STAGES:
                note = note_for(element, authority, life_stage)
                assert note is None or note.template in words


# -- readability -------------------------------------------------------------------------------


def hardest_pages() -> list[Comparison]:
    """Return a usual handout, and one with many checks."""
    odd: tuple[dict[str, BaseValue], ...] = (
        {"product": "A", "form": "glycinate", "elemental_mg": 400_000, "compound_mg": 400_000,
         "pack_units": 60_000, "price": 5_000_000, "priced_on": date(2025, 1, 1)},
        {"product": "B", "form": "citrate", "compound_mg": 100_000, "pack_units": 60_000,
         "price": 5_000_000, "daily_value_percent": 5_000},
    )  # fmt: skip
    return [two_packs(), compare([build_product(row) for row in odd], Scenario(), TODAY)]


@pytest.mark.parametrize("number", [0, 1])
def test_that_a_child_of_twelve_can_read_the_english(number: int) -> None:
    """The automated readability index is a US school grade. Children of 12 are in the sixth."""
    comparison = hardest_pages()[number]
    english = prose(
        Handout(comparison, comparison.ranked_products, PrintOptions(is_large=True)).html()
    )
    textstat.set_lang("en")
    assert textstat.automated_readability_index(english) < 7


@pytest.mark.parametrize("number", [0, 1])
def test_that_a_child_of_twelve_can_read_the_spanish(number: int) -> None:
    """On the Fernández Huerta scale, 70 to 80 is fairly easy: the sixth year of school."""
    comparison = hardest_pages()[number]
    spanish = prose(
        Handout(comparison, comparison.ranked_products, PrintOptions("es", is_large=True)).html()
    )
    textstat.set_lang("es")
    try:
        assert textstat.fernandez_huerta(spanish) >= 70
    finally:
        textstat.set_lang("en")


# -- the command line --------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    try:
        status = main.main([str(argument) for argument in arguments])
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        status = ended.code
    return status, capsys.readouterr().err


def test_that_the_command_writes_html_in_a_chosen_language_with_other_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    target = tmp_path / "handout.html"
    status, error = run(
        capsys, "compare", example, "--target", 300, "-o", target, "-o", tmp_path / "list.csv",
        "--handout-language", "es", "--large-print", "--paper", "letter", "--pharmacy", "Farmacia",
    )  # fmt: skip
    html = target.read_text("utf-8")
    assert (status, error) == (0, "")
    assert "Su magnesio: cuál comprar" in html
    assert "Farmacia" in html
    assert "size: Letter" in html
    assert "font-size: 18pt" in html
    assert (tmp_path / "list.csv").exists()


def test_that_an_unwritable_path_is_reported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    status, error = run(capsys, "compare", example, "-o", tmp_path / "none" / "handout.html")
    assert status == 2
    assert "cannot be written" in error


def test_that_the_command_explains_what_a_pdf_needs(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    example: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handout, "WRITER_ENTRY_POINTS", "elemental.none_registered")
    status, error = run(capsys, "compare", example, "-o", tmp_path / "handout.pdf")
    assert status == 2
    assert "install PySide6-Essentials" in error
    assert "Traceback" not in error
    assert not (tmp_path / "handout.pdf").exists()


def test_that_a_writer_of_pdfs_is_registered() -> None:
    (writer,) = entry_points(group=handout.WRITER_ENTRY_POINTS, name="pdf")
    assert writer.value.startswith("app.")


def test_that_every_paper_has_its_size() -> None:
    assert {paper.title for paper in PAPERS.values()} == {"A4", "Letter"}
    assert all(paper.height_mm > paper.width_mm for paper in PAPERS.values())
