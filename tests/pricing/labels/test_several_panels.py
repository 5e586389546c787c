"""A text with the panels of several products: no amounts of two of them stand in one product."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, Sureness, read_label

_ENGLISH = (
    "Product A 60 capsules $12\nSupplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\n"
    "Zinc 5 mg\n\nProduct B 90 capsules $15\nSupplement Facts\nServing Size 2 Capsules\n"
    "Magnesium 200 mg\nCalcium 50 mg"
)
_WITH_LISTS = (
    "Product A\n60 capsules\n$12\n\nSupplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\n"
    "Zinc 5 mg\nOther ingredients: cellulose, silica.\n\nProduct B\n90 capsules\n$15\n\n"
    "Supplement Facts\nServing Size 2 Capsules\nServings Per Container 45\nMagnesium 200 mg\n"
    "Calcium 50 mg\nOther ingredients: rice flour."
)
_GERMAN = (
    "Produkt A 60 Kapseln 12 €\nNährwertangaben\nje Kapsel\nMagnesium 100 mg\nZink 5 mg\n\n"
    "Produkt B 90 Kapseln 15 €\nNährwertangaben\nje 2 Kapseln\nMagnesium 200 mg\nCalcium 50 mg"
)
_FRENCH = (
    "Produit A, 60 gélules, 12 €\nPour 1 gélule : magnésium 100 mg, zinc 5 mg\n\n"
    "Produit B, 90 gélules, 15 €\nPour 2 gélules : magnésium 200 mg, calcium 50 mg"
)
_ITALIAN = (
    "Prodotto A 60 capsule 12 €\nInformazioni nutrizionali\nPer 1 capsula\nMagnesio 100 mg\n"
    "Zinco 5 mg\n\nProdotto B 90 capsule 15 €\nInformazioni nutrizionali\nPer 2 capsule\n"
    "Magnesio 200 mg\nCalcio 50 mg"
)
_SPANISH = (
    "Producto A 60 cápsulas 12 €\nInformación nutricional\nPor 1 cápsula\nMagnesio 100 mg\n"
    "Zinc 5 mg\n\nProducto B 60 cápsulas 15 €\nInformación nutricional\nPor 2 cápsulas\n"
    "Magnesio 200 mg\nCalcio 50 mg"
)
_PANELS = (
    "Supplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg\n{title}"
    "Supplement Facts\nServing Size 2 Capsules\nMagnesium 200 mg\n{other}"
)


_SENTENCES = [
    "Mag Plus, 9.00 EUR, 60 capsules\n1 capsule contains: Magnesium 300 mg, Zinc 5 mg\n"
    "Iron Plus\n2 capsules contain: Iron 14 mg, Copper 1 mg",
    "Mag Plus, 9,00 EUR, 60 gélules\n1 gélule contient : Magnésium 300 mg, Zinc 5 mg\n"
    "Fer Plus\n2 gélules contiennent : Fer 14 mg, Cuivre 1 mg",
    "Mag Plus, 9,00 EUR, 60 cápsulas\n1 cápsula contiene: Magnesio 300 mg, Zinc 5 mg\n"
    "Hierro Plus\n2 cápsulas contienen: Hierro 14 mg, Cobre 1 mg",
    "Mag Plus, 9,00 EUR, 60 Kapseln\n1 Kapsel enthält: Magnesium 300 mg, Zink 5 mg\n"
    "Eisen Plus\n2 Kapseln enthalten: Eisen 14 mg, Kupfer 1 mg",
    "Mag Plus, 9,00 EUR, 60 capsule\n1 capsula contiene: Magnesio 300 mg, Zinco 5 mg\n"
    "Ferro Plus\n2 capsule contengono: Ferro 14 mg, Rame 1 mg",
    "Mag Plus, 9.00 EUR, 60 capsules\nMagnesium 300 mg and zinc 5 mg per capsule\n"
    "Iron Plus\nIron 14 mg and copper 1 mg per 2 capsules",
]
_TITLED = [
    "<h2>Mag Plus</h2><p>9.00 EUR, 60 capsules</p><p>1 capsule contains: Magnesium 300 mg, "
    "Zinc 5 mg</p><h2>Iron Plus</h2><p>2 capsules contain: Iron 14 mg, Copper 1 mg</p>",
    "Mag Plus, 9.00 EUR, 60 capsules\nSupplement Facts\nServing Size 1 capsule\nMagnesium 300 mg\n"
    "Zinc 5 mg\nOther ingredients: cellulose\nIron Plus\nSupplement Facts\n"
    "Serving Size 2 capsules\nIron 14 mg\nCopper 1 mg\nOther ingredients: cellulose",
    *(
        f"Mag Plus, 9.00 EUR, 60 capsules\nServing size: 1 capsule\nMagnesium 300 mg\nZinc 5 mg\n"
        f"{rule}Iron Plus\nServing size: 2 capsules\nIron 14 mg\nCopper 1 mg"
        for rule in ("", "\n", "---\n", "-----\n")
    ),
]
_UNTITLED = [
    # No words say of which product the second sentence is, or only words that may be a name.
    "Day & Night\nDay: 1 capsule contains: Magnesium 300 mg\n"
    "Night: 1 tablet contains: Zinc 5 mg, Iron 14 mg",
    "Sleep Well\n1 capsule contains: Magnesium 300 mg, Zinc 5 mg\n"
    "Vitality\n1 capsule contains: Iron 14 mg, Copper 1 mg",
    "Mag Plus\n1 capsule contains: Magnesium 300 mg, Zinc 5 mg\n"
    "2 capsules contain: Iron 14 mg, Copper 1 mg",
    "Mag Plus: Magnesium 300 mg and zinc 5 mg per capsule. "
    "Iron Plus: Iron 14 mg and copper 1 mg per capsule.",
    "Our Mag Plus capsules contain 300 mg magnesium per capsule. "
    "Our Iron Plus capsules contain 14 mg iron per capsule.",
    "mag plus\n1 capsule contains: magnesium 300 mg\niron plus\n1 capsule contains: iron 14 mg",
    "Magnesiumkapseln\n1 Kapsel enthält: Magnesium 300 mg\n"
    "Eisenkapseln\n1 Kapsel enthält: Eisen 14 mg",
]


def stated(reading: LabelReading) -> dict[str, int]:
    """Return the amounts that a reading fills without a question."""
    return {
        each.element: int(each.elemental.value)
        for each in reading.ingredients
        if each.elemental.value is not None and each.elemental.sureness is not Sureness.ASKED
    }


@pytest.mark.parametrize(
    "text",
    [
        _ENGLISH,
        _ENGLISH.replace("\n\n", "\n"),
        _ENGLISH.replace("Supplement Facts\n", ""),
        _WITH_LISTS,
        _GERMAN,
        _FRENCH,
        _ITALIAN,
        _SPANISH,
    ],
)
def test_that_a_second_title_and_panel_begin_another_product(text: str) -> None:
    first, second = read_label(text)
    assert stated(first) == {"Mg": 100, "Zn": 5}
    assert stated(second) == {"Mg": 200, "Ca": 50}
    keys = ("serving_units", "pack_units", "price")
    assert [str(first.fields[key].value) for key in keys] == ["1", "60", "12"]
    pack = "60" if text is _SPANISH else "90"
    assert [str(second.fields[key].value) for key in keys] == ["2", pack, "15"]


def test_that_a_product_ends_where_the_same_mineral_stands_below_another_title() -> None:
    text = (
        "Product A 60 capsules $12\nServing Size 1 Capsule\nMagnesium 100 mg\n\n"
        "Product B 90 capsules $15\nServing Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg"
    )
    assert [stated(reading) for reading in read_label(text)] == [
        {"Mg": 100},
        {"Mg": 100, "Zn": 5},
    ]


@pytest.mark.parametrize(
    "text",
    [
        _PANELS.format(title="", other="Calcium 50 mg"),
        _PANELS.format(title="", other=""),
        _PANELS.format(title="Product B 90 capsules $15\n", other="Calcium 50 mg"),
        "Day tablets, 60 tablets $20\nServing Size 1 Tablet\nMagnesium 100 mg\nZinc 5 mg\n"
        "Night tablets\nServing Size 1 Tablet\nMagnesium 100 mg\nCalcium 50 mg",
    ],
)
def test_that_every_mineral_of_panels_without_their_own_titles_is_asked(text: str) -> None:
    (reading,) = read_label(text)
    assert stated(reading) == {}
    asked = {question.field: list(map(str, question.choices)) for question in reading.questions}
    assert asked["elemental_mg:Zn"] == ["5"]
    assert asked.get("elemental_mg:Ca", ["50"]) == ["50"]
    assert "serving_units" in asked


def test_that_a_panel_that_stands_twice_is_one_product() -> None:
    panel = "Serving Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg\n"
    (reading,) = read_label(
        f"Product A 60 capsules $12\nSupplement Facts\n{panel}Nutrition Facts\n{panel}"
    )
    assert stated(reading) == {"Mg": 100, "Zn": 5}


@pytest.mark.parametrize(
    "text", [*_SENTENCES, *(text.replace("\n", " ") for text in _SENTENCES[:5]), *_TITLED]
)
def test_that_a_title_without_a_pack_begins_another_product(text: str) -> None:
    first, second = read_label(text)
    assert stated(first) == {"Mg": 300, "Zn": 5}
    assert stated(second) == {"Fe": 14, "Cu": 1}
    keys = ("product", "serving_units", "pack_units", "price")
    assert [str(first.fields[key].value) for key in keys] == ["Mag Plus", "1", "60", "9"]
    product, *others = (str(second.fields[key].value) for key in keys)
    assert product.endswith(" Plus")
    assert others == ["2", "None", "None"]


def test_that_titles_of_other_minerals_part_panels_that_agree() -> None:
    text = (
        "Mag Plus: 1 capsule contains: Magnesium 300 mg\n"
        "Mag Zinc: 1 capsule contains: Magnesium 300 mg, Zinc 10 mg"
    )
    assert [stated(reading) for reading in read_label(text)] == [
        {"Mg": 300},
        {"Mg": 300, "Zn": 10},
    ]


@pytest.mark.parametrize("text", _UNTITLED)
def test_that_sentences_that_may_be_of_two_products_are_asked(text: str) -> None:
    (reading,) = read_label(text)
    assert stated(reading) == {}
    assert all(each.elemental.choices for each in reading.ingredients)


@pytest.mark.parametrize(
    "text",
    [
        "Mag Plus 60 capsules\n1 capsule contains: Magnesium 300 mg\n1 capsule contains: Zinc 5 mg",
        "Mag Plus 60 capsules\nEach capsule contains 300 mg magnesium. "
        "Each capsule also contains 5 mg zinc.",
        "Multi Mineral 60 tablets\nDaily dose (2 tablets) contains: Magnesium 300 mg, Zinc 5 mg\n"
        "One tablet contains: magnesium 150 mg, zinc 2.5 mg",
        "Mag Plus 60 capsules\nMagnesium (as oxide) 300 mg per capsule\n"
        "Zinc (as zinc citrate) 5 mg per capsule",
        "Mag Plus 60 capsules\nMagnesium (as oxide) per capsule 300 mg\n"
        "Zinc (from citrate) per capsule 5 mg",
        "Mag + Zinc 60 capsules\nMagnesium: 300 mg per capsule\nZinc: 5 mg per capsule",
        "Mag Plus 60 capsules 9 EUR\nMagnesium citrate\nEach capsule contains: Magnesium 300 mg\n"
        "Each capsule also contains 5 mg zinc. Free from gluten.",
    ],
)
def test_that_several_sentences_on_one_product_are_one_row(text: str) -> None:
    (reading,) = read_label(text)
    assert stated(reading) == {"Mg": 300, "Zn": 5}


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium Citrate 200 mg 120 tablets $14.99 Serving Size 2 tablets Magnesium (as citrate) "
        "400 mg 95% Zinc Picolinate 50 mg 60 capsules $9.99 Serving Size 1 capsule Zinc (as zinc "
        "picolinate) 50 mg 455%",
        "Magnésium 120 comprimés 14,99 € Pour 1 comprimé : magnésium 200 mg. Zinc 60 gélules "
        "9,99 € Pour 1 gélule : zinc 15 mg",
        "Magnesio 120 compresse 14,99 € Per 1 compressa: magnesio 200 mg Zinco 60 capsule 9,99 € "
        "Per 1 capsula: zinco 15 mg",
    ],
)
def test_that_two_products_in_one_line_are_no_mixture(text: str) -> None:
    (reading,) = read_label(text)
    assert all(one.elemental.value is None for one in reading.ingredients)
    assert [one.element for one in reading.ingredients] == ["Mg", "Zn"]
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, (Fraction(120), Fraction(60)))
    assert reading.fields["serving_units"].value is None


def test_that_products_in_columns_are_products_and_not_added_up() -> None:
    readings = read_label(
        "Product\tMag A 200 mg 60 tablets\tMag B 400 mg 90 tablets\nPrice\t$9.99\t$14.99\n"
        "Serving size\t1 tablet\t1 tablet\nMagnesium\t200 mg\t400 mg"
    )
    assert [reading.fields["pack_units"].value for reading in readings] == [60, 90]
    assert [reading.ingredients[0].elemental.value for reading in readings] == [200, 400]
    names = [reading.fields["product"].value for reading in readings]
    assert names == ["Mag A 200 mg 60 tablets", "Mag B 400 mg 90 tablets"]


_FULL = (
    "{title}Supplement Facts\nServing Size {size}\nServings Per Container {servings}\n"
    "Amount Per Serving  % Daily Value\n{amounts}\n"
)


def _full(title: str, size: str, servings: int, amounts: str) -> str:
    return _FULL.format(title=title, size=size, servings=servings, amounts=amounts)


_MAGNESIUM = "Magnesium (as magnesium citrate) 200 mg 48%"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Magnesium Complex\n", "Iron Complex\n"),
        ("Oakley\nMagnesium\n", "Brook\nIron\n"),
        ("Calm\n", "Strong\n"),
    ],
)
def test_that_a_few_words_between_an_empty_line_and_a_panel_begin_another_product(
    first: str, second: str
) -> None:
    one, other = read_label(
        _full(first, "2 Capsules", 60, _MAGNESIUM)
        + "\n"
        + _full(second, "1 Tablet", 90, "Iron (as ferrous fumarate) 18 mg 100%")
    )
    assert (stated(one), stated(other)) == ({"Mg": 200}, {"Fe": 18})
    assert [str(one.fields[key].value) for key in ("unit_kind", "pack_units")] == ["capsule", "120"]
    assert [str(other.fields[key].value) for key in ("unit_kind", "pack_units")] == ["tablet", "90"]


@pytest.mark.parametrize(
    ("second", "key", "choices"),
    [
        (("2 Tablets", 60, _MAGNESIUM), "unit_kind", ("capsule", "tablet")),
        (("2 Capsules", 90, _MAGNESIUM), "pack_units", (120, 180)),
        (("1 Capsule", 60, "Magnesium (as magnesium citrate) 100 mg 24%"), "pack_units", (120, 60)),
        (("2 Capsules", 60, _MAGNESIUM.replace("citrate", "oxide")), "form:Mg", ("blend",)),
        (("2 Capsules", 60, _MAGNESIUM.replace("200 mg 48", "400 mg 95")), "pack_units", (120,)),
    ],
)
def test_that_whole_panels_without_titles_that_differ_are_asked(
    second: tuple[str, int, str], key: str, choices: tuple[str | int, ...]
) -> None:
    (reading,) = read_label(_full("", "2 Capsules", 60, _MAGNESIUM) + "\n" + _full("", *second))
    field = reading.named_fields()[key]
    assert (field.value, field.sureness) == (None, Sureness.ASKED)
    assert field.choices == choices


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"], ids=["together", "apart", "far apart"])
@pytest.mark.parametrize("title", ["", "Calm\n"])
def test_that_whole_panels_of_other_minerals_are_products_without_titles(
    title: str, gap: str
) -> None:
    second = _full("", "1 Tablet", 100, "Zinc (as zinc picolinate) 30 mg 273%")
    readings = read_label(_full(title, "2 Capsules", 60, _MAGNESIUM) + gap + second)
    assert [stated(reading) for reading in readings] == [{"Mg": 200}, {"Zn": 30}]
    assert [reading.fields["pack_units"].value for reading in readings] == [120, 100]


@pytest.mark.parametrize(
    ("text", "products"),
    [
        (
            """\
Magnesium Citrate 200
NOW Foods
Price: $18.99

Supplement Facts
Serving Size 2 Tablets
Servings Per Container 125
Amount Per Serving % Daily Value
Magnesium (from Magnesium Citrate) 400 mg 95%

Zinc Picolinate 50 mg
NOW Foods
Price: $11.49

Supplement Facts
Serving Size 1 Capsule
Servings Per Container 120
Amount Per Serving % Daily Value
Zinc (from Zinc Picolinate) 50 mg 455%
""",
            [("Magnesium Citrate 200", "18.99", 250), ("Zinc Picolinate 50 mg", "11.49", 120)],
        ),
        (
            """\
Magnesium Citrate
NOW Foods
$18.99

Supplement Facts
Serving Size 2 Tablets
Servings Per Container 125
Magnesium (from Magnesium Citrate) 400 mg 95%

Magnesium Glycinate
Doctor's Best
$21.49

Supplement Facts
Serving Size 2 Tablets
Servings Per Container 120
Magnesium (as bisglycinate) 200 mg 48%
""",
            [("Magnesium Citrate", "18.99", 250), ("Magnesium Glycinate", "21.49", 240)],
        ),
        (
            """\
Zink 25
Vitabay
9,90 €

90 Tabletten

Nährwerte pro Tablette
Zink 25 mg 250 %

Selen 200
Vitabay
12,90 €

120 Kapseln

Nährwerte pro Kapsel
Selen 200 µg 364 %
""",
            [("Zink 25", "9.90", 90), ("Selen 200", "12.90", 120)],
        ),
        (
            """\
Fer 14 mg
Solgar
Prix : 9,90 €

Valeurs nutritionnelles pour 1 gélule
Fer 14 mg 100 % VNR

60 gélules

Cuivre 2 mg
Solgar
Prix : 8,90 €

Valeurs nutritionnelles pour 1 gélule
Cuivre 2 mg 200 % VNR

90 gélules
""",
            [("Fer 14 mg", "9.90", 60), ("Cuivre 2 mg", "8.90", 90)],
        ),
    ],
)
def test_that_products_with_empty_lines_inside_are_rows_of_their_own(
    text: str, products: list[tuple[str, str, int]]
) -> None:
    readings = [reading.fields for reading in read_label(text)]
    found: list[tuple[object, object, object]] = [
        (fields["product"].value, fields["price"].value, fields["pack_units"].value)
        for fields in readings
    ]
    assert found == [(name, Fraction(price), units) for name, price, units in products]


def test_that_a_sentence_between_two_panels_begins_no_product() -> None:
    text = (
        "Magnesium and Zinc\n\nSupplement Facts\nServing Size 2 Tablets\n"
        "Magnesium (as citrate) 400 mg 95%\n\nZinc helps the immune system.\n\n"
        "Supplement Facts\nServing Size 2 Tablets\nZinc (as picolinate) 50 mg 455%\n"
    )
    names = [reading.fields["product"].value for reading in read_label(text)]
    assert "Zinc helps the immune system." not in names


def test_that_two_panels_in_one_line_that_names_no_second_product_are_asked() -> None:
    text = "Zinc citrate 100 mg per 60 tablets, per capsule 1 sachet 5 mg iron"
    (reading,) = read_label(text)
    sureness = {one.element: one.elemental.sureness for one in reading.ingredients}
    assert sureness == {"Zn": Sureness.ASKED, "Fe": Sureness.ASKED}
