"""Arguments of the Python interface. Every refusal names the argument and says what to write."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind, UserError
from pricing.quantities.currencies import read_currency_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_LISTED_NAMES = 30


class ArgumentError(UserError):
    """A value that the Python interface refuses. `argument` is the name that it was given under."""

    def __init__(self, argument: str, description: str, remedy: str) -> None:
        self.argument = argument
        super().__init__(
            ProblemKind.INVALID_ARGUMENT,
            argument=argument,
            description=description,
            remedy=remedy,
        )


def nearest_names(name: str, choices: Iterable[str]) -> str:
    """Return a remedy that names the choice that was probably meant, else the choices.

    >>> nearest_names("montly_cost", ["monthly_cost", "cost_per_day"])
    'Did you mean “monthly_cost”?'
    """
    from difflib import get_close_matches

    by_folded_name = {choice.casefold(): choice for choice in choices}
    matches = get_close_matches(name.casefold(), by_folded_name, n=1, cutoff=0.5)
    if matches:
        return f"Did you mean “{by_folded_name[matches[0]]}”?"
    names = list(by_folded_name.values())
    more = ", ..." if len(names) > _LISTED_NAMES else ""
    return f"Use one of {', '.join(names[:_LISTED_NAMES])}{more}."


@contextmanager
def naming(argument: str, arguments_by_column: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn refused input into an ArgumentError.

    Args:
        argument: The name to report.
        arguments_by_column: The names by column key, for refusals that name a column.
    """
    try:
        yield
    except BadInput as error:
        column = str(error.parameters.get("column", ""))
        name = (arguments_by_column or {}).get(column, argument)
        problem = Problem.from_bad_input(error, row=None, column=column, value="")
        raise ArgumentError(name, problem.description, problem.remedy) from None


def check_names(names: Iterable[str], choices: Iterable[str]) -> None:
    """Refuse an argument that does not exist, and name the most similar one."""
    known = tuple(choices)
    for name in names:
        if name not in known:
            raise ArgumentError(name, "There is no such argument.", nearest_names(name, known))


def text_argument(argument: str, value: object) -> str:
    """Return a text; refuse anything else."""
    if not isinstance(value, str):
        raise ArgumentError(argument, f"{value!r} is not text.", "Write it in quotation marks.")
    return value


def currency_argument(argument: str, value: object) -> str:
    """Return the code of a currency; "" stays empty."""
    text = text_argument(argument, value)
    with naming(argument):
        return read_currency_code(text) if text else ""
