"""The command line: what it prints, writes and returns."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from pricing.calculation.measures import MEASURES
from pricing.commands.main import main
from pricing.model.columns import COLUMNS
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,unit_kind,elemental_mg,pack_units,price USD\n"
TWO = HEADER + "Oxide,oxide,tablet,241,120,8.00\nBisglycinate,bisglycinate,capsule,100,120,18.00\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command; return its exit status, its output and its errors."""
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_that_the_real_list_is_ranked_as_json(
    capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    status, out, err = run(capsys, "compare", example, "--target", 300, "--json")
    printed = json.loads(out)
    assert (status, err) == (0, "")
    assert [product["rank"] for product in printed["products"]] == list(range(1, 19))
    assert set(printed) == {
        "scenario", "products", "forms", "access", "access_summary", "findings", "rejected",
        "doubtful", "best_buy",
    }  # fmt: skip
    first = printed["products"][0]
    assert first["product"] == "Magnesium Oxide 250 mg 100 tablets"
    assert first["cost_per_elemental_mg"] == 0.0001796
    assert first["shown"]["monthly_cost"] == "2.69"
    assert first["checks"][0]["key"] == "over_limit"
    assert set(first) >= {column.key for column in COLUMNS}
    assert set(first) >= {measure.key for measure in MEASURES}
    assert printed["scenario"]["target_mg"] == 300
    assert printed["scenario"]["limit_mg"] == 350
    assert printed["forms"][0]["form"] == "oxide"


def test_that_the_worked_example_comes_out_of_a_file(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    _, out, _ = run(capsys, "compare", write_list(TWO), "--target", "300 mg", "--json")
    oxide, glycinate = json.loads(out)["products"]
    assert oxide["shown"]["break_even_absorption"] == "1.000"
    assert glycinate["shown"]["break_even_absorption"] == "5.423"
    assert glycinate["monthly_cost"] == 13.5
    assert oxide["upc"] == ""
    assert oxide["compound_mg"] is None


def test_that_every_option_reaches_the_scenario(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    text = (
        HEADER.replace("price USD", "price")
        + "A,gluconate,tablet,10,100,5.00\nB,citrate,tablet,10,100,6.00\n"
    )
    options = [
        "--element",
        "Zn",
        "--target",
        "12.5",
        "--days",
        "28",
        "--dose-policy",
        "nearest",
        "--tolerance",
        "1,25",
        "--limit",
        "eu",
        "--reference",
        "citrate",
        "--currency",
        "EUR",
        "--budget",
        "12,50",
        "--absorption",
        "gluconate=1.3",
        "--life-stage",
        "older_adult",
        "--daily-wage",
        "58",
        "--course",
        "84",
        "--monthly-income",
        "2100",
        "--comparator",
        "NADAC=0.05",
    ]
    status, out, _ = run(capsys, "compare", write_list(text), "--json", *options)
    scenario = json.loads(out)["scenario"]
    assert status == 0
    assert scenario.pop("relative_absorption") == {"gluconate": 1.3}
    assert list(scenario.values()) == [
        *("Zn", 12.5, 28, "nearest", 1.25, "EU", "older_adult", 25, "", "citrate", "EUR", 12.5, 0),
        *(84, [], 58, 2100, "NADAC", 0.05),
    ]
    assert json.loads(out)["products"][0]["currency"] == "EUR"


def test_that_no_limit_can_be_chosen(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    _, out, _ = run(capsys, "compare", write_list(TWO), "--limit", "none", "--json")
    assert json.loads(out)["scenario"]["limit_mg"] is None


def test_that_the_cost_under_each_payer_is_money(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    options = ("--payer", "plan:percent:80", "--payer", "visit:copay_month:1.5")
    _, out, _ = run(capsys, "compare", write_list(TWO), *options)
    assert [line for line in out.splitlines() if line.startswith("Oxide under")] == [
        "Oxide under self-pay: $8.00 for the first purchase, $2.00 a month on average",
        "Oxide under plan: $1.60 for the first purchase, $0.40 a month on average",
        "Oxide under visit: $1.50 for the first purchase, $1.50 a month on average",
    ]


def test_that_rejected_rows_are_named_and_the_rest_is_compared(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list(TWO + "Bad,oxide,tablet,x,120,8\n")
    status, out, err = run(capsys, "compare", path, "--json")
    assert status == 1
    assert err == (
        f"{path}:4:elemental_mg: “x” is not a number; enter an amount such as 250 or 250 mg\n"
    )
    printed = json.loads(out)
    assert len(printed["products"]) == 2
    (rejected,) = printed["rejected"]
    assert (rejected["row"], rejected["column"], rejected["value"]) == (4, "elemental_mg", "x")
    assert rejected["file"] == str(path)
    assert rejected["reason"].startswith("“x” is not a number")


def test_that_strict_ends_at_a_rejected_row(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list(TWO + "Bad,oxide,tablet,x,120,8\n")
    status, out, err = run(capsys, "compare", path, "--strict")
    assert (status, out) == (2, "")
    assert "--strict" in err


def test_that_a_pregnant_woman_is_told_of_too_much_iron(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], tmp_path: Path
) -> None:
    page = tmp_path / "handout.html"
    iron = write_list(HEADER + "Strong,fumarate,capsule,150,30,9.00\n")
    options = ("--element", "Fe", "--target", 60, "--life-stage", "pregnancy", "--limit", "US")
    _, out, _ = run(capsys, "compare", iron, *options, "--json", "-o", page)
    printed = json.loads(out)
    assert (printed["scenario"]["limit_mg"], printed["scenario"]["limit_note"]) == (45, "")
    assert "over_limit" in [check["key"] for check in printed["products"][0]["checks"]]
    handout = page.read_text("utf-8")
    assert "Safe limit, food included: <b>45\u00a0mg</b> a day." in handout
    assert "Safe limit: US, pregnancy." in handout


def test_that_a_limit_for_adults_is_said_on_every_face(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], tmp_path: Path
) -> None:
    page, book = tmp_path / "handout.html", tmp_path / "book.xlsx"
    options = ("--limit", "UK", "--life-stage", "child_9_13", "-o", page, "-o", book)
    note = "no limit of its own for 9 to 13 years; the limit for adults is shown."
    _, text, _ = run(capsys, "compare", write_list(TWO), *options)
    _, out, _ = run(capsys, "compare", write_list(TWO), *options, "--json")
    assert note in text
    assert json.loads(out)["scenario"]["limit_mg"] == 400
    assert note in json.loads(out)["scenario"]["limit_note"]
    assert "Safe limit from supplements: <b>400\u00a0mg</b> a day." in page.read_text("utf-8")
    assert note in page.read_text("utf-8")
    assert note in named_cell_text(book, "limit_note")


def named_cell_text(path: Path, name: str) -> str:
    """Return the stored value of a named cell of a workbook."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    sheet, cell = next(iter(workbook.defined_names[name].destinations))
    return str(workbook[sheet][cell.replace("$", "")].value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "elemental-cli --help"),
        (["compare"], "elemental-cli example list.csv"),
        (["compare", "{list}", "--target", "much"], "--target: “much” is not a number"),
        (["compare", "{list}", "--target", "0"], "zero"),
        (["compare", "{list}", "--days", "0"], "days"),
        (["compare", "{list}", "--days", "1.5"], "--days"),
        (
            ["compare", "{list}", "--limit", "Mars"],
            "--limit: “Mars” is not one of the possible values; use one of these: none, US",
        ),
        (["compare", "{list}", "--element", "Kryptonite"], "not one of the possible values"),
        (["compare", "{list}", "--currency", "Zorkmid"], "three-letter code"),
        (["compare", "{list}", "--absorption", "glycinate"], "--absorption"),
        (["compare", "{list}", "--absorption", "glycinate=0"], "zero"),
        (["compare", "{list}", "--absorption", "glycinate=500"], "at most 100"),
        (["compare", "{list}", "--dose-policy", "often"], "invalid choice"),
        (["compare", "{list}", "--map", "nonsense"], "HEADER=COLUMN"),
        (["compare", "{list}", "--map", "X=product"], "no header “X”"),
        (["compare", "{list}", "-o", "out.docx"], "use .xlsx, .csv, .tsv, .json, .pdf or .html"),
        (["compare", "none.csv"], "does not exist"),
        (["compare", "{list}", "--currency", "EUR", "--element", "Zn"], "could be compared"),
        (["compare", "{empty}"], "no product below the header row"),
        (["fly"], "invalid choice"),
    ],
)
def test_that_an_unusable_call_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    arguments: list[str],
    words: str,
) -> None:
    text = HEADER + "Oxide,oxide,tablet,241,120,$8.00\n" if "Zn" in arguments else TWO
    paths = {"{list}": write_list(text), "{empty}": write_list(HEADER, "empty.csv")}
    status, out, err = run(capsys, *(paths.get(argument, argument) for argument in arguments))
    assert (status, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_that_a_product_in_another_currency_is_not_ranked(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list(TWO + "Euro,oxide,tablet,250,100,4.00 €\n")
    status, out, _ = run(capsys, "compare", path, "--currency", "USD", "--json")
    euro = json.loads(out)["products"][-1]
    assert status == 0
    assert (euro["rank"], euro["monthly_cost"]) == (None, None)
    assert euro["checks"][0]["key"] == "currency_differs"


def test_that_several_lists_are_compared_together(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    paths = write_list(TWO, "a.csv"), write_list(HEADER + "C,citrate,tablet,150,90,9\n", "b.csv")
    _, out, _ = run(capsys, "compare", *paths, "--json")
    assert len(json.loads(out)["products"]) == 3


def test_that_the_printed_table_says_why_a_product_has_no_place(
    write_list: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_list(
        "product,elemental_mg,pack_units,price,other_minerals,also_contains\n"
        "Much,250,100,3.00,zinc 60 mg,\n"
        "Unknown,250,100,4.00,,zinc\n"
        "Plain,250,100,5.00,,\n"
    )
    _, out, _ = run(capsys, "compare", path)
    rows = [line.split() for line in out.splitlines()[1:4]]
    assert [row[:2] for row in rows] == [["1", "Much"], ["2", "Unknown"], ["3", "Plain"]]
    places = [" ".join(row).partition("not stated ")[2].partition(" 0.")[0] for row in rows]
    assert places == ["over the limit", "label in doubt", "1"]


def test_that_the_printed_table_ends_with_the_disclaimer(
    capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    status, out, _ = run(capsys, "compare", example, "--target", 300)
    assert status == 0
    assert out.splitlines()[1].split()[:2] == ["1", "Magnesium"]
    assert "the cheapest glycinate costs 4.4 times as much as oxide" in out
    assert out.rstrip().endswith("not medical advice.")


def test_that_a_csv_comes_back_as_the_same_products(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, write_list: Callable[..., Path]
) -> None:
    text = TWO + '"=cmd|calc",oxide,tablet,250,60,5\n"-5 mg, @home",Fizz,tablet,250,60,5\n'
    before = read_products(write_list(text))
    status, _, _ = run(capsys, "compare", write_list(text), "-o", tmp_path / "out.csv")
    after = read_products(tmp_path / "out.csv")
    assert (status, after.problems) == (0, ())
    products = [sorted(repr(row.product) for row in read.products) for read in (before, after)]
    assert products[0] == products[1]
    raw = (tmp_path / "out.csv").read_text("utf-8-sig")
    for row in csv.reader(raw.splitlines()):
        assert not any(cell.startswith(("=", "@", "+")) for cell in row)


def test_that_a_path_that_cannot_be_written_is_named_and_no_file_is_left(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, write_list: Callable[..., Path]
) -> None:
    out = tmp_path / "missing" / "out.csv"
    status, _, err = run(capsys, "compare", write_list(TWO), "-o", out)
    assert status == 2
    assert f"{out} cannot be written" in err
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    assert run(capsys, "compare", write_list(TWO), "-o", folder)[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "taken.xlsx"]


def test_that_the_example_is_written_and_can_be_compared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "example list.csv"
    assert run(capsys, "example", path)[0] == 0
    assert run(capsys, "compare", path)[0] == 0


# -- as a process with a small character set ---------------------------------------------------

FOREIGN = "Магний 水 ≤ 😀"
SMALL_SET = {**os.environ, "PYTHONIOENCODING": "cp1252"}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "pricing", *map(str, arguments)]


def piped(*arguments: object) -> tuple[int, str, str]:
    ended = subprocess.run(command(*arguments), capture_output=True, env=SMALL_SET, check=False)
    return ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8")


def test_that_a_pipe_with_a_small_character_set_gets_every_name(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(TWO.replace("Oxide,", f"{FOREIGN},"), f"{FOREIGN}.csv")
    status, out, err = piped("compare", path, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["products"][0]["product"] == FOREIGN
    status, out, err = piped("compare", path)
    assert (status, err) == (0, "")
    assert FOREIGN in out
    assert "\r" not in out


def test_that_a_pipe_with_a_small_character_set_gets_the_error(tmp_path: Path) -> None:
    status, out, err = piped("compare", tmp_path / f"{FOREIGN}.csv")
    assert (status, out) == (2, "")
    assert f"{FOREIGN}.csv: The file does not exist" in err
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' consoles take every character")
def test_that_a_console_with_a_small_character_set_shows_what_it_can(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(TWO.replace("Oxide,", f"{FOREIGN},"))
    console, theirs = os.openpty()
    output = b""
    with subprocess.Popen(
        command("compare", path), stdout=theirs, stderr=theirs, env=SMALL_SET
    ) as process:
        os.close(theirs)
        with contextlib.suppress(OSError):  # how Linux tells that a console was closed
            while part := os.read(console, 4096):
                output += part
    os.close(console)
    assert process.returncode == 0
    assert "?????? ? ? ?" in output.decode("cp1252")
    assert "Bisglycinate" in output.decode("cp1252")


@pytest.mark.parametrize(
    ("mark", "texts"),
    [(".", ("6.622", "1.234", "2.125", "0.125")), (",", ("6,622", "1,234", "2,125", "0,125"))],
)
def test_that_the_decimal_mark_counts_for_the_amounts_in_options(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    mark: str,
    texts: tuple[str, ...],
) -> None:
    target, factor, copay, unit_cost = texts
    whole_prices = TWO.replace(".00", "")
    status, out, err = run(
        capsys, "compare", write_list(whole_prices), "--json", "--target", target,
        "--decimal-mark", mark,
        "--absorption", f"oxide={factor}", "--payer", f"card:copay_pack:{copay}",
        "--comparator", f"NADAC={unit_cost}", "--daily-wage", factor, "--budget", copay,
        "--monthly-income", f"1{mark}500",
    )  # fmt: skip
    assert (status, err) == (0, "")
    scenario = json.loads(out)["scenario"]
    assert (scenario["target_mg"], scenario["relative_absorption"]) == (6.622, {"oxide": 1.234})
    assert (scenario["daily_wage"], scenario["budget"]) == (1.234, 2.125)
    assert (scenario["monthly_income"], scenario["comparator_cost"]) == (1.5, 0.125)
    assert scenario["payers"][0]["value"] == 2.125


def test_that_an_amount_with_two_meanings_names_its_option_and_the_remedy(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    status, out, err = run(capsys, "compare", write_list(TWO), "--target", "6.622")
    assert (status, out) == (2, "")
    assert "argument --target: “6.622” could be 6622 or 6.622; choose" in err
    assert "(option --decimal-mark)" in err
    assert len(err.splitlines()) == 1


def test_that_the_decimal_mark_counts_when_a_label_is_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    label = ("label", "--form", "oxide", "--elemental-mg", "6,622")
    status, out, _ = run(capsys, *label, "--decimal-mark", ",", "--json")
    assert (status, json.loads(out)["elemental_mg_per_unit"]) == (0, 6.622)
    status, out, _ = run(capsys, *label, "--decimal-mark", ".", "--json")
    assert (status, json.loads(out)["elemental_mg_per_unit"]) == (0, 6622)


def test_that_the_handout_says_what_is_owed_under_the_payer_of_the_call(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "handout.html"
    call = ("compare", write_list(TWO), "--payer", "Plan:percent:80", "-o", path)
    status, _, _ = run(capsys, *call, "--handout-payer", "Medicare")
    assert (status, path.exists()) == (2, False)
    assert run(capsys, *call)[0] == 0
    assert "Plan" not in path.read_text("utf-8")
    assert run(capsys, *call, "--handout-payer", "plan")[0] == 0
    assert "you pay, with Plan" in path.read_text("utf-8")


# -- products with several minerals ------------------------------------------------------------

SEVERAL = (
    "product,form,elemental_mg,calcium_mg,zinc_mg,pack_units,price,unit_kind\n"
    "Trio,oxide,100,200,5,100,12,tablet\nCalcium alone,,,500,,100,10,tablet\n"
)
ZINC = (
    "product,element,elemental_mg,pack_units,price,unit_kind,source\n"
    "Zinc alone,Zn,10,100,5,tablet,Corner shop\n"
)


def credited(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: object
) -> dict[str, Any]:
    path = folder / "shelf.csv"
    path.write_text(SEVERAL, "utf-8")
    _, out, _ = run(
        capsys,
        "compare",
        path,
        "--json",
        "--target",
        300,
        "--data-dir",
        folder / "data",
        *arguments,
    )
    product: dict[str, Any] = json.loads(out)["products"][0]
    return product


def test_that_the_catalogue_values_minerals_that_no_list_prices(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "zinc.csv").write_text(ZINC, "utf-8")
    run(capsys, "import", tmp_path / "zinc.csv", "--data-dir", tmp_path / "data")
    table = tmp_path / "table.csv"
    trio = credited(capsys, tmp_path, "-o", table)
    assert (trio["other_minerals_value"], trio["credited_monthly_cost"]) == (6.5, 4.95)
    calcium, zinc = trio["credited_prices"]
    assert (calcium["product"], calcium["in_catalogue"]) == ("Calcium alone", False)
    assert (zinc["product"], zinc["source"]) == ("Zinc alone", "Corner shop")
    assert "the price of Calcium alone: $4.00." in trio["credited_says"][0]
    with table.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["other_minerals_value"], row["credited_monthly_cost"]) == ("6.50", "4.95")
    _, out, _ = run(
        capsys, "compare", tmp_path / "shelf.csv", "--target", 300, "--data-dir", tmp_path / "data"
    )
    assert "Trio costs $10.80 as taken, and $4.95 credited" in out
    assert "Zinc alone in the catalogue (Corner shop): $2.50." in out.replace("\u00a0", " ")


def test_that_no_catalogue_is_made_and_a_damaged_one_only_reported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert credited(capsys, tmp_path)["credited_monthly_cost"] is None
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").write_text("no folder", "utf-8")
    assert credited(capsys, tmp_path)["credited_monthly_cost"] is None
