"""What an option of the command line says, or a plain word on what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


def read_option(name: str, read: Callable[..., T], *values: object) -> T:
    """What `read` makes of an option's text, or a plain word on what is wrong with it."""
    try:
        return read(*values)
    except BadInput as refused:
        raise UserError(ProblemKind.UNUSABLE_OPTION, option=name, reason=refused) from None


def read_column_mapping(texts: Sequence[str]) -> Mapping[str, str]:
    """What `--map HEADER=COLUMN` says: header -> column key."""
    found = {}
    for text in texts:
        header, _, column = text.rpartition("=")
        if not header or column not in COLUMNS_BY_KEY:
            reason = f"“{text}” is not HEADER=COLUMN with one of {', '.join(COLUMNS_BY_KEY)}"
            raise UserError(ProblemKind.UNUSABLE_OPTION, option="--map", reason=reason)
        found[header] = column
    return found
