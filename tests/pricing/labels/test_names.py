"""The name of the product and that of its maker, and words that are neither."""

from __future__ import annotations

import pytest

from pricing.labels import read_label

HEADINGS = (
    "Nutrition information", "Nutrition Facts", "Supplement Facts", "Nutrition Declaration",
    "Product details", "Health information", "Overview", "In Stock", "Vitamins & Minerals",
    "Nährwertinformationen", "Nährwertdeklaration", "Produktbeschreibung", "Auf Lager",
    "Déclaration nutritionnelle", "Valeur nutritive", "Description du produit",
    "Tabla nutricional", "Información nutrimental", "Descripción del producto",
    "Dichiarazione nutrizionale", "Tabella nutrizionale", "Descrizione del prodotto",
)  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "text",
    [
        "{heading}\nMagnesium Citrate\n60 tablets\nEach tablet contains magnesium 100 mg",
        "Magnesium Citrate\n60 tablets\n{heading}\nEach tablet contains magnesium 100 mg",
        "{heading}    Per tablet   Per 2 tablets\nCalcium  400 mg  800 mg\nOsteo 60 tablets £5.99",
    ],
)
def test_that_the_heading_of_a_panel_or_page_is_no_brand_and_no_product(
    heading: str, text: str
) -> None:
    for reading in read_label(text.format(heading=heading)):
        assert reading.fields["brand"].value is None
        assert heading not in str(reading.fields["product"].value)


@pytest.mark.parametrize("name", ["Bone Health", "Sports Nutrition", "Health Canada"])
def test_that_a_topic_is_no_company(name: str) -> None:
    (reading,) = read_label(f"Magnesium 90 tablets\n{name}\n1 tablet contains 100 mg magnesium")
    assert reading.fields["brand"].value is None


@pytest.mark.parametrize(
    ("line", "brand"),
    [
        ("Silverlark Nutrition", "Silverlark Nutrition"),
        ("by Kestrel Vitamins", "Kestrel Vitamins"),
        ("Laboratoires Merval", "Laboratoires Merval"),
    ],
)
def test_that_a_company_alone_in_a_line_is_the_brand(line: str, brand: str) -> None:
    (reading,) = read_label(f"Magnesium 90 tablets\n{line}\n1 tablet contains 100 mg magnesium")
    assert reading.fields["brand"].value == brand


def test_that_a_line_on_what_amounts_are_for_is_no_name() -> None:
    (reading,) = read_label("Ampoules 20 x 10 ml\nPour 1 ampoule (10 ml) : Magnésium 100 mg")
    assert reading.fields["product"].value is None


def test_that_a_salt_below_the_name_of_a_strength_asks_which_is_the_product() -> None:
    (reading,) = read_label(
        "EFFIZINC 15 mg, gélule\nGluconate de zinc 104,55 mg\nUne gélule contient zinc 15 mg"
    )
    field = reading.fields["product"]
    choices = ("EFFIZINC 15 mg, gélule", "Gluconate de zinc 104,55 mg")
    assert (field.value, field.choices) == (None, choices)


@pytest.mark.parametrize(
    ("title", "choice"),
    [
        ("Zinkletten 2 x 50 Lutschtabletten\nZink 5 mg (als Zinkgluconat) pro Lutschtablette",
         "Zinkletten"),
        ("Magnesium (as magnesium citrate) 200 mg\n2 tablets per serving\n240 tablets",
         "Magnesium (as magnesium citrate) 200 mg"),
        ("Magnesium (as Magnesium Citrate) 1,5 g\nTagesdosis 3 Kapseln\ndavon Magnesium 240 mg",
         "Magnesium (as Magnesium Citrate) 1,5 g"),
    ],
)  # fmt: skip
def test_that_a_row_of_amounts_is_never_stated_as_the_name(title: str, choice: str) -> None:
    (reading,) = read_label(title)
    assert reading.fields["product"].value is None
    assert reading.fields["product"].choices == (choice,)


@pytest.mark.parametrize(
    "name", ["Orthomol Immun Granulat", "Selenase 50 XXL", "Floradix Kräuterblut", "Centrum Men"]
)
def test_that_the_words_above_a_label_are_offered_as_its_name(name: str) -> None:
    (reading,) = read_label(f"{name}\n30 Tabletten\n20,95 €\n1 Tablette enthält: Selen 50 µg")
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, (name,))


@pytest.mark.parametrize(
    ("title", "line", "named"),
    [
        ("Dolomite tablets", "calcium 130 mg, magnesium 78 mg, per tablet",
         "calcium 130 mg, magnesium 78 mg"),
        ("Effortil Plus", "Zinc 15 mg per tablet", "Zinc 15 mg"),
        ("Pluscal", "Calcium 500 mg, Vitamin D3 10 µg je Tablette",
         "Calcium 500 mg, Vitamin D3 10 µg"),
        ("Tardyferon 80 mg",
         "sulfate ferreux 256,30 mg, quantité correspondant à fer 80 mg pour un comprimé",
         "sulfate ferreux 256,30 mg, quantité correspondant à fer 80 mg"),
    ],
)  # fmt: skip
def test_that_a_title_is_offered_before_a_line_of_amounts(
    title: str, line: str, named: str
) -> None:
    (reading,) = read_label(f"{title}\n{line}\n60 tablets")
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, (title, named))


@pytest.mark.parametrize("name", ["SUPRADYN MAGNESIO E POTASSIO", "Bluebonnet Cal-Mag-Zinc"])
def test_that_a_name_among_amounts_is_offered(name: str) -> None:
    (reading,) = read_label(f"Supplement Facts\nServing Size 2 Capsules\n{name}\nMagnesium 125 mg")
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, (name,))


def test_that_a_liquid_is_no_salt_of_its_name() -> None:
    (reading,) = read_label("Magnesio liquido\n300 ml\nPer 10 ml: magnesio 300 mg")
    assert reading.fields["product"].value == "Magnesio liquido"


@pytest.mark.parametrize(
    ("lines", "brand"),
    [
        ("MASTICAL 500 mg comprimidos\nLaboratorio: Takeda", "Takeda"),
        ("MASTICAL 500 mg comprimidos\nTitular: Takeda Farmacéutica", "Takeda Farmacéutica"),
        ("Product | MASTICAL Magnesio\nBrand | Thorne", "Thorne"),
        ("| Producto | MASTICAL Magnesio |\n| Marca | Thorne |", "Thorne"),
        ("Magnesio Marino\nLaboratorios Almendral", "Laboratorios Almendral"),
    ],
)
def test_that_a_maker_is_read_behind_its_key_or_in_a_cell(lines: str, brand: str) -> None:
    (reading,) = read_label(f"{lines}\nCada comprimido: magnesio 100 mg")
    assert reading.fields["brand"].value == brand


def test_that_each_product_of_a_table_has_its_maker() -> None:
    readings = read_label(
        "Product | Magnesium Glycinate | Magnesium Malate\nBrand | Thorne | Source Naturals\n"
        "Price | $25.00 | $14.50\nCapsules | 90 | 180\nServing size | 1 capsule | 3 capsules\n"
        "Magnesium per serving | 135 mg | 425 mg"
    )
    assert [each.fields["brand"].value for each in readings] == ["Thorne", "Source Naturals"]


def test_that_the_words_before_a_volume_are_offered_as_the_name() -> None:
    (reading,) = read_label("Feroglobin B12 200ml\nPer 10 ml: Iron 14 mg\n£7.99")
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, ("Feroglobin B12",))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ludgera Zink 25 mg - 365 vegane Tabletten - 1 Tablette pro Tag = 25 mg Zink (250% NRV)",
         "Ludgera Zink 25 mg"),
        ("Rossemar Ferro 21 mg | 120 capsule | 1 capsula al giorno = 21 mg di ferro (150% VNR)",
         "Rossemar Ferro 21 mg"),
        ("1) Calcio citrato Montealba, 100 comprimidos, 9,30 €. 2 comprimidos: calcio 400 mg "
         "(50% VRN)", "Calcio citrato Montealba"),
        ("Pampille Gummies Magnésium - 60 gommes - 3 gommes apportent 75 mg de magnésium (20% VNR)",
         "Pampille Gummies Magnésium"),
        ("1 x Ostermoor Calcium\n60 Tabletten\n1 Tablette enthält: Calcium 400 mg",
         "Ostermoor Calcium"),
        ("STONEFIELD Magnesium Powder NET WT 8.9 OZ (252 g)\n1 scoop (4.2 g): Magnesium 350 mg",
         "STONEFIELD Magnesium Powder"),
        ("Z1nc (g|uconato)   100 comprimidos\nCada comprimido: Zinc 15 mg", "Z1nc (g|uconato)"),
    ],
)  # fmt: skip
def test_that_a_text_of_one_line_has_a_name_without_the_numbers_around_it(
    line: str, name: str
) -> None:
    (reading,) = read_label(line)
    product = reading.fields["product"]
    assert name in {product.value, *product.choices}


def test_that_a_name_of_other_words_in_one_line_is_offered_and_no_amount_is_one() -> None:
    (reading,) = read_label(
        "Chuchevit Gominolas Defensas 60 unidades sabor fresa - 2 gominolas: zinc 5 mg (50% VRN)"
    )
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, ("Chuchevit Gominolas Defensas",))
    (reading,) = read_label("2 gominolas: zinc 5 mg (50% VRN) - 60 unidades")
    assert reading.fields["product"].value is None


def test_that_a_mineral_with_its_form_is_a_name_in_one_line() -> None:
    (reading,) = read_label(
        "Zinc Picolinate 22mg \u2022 120 Capsules \u2022 1 capsule a day = 22mg zinc (220% NRV)"
    )
    assert reading.fields["product"].value == "Zinc Picolinate 22mg"


def test_that_a_shortened_verb_begins_no_name() -> None:
    (reading,) = read_label(
        "Kalium Brausetabletten 15 St N1 / 30 St N2\n1 Brausetablette enth.: 1,56 g Kalium"
    )
    assert reading.fields["serving_units"].value == 1
    assert reading.ingredients[0].elemental.value == 1560
    assert "enth" not in " ".join(map(str, reading.fields["product"].choices))


@pytest.mark.parametrize(
    "text",
    [
        "Ergoforte 90 gélules\n3 gél./jour apportent : magnésium 300 mg, zinc 15 mg",
        "Ergoforte solución oral\nCada vial contiene 40 mg de hierro",
        "Ergoforte 20 capsule - 30 mg ferro + 70 mg vitamina C",
    ],
)
def test_that_a_sentence_or_an_amount_is_no_name_by_itself(text: str) -> None:
    (reading,) = read_label(text)
    product = reading.fields["product"]
    assert product.value is None
    assert str(product.choices[0]).startswith("Ergoforte")


def test_that_a_name_may_begin_with_its_strength() -> None:
    (reading,) = read_label("500 mg Magnesium Citrate providing 80 mg, 100 tablets")
    assert str(reading.fields["product"].value).startswith("500 mg Magnesium Citrate")


@pytest.mark.parametrize(
    "line",
    [
        "Sort by: Best match",
        "Sort by: Price low to high",
        "Filter by: Brand",
        "Shop by: Concern",
        "Sold by: HealthDepot",
        "Reviewed by: Anna Lee",
        "Written by: the editors",
        "Verkauft von: Apotheke am Ring",
        "Geprüft von: Anna Lee",
        "Vendu par : Pharmacie du Port",
        "Vendido por: Farmacia Sol",
        "Venduto da: Farmacia Sole",
        "By: Jane Smith, Nutritionist",
        "Von: Anna Lee, Apothekerin",
        "Brand: All",
        "Marke: Alle",
        "Marque : Toutes",
        "Marca: Todas",
    ],
)
def test_that_who_sells_or_reviews_is_no_brand(line: str) -> None:
    (reading,) = read_label(f"Zinc 25 mg\n{line}\n60 tablets £9.99")
    assert reading.fields["brand"].value is None


@pytest.mark.parametrize(
    "line",
    [
        "By: Dunholt",
        "Made by: Dunholt",
        "Produced by: Dunholt",
        "Distributed and manufactured by: Dunholt",
        "Zinc 25 mg by Dunholt",
        "Zinc by: Dunholt",
        "Von: Dunholt",
        "Hergestellt von: Dunholt",
        "Entwickelt von: Dunholt",
        "Fabriqué par : Dunholt",
        "Elaborado por: Dunholt",
        "Prodotto da: Dunholt",
    ],
)
def test_that_who_makes_a_product_is_its_brand(line: str) -> None:
    (reading,) = read_label(f"Zinc 25 mg\n{line}\n60 tablets £9.99")
    assert reading.fields["brand"].value == "Dunholt"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shop > Minerals > Zinc\nBrightwell Zinc 25 mg, 90 tablets", "Brightwell Zinc 25 mg"),
        ("Home \u203a Zink\nDunholt Zink 25 mg, 90 Tabletten", "Dunholt Zink 25 mg"),
        ("Accueil \u00bb Zinc\nNovara Zinc 15 mg, 90 g\u00e9lules", "Novara Zinc 15 mg"),
        ("\u00bbZink\u00ab 25 mg, 90 Tabletten", "\u00bbZink\u00ab 25 mg"),
    ],
)  # fmt: skip
def test_that_the_path_to_a_page_is_no_name(text: str, name: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["product"].value == name


@pytest.mark.parametrize(
    ("title", "salt"),
    [
        ("Magnaspartate 243mg Powder for Oral Solution", "Magnesium aspartate dihydrate"),
        ("Slow-K 600 mg prolonged release tablets", "Potassium chloride"),
        ("Adcal 600 mg", "Calcium carbonate"),
        ("Magnerot 2,5 mmol", "Magnesiumorotat"),
        ("Tardyferon 80 mg, comprimé enrobé", "Sulfate ferreux"),
        ("Sidefer 100 mg/5 ml", "Sulfato ferroso"),
        ("Ferrograd 105 mg compresse", "Solfato ferroso"),
    ],
)
def test_that_a_salt_below_a_drug_and_its_strength_is_not_stated_as_the_name(
    title: str, salt: str
) -> None:
    (reading,) = read_label(f"{title}\n{salt}\n100 tablets")
    product = reading.fields["product"]
    assert product.value is None
    assert product.choices == (title, salt)


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium Citrate\n100 capsules\n£5",
        "Thorne\nMagnesium Citrate\n100 capsules",
        "Free delivery over £20\nMagnesium Citrate\n100 capsules\n£5",
        "120 tablets 400 mg\nMagnesium Citrate",
    ],
)
def test_that_a_salt_below_no_strength_stays_the_name(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["product"].value == "Magnesium Citrate"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Eisen(II)-sulfat 50 mg, 100 Tabletten", "Eisen(II)-sulfat 50 mg"),
        ("Iron(II)-glycine-sulfate complex 100 mg\n50 capsules", "Iron(II)-glycine-sulfate"),
    ],
)
def test_that_a_valence_does_not_end_a_name(line: str, name: str) -> None:
    (reading,) = read_label(line)
    assert str(reading.fields["product"].value).startswith(name)


def test_that_a_name_ends_before_brackets_that_say_what_a_tablet_holds() -> None:
    (reading,) = read_label("Iron 100 mg (50 mg per Tablet) 240 tablets")
    assert reading.fields["product"].value == "Iron 100 mg"
