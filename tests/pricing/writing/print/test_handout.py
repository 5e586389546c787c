"""The handout: what a patient reads, in which words, in every language."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from importlib.metadata import entry_points
from string import Formatter
from typing import TYPE_CHECKING

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.checks import CHECKS
from pricing.calculation.comparison import Comparison, compare
from pricing.calculation.sentences import Sentence
from pricing.commands import handout, main
from pricing.model.columns import build_product
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import Scenario
from pricing.quantities.currencies import Notation
from pricing.reading.importer import read_products
from pricing.reference.evidence import medicine_spacings
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import BLEND, NOT_STATED, elements, forms
from pricing.reference.sources import authorities
from pricing.writing.print.handout import Handout, default_products
from pricing.writing.print.languages import ENGLISH, handout_languages
from pricing.writing.print.page_style import PAPERS, Pharmacy, PrintOptions
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
OTHERS = [code for code in handout_languages() if code != ENGLISH]
# A product that these find something in has no place in a ranking, hence none on a handout.
NEVER_RANKED = {"currency_differs", "element_differs"}


def prose(html: str) -> str:
    """The paragraphs, without names of medicines, products and sources."""
    said = []
    for style, inner in re.findall(r"<p([^>]*)>(.*?)</p>", html, re.DOTALL):
        if "name" not in style:
            words = re.sub(r'<span class="(name|small)">.*?</span>:?|<[^>]*>|☐', "", inner)
            line = unescape(words).strip()
            said.append(line if line[-1] in ".?!" else f"{line}.")
    return " ".join(said)


def text(html: str) -> str:
    body = html.split("</style>")[1]
    plain = unescape(re.sub(r"<[^>]*>", " ", body)).replace("\u00a0", " ")
    return " ".join(plain.split())


def two_bottles(target: int = 300, **changes: object) -> Comparison:
    rows = (
        {"product": "Oxide", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 241_000,
         "pack_units": 120_000, "price": 8_000_000},
        {"product": "Bis", "form": "bisglycinate", "elemental_mg": 100_000,
         "pack_units": 120_000, "price": 18_000_000},
    )  # fmt: skip
    scenario = Scenario(target=target * 1_000, **changes)
    return compare([build_product(row) for row in rows], scenario, TODAY)


def page(comparison: Comparison, edition: PrintOptions | None = None) -> str:
    return text(Handout(comparison, comparison.ranked_products, edition or PrintOptions()).html())


# -- what it says ------------------------------------------------------------------------------


def test_that_it_says_dose_costs_pack_and_the_figure_that_decides() -> None:
    said = page(two_bottles())
    for part in (
        "2 tablets a day = 482 mg of magnesium", "3 capsules a day = 300 mg of magnesium",
        "Cost of one day, as taken $0.13 $0.45",
        "Cost of a month (30 days), as taken $4.00 $13.50",
        "To pay now, in whole packs $8.00 for 1 pack $18.00 for 1 pack",
        "One pack lasts 60 days 40 days",
        "$0.008299 the lowest of these $0.04500",
        "Your goal: 300 mg of magnesium a day. Safe limit: 350 mg a day from supplements",
        "Stop (product 1): With 2 tablets a day you get 482 mg. That is over the safe limit of "
        "350 mg a day (US). 1 tablet a day gives 241 mg, 80 % of the target, and stays within it.",
        "levothyroxine at least 4 hours apart [1]", "[1] Synthroid prescribing information 2024",
        "Are my kidneys healthy enough for this?", "pregnant or breast-feeding",
        "my other medicines",
        "does not replace the treatment your doctor gave you",
        "23 November 2026", "Arithmetic and counselling support, not medical advice.",
    ):  # fmt: skip
        assert part in said


def test_that_what_another_check_says_is_not_said_again() -> None:
    assert "of your goal" not in page(two_bottles())
    weak = {"product": "A", "form": "oxide", "elemental_mg": 120_000, "pack_units": 60_000,
            "price": 5_000_000}  # fmt: skip
    scenario = Scenario(target=200_000, dose_policy="at_most")
    said = page(compare([build_product(weak)], scenario, TODAY))
    assert "You get 120 mg a day. That is 60 % of your goal of 200 mg." in said


def test_that_one_product_is_told_without_numbers() -> None:
    comparison = two_bottles()
    said = text(Handout(comparison, comparison.ranked_products[1:], PrintOptions()).html())
    assert "Your magnesium supplement " in said
    assert "1. " not in said.split("Sources")[0]
    assert "the lowest of these" not in said


def test_that_a_month_of_other_days_and_packs_are_counted() -> None:
    said = page(two_bottles(days=100))
    assert "Cost of 100 days, as taken" in said
    assert "for 2 packs" in said


def test_that_what_rests_on_sources_of_no_standing_is_asked_and_not_said() -> None:
    said = page(two_bottles())
    shaky = [
        each
        for each in medicine_spacings()
        if all(one.standing == "unverified" for one in each.sources)
    ]
    assert shaky
    for each in shaky:
        assert each.advice not in said
        assert each.medicine in said.split("Ask your pharmacist when to take")[1]


def test_that_a_mineral_without_known_spacings_is_asked_about() -> None:
    zinc = {"product": "Z", "element": "Zn", "form": "gluconate", "elemental_mg": 15_000,
            "pack_units": 100_000, "price": 5_000_000}  # fmt: skip
    said = page(compare([build_product(zinc)], Scenario.for_element("Zn"), TODAY))
    assert "Your zinc supplement" in said
    assert "how many hours to leave between this and your other medicines" in said


def test_that_spanish_is_spanish_with_numbers_as_they_are_written_there() -> None:
    said = page(two_bottles(), PrintOptions("es"))
    for part in (
        "2 comprimidos al día = 482 mg de magnesio",
        "Costo de un mes (30 días), según lo que toma 4,00 $ 13,50 $",
        "Alto (producto 1): Con 2 comprimidos al día usted toma 482 mg.",
        "1 comprimido al día da 241 mg, el 80 % de la meta, y no supera el límite.",
        "glicinato", "levotiroxina al menos 4 horas", "23 de noviembre de 2026",
        "No es consejo médico",
    ):  # fmt: skip
        assert part in said
    here = PrintOptions("es", number_notation=Notation(".", ",", currency_after=False))
    assert "según lo que toma $4.00 $13.50" in page(two_bottles(), here)


def test_that_the_pharmacy_is_named_and_no_patient_is() -> None:
    edition = PrintOptions(pharmacy=Pharmacy("Corner & Sons", "data:image/png;base64,QQ==", 80, 40))
    html = Handout(two_bottles(), two_bottles().ranked_products, edition).html()
    assert "Corner &amp; Sons" in html
    assert 'src="data:image/png;base64,QQ==" width="80" height="40"' in html
    assert re.search(r'>Name</td><td width="50%" class="empty">\s*&nbsp;</td>', html)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("</td><script>x</script>", "&lt;/td&gt;&lt;script&gt;x&lt;/script&gt;"),
        ("a\u202egnp\u200b", "agnp"),
        ("x" * 500, "x" * 119 + "…"),
        ("{mineral} 5 mg", "{mineral} 5 mg"),
    ],
)
def test_that_a_hostile_name_is_a_name(name: str, shown) -> None:
    row = {"product": name, "form": name[:100], "brand": name, "elemental_mg": 100_000,
           "pack_units": 60_000, "price": 5_000_000}  # fmt: skip
    comparison = compare([build_product(row)], Scenario(), TODAY)
    assert (
        f"<b>{shown}</b>" in Handout(comparison, comparison.ranked_products, PrintOptions()).html()
    )


# -- which products ----------------------------------------------------------------------------


def test_that_the_best_are_the_cheapest_that_no_check_stops(example: Path) -> None:
    listed = [each.product for each in read_products(example).products]
    comparison = compare(listed, Scenario(target=300_000), TODAY)
    chosen = default_products(comparison)
    sound = [each for each in comparison.ranked_products if not each.has_stop]
    assert list(chosen) == sound[:4]
    few = two_bottles()
    assert default_products(few) == few.ranked_products


# -- languages ---------------------------------------------------------------------------------


def named(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_that_every_language_has_every_text_with_the_same_parameters(code: str) -> None:
    english, other = handout_languages()[ENGLISH], handout_languages()[code]
    for ours, theirs in ((english.texts, other.texts), (english.checks, other.checks)):
        assert {key: named(each) for key, each in ours.items()} == {
            key: named(each) for key, each in theirs.items()
        }
    assert all(named(said) == named(here) for here, said in other.words.items())
    assert len(set(other.months)) == 12
    assert other.name != english.name


@pytest.mark.parametrize("code", OTHERS)
def test_that_every_language_has_a_word_for_what_the_program_names(code: str) -> None:
    wanted = {BLEND, NOT_STATED, *LIFE_STAGES.values()}
    wanted |= {name for element in elements() for name in forms(element)}
    wanted |= {each.name.lower() for each in elements().values()}
    wanted |= {word for kind in UNIT_KINDS.values() for word in (kind.key, kind.plural)}
    wanted |= {each.short for each in authorities().values()}
    wanted |= {word for each in medicine_spacings() for word in (each.medicine, each.advice)}
    assert wanted - set(handout_languages()[code].words) == set()


def test_that_every_check_of_a_ranked_product_has_its_words() -> None:
    ranked = {each.key for each in CHECKS} - NEVER_RANKED
    assert set(handout_languages()[ENGLISH].checks) == ranked


@given(st.lists(products(), min_size=1, max_size=4), scenarios(), st.sampled_from(OTHERS))
def test_that_any_product_can_be_told_of_in_every_language(
    listed_products: list[Product], scenario: Scenario, code: str
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    language = handout_languages()[code]
    for each in comparison.ranked_products:
        for flag in each.flags:
            used = named(language.checks[flag.key]) - {"mineral"}
            assert used <= set(flag.statement.parameters)
            for key in used:
                value = flag.statement.parameters[key]
                if isinstance(value, Sentence):
                    assert value.template in language.words
    for one in (ENGLISH, code):
        html = Handout(comparison, comparison.ranked_products, PrintOptions(one)).html()
        assert html.count("<td") == html.count("</td>")


# -- how hard it is to read --------------------------------------------------------------------


def hardest() -> list[Comparison]:
    """A usual handout, and one on which many checks speak."""
    odd = (
        {"product": "A", "form": "glycinate", "elemental_mg": 400_000, "compound_mg": 400_000,
         "pack_units": 60_000, "price": 5_000_000, "priced_on": date(2025, 1, 1)},
        {"product": "B", "form": "citrate", "compound_mg": 100_000, "pack_units": 60_000,
         "price": 5_000_000, "daily_value_percent": 5_000},
    )  # fmt: skip
    return [two_bottles(), compare([build_product(row) for row in odd], Scenario(), TODAY)]


@pytest.mark.parametrize("number", [0, 1])
def test_that_a_child_of_twelve_can_read_the_english(number) -> None:
    """Automated readability index: the US school grade; children of 12 are in the sixth."""
    comparison = hardest()[number]
    english = prose(
        Handout(comparison, comparison.ranked_products, PrintOptions(is_large=True)).html()
    )
    textstat.set_lang("en")
    assert textstat.automated_readability_index(english) < 7


@pytest.mark.parametrize("number", [0, 1])
def test_that_a_child_of_twelve_can_read_the_spanish(number) -> None:
    """Fernández Huerta: from 70 to 80 is fairly easy, the sixth year of school."""
    comparison = hardest()[number]
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
        status = main.main([str(each) for each in arguments])
    except SystemExit as ended:
        status = int(ended.code)
    return status, capsys.readouterr().err


def test_that_the_command_writes_html_in_a_language_beside_other_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    target = tmp_path / "handout.html"
    status, said = run(
        capsys, "compare", example, "--target", 300, "-o", target, "-o", tmp_path / "list.csv",
        "--handout-language", "es", "--large-print", "--paper", "letter", "--pharmacy", "Farmacia",
    )  # fmt: skip
    html = target.read_text("utf-8")
    assert (status, said) == (0, "")
    assert "Sus suplementos de magnesio" in html
    assert "Farmacia" in html
    assert "size: Letter" in html
    assert "font-size: 18pt" in html
    assert (tmp_path / "list.csv").exists()


def test_that_a_place_that_cannot_be_written_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    status, said = run(capsys, "compare", example, "-o", tmp_path / "none" / "handout.html")
    assert status == 2
    assert "cannot be written" in said


def test_that_the_command_says_what_to_install_where_nothing_makes_a_pdf(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    example: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handout, "WRITER_ENTRY_POINTS", "elemental.none_registered")
    status, said = run(capsys, "compare", example, "-o", tmp_path / "handout.pdf")
    assert status == 2
    assert "install PySide6-Essentials" in said
    assert "Traceback" not in said
    assert not (tmp_path / "handout.pdf").exists()


def test_that_the_writer_of_pdfs_is_registered() -> None:
    (found,) = entry_points(group=handout.WRITER_ENTRY_POINTS, name="pdf")
    assert found.value.startswith("app.")


def test_that_every_paper_has_its_size() -> None:
    assert {paper.title for paper in PAPERS.values()} == {"A4", "Letter"}
    assert all(paper.height_mm > paper.width_mm for paper in PAPERS.values())
