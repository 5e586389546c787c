"""From the cells of a list to products, a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.reading.amounts_in_names import compare_named_amounts
from pricing.reading.attribute_columns import places_of_attributes, with_values_of_attributes
from pricing.reading.category_minerals import CategoryMinerals
from pricing.reading.cell_readers import reader_class
from pricing.reading.code_labels import LabelsByCode
from pricing.reading.column_notes import ColumnNotes, UnnamedColumns
from pricing.reading.compounds_of_rows import compare_compounds
from pricing.reading.dittos import without_dittos
from pricing.reading.footnoted_rows import ask_about_footnoted_rows
from pricing.reading.header_parts import SERVING
from pricing.reading.ingredient_columns import (
    combine_ingredients,
    count_contents,
    is_of_ingredient,
    mineral_of,
)
from pricing.reading.ingredient_rows import IngredientRows
from pricing.reading.other_rows import OtherRows
from pricing.reading.reduced_prices import SalePrices
from pricing.reading.rounded_amounts import name_rows_rounded_to_limits
from pricing.reading.row_builder import RowBatchBuilder
from pricing.reading.row_meanings import name_minerals, name_unstated_servings, read_together
from pricing.reading.row_remarks import RowRemarks
from pricing.reading.salts_of_rows import SaltsOfRows
from pricing.reading.sections import Sections
from pricing.reading.stated_minerals import compare_with_names
from pricing.reading.tax_answers import TaxAnswers
from pricing.reading.unit_columns import with_units_beside
from pricing.reading.unit_conversions import conversions, scalings
from pricing.reading.unread_minerals import UnreadMinerals
from pricing.reading.unread_texts import UnreadTexts
from pricing.reading.variants import Variants
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.model.columns import NumberConvention
    from pricing.problems.errors import Problem
    from pricing.reading.grid import CellOrText, GridRow
    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.text_blocks import TextBlock

# The unit column overrides a unit in the pack size. A price is checked against the row's currency.
_READING_ORDER = {"pack_units": -1, "price": 1, "delivery": 2, "discount_percent": 2}
# The columns that decide of which mineral the amount is, which decides the mass of a mole.
_NAMING_KEYS = frozenset(("element", "product", "form", "other_minerals", "also_contains"))

_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
_BASES_OF_SERVINGS = frozenset(("", f"1 {SERVING}"))


def _states_base(heading: Heading) -> bool:
    """Return whether a header says for how many units amounts are."""
    return heading.column.key in _AMOUNT_KEYS and heading.parts.base not in _BASES_OF_SERVINGS


class RowReader:
    """Reads the rows of one table.

    `element` is the mineral of rows that name none. If `is_raw`, the texts are those of a text
    file, where an apostrophe can mark a formula.
    """

    def __init__(
        self,
        header: HeaderRow,
        conventions: Mapping[str, NumberConvention],
        element: str,
        *,
        is_raw: bool = False,
    ) -> None:
        headings = sorted(
            header.headings, key=lambda heading: _READING_ORDER.get(heading.column.key, 0)
        )
        readers = [
            reader_class(heading)(heading, conventions[heading.column.key], is_raw, element)
            for heading in headings
        ]
        self._naming_columns = [column for column in readers if column.column.key in _NAMING_KEYS]
        self._other_columns = [
            column for column in readers if column.column.key not in _NAMING_KEYS
        ]
        self._scalings, self._conversions = scalings(header), conversions(header)
        self._amounts_state_base = any(map(_states_base, headings))
        self._asked_headers = frozenset(problem.column for problem in header.problems)
        self._listed_minerals = frozenset(
            mineral_of(heading) for heading in headings if is_of_ingredient(heading)
        )
        self.header_texts = {heading.column.key: heading.text for heading in headings}
        self._element = element
        self._name_index = next(
            (one.index for one in headings if one.column.key == "product"), None
        )
        self._unit_places = dict(header.unit_places)
        self._sale_prices = SalePrices(header, conventions)
        self._variants = Variants(header)
        self._attribute_places = places_of_attributes(header.texts)
        self._ingredient_rows = IngredientRows(element, self.header_texts)
        self._labels_by_code = LabelsByCode()
        self._other_rows = OtherRows(header.used_footnotes)
        self._row_footnotes = dict(header.row_footnotes)
        self._row_remarks = RowRemarks(header, element)
        self._category_minerals = CategoryMinerals(header, element)
        self._sections = Sections(header)
        self._tax_answers = TaxAnswers(header)
        self._salts = SaltsOfRows(header, element)
        self._unnamed_columns = UnnamedColumns(header)
        self._unread_minerals = UnreadMinerals(header, element)
        self._unread_texts = UnreadTexts(header, element)
        self._unnamed_rows = ColumnNotes(self.header_texts.get("product", ""))
        self._names_others = False
        # A cell beyond the header belongs to no column: an unquoted price of 4,99 would become 4.
        self._width = max(len(header.texts), *(heading.index + 1 for heading in headings))

    def read(self, rows: Sequence[GridRow]) -> RowBatchBuilder:
        """Return the values of the rows, and a problem for each cell that cannot be read."""
        batch = RowBatchBuilder([row.number for row in rows], self.header_texts)

        def cells(index: int) -> list[CellOrText]:
            column = (row.cell(index) for row in rows)
            return [cell.text if cell.is_plain_text else cell for cell in column]

        self._read_columns(batch, cells)
        for position, row in enumerate(rows):
            if len(row.cells) > self._width:
                self._check_width([cell.text for cell in row.cells], position, batch)
        return self._read_together(batch)

    def read_texts(self, rows: TextBlock) -> RowBatchBuilder:
        """Do the same for rows of texts."""
        batch = RowBatchBuilder(rows.numbers, self.header_texts)
        columns = rows.columns
        empty = [""] * len(rows)
        self._read_columns(batch, lambda index: columns[index] if index < len(columns) else empty)
        if len(columns) > self._width:
            for position in range(len(rows)):
                self._check_width(rows.row(position), position, batch)
        return self._read_together(batch)

    def notes(self) -> tuple[Problem, ...]:
        """Return what has to be said once for a column about all rows that were read."""
        notes = (
            note
            for column in (*self._naming_columns, *self._other_columns)
            for note in column.notes.problems()
        )
        joined = self._ingredient_rows.problems()
        unnamed = self._unnamed_rows.problems() if self._names_others else ()
        unread = (*self._unnamed_columns.problems(), *self._unread_minerals.problems(),
                  *self._unread_texts.problems())  # fmt: skip
        return (
            *notes,
            *self._sale_prices.problems(),
            *self._variants.problems(),
            *joined,
            *self._category_minerals.problems(),
            *self._tax_answers.problems(),
            *unnamed,
            *unread,
        )

    def _read_columns(
        self, batch: RowBatchBuilder, cells: Callable[[int], Sequence[CellOrText]]
    ) -> None:
        """Read the cells of each column, which `cells` returns by its index."""
        cells = self._variants.named(cells, batch.numbers)
        cells = with_values_of_attributes(cells, self._attribute_places)
        cells = self._sale_prices.paid(cells, batch.numbers)
        cells = with_units_beside(without_dittos(cells, self._name_index), self._unit_places)
        batch.listed_minerals = self._listed_minerals
        batch.asked_headers = self._asked_headers
        batch.amounts_state_base = self._amounts_state_base
        for column in self._naming_columns:
            column.read(cells(column.index), batch)
        compare_with_names(batch)
        name_minerals(batch, self._element)
        self._category_minerals.look_at(cells, batch)
        self._sections.look_at(cells, batch)
        self._look_for_others(batch)
        for column in self._other_columns:
            column.read(cells(column.index), batch)
        self._tax_answers.look_at(cells, batch)
        self._unnamed_columns.look_at(cells)
        self._unread_minerals.look_at(cells)
        self._unread_texts.look_at(cells)

    def _look_for_others(self, batch: RowBatchBuilder) -> None:
        """Look whether rows name something else, which makes those without a mineral doubtful."""
        usual = {None, self._element}
        self._names_others |= batch.names_others or not usual.issuperset(batch.column("element"))

    def _note_unnamed(self, batch: RowBatchBuilder) -> None:
        """Note the rows without a mineral. Rows below may state those of their product."""
        element = Term(elements()[self._element].name)
        names = batch.column("product")
        for position in batch.unnamed_positions:
            if not batch.is_joined(position):
                row, name = batch.numbers[position], str(names[position])
                kind = ProblemKind.NO_MINERAL_BESIDE_OTHERS
                self._unnamed_rows.add(kind, row, name, element=element)

    def _read_together(self, batch: RowBatchBuilder) -> RowBatchBuilder:
        self._variants.leave_out(batch)
        self._other_rows.leave_out(batch)
        self._sections.leave_out(batch)
        ask_about_footnoted_rows(batch, self._row_footnotes)
        for scale in self._scalings:
            scale(batch)
        read_together(batch)
        self._sale_prices.ask(batch)
        self._row_remarks.ask(batch)
        self._unread_texts.ask(batch)
        name_unstated_servings(batch)
        for convert in self._conversions:
            convert(batch)
        self._row_remarks.compare_rates(batch)
        compare_named_amounts(batch)
        self._salts.take_forms(batch)
        self._salts.ask(batch)
        compare_compounds(batch, self._element)
        combine_ingredients(batch, self._element)
        name_rows_rounded_to_limits(batch, self._element)
        self._ingredient_rows.join(batch)
        self._note_unnamed(batch)
        count_contents(batch, self._element)
        self._unread_minerals.name(batch)
        self._labels_by_code.check(batch)
        return batch

    def _check_width(self, texts: Sequence[str], position: int, batch: RowBatchBuilder) -> None:
        if any(map(str.strip, texts[self._width :])):
            error = BadInput(
                ProblemKind.ROW_LONGER_THAN_HEADER, cells=len(texts), headers=self._width
            )
            batch.add_problem(position, error, "", "")
