"""What an option of the command line says, or a plain word on what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pricing.errors import BadInput, ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def option(name: str, read: Callable[..., T], *values: object) -> T:
    """What `read` makes of an option's text, or a plain word on what is wrong with it."""
    try:
        return read(*values)
    except BadInput as refused:
        raise UserError(ProblemKind.UNUSABLE_OPTION, option=name, reason=refused) from None
