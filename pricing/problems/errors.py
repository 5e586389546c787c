"""What can be wrong with input or the environment, as values with a place, a sentence and a remedy.

Every message is a ProblemKind with named parameters, so that a window can translate it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from pricing.problems.messages import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


__all__ = ["BadInput", "Problem", "ProblemKind", "TemplateTranslator", "UserError"]


class TemplateTranslator(Protocol):
    """Anything that gives an English template in the user's language."""

    @property
    def translate(self) -> Callable[[str], str]: ...


def _fill(template: str, parameters: Mapping[str, object]) -> str:
    return template.format_map({key: str(value) for key, value in parameters.items()})


class _MessageError(Exception):
    """What was found, and what to do about it."""

    def __init__(self, kind: ProblemKind, **parameters: object) -> None:
        self.kind = kind
        self.parameters = parameters
        super().__init__(f"{_fill(kind.description, parameters)}; {_fill(kind.remedy, parameters)}")

    def message(self, language: TemplateTranslator) -> str:
        """Both in the user's language."""
        parts = (language.translate(part) for part in (self.kind.description, self.kind.remedy))
        return "; ".join(_fill(part, self.parameters) for part in parts)


class BadInput(_MessageError, ValueError):  # noqa: N818 - they are named for what they are
    """A value that cannot be accepted; whoever knows the place turns it into a Problem."""


class UserError(_MessageError):
    """A fault of the environment or the call, shown plainly with its remedy; never a bug."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, what, and what to do. Row 1 is the file's first line.

    `kept`: the row was read all the same.
    """

    kind: ProblemKind
    parameters: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    is_row_kept: bool = False

    @classmethod
    def from_bad_input(
        cls, error: BadInput, *, row: int | None, column: str, value: str, is_row_kept: bool = False
    ) -> Problem:
        """The refused value with its place."""
        return cls(
            error.kind,
            error.parameters,
            row=row,
            column=column,
            value=value,
            is_row_kept=is_row_kept,
        )

    def with_file(self, file: str) -> Problem:
        """The same problem, placed in a file."""
        return replace(self, file=file)

    @property
    def description(self) -> str:
        return _fill(self.kind.description, self.parameters)

    @property
    def remedy(self) -> str:
        return _fill(self.kind.remedy, self.parameters)

    @property
    def place(self) -> str:
        """FILE:ROW:COLUMN, as far as known."""
        parts = (self.file, "" if self.row is None else str(self.row), self.column)
        return ":".join(parts).rstrip(":")

    def message(self, language: TemplateTranslator) -> str:
        """What was found and what to do, in the user's language."""
        parts = (language.translate(part) for part in (self.kind.description, self.kind.remedy))
        return "; ".join(_fill(part, self.parameters) for part in parts)

    def message_with_place(self, language: TemplateTranslator) -> str:
        """The same behind its place."""
        return f"{self.place}: {self.message(language)}" if self.place else self.message(language)

    def __str__(self) -> str:
        said = f"{self.description}; {self.remedy}"
        return f"{self.place}: {said}" if self.place else said
