"""Readers of amounts: of the mineral of a row, and of the further minerals beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pricing.model.also_contains import part_contents
from pricing.model.columns import NumberConvention, read_cell
from pricing.model.ingredients import Ingredient, ingredient_texts, read_ingredients
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, MICROGRAM, read_scaled
from pricing.reading.column_reader import ColumnReader
from pricing.reading.grid import EMPTY_CELL, CellOrText, GridCell
from pricing.reading.header_parts import PERCENT_UNIT, UNIT_IN_CELLS
from pricing.reading.ingredient_columns import (
    COMPOUND,
    DOUBTFUL_PARTS,
    ELEMENTAL,
    FORM,
    Comparison,
    UnclearAmount,
    part_of,
    quoted_header,
)
from pricing.reading.ingredient_headers import holds_some
from pricing.reading.placeholders import says_none, says_some, says_unclear_amount
from pricing.reference.daily_shares import split_share
from pricing.reference.mineral_amounts import (
    MOLES,
    MassColumn,
    needs_more_than_mass,
    read_worded_mass,
    salt_behind,
)
from pricing.reference.mineral_forms import Element, elements, recognize_form

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pricing.reading.headings import Heading
    from pricing.reading.row_builder import RowBatchBuilder

_LONGEST_UNCLEAR = 40  # what a cell says of a mineral stands in the text of what a product contains
# No serving holds more of an element, nor do 100 g of a food: 250 in a column of grams.
_MOST_IN_SERVING = 100_000 * MASS.base_per_unit


class MassReader(ColumnReader):
    """Reads amounts of a mineral, which can decide what they mean: a mole, or 250 mg Mg."""

    def __init__(
        self, heading: Heading, convention: NumberConvention, is_raw: bool, element: str
    ) -> None:
        super().__init__(heading, convention, is_raw, element)
        parts, is_amount = heading.parts, heading.column.key == "elemental_mg"
        # In kilograms, what was meant in another unit is too large in any case.
        self._is_of_serving = is_amount and not parts.base and parts.unit != "kg"
        self._is_compound = part_of(heading)[1] == COMPOUND

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        keys: Sequence[Any] = cells
        minerals = batch.column("element")
        depends_on_mineral = (
            self._parts.unit in MOLES
            or self._may_lack_unit(set(minerals))
            or any(map(_says_more_than_mass, set(cells)))
        )
        if depends_on_mineral:
            keys = list(zip(cells, minerals, strict=True))
        batch.columns[self.column.key] = self.interpret_cells(keys, batch)
        batch.keep_cells(self.column.key, cells)
        if self.column.key == "elemental_mg":
            self._keep_shares(cells, batch)
        else:
            self._keep_salts(cells, batch)

    def _keep_shares(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        """Keep the shares of the daily value that stand beside amounts."""
        shares = {cell: self._share_beside(cell) for cell in set(cells)}
        if any(share is not None for share in shares.values()):
            found = ((position, shares[cell]) for position, cell in enumerate(cells))
            batch.stated_shares.update(
                (position, share) for position, share in found if share is not None
            )

    def _keep_salts(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        """Keep the salts that stand behind their amounts."""
        worded = {cell for cell in set(cells) if _says_more_than_mass(cell)}
        for position, cell in enumerate(cells) if worded else ():
            if cell in worded:
                mineral = batch.value("element", position) or self._element
                salt = salt_behind(_text_of(cell), str(mineral))
                if salt:
                    batch.stated_salts[position] = salt

    def _share_beside(self, cell: CellOrText) -> int | None:
        text = _text_of(cell)
        if "%" in text:
            with suppress(BadInput):  # its row has been named already
                return split_share(text, self.convention.decimal_mark)[1]
        return None

    def _may_lack_unit(self, minerals: Collection[Any]) -> bool:
        """Return whether a bare number can be one of a trace mineral, which is stated in µg."""
        return not self._parts.unit and any(
            elements()[mineral or self._element].unit == MICROGRAM for mineral in minerals
        )

    def _interpret_without_unit(
        self, cell: GridCell, convention: NumberConvention, mineral: Element
    ) -> tuple[Any, BadInput | None]:
        """Read a bare number in the unit of a trace mineral. Less than one is a question."""
        text = cell.text.strip()
        number = read_scaled(text, MASS, convention.decimal_mark, Fraction(MASS.base_per_unit))
        if 0 < number < MASS.base_per_unit:
            raise BadInput(ProblemKind.MASS_WITHOUT_UNIT, value=text, element=Term(mineral.name))
        value = read_cell(self.column, text, replace(convention, unit=mineral.mass_key))
        self._note(ProblemKind.READ_IN_MICROGRAMS, self._row, text)
        return value, None

    def _interpret_zero(self, text: str, convention: NumberConvention) -> object:
        """Read a number that needs no unit, because it is 0."""
        if any(digit in text for digit in "123456789"):
            raise BadInput(ProblemKind.INGREDIENT_WITHOUT_UNIT, value=text.strip())
        return read_cell(self.column, text, convention)

    def _check_unit(self, text: str, unit: str) -> None:
        """Refuse a bare number below others in a unit, such as 0.25 g. Zero needs none."""
        if not any(digit in text for digit in "123456789"):
            return
        raise BadInput(
            ProblemKind.MAY_BE_IN_OTHER_UNIT,
            value=text.strip(),
            header=self._header,
            unit=unit,
            mappings=tuple(f"{self.column.key}:{one}" for one in ("mg", unit)),
        )

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        value, doubt = self._interpret_amount(cell, element)
        if self._is_of_serving and value and value > _MOST_IN_SERVING:
            self._check_size(cell, value)
        return value, doubt

    def _check_size(self, cell: GridCell, amount: int) -> None:
        """Refuse a bare number that its column makes more than a serving holds: 250 in grams."""
        text = cell.text.strip()
        if not any(map(str.isalpha, text)):
            units = (MICROGRAM,) if self._parts.unit in {"", "mg"} else ("mg", MICROGRAM)
            raise BadInput(
                ProblemKind.MORE_THAN_A_SERVING,
                value=text,
                header=self._header,
                mass=f"{MASS.text(amount)} mg",
                mappings=tuple(f"{self.column.key}:{one}" for one in units),
            )

    def _interpret_amount(self, cell: GridCell, element: str | None) -> tuple[Any, BadInput | None]:
        text, convention = self.text_and_convention(cell)
        is_bare = not any(map(str.isalpha, text))
        if not text.strip() or (is_bare and self._parts.unit == PERCENT_UNIT):
            return super().interpret(cell)
        if is_bare and self._parts.unit == UNIT_IN_CELLS:
            return self._interpret_zero(text, convention), None
        mineral = elements()[element or self._element]
        if is_bare and not self._parts.unit and mineral.unit == MICROGRAM:
            return self._interpret_without_unit(cell, convention, mineral)
        if is_bare and convention.unit_in_cells:
            self._check_unit(text, convention.unit_in_cells)
        if self._parts.unit not in MOLES and not needs_more_than_mass(text):
            return super().interpret(cell)
        unit = self._parts.unit if self._parts.unit in MOLES else convention.unit
        column = MassColumn(unit, convention.decimal_mark, self._is_compound)
        return read_worded_mass(text, column, element or self._element)


class IngredientMassReader(MassReader):
    """Reads amounts of a further mineral. Zero says that the product holds none."""

    def __init__(
        self, heading: Heading, convention: NumberConvention, is_raw: bool, element: str
    ) -> None:
        super().__init__(heading, convention, is_raw, element)
        self._mineral, self._part = part_of(heading)
        self._form = heading.form

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        values = self.interpret_cells(list(zip(cells, repeat(self._mineral))), batch)
        batch.ingredients.setdefault(self._mineral, {})[self._part] = values
        if self._form and self._part not in DOUBTFUL_PARTS:
            batch.header_forms[self._mineral] = self._form

    def without_placeholder(self, cell: GridCell) -> GridCell:
        """Return a cell without the words for none. Those for an unknown amount stay."""
        return EMPTY_CELL if says_none(cell.text) and not cell.is_error else cell

    def _interpret_number(
        self, cell: GridCell, position: int, batch: RowBatchBuilder, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        try:
            return super()._interpret_number(cell, position, batch, context)
        except BadInput as error:
            is_little = error.kind is ProblemKind.LESS_THAN_MICROGRAM
            if is_little or (says_unclear_amount(cell.text) and not cell.is_error):
                return UnclearAmount(self._quoted(cell)), None
            raise

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        """Return the amount of a cell, or the ingredient if its form stands in brackets."""
        if says_some(cell.text) and not cell.is_error:
            return UnclearAmount(), None
        try:
            amount, doubt = super().interpret(cell, element)
        except BadInput as error:
            if error.kind is ProblemKind.ZERO:
                return 0, None
            ingredient = self._ingredient_with_form(cell)
            if ingredient is None:
                raise
            return ingredient, None
        return self._with_share(amount, cell), doubt

    def _with_share(self, amount: object, cell: GridCell) -> object:
        """Return an amount as an ingredient if a share of the daily value stands beside it."""
        if self._part != ELEMENTAL or not isinstance(amount, int) or "%" not in cell.text:
            return amount
        text, convention = self.text_and_convention(cell)
        _, share = split_share(text, convention.decimal_mark)
        return amount if share is None else Ingredient(self._mineral, amount, daily_value=share)

    def _quoted(self, cell: GridCell) -> str:
        return f"{_shortened(cell.text)} {quoted_header(self._header, self._mineral)}".strip()

    def _ingredient_with_form(self, cell: GridCell) -> Ingredient | None:
        """Return what “200 mg (citrate)” states, or None if the brackets hold no known form."""
        text, convention = self.text_and_convention(cell)
        amount, _, details = text.partition("(")
        if self._part != ELEMENTAL or not details:
            return None
        unit = "" if any(map(str.isalpha, amount)) else convention.unit
        item = f"{elements()[self._mineral].name} {amount.strip()} {unit} ({details}"
        with suppress(BadInput):
            ingredient, *others = read_ingredients(item, convention.decimal_mark)
            form = recognize_form(ingredient.form, self._mineral).form
            return ingredient if form is not None and not others else None
        return None

    def _add_error(
        self, error: BadInput, cell: GridCell, position: int, batch: RowBatchBuilder
    ) -> None:
        """Add the problem of a cell that cannot be read. It could hide that a limit is passed."""
        mineral = elements()[self._mineral].name.lower()
        part, own = f"{mineral} {cell.text}", (self._header, cell.text)
        batch.add_unreadable_part(position, error, "other_minerals", part, own)


class UnclearMineralReader(IngredientMassReader):
    """Reads a column that has the name of a further mineral alone. A cell may state its unit."""

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        try:
            return super().interpret(cell, element)
        except BadInput:
            text, convention = self.text_and_convention(cell)
            return UnclearAmount(_shortened(text), self._micrograms(text, convention)), None

    def _micrograms(self, text: str, convention: NumberConvention) -> int | None:
        with suppress(BadInput):
            return int(str(read_cell(self.column, text, convention)))
        return None


class DoubtfulMineralReader(UnclearMineralReader):
    """Reads a column that leaves open how much of its mineral a serving holds."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        super().read(cells, batch)
        batch.doubtful_parts.append((self._mineral, self._part))

    def interpret(self, cell: GridCell, _element: str | None = None) -> tuple[Any, BadInput | None]:
        if not holds_some(cell.text):
            return None, None
        text, convention = cell.text, self.convention
        with suppress(BadInput):  # of a cell without a result
            text, convention = self.text_and_convention(cell)
        if says_some(text):
            return UnclearAmount(), None
        is_share = self._parts.unit == PERCENT_UNIT
        comparison = Comparison.MORE if self._form else Comparison.SAME
        number = self._micrograms(text, convention)
        return UnclearAmount(
            self._quoted(cell), number, Comparison.ANY if is_share else comparison
        ), None


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_UNCLEAR]


class OtherMineralsReader(ColumnReader):
    """Reads further minerals from one cell. What states no amount of a mineral costs no other."""

    def _interpret_number(
        self, cell: GridCell, position: int, batch: RowBatchBuilder, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        try:
            return super()._interpret_number(cell, position, batch, context)
        except BadInput:
            text, convention = self.text_and_convention(cell)
            stated, named, others = part_contents(text, convention.decimal_mark)
            is_unchanged = stated == ", ".join(ingredient_texts(text))  # nothing was of 0 mg
            if is_unchanged and not (named or others):
                raise
            rest = replace(cell, text=stated) if stated else EMPTY_CELL
            result = super()._interpret_number(rest, position, batch, context)
            told = (other for other in others if not says_none(other[0]))
            batch.further_contents.setdefault(position, (*named, *told))
            self._is_noted = True  # each of these cells is named
            return result


class IngredientFormReader(ColumnReader):
    """Reads the forms of a further mineral."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        mineral = self._parts.element
        batch.ingredients.setdefault(mineral, {})[FORM] = self.interpret_cells(cells, batch)


def _text_of(cell: CellOrText) -> str:
    return cell.text if isinstance(cell, GridCell) else cell


def _says_more_than_mass(cell: CellOrText) -> bool:
    return needs_more_than_mass(_text_of(cell))
