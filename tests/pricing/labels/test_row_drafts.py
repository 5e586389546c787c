"""A row drafted from a label: evidence, prices to choose from, minerals, pages of several."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pricing.analysis.amount_questions import amount_question
from pricing.calculation.comparison import compare
from pricing.labels import DraftState, RowDraft, Span, draft_row, read_shown_label
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.quantities.currencies import Notation

LABEL = """\
High Absorption Magnesium
lysinate glycinate chelated · not buffered
240 tablets
Supplement Facts
Serving size 2 tablets
Servings per container 120
Magnesium (elemental) 200 mg  48 %
{prices}
"""


def draft(text: str, element: str = "Mg", currency: str = "USD", **options: object) -> RowDraft:
    shown = read_shown_label(text)
    return draft_row(shown.readings[0], shown, element, currency, Notation(**options))  # type: ignore[arg-type]


def texts(row: RowDraft) -> dict[str, str]:
    return {field.key: field.text for field in row.fields}


def offers(row: RowDraft) -> list[str]:
    price = next(field for field in row.fields if field.key == "price")
    return [choice.title.text() for choice in price.choices]


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        ("$18.99 was $24.99", ["$18.99, now", "$24.99, before"]),
        (
            "List Price: $24.99\n$18.99\nSubscribe & Save: $18.04",
            ["$18.99, now", "$24.99, before", "$18.04, with a subscription"],
        ),
        ("$18.99 ($0.08 / Count)", []),
    ],
)
def test_that_other_prices_of_the_pack_are_offered_and_not_taken(
    prices: str, found: list[str]
) -> None:
    row = draft(LABEL.format(prices=prices))
    assert texts(row)["price"] == "$18.99"
    assert offers(row) == found
    assert row.stops == ()


def test_that_a_line_of_a_form_alone_is_the_form_of_the_only_mineral() -> None:
    row = draft(LABEL.format(prices="$18.99"))
    form = next(field for field in row.fields if field.key == "form")
    assert form.text == "lysinate glycinate chelated"
    assert form.remark is not None
    assert form.remark.text() == "counts as glycinate"


def test_that_the_texts_of_the_fields_are_read_back_in_another_notation() -> None:
    german = (
        "Magnesiumcitrat\n1.200 Kapseln\nJe Tagesdosis (2 Kapseln)  % NRV\n"
        "Magnesium 187,5 mg 50 %\n17,99 €\n"
    )
    row = draft(german, currency="EUR", decimal=",", group=".", currency_after=True)
    found = row.entry(Entry(1, {"element": "Mg", "currency": "EUR"}), texts(row))
    assert not found.unreadable
    product = found.product()
    assert (product.elemental, product.pack_units) == (187_500, 1_200_000)
    assert product.price == 17_990_000


def test_that_a_dollar_is_that_of_the_comparison_and_another_code_is_written() -> None:
    plain = "Magnesium Citrate\n120 capsules\nEach capsule provides 105 mg magnesium\n$18.99\n"
    assert texts(draft(plain, currency="CAD"))["price"] == "CA$18.99"
    row = draft(LABEL.format(prices="18.99 CAD"), currency="USD")
    found = row.entry(Entry(1, {"element": "Mg", "currency": "USD"}), texts(row))
    assert found.values["currency"] == "CAD"


def test_that_a_label_of_other_minerals_makes_a_row_of_its_own_mineral() -> None:
    label = (
        "Zinc and Selenium\nSupplement Facts\nServing Size 1 Capsule\n"
        "Selenium (as L-selenomethionine) 55 mcg 100%\n"
        "Zinc (as zinc picolinate) 11 mg 100%\n60 capsules\n$9.99\n"
    )
    row = draft(label)
    assert set(row.elements) == {"Se", "Zn"}
    assert draft(label, element="Se").element == "Se"
    selenium = draft(label, element="Se")
    assert texts(selenium)["elemental_mg"] == "55"
    found = selenium.entry(Entry(1, {"element": "Mg", "currency": "USD"}), texts(selenium))
    assert found.product().element == "Se"
    assert found.product().elemental == 55


def test_that_what_a_row_needs_and_a_label_lacks_waits_for_the_user() -> None:
    row = draft("Magnesium Oxide\nServing Size 1 Tablet\nMagnesium 250 mg 60%\n")
    assert row.stops == ("pack_units", "price")
    states = {field.key: field.state for field in row.fields}
    assert states["price"] is DraftState.MISSING
    assert states["brand"] is DraftState.EMPTY


def test_that_what_rests_on_a_word_hard_to_recognize_is_asked_unless_it_is_proved() -> None:
    text = LABEL.format(prices="UPC 753950000872\n$18.99")
    everything = [Span(0, len(text))]
    (reading,) = read_shown_label(text, everything).readings
    asked = {question.field for question in reading.questions}
    assert {"price", "pack_units", "serving_units"} <= asked
    assert not {"gtin", "elemental_mg:Mg"} & asked
    assert reading.fields["price"].choices == (Fraction("18.99"),)


def test_that_a_page_of_several_products_is_shown_as_words_with_the_data_for_machines() -> None:
    page = (
        '<script type="application/ld+json">[{"@type": "Product", "name": "Oxide", "offers":'
        ' {"price": "4.50", "priceCurrency": "USD"}}, {"@type": "Product", "name": "Citrate",'
        ' "offers": {"price": "9.99", "priceCurrency": "USD"}}]</script><p>Shop</p>'
    )
    shown = read_shown_label(page)
    assert [reading.fields["product"].value for reading in shown.readings] == ["Oxide", "Citrate"]
    for reading in shown.readings:
        for field in reading.fields.values():
            for start, end in field.spans:
                assert shown.text[start:end] in {"Oxide", "Citrate", "4.50", "9.99", "USD"}
    assert "<" not in shown.text


def test_that_one_product_of_a_page_comes_before_a_list_of_others() -> None:
    page = (
        '<script type="application/ld+json">[{"@type": "Product", "name": "Other 1"},'
        ' {"@type": "Product", "name": "Other 2"}]</script>'
        '<script type="application/ld+json">{"@type": "Product", "name": "Main",'
        ' "offers": {"price": "4.50", "priceCurrency": "USD"}}</script><p>Shop</p>'
    )
    (reading,) = read_shown_label(page).readings
    assert reading.fields["product"].value == "Main"


FRACTIONS = """\
Mag Multi
Supplement Facts
Serving size 1 tablet
Magnesium (as oxide) 200 mg 48%
Zinc (as gluconate) 3.125 mg 28%
Iodine (as potassium iodide) 37.5 mcg 25%
100 tablets
USD 8.00
"""


def test_that_amounts_with_a_fraction_of_a_microgram_are_rounded_and_named() -> None:
    row = draft(FRACTIONS)
    others = next(field for field in row.fields if field.key == "other_minerals")
    assert others.text == "zinc 3.1250 mg (gluconate), iodine 38 µg (potassium iodide)"
    assert others.remark is not None
    remark = others.remark.short_text().replace("\u00a0", " ")
    assert remark == "Iodine: 37.5 µg was rounded to 38 µg."
    found = row.entry(Entry(1, {"element": "Mg", "currency": "USD"}), texts(row))
    assert not found.unreadable
    assert found.product().other_minerals == (
        "zinc 3.125 mg (gluconate), iodine 38 µg (potassium iodide)"
    )


def test_that_a_further_mineral_whose_amount_is_doubtful_is_a_question_of_its_own() -> None:
    row = draft(FRACTIONS.replace("3.125 mg 28%", "3.125 mg 99%"))
    fields = {field.key: field for field in row.fields}
    assert "zinc" not in fields["other_minerals"].text
    assert "other_minerals:Zn" in row.stops
    zinc = fields["other_minerals:Zn"]
    assert [choice.title.text().replace("\N{NO-BREAK SPACE}", " ") for choice in zinc.choices] == [
        "3.125 mg",
        "do not count it",
    ]
    answers = {zinc.choices[0].text: "zinc 3.125 mg", "3.2": "zinc 3.2 mg", "4 mg": "zinc 4 mg"}
    for typed, stated in answers.items():
        entry = row.entry(
            Entry(1, {"element": "Mg", "currency": "USD"}), {**texts(row), zinc.key: typed}
        )
        assert not entry.unreadable
        assert stated in entry.product().other_minerals
        assert "zinc" not in entry.product().also_contains.lower()
    open_row = row.entry(Entry(1, {"element": "Mg", "currency": "USD"}), texts(row)).product()
    assert "zinc" not in open_row.other_minerals
    assert "zinc" in open_row.also_contains.lower()


def test_that_a_mineral_without_any_certain_amount_is_named_as_left_out() -> None:
    row = draft(FRACTIONS.replace("3.125 mg 28%", "<3.125 mg"))
    others = next(field for field in row.fields if field.key == "other_minerals")
    assert "zinc" not in others.text
    assert others.remark is not None
    assert others.remark.text().startswith("Zinc is left out, because its amount is not certain.")
    assert others.state is DraftState.OPEN


GLYCINATE = """\
Magnesium Bisglycinate
Supplement Facts
Serving Size 2 Capsules
Servings Per Container 60
Amount Per Serving % Daily Value
Magnesium (as Magnesium Bisglycinate) 300 mg 71%
120 Count
$21.49
"""


def test_that_the_daily_value_goes_into_the_row_and_settles_its_amount() -> None:
    row = draft(GLYCINATE)
    product = row.entry(Entry(1, {"element": "Mg", "currency": "USD"}), texts(row)).product()
    assert product.daily_value == 7_100
    (compared,) = compare([product], Scenario()).entered_products
    assert amount_question(compared) is None
    (unsettled,) = compare([replace(product, daily_value=None)], Scenario()).entered_products
    assert amount_question(unsettled) is not None
    (contradicted,) = compare([replace(product, daily_value=1_000)], Scenario()).entered_products
    assert amount_question(contradicted) is not None


@pytest.mark.parametrize(
    ("authority", "percent", "remark"),
    [
        ("US", "71", "71% daily value fits"),
        ("EU", "80", "71% daily value fits, 80% in this region"),
    ],
)
def test_that_a_daily_value_goes_into_the_row_as_one_of_its_region(
    authority: str, percent: str, remark: str
) -> None:
    shown = read_shown_label(GLYCINATE)
    row = draft_row(shown.readings[0], shown, "Mg", "USD", authority=authority)
    assert row.hidden["daily_value_percent"] == percent
    (amount,) = [field for field in row.fields if field.key == "elemental_mg"]
    assert amount.remark is not None
    assert amount.remark.text().replace("\xa0", "") == remark.replace(" %", "%")


def test_that_a_daily_value_that_fits_nowhere_is_asked_and_not_carried() -> None:
    shown = read_shown_label(GLYCINATE.replace("71%", "15%"))
    row = draft_row(shown.readings[0], shown, "Mg", "USD")
    assert "daily_value_percent" not in row.hidden
    assert "elemental_mg" in row.stops


def test_that_a_negative_serving_and_a_price_of_nothing_are_asked() -> None:
    text = GLYCINATE.replace("Size 2 Capsules", "Size -3 Capsules").replace("$21.49", "$0.00")
    fields = {field.key: field for field in draft(text).fields}
    for key in ("serving_units", "price"):
        assert fields[key].state is DraftState.ASKED
        assert fields[key].text == ""


HALVES = """\
Selenium with Chromium
Serving Size 1 tablet
Selenium {selenium} mcg {percent}%
Chromium {chromium} mcg
60 tablets
"""


def test_that_a_fraction_of_a_microgram_is_asked_and_noted() -> None:
    row = draft(HALVES.format(selenium="27.5", percent=50, chromium="2.5"), element="Se")
    (field,) = [field for field in row.fields if field.key == "elemental_mg"]
    assert (field.state, field.text) == (DraftState.ASKED, "")
    assert [choice.text for choice in field.choices] == ["28", "27"]
    assert field.remark is not None
    assert field.remark.text().replace("\xa0", " ") == "27.5 µg on the label"
    entry = row.entry(Entry(1, {"element": "Se", "currency": "USD"}), texts(row))
    assert str(entry.values["note"]).replace("\xa0", " ") == (
        "Selenium: 27.5 µg on the label. Chromium: 2.5 µg on the label."
    )


def test_that_whole_micrograms_are_neither_asked_nor_noted() -> None:
    row = draft(HALVES.format(selenium="55", percent=100, chromium="35"), element="Se")
    assert "elemental_mg" not in row.stops
    assert "note" not in row.hidden


SEVERAL = """\
Calcium Magnesium Zinc, 250 tablets
Supplement Facts
Serving size 3 tablets
Calcium (as calcium carbonate) 1,000 mg  77 %
Magnesium (as magnesium oxide) 400 mg  95 %
Zinc (as zinc oxide) 15 mg  136 %
$7.28
"""


@pytest.mark.parametrize(
    ("element", "others"),
    [
        ("Mg", "calcium 1000 mg (carbonate), zinc 15 mg (oxide)"),
        ("Zn", "magnesium 400 mg (oxide), calcium 1000 mg (carbonate)"),
    ],
)
def test_that_the_other_minerals_of_a_label_come_with_the_row(element: str, others: str) -> None:
    row = draft(SEVERAL, element)
    assert texts(row)["other_minerals"] == others
    product = row.entry(Entry(1, {"currency": "USD"}), texts(row)).product()
    assert product.other_minerals == others


def test_that_a_label_of_one_mineral_has_no_field_for_others() -> None:
    assert "other_minerals" not in texts(draft(LABEL.format(prices="$18.99")))


def test_that_each_price_in_an_open_currency_is_offered_with_its_currency() -> None:
    row = draft("Mag 60 cápsulas 38.900 pesos\n1 cápsula contiene: Magnesio 300 mg", currency="EUR")
    price = next(field for field in row.fields if field.key == "price")
    assert price.state is DraftState.ASKED
    texts_offered = [choice.text for choice in price.choices]
    assert texts_offered[:2] == ["38900 COP", "38900 CLP"]
    assert {"38900 MXN", "38.9 MXN"} <= set(texts_offered)
    assert "38.9 CLP" not in texts_offered
