"""One product of a label as the user looks it over: texts, answers, and what is left to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.label_reading.label_text import Mark
from app.toolkit.locale_format import notation, short_date_text
from pricing.labels import DraftState, Span, draft_row, mineral_of
from pricing.model.columns import COLUMNS_BY_KEY, read_cell
from pricing.problems.errors import BadInput
from pricing.quantities.dates import today
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.labels import LabelReading, RowDraft, ShownLabel
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario

# Between words of one field that are underlined as one.
MAX_GAP = 16


class LabelProduct:
    """A product with the texts of its fields. Its row is made of them."""

    def __init__(self, reading: LabelReading, shown: ShownLabel, scenario: Scenario) -> None:
        self._reading = reading
        self._shown = shown
        self._scenario = scenario
        self.is_left_out = False
        self.typed: dict[str, str] = {}
        self.visited: set[str] = set()
        self.draft: RowDraft
        self.choose_element(scenario.element)

    def choose_element(self, element: str) -> None:
        """Read the amounts of another of the label's minerals."""
        self.draft = draft_row(
            self._reading,
            self._shown,
            element,
            self._scenario.currency,
            notation(),
            authority=self._scenario.limit_authority,
        )
        self.visited.clear()
        of_minerals = {"form", "elemental_mg", "compound_mg", "other_minerals", "also_contains"}
        self.typed = {
            key: text
            for key, text in self.typed.items()
            if key not in of_minerals and not mineral_of(key)
        }

    def type_text(self, key: str, text: str) -> None:
        """Take what the user types or chooses, and what that settles: a size has its price."""
        self.typed[key] = text
        self.typed |= self.draft.settled_by(key, text)

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each field, as read or as the user changed it."""
        shown = {field.key: field.text for field in self.draft.fields}
        if shown.get("priced_on"):
            shown["priced_on"] = _today_text()
        return {key: self.typed.get(key, text) for key, text in shown.items()}

    @property
    def answered(self) -> frozenset[str]:
        """The fields that the user has filled, or answered by leaving them empty."""
        may_be_empty = {
            field.key
            for field in self.draft.fields
            if any(not choice.text for choice in field.choices)
        }
        return frozenset(
            key for key, text in self.typed.items() if text.strip() or key in may_be_empty
        )

    @property
    def next_stop(self) -> str:
        """The key of the next field that waits for the user, or ""."""
        done = self.visited | self.answered
        stops = filter(self._is_needed, self.draft.stops)
        return next((key for key in stops if key not in done), "")

    def _is_needed(self, key: str) -> bool:
        """Return whether a field has to be answered. Without a price, its currency has not."""
        return key != "currency" or bool(self.texts["price"].strip())

    def choice_count(self, key: str) -> int:
        """Return how many answers a field offers to its question."""
        return sum(len(field.choices) for field in self.draft.fields if field.key == key)

    @property
    def open_questions(self) -> Sequence[str]:
        """The keys of the questions without an answer."""
        answered = self.answered
        return [
            field.key
            for field in self.draft.fields
            if field.state is DraftState.ASKED
            and field.key not in answered
            and self._is_needed(field.key)
        ]

    @property
    def read_count(self) -> int:
        """The number of fields with a text."""
        return sum(bool(text) for text in self.texts.values())

    @property
    def left_out_count(self) -> int:
        """The number of minerals of the label that the row does not count."""
        entered = named_minerals(self.texts.get("other_minerals", ""))
        left_out = sum(element not in entered for element in self.draft.left_out)
        answered = self.answered
        return left_out + sum(
            one.key in answered and not self.typed[one.key].strip() for one in self.draft.doubtful
        )

    def entry(self, empty: Entry) -> Entry:
        """Return the row."""
        return self.draft.entry(empty, self.texts)

    def numbers(self) -> Mapping[str, int]:
        """Return the number of each field that stands in the text."""
        keys = [field.key for field in self.draft.fields if field.spans]
        return {key: number for number, key in enumerate(keys, start=1)}

    def marks(self) -> Iterator[Mark]:
        """Yield the words that the fields were read from. Neighbours in a line are one mark."""
        numbers = self.numbers()
        for field in self.draft.fields:
            is_question = field.state is DraftState.ASKED and field.key not in self.answered
            for span in _joined(sorted(field.spans), self._shown.text):
                yield Mark(field.key, numbers[field.key], span, is_question)


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        gap = text[joined[-1].end : span.start] if joined else "\n"
        if len(gap) <= MAX_GAP and not any(mark in gap for mark in ("\n", "\t", "  ")):
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _today_text() -> str:
    """Return today's date as it is shown, if a cell would read it back."""
    text = short_date_text(today())
    try:
        is_same = read_cell(COLUMNS_BY_KEY["priced_on"], text) == today()
    except BadInput:
        is_same = False
    return text if is_same else today().isoformat()


def is_useful(reading: LabelReading) -> bool:
    """Return whether a reading has more than a name."""
    named = reading.named_fields()
    return any(
        field.value is not None or field.spans for key, field in named.items() if key != "product"
    )


def cell_errors(product: LabelProduct, entry: Entry) -> dict[str, str]:
    """Return what is wrong with the texts that no cell can hold."""
    texts = product.texts
    errors = {
        key: error.message(notation())
        for key in texts
        if not mineral_of(key) and (error := entry.cell_error(key)) is not None
    }
    for mineral in product.draft.doubtful:
        try:
            mineral.check(texts[mineral.key])
        except BadInput as error:
            errors[mineral.key] = error.message(notation())
    return errors
