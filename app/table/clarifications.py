"""What is asked once of numbers just entered: which reading; the compound or the element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.toolkit.locale_format import date_text, notation
from app.toolkit.question_bar import Question, QuestionBar
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet, Placed, RowChange
from pricing.model.columns import BY_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.rounding import trimmed
from pricing.reference.mineral_forms import elements, form_named

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from app.session import Session
    from pricing.model.entry import Entry

ASKING_CHECKS = frozenset({"too_much_for_one_unit", "elemental_equals_compound"})
_OTHER = {",": DecimalMark.POINT, ".": DecimalMark.COMMA}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell whose text has two readings."""

    entry: Entry
    key: str
    text: str
    refused: BadInput

    @property
    def separator(self) -> str:
        return "," if "," in self.text else "."


class Asking(QObject):
    """Asks of what was just entered; each thing once."""

    def __init__(self, session: Session, questions: QuestionBar) -> None:
        super().__init__(questions)
        self._session = session
        self._questions = questions
        self._asked: set[tuple[int, str, object]] = set()
        self._waiting: list[Cell] = []  # of other columns, asked about after this answer
        session.changed.connect(self._follow)

    def _follow(self, changes: ChangeSet) -> None:
        touched = [row for row in changes.rows if row.after and row.after.entry is not _of(row)]
        cells = [
            cell for cell in _unclear(touched) if self._is_new(cell.entry.id, cell.key, cell.text)
        ]
        if cells:
            self._ask_for_reading(cells)
            return
        rows = [row.after for row in touched if row.after and self._is_doubtful(row.after)]
        if rows:
            self._ask_for_compound([placed.entry for placed in rows])

    def _is_new(self, number: int, key: str, what: object) -> bool:
        """Whether this was not asked before."""
        mark = (number, key, what)
        if mark in self._asked:
            return False
        self._asked.add(mark)
        return True

    # -- two readings --------------------------------------------------------------------------

    def _ask_for_reading(self, cells: Sequence[Cell]) -> None:
        first = cells[0]
        if first.refused.kind is ProblemKind.AMBIGUOUS_DATE:
            alike = [each for each in cells if each.refused.kind is ProblemKind.AMBIGUOUS_DATE]
            answers = self._dates(first, alike)
        else:
            alike = [
                each
                for each in cells
                if each.key == first.key and each.separator == first.separator
            ]
            answers = self._numbers(first, alike)
        self._waiting = [each for each in cells if each not in alike]
        name = str(first.entry.values.get("product", "")) or tr("the new product")
        asked = tr(
            "{title} of {name}: what does “{text}” mean?",
            title=tr(BY_KEY[first.key].title),
            name=name,
            text=first.text,
        )
        self._questions.ask(
            Question(
                asked + _for_more(len(alike)),
                answers,
                lambda: self._stands(first.entry.id, first.key, first.text),
            )
        )

    def _numbers(
        self, first: Cell, alike: Sequence[Cell]
    ) -> tuple[tuple[str, Callable[[], object]], ...]:
        whole, decimal = (str(first.refused.parameters[key]) for key in ("whole", "decimal"))
        separator = first.separator
        return (
            (
                tr("{number}, a whole number", number=whole),
                lambda: self._read(alike, _OTHER[separator]),
            ),
            (
                tr("{number}, with decimals", number=notation().number(decimal)),
                lambda: self._read(alike, DecimalMark(separator)),
            ),
        )

    def _read(self, cells: Sequence[Cell], mark: DecimalMark) -> None:
        """Take the texts with this decimal mark."""
        self._retype([(each, each.text, mark) for each in cells])

    def _dates(
        self, first: Cell, alike: Sequence[Cell]
    ) -> tuple[tuple[str, Callable[[], object]], ...]:
        days: list[date] = [first.refused.parameters[key] for key in ("first", "second")]  # type: ignore[misc]
        return tuple(
            (date_text(day), lambda day=day: self._take_dates(first, alike, day)) for day in days
        )

    def _take_dates(self, first: Cell, alike: Sequence[Cell], day: date) -> None:
        """The same order of day and month for all."""
        month_first = _starts_with(first.text, day.month)
        chosen = []
        for each in alike:
            for key in ("first", "second"):
                candidate: date = each.refused.parameters[key]  # type: ignore[assignment]
                if _starts_with(each.text, candidate.month) == month_first:
                    chosen.append((each, candidate.isoformat(), DecimalMark.AUTO))
                    break
        self._retype(chosen)

    def _retype(self, cells: Sequence[tuple[Cell, str, DecimalMark]]) -> None:
        typed: dict[int, list[tuple[str, str, DecimalMark]]] = {}
        for cell, text, mark in cells:
            typed.setdefault(cell.entry.id, []).append((cell.key, text, mark))
        self._change(
            lambda entry: entry.filled(
                (BY_KEY[key], text, mark) for key, text, mark in typed[entry.id]
            ),
            typed,
            tr("answer"),
        )
        waiting = [
            each for each in self._waiting if self._stands(each.entry.id, each.key, each.text)
        ]
        if waiting:
            self._ask_for_reading(waiting)

    def _stands(self, number: int, key: str, text: str) -> bool:
        return any(
            entry.id == number and entry.wrong.get(key) == text for entry in self._session.entries
        )

    # -- compound or elemental -----------------------------------------------------------------

    def _is_doubtful(self, placed: Placed) -> bool:
        """Whether the amount is too much for the element alone, and could be the compound's."""
        entry = placed.entry
        elemental = entry.values.get("elemental_mg")
        if elemental is None or _fraction(entry) is None or not self._flagged(placed.position):
            return False
        return self._is_new(entry.id, "elemental_mg", (elemental, entry.values.get("form")))

    def _flagged(self, position: int) -> bool:
        compared = self._session.compared(position)
        return compared is not None and any(flag.key in ASKING_CHECKS for flag in compared.flags)

    def _ask_for_compound(self, entries: Sequence[Entry]) -> None:
        first = entries[0]
        fraction, numbers = _fraction(first), notation()
        if fraction is None:
            return
        amount = MASS.fraction(int(str(first.values["elemental_mg"])))
        mineral = tr(elements()[_element(first)].name).lower()
        form = form_named(str(first.values["form"]), _element(first)).name
        compound = f"{mineral} {form}"
        asked = tr(
            "{name}: is {amount} mg the {mineral}, or the {compound}, which would give {gives} mg "
            "of {mineral}?",
            name=first.values.get("product", tr("New product")),
            amount=numbers.number(trimmed(amount, 3)),
            mineral=mineral,
            compound=compound,
            gives=numbers.number(trimmed(amount * fraction, 0)),
        )
        ids = [entry.id for entry in entries]
        self._questions.ask(
            Question(
                asked + _for_more(len(entries)),
                (
                    (
                        tr("The {mineral}", mineral=mineral),
                        lambda: self._settle(ids, "compound_mg"),
                    ),
                    (
                        tr("The {compound}", compound=compound),
                        lambda: self._settle(ids, "elemental_mg"),
                    ),
                ),
                lambda: self._is_still_doubtful(first.id),
            )
        )

    def _is_still_doubtful(self, number: int) -> bool:
        return any(
            entry.id == number and self._flagged(position)
            for position, entry in enumerate(self._session.entries)
        )

    def _settle(self, numbers: Sequence[int], dropped: str) -> None:
        """Keep the amount in one column only; a lone elemental amount becomes the compound's."""

        def settled(entry: Entry) -> Entry:
            values = dict(entry.values)
            amount = values.pop(dropped, None)
            if dropped == "elemental_mg" and amount is not None:
                values["compound_mg"] = amount
            return replace(entry, values=values)

        self._change(settled, numbers, tr("answer"))

    def _change(self, after: Callable[[Entry], Entry], numbers: Collection[int], says: str) -> None:
        """One step for all the rows of the answer."""
        wanted = set(numbers)
        rows = []
        for position, entry in enumerate(self._session.entries):
            if entry.id in wanted:
                changed = after(entry)
                if changed != entry:
                    rows.append(RowChange(Placed(position, entry), Placed(position, changed)))
        self._session.do(ChangeSet(says, tuple(rows)))


def _for_more(count: int) -> str:
    """That the answer serves others too."""
    return tr(" The same for {count} more.", count=count - 1) if count > 1 else ""


def _of(row: RowChange) -> Entry | None:
    return row.before.entry if row.before else None


def _unclear(rows: Sequence[RowChange]) -> Iterator[Cell]:
    """Texts that were just entered and have two readings."""
    for row in rows:
        before, entry = _of(row), row.after.entry if row.after else None
        for key, text in entry.wrong.items() if entry else ():
            if entry is None or (before is not None and before.wrong.get(key) == text):
                continue
            refused = entry.refusal(key)
            if refused and refused.kind in {ProblemKind.AMBIGUOUS, ProblemKind.AMBIGUOUS_DATE}:
                yield Cell(entry, key, text, refused)


def _starts_with(text: str, number: int) -> bool:
    digits = text.strip().replace("-", "/").split("/")[0]
    return digits.isdecimal() and int(digits) == number


def _element(entry: Entry) -> str:
    return str(entry.values.get("element", "Mg"))


def _fraction(entry: Entry) -> Fraction | None:
    return form_named(str(entry.values.get("form", "")), _element(entry)).fraction
