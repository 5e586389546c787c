"""The comparison as an Excel workbook with live formulas and stored results: owner of xlsxwriter.

User text is written as text whatever it looks like; every formula is one of ours.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pricing import expression
from pricing.amounts import FACTOR, MASS, MONEY, currencies
from pricing.columns import COLUMNS, Column, cell_text, values_of
from pricing.evidence import authorities, sources
from pricing.findings import findings
from pricing.forms import elements
from pricing.limits import LIFE_STAGES
from pricing.measures import HEADLINE, MEASURES, Measure
from pricing.scenario import DOSE_POLICIES, NO_LIMIT
from pricing.writing.cells import (
    COMPARISON_HEADINGS,
    COMPARISON_INDEX,
    COMPARISON_LETTERS,
    FIRST_ROW,
    INPUT_HELPERS,
    RANK,
    RANK_HELPERS,
    Row,
    column_letters,
    number_format,
    product_heading,
    whole_column,
)
from pricing.writing.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pricing.comparison import Compared, Comparison, FormSummary

Stored = float | int | str

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook. Raises UserError where `path` cannot be written."""
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, _OPTIONS)
    _Writer(book, comparison).write()
    book.close()
    with whole_file(path) as file:
        file.write(data.getvalue())


def _stored(value: Fraction | int | None) -> Stored:
    if value is None:
        return ""
    return int(value) if value.denominator == 1 else float(value)


@dataclass(frozen=True, slots=True)
class _Assumption:
    """A line of the Assumptions sheet; its value has the defined name `key`."""

    key: str
    title: str
    value: Stored
    unit: str
    basis: str


class _Writer:
    """Writes the sheets of one comparison."""

    def __init__(self, book: Any, comparison: Comparison) -> None:  # noqa: ANN401 - untyped library
        self._book = book
        self._comparison = comparison
        self._currency = currencies()[comparison.scenario.currency]
        self._count = len(comparison.entered)
        self._formats: dict[str, Any] = {}

    def write(self) -> None:
        """Every sheet, Summary first."""
        book = self._book
        book.set_properties(
            {"title": "Mineral cost comparison", "comments": "Arithmetic, not medical advice"}
        )
        summary, products, compared, forms, assumptions, about = (
            book.add_worksheet(name)
            for name in ("Summary", "Products", "Comparison", "Forms", "Assumptions", "About")
        )
        self._write_products(products)
        self._write_comparison(compared)
        self._write_forms(forms)
        self._write_assumptions(assumptions)
        self._write_summary(summary)
        self._write_about(about)
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.set_footer("&L&A&Carithmetic, not medical advice&R&P / &N")

    # -- cells ---------------------------------------------------------------------------------

    def _format(self, **properties: object) -> Any:  # noqa: ANN401 - untyped library
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _figure_format(self, measure: Measure) -> Any:  # noqa: ANN401
        return self._format(num_format=number_format(measure.shown, self._currency))

    def _text(self, sheet: Any, row: int, column: int, text: str) -> None:  # noqa: ANN401
        """User text: quoted, so that a spreadsheet keeps it text even when it is edited."""
        quoted = text.lstrip("'").startswith(("=", "+", "-", "@"))
        sheet.write_string(row, column, text, self._format(quote_prefix=True) if quoted else None)

    def _table(self, sheet: Any, name: str, headers: Sequence[str], rows: int) -> None:  # noqa: ANN401
        """An Excel table over cells that are written already, with frozen headers."""
        last = FIRST_ROW + max(rows, 1) - 1
        sheet.add_table(
            0,
            0,
            last,
            len(headers) - 1,
            {
                "name": name,
                "columns": [
                    {"header": text, "header_format": self._format(bold=True, text_wrap=True)}
                    for text in headers
                ],
                "style": "Table Style Light 9",
            },
        )
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.repeat_rows(0)
        sheet.set_row(0, 32)

    # -- Products ------------------------------------------------------------------------------

    def _write_products(self, sheet: Any) -> None:  # noqa: ANN401
        self._table(sheet, "tblProducts", [product_heading(each) for each in COLUMNS], self._count)
        for index, column in enumerate(COLUMNS):
            sheet.set_column(index, index, 34 if column.key == "product" else 13)
        for row, compared in enumerate(self._comparison.entered, start=FIRST_ROW):
            values = values_of(compared.product)
            for index, column in enumerate(COLUMNS):
                self._write_input(sheet, row, index, column, values.get(column.key))

    def _write_input(
        self,
        sheet: Any,
        row: int,
        index: int,
        column: Column,
        value: int | str | date | None,  # noqa: ANN401
    ) -> None:
        quantity = column.kind.quantity
        if value is None:
            return
        if quantity is not None:
            decimals = "0" * self._currency.decimals
            pattern = f"0.{decimals}####" if quantity is MONEY and decimals else "0.######"
            sheet.write_number(
                row,
                index,
                float(quantity.fraction(int(str(value)))),
                self._format(
                    num_format="0"
                    if float(quantity.fraction(int(str(value)))).is_integer()
                    and quantity is not MONEY
                    else pattern
                ),
            )
        elif isinstance(value, date):
            sheet.write_datetime(row, index, value, self._format(num_format="yyyy-mm-dd"))
        else:
            self._text(sheet, row, index, cell_text(column, value))

    # -- Comparison ----------------------------------------------------------------------------

    def _write_comparison(self, sheet: Any) -> None:  # noqa: ANN401
        headers = [COMPARISON_HEADINGS[key] for key in COMPARISON_INDEX]
        self._table(sheet, "tblComparison", headers, self._count)
        order = sorted(
            self._comparison.entered,
            key=lambda each: (each.product.product.casefold(), each.position),
        )
        names = {each.position: place for place, each in enumerate(order)}
        for compared in self._comparison.entered:
            self._write_compared(sheet, compared, names[compared.position])
        for measure in MEASURES:
            letters = f"Comparison!{whole_column(measure.key, self._count, on_sheet='')}"
            self._book.define_name(measure.key, f"={letters}")
        self._book.define_name("product_rank", f"={whole_column('rank', self._count)}")
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 1, 36)
        sheet.set_column(2, len(headers) - 1, 13)
        first_helper = COMPARISON_INDEX[INPUT_HELPERS[0].key]
        sheet.set_column(first_helper, len(headers) - 1, 13, None, {"level": 1, "hidden": True})

    def _write_compared(self, sheet: Any, compared: Compared, name_order: int) -> None:  # noqa: ANN401
        at = FIRST_ROW + compared.position
        row = Row(at + 1, self._count)
        helped = _helped(compared, self._comparison)

        def formula(key: str, text: str, stored: Stored, cell_format: Any = None) -> None:  # noqa: ANN401
            sheet.write_formula(at, COMPARISON_INDEX[key], f"={text}", cell_format, stored)

        formula("rank", RANK.formula(row), compared.rank or "")
        formula("product_name", row.product("product"), compared.product.product)
        self._text(sheet, at, COMPARISON_INDEX["form_group"], compared.form)
        for measure in MEASURES:
            text = f'IFERROR({expression.formula(measure.expression, row.name)},"")'
            stored = _stored(compared.figures.number(measure.key))
            formula(measure.key, text, stored, self._figure_format(measure))
        over = any(flag.key == "over_limit" for flag in compared.flags)
        delivered, limit = row.own("delivered_mg_per_day"), row.own("limit_mg")
        formula(
            "over_limit",
            f"IF(AND(ISNUMBER({limit}),ISNUMBER({delivered})),"
            f'IF(ROUND({delivered}-{limit},9)>0,"over",""),"")',
            "over" if over else "",
        )
        said = " ".join(flag.says() for flag in compared.flags)
        self._text(sheet, at, COMPARISON_INDEX["checks"], said)
        for helper in (*INPUT_HELPERS, *RANK_HELPERS):
            formula(helper.key, helper.formula(row), helped[helper.key])
        fraction = compared.product.named_form.fraction
        if fraction is not None:
            sheet.write_number(at, COMPARISON_INDEX["elemental_fraction"], float(fraction))
        sheet.write_number(at, COMPARISON_INDEX["name_order"], name_order)

    # -- Forms ---------------------------------------------------------------------------------

    def _write_forms(self, sheet: Any) -> None:  # noqa: ANN401
        headers = (
            "Form", "Products", "Lowest per mg a day", "Median per mg a day",
            "Highest per mg a day", "Lowest month", "Cheapest product", "Times the reference",
            "Break-even absorption",
        )  # fmt: skip
        forms = self._comparison.forms
        self._table(sheet, "tblForms", headers, len(forms))
        sheet.set_column(0, len(headers) - 1, 15)
        sheet.set_column(6, 6, 36)
        for row, form in enumerate(forms, start=FIRST_ROW):
            self._text(sheet, row, 0, form.form)
            for index, (text, stored, style) in enumerate(self._form_cells(row + 1, form), start=1):
                sheet.write_formula(row, index, f"={text}", style, stored)

    def _form_cells(self, number: int, form: FormSummary) -> list[tuple[str, Stored, Any]]:
        """Formula, stored result and format of each cell of a form's line."""
        column = {
            key: whole_column(key, self._count)
            for key in ("form_group", "rank_in_form", "rank_number", "headline_number",
                        "cost_number", "product_name", "rank")
        }  # fmt: skip
        mine = f"({column['form_group']}=$A{number})*({column['rank_number']}>0)"

        def nth(place: str, key: str) -> str:
            return f"SUMPRODUCT({mine}*({column['rank_in_form']}={place})*{column[key]})"

        count = f"$B{number}"
        median = f"({nth(f'INT(({count}+1)/2)', 'headline_number')}+{nth(f'INT(({count}+2)/2)', 'headline_number')})/2"
        rate, money = (
            self._format(num_format=number_format(each.shown, self._currency))
            for each in (HEADLINE, _measure("monthly_cost"))
        )
        ratio = self._figure_format(_measure("break_even_absorption"))
        times = f'IFERROR($C{number}/reference_headline,"")'
        return [
            (f"SUMPRODUCT({mine})", form.products, None),
            (nth("1", "headline_number"), _stored(form.lowest), rate),
            (median, _stored(form.median), rate),
            (nth(count, "headline_number"), _stored(form.highest), rate),
            (
                f"SUMPRODUCT(MIN({column['cost_number']}+1E+12*(1-{mine})))",
                _stored(form.lowest_monthly_cost),
                money,
            ),
            (
                f"IFERROR(INDEX({column['product_name']},"
                f'MATCH({nth("1", "rank_number")},{column["rank"]},0)),"")',
                form.cheapest.product.product,
                None,
            ),
            (times, _stored(form.times_reference), ratio),
            (times, _stored(form.break_even_absorption), ratio),
        ]

    # -- Assumptions ---------------------------------------------------------------------------

    def _write_assumptions(self, sheet: Any) -> None:  # noqa: ANN401
        headers = ("Assumption", "Value", "Unit", "Basis and source", "Name in formulas")
        sheet.write_row(0, 0, headers, self._format(bold=True))
        row = FIRST_ROW
        for each in self._assumptions():
            self._write_assumption(sheet, row, each)
            row += 1
        for each, text in self._references():
            sheet.write_string(row, 0, each.title)
            sheet.write_formula(row, 1, f"={text}", None, each.value)
            self._describe(sheet, row, each)
            row += 1
        self._write_absorption(sheet, row + 1)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, 16)
        sheet.set_column(3, 3, 70)
        sheet.set_column(4, 4, 32)
        sheet.freeze_panes(1, 0)

    def _write_assumption(self, sheet: Any, row: int, each: _Assumption) -> None:  # noqa: ANN401
        sheet.write_string(row, 0, each.title)
        entered = self._format(font_color="#0B3D91", bg_color="#EEF4FF")
        if isinstance(each.value, str):
            sheet.write_string(row, 1, each.value, entered)
        else:
            sheet.write_number(row, 1, each.value, entered)
        self._describe(sheet, row, each)

    def _describe(self, sheet: Any, row: int, each: _Assumption) -> None:  # noqa: ANN401
        sheet.write_string(row, 2, each.unit)
        sheet.write_string(row, 3, each.basis)
        sheet.write_string(row, 4, each.key)
        self._book.define_name(each.key, f"=Assumptions!$B${row + 1}")

    def _assumptions(self) -> Iterable[_Assumption]:
        now = self._comparison.scenario
        limit = now.limit
        policy = DOSE_POLICIES[now.dose_policy]
        authority = (
            "none" if now.limit_authority == NO_LIMIT else authorities()[now.limit_authority].title
        )
        basis = (
            f"{authority}: {limit.words} ({sources()[limit.source].title})" if limit else authority
        )
        money = self._currency.code
        amount = _stored(MASS.fraction(limit.amount)) if limit and limit.amount else ""
        yield _Assumption("element", "Mineral", elements()[now.element].name, "", "chosen")
        yield _Assumption(
            "target_mg",
            "Target a day",
            _stored(MASS.fraction(now.target)),
            "mg elemental",
            "chosen",
        )
        yield _Assumption("days", "Days of a month", now.days, "days", "chosen")
        yield _Assumption(
            "dose_policy", "Dose policy", now.dose_policy, " | ".join(DOSE_POLICIES), policy.says
        )
        yield _Assumption("limit_mg", "Safe limit a day", amount, "mg", basis)
        yield _Assumption(
            "life_stage", "Life stage of the limit", LIFE_STAGES[now.life_stage], "", "chosen"
        )
        yield _Assumption(
            "reference_form",
            "Reference form",
            now.reference_form,
            "",
            "others are compared with it",
        )
        yield _Assumption(
            "currency", "Currency", money, "ISO 4217", "prices in another are left out"
        )
        yield _Assumption(
            "minor_units",
            "Smallest coins in one",
            self._currency.minor_per_unit,
            money,
            "ISO 4217; tills round to it",
        )
        yield _Assumption(
            "budget", "Budget a month", _stored(MONEY.fraction(now.budget)), money, "chosen"
        )
        yield _Assumption(
            "no_difference",
            "No meaningful difference below",
            _stored(MONEY.fraction(now.no_difference)),
            f"{money} a month",
            "chosen",
        )

    def _references(self) -> Iterable[tuple[_Assumption, str]]:
        """What is taken of the cheapest product of the reference form, and its formula."""
        reference = self._comparison.reference
        ranks = whole_column("reference_rank", self._count)
        for key, title, measure in (
            (
                "reference_cost_per_elemental_mg",
                "Reference: cost per elemental mg",
                "cost_per_elemental_mg",
            ),
            ("reference_monthly_cost", "Reference: month swallowed", "monthly_cost"),
            ("reference_headline", "Reference: month per mg a day", HEADLINE.key),
        ):
            value = reference.figures.number(measure) if reference else None
            text = (
                f"IFERROR(INDEX({whole_column(measure, self._count)},"
                f'MATCH(MIN({ranks}),{whole_column("rank", self._count)},0)),"")'
            )
            basis = "computed: cheapest product of the reference form"
            yield _Assumption(key, title, _stored(value), self._currency.code, basis), text

    def _write_absorption(self, sheet: Any, row: int) -> None:  # noqa: ANN401
        """Relative absorption of each form compared; 1 unless the user assumed otherwise."""
        sheet.write_row(
            row, 0, ("Relative absorption of the form", "Factor"), self._format(bold=True)
        )
        names = sorted({each.form for each in self._comparison.entered}) or [""]
        for at, form in enumerate(names, start=row + 1):
            factor = self._comparison.scenario.relative_absorption(form)
            self._text(sheet, at, 0, form)
            sheet.write_number(
                at, 1, float(factor), self._format(font_color="#0B3D91", bg_color="#EEF4FF")
            )
            sheet.write_string(
                at,
                3,
                "an assumption of the user; 1 where none was made"
                if factor != FACTOR.fraction(FACTOR.per_unit)
                else "no difference assumed",
            )
        first, last = row + 2, row + 1 + len(names)
        self._book.define_name("absorption_forms", f"=Assumptions!$A${first}:$A${last}")
        self._book.define_name("absorption_factors", f"=Assumptions!$B${first}:$B${last}")

    # -- Summary -------------------------------------------------------------------------------

    def _write_summary(self, sheet: Any) -> None:  # noqa: ANN401
        comparison = self._comparison
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 8, 14)
        sheet.write_string(
            0, 0, "What a milligram really costs", self._format(bold=True, font_size=16)
        )
        live, stored = self._live_finding()
        sheet.write_formula(1, 0, f"={live}", self._format(bold=True, font_size=12), stored)
        dates = [each.product.priced_on for each in comparison.entered if each.product.priced_on]
        as_of = f", prices as of {min(dates).isoformat()}" if dates else ""
        sheet.write_string(
            2, 0, f"Exported {comparison.today.isoformat()}, in {self._currency.code}{as_of}. "
            "Arithmetic and counselling support, not medical advice.",
        )  # fmt: skip
        self._write_ranking(sheet, 4)
        row = 6 + len(comparison.ranked)
        sheet.write_string(
            row, 0, "What the program said when it exported", self._format(bold=True)
        )
        for at, finding in enumerate(findings(comparison), start=row + 1):
            self._text(sheet, at, 0, finding.says())
        sheet.activate()

    def _live_finding(self) -> tuple[str, str]:
        """The cheapest per mg in a sentence that recalculates, and its stored result."""
        ranks = whole_column("rank", self._count)
        cheapest = f"MATCH(1,{ranks},0)"
        cost = f"100*INDEX({whole_column('cost_per_elemental_mg', self._count)},{cheapest})"
        name = f"INDEX({whole_column('product_name', self._count)},{cheapest})"
        unit = f" per 100 mg of {elements()[self._comparison.scenario.element].name.lower()}"
        text = (
            f'IFERROR("Cheapest: "&{name}&", "&currency&" "&'
            f'FIXED({cost},MAX(0,3-INT(LOG10({cost}))),TRUE)&"{unit}","nothing to compare")'
        )
        if not self._comparison.ranked:
            return text, "nothing to compare"
        first = self._comparison.ranked[0]
        from pricing.amounts import significant

        shown = significant(first.number("cost_per_elemental_mg") * 100)
        stored = f"Cheapest: {first.product.product}, {self._currency.code} {shown}{unit}"
        return text, stored

    def _write_ranking(self, sheet: Any, top: int) -> None:  # noqa: ANN401
        keys = (
            "rank", "product_name", "form_group", "cost_per_elemental_mg", "units_per_day",
            "delivered_mg_per_day", "monthly_cost", "monthly_outlay", "over_limit",
        )  # fmt: skip
        header = self._format(bold=True, text_wrap=True, bottom=1)
        sheet.write_row(top, 0, [COMPARISON_HEADINGS[key] for key in keys], header)
        for place, compared in enumerate(self._comparison.ranked, start=1):
            row = top + place
            sheet.write_number(row, 0, place)
            match = f"MATCH($A{row + 1},{whole_column('rank', self._count)},0)"
            for index, key in enumerate(keys[1:], start=1):
                text = f'=IFERROR(INDEX({whole_column(key, self._count)},{match}),"")'
                sheet.write_formula(
                    row, index, text, self._style(key), _ranked_value(compared, key)
                )

    def _style(self, key: str) -> Any:  # noqa: ANN401
        return next((self._figure_format(each) for each in MEASURES if each.key == key), None)

    # -- About ---------------------------------------------------------------------------------

    def _write_about(self, sheet: Any) -> None:  # noqa: ANN401
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, 22)
        sheet.set_column(3, 3, 90)
        lines = (
            f"Elemental {version('elemental')}, {self._comparison.today.isoformat()}",
            "Arithmetic and counselling support, not medical advice.",
            "Products rank by the monthly cost for each elemental mg a day. Blue cells are yours to change.",
        )
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)
        top = len(lines) + 1
        headers = ("Figure", "Sum when exported", "Sum now", "Definition")
        sheet.write_row(top, 0, headers, self._format(bold=True))
        sheet.write_string(top, 4, "Recalculated")
        for row, measure in enumerate(MEASURES, start=top + 1):
            self._write_proof(sheet, row, measure)
        row = top + len(MEASURES) + 2
        sheet.write_string(row, 0, "Sources", self._format(bold=True))
        for at, source in enumerate(sources().values(), start=row + 1):
            sheet.write_string(
                at, 0, f"{source.title}. {source.publisher}. {source.where} ({source.seen})"
            )

    def _write_proof(self, sheet: Any, row: int, measure: Measure) -> None:  # noqa: ANN401
        """The sum of the stored results against the sum of the live ones."""
        values = [each.figures.number(measure.key) for each in self._comparison.entered]
        total = sum((value for value in values if value is not None), Fraction(0))
        sheet.write_string(row, 0, COMPARISON_HEADINGS[measure.key])
        sheet.write_number(row, 1, float(total))
        live = f"SUM({whole_column(measure.key, self._count)})"
        sheet.write_formula(row, 2, f"={live}", None, float(total))
        sheet.write_string(row, 3, measure.meaning)
        verdict = f'=IF(ABS(B{row + 1}-C{row + 1})<=1E-9*MAX(1,ABS(B{row + 1})),"PASS","CHANGED")'
        sheet.write_formula(row, 4, verdict, None, "PASS")


def _measure(key: str) -> Measure:
    return next(measure for measure in MEASURES if measure.key == key)


def _ranked_value(compared: Compared, key: str) -> Stored:
    match key:
        case "product_name":
            return compared.product.product
        case "form_group":
            return compared.form
        case "over_limit":
            return "over" if any(flag.key == "over_limit" for flag in compared.flags) else ""
        case _:
            return _stored(compared.figures.number(key))


def _helped(compared: Compared, comparison: Comparison) -> dict[str, Stored]:
    """The stored results of the helper columns."""
    number = compared.figures.number
    same = [each for each in comparison.ranked if each.form == compared.form]
    is_reference = compared.rank and compared.form == comparison.scenario.reference_form
    headline, cost, outlay = (
        _stored(number(key)) for key in (HEADLINE.key, "monthly_cost", "monthly_outlay")
    )
    return {
        **{helper.key: _stored(number(helper.key)) for helper in INPUT_HELPERS},
        "rounded_headline": round(headline, 13) if headline != "" else "",
        "rounded_cost": round(cost, 9) if cost != "" else "",
        "rounded_outlay": round(outlay, 9) if outlay != "" else "",
        "rank_number": compared.rank or 0,
        "headline_number": headline or 0,
        "cost_number": cost or 0,
        "rank_in_form": same.index(compared) + 1 if compared.rank else 0,
        "reference_rank": compared.rank if is_reference and compared.rank else "",
    }
