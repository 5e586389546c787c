"""The first rows of a list as they were read, and the problems that are questions to the user.

The window needs these without a reader, so this module imports one only when a question is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pricing.problems.errors import Problem
    from pricing.reading.grid import Grid
    from pricing.reading.product_list import ProductList
    from pricing.reading.reading_options import Layout

HEADER_QUESTIONS = frozenset((
    ProblemKind.UNCLEAR_HEADER,
    ProblemKind.FIGURES_OF_SEVERAL,
    ProblemKind.FIGURES_TO_DIVIDE,
    ProblemKind.FIGURES_BY_COLUMN_BESIDE,
    ProblemKind.UNCLEAR_NOTE,
    ProblemKind.UNCLEAR_NOTES,
    ProblemKind.SEVERAL_UNCLEAR_HEADERS,
    ProblemKind.PRICE_OF_OTHER_AMOUNT,
    ProblemKind.QUANTITY_MAY_BE_STOCK,
    ProblemKind.SHARE_OF_UNKNOWN_COMPOUND,
    ProblemKind.SUBUNIT_WITHOUT_CURRENCY,
    ProblemKind.TAX_IN_MONEY,
    ProblemKind.PERCENTAGE_MAY_BE_MONEY,
    ProblemKind.UNIT_OF_AMOUNT_OR_PACK,
    ProblemKind.UNIT_COLUMN_DIFFERS,
    ProblemKind.COLUMN_BESIDE_UNCLEAR,
    ProblemKind.COMMENT_UNCLEAR,
))  # fmt: skip
# The problems that a user can settle by saying how a column is written, or which column is which.
_USER_RESOLVABLE = {
    ProblemKind.AMBIGUOUS_NUMBER,
    ProblemKind.AMBIGUOUS_DATE,
    ProblemKind.DECIMAL_MARKS_DIFFER,
    ProblemKind.SHARED_CURRENCY_SIGN,
    ProblemKind.CURRENCY_OPEN,
    ProblemKind.MAY_BE_SHARE,
    ProblemKind.MAY_BE_HUNDREDTHS,
    ProblemKind.MAY_BE_IN_OTHER_UNIT,
    ProblemKind.MORE_THAN_A_SERVING,
    ProblemKind.BASE_OF_OTHER_MEASURE,
    ProblemKind.SIGN_IN_SUBUNIT_COLUMN,
    ProblemKind.PACK_DIFFERS_FROM_NAME,
    ProblemKind.ELEMENTAL_DIFFERS_FROM_NAME,
    ProblemKind.ELEMENTAL_DIFFERS_IN_FORM,
    ProblemKind.ELEMENTAL_DIFFERS_FROM_FORM,
    ProblemKind.AMOUNT_MAY_BE_OF_SALT,
    ProblemKind.SERVING_DIFFERS_FROM_NAME,
    ProblemKind.AMOUNT_OF_ONE_DIFFERS_FROM_NAME,
    ProblemKind.FOOTNOTE_ABOUT_ROW,
    ProblemKind.REMARK_ABOUT_ROW,
    ProblemKind.SALE_MAY_BE_OVER,
    ProblemKind.SERVING_IN_OTHER_MEASURE,
    ProblemKind.CODE_ON_OTHER_LABEL,
}
_OF_TEXTS = frozenset((ProblemKind.UNCLEAR_NOTE, ProblemKind.UNCLEAR_NOTES))
_UNCLEAR_COLUMNS = {
    *HEADER_QUESTIONS,
    ProblemKind.UNCLEAR_ENCODING,
    ProblemKind.NO_HEADER,
    ProblemKind.MISSING_COLUMNS,
    ProblemKind.DUPLICATE_HEADER,
    ProblemKind.UNKNOWN_MAPPING,
    ProblemKind.UNKNOWN_HEADER_LEFT_OUT,
}


def _texts_of(problem: Problem) -> tuple[str, ...]:
    """Return the texts that a question quotes."""
    texts = problem.parameters.get("texts")
    return texts if isinstance(texts, tuple) else (str(problem.parameters["text"]),)


# -- the first rows ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a list's tables, the likeliest table first.

    A text whose encoding is unclear has a table for each encoding. `is_whole` says that the list
    has no further rows.
    """

    grids: tuple[Grid, ...]
    is_whole: bool

    @property
    def has_unclear_encoding(self) -> bool:
        """Whether the text can be read in several encodings."""
        return bool(self.grids[0].encoding)

    def with_texts_below(self, problems: Iterable[Problem]) -> FirstRows:
        """Return the first rows with the texts of questions that stand below them."""
        from dataclasses import replace

        first, *others = self.grids
        known = {text for row in first.rows for text in row.texts}
        of_texts = (one for one in problems if one.kind in _OF_TEXTS)
        found = (text for one in of_texts for text in _texts_of(one))
        remarks = (*first.remarks, *(text for text in found if text not in known))
        return replace(self, grids=(replace(first, remarks=remarks), *others))

    def find_saved_layout(self, saved_layouts: Mapping[str, str]) -> Layout | None:
        """Return the layout that was saved for the likeliest table, with the encoding if unclear.

        Args:
            saved_layouts: The texts of the saved layouts, by the keys of their header rows.
        """
        from pricing.reading.layouts import find_saved_layout

        grids = self.grids if self.has_unclear_encoding else self.grids[:1]
        layouts = ((grid, find_saved_layout(grid, saved_layouts)) for grid in grids)
        return next(
            (layout for grid, layout in layouts if layout and layout.encoding == grid.encoding),
            None,
        )


# -- questions ---------------------------------------------------------------------------------


def leaves_question(product_list: ProductList) -> bool:
    """Return whether the headers or numbers of a list that was read leave a question."""
    return any(map(is_question, product_list.problems))


def has_unclear_encoding(product_list: ProductList) -> bool:
    """Return whether a list was not read because its text can be read in several encodings."""
    return any(problem.kind is ProblemKind.UNCLEAR_ENCODING for problem in product_list.problems)


def is_question(problem: Problem) -> bool:
    """Return whether the user can settle a problem by saying what a column is."""
    return problem.kind in _USER_RESOLVABLE or (
        problem.row is None and problem.kind in _UNCLEAR_COLUMNS
    )
