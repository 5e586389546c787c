"""The rows of a list that are no products: totals of the rows above them, and remarks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text
from pricing.reading.list_words import figures_by_word, words_of
from pricing.reading.row_builder import CODE_KEYS
from pricing.reading.table_notes import read_notes
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.row_builder import RowBatchBuilder

# A name of these alone is that of a row of totals, unless a form, a brand or a code says otherwise.
_CERTAIN_FIGURES = frozenset(("sum", "mean", "any", "count", "charge", "spread"))
_FIGURES_OF_NO_ROWS = frozenset(("count", "charge", "spread"))  # nothing above adds up to them
_BESIDE = "beside totals"  # these may stand beside a word of totals, and name no product
_LONGEST_NAME = 60
_WORD = lazy_pattern(r"[^\W\d_]+|[∑]")
_BEGINS_LIKE_REMARK = lazy_pattern(
    r"\s*(?:[*†‡§¹²³⁴#]|\(?\d\)|"
    r"(?:notes?|hinweise?|anmerkung(?:en)?|remarques?|notas?|nota bene|n\.?b)\s*[:.])",
    re.IGNORECASE,
)
_FIGURE_KEYS = ("elemental_mg", "compound_mg", "pack_units", "price")
_KEYS_OF_MAKERS = ("brand", *CODE_KEYS)
_NAMING_KEYS = ("form", *_KEYS_OF_MAKERS)
_FEWEST_FIGURES = 2
_MEANS_PER_TOLERANCE = 200  # a mean may be rounded
_SUMS_PER_TOLERANCE = 10  # a discount may be taken off a sum
_MOST_WORDS = 3


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """Return with what names of totals begin, and with what those of sums end."""
    beginnings = frozenset(word[:3] for word in figures_by_word())
    return beginnings, frozenset(word[-3:] for word in words_of("sum"))


class _Figures:
    """The sums, the means and the bounds of the rows above."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(_FIGURE_KEYS, 0)
        self._sums = dict.fromkeys(_FIGURE_KEYS, 0)
        self._bounds: dict[str, tuple[int, int]] = {}

    def add(self, batch: RowBatchBuilder, start: int, end: int) -> None:
        """Add some rows of a batch."""
        for key in _FIGURE_KEYS:
            values: list[int] = batch.columns[key][start:end] if key in batch.columns else []
            if None in values:
                values = [value for value in values if value is not None]
            if values:
                lowest, highest = min(values), max(values)
                known = self._bounds.get(key, (lowest, highest))
                self._bounds[key] = (min(lowest, known[0]), max(highest, known[1]))
                self._counts[key] += len(values)
                self._sums[key] += sum(values)

    def plus(self, other: _Figures) -> _Figures:
        """Return the figures of these rows and others together."""
        both = _Figures()
        both._bounds = {**self._bounds, **other._bounds}
        for key in self._bounds.keys() & other._bounds.keys():
            (low, high), (other_low, other_high) = self._bounds[key], other._bounds[key]
            both._bounds[key] = (min(low, other_low), max(high, other_high))
        for key in _FIGURE_KEYS:
            both._counts[key] = self._counts[key] + other._counts[key]
            both._sums[key] = self._sums[key] + other._sums[key]
        return both

    def give(self, figure: str, values: dict[str, int]) -> bool:
        """Return whether all values are the same figure of at least two rows above."""
        figures = ("sum", "mean", "min", "max") if figure == "any" else (figure,)
        if figure in _FIGURES_OF_NO_ROWS:
            return False
        return any(
            all(self._gives(one, key, value) for key, value in values.items()) for one in figures
        )

    def may_sum_to(self, values: Mapping[str, int], *, is_alone: bool) -> bool:
        """Return whether values may be sums of at least two rows above, if not exactly.

        Below a word of totals alone, one exact sum is enough, or values as large as any above.
        """
        known = {key: value for key, value in values.items() if self._counts[key] > 1}
        if len(known) < _FEWEST_FIGURES:
            return False
        if is_alone and any(value == self._sums[key] for key, value in known.items()):
            return True
        if is_alone and all(value >= self._bounds[key][1] for key, value in known.items()):
            return True
        return all(
            abs(value - self._sums[key]) * _SUMS_PER_TOLERANCE <= self._sums[key]
            for key, value in known.items()
        )

    def _gives(self, figure: str, key: str, value: int) -> bool:
        count = self._counts[key]
        if count < _FEWEST_FIGURES:
            return False
        if figure == "mean":
            total = self._sums[key]
            return abs(value * count - total) * _MEANS_PER_TOLERANCE <= total
        lowest, highest = self._bounds[key]
        return value == {"sum": self._sums[key], "min": lowest, "max": highest}[figure]


class OtherRows:
    """Leaves out the rows of a list that are no products, and names each."""

    def __init__(self, used_footnotes: Sequence[str] = ()) -> None:
        self._above, self._section = _Figures(), _Figures()
        self._used_footnotes = frozenset(used_footnotes)

    def leave_out(self, batch: RowBatchBuilder) -> None:
        """Leave out the totals and the remarks of some rows. The rows above them come first."""
        names, start = batch.column("product"), 0
        for position in _positions_of_figures(names):
            figure, others = _figure_of(str(names[position]))
            if figure:
                self._section.add(batch, start, position)
                self._look_at(batch, position, figure, others)
                start = position + 1
        self._section.add(batch, start, len(names))
        used = self._positions_of_used(batch, names)
        for position in used:
            batch.forgive(position)
            batch.join_to_other(position)
        for position in set(_bare_positions(batch)).difference(used):
            name = str(names[position] or "")
            if _BEGINS_LIKE_REMARK.match(name) or read_notes(name):
                _name(batch, position, ProblemKind.REMARK_AMONG_ROWS, name)

    def _positions_of_used(self, batch: RowBatchBuilder, names: Sequence[Any]) -> list[int]:
        """Return the places of the footnotes that the columns take into account already."""
        if not self._used_footnotes:
            return []
        beginnings = {text.partition(", ")[0] for text in self._used_footnotes}
        return [
            position
            for position, name in enumerate(names)
            if str(name).partition(", ")[0] in beginnings
            and all(batch.value(key, position) is None for key in _FIGURE_KEYS)
        ]

    def _look_at(
        self, batch: RowBatchBuilder, position: int, figure: str, others: Sequence[str]
    ) -> None:
        """Leave out a row that may be one of totals, or count it among the rows above others."""
        if self._is_total(batch, position, figure, others):
            self._above, self._section = self._above.plus(self._section), _Figures()
            _name(batch, position, ProblemKind.ROW_OF_TOTALS, str(batch.value("product", position)))
        else:
            self._section.add(batch, position, position + 1)

    def _is_total(
        self, batch: RowBatchBuilder, position: int, figure: str, others: Sequence[str]
    ) -> bool:
        is_alone = not others
        is_named = any(batch.value(key, position) is not None for key in _NAMING_KEYS)
        if is_alone and not is_named and figure in _CERTAIN_FIGURES:
            return True
        values = {
            key: value
            for key in _FIGURE_KEYS
            if isinstance(value := batch.value(key, position), int)
        }
        is_told = len(values) >= _FEWEST_FIGURES
        if not is_told:
            return False
        above = (self._section, self._above.plus(self._section))
        if any(figures.give(figure, values) for figures in above):
            return True
        has_maker = any(batch.value(key, position) is not None for key in _KEYS_OF_MAKERS)
        may_be_sum = figure == "sum" and not has_maker and all(map(named_minerals, others))
        return may_be_sum and any(
            figures.may_sum_to(values, is_alone=is_alone) for figures in above
        )


def _positions_of_figures(names: Sequence[Any]) -> list[int]:
    """Return the places of names that begin or end like words of totals. They are looked at."""
    edges = {(name[:3], name[-4:]) for name in set(names) if name}
    likely = {edge for edge in edges if _may_be_total(*edge)}
    if not likely:
        return []
    return [at for at, name in enumerate(names) if name and (name[:3], name[-4:]) in likely]


def _may_be_total(beginning: str, ending: str) -> bool:
    first = beginning[:1]
    is_letter = first.isalpha() and first.isascii()
    beginnings, endings = _edges()
    is_beginning = first != "" and (fold_text(beginning)[:3] in beginnings or not is_letter)
    return is_beginning or fold_text(ending).rstrip(" :.")[-3:] in endings


def _figure_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the figure that a name begins or ends with, and the words that say more.

    >>> _figure_of("Grand total:"), _figure_of("Magnesium total"), _figure_of("Magnesium oxide")
    (('sum', ()), ('sum', ('magnesium',)), ('', ()))
    """
    words = _WORD.findall(fold_text(name)) if len(name) <= _LONGEST_NAME else []
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        figure = figures_by_word().get(" ".join(words[:length]), "")
        if figure:
            return figure, _further_words(words[length:])
        if figures_by_word().get(" ".join(words[-length:])) == "sum":
            return "sum", _further_words(words[:-length])
    return "", ()


def _further_words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in words_of(_BESIDE))


def _bare_positions(batch: RowBatchBuilder) -> list[int]:
    """Return the places of the rows that hold nothing but a text."""
    columns = [batch.column(key) for key in (*_FIGURE_KEYS, *_NAMING_KEYS)]
    if any(None not in column for column in columns):
        return []
    bare = (
        position
        for position, values in enumerate(zip(*columns, strict=True))
        if values.count(None) == len(columns)
    )
    return [position for position in bare if not batch.unreadable_texts(position)]


def _name(batch: RowBatchBuilder, position: int, kind: ProblemKind, name: str) -> None:
    batch.forgive(position)
    batch.join_to_other(position)
    error = BadInput(kind, value=name)
    batch.add_problem(position, error, batch.headers.get("product", ""), name, is_row_kept=True)
