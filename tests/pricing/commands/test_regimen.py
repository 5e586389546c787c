"""`elemental-cli regimen`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pricing.commands.main import main

SHELF = """\
product,element,elemental_mg,pack_units,price USD,unit_kind,other_minerals
Trio,Mg,100,30,6.00,tablet,"calcium 200 mg, zinc 5 mg"
Mag,Mg,150,30,4.50,tablet,
Zinc,Zn,10,30,1.50,tablet,
"""


@pytest.fixture
def shelf(tmp_path: Path) -> str:
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["regimen", *arguments])
    output = capsys.readouterr()
    return status, output.out.replace("\u00a0", " "), output.err


def test_that_the_cheapest_regimen_is_printed_with_its_proof(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, output, _ = run(capsys, shelf, "--target", "Mg=300", "--target", "zinc=10mg")
    assert status == 0
    cheapest = output.split("Next best:")[0]
    assert "2 tablets a day of Mag" in cheapest
    assert "1 tablet a day of Zinc" in cheapest
    assert "$10.50 for 30 days as taken" in cheapest
    assert "magnesium: 300 mg, target 300 mg, limit 350 mg (US)" in cheapest
    assert "limit 40 mg (US, food counted)" in cheapest
    assert "No cheaper combination of at most 3 of these 3 products meets all targets" in output


def test_that_packs_are_charged_once_for_a_product_that_is_taken_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bottle.csv"
    path.write_text(SHELF + "Bottle,Zn,5,200,18.99,tablet,\n", "utf-8")
    takes = ("--take", "Bottle=1", "--take", "Bottle=1")
    _, output, _ = run(capsys, str(path), "--target", "Zn=10", *takes)
    taken = output.split("Cheapest:")[0]
    assert taken.count("  1 tablet a day of Bottle\n") == 2
    assert "$18.99 for 30 days to pay now" in taken
    assert "note: Bottle is entered 2 times. Its doses are added up." in taken


def test_that_json_has_what_is_promised(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, _ = run(
        capsys, shelf, "--target", "Mg=300", "--target", "Zn=10", "--take", "Trio=3", "--json"
    )
    assert status == 0
    document = json.loads(output)
    assert document["best"]["takes"] == [
        {"product": "Mag", "units": 2}, {"product": "Zinc", "units": 1},
    ]  # fmt: skip
    assert document["best"]["monthly_cost"] == 10.5
    assert document["best"]["totals"] == {"Mg": 300, "Zn": 10}
    assert len(document["alternatives"]) == 2
    assert document["taken"]["totals"] == {"Mg": 300, "Zn": 15, "Ca": 600}
    assert document["reason"] is None
    assert document["proof"]
    assert document["swaps"] == []


def test_that_a_change_says_which_minerals_are_lost(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, output, _ = run(capsys, shelf, "--target", "Mg=300", "--take", "Trio=3")
    assert status == 0
    change, lost = output.splitlines()[-3:-1]
    assert change.startswith("Take 2 tablets a day of Mag instead of Trio")
    assert lost == "  After that change, no product gives calcium and zinc."


def test_that_products_to_take_apart_are_named(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (shelf, "--target", "Mg=100", "--take", "Trio=1", "--take", "Zinc=1")
    _, output, _ = run(capsys, *arguments)
    said = "Do not take these at the same time: Trio + Zinc (at least 2 hours apart; ask "
    assert f"caution: {said}" in output.split("Cheapest:")[0]
    _, output, _ = run(capsys, *arguments, "--json")
    checks = json.loads(output)["checks"]
    (says,) = (check["says"] for check in checks if check["key"] == "take_apart")
    assert says.startswith(said)


def test_that_a_label_in_doubt_is_said_of_what_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shelf.csv"
    zma = "ZMA,Mg,150,90,20.00,capsule,,aspartate\n"
    path.write_text(SHELF.replace("minerals\n", "minerals,form\n") + zma, "utf-8")
    arguments = (str(path), "--target", "Mg=300", "--take", "ZMA=1", "--take", "Mag=1")
    _, output, _ = run(capsys, *arguments)
    taken, cheapest = output.split("Cheapest:")
    assert "caution: ZMA is counted as it is entered, but its label is in doubt." in taken
    assert "150 mg from pure aspartate would need 1518 mg of powder in one capsule." in taken
    assert "label is in doubt" not in cheapest
    _, output, _ = run(capsys, *arguments, "--json")
    (check,) = (check for check in json.loads(output)["checks"] if check["key"] == "label_in_doubt")
    assert check["severity"] == "caution"
    assert check["element"] == "Mg"
    assert "ZMA" in check["says"]


def test_that_a_price_in_another_currency_is_said_of_what_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shelf.csv"
    euro = "Euro Mag,Mg,150,30,4.50,tablet,,EUR\n"
    path.write_text(
        SHELF.replace("price USD", "price").replace("minerals\n", "minerals,currency\n") + euro,
        "utf-8",
    )
    goal = (str(path), "--target", "Mg=300", "--currency", "USD")
    arguments = (*goal, "--take", "Euro Mag=1", "--take", "Mag=1")
    _, output, _ = run(capsys, *arguments)
    taken, _ = output.split("Cheapest:")
    sentence = (
        "The price of Euro Mag is in EUR and the regimen in USD. Its cost is not known here, so "
        "the money is not added up."
    )
    assert f"caution: {sentence}" in taken
    assert "for 30 days" not in taken
    _, output, _ = run(capsys, *arguments, "--json")
    document = json.loads(output)
    assert document["taken"]["monthly_cost"] is None
    (check,) = (check for check in document["checks"] if check["key"] == "cost_unknown")
    assert check == {
        "key": "cost_unknown", "severity": "caution", "element": "Mg", "says": sentence
    }  # fmt: skip


def test_that_a_search_without_limits_says_so(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, output, _ = run(capsys, shelf, "--target", "Mg=600", "--limit", "none")
    assert "meets all targets. No safe limit was applied." in output


def test_that_no_regimen_is_a_result_with_a_reason(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, output, _ = run(capsys, shelf, "--target", "I=150ug", "--target", "Mg=300", "--json")
    document = json.loads(output)
    assert status == 2
    assert document["best"] is None
    assert "None of them holds iodine." in document["reason"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--target", "Mg=300", "--target", "magnesium=200"), "Magnesium has two targets"),
        (("--target", "Mg=300", "--at-most", "9"), "from 1 to 8"),
        (("--target", "Mg=300", "--at-most", "0"), "is zero"),
        (("--target", "Mg=300", "--at-most", "2.5"), "“2.5” is not a whole number"),
        (("--target", "Mg=300", "--at-most", "200000"), "“200000” is too large"),
        (("--target", "Mg=300", "--take", "Mag=0.5"), "“0.5” is not a whole number of tablets"),
        (("--target", "Unobtainium=3"), "Unobtainium"),
        (("--target", "Mg=300", "--take", "Nothing=2"), "No product of the lists is named"),
        ((), "--target"),
    ],
)
def test_that_an_impossible_call_says_what_is_wrong(
    shelf: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    status, _, errors = run(capsys, shelf, *arguments)
    assert status == 2
    assert message in errors


def test_that_a_name_that_fits_several_products_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shelf.csv"
    lines = ("Mag,Mg,250,90,9.00,tablet,,Other", "Mag Plus,Mg,250,90,9.00,tablet,,Other")
    path.write_text(
        "\n".join([SHELF.replace("minerals\n", "minerals,brand\n").strip(), *lines]), "utf-8"
    )
    arguments = (str(path), "--target", "Mg=300")
    names = ("--take", "Mag=1", "--take", "Plus=1", "--take", "Gone=1")
    status, _, errors = run(capsys, *arguments, *names)
    assert status == 2
    assert errors.replace("\u00a0", " ").splitlines() == [
        "2 products of the lists are named “Mag”. It may be:",
        "  Mag (30 tablets, $4.50)",
        "  Mag (Other, 90 tablets, $9.00)",
        "No product of the lists is named “Plus”. It may be:",
        "  Mag Plus (Other, 90 tablets, $9.00)",
        "No product of the lists is named “Gone”.",
        "elemental-cli regimen: argument --take: name one product of the lists, not “Mag”, “Plus”, "
        "“Gone” (see elemental-cli regimen --help)",
    ]
    status, output, _ = run(capsys, *arguments, "--take", "Other Mag=1")
    assert status == 0
    assert "250 mg" in output.split("Cheapest:")[0]


def test_that_the_table_of_problems_replaces_no_list(
    shelf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(capsys, shelf, "--target", "Mg=300", "--problems", shelf)
    assert status == 2
    assert "shelf.csv" in error
    assert Path(shelf).read_text("utf-8") == SHELF


def test_that_an_unread_column_of_a_mineral_is_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("product,elemental_mg,Calcium,units,price\nMag,100,200,60,10\n", "utf-8")
    status, output, error = run(capsys, str(path), "--target", "Ca=300")
    assert status == 2
    assert "None of them holds" not in output + error
    assert "“Calcium” does not say clearly how much calcium a product holds" in error
    status, output, _ = run(capsys, str(path), "--target", "Mg=200")
    assert "an amount is in doubt: Mag." in output
    path.write_text("product,elemental_mg,Calcium,units,price\nMag,100,–,60,10\n", "utf-8")
    _, output, _ = run(capsys, str(path), "--target", "Mg=200")
    assert "2 units a day of Mag" in output


def test_that_columns_named_by_their_mineral_alone_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    rows = "Foo,100 mg,200 mg,60,10\nBar,0.2 g,50000 mcg,60,10\n"
    path.write_text(f"Product,Magnesium,Calcium,Units,Price USD\n{rows}", "utf-8")
    status, output, error = run(capsys, str(path), "--target", "Ca=300")
    assert (status, error) == (0, "")
    assert "calcium: 400 mg" in output
    assert "magnesium: 200 mg" in output
