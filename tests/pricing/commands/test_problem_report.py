"""What the command line says about a list with many problems, and the table of them."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.commands.main import main
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,elemental_mg,pack_units,price USD,upc\n"
GOOD = "Good,oxide,250,100,4.49,\n"
MAX_LINES = 20


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, list[str]]:
    """Run a command; return its exit status, its output and the lines of its errors."""
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err.splitlines()


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of problems."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_that_equal_problems_are_counted(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    rows = "".join(f"P{n},oxide,250,100,4.49,0360002914{n:02d}\n" for n in range(53, 75))
    bad = "Bad,oxide,many,100,4.49,\nWorse,oxide,few,100,4.49,\n"
    path = write_list(HEADER + rows + bad)
    status, _, lines = run(capsys, "compare", path)
    assert status == 1
    assert lines[0] == (
        f"{path}:24:elemental_mg: 2 rows, first in row 24: “many” is not a number; enter an "
        "amount such as 250 or 250 mg"
    )
    assert lines[1].startswith(
        f"{path}:2:upc: 21 rows, first in row 2: “036000291453” is not a barcode: its last digit "
        "would be 2; compare it with the pack"
    )
    assert lines[2:] == [
        f"{path}: 23 problems of 2 kinds; write all with --problems FILE.csv",
    ]


@pytest.mark.parametrize("command", ["compare", "import"])
def test_that_many_rows_of_many_kinds_take_twenty_lines(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    command: str,
) -> None:
    cells = ["x", "1,234", "-3", "0", "99999999999", "1.2345678", "5 miles", "#N/A", "1²"]
    rows = [
        ",".join("P" if n != column else f'"{cell}"' for n in range(6)) + "\n"
        for cell in cells
        for column in range(6)
    ]
    rows += [f"A,oxide,{cell!r},{cell!r},{cell!r},7.5E+11\n".replace("'", '"') for cell in cells]
    path = write_list(HEADER + GOOD + "".join(rows) * 40)
    data_dir = ["--data-dir", tmp_path / "data"] if command == "import" else []
    table = tmp_path / "problems.csv"
    status, _, lines = run(capsys, command, path, "--problems", table, *data_dir)
    assert status == 1
    assert 2 < len(lines) <= MAX_LINES
    assert f"all are in {table}" in lines[-1]
    assert len(read_table(table)) > 2_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(["", "x", "250", "1,234", "4.49", "=1+1", "7.5E+11", "036000291453"]),
            min_size=6,
            max_size=7,
        ),
        max_size=60,
    )
)
def test_that_every_problem_is_a_row_of_the_table(
    rows: list[list[str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, table = tmp_path / "list.csv", tmp_path / "problems.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + GOOD)
        csv.writer(file).writerows(rows)
    _, out, lines = run(capsys, "compare", path, "--json", "--problems", table)
    printed = json.loads(out)
    problems = printed["rejected"] + printed["doubtful"]
    written = read_table(table)
    assert len(lines) <= MAX_LINES
    assert sorted((str(problem["row"]), problem["column"]) for problem in problems) == sorted(
        (row["row"], row["column"]) for row in written
    )
    assert all(row["file"] == str(path) and row["what"] and row["what to do"] for row in written)


def test_that_the_table_names_place_value_and_remedy_and_holds_no_formula(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, table = tmp_path / "list.xlsx", tmp_path / "problems.csv"
    write_workbook(
        path,
        [
            ["Name", "Elemental mg", "Pack size", "Price USD"],
            ["A", 250, 100, 4.49],
            ["B", "@many", 100, 4.49],
        ],
    )
    assert run(capsys, "compare", path, "--problems", table)[0] == 1
    (row,) = read_table(table)
    assert (row["file"], row["row"], row["column"]) == (str(path), "3", "Elemental mg")
    assert row["sheet"]
    assert row["value"] == "'@many"
    assert row["what"] == "“@many” is not a number."
    assert row["what to do"] == "Enter an amount such as 250 or 250 mg."


def test_that_the_table_replaces_its_earlier_self_and_no_other_file(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], tmp_path: Path
) -> None:
    path, table, other = write_list(HEADER + GOOD), tmp_path / "problems.csv", tmp_path / "my.csv"
    assert run(capsys, "compare", path, "--problems", table)[0] == 0
    assert run(capsys, "compare", path, "--problems", table)[0] == 0
    assert read_table(table) == []
    other.write_text("mine\n", encoding="utf-8")
    for target in (other, path, tmp_path / "problems.txt"):
        before = target.read_bytes() if target.exists() else None
        for command in (["compare", path], ["import", path, "--data-dir", tmp_path / "data"]):
            status, _, lines = run(capsys, *command, "--problems", target)
            assert (status, len(lines)) == (2, 1)
        assert (target.read_bytes() if target.exists() else None) == before
    assert run(capsys, "compare", path, "--problems", other, "--force")[0] == 0


@pytest.mark.parametrize(
    ("header", "unknown"),
    [
        ("Wirkstoff;Sorte;Gehalt;Menge;Betrag", "Wirkstoff; Sorte; Gehalt; Menge; Betrag"),
        ("Name;Form;Gehalt;Menge;Betrag", "Gehalt; Menge; Betrag"),
        ("Wirkstoff;Form;Gehalt;Menge;Betrag", "Wirkstoff; Gehalt; Menge; Betrag"),
    ],
)
def test_that_unknown_headers_are_named_with_the_option_that_maps_them(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    header: str,
    unknown: str,
) -> None:
    path = write_list(f"{header}\nA;oxide;250;100;4,49\n")
    status, _, lines = run(capsys, "compare", path)
    assert status == 2
    assert f"where Header is one of the unknown headers: {unknown})" in lines[0]
    options = ["Gehalt=elemental_mg", "Menge=pack_units", "Betrag=price"]
    for option in options:
        assert f'--map "Header={option.split("=")[1]}"' in lines[0]
    if "Wirkstoff" in header:
        assert '--map "Header=product"' in lines[0]
        options.append("Wirkstoff=product")
    mapped = [argument for option in options for argument in ("--map", option)]
    assert run(capsys, "compare", path, *mapped)[0] == 0


@pytest.mark.parametrize(
    "header", ["Magnesium oxide mg", "Magnesiumoxid (mg)", "Oxyde de magnésium mg"]
)
def test_that_a_header_of_a_salt_is_offered_as_both_amounts(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], header: str
) -> None:
    path = write_list(f"Product;Form;{header};Pack;Price EUR\nA;oxide;400;100;4,49\n")
    status, _, lines = run(capsys, "compare", path)
    assert status == 2
    for key in ("compound_mg", "elemental_mg"):
        assert f'--map "{header}={key}"' in lines[0]
        assert run(capsys, "compare", path, "--map", f"{header}={key}")[0] == 0


def test_that_a_missing_amount_is_offered_as_that_of_a_salt_too(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list("Product;Form;MgO mg;Pack;Price EUR\nA;oxide;400;100;4,49\n")
    _, _, lines = run(capsys, "compare", path)
    assert 'or --map "Header=compound_mg" for the amount of a salt' in lines[0]


def test_that_a_row_without_an_amount_names_no_key_of_a_column(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list("Product;Form;Compound mg;Pack;Price EUR\nA;unknown;400;100;4,49\n")
    _, _, lines = run(capsys, "compare", path)
    assert lines[0].startswith(f"{path}:2:Elemental: The elemental amount is missing")


def test_that_a_row_below_the_headers_is_not_named_as_the_headers(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list("Rang;Klasse;Idee\n1;Form;250 mg\n2;A;B\n")
    _, _, lines = run(capsys, "compare", path)
    assert "where Header is one of the unknown headers: Rang; Klasse; Idee)" in lines[0]


def test_that_two_headers_of_one_column_are_named_with_what_settles_it(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list(
        "product,elemental_mg,pack_units,retail_price,selling {price}\nA,250,60,4,5\n"
    )
    status, _, (line, _) = run(capsys, "compare", path)
    assert status == 2
    options = '(option --map "selling {price}=ignore" or --map "retail_price=ignore")'
    assert line.endswith(f"leave one of them out {options}")
    status, output, _ = run(capsys, "compare", path, "--map", "selling {price}=price", "--json")
    assert status == 0
    assert json.loads(output)["products"][0]["price"] == 5


def test_that_a_list_without_a_currency_says_which_one_counts(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    path = write_list("product,elemental_mg,pack_units,price\nA,250,60,4.49\n")
    status, _, (line,) = run(capsys, "compare", path)
    assert status == 0
    assert "names no currency, so the prices in “price” count as USD" in line
    assert line.endswith("(option --currency CODE)")
    assert run(capsys, "compare", path, "--currency", "USD")[2] == []
    for header, price in (("price EUR", "4.49"), ("price", "$4.49")):
        stated = write_list(f"product,elemental_mg,pack_units,{header}\nA,250,60,{price}\n")
        assert run(capsys, "compare", stated)[2] == []
