"""The worked examples that a pharmacist reads, run through every output.

Each case of `tests/worked_examples.md` is a list and its settings. What has to come out is checked
in the exact figures, the figures of whole columns, the workbook recalculated by LibreOffice, the
JSON, the findings, the checks and the handout.
"""

from __future__ import annotations

import csv
import html
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import pricing
from pricing.commands.main import main
from pricing.reference.evidence import form_evidence
from pricing.reference.limits import LIFE_STAGES
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS
from tests.libreoffice import recalculate
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Row = dict[str, str]

# The option of the command line and of a notebook for each setting.
OPTIONS = {
    "Mineral": ("--element", "element"),
    "Target a day": ("--target", "target"),
    "Days": ("--days", "days"),
    "Dose rule": ("--dose-policy", "dose_policy"),
    "Tolerance": ("--tolerance", "tolerance"),
    "Limit of": ("--limit", "limit"),
    "Life stage": ("--life-stage", "life_stage"),
    "Currency": ("--currency", "currency"),
    "Budget a month": ("--budget", "budget"),
    "Daily wage": ("--daily-wage", "daily_wage"),
    "Payer": ("--payer", "payers"),
    "Payer of the handout": ("--handout-payer", ""),
    "Decimal mark": ("--decimal-mark", ""),
}
FIGURES = {
    "Units a day": "units_per_day",
    "Delivered mg": "delivered_mg_per_day",
    "Cost as taken": "monthly_cost",
    "To pay": "monthly_outlay",
    "Left over": "units_left_over",
    "Days per pack": "days_per_pack",
    "Cost per mg a day": "monthly_cost_per_elemental_mg",
    "Rank": "rank",
    "Place": "place",
}
CREDITED = {
    "Value of the others": "other_minerals_value",
    "Credited price": "credited_pack_price",
    "Credited cost as taken": "credited_monthly_cost",
}
# Figures that are no measures, which the figures of whole columns do not have.
ORDER = {"rank", "place"}
HAS_NONE = "-"
LIFE_STAGE_KEYS = {title: key for key, title in LIFE_STAGES.items()}


@dataclass
class Case:
    """A worked example as it stands on the page."""

    title: str
    tables: list[list[Row]] = field(default_factory=list)
    best_buy: str | None = None

    def rows(self, column: str) -> list[Row]:
        """Return the table that has a column, or no rows."""
        return next((table for table in self.tables if column in table[0]), [])

    @property
    def settings(self) -> Mapping[str, str]:
        return {row["Setting"]: row["Value"] for row in self.rows("Setting")}

    @property
    def listed(self) -> list[Row]:
        return self.rows("Pack")

    @property
    def is_refused(self) -> bool:
        return not self.rows("Units a day")

    @property
    def has_regimen(self) -> bool:
        return bool(self.rows("Regimen for"))


def page_cases() -> Iterator[Case]:
    """Read the cases of the page."""
    case: Case | None = None
    lines = (ROOT / "tests" / "worked_examples.md").read_text("utf-8").splitlines()
    for is_table, block in groupby(lines, lambda line: line.startswith("|")):
        if is_table and case:
            heads, _, *body = [[cell.strip() for cell in line[1:-1].split("|")] for line in block]
            case.tables.append([dict(zip(heads, cells, strict=True)) for cells in body])
            continue
        for line in block:
            if line.startswith("## "):
                if case:
                    yield case
                case = Case(line[3:])
            elif line.startswith("Best buy: ") and case:
                case.best_buy = line.removeprefix("Best buy: ")[:-1]
    if case:
        yield case


CASES = {case.title: case for case in page_cases()}
COMPARED = [title for title, case in CASES.items() if not case.is_refused]
WITH_CREDITED = [title for title, case in CASES.items() if case.rows("Credited price")]
WITH_REGIMENS = [title for title, case in CASES.items() if case.has_regimen]


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def handout_text(page: str) -> str:
    body = page[page.index("<body") :]
    return plain(html.unescape(re.sub("<[^>]+>", " ", body)))


def agrees(shown: str, value: object) -> bool:
    """Return whether a number in binary fractions is the one shown, to its last decimal."""
    if shown == HAS_NONE:
        return value in (None, "") or value != value  # noqa: PLR0124 (a figure that is no number)
    if not isinstance(value, int | float):
        return False
    decimals = len(shown.partition(".")[2])
    half = Fraction(1, 2 * 10**decimals)
    return abs(Fraction(value) - Fraction(shown)) <= half * (1 + Fraction(1, 10**6))


@dataclass
class Outcome:
    """What the program made of a case."""

    code: int
    printed: dict[str, Any]
    errors: str
    handout: str
    workbook: Path
    listed: Path
    regimens: dict[str, Any]
    regimen_text: str

    def product(self, name: str) -> dict[str, Any]:
        return next(each for each in self.printed["products"] if each["product"] == name)

    def texts(self, where: str) -> str:
        """Return what stands in a place of the page's first column."""
        if where.startswith("Checks of "):
            checks = self.product(where.removeprefix("Checks of "))["checks"]
            return plain("\n".join(check["says"] for check in checks))
        if where.startswith("Evidence of "):
            (mineral,) = {each["element"] for each in self.printed["products"]}
            assert mineral == "Magnesium"
            return form_evidence()["Mg", where.removeprefix("Evidence of "), "absorption"].summary
        return {
            "Findings": lambda: plain(" ".join(f["says"] for f in self.printed["findings"])),
            "Budget": lambda: plain(" ".join(s["says"] for s in self.printed["access_summary"])),
            "Limit": lambda: plain(str(self.printed["scenario"]["limit_note"])),
            "Handout": lambda: self.handout,
            "Not on the handout": lambda: self.handout,
            "Nowhere": lambda: plain(json.dumps(self.printed, ensure_ascii=False)) + self.handout,
            "Regimen": lambda: plain(self.regimen_text),
            "Refused": lambda: plain(self.errors),
        }[where]()


def run_case(case: Case, folder: Path) -> Outcome:
    """Compare the list of a case on the command line, and return everything that comes out."""
    listed, page, book = folder / "list.csv", folder / "handout.html", folder / "book.xlsx"
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, case.listed[0])
        writer.writeheader()
        writer.writerows(case.listed)
    call = ["compare", str(listed), "--json", "-o", str(page), "-o", str(book)]
    for setting, value in case.settings.items():
        call += [OPTIONS[setting][0], LIFE_STAGE_KEYS.get(value, value)]
    out, errors = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = main(call)
    printed = json.loads(out.getvalue()) if out.getvalue() else {}
    text = handout_text(page.read_text("utf-8")) if page.exists() else ""
    regimens, regimen_text = run_regimen(case, listed) if case.has_regimen else ({}, "")
    return Outcome(code, printed, errors.getvalue(), text, book, listed, regimens, regimen_text)


def run_regimen(case: Case, listed: Path) -> tuple[dict[str, Any], str]:
    """Search for the cheapest regimens of a case, and return the JSON and the text."""
    (wanted,) = case.rows("Regimen for")
    call = ["regimen", str(listed), "--at-most", wanted["At most"]]
    for target in wanted["Regimen for"].split(", "):
        call += ["--target", target]
    for take in wanted["Taken now"].split(", ") if wanted["Taken now"] != HAS_NONE else ():
        call += ["--take", take]
    printed = []
    for options in (["--json"], []):
        out = StringIO()
        with redirect_stdout(out):
            main([*call, *options])
        printed.append(out.getvalue())
    return json.loads(printed[0]), printed[1]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    found = {}
    for title, case in CASES.items():
        found[title] = run_case(case, tmp_path_factory.mktemp("case"))
    return found


def test_that_the_page_has_every_code_of_the_audit() -> None:
    codes = {code for title in CASES for code in re.findall(r"\b[AB]\d+\b", title)}
    assert codes >= {f"A{n}" for n in (*range(1, 7), *range(8, 11))} | {
        f"B{n}" for n in range(1, 10)
    }
    assert len(CASES) >= 40


@pytest.mark.parametrize("title", COMPARED)
def test_that_the_exact_figures_and_those_of_whole_columns_are_as_written(
    title: str, outcomes: Mapping[str, Outcome]
) -> None:
    case = CASES[title]
    options: dict[str, Any] = {
        OPTIONS[setting][1]: LIFE_STAGE_KEYS.get(value, value)
        for setting, value in case.settings.items()
        if OPTIONS[setting][1]
    }
    mark = case.settings.get("Decimal mark", "auto")
    if mark == ".":  # a notebook has no such option, and takes a number
        options["target"] = Decimal(options["target"].partition(" ")[0])
    listed = pricing.read(outcomes[title].listed, element=options["element"], decimal_mark=mark)
    result = pricing.compare(listed, **options)
    frame = result.to_frame().set_index("product")
    for row in case.rows("Units a day"):
        product = next(each for each in result if each.name == row["Product"])
        for column, key in FIGURES.items():
            if key in ORDER:
                continue
            figure = product.figure(key)
            if row[column] == HAS_NONE:
                assert figure is None, key
            else:
                assert figure is not None
                assert figure.plain == row[column], key
            assert agrees(row[column], frame.loc[row["Product"], key]), key


@pytest.mark.parametrize("title", COMPARED)
def test_that_the_json_is_as_written(title: str, outcomes: Mapping[str, Outcome]) -> None:
    case, outcome = CASES[title], outcomes[title]
    assert (outcome.printed["best_buy"] or "none") == case.best_buy
    for row in case.rows("Units a day"):
        product = outcome.product(row["Product"])
        for column, key in FIGURES.items():
            assert agrees(row[column], product[key]), key
    for row in case.rows("Payer"):
        (cost,) = [
            each
            for each in outcome.printed["access"]
            if (each["product"], each["payer"]) == (row["Product"], row["Payer"])
        ]
        assert cost["shown"]["out_of_pocket"] == row["First purchase"]
        if row["Average month"]:
            assert cost["shown"]["average_month"] == row["Average month"]
        if row.get("Within budget"):
            assert cost["within_budget"] is (row["Within budget"] == "yes")
        if row.get("Days' wages"):
            assert cost["shown"]["days_wages"] == row["Days' wages"]


@pytest.mark.parametrize("title", WITH_CREDITED)
def test_that_the_credited_costs_are_as_written(
    title: str, outcomes: Mapping[str, Outcome]
) -> None:
    for row in CASES[title].rows("Credited price"):
        product = outcomes[title].product(row["Product"])
        for column, key in CREDITED.items():
            assert agrees(row[column], product[key]), key


@pytest.mark.parametrize("title", WITH_REGIMENS)
def test_that_the_regimens_are_as_written(title: str, outcomes: Mapping[str, Outcome]) -> None:
    printed = outcomes[title].regimens
    found = {
        str(number): regimen
        for number, regimen in enumerate((printed["best"], *printed["alternatives"]), start=1)
        if regimen
    }
    if printed["taken"]:
        found["now"] = printed["taken"]
    rows = {row["Regimen"]: row for row in CASES[title].rows("Takes")}
    assert found.keys() == rows.keys()
    for number, row in rows.items():
        regimen = found[number]
        takes = ", ".join(f"{take['units']} {take['product']}" for take in regimen["takes"])
        totals = ", ".join(f"{element} {total}" for element, total in regimen["totals"].items())
        assert (takes, totals) == (row["Takes"], row["Totals"])
        assert agrees(row["Month"], regimen["monthly_cost"])
        assert agrees(row["Pay now"], regimen["monthly_outlay"])


def test_that_the_recalculated_workbooks_are_as_written(
    outcomes: Mapping[str, Outcome], tmp_path: Path
) -> None:
    """One start of LibreOffice recalculates them all, in one process of the suite."""
    paths = [
        outcomes[title].workbook.rename(tmp_path / f"{number}.xlsx")
        for number, title in enumerate(COMPARED)
    ]
    for title, path in zip(COMPARED, recalculate(paths, tmp_path), strict=True):
        sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
        headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        cells = [dict(zip(headings, row, strict=True)) for row in rows]
        cells_by_name = {str(each["Product"]): each for each in cells}
        for row in CASES[title].rows("Units a day"):
            shown = cells_by_name[row["Product"]]
            for column, key in FIGURES.items():
                assert agrees(row[column], shown[COMPARISON_HEADINGS[key]]), (title, key)


@pytest.mark.parametrize("title", CASES)
def test_that_the_words_stand_where_they_should(
    title: str, outcomes: Mapping[str, Outcome]
) -> None:
    outcome = outcomes[title]
    for row in CASES[title].rows("Words"):
        is_forbidden = row["Where"] in {"Nowhere", "Not on the handout"}
        stands = row["Words"] in outcome.texts(row["Where"])
        assert stands is not is_forbidden, f"{row['Where']}: {row['Words']}"


@pytest.mark.parametrize("title", [title for title, case in CASES.items() if case.is_refused])
def test_that_a_case_without_figures_is_refused(
    title: str, outcomes: Mapping[str, Outcome]
) -> None:
    assert outcomes[title].code == 2
    assert not outcomes[title].printed
