"""What can be wrong with input or the environment, as values with a place, a sentence and a remedy.

`pricing.problems.messages` holds the sentences.
"""

from __future__ import annotations

import errno
import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, Protocol

from pricing.problems.messages import ProblemKind, Reason, Term
from pricing.problems.plain_facts import dataclass
from pricing.problems.text_direction import isolated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Translate = Callable[[str], str]


__all__ = ["BadInput", "Problem", "ProblemKind", "Reason", "TemplateTranslator", "Term",
           "UserError", "unwritable_file"]  # fmt: skip


class TemplateTranslator(Protocol):
    """Anything that translates an English template into the user's language."""

    @property
    def translate(self) -> Callable[[str], str]: ...


@dataclass(frozen=True, slots=True)
class _Message:
    """The message of a kind of problem, with the values of its parameters."""

    kind: ProblemKind
    parameters: Mapping[str, object]

    def description(self, translate: Translate = str) -> str:
        return self._fill(self.kind.description, translate)

    def remedy(self, translate: Translate = str) -> str:
        return self._fill(self.kind.remedy, translate)

    def sentences(self, translate: Translate) -> str:
        return f"{self.description(translate)} {self.remedy(translate)}"

    def line(self) -> str:
        """Return the message as scripts read it: what is wrong; what to do."""
        remedy = self.remedy().removesuffix(".")
        return f"{self.description().removesuffix('.')}; {remedy[:1].lower()}{remedy[1:]}"

    def _fill(self, template: str, translate: Translate) -> str:
        values = {key: _parameter_text(value, translate) for key, value in self.parameters.items()}
        return translate(template).format_map(values)


def _parameter_text(value: object, translate: Translate) -> str:
    if isinstance(value, tuple):
        return ", ".join(_parameter_text(item, translate) for item in value)
    if isinstance(value, Term | Reason):
        return translate(str(value))
    return isolated(str(value))


class _MessageError(Exception):
    """An error with a message and its remedy."""

    def __init__(self, kind: ProblemKind, **parameters: object) -> None:
        self.kind = kind
        self.parameters = parameters
        self._message = _Message(kind, parameters)
        super().__init__(kind)

    def __str__(self) -> str:
        """Return the message as scripts read it. Most errors are caught before anybody reads it."""
        return self._message.line()

    def message(self, language: TemplateTranslator) -> str:
        """Return what is wrong and what to do, in the user's language."""
        return self._message.sentences(language.translate)

    def description(self, language: TemplateTranslator) -> str:
        """Return what is wrong, in the user's language."""
        return self._message.description(language.translate)

    def remedy(self, language: TemplateTranslator) -> str:
        """Return what to do, in the user's language."""
        return self._message.remedy(language.translate)


class BadInput(_MessageError, ValueError):  # noqa: N818 - named for what it is
    """A value that cannot be accepted. A caller that knows the place makes it a Problem."""


class UserError(_MessageError):
    """A fault of the environment or of the call. It is shown with its remedy and is never a bug."""


def unwritable_file(
    path: Path, error: OSError, kind: ProblemKind = ProblemKind.UNWRITABLE_FILE
) -> UserError:
    """Return the message for a file that the system does not write."""
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", None)}:
        return UserError(ProblemKind.NO_ROOM, path=path)
    return UserError(kind, path=path, reason=error.strerror or str(error))


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """One thing that is wrong in a file: where, what, and what to do.

    Row 1 is the first line of the file. `sheet` is "" where the file has only one table.
    `is_row_kept` states that the row was read all the same.
    """

    kind: ProblemKind
    parameters: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    is_row_kept: bool = False
    sheet: str = ""

    @classmethod
    def from_bad_input(
        cls, error: BadInput, *, row: int | None, column: str, value: str, is_row_kept: bool = False
    ) -> Problem:
        """Return the rejected value with its place."""
        return cls(
            error.kind,
            error.parameters,
            row=row,
            column=column,
            value=value,
            is_row_kept=is_row_kept,
        )

    def with_file(self, file: str) -> Problem:
        """Return the same problem, placed in a file."""
        return replace(self, file=file)

    def with_sheet(self, sheet: str) -> Problem:
        """Return the same problem, placed in a sheet of its file."""
        return replace(self, sheet=sheet)

    @property
    def description(self) -> str:
        """The sentence that says what is wrong."""
        return self._message.description()

    @property
    def remedy(self) -> str:
        """The instruction that says what to do."""
        return self._message.remedy()

    @property
    def line(self) -> str:
        """The message without its place, as scripts read it: what is wrong; what to do."""
        return self._message.line()

    @property
    def place(self) -> str:
        """FILE:SHEET:ROW:COLUMN, as far as known. Of a whole column it is FILE:SHEET: COLUMN."""
        row = "" if self.row is None else str(self.row)
        parts = (self.file, self.sheet, row, self.column if row else "")
        place = ":".join(filter(None, parts))
        return (
            f"{place}: {self.column}" if self.column and not row and place else place or self.column
        )

    def message(self, language: TemplateTranslator) -> str:
        """Return what is wrong and what to do, in the user's language."""
        return self._message.sentences(language.translate)

    def message_with_place(self, language: TemplateTranslator) -> str:
        """Return the message behind its place."""
        message = self.message(language)
        parts = [isolated(self.file), *self._parts_of_place(language)]
        place = ", ".join(filter(None, parts))
        if not place:
            return message
        return language.translate("{place}: {message}").format(place=place, message=message)

    def _parts_of_place(self, language: TemplateTranslator) -> Iterator[str]:
        """Yield the sheet, the row and the column in words, as far as known."""
        if self.sheet:
            yield language.translate("sheet “{sheet}”").format(sheet=isolated(self.sheet))
        if self.row is not None:
            yield language.translate("row {row}").format(row=self.row)
        unnamed = re.fullmatch(r"column (\d+)", self.column)
        if unnamed:
            yield language.translate("column {number}").format(number=unnamed[1])
        elif self.column:
            yield language.translate("column “{column}”").format(column=isolated(self.column))

    def __repr__(self) -> str:
        return f"<Problem {self}>"

    def __str__(self) -> str:
        return f"{self.place}: {self.line}" if self.place else self.line

    @property
    def _message(self) -> _Message:
        return _Message(self.kind, self.parameters)
