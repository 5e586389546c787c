"""The sentences of the line over a list: what it asks, and what its figures are worked out for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.toolkit.locale_format import count_text, notation, target_text
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import body_rows, header_text, open_questions
from pricing.reading.layouts import choice_of_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.scenario import Scenario
    from pricing.problems.errors import BadInput
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import ColumnChoice, Layout

LONGEST_TITLE = 40
MAX_ANSWERS = 8
# What a guess is asked as. {header} is the title of the column, or its first value.
QUESTIONS = {
    "product": "Is “{header}” the name of the product?",
    "elemental_mg": "Is “{header}” the elemental amount in one serving?",
    "compound_mg": "Is “{header}” the compound's amount in one serving?",
    "serving_units": "Is “{header}” the number of units in a serving?",
    "pack_units": "Is “{header}” the number of units in a pack?",
    "price": "Is “{header}” the price you pay?",
}
OTHER_QUESTION = "Is “{header}” what the box above it says?"


# The other amount that a column may be of, and what the answer says.
OTHER_AMOUNTS = {
    "elemental_mg": ("compound_mg", "Yes, of the compound"),
    "compound_mg": ("elemental_mg", "Yes, but elemental"),
}


class Answer(NamedTuple):
    """An answer to the question about a column: its words, and what the column then is."""

    text: str
    choice: ColumnChoice


def column_answers(grid: Grid, layout: Layout, index: int, element: str) -> list[Answer]:
    """Return what a user can say that a guessed column is, the last one that it is not used."""
    choice = layout.choices[index]
    header = header_text(grid, layout, index)
    unused = Answer(tr("No, not used"), replace(choice, key="", unit="", base=""))
    question = _open_question(grid, layout, index, element)
    if question is None:
        answers = [Answer(tr("Yes"), choice), unused]
        if choice.key in OTHER_AMOUNTS:
            key, text = OTHER_AMOUNTS[choice.key]
            answers.append(Answer(tr(text), replace(choice, key=key)))
        return answers
    words = question.parameters.get("words") or question.parameters.get("text")
    yes = tr("Yes, without “{words}”", words=str(words)[:LONGEST_TITLE]) if words else tr("Yes")
    answers = []
    mappings: Sequence[str] = question.parameters["mappings"]  # type: ignore[assignment]
    own = [mapping for mapping in mappings if mapping.partition(":")[0] in COLUMNS_BY_KEY]
    for mapping in own[:MAX_ANSWERS]:
        other, text = OTHER_AMOUNTS.get(choice.key, ("", ""))
        if mapping == other:
            answers.append(Answer(tr(text), replace(choice, key=other)))
            continue
        said = choice_of_mapping(header, mapping) if ":" in mapping else choice
        answer = replace(said, mark=choice.mark, unit=said.unit or choice.unit)
        answers.append(Answer(mapping.partition(":")[2] or yes, answer))
    return [*answers, unused]


def _open_question(grid: Grid, layout: Layout, index: int, element: str) -> BadInput | None:
    if index not in layout.unanswered:
        return None
    return open_questions(grid, layout, [index], element).get(index)


def column_question(grid: Grid, layout: Layout, index: int, element: str) -> str:
    """Return the question about one guessed column."""
    question = _open_question(grid, layout, index, element)
    if question is not None:
        has_answers = bool(question.parameters.get("mappings"))
        text = question.description if has_answers else question.message
        return displayable_line(text(notation()))
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
