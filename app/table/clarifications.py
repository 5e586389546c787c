"""Questions about values just entered that have two readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.toolkit.locale_format import date_text, notation
from app.toolkit.question_bar import BarQuestion
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet, PositionedEntry, RowChange
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import DecimalMark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from app.session import Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.entry import Entry

    Answers = tuple[tuple[str, Callable[[], object]], ...]  # texts of buttons and what they do

# By the separator in a text, the decimal mark that makes the text a whole number.
_MARK_MAKING_WHOLE = {",": DecimalMark.POINT, ".": DecimalMark.COMMA}


@dataclass(frozen=True, slots=True)
class AmbiguousCell:
    """A cell whose text has two readings."""

    entry: Entry
    key: str
    text: str
    error: BadInput

    @property
    def is_date(self) -> bool:
        return self.error.kind is ProblemKind.AMBIGUOUS_DATE

    @property
    def separator(self) -> str:
        return "," if "," in self.text else "."


class ClarificationController:
    """Asks about what was just entered, each question once."""

    def __init__(self, session: Session, questions: QuestionBar) -> None:
        self._session = session
        self._questions = questions
        self._already_asked: set[tuple[int, str, object]] = set()
        self._pending_cells: list[AmbiguousCell] = []  # to ask about after the present answer

    def follow(self, changes: ChangeSet) -> None:
        """Ask about the cells of a change that have two readings."""
        if changes.opens_another:
            self.ask_what_is_open()
            return
        if changes.is_from_elsewhere:  # the other window asks
            return
        edited = [
            row for row in changes.rows if row.after and row.after.entry is not _entry_before(row)
        ]
        self._ask_if_new(edited)

    def ask_what_is_open(self) -> None:
        """Ask about the rows that are there, unless something else is asked already."""
        if self._questions.is_asking:
            return
        entries = enumerate(self._session.entries)
        self._ask_if_new(
            [RowChange(None, PositionedEntry(row, entry)) for row, entry in entries
             if entry.unreadable]
        )  # fmt: skip

    def _ask_if_new(self, rows: Sequence[RowChange]) -> None:
        cells = [
            cell
            for cell in _ambiguous_cells(rows)
            if self._note_if_new(cell.entry.id, cell.key, cell.text)
        ]
        if cells:
            self._ask_for_reading(cells)

    def _note_if_new(self, entry_id: int, key: str, value: object) -> bool:
        """Note a question, and return whether it was not asked before."""
        question = (entry_id, key, value)
        if question in self._already_asked:
            return False
        self._already_asked.add(question)
        return True

    # -- two readings --------------------------------------------------------------------------

    def _ask_for_reading(self, cells: Sequence[AmbiguousCell]) -> None:
        first = cells[0]
        if first.is_date:
            similar = [cell for cell in cells if cell.is_date]
            answers = self._date_answers(first, similar)
        else:
            similar = [
                cell
                for cell in cells
                if cell.key == first.key and cell.separator == first.separator
            ]
            answers = self._number_answers(first, similar)
        self._pending_cells = [cell for cell in cells if cell not in similar]
        question = tr(
            "{product}, {column}: what does “{text}” mean?",
            product=str(first.entry.values.get("product", "")) or tr("New product"),
            column=TABLE_COLUMNS[COLUMN_INDEX[first.key]].full_heading(element=first.entry.element),
            text=first.text,
        )
        self._questions.ask(
            BarQuestion(
                _with_count(question, len(similar)),
                answers,
                lambda: self._is_still_ambiguous(first.entry.id, first.key, first.text),
            )
        )

    def _number_answers(self, first: AmbiguousCell, similar: Sequence[AmbiguousCell]) -> Answers:
        whole, decimal = (str(first.error.parameters[key]) for key in ("whole", "decimal"))
        separator = first.separator
        return (
            (
                tr("{number}, a whole number", number=whole),
                lambda: self._apply_decimal_mark(similar, _MARK_MAKING_WHOLE[separator]),
            ),
            (
                tr("{number}, with decimals", number=notation().format_number(decimal)),
                lambda: self._apply_decimal_mark(similar, DecimalMark(separator)),
            ),
        )

    def _apply_decimal_mark(self, cells: Sequence[AmbiguousCell], mark: DecimalMark) -> None:
        self._retype([(cell, cell.text, mark) for cell in cells])

    def _date_answers(self, first: AmbiguousCell, similar: Sequence[AmbiguousCell]) -> Answers:
        return tuple(
            (date_text(day), lambda day=day: self._apply_date_order(first, similar, day))
            for day in _readings(first)
        )

    def _apply_date_order(
        self, first: AmbiguousCell, cells: Sequence[AmbiguousCell], day: date
    ) -> None:
        """Read all dates in the order of day and month that makes the first one this day."""
        month_first = _starts_with(first.text, day.month)
        chosen = []
        for cell in cells:
            for reading in _readings(cell):
                if _starts_with(cell.text, reading.month) == month_first:
                    chosen.append((cell, reading.isoformat(), DecimalMark.AUTO))
                    break
        self._retype(chosen)

    def _retype(self, cells: Sequence[tuple[AmbiguousCell, str, DecimalMark]]) -> None:
        """Enter the texts with their decimal marks, then ask about the pending cells."""
        typed: dict[int, list[tuple[str, str, DecimalMark]]] = {}
        for cell, text, mark in cells:
            typed.setdefault(cell.entry.id, []).append((cell.key, text, mark))
        self._change_entries(
            lambda entry: entry.with_texts(
                (COLUMNS_BY_KEY[key], text, mark) for key, text, mark in typed[entry.id]
            ),
            typed,
        )
        pending = [
            cell
            for cell in self._pending_cells
            if self._is_still_ambiguous(cell.entry.id, cell.key, cell.text)
        ]
        if pending:
            self._ask_for_reading(pending)

    def _is_still_ambiguous(self, entry_id: int, key: str, text: str) -> bool:
        return any(
            entry.id == entry_id and entry.unreadable.get(key) == text
            for entry in self._session.entries
        )

    def _change_entries(self, change: Callable[[Entry], Entry], entry_ids: Collection[int]) -> None:
        """Change all entries of an answer in one undoable step."""
        rows = [
            RowChange(PositionedEntry(position, entry), PositionedEntry(position, changed))
            for position, entry in enumerate(self._session.entries)
            if entry.id in entry_ids and (changed := change(entry)) != entry
        ]
        self._session.apply(ChangeSet(tr("answer"), tuple(rows)))


def _with_count(question: str, count: int) -> str:
    """Add to a question how many more cells its answer is for."""
    if count == 1:
        return question
    return tr("{question} The same for {count} more.", question=question, count=count - 1)


def _entry_before(row: RowChange) -> Entry | None:
    return row.before.entry if row.before else None


def _ambiguous_cells(rows: Sequence[RowChange]) -> Iterator[AmbiguousCell]:
    """Yield the cells whose text was just entered and has two readings."""
    for row in rows:
        before, entry = _entry_before(row), row.after.entry if row.after else None
        for key, text in entry.unreadable.items() if entry else ():
            if entry is None or (before is not None and before.unreadable.get(key) == text):
                continue
            error = entry.cell_error(key)
            if error and error.kind in {ProblemKind.AMBIGUOUS_NUMBER, ProblemKind.AMBIGUOUS_DATE}:
                yield AmbiguousCell(entry, key, text, error)


def _readings(cell: AmbiguousCell) -> list[date]:
    """Return the two days that an ambiguous date may be."""
    return [cell.error.parameters[key] for key in ("first", "second")]  # type: ignore[misc]


def _starts_with(text: str, number: int) -> bool:
    digits = text.strip().replace("-", "/").split("/")[0]
    return digits.isdecimal() and int(digits) == number
