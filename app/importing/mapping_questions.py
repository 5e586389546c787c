"""The sentences of the line over a list: what it asks, and what its figures are worked out for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import count_text, target_text
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import body_rows, header_text

if TYPE_CHECKING:
    from pricing.model.scenario import Scenario
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import Layout

LONGEST_TITLE = 40
# What a guess is asked as. {header} is the title of the column, or its first value.
QUESTIONS = {
    "product": "Is “{header}” the name of the product?",
    "elemental_mg": "Is “{header}” the amount in one serving?",
    "compound_mg": "Is “{header}” the compound's amount in one serving?",
    "serving_units": "Is “{header}” the number of units in a serving?",
    "pack_units": "Is “{header}” the number of units in a pack?",
    "price": "Is “{header}” the price you pay?",
}
OTHER_QUESTION = "Is “{header}” what the box above it says?"


def column_question(grid: Grid, layout: Layout, index: int) -> str:
    """Return the question about one guessed column."""
    body = body_rows(grid, layout)
    first = body[0].cell(index).text.strip() if body else ""
    header = displayable_line(header_text(grid, layout, index) or first)[:LONGEST_TITLE]
    return tr(QUESTIONS.get(layout.choices[index].key, OTHER_QUESTION), header=header)


def period_text(scenario: Scenario) -> str:
    """Return for how many days and at which dose the figures are worked out."""
    return count_text(
        scenario.days,
        "At {target} a day, {count} day · worked out",
        "At {target} a day, {count} days · worked out",
        target=target_text(scenario),
    )
