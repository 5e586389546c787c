"""The rows of the Checks view: headings, and below each the lines to work through."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.toolkit.locale_format import notation
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.check_list import CheckGroup, CheckLine
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.toolkit.table_model import Index
    from pricing.analysis.remedies import Remedy

_HEADING_FLAGS = Qt.ItemFlag.NoItemFlags


@dataclass(frozen=True, slots=True)
class CheckHeading:
    """The heading of a group, with the number of its lines that are not done."""

    group: CheckGroup
    count: int

    @property
    def text(self) -> str:
        number = notation().format_number(str(self.count))
        title, consequence = tr(self.group.title), tr(self.group.consequence)
        return tr(
            "{title} {count}, {consequence}", title=title, count=number, consequence=consequence
        )


@dataclass(frozen=True)
class ShownLine:
    """A line as shown, with texts made when first needed. One that is done stays for a while."""

    line: CheckLine
    is_done: bool = False

    @property
    def group(self) -> CheckGroup:
        return self.line.group

    @cached_property
    def name(self) -> str:
        """The name of the product, or what else the line is about."""
        worst = self.line.worst
        if worst.position is None:
            return tr(self.line.name)
        return self.line.name or tr("Row {number}", number=worst.position + 1)

    @cached_property
    def found(self) -> str:
        return self.line.worst.found(notation())

    @cached_property
    def follows(self) -> str:
        return self.line.worst.follows(notation())

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        return () if self.is_done else self.line.worst.remedies()

    @cached_property
    def more(self) -> str:
        """Return the number of the product's other checks, as "+1"."""
        count = len(self.line.checks) - 1
        return f"+{notation().format_number(str(count))}" if count else ""

    @cached_property
    def button_titles(self) -> tuple[str, ...]:
        """Return the texts of the line's buttons."""
        if self.is_done:
            return ()
        titles = tuple(remedy.title.short_text(notation()) for remedy in self.remedies)
        if len(titles) > 1:
            return tuple(f"{number}  {title}" for number, title in enumerate(titles, start=1))
        return titles or ((tr("Show it"),) if self.line.worst.position is not None else ())

    def text(self) -> str:
        """Return the line as a text: the product, what was found, and what its remedy gives."""
        parts = {"product": self.name, "found": self.found, "follows": self.follows}
        if self.is_done:
            return tr("Done. {product}: {found}; {follows}", **parts)
        return tr("{product}: {found}; {follows}", **parts)

    def full_text(self) -> str:
        """Return everything that was found about the product, in whole sentences."""
        return "\n".join(check.message(notation()) for check in self.line.checks)

    def spoken_text(self) -> str:
        """Return the line and the keys that do something, for a screen reader."""
        keys = ("1", "2") if len(self.button_titles) > 1 else (tr("Enter"),)
        offers = [
            tr("{key}: {remedy}", key=key, remedy=title.removeprefix(f"{key}  "))
            for key, title in zip(keys, self.button_titles, strict=False)
        ]
        return "\n".join([self.text(), *offers])


CheckListRow = CheckHeading | ShownLine


def _of_line(answer: Callable[[ShownLine], str]) -> Callable[[CheckListRow], str]:
    return lambda row: row.text if isinstance(row, CheckHeading) else answer(row)


@reports_exceptions
class ChecksModel(TableModel[CheckListRow]):
    """Headings and lines. A line that stays where it was keeps its place and the selection."""

    def __init__(self) -> None:
        super().__init__()
        self.set_columns([
            ModelColumn(
                "check", tr("Check"), _of_line(ShownLine.text), is_text=True,
                tooltip=_of_line(ShownLine.full_text),
                answers={Qt.ItemDataRole.AccessibleTextRole: _of_line(ShownLine.spoken_text)},
            )
        ])  # fmt: skip

    def lines(self) -> list[ShownLine]:
        """Return the lines without their headings."""
        return [row for row in self.rows if isinstance(row, ShownLine)]

    def show_lines(self, lines: Iterable[ShownLine]) -> bool:
        """Show lines under their headings. Return whether the rows are other ones than before."""
        rows = tuple(_with_headings(list(lines)))
        if [*map(_identity, rows)] != [*map(_identity, self.rows)]:
            self.show_rows(rows)
            return True
        self.rows = rows
        self.notify_all()
        return False

    def row_of(self, identity: object) -> int | None:
        """Return the row of the line with this identity."""
        for number, row in enumerate(self.rows):
            if isinstance(row, ShownLine) and row.line.identity == identity:
                return number
        return None

    # -- Qt's own names ------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_heading = isinstance(self.rows[index.row()], CheckHeading)
        return _HEADING_FLAGS if is_heading else super().flags(index)


def _identity(row: CheckListRow) -> object:
    return row.group if isinstance(row, CheckHeading) else row.line.identity


def _with_headings(lines: list[ShownLine]) -> Iterator[CheckListRow]:
    """Yield the lines, each group below its heading. A group without lines has none."""
    for group in CheckGroup:
        members = [line for line in lines if line.group is group]
        if members:
            yield CheckHeading(group, sum(not line.is_done for line in members))
            yield from members


def with_done_lines(shown: Sequence[ShownLine], present: Sequence[CheckLine]) -> list[ShownLine]:
    """Return the shown lines in their order, done where nothing is found any more, then new ones.

    A product whose worst check was mended stays one line, whatever else is found about it.
    """
    waiting = {line.identity: line for line in present}
    result = []
    for line in shown:
        now = waiting.pop(line.line.identity, None)
        is_same = now is not None and now.worst.key == line.line.worst.key
        result.append(ShownLine(now) if now and is_same else ShownLine(line.line, is_done=True))
    return result + [ShownLine(line) for line in waiting.values()]
