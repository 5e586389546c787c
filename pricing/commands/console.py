"""A comparison as the command line prints it, in the C locale."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pricing.analysis.affordability import Affordability, availability_record
from pricing.analysis.findings import findings
from pricing.calculation.measures import MEASURES_BY_KEY as MEASURE
from pricing.calculation.measures import FigureFormat, format_figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.label_check import LabelCheckResult
    from pricing.calculation.comparison import Comparison

_PRINTED_MEASURES = (
    "cost_per_elemental_mg", "units_per_day", "delivered_mg_per_day", "monthly_cost",
    "monthly_outlay", "monthly_cost_per_elemental_mg",
)  # fmt: skip


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The table, the findings, what payers leave to pay, the checks; paragraphs set apart."""
    for line in _table_lines(comparison):
        yield line.rstrip()
    for finding in findings(comparison):
        yield f"\n{finding.text()}"
    if comparison.scenario.payers:
        for line in _affordability_lines(comparison):
            yield f"\n{line}"
    for line in _availability_lines(comparison):
        yield f"\n{line}"
    for each in comparison.products:
        for flag in each.flags:
            yield f"\n{flag.severity}: {each.product.product}: {flag.message()}"
    yield "\nArithmetic and counselling support, not medical advice."


def _affordability_lines(comparison: Comparison) -> list[str]:
    """What each payer leaves to pay for the cheapest product, and what stays within the budget."""
    access = Affordability(comparison)
    lines = [within.sentence().text() for within in access.budget_summaries()]
    for paid in access.rows[0]:
        amount = format_figure(paid.out_of_pocket, FigureFormat.MONEY, comparison.scenario.currency)
        needs = f" (needs: {paid.payer.needs})" if paid.payer.needs else ""
        lines.append(
            f"{paid.compared_product.product.product}: {amount} under {paid.payer.name}{needs}"
        )
    return lines


def _availability_lines(comparison: Comparison) -> Iterator[str]:
    """In how many shops products were found."""
    for each in comparison.ranked_products:
        seen = availability_record(each.product)
        if seen is not None:
            yield f"{each.product.product}: {seen.text()}."


def _table_lines(comparison: Comparison) -> list[str]:
    heads = ["#", "product", "form"] + [
        f"{MEASURE[key].title.lower()} {MEASURE[key].unit}" for key in _PRINTED_MEASURES
    ]
    rows = [heads]
    for each in comparison.products:
        figures = [
            ""
            if value is None
            else format_figure(value, MEASURE[key].figure_format, comparison.scenario.currency)
            for key in _PRINTED_MEASURES
            for value in (each.figures.number(key),)
        ]
        rows.append([str(each.rank or "-"), each.product.product[:44], each.form, *figures])
    widths = [max(len(row[index]) for row in rows) for index in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if index in {1, 2} else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def label_lines(reading: LabelCheckResult) -> list[str]:
    """What a label comes to, then what the checks find in it."""
    told = [sentence.text() for sentence in reading.sentences]
    return told + [f"{flag.severity}: {flag.message()}" for flag in reading.flags]


def label_json(reading: LabelCheckResult) -> str:
    """The same as one JSON object; ratios are their nearest doubles."""
    return json.dumps(
        {
            "elemental_mg_per_unit": float(reading.elemental_mg_per_unit),
            "share": None if reading.elemental_share is None else float(reading.elemental_share),
            "possible": not any(flag.key == "impossible_label" for flag in reading.flags),
            "fits": [
                {
                    "form": fit.compound.form,
                    "variety": fit.compound.variety,
                    "fraction": float(fit.fraction),
                    "fits": fit.is_match,
                }
                for fit in reading.salt_fits
            ],
            "says": [sentence.text() for sentence in reading.sentences],
            "checks": [
                {"key": flag.key, "severity": flag.severity.value, "says": flag.message()}
                for flag in reading.flags
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
