"""What the cells of unread columns say about the figures of their rows is asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
ROW = ("Mag", "200", "120", "20")
OTHER = ("Oxide", "250", "100", "9", "")
ASKED = [
    ("Description", "Two capsules provide 200 mg of magnesium", "Elemental mg"),
    ("Description", "Magnesium 200 mg per 2 capsules", "Elemental mg"),
    ("Details", "Serving size: 3 tablets", "Elemental mg"),
    ("Info", "Angabe je 2 Kapseln", "Elemental mg"),
    ("Info", "doos van 90", "Pack"), ("Info", "boîte de 90", "Pack"), ("Info", "słoik 90", "Pack"),
    ("Info", "Vorratspackung 500", "Pack"), ("Info", "value size 240", "Pack"),
    ("Info", "2 x 120 caps", "Pack"), ("Info", "formato familiare 240", "Pack"),
    ("Beschreibung", "Tagesdosis: 2 Kapseln", "Elemental mg"),
    ("Directions", "Take 2 capsules daily with food", "Elemental mg"),
    ("Suggested use", "Two tablets with water", "Elemental mg"),
    ("Recommended dose", "2 capsules", "Elemental mg"),
    ("Recommended dose", "3", "Elemental mg"),
    ("Usage", "Adults: take 3 tablets a day", "Elemental mg"),
    ("Posologie", "2 gélules par jour", "Elemental mg"),
    ("Conseils d'utilisation", "Prendre 2 comprimés", "Elemental mg"),
    ("Posología", "2 cápsulas al día", "Elemental mg"),
    ("Modo de empleo", "Tomar 3 comprimidos", "Elemental mg"),
    ("Modo d'uso", "2 compresse al giorno", "Elemental mg"),
    ("Einnahmeempfehlung", "täglich 2 Tabletten", "Elemental mg"),
    ("Anwendung", "2 Kapseln mit Wasser", "Elemental mg"),
    ("Opis", "za 2 kapsułki", "Elemental mg"),
    ("Info", "per 2 tabletter", "Elemental mg"),
    ("Info", "pr. to kapsler", "Elemental mg"),
    ("Info", "elemental magnesium: 100 mg", "Elemental mg"),
    ("Description", "contains 100 mg", "Elemental mg"),
    ("Details", "Each capsule has 50 mg magnesium", "Elemental mg"),
    ("Comment", "wrong strength", "Elemental mg"),
    ("Bemerkung", "laut Hersteller 100 mg", "Elemental mg"),
    ("Comment", "pack now 90", "Pack"), ("Opmerking", "pot van 90", "Pack"),
    ("Variant", "90 capsules", "Pack"),
    ("Size", "180 tablets", "Pack"),
    ("Format", "boîte de 90 gélules", "Pack"),
    ("Ausführung", "100 Kapseln", "Pack"),
    ("Formato", "frasco 100 cápsulas", "Pack"),
    ("Offer", "3 for 2", "Price USD"),
    ("Promotion", "Buy 1 get 1 free", "Price USD"),
    ("Deal", "2 for £30 on packs", "Price USD"),
    ("Description", "Sold in pairs", "Price USD"),
    ("Description", "Bundle of 3 bottles", "Price USD"),
    ("Pack type", "twin pack", "Price USD"),
    ("Aktion", "2er Pack", "Price USD"),
    ("Offre", "lot de 2", "Price USD"),
    ("Promoción", "pack de 2", "Price USD"),
]  # fmt: skip
KEPT = [
    ("Description", "High strength magnesium"), ("Strength", "500 mg"),
    ("Details", "contains 5 mg zinc"), ("Comment", "wrong photo"),
    ("Info", "2 kapslar ger 400 mg magnesium"),
    ("Description", "120 capsules, vegan"),
    ("Description", "Each tablet contains 200 mg"), ("Description", "Take 2 a day"),
    ("Directions", "Take 1 tablet daily"), ("Directions", "Take 1-2 tablets daily"),
    ("Directions", "1 capsule 3 times a day"), ("Posologie", "1 comprimé par jour"),
    ("Recommended dose", "1"), ("Recommended dose", "400 mg"), ("Variant", "120 capsules"),
    ("Variant", "Lemon flavour"), ("Size", "500 mg tablets"), ("Link", "https://x.org/mag-90-caps"),
    ("Delivery time", "2-3 days"), ("Stock", "30 boxes left"), ("MOQ", "6 boxes of tablets"),
    ("Unit cost", "£0.17 per tablet"), ("Grundpreis", "12,50 € / 100 g"),
    ("Reviews", "90 tablets reviewed"), ("Storage", "Store below 25 C"),
    ("Contents", "120 tablets of 200 mg"), ("Other sizes", "also as 60 and 240 capsules"),
    ("Competitor", "Boots 90 tablets £12"), ("Packaging", "12 blisters of 10 tablets"),
    ("Review", "I take 2 tablets per day"), ("Warning", "Do not exceed 3 capsules per day"),
    ("Shelf", "Set 3 bay 2"), ("Price history", "was £25 in May"), ("Supply", "for 2 months"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "column"), ASKED)
def test_that_a_text_that_may_change_a_figure_is_asked_about(
    title: str, text: str, column: str
) -> None:
    grid = grid_of((*TITLES, title), (*ROW, text), OTHER)
    read = read_grid(grid, ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
    (problem,) = (one for one in read.problems if one.row)
    assert (problem.kind, problem.column) == (ProblemKind.REMARK_ABOUT_ROW, column)
    assert (problem.parameters["text"], problem.parameters["header"]) == (text, title)
    answers = {title: "ignore"}
    assert len(read_grid(grid, ReadingOptions(column_keys=answers)).products) == 2


@pytest.mark.parametrize(("title", "text"), KEPT)
def test_that_another_text_asks_nothing(title: str, text: str) -> None:
    read = read_grid(grid_of((*TITLES, title), (*ROW, text), OTHER), ReadingOptions())
    assert len(read.products) == 2


def test_that_a_pack_in_another_column_can_be_taken_instead() -> None:
    grid = grid_of((*TITLES, "Variant"), (*ROW, "90 capsules"))
    (problem,) = (one for one in read_grid(grid, ReadingOptions()).problems if one.row)
    assert problem.parameters["mappings"] == ("pack_units", "ignore")
    (row,) = read_grid(grid, ReadingOptions(column_keys={"Variant": "pack_units"})).products
    assert row.values["pack_units"] == 90_000


@pytest.mark.parametrize("text", ["price is for 90 tablets", "now 90 tablets", "twin pack, 2 x 90"])
def test_that_a_pack_is_offered_only_where_each_text_of_the_column_is_one(text: str) -> None:
    grid = grid_of((*TITLES, "Info"), (*ROW, "90 capsules"), (*ROW, text))
    asked = [one for one in read_grid(grid, ReadingOptions()).problems if one.row]
    assert {one.parameters["mappings"] for one in asked} == {("ignore",)}


LABELS = [
    ("Brand", "Now 2 x 120 caps"), ("Brand", "Solgar family pack 240"), ("Brand", "Solgar 2 for 1"),
    ("Marke", "Doppelherz Familienpackung 240"), ("Marque", "Pileje boîte de 90"),
    ("Form", "citrate 240 caps"), ("Form", "citrate (2 x 120 caps)"), ("Salz", "Citrat 2er-Pack"),
    ("Forme", "citrate, lot de 2"), ("Forma", "cytrynian 180 kapsułek"),
    ("Source", "buy 2 get 1 free"), ("Shop", "Costco 240 ct"), ("Quelle", "dm 3 für 2"),
    ("Tienda", "Amazon, pack de 2"), ("Magasin", "Amazon format familial 240"),
]  # fmt: skip
PLAIN_LABELS = [
    ("Brand", "Now Foods"), ("Brand", "21st Century"), ("Brand", "Real"), ("Brand", "Duo"),
    ("Brand", "Solgar 60"), ("Brand", "One A Day"), ("Form", "citrate 120 tablets"),
    ("Form", "chloride x 6 H2O"), ("Form", "citrate 2:1"),
    ("Source", "Store no. 45"), ("Source", "Price list 2024"), ("Shop", "Apotheke 24"),
    ("Source", "https://x.org/mag-90-caps"), ("Source", "Boots, London W1"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), LABELS)
def test_that_a_brand_form_or_shop_with_another_pack_or_an_offer_is_asked_about(
    title: str, text: str
) -> None:
    grid = grid_of((*TITLES, title), (*ROW, text), OTHER)
    read = read_grid(grid, ReadingOptions())
    assert len(read.products) == 1
    (problem,) = (one for one in read.problems if one.row)
    assert problem.parameters["mappings"] == ("ignore",)
    assert len(read_grid(grid, ReadingOptions(column_keys={title: "ignore"})).products) == 2


@pytest.mark.parametrize(("title", "text"), PLAIN_LABELS)
def test_that_another_brand_form_or_shop_asks_nothing(title: str, text: str) -> None:
    read = read_grid(grid_of((*TITLES, title), (*ROW, text), OTHER), ReadingOptions())
    assert len(read.products) == 2


@pytest.mark.parametrize(
    ("header", "answer"),
    [("Elemental mg", "elemental_mg:per unit"), ("Elemental mg", "elemental_mg:per 2 units")],
)
def test_that_what_the_amounts_are_for_answers_directions(header: str, answer: str) -> None:
    grid = grid_of((*TITLES, "Directions"), (*ROW, "Take 2 capsules daily"))
    read = read_grid(grid, ReadingOptions(column_keys={header: answer}))
    assert len(read.products) == 1


def test_that_a_stated_serving_answers_directions() -> None:
    titles = (*TITLES, "Serv. size", "Directions")
    (row,) = read_grid(grid_of(titles, (*ROW, "2", "Take 2 capsules")), ReadingOptions()).products
    assert row.values["serving_units"] == 2_000


VARIANTS = [
    ("Variant", "120 capsules"), ("Size", "120 tablets"), ("Option", "120 ct"),
    ("Variation", "120 softgels"), ("Product size", "Bottle of 120 tablets"),
    ("Größe", "120 Kapseln"), ("Ausführung", "120 Tabletten"), ("Variante", "120 Stück"),
    ("Taille", "boîte de 120 gélules"), ("Format", "120 comprimés"), ("Choix", "120 gélules"),
    ("Tamaño", "120 cápsulas"), ("Formato", "120 comprimidos"), ("Opción", "120 cápsulas"),
    ("Misura", "120 compresse"), ("Opzione", "120 capsule"), ("Tamanho", "120 cápsulas"),
    ("Formaat", "120 capsules"), ("Rozmiar", "120 kapsułek"), ("Wariant", "120 tabletek"),
    ("Size", "2 x 60 capsules"), ("Variant", "120 capsules"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "value"), VARIANTS)
def test_that_variants_state_the_pack_of_a_list_without_one(title: str, value: str) -> None:
    titles = ("Product", "Elemental mg", "Price USD", title)
    (row,) = read_grid(grid_of(titles, ("Mag", "200", "20", value)), ReadingOptions()).products
    assert row.values["pack_units"] == 120_000


@pytest.mark.parametrize("value", ["Large", "500 mg", "Lemon"])
def test_that_variants_of_something_else_are_no_pack(value: str) -> None:
    titles = ("Product", "Elemental mg", "Price USD", "Variant")
    options = ReadingOptions(optional_keys=("price",))
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(titles, ("Mag", "200", "20", value)), options)
    assert caught.value.kind is ProblemKind.MISSING_COLUMNS


DIRECTIONS_OF_POWDERS = [
    ("1 scoop (5 g) daily", "250 g"), ("Mix 5 g in water", "250 g"),
    ("one level teaspoon", "250 g"), ("two capfuls", "500 mL"), ("Take 15 mL daily", "500 mL"),
    ("Täglich 1 gestrichenen Messlöffel", "300 g"), ("1 cucharadita al día", "200 g"),
    ("2.5 g twice a day", "100 g"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pack"), DIRECTIONS_OF_POWDERS)
def test_that_a_measure_in_directions_is_no_unstated_serving(text: str, pack: str) -> None:
    titles = ("Product", "Elemental mg", "Pack", "Price USD", "Directions")
    read = read_grid(grid_of(titles, ("Mag", "350", pack, "18", text)), ReadingOptions())
    assert not read.products
    asked = [problem for problem in read.problems if not problem.is_row_kept]
    assert [(one.kind, one.column) for one in asked] == [
        (ProblemKind.REMARK_ABOUT_ROW, "Elemental mg")
    ]
    assert ProblemKind.SERVING_OF_ONE_UNIT not in {problem.kind for problem in read.problems}


@pytest.mark.parametrize(
    ("text", "pack", "serving"),
    [
        ("Dissolve in 200 mL of water", "250 g", ""), ("Take with food", "250 g", ""),
        ("1 scoop (5 g) daily", "250 g", "5 g"), ("1 g daily", "250 g", ""),
        ("one teaspoon", "60 tablets", ""), ("Store below 25 C", "500 mL", ""),
    ],
)  # fmt: skip
def test_that_directions_without_another_measure_ask_nothing(
    text: str, pack: str, serving: str
) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack", "Price USD", "Directions")
    read = read_grid(grid_of(titles, ("Mag", "350", serving, pack, "18", text)), ReadingOptions())
    assert len(read.products) == 1


def test_that_adults_and_a_number_are_a_serving() -> None:
    titles = ("Product", "Elemental mg", "Pack", "Price USD", "Directions")
    rows = [("Mag", "350", "100 tablets", "18", text) for text in ("adults: 2", "adults: 1", "50+")]
    read = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [problem.row for problem in read.problems if not problem.is_row_kept] == [2]


@pytest.mark.parametrize("text", ["21,65 €/100 St.", "£0.20 / 100 tablets", "EUR 12 je 90 Kapseln"])
def test_that_the_price_of_another_amount_says_nothing_of_the_pack(text: str) -> None:
    read = read_grid(grid_of((*TITLES, "Grundpreis"), (*ROW, text)), ReadingOptions())
    assert len(read.products) == 1


@pytest.mark.parametrize(
    "title",
    ["Min qty", "MOQ", "Minimum order quantity", "Mindestmenge", "Price break", "Pedido mínimo"],
)
def test_that_prices_from_several_packs_on_are_told(title: str) -> None:
    rows = [
        ("Mag", "200", "60", "9", "1"),
        ("B", "200", "60", "8", "10"),
        ("C", "200", "60", "7", ""),
    ]
    titles = ("Product", "Elemental mg", "Pack", "Price USD", title)
    read = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert len(read.products) == 3
    (note,) = (one for one in read.problems if one.kind is ProblemKind.PRICE_FROM_QUANTITY)
    assert (note.row, note.value, note.is_row_kept) == (3, "10", True)
