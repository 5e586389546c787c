"""Rows that name a mineral alone, and so head the rows below them: ZINC, Magnesium products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.reading.titled_minerals import names_mineral_alone
from pricing.reading.unit_columns import text_of
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import minerals_of_header, names_other_substance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

_DECISIVE_KEYS = ("price", "pack_units")


class Sections:
    """Gives the rows below a heading its mineral, where they name none themselves."""

    def __init__(self, header: HeaderRow) -> None:
        found = [header.find_heading(key) for key in _DECISIVE_KEYS]
        self._decisive = [heading.index for heading in found if heading is not None]
        self._width = len(header.texts)
        # A mineral in another column can be one of the product above.
        others = (one.index for one in header.headings if one.column.key != "product")
        self._places = frozenset(range(self._width)).difference(others)
        self._mineral = ""
        self._headings: list[tuple[int, str, str]] = []

    def look_at(self, cells: Callable[[int], Sequence[CellOrText]], batch: RowBatchBuilder) -> None:
        """Name the minerals of some rows by the headings above them."""
        self._headings = []
        texts = self._texts_alone(cells)
        if not (texts or self._mineral):
            return
        unnamed = set(batch.unnamed_positions)
        for position in range(len(batch.numbers)):
            text = texts.get(position, "")
            if text and names_mineral_alone(text) and len(minerals_of_header(text)) == 1:
                (self._mineral,) = minerals_of_header(text)
                self._headings.append((position, text, self._mineral))
            elif text and names_other_substance(text):
                self._mineral = ""
            elif self._mineral and position in unnamed:
                batch.set_value("element", position, self._mineral)
                unnamed.remove(position)
        batch.unnamed_positions = sorted(unnamed)

    def leave_out(self, batch: RowBatchBuilder) -> None:
        """Leave the headings among the rows that were looked at out, and name each."""
        for position, text, mineral in self._headings:
            batch.forgive(position)
            batch.join_to_other(position)
            name = Term(elements()[mineral].name)
            error = BadInput(ProblemKind.HEADING_OF_MINERAL, value=text, mineral=name)
            header = batch.headers.get("product", "")
            batch.add_problem(position, error, header, text, is_row_kept=True)

    def _texts_alone(self, cells: Callable[[int], Sequence[CellOrText]]) -> dict[int, str]:
        """Return the texts that stand alone in their rows, by position. Few lists have any."""
        decisive = [cells(index) for index in self._decisive]
        if len(decisive) < len(_DECISIVE_KEYS) or not all("" in column for column in decisive):
            return {}
        bare = [at for at, pair in enumerate(zip(*decisive, strict=True)) if not any(pair)]
        columns = [cells(index) for index in range(self._width)] if bare else []
        found = {}
        for at in bare:
            texts = enumerate(text_of(column[at]).strip() for column in columns)
            filled = [(place, text) for place, text in texts if text]
            if len(filled) == 1 and filled[0][0] in self._places:
                found[at] = filled[0][1]
        return found
