"""The minerals of a label: what settles or contradicts their amounts and forms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.labels.candidates import (
    Candidate,
    can_hold,
    candidates_of,
    equal,
    is_close,
    is_implausible,
    is_possible,
    same_per_gram,
    same_per_unit,
)
from pricing.labels.daily_values import StatedPercent, choose_system, fits
from pricing.labels.label_reading import EMPTY, IngredientReading, LabelField, Span, Sureness
from pricing.labels.mentions import names_element
from pricing.labels.named_forms import form_field
from pricing.labels.rows import Row, names_in_columns, rows_of, unreadable_elements
from pricing.labels.vocabulary import is_misread
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.servings import Servings


@dataclass(slots=True)
class MineralReader:
    """Reads the fields of the minerals from the rows of a label."""

    text: LabelText
    lines: list[LabelLine]
    servings: Servings
    is_european: bool
    rows: list[Row] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    system: str = "US"
    open_elements: dict[str, Span] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = rows_of(self.text, self.lines)
        self.open_elements = names_in_columns(self.lines)
        for row in self.rows:
            self.open_elements |= unreadable_elements(row)
        for row in self.rows:
            self.candidates += candidates_of(row, self.servings)
        stated = [
            StatedPercent(each.element, each.value, each.amount.percent)
            for each in self.candidates
            if each.value is not None and each.amount.percent is not None
        ]
        self.system = choose_system(stated, is_european=self.is_european)
        self.candidates = [self._as_element(each) for each in self.candidates]

    def elements(self) -> tuple[str, ...]:
        """Return the minerals with an amount; without any, those that the text names."""
        found = dict.fromkeys((*(each.element for each in self.candidates), *self.open_elements))
        if not found:
            found = dict.fromkeys(
                mention.element
                for line in self.lines
                if not (line.is_list or line.is_comparison)
                for mention in line.mentions
                if mention.element
            )
        return tuple(symbol for symbol in elements() if symbol in found)

    def read(self) -> tuple[IngredientReading, ...]:
        """Return what the label says of each mineral."""
        return tuple(self._ingredient(symbol) for symbol in self.elements())

    def serving_basis(self) -> Candidate | None:
        """Return the candidate whose basis is the serving that the reading uses."""
        main = [self._main(symbol) for symbol in self.elements()]
        known = [each for each in main if each is not None and each.piece is not None]
        return known[0] if known else None

    def fit(self, each: Candidate) -> bool | None:
        """Return whether the percent beside an amount fits it, or None without one."""
        if each.value is None or each.amount.percent is None:
            return None
        return fits(StatedPercent(each.element, each.value, each.amount.percent), self.system)

    def _as_element(self, each: Candidate) -> Candidate:
        """Return an amount under a salt's name as the element's, if its percent says so."""
        if each.is_compound and self.fit(each):
            return each._replace(is_compound=False, is_explicit=True)
        return each

    def _main(self, symbol: str) -> Candidate | None:
        """Return the amount of an element, or of its compound, that the label is read by."""
        own = [
            each
            for each in self.candidates
            if each.element == symbol and each.basis is not None and not each.basis.is_reference
        ]
        own.sort(key=lambda each: (each.is_compound, not self.fit(each), not each.is_explicit))
        return own[0] if own else None

    def _ingredient(self, symbol: str) -> IngredientReading:
        own = [each for each in self.candidates if each.element == symbol]
        elemental = self._elemental(own)
        if symbol in self.open_elements:
            elemental = LabelField(None, (self.open_elements[symbol],), Sureness.ASKED)
        compound = self._compound(own)
        form = self._form(symbol)
        if elemental.value is None and compound.value is not None and not elemental.choices:
            elemental = LabelField(None, compound.spans, Sureness.ASKED)
        percent = next((each for each in own if self.fit(each)), None)
        stated = EMPTY
        if percent is not None and percent.amount.percent_span:
            stated = LabelField(percent.amount.percent, (percent.amount.percent_span,))
        return IngredientReading(symbol, form, elemental, compound, stated)

    def _form(self, symbol: str) -> LabelField:
        """Return the form of an element. One whose words are misread is offered and asked."""
        form = form_field(symbol, self.lines, self.rows, self.candidates)
        if form.value is None or not any(map(self._has_misread_salt, form.spans)):
            return form
        return replace(form, sureness=Sureness.ASKED, choices=(form.value,))

    def _has_misread_salt(self, span: Span) -> bool:
        """Return whether a word at a place is misread that isn't the mineral's own name."""
        return any(
            token.is_noisy
            and span.start <= token.start < span.end
            and not names_element(token.text)
            and is_misread(self.text.folded[token.start : token.end], token.text)
            for line in self.lines
            for token in line.tokens
        )

    # -- amounts

    def _elemental(self, own: list[Candidate]) -> LabelField:
        stated = [each for each in own if not each.is_compound]
        firm = [each for each in stated if each.basis is not None]
        firm += [each for each in stated if each.basis is None and self.fit(each)]
        taken = [each for each in firm if each.basis is None or not each.basis.is_reference]
        references = [each for each in firm if each not in taken]
        if not taken:
            return _asked(stated) if stated else EMPTY
        main = self._best(taken)
        fronts = [each for each in stated if each not in firm]
        compounds = [each for each in own if each.is_compound]
        doubted = [each for each in taken if is_implausible(each)]
        doubted += (
            [each for each in taken if not same_per_unit(each, main)]
            + [each for each in fronts if not self._is_consistent(each, main, compounds)]
            + [each for each in references if not same_per_gram(each, main)]
            + [each for each in taken if self.fit(each) is False]
        )
        if doubted or main.value is None or self._contradicts_compound(own, main):
            return _asked([*taken, *doubted])
        scaled = self._to_serving(main)
        if main.amount.is_noisy:
            offered = scaled if self.fit(main) else None
            return LabelField(offered, main.spans, Sureness.ASKED, (scaled,))
        return LabelField(scaled, main.spans)

    def _best(self, taken: list[Candidate]) -> Candidate:
        return min(
            taken,
            key=lambda each: (
                not self.fit(each), each.amount.is_noisy, not each.is_explicit, each.piece is None,
            ),
        )  # fmt: skip

    def _to_serving(self, each: Candidate) -> Fraction:
        """Return the amount in the serving that the reading uses."""
        assert each.value is not None  # noqa: S101
        basis = self.serving_basis()
        if basis is None or basis.piece is None or each.piece is None:
            return each.value
        if basis.piece.measure != each.piece.measure:
            return each.value
        return each.value * basis.piece.number / each.piece.number

    def _is_consistent(self, front: Candidate, main: Candidate, compounds: list[Candidate]) -> bool:
        """Return whether an amount that is for nothing stated can be the main one."""
        if front.value is None or main.value is None:
            return False
        allowed = {main.value, main.per_unit}
        allowed |= {each.value for each in compounds} | {each.per_unit for each in compounds}
        return any(value is not None and is_close(front.value, value) for value in allowed)

    def _compound(self, own: list[Candidate]) -> LabelField:
        stated = [
            each
            for each in own
            if each.is_compound and (each.basis is None or not each.basis.is_reference)
        ]
        firm = [each for each in stated if each.basis is not None]
        main_element = self._main(own[0].element) if own else None
        if main_element is not None and main_element.is_compound:
            main_element = None
        if not firm:
            firm = [each for each in stated if self._fits_front(each, main_element)]
        if main_element is not None:
            firm = [each for each in firm if not equal(each, main_element)]
        if not firm:
            return EMPTY
        main = firm[0]
        if (
            main.value is None
            or is_implausible(main)
            or any(not same_per_unit(each, main) for each in firm)
        ):
            return _asked(firm)
        value = self._to_serving(main)
        if main_element is not None and not can_hold(main, main_element):
            return LabelField(None, main.spans, Sureness.ASKED, (value,))
        if main.amount.is_noisy:
            return LabelField(value, main.spans, Sureness.ASKED, (value,))
        return LabelField(value, main.spans)

    def _fits_front(self, front: Candidate, main: Candidate | None) -> bool:
        """Return whether a compound amount on the front fits the element's amount."""
        if main is None or main.value is None or not front.value:
            return False
        return is_possible(front.element, front.form, main.value / front.value, is_strict=True)

    def _contradicts_compound(self, own: list[Candidate], main: Candidate) -> bool:
        """Return whether a stated compound amount cannot hold an amount that no percent bears."""
        if self.fit(main) or main.value is None:
            return False
        return any(
            each.is_compound
            and each.basis is not None
            and not each.basis.is_reference
            and not equal(each, main)
            and not can_hold(each, main)
            for each in own
        )


def _asked(candidates: Sequence[Candidate]) -> LabelField:
    values = tuple(dict.fromkeys(each.value for each in candidates if each.value is not None))
    spans = tuple(dict.fromkeys(each.spans[0] for each in candidates))
    return LabelField(None, spans, Sureness.ASKED, values)
