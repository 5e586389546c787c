"""Explains the cells of the product table: their tool tips, and what a screen reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.table.cells import (
    ABOVE_TARGET_MARK,
    MISSING_MARK,
    OVER_LIMIT_MARK,
    QUESTION_MARK,
    WRONG_MARK,
    ProductCells,
)
from app.table.layout import CREDITED, MONTH, RANK, TableColumn
from app.table.standing import OrderChoice, Standing, number_in_order
from app.toolkit.locale_format import notation
from app.toolkit.other_limits import other_over_limit_text
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from app.session import Session

# What a screen reader reads of a marked cell.
_MARKED_TEXTS = {
    WRONG_MARK: "{text}, wrong: {explanation}",
    MISSING_MARK: "to fix: {explanation}",
    QUESTION_MARK: "{text}, a question: {explanation}",
    OVER_LIMIT_MARK: "{text}, over the safe limit: {explanation}",
    ABOVE_TARGET_MARK: "{text}, above the target: {explanation}",
}
BOTH_RANKS_EXPLANATION = (
    "The rank, and in brackets the rank by cost per absorbed mg under your assumption."
)

PLACE_EXPLANATION = "Place {place} of {count} by cost as taken, safe products first."
CREDITED_EXPLANATION = "Place {place} of {count} by credited cost, safe products first."
NO_OTHER_MINERAL = "It holds no other mineral, so its whole cost counts."
BEST_BUY_EXPLANATION = "This is the best buy."
_WHY_WITHOUT_PLACE = {
    Standing.UNSAFE: "It has no place, because its dose is over the safe limit.",
    Standing.QUESTION: "It has no place until it is clear what its label means.",
}


class CellExplanations:
    """Explains what the cells of a session's rows show, or why they show nothing."""

    def __init__(self, session: Session, cells: ProductCells) -> None:
        self._session = session
        self._cells = cells

    def explanation(self, row: int, column: TableColumn) -> str:
        """Return what is wrong with a cell or was found in it, and what to do."""
        cells = self._cells
        if row == cells.entry_count:
            return ""
        if column.key == RANK and cells.shows_figures:
            return self._left_out_text(row, column) or self._rank_explanation(row)
        if cells.is_missing(row, column):
            element = self._session.entries[row].element
            title = Term(COLUMNS_BY_KEY[column.key].full_title_for(element))
            return BadInput(ProblemKind.MISSING_VALUE, title=title).message(notation())
        row_error = self._session.row_error(row)
        if row_error is not None and row_error.parameters.get("column") == column.key:
            return row_error.message(notation())
        cell_error = self._session.entries[row].cell_error(column.key)
        if cell_error is not None:
            return cell_error.message(notation())
        texts = [flag.message(notation()) for flag in cells.flags(row, column)]
        if column.key == "product":  # the line below the name may be too short for all of it
            texts.append(cells.contents_text(row))
        if column.mineral:
            texts.append(cells.mineral_text(row, column))
        found = "\n".join(filter(None, texts))
        return found or self._left_out_text(row, column) or self._credit_text(row, column)

    def _credit_text(self, row: int, column: TableColumn) -> str:
        """Return what a credited cost rests on, or why there is none; "" for other columns.

        Where it stands below the whole cost, the cell of that explains it.
        """
        compared = self._cells.compared(row)
        if compared is None or column.key not in {CREDITED, MONTH}:
            return ""
        if column.key == MONTH and not self._cells.second_line(row, column):
            return ""
        if not compared.product.other_minerals:
            return tr(NO_OTHER_MINERAL)
        from pricing.analysis.credited_cost import credited_costs

        cost = credited_costs(self._session.comparison).get(compared.position)
        return "\n".join(one.text(notation()) for one in cost.sentences) if cost else ""

    def _rank_explanation(self, row: int) -> str:
        """Say what a rank is, and the product's place by what a patient pays."""
        texts = [tr(BOTH_RANKS_EXPLANATION)] if self._session.scenario.absorption else []
        compared, comparison = self._session.compared_product(row), self._session.comparison
        standing = self._cells.standing(row).standing
        place = comparison.place_of(compared) if compared else None
        if compared is not None and place is not None and standing is Standing.SAFE:
            count = len(comparison.ranked_products)
            if self._cells.standings.order is OrderChoice.CREDITED:
                number = number_in_order(comparison, compared, self._cells.standings.order)
                texts.append(tr(CREDITED_EXPLANATION, place=number, count=count))
            texts.append(tr(PLACE_EXPLANATION, place=place, count=count))
            if compared is comparison.best_buy:
                texts.append(tr(BEST_BUY_EXPLANATION))
        elif standing in _WHY_WITHOUT_PLACE:
            texts.append(tr(_WHY_WITHOUT_PLACE[standing]))
        return "\n".join(texts)

    def _left_out_text(self, row: int, column: TableColumn) -> str:
        """Return why a product has no place and no figures, for each of these cells, or ""."""
        is_figure = column.key == RANK or column.measure is not None
        return self._cells.left_out_text(row) if is_figure else ""

    def accessible_text(self, row: int, column: TableColumn) -> str:
        """Return what a screen reader reads of a cell."""
        if left_out := self._left_out_text(row, column):
            return left_out
        text, mark = displayable_line(self._cells.text(row, column)), self._cells.mark(row, column)
        if not mark and not text and (amount := self._cells.worked_out_amount(row, column)):
            return tr("{amount}, worked out from the compound", amount=amount)
        if not mark and not text and (amount := self._cells.own_amount(row, column)):
            return tr("{amount}, stated as the first mineral", amount=amount)
        if not mark and (mineral := self._cells.other_mineral(row, column)):
            return tr("{amount} of {mineral}", amount=text, mineral=mineral)
        if not mark:
            return text or self._empty_text(row, column)
        return self._marked_text(row, column, text, mark)

    def _marked_text(self, row: int, column: TableColumn, text: str, mark: str) -> str:
        """Return what a screen reader reads of a cell with a mark."""
        explanation = displayable_line(self.explanation(row, column))
        compared = self._cells.compared(row)
        if mark == OVER_LIMIT_MARK and compared and (other := other_over_limit_text(compared)):
            template = "{text}, {other}: {explanation}"
            return tr(template, text=text, other=other, explanation=explanation)
        return tr(_MARKED_TEXTS[mark], text=text, explanation=explanation)

    def _empty_text(self, row: int, column: TableColumn) -> str:
        """Return what a screen reader reads of a cell without a text."""
        credit = self._credit_text(row, column).replace("\n", " ")
        return displayable_line(credit) or tr("{heading}: empty", heading=column.full_heading())
