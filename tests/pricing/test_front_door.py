"""The Python interface: `import pricing`, as a notebook uses it."""

from __future__ import annotations

import copy
import dataclasses
import doctest
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import textwrap
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import pricing
from pricing import notebook as notebook_room
from pricing.calculation.measures import MEASURES, FigureFormat
from pricing.commands.main import main
from pricing.model.columns import COLUMNS_BY_KEY, build_product, cell_text
from pricing.model.scenario import Scenario as ModelScenario
from pricing.notebook.products import (
    ARGUMENTS_BY_COLUMN,
    COLUMNS_BY_ARGUMENT,
    ProductArguments,
)
from pricing.notebook.result import Figure
from pricing.notebook.scenario import OPTION_NAMES, ScenarioOptions
from pricing.problems.errors import UserError
from pricing.writing import TABLE_STYLES, write_csv
from pricing.writing.workbook import write_workbook
from tests.paths import EXAMPLE, ROOT
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

OX: Mapping[str, Any] = {
    "name": "Ox",
    "form": "oxide",
    "elemental": "241 mg",
    "pack": 120,
    "price": "$8.00",
}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a notebook: the example list is in it as list.csv."""
    shutil.copy(EXAMPLE, tmp_path / "list.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def result(notebook: Path) -> pricing.Result:
    products = pricing.read("list.csv")
    return pricing.compare(products, target="300 mg", limit="US", today=date(2026, 7, 1))


def product(**changes: Any) -> pricing.Product:
    return pricing.Product(**{**OX, **changes})


# -- the README --------------------------------------------------------------------------------


def test_that_the_notebook_of_the_readme_gives_what_it_shows(notebook: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    output: list[str] = []
    assert test.examples
    assert doctest.DocTestRunner().run(test, out=output.append).failed == 0, "".join(output)


def test_that_products_are_read_compared_and_found_by_name(result: pricing.Result) -> None:
    assert result["Magnesium Oxide 250 mg"].rank == 1
    assert result["Magnesium Oxide 250 mg"].monthly_cost == Fraction("2.694")
    assert result.best is not None
    assert result.best.name == "High Absorption Magnesium 240 tablets"
    assert [row.rank for row in result] == list(range(1, 19))
    assert result[0].product.price == Decimal("4.49")


# -- the same as the command line --------------------------------------------------------------


@given(st.lists(product_values(), min_size=1, max_size=4), scenarios())
def test_that_figures_equal_those_of_the_command_line(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]],
    assumed: ModelScenario,
) -> None:
    path = tmp_path_factory.mktemp("list") / "list.csv"
    products = [pricing.Product(**texts_of(values)) for values in rows]
    result = pricing.compare(products, target=f"{assumed.target} ug", days=assumed.days)
    assume(all(row.pack_price for row in result))  # findings divide by the cheapest price
    write_csv(result.comparison, path, TABLE_STYLES["comma"])
    read = pricing.compare(pricing.read(path), result.scenario)
    printed = print_json(path, target=f"{assumed.target} ug", days=assumed.days)
    for row, again, shown in zip(result, read, printed["products"], strict=True):
        assert (row.name, row.rank) == (again.name, again.rank) == (shown["product"], shown["rank"])
        assert [flag.key for flag in row.flags] == [check["key"] for check in shown["checks"]]
        for measure in MEASURES:
            figure = getattr(row, measure.key)
            assert figure == getattr(again, measure.key)
            exists = figure is not None
            assert (figure.plain if exists else None) == shown["shown"].get(measure.key)
            assert (float(figure) if exists else None) == shown[measure.key]


@given(product_values())
def test_that_text_makes_the_product_of_a_list_and_reads_back_from_it(
    values: dict[str, Any],
) -> None:
    made = pricing.Product(**texts_of(values))
    assert made.model == build_product(values)
    names = ProductArguments.__annotations__
    assert pricing.Product(**{name: getattr(made, name) for name in names}) == made
    assert made.name in repr(made)
    assert made.price.text in repr(made)
    assert made.pack.text in repr(made)


def texts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a product, as text."""
    return {
        ARGUMENTS_BY_COLUMN[key]: cell_text(COLUMNS_BY_KEY[key], value)
        for key, value in values.items()
    }


def print_json(path: Path, **options: object) -> dict[str, Any]:
    """What the command line prints about a list."""
    import contextlib
    import io

    arguments = [part for key, value in options.items() for part in (f"--{key}", str(value))]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert main(["compare", str(path), "--json", *arguments]) == 0
    found: dict[str, Any] = json.loads(output.getvalue())
    return found


# -- arguments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "value", "words"),
    [
        ("elemental", 241, "241 has no unit"),
        ("elemental", 241.0, "float"),
        ("elemental", "241 miles", "miles"),
        ("elemental", pricing.Money("$8"), "no mass"),
        ("elemental", Decimal("0.0001"), "decimals"),
        ("elemental", Fraction(1, 3), "decimals"),
        ("price", 8, "8 has no unit"),
        ("price", 8.0, "float"),
        ("price", "-8", "negative"),
        ("price", Decimal(-8), "negative"),
        ("price", Decimal("NaN"), "out of bounds"),
        ("price", Decimal("1e999999999"), "out of bounds"),
        ("price", "0", "zero"),
        ("price", None, "missing"),
        ("price", "1,234", "1234"),
        ("pack", 0, "zero"),
        ("pack", -1, "negative"),
        ("pack", True, "units"),
        ("pack", 12.5, "float"),
        ("pack", "12.5", "whole"),
        ("serving", 0, "zero"),
        ("tax", 5, "5 has no unit"),
        ("discount", "120 %", "120"),
        ("delivery", "3 EUR", "USD"),
        ("currency", "Zorkmid", "Zorkmid"),
        ("element", "Kryptonite", "Kryptonite"),
        ("unit", "pill", "pill"),
        ("name", "", "missing"),
        ("name", b"Ox", "not text"),
        ("note", "x" * 501, "501"),
        ("priced_on", "yesterday", "yesterday"),
        ("asked_on", date(2999, 1, 1), "2999"),
        ("shops_found", "3.5", "3.5"),
        ("elementl", "241 mg", "did you mean “elemental”?"),
    ],
)
def test_that_an_impossible_product_is_refused_and_the_argument_named(
    argument: str, value: object, words: str
) -> None:
    with pytest.raises(UserError) as refusal:
        product(**{argument: value})
    assert refusal.value.parameters["argument"] == argument
    assert str(refusal.value).startswith(f"{argument}: ")
    assert words in str(refusal.value)


def test_that_a_price_in_another_currency_than_stated_is_refused() -> None:
    assert product(price="8 EUR").currency == "EUR"
    assert product(price="8", currency="CAD").price == pricing.Money("8 CAD")
    with pytest.raises(pricing.ArgumentError, match="price"):
        product(price="8 EUR", currency="USD")


def test_that_a_compound_needs_a_form_whose_share_is_known() -> None:
    derived = product(elemental=None, compound="400 mg")
    assert (derived.elemental, derived.compound) == (None, Fraction(400))
    assert "400 mg of compound" in repr(derived)
    with pytest.raises(pricing.ArgumentError) as refusal:
        product(elemental=None, compound="400 mg", form="fizz")
    assert refusal.value.argument == "elemental"


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("target", 300, "300 has no unit"),
        ("target", 300.0, "float"),
        ("target", "0 mg", "zero"),
        ("target", "much", "much"),
        ("days", 0, "3660"),
        ("days", 3_661, "3660"),
        ("days", "1.5", "1.5"),
        ("course_days", 0, "3660"),
        ("dose_policy", "often", "at_least"),
        ("life_stage", "giant", "pregnancy"),
        ("limit", "Mars", "US"),
        ("limit", 350, "not text"),
        ("element", "Kryptonite", "Kryptonite"),
        ("currency", "Zorkmid", "Zorkmid"),
        ("budget", "20 EUR", "EUR"),
        ("budget", 20, "20 has no unit"),
        ("no_difference", "-1", "negative"),
        ("tolerance", "51", "too large"),
        ("absorption", {"glycinate": 2}, "2 has no unit"),
        ("absorption", {"glycinate": "0"}, "zero"),
        ("absorption", "glycinate=2", "dict"),
        ("payers", ["plan:half"], "half"),
        ("payers", 3, "list"),
        ("daily_wage", 58.0, "float"),
        ("comparator", "NADAC=0", "zero"),
        ("tagret", "300 mg", "did you mean “target”?"),
    ],
)
def test_that_an_impossible_scenario_is_refused_and_the_option_named(
    option: str, value: object, words: str
) -> None:
    options: dict[str, Any] = {option: value}
    for call in (pricing.Scenario, lambda **given: pricing.compare([product()], **given)):
        with pytest.raises(UserError) as refusal:
            call(**options)
        assert refusal.value.parameters["argument"] == option
        assert words in str(refusal.value)


def test_that_every_option_reaches_the_scenario() -> None:
    scenario = pricing.Scenario(
        element="zinc",
        target="12.5 mg",
        days=28,
        course_days=84,
        dose_policy="nearest",
        tolerance="1.25 %",
        limit="eu",
        life_stage="older_adult",
        reference="zinc citrate",
        absorption={"gluconate": "1.3"},
        currency="EUR",
        budget="12,50",
        no_difference=Decimal("0.5"),
        payers=["plan:percent:80"],
        daily_wage="58 EUR",
        monthly_income="2100",
        comparator="NADAC=0.05",
    )
    assert scenario.model == ModelScenario(
        element="Zn",
        target=12_500,
        days=28,
        course_days=84,
        dose_policy="nearest",
        tolerance=125,
        limit_authority="EU",
        life_stage="older_adult",
        reference_form="citrate",
        absorption=(("gluconate", 13_000),),
        currency="EUR",
        budget=12_500_000,
        no_difference=500_000,
        payers=scenario.payers,
        daily_wage=58_000_000,
        monthly_income=2_100_000_000,
        comparator="NADAC",
        comparator_cost=50_000,
    )
    assert pricing.compare([product()], scenario, days=30).scenario.days == 30
    attributes = {name: getattr(scenario, name) for name in OPTION_NAMES if name != "comparator"}
    again = pricing.Scenario(**attributes, comparator="NADAC=0.05")
    assert again == scenario


def test_that_no_argument_and_no_option_is_forgotten() -> None:
    model_fields = {field.name for field in dataclasses.fields(ModelScenario)}
    renamed = {"limit_authority": "limit", "reference_form": "reference"}
    # A range is asked of the sensitivity, and a comparator's cost stands behind its name. The
    # regimen of the window belongs to its rows.
    not_offered = {"ranges", "comparator_cost"}
    not_offered |= {name for name in model_fields if name.startswith("regimen_")}
    expected = {renamed.get(name, name) for name in model_fields - not_offered}
    assert set(OPTION_NAMES) == set(ScenarioOptions.__annotations__) == expected
    assert set(ProductArguments.__annotations__) == set(COLUMNS_BY_ARGUMENT)
    for name in (*ProductArguments.__annotations__,):
        assert isinstance(getattr(pricing.Product, name), property)
    for name in OPTION_NAMES:
        assert isinstance(getattr(pricing.Scenario, name), property)


def test_that_no_limit_can_be_chosen() -> None:
    assert pricing.Scenario(limit=None).limit is None
    assert pricing.Scenario(limit="none").limit_amount is None
    assert pricing.Scenario().limit_amount == 350


def test_that_only_products_are_compared() -> None:
    with pytest.raises(pricing.ArgumentError, match=r"pricing\.read"):
        pricing.compare("list.csv")  # type: ignore[arg-type]


# -- lists -------------------------------------------------------------------------------------


def test_that_a_list_says_what_was_left_out(write_list: Callable[..., Path]) -> None:
    header = "product,form,elemental_mg,pack_units,price\n"
    products = pricing.read(write_list(header + "Ox,oxide,241,120,8\nBad,oxide,x,120,8\n"))
    assert [each.name for each in products] == ["Ox"]
    assert isinstance(products[0], pricing.Product)
    (problem,) = products.problems
    assert (problem.row, problem.column) == (3, "elemental_mg")
    assert "list.csv:3:elemental_mg: “x” is not a number; " in repr(products.problems)
    assert repr(products).splitlines()[0] == "<Products: 1, problems: 1>"


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"path": "none.csv"}, "none.csv"),
        ({"element": "Kryptonite"}, "element"),
        ({"currency": "Zorkmid"}, "currency"),
        ({"decimal_mark": ";"}, "decimal_mark"),
        ({"columns": {"Title": "produkt"}}, "columns"),
    ],
)
def test_that_a_list_that_cannot_be_read_is_refused(
    notebook: Path, arguments: dict[str, Any], argument: str
) -> None:
    with pytest.raises(pricing.ArgumentError) as refusal:
        pricing.read(**{"path": "list.csv", **arguments})
    assert refusal.value.argument == argument


def test_that_a_workbook_is_compared_as_it_assumes(tmp_path: Path) -> None:
    scenario = pricing.Scenario(target="300 mg", days=90, limit="EU")
    write_workbook(pricing.compare([product()], scenario).comparison, tmp_path / "list.xlsx")
    products = pricing.read(tmp_path / "list.xlsx")
    assert pricing.compare(products).scenario == scenario
    assert pricing.compare(products, days=30).scenario.days == 30
    assert pricing.compare(products, currency="EUR").scenario.currency == "EUR"


def test_that_the_mineral_and_the_currency_are_those_of_most_products() -> None:
    zinc = product(element="zinc", form="citrate", price="5 EUR")
    scenario = pricing.compare([product(), zinc, zinc]).scenario
    assert (scenario.element, scenario.currency) == ("Zn", "EUR")
    assert pricing.compare([]).scenario == pricing.Scenario()


# -- results -----------------------------------------------------------------------------------


def test_that_every_measure_is_an_attribute_of_its_type(result: pricing.Result) -> None:
    figures = {
        name: value.kind for name, value in vars(pricing.ProductResult).items()
        if isinstance(value, Figure)
    }  # fmt: skip
    assert list(figures) == [measure.key for measure in MEASURES]
    kinds = {
        FigureFormat.MONEY: pricing.Money,
        FigureFormat.RATE: pricing.Money,
        FigureFormat.MASS: pricing.Mass,
    }
    for measure in MEASURES:
        assert figures[measure.key] is kinds.get(measure.figure_format, pricing.ExactNumber)
        assert type(getattr(result[0], measure.key)) is figures[measure.key]
        assert getattr(pricing.ProductResult, measure.key).__doc__ == measure.meaning


def test_that_an_unknown_figure_names_the_nearest(result: pricing.Result) -> None:
    with pytest.raises(UserError, match="did you mean “monthly_cost”"):
        result[0].montly_cost  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(AttributeError):
        result[0].figure("montly_cost")
    assert not hasattr(result[0], "_repr_html_")


def test_that_an_unknown_name_names_the_nearest(result: pricing.Result) -> None:
    with pytest.raises(UserError, match="did you mean “Magnesium Citrate 120 caps”"):
        result["Magnesium Citrate 130 caps"]
    with pytest.raises(KeyError):
        result["Magnesium Citrate 120 caps", "No such brand"]
    with pytest.raises(IndexError):
        result[18]


def test_that_two_products_of_one_name_are_told_apart() -> None:
    twins = [product(brand="A"), product(brand="B", price="$9.00"), product(name="Oxen")]
    result = pricing.compare(twins)
    with pytest.raises(UserError) as refusal:
        result["Ox"]
    assert "2 products" in str(refusal.value)
    assert "result[2] is Ox (B): oxide" in str(refusal.value)
    assert result["Ox", "B"].product == twins[1]
    assert result["Oxe"].product == twins[2]
    assert result[2].product == twins[1]


def test_that_the_best_buy_is_the_cheapest_month_without_a_stop() -> None:
    over = product(name="Over", elemental="400 mg", price="$1.00")
    # The better value is the more expensive month, because its dose is larger.
    value = product(name="Value", elemental="340 mg", price="$13.00")
    cheap = product(name="Cheap", elemental="200 mg", price="$10.00")
    result = pricing.compare([over, value, cheap], target="200 mg")
    assert [row.name for row in result] == ["Over", "Value", "Cheap"]
    assert result.best is not None
    assert result.best.name == "Cheap"
    assert pricing.compare([over]).best is None
    assert pricing.compare([product(price="8 EUR")], currency="USD").best is None


def test_that_a_product_of_another_currency_has_no_cost() -> None:
    result = pricing.compare([product(), product(name="Euro", price="8 EUR")], currency="USD")
    euro = result["Euro"]
    assert (euro.rank, euro.monthly_cost) == (None, None)
    assert euro.delivered_mg_per_day == 241
    assert euro.flags[0].key == "currency_differs"
    assert "no cost" in repr(euro)


def test_that_a_result_shows_its_table(result: pricing.Result) -> None:
    lines = repr(result).splitlines()
    assert lines[0] == f"<Result {result.scenario.summary}>"
    assert len(lines) == 2 + 18
    assert "2.69" in lines[2]
    assert result.findings[0].startswith("Best buy within the safe limit: High Absorption")
    many = pricing.compare([product(name=f"Ox {number}") for number in range(30)])
    assert repr(many).endswith("... and 10 more")
    assert "and 10 more" in many._repr_html_()


def test_that_a_hostile_name_is_escaped() -> None:
    result = pricing.compare([product(name=HOSTILE, brand=HOSTILE, form=HOSTILE)])
    html = result._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<caption>magnesium, 200 mg a day" in html


def test_that_a_frame_has_units_checks_forms_and_ranks(result: pricing.Result) -> None:
    frame = result.to_frame()
    assert list(frame["rank"]) == list(range(1, 19))
    assert list(frame.columns[:3]) == ["rank", "form_group", "checks"]
    assert frame["form_group"][0] == "oxide"
    assert frame["checks"][0] == "over_limit, far_from_target"
    units = frame.attrs["units"]
    assert units["elemental_mg"] == "mg a serving"
    assert units["cost_per_elemental_mg"] == "USD per elemental mg"
    assert {measure.key for measure in MEASURES} <= set(units) <= set(frame.columns)
    assert frame.attrs["scenario"]["target_mg"] == 300


# -- quantities --------------------------------------------------------------------------------


def test_that_a_quantity_is_an_exact_number_with_a_text() -> None:
    mass, money = pricing.Mass("0.3 g"), pricing.Money("8 EUR")
    assert (mass, mass.text, str(mass)) == (Fraction(300), "300 mg", "300 mg")
    assert (money, money.text, money.unit) == (Fraction(8), "€8.00", "EUR")
    assert (type(mass + 1), mass + 1) == (Fraction, Fraction(301))
    assert pricing.Money(Decimal("4.5"), "USD") == pricing.Money("$4.50")
    assert money != pricing.Money("$8.00")
    assert len({money, pricing.Money("8 EUR"), pricing.Money("$8.00")}) == 2
    number: Any = 300
    for kind in (pricing.Mass, pricing.Money):
        with pytest.raises(pricing.ArgumentError, match="300 has no unit"):
            kind(number)


def test_that_a_quantity_survives_copies(result: pricing.Result) -> None:
    cost = result[0].monthly_cost
    assert cost is not None
    assert cost.text == "$2.69"
    assert repr(cost) == "<Money $2.69, exactly 1347/500>"
    pickled = pickle.loads(pickle.dumps(cost))  # noqa: S301 - our own
    for again in (copy.copy(cost), copy.deepcopy(cost), pickled):
        assert (again, again.text, type(again)) == (cost, cost.text, pricing.Money)
    assert pickle.loads(pickle.dumps(product())) == product()  # noqa: S301 - our own


def test_that_products_are_values() -> None:
    assert {product(), product()} == {product()}
    assert product() != product(price="$9.00")
    with pytest.raises(AttributeError):
        product().price = pricing.Money("$9.00")  # type: ignore[misc]


# -- how it is shipped -------------------------------------------------------------------------


def test_that_importing_pricing_loads_nothing_and_comparing_no_pandas(notebook: Path) -> None:
    code = """
        import sys
        import pricing
        print(*[name for name in sys.modules if name.startswith("pricing.")])
        result = pricing.compare(pricing.read("list.csv"))
        result.best, repr(result), result._repr_html_(), result[0].monthly_cost
        print(*[name for name in ("pandas", "numpy", "openpyxl") if name in sys.modules])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.split("\n") == ["", "", ""]


def test_that_a_name_that_pricing_does_not_have_is_an_attribute_error() -> None:
    assert set(pricing.__all__) == set(notebook_room.__all__)
    with pytest.raises(AttributeError, match="comapre"):
        pricing.comapre  # type: ignore[attr-defined] # noqa: B018


def test_that_mypy_finds_what_is_misspelt(tmp_path: Path) -> None:
    good = """
        import pricing
        result = pricing.compare(pricing.read("list.csv"), target="300 mg", limit=None)
        cost: pricing.Money | None = result["Ox"].monthly_cost
        pricing.Product(name="Ox", elemental="241 mg", pack=120, price="$8.00")
    """
    bad = """
        result["Ox"].montly_cost
        pricing.compare([], tagret="300 mg")
        pricing.compare([], target=300)
        pricing.Product(name="Ox", pack=120, price=8)
        pricing.Product(name="Ox", price="$8.00")
        pricing.comapre([])
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(good) + textwrap.dedent(bad))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(script)],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    lines = re.findall(r"script.py:(\d+): error", done.stdout)
    assert lines == ["7", "8", "9", "10", "11", "12"], done.stdout + done.stderr


def test_that_a_wheel_says_that_both_packages_have_types(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with ZipFile(wheel) as archive:
        assert {"app/py.typed", "pricing/py.typed"} <= set(archive.namelist())
