"""What is asked once of numbers just entered: which reading; the compound or the element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.toolkit.locale_format import date_text, notation
from app.toolkit.question_bar import Question, QuestionBar
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet, PositionedEntry, RowChange
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.rounding import format_trimmed
from pricing.reference.mineral_forms import elements, recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from app.session import Session
    from pricing.model.entry import Entry

CLARIFIED_CHECKS = frozenset({"too_much_for_one_unit", "elemental_equals_compound"})
_MARK_MAKING_WHOLE = {",": DecimalMark.POINT, ".": DecimalMark.COMMA}


@dataclass(frozen=True, slots=True)
class AmbiguousCell:
    """A cell whose text has two readings."""

    entry: Entry
    key: str
    text: str
    refusal: BadInput

    @property
    def separator(self) -> str:
        return "," if "," in self.text else "."


class ClarificationController(QObject):
    """Asks of what was just entered; each thing once."""

    def __init__(self, session: Session, questions: QuestionBar) -> None:
        super().__init__(questions)
        self._session = session
        self._questions = questions
        self._already_asked: set[tuple[int, str, object]] = set()
        self._pending_cells: list[
            AmbiguousCell
        ] = []  # of other columns, asked about after this answer
        session.changed.connect(self._ask_about_changes)

    def _ask_about_changes(self, changes: ChangeSet) -> None:
        touched = [
            row for row in changes.rows if row.after and row.after.entry is not _entry_before(row)
        ]
        cells = [
            cell
            for cell in _ambiguous_cells(touched)
            if self._note_if_new(cell.entry.id, cell.key, cell.text)
        ]
        if cells:
            self._ask_for_reading(cells)
            return
        rows = [row.after for row in touched if row.after and self._may_be_compound(row.after)]
        if rows:
            self._ask_for_compound([placed.entry for placed in rows])

    def _note_if_new(self, number: int, key: str, what: object) -> bool:
        """Whether this was not asked before."""
        mark = (number, key, what)
        if mark in self._already_asked:
            return False
        self._already_asked.add(mark)
        return True

    # -- two readings --------------------------------------------------------------------------

    def _ask_for_reading(self, cells: Sequence[AmbiguousCell]) -> None:
        first = cells[0]
        if first.refusal.kind is ProblemKind.AMBIGUOUS_DATE:
            alike = [each for each in cells if each.refusal.kind is ProblemKind.AMBIGUOUS_DATE]
            answers = self._date_answers(first, alike)
        else:
            alike = [
                each
                for each in cells
                if each.key == first.key and each.separator == first.separator
            ]
            answers = self._number_answers(first, alike)
        self._pending_cells = [each for each in cells if each not in alike]
        name = str(first.entry.values.get("product", "")) or tr("the new product")
        asked = tr(
            "{title} of {name}: what does “{text}” mean?",
            title=tr(COLUMNS_BY_KEY[first.key].title),
            name=name,
            text=first.text,
        )
        self._questions.ask(
            Question(
                asked + _same_for_more(len(alike)),
                answers,
                lambda: self._is_still_ambiguous(first.entry.id, first.key, first.text),
            )
        )

    def _number_answers(
        self, first: AmbiguousCell, alike: Sequence[AmbiguousCell]
    ) -> tuple[tuple[str, Callable[[], object]], ...]:
        whole, decimal = (str(first.refusal.parameters[key]) for key in ("whole", "decimal"))
        separator = first.separator
        return (
            (
                tr("{number}, a whole number", number=whole),
                lambda: self._apply_decimal_mark(alike, _MARK_MAKING_WHOLE[separator]),
            ),
            (
                tr("{number}, with decimals", number=notation().format_number(decimal)),
                lambda: self._apply_decimal_mark(alike, DecimalMark(separator)),
            ),
        )

    def _apply_decimal_mark(self, cells: Sequence[AmbiguousCell], mark: DecimalMark) -> None:
        """Take the texts with this decimal mark."""
        self._retype([(each, each.text, mark) for each in cells])

    def _date_answers(
        self, first: AmbiguousCell, alike: Sequence[AmbiguousCell]
    ) -> tuple[tuple[str, Callable[[], object]], ...]:
        days: list[date] = [first.refusal.parameters[key] for key in ("first", "second")]  # type: ignore[misc]
        return tuple(
            (date_text(day), lambda day=day: self._apply_date_order(first, alike, day))
            for day in days
        )

    def _apply_date_order(
        self, first: AmbiguousCell, alike: Sequence[AmbiguousCell], day: date
    ) -> None:
        """The same order of day and month for all."""
        month_first = _starts_with(first.text, day.month)
        chosen = []
        for each in alike:
            for key in ("first", "second"):
                candidate: date = each.refusal.parameters[key]  # type: ignore[assignment]
                if _starts_with(each.text, candidate.month) == month_first:
                    chosen.append((each, candidate.isoformat(), DecimalMark.AUTO))
                    break
        self._retype(chosen)

    def _retype(self, cells: Sequence[tuple[AmbiguousCell, str, DecimalMark]]) -> None:
        typed: dict[int, list[tuple[str, str, DecimalMark]]] = {}
        for cell, text, mark in cells:
            typed.setdefault(cell.entry.id, []).append((cell.key, text, mark))
        self._change_entries(
            lambda entry: entry.with_texts(
                (COLUMNS_BY_KEY[key], text, mark) for key, text, mark in typed[entry.id]
            ),
            typed,
            tr("answer"),
        )
        waiting = [
            each
            for each in self._pending_cells
            if self._is_still_ambiguous(each.entry.id, each.key, each.text)
        ]
        if waiting:
            self._ask_for_reading(waiting)

    def _is_still_ambiguous(self, number: int, key: str, text: str) -> bool:
        return any(
            entry.id == number and entry.unreadable.get(key) == text
            for entry in self._session.entries
        )

    # -- compound or elemental -----------------------------------------------------------------

    def _may_be_compound(self, placed: PositionedEntry) -> bool:
        """Whether the amount is too much for the element alone, and could be the compound's."""
        entry = placed.entry
        elemental = entry.values.get("elemental_mg")
        if (
            elemental is None
            or _elemental_fraction(entry) is None
            or not self._has_clarified_check(placed.position)
        ):
            return False
        return self._note_if_new(entry.id, "elemental_mg", (elemental, entry.values.get("form")))

    def _has_clarified_check(self, position: int) -> bool:
        compared = self._session.compared_product(position)
        return compared is not None and any(flag.key in CLARIFIED_CHECKS for flag in compared.flags)

    def _ask_for_compound(self, entries: Sequence[Entry]) -> None:
        first = entries[0]
        fraction, numbers = _elemental_fraction(first), notation()
        if fraction is None:
            return
        amount = MASS.to_fraction(int(str(first.values["elemental_mg"])))
        mineral = tr(elements()[_element_key(first)].name).lower()
        form = recognize_form(str(first.values["form"]), _element_key(first)).name
        compound = f"{mineral} {form}"
        asked = tr(
            "{name}: is {amount} mg the {mineral}, or the {compound}, which would give {gives} mg "
            "of {mineral}?",
            name=first.values.get("product", tr("New product")),
            amount=numbers.format_number(format_trimmed(amount, 3)),
            mineral=mineral,
            compound=compound,
            gives=numbers.format_number(format_trimmed(amount * fraction, 0)),
        )
        ids = [entry.id for entry in entries]
        self._questions.ask(
            Question(
                asked + _same_for_more(len(entries)),
                (
                    (
                        tr("The {mineral}", mineral=mineral),
                        lambda: self._keep_one_amount(ids, "compound_mg"),
                    ),
                    (
                        tr("The {compound}", compound=compound),
                        lambda: self._keep_one_amount(ids, "elemental_mg"),
                    ),
                ),
                lambda: self._may_still_be_compound(first.id),
            )
        )

    def _may_still_be_compound(self, number: int) -> bool:
        return any(
            entry.id == number and self._has_clarified_check(position)
            for position, entry in enumerate(self._session.entries)
        )

    def _keep_one_amount(self, numbers: Sequence[int], dropped: str) -> None:
        """Keep the amount in one column only; a lone elemental amount becomes the compound's."""

        def settled(entry: Entry) -> Entry:
            values = dict(entry.values)
            amount = values.pop(dropped, None)
            if dropped == "elemental_mg" and amount is not None:
                values["compound_mg"] = amount
            return replace(entry, values=values)

        self._change_entries(settled, numbers, tr("answer"))

    def _change_entries(
        self, after: Callable[[Entry], Entry], numbers: Collection[int], says: str
    ) -> None:
        """One step for all the rows of the answer."""
        wanted = set(numbers)
        rows = []
        for position, entry in enumerate(self._session.entries):
            if entry.id in wanted:
                changed = after(entry)
                if changed != entry:
                    rows.append(
                        RowChange(
                            PositionedEntry(position, entry), PositionedEntry(position, changed)
                        )
                    )
        self._session.apply(ChangeSet(says, tuple(rows)))


def _same_for_more(count: int) -> str:
    """That the answer serves others too."""
    return tr(" The same for {count} more.", count=count - 1) if count > 1 else ""


def _entry_before(row: RowChange) -> Entry | None:
    return row.before.entry if row.before else None


def _ambiguous_cells(rows: Sequence[RowChange]) -> Iterator[AmbiguousCell]:
    """Texts that were just entered and have two readings."""
    for row in rows:
        before, entry = _entry_before(row), row.after.entry if row.after else None
        for key, text in entry.unreadable.items() if entry else ():
            if entry is None or (before is not None and before.unreadable.get(key) == text):
                continue
            refused = entry.cell_error(key)
            if refused and refused.kind in {
                ProblemKind.AMBIGUOUS_NUMBER,
                ProblemKind.AMBIGUOUS_DATE,
            }:
                yield AmbiguousCell(entry, key, text, refused)


def _starts_with(text: str, number: int) -> bool:
    digits = text.strip().replace("-", "/").split("/")[0]
    return digits.isdecimal() and int(digits) == number


def _element_key(entry: Entry) -> str:
    return str(entry.values.get("element", "Mg"))


def _elemental_fraction(entry: Entry) -> Fraction | None:
    return recognize_form(str(entry.values.get("form", "")), _element_key(entry)).fraction
