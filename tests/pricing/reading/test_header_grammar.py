"""The grammar of headers: every word is a part that is used, or one that makes a question."""

from __future__ import annotations

import csv
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS
from pricing.problems.errors import BadInput
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import SERVING, HeaderParts, parse_parts
from pricing.reading.headers import recognize_header, recognize_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import Column

SPELLINGS = tuple(
    csv.DictReader((Path(__file__).parent / "header_spellings.csv").read_text("utf-8").splitlines())
)


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row["header"])
def test_that_a_header_means_this(row: Mapping[str, str]) -> None:
    parsed = parse_header(row["header"])
    found = dict.fromkeys(row, "") | {"header": row["header"]}
    if parsed is not None:
        parts = {key: value or "" for key, value in asdict(parsed.parts).items() if key in row}
        found |= parts | {"is_subunit": "yes" if parsed.parts.is_subunit else ""}
        found["column"] = parsed.column.key
        found["unknown_words"] = " ".join(parsed.unknown_words)
    assert found == row


def test_that_each_rule_has_many_spellings() -> None:
    counts = {
        part: sum(bool(row[part]) for row in SPELLINGS)
        for part in ("unit", "base", "currency", "is_subunit", "tax", "unknown_words")
    }
    assert min(counts.values()) >= 30, counts
    money = [row for row in SPELLINGS if row["unit"] in {"money", "%"}]
    assert len(money) >= 30


# -- any composition ---------------------------------------------------------------------------

NAMES: Mapping[str, tuple[str, ...]] = {
    "elemental_mg": ("Elemental", "elemental amount", "Elementar", "Élémentaire"),
    "price": ("Price", "Retail price", "Preis", "Prix", "Precio", "Prezzo", "Cost"),
    "pack_units": ("Pack size", "Count", "Packungsgröße", "Envase", "Confezione"),
    "discount_percent": ("Discount", "Rabatt", "Remise", "Descuento", "Sconto"),
    "tax_percent": ("VAT", "Sales tax", "MwSt", "TVA", "IVA"),
}
PARTS: Mapping[str, tuple[Mapping[str, HeaderParts], ...]] = {
    "elemental_mg": (
        {"": HeaderParts(), "mg": HeaderParts(unit="mg"), "µg": HeaderParts(unit="mcg"),
         "in g": HeaderParts(unit="g"), "mmol": HeaderParts(unit="mmol"),
         "mEq": HeaderParts(unit="meq"), "%": HeaderParts(unit="%")},
        {"": HeaderParts(), "per 2 tablets": HeaderParts(base="2 tablet"),
         "je Kapsel": HeaderParts(base="1 capsule"), "pro 100 g": HeaderParts(base="100 g"),
         "/ kg": HeaderParts(base="1000 g"), "par portion": HeaderParts(base="1 serving"),
         "per 60": HeaderParts(base="60 unit")},
    ),
    "price": (
        {"": HeaderParts(), "pence": HeaderParts(currency="GBP", is_subunit=True),
         "€": HeaderParts(currency="EUR"), "USD": HeaderParts(currency="USD"),
         "cents": HeaderParts(is_subunit=True), "GBp": HeaderParts("", "", "GBP", True),
         "EUR cents": HeaderParts(currency="EUR", is_subunit=True)},
        {"": HeaderParts(), "incl. VAT": HeaderParts(tax="included"),
         "inkl. 19 % MwSt.": HeaderParts(tax="included"), "TTC": HeaderParts(tax="included"),
         "HT": HeaderParts(tax="excluded"), "sin IVA": HeaderParts(tax="excluded"),
         "ex tax": HeaderParts(tax="excluded")},
        {"": HeaderParts(), "per pack": HeaderParts(base="1 pack"),
         "per 100 g": HeaderParts(base="100 g"), "pro Stück": HeaderParts(base="1 unit")},
    ),
    "pack_units": (
        {"": HeaderParts(), "oz": HeaderParts(unit="oz"), "in kg": HeaderParts(unit="kg"),
         "mL": HeaderParts(unit="mL"), "tablets": HeaderParts(unit="tablet")},
    ),
    "discount_percent": (
        {"": HeaderParts(), "%": HeaderParts(unit="%"), "in Prozent": HeaderParts(unit="%"),
         "€": HeaderParts(unit="money", currency="EUR"), "amount": HeaderParts(unit="money"),
         "pence": HeaderParts("money", "", "GBP", True)},
    ),
    "tax_percent": (
        {"": HeaderParts(), "%": HeaderParts(unit="%"), "rate": HeaderParts(unit="%"),
         "$": HeaderParts(unit="money", currency="USD"), "amount": HeaderParts(unit="money")},
    ),
}  # fmt: skip
UNKNOWN_WORDS = ("xqz", "Zubehör", "approx", "new", "&", "§", "old", "member")
FRAMES = ("{}", "({})", "[{}]", "- {}", ", {}")


# “Per 60 mEq” is no base of 60 units.
_AMOUNT_AS_BASE = re.compile(r"\b60\W+(?:in )?(?:%|[^\W\d]*(?:g|eq|mol))", re.IGNORECASE)


@st.composite
def composed_headers(draw: st.DrawFn) -> tuple[str, list[str], HeaderParts]:
    """Draw a column's key, the pieces of a header, and the parts that they state."""
    key = draw(st.sampled_from(sorted(NAMES)))
    pieces = [draw(st.sampled_from(NAMES[key]))]
    stated: dict[str, str | bool] = {}
    for choices in draw(st.permutations(PARTS[key])):
        words = draw(st.sampled_from(sorted(choices)))
        if words:
            pieces.append(draw(st.sampled_from(FRAMES)).format(words))
        stated |= {name: value for name, value in asdict(choices[words]).items() if value}
    assume(not _AMOUNT_AS_BASE.search(" ".join(pieces)))
    return key, pieces, HeaderParts(**stated)  # type: ignore[arg-type] # by their names


@given(composed_headers())
def test_that_every_word_of_a_composed_header_is_named(
    header: tuple[str, list[str], HeaderParts],
) -> None:
    key, pieces, parts = header
    parsed = parse_header(" ".join(pieces))
    assert parsed is not None
    assert (parsed.column.key, parsed.parts, parsed.unknown_words) == (key, parts, ())


@given(composed_headers(), st.data())
def test_that_an_unknown_word_anywhere_makes_a_question(
    header: tuple[str, list[str], HeaderParts], data: st.DataObject
) -> None:
    _, pieces, _ = header
    words = " ".join(pieces).split()
    word = data.draw(st.sampled_from(UNKNOWN_WORDS))
    words.insert(data.draw(st.integers(0, len(words))), word)
    heading = recognize_header(" ".join(words))
    assert heading is None or heading.unknown_words


@given(st.text(max_size=60))
def test_that_any_text_is_parsed(text: str) -> None:
    heading = recognize_header(text)
    if heading is not None and not heading.unknown_words:
        assert recognize_header(f"{text} xqz") is None or (
            "xqz" in recognize_header(f"{text} xqz").unknown_words  # type: ignore[union-attr]
        )


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_that_every_name_of_a_column_is_recognized(column: Column) -> None:
    for name in (column.key, column.title, *column.synonyms):
        heading = recognize_header(name)
        assert heading is not None, name
        assert not heading.unknown_words


@pytest.mark.parametrize(
    "header",
    ["Units serving", "Serving unit s", "Units (serving)", "Stück Portion", "Einheiten (Portion)"],
)
def test_that_units_beside_serving_are_no_servings_of_a_pack(header: str) -> None:
    parsed = parse_header(header)
    assert parsed is not None
    assert parsed.column.key == "serving_units"


@pytest.mark.parametrize(
    "header", ["Anzahl Portionen", "Pack units (servings)", "Pack (servings)", "Count of servings"]
)
def test_that_a_pack_may_be_counted_in_servings(header: str) -> None:
    parsed = parse_header(header)
    assert parsed is not None
    assert (parsed.column.key, parsed.parts.unit) == ("pack_units", SERVING)


# -- what the user states ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "mapping", "parts"),
    [
        ("Price Pence", "price:pence", HeaderParts(currency="GBP", is_subunit=True)),
        ("Price Pence", "price", HeaderParts(currency="GBP", is_subunit=True)),
        ("Price Pence", "price:EUR", HeaderParts(currency="EUR")),
        ("Elemental", "elemental_mg:per 2 units", HeaderParts(base="2 unit")),
        ("Wirkstoff (g)", "elemental_mg", HeaderParts(unit="g")),
        ("Wirkstoff (g)", "elemental_mg:mg", HeaderParts(unit="mg")),
        ("Inhalt", "pack_units:oz", HeaderParts(unit="oz")),
        ("VAT", "tax_percent:money", HeaderParts(unit="money")),
        ("Off", "discount_percent:share", HeaderParts(unit="share")),
        ("Kosten", "price:€ inkl. MwSt", HeaderParts(currency="EUR", tax="included")),
        ("Cost", "price:USD cents per serving", HeaderParts("", "1 serving", "USD", True)),
    ],
)
def test_that_a_mapping_states_the_parts_of_a_column(
    header: str, mapping: str, parts: HeaderParts
) -> None:
    assert recognize_mapping(header, mapping).parts == parts


@pytest.mark.parametrize(
    "mapping", ["price:foo", "form:mg", "elemental_mg:pence", "pack_units:per serving", "nothing"]
)
def test_that_a_mapping_with_words_that_do_not_fit_is_refused(mapping: str) -> None:
    with pytest.raises(BadInput):
        recognize_mapping("Header", mapping)


def test_that_parts_alone_are_read_for_a_column() -> None:
    assert parse_parts("mmol per 2 tablets", "elemental_mg").parts == HeaderParts(
        "mmol", "2 tablet"
    )
