"""Options of the command line that remedy a problem. Messages name none: the window shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind

if TYPE_CHECKING:
    from pricing.problems.errors import BadInput, Problem, UserError

_MAP, _DATA_FOLDER = '--map "Header={column}"', "--data-dir DIR"
_OPTIONS = {
    ProblemKind.AMBIGUOUS_NUMBER: "--decimal-mark",
    ProblemKind.DECIMAL_MARK_MISMATCH: "--decimal-mark",
    ProblemKind.MISSING_COLUMNS: _MAP,
    ProblemKind.DUPLICATE_HEADER: _MAP,
    ProblemKind.DATA_OF_NEWER_VERSION: _DATA_FOLDER,
    ProblemKind.UNUSABLE_DATA_FOLDER: _DATA_FOLDER,
}


def line_with_option(problem: Problem | BadInput | UserError) -> str:
    """Return the problem as one line, with the option that remedies it if there is one."""
    option = _OPTIONS.get(problem.kind)
    if option is None:
        return str(problem)
    columns = str(problem.parameters.get("columns") or problem.parameters.get("column", ""))
    return f"{problem} (option {option.format(column=columns.split(', ', 1)[0])})"
