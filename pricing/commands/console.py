"""A comparison as the command line prints it, in the C locale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.affordability import Affordability, availability_record
from pricing.analysis.credited_cost import credited_costs
from pricing.analysis.findings import findings
from pricing.problems.text_direction import isolated
from pricing.writing import compared_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.comparison import Comparison

_ORDERS = (
    "rank: by the cost of each mg. place: safe products first, then by the cost as taken. -: none."
)
DISCLAIMER = "Arithmetic and counselling support, not medical advice."


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the table, then the paragraphs, each behind an empty line."""
    yield from compared_lines(comparison, comparison.products)
    yield from ("", _ORDERS)
    for paragraph in _paragraphs(comparison):
        yield from ("", paragraph)


def _paragraphs(comparison: Comparison) -> Iterator[str]:
    """Yield the findings, the credited costs, the affordability, the availability and the flags."""
    for finding in findings(comparison):
        yield finding.text()
    yield from _credited_lines(comparison)
    if comparison.scenario.payers:
        yield from _affordability_lines(comparison)
    yield from _availability_lines(comparison)
    for compared in comparison.products:
        for flag in compared.flags:
            yield f"{flag.severity}: {isolated(compared.product.product)}: {flag.message()}"
    yield DISCLAIMER


def _credited_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what each product with several minerals costs less what the others are worth."""
    costs = credited_costs(comparison)
    for compared in comparison.ranked_products:
        cost = costs.get(compared.position)
        if cost is not None:
            yield " ".join(sentence.text() for sentence in (cost.summary, *cost.sentences))


def _affordability_lines(comparison: Comparison) -> Iterator[str]:
    """Yield how many products fit the budget, and what the cheapest costs under each payer."""
    affordability = Affordability(comparison)
    for summary in affordability.budget_summaries():
        yield summary.sentence().text()
    for cost in affordability.rows[0]:
        yield cost.sentence().text()


def _availability_lines(comparison: Comparison) -> Iterator[str]:
    """Yield in how many shops each product was found."""
    for compared in comparison.ranked_products:
        record = availability_record(compared.product)
        if record is not None:
            yield f"{isolated(compared.product.product)}: {record.text()}."
