"""Hard lists whose difficulty is a header, which once were read wrongly without a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pricing.commands.main import main
from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.reading.list_questions import leaves_question
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = Path(__file__).parent / "hard_lists"


@dataclass(frozen=True)
class Outcome:
    """What is right for a list.

    `rows` are the exact values of its products by column key. `message` is a part of a message, and
    `is_asked` says that the user has to settle something.
    """

    file: str
    rows: tuple[Mapping[str, str | None], ...] = ()
    message: str = ""
    is_asked: bool = False
    mappings: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name of the case."""
        return " ".join((Path(self.file).stem, *self.mappings.values()))


OUTCOMES = (
    Outcome("01-header-mmol.csv", ({"elemental_mg": "99.651"}, {"elemental_mg": "243.05"})),
    Outcome(
        "02-header-price-pence.csv",
        ({"price": "12.99", "currency": "GBP"}, {"price": "6.49", "currency": "GBP"}),
    ),
    Outcome("03-header-price-per-serving.csv", (), "is not the price of a pack", is_asked=True),
    Outcome(
        "03-header-price-per-serving.csv",
        ({"price": "13.2"}, {"price": "5.4"}),
        mappings={"Price (per serving)": "price:per serving"},
    ),
    Outcome(
        "04-header-per-100g.csv",
        ({"elemental_mg": "15", "serving_units": "100", "unit_kind": "g", "pack_units": "250"},),
    ),
    Outcome("05-header-discount-money.csv", ({"price": "20", "discount_percent": "25"},)),
    Outcome(
        "06-header-serving-grams.csv",
        (),
        "A serving is “1.5 g” and the pack holds “120”",
        is_asked=True,
    ),
    Outcome(
        "07-header-pack-oz.csv",
        ({"pack_units": "226.796", "unit_kind": "g"},),
        "“300” was read as the amount in 1 g",
    ),
    Outcome(
        "07-header-pack-oz.csv",
        ({"pack_units": "226.796", "unit_kind": "g", "serving_units": "5"},),
        mappings={"Elemental mg": "elemental_mg:per 5 g"},
    ),
    Outcome("09-header-percent.csv", (), "is a share of the compound", is_asked=True),
    Outcome("20-two-row-header.xlsx", (), "“Price old”, “Price new”", is_asked=True),
    Outcome(
        "20-two-row-header.xlsx",
        ({"price": "25"},),
        "not read: Price old",
        mappings={"Price new": "price"},
    ),
    Outcome(
        "28-header-dollar-per-serving.csv",
        ({"serving_units": None, "price": "120"}, {"serving_units": None, "price": "100"}),
        "not read: $/serving",
    ),
    Outcome(
        "30-header-vat-amount.csv",
        ({"price": "20", "discount_percent": "25", "tax_percent": None, "currency": "EUR"},),
        "“VAT” holds 3.19, which may be money",
        is_asked=True,
    ),
    Outcome(
        "46-price-pence-mapped.csv",
        ({"price": "4.19", "currency": "GBP"},),
        mappings={"Price Pence": "price:pence"},
    ),
    Outcome(
        "48-discount-fraction.csv",
        ({"discount_percent": None}, {"discount_percent": "25"}),
        "“0.25” may be 0.25 % or 25 %",
        is_asked=True,
    ),
    Outcome(
        "50-price-incl-vat.csv",
        ({"price": "12", "tax_percent": None},),
        "“VAT” is not added, because “Price (incl. VAT)” includes tax",
    ),
)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.id)
def test_that_a_hard_list_is_read_right_or_asked_about(outcome: Outcome) -> None:
    options = ReadingOptions(column_keys=outcome.mappings)
    result = read_products(FOLDER / outcome.file, options)
    found = [
        {
            key: None
            if key not in row.values
            else exact_value(COLUMNS_BY_KEY[key], row.values[key])
            for key in expected
        }
        for row, expected in zip(result.products, outcome.rows, strict=True)
    ]
    assert found == [
        {key: _exact(key, text) for key, text in expected.items()} for expected in outcome.rows
    ]
    messages = " ".join(problem.description for problem in result.problems)
    assert outcome.message in messages
    assert bool(messages) is bool(outcome.message)
    assert leaves_question(result) is outcome.is_asked


def _exact(key: str, text: str | None) -> Fraction | str | None:
    is_number = text is not None and COLUMNS_BY_KEY[key].kind.quantity is not None
    return Fraction(str(text)) if is_number else text


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        ("02-header-price-pence.csv", 0, ""),
        ("03-header-price-per-serving.csv", 2, '--map "Price (per serving)=price:per serving"'),
        ("06-header-serving-grams.csv", 2, '--map "Count=pack_units:g"'),
        ("09-header-percent.csv", 2, '--map "Header=compound_mg"'),
        ("20-two-row-header.xlsx", 2, '--map "Price new=price"'),
        ("28-header-dollar-per-serving.csv", 0, "$/serving"),
        ("30-header-vat-amount.csv", 1, '--map "VAT=tax_percent:money"'),
        ("48-discount-fraction.csv", 1, '--map "Discount=discount_percent:share"'),
        ("50-price-incl-vat.csv", 0, "not added"),
    ],
)
def test_that_the_command_line_names_what_settles_a_hard_list(
    capsys: pytest.CaptureFixture[str], file: str, status: int, words: str
) -> None:
    assert main(["compare", str(FOLDER / file)]) == status
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "header",
    [
        "Unit Price", "UnitPrice", "unit_price", "Unit cost", "Price unit", "Prix unitaire",
        "Precio unitario", "Prezzo unitario", "Stückpreis", "Price per item", "Item price",
        "Piece price", "Tablet price", "Capsule price", "Unit Price (EUR)", "Einzelpreis",
        "Einzelpreis (€)", "Einzel-Preis", "Preis einzeln",
    ],
)  # fmt: skip
def test_that_the_price_of_one_unit_is_never_offered_as_that_of_the_pack(
    write_list: Callable[..., Path], header: str
) -> None:
    headers = f"product,form,elemental mg,pack size,{header}"
    path = write_list(f"{headers}\nMagnesium A,oxide,100,60,0.10\n")
    (problem,) = read_products(path).problems
    assert problem.parameters["mappings"] == ("price:per unit", "price:per pack")
    for mapping, price in (("per unit", "6"), ("per pack", "0.1")):
        options = ReadingOptions(column_keys={header: f"price:{mapping}"})
        (row,) = read_products(path, options).products
        assert exact_value(COLUMNS_BY_KEY["price"], row.values["price"]) == Fraction(price)


def test_that_of_several_prices_the_one_of_a_unit_is_not_the_first_offered(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    text = "product,elemental mg,pack size,Factory price,Unit price\nA,100,60,6,0.10\n"
    assert main(["compare", str(write_list(text))]) == 2
    assert '--map "Factory price=price"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        # A delimiter too many moves the last header from its values.
        ("product,elemental mg,pack,price,,discount %\nA,100,60,6,5\nB,100,60,7,0\n", "5"),
        ("product,elemental mg,pack,price,,\nA,100,60,6,x,\nB,100,60,7,,y\n", "5, 6"),
        (",product,elemental mg,pack,price\n0,A,100,60,6\n1,B,100,60,7\n", "1"),
    ],
)
def test_that_values_below_no_header_are_named(
    write_list: Callable[..., Path], text: str, numbers: str
) -> None:
    result = read_products(write_list(text))
    assert [row.values["product"] for row in result.products] == ["A", "B"]
    (note,) = [
        problem for problem in result.problems if problem.kind is ProblemKind.COLUMNS_WITHOUT_HEADER
    ]
    assert f"column {numbers}." in note.description
    assert note.is_row_kept


def test_that_an_empty_column_without_a_header_is_nothing_to_name(
    write_list: Callable[..., Path],
) -> None:
    text = "product,,elemental mg,pack,price,\nA, ,100,60,6,\nB,,100,60,7,\n"
    assert read_products(write_list(text)).problems == ()
