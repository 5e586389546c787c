"""The minerals of a label: what settles or contradicts their amounts and forms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from pricing.labels.amount_conflicts import (
    as_open,
    contradicts_compound,
    contradicts_front,
    fits_front,
    is_consistent,
    is_too_small,
)
from pricing.labels.candidates import (
    Candidate,
    can_hold,
    candidates_of,
    equal,
    is_implausible,
    same_per_gram,
    same_per_unit,
    without_others,
)
from pricing.labels.column_copies import ColumnAmount, amounts_of_columns
from pricing.labels.daily_values import StatedPercent, choose_system, fits
from pricing.labels.damaged_rows import damaged_elements
from pricing.labels.label_reading import EMPTY, IngredientReading, LabelField, Span, Sureness
from pricing.labels.mentions import OTHER, Mention
from pricing.labels.misread_words import MisreadWords, misread_words
from pricing.labels.moles import masses_of_moles
from pricing.labels.named_forms import (
    form_field,
    may_be_of_marine,
    remark_forms,
    with_buffer,
)
from pricing.labels.panels import panels_by_product
from pricing.labels.percent_evidence import form_by_percent, in_unit_of_percent
from pricing.labels.product_tables import product_table
from pricing.labels.ranges import AmountRange, ranges_in
from pricing.labels.rows import (
    Row,
    item_of,
    names_in_columns,
    only_names,
    rows_of,
    salts_without_share,
    unreadable_elements,
    unstated_elements,
)
from pricing.labels.stray_sodium import SODIUM, is_sodium_stray
from pricing.labels.sums import forms_of, total_of, with_parts
from pricing.reference.mineral_forms import BLEND, elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.panels import Panel
    from pricing.labels.pieces import Piece
    from pricing.labels.servings import Servings

    _Naming = TypeVar("_Naming", Row, LabelLine)


@dataclass(slots=True)
class MineralReader:
    """Reads the fields of the minerals from the rows of a label."""

    text: LabelText
    lines: list[LabelLine]
    servings: Servings
    is_european: bool
    packs: Sequence[StatedPack]
    rows: list[Row] = field(default_factory=list)
    rows_by_element: dict[str, list[Row]] = field(default_factory=dict)
    lines_by_element: dict[str, list[LabelLine]] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    own: dict[str, list[Candidate]] = field(default_factory=dict)  # those of each element
    system: str = "US"
    open_elements: dict[str, Span] = field(default_factory=dict)
    # Those with an amount that stand again without one.
    repeated_elements: dict[str, Span] = field(default_factory=dict)
    misread: MisreadWords = field(init=False)
    serving_basis: Candidate | None = None  # whose basis is the serving that the reading uses
    mains: dict[str, Candidate | None] = field(default_factory=dict)
    products: list[list[Panel]] = field(default_factory=list)  # the panels of each
    in_columns: dict[str, ColumnAmount] = field(default_factory=dict)
    ranges: dict[str, AmountRange] = field(default_factory=dict)
    compared: tuple[Span, ...] = ()  # the names above a table of several products

    def __post_init__(self) -> None:
        self.misread = misread_words(self.text, self.lines)
        self.rows = rows_of(self.text, self.lines)
        named = [row for row in self.rows if row.mentions]
        self.rows_by_element = _by_element(named)
        self.lines_by_element = _by_element([line for line in self.lines if line.mentions])
        self.open_elements = names_in_columns(self.lines)
        for row in self.rows:
            if row.mentions:
                self.open_elements |= unreadable_elements(row)
            self.open_elements |= damaged_elements(self.text, row)
        self.in_columns = amounts_of_columns(self.lines)
        for row in named:
            self.candidates += candidates_of(row, self.servings)
        for symbol, amount in self.in_columns.items():
            names = {one.spans[1] for one in self.candidates if one.element == symbol}
            if names <= {amount.spans[1]}:  # its row may hold the amounts of all
                self.open_elements.setdefault(symbol, amount.spans[1])
        self._read_unstated(named)
        self._read_ranges(named)
        if is_sodium_stray(self.text, self.candidates, self.rows_by_element.get(SODIUM, ())):
            self.candidates = [one for one in self.candidates if one.element != SODIUM]
            self.open_elements.pop(SODIUM, None)
        stated = [
            StatedPercent(candidate.element, candidate.value, candidate.amount.percent)
            for candidate in self.candidates
            if candidate.value is not None and candidate.amount.percent is not None
        ]
        self.system = choose_system(stated, is_european=self.is_european)
        judged = without_others([self._judged(one) for one in self.candidates])
        self.candidates = with_parts(judged)
        for one in self.candidates:
            self.own.setdefault(one.element, []).append(one)
        self.products = panels_by_product(self.text.source, self.lines, self.candidates, self.packs)
        table = product_table(self.text, self.lines)
        self.compared = table.names if table else ()
        self.mains = {symbol: self._main(symbol) for symbol in self.elements()}
        known = [main for main in self.mains.values() if main and main.piece]
        self.serving_basis = known[0] if known else None

    def _read_unstated(self, named: Sequence[Row]) -> None:
        """Find the minerals without an amount, and those that stand again without one."""
        stated = {candidate.element for candidate in self.candidates}
        names = {candidate.spans[1].start for candidate in self.candidates}
        for row in named:
            for symbol, span in salts_without_share(row).items():
                if symbol not in stated:
                    self.open_elements.setdefault(symbol, span)
            for mention in unstated_elements(row):
                symbol = mention.element
                if mention.span.start in names or symbol in self.open_elements:
                    continue
                if symbol not in stated:
                    self.open_elements[symbol] = item_of(row, mention)
                elif not (only_names(row, mention) or self._is_source(row, mention)):
                    self.repeated_elements.setdefault(symbol, item_of(row, mention))

    def _read_ranges(self, named: Sequence[Row]) -> None:
        """Find the ranges of the minerals that no exact amount is stated of.

        Beside exact amounts of other minerals, the words for a range stay with the row.
        """
        stated = {OTHER, *(candidate.element for candidate in self.candidates)}
        for row in named:
            if stated.issuperset(mention.element for mention in row.mentions):
                continue
            is_of_label = row.line.is_panel or row.line.follows_panel or row.line.bases
            for one in ranges_in(self.text, row) if is_of_label or not self.candidates else ():
                if one.element not in stated:
                    self.open_elements.setdefault(one.element, one.span)
                    if not self.candidates:
                        self.ranges.setdefault(one.element, one)

    def _is_source(self, row: Row, mention: Mention) -> bool:
        """Return whether a salt only says what an amount of its mineral is from, beside no other.

        Magnesium 200 mg, and below it: magnesium blend (bisglycinate, magnesium oxide).
        """
        symbol = mention.element
        own = [candidate for candidate in self.candidates if candidate.element == symbol]
        if any(candidate.row.remark == row.tokens for candidate in own):
            return True
        elsewhere = [candidate for candidate in own if candidate.row is not row]
        is_alone = all(other.element in {symbol, OTHER} for other in row.mentions)
        if not (mention.form and is_alone) or any(candidate.form for candidate in own):
            return False
        if row.amounts and len(elsewhere) == len(own):
            return False
        names = [remark_forms(candidate.row, symbol).names for candidate in elsewhere]
        return all(set(named) <= {mention.form} for named in names)

    @property
    def is_of_several(self) -> bool:
        """Whether it states panels that cannot be of one product, or compares several."""
        return len(self.products) > 1 or bool(self.compared)

    @property
    def is_of_unknown_day(self) -> bool:
        """Whether an amount is for a day whose units are not known."""
        return any(
            one.basis is not None and one.basis.is_daily and one.piece is None
            for one in self.candidates
        )

    def elements(self) -> tuple[str, ...]:
        """Return the minerals with an amount; without any, those that the text names."""
        found = dict.fromkeys(
            (*(candidate.element for candidate in self.candidates), *self.open_elements)
        )
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

    def _judged(self, candidate: Candidate) -> Candidate:
        """Return an amount with whether its percent fits. A fitting one is of the element.

        It may stand under the name of a salt.
        """
        if candidate.value is None or candidate.amount.percent is None:
            return candidate
        stated = StatedPercent(candidate.element, candidate.value, candidate.amount.percent)
        fit = fits(stated, self.system)
        if candidate.is_compound and fit:
            return candidate._replace(is_compound=False, is_explicit=True, fit=fit)
        if fit is False and not (candidate.is_compound or candidate.is_front):
            form = form_by_percent(candidate, self.system)
            if form:
                return candidate._replace(is_compound=True, form=form, is_by_percent=True)
        return candidate._replace(fit=fit)

    def _main(self, symbol: str) -> Candidate | None:
        """Return the amount of an element, or of its compound, that the label is read by."""
        own = [
            candidate
            for candidate in self.own.get(symbol, ())
            if not (candidate.is_front or candidate.is_part or candidate.is_reference)
        ]
        ranks = [(one.is_compound, not one.fit, not one.is_explicit) for one in own]
        best = min(ranks, default=None)
        first = [one for one, rank in zip(own, ranks, strict=True) if rank == best]
        return next(filter(self._is_for_serving, first), first[0] if first else None)

    def _is_for_serving(self, candidate: Candidate) -> bool:
        """Return whether an amount is for the serving size that the text defines."""
        piece = candidate.piece
        return piece is not None and any(
            (own.number, own.measure) == (piece.number, piece.measure)
            for definition in self.servings.definitions
            if definition.is_definition and (own := definition.piece)
        )

    def unequal_servings(self, main: Candidate) -> list[Piece]:
        """Return other numbers of the same units for which an amount is stated too.

        2 tablets contain 375 mg, and below it: 1 tablet contains 375 mg.
        """
        return [
            other.piece
            for other in self.candidates
            if other.element == main.element
            and other.is_compound is main.is_compound
            and main.piece
            and other.piece
            and other.piece.measure == main.piece.measure
            and other.piece.number != main.piece.number
            and not other.is_reference
            and equal(other, main)
        ]

    def _ingredient(self, symbol: str) -> IngredientReading:
        own = [one for one in self.own.get(symbol, ()) if not one.is_part]
        if self.is_of_several:
            return self._doubtful_ingredient(symbol, own)
        elemental = self._elemental(own)
        if symbol in self.open_elements:
            elemental = self._open_amount(symbol, elemental)
        elif symbol in self.repeated_elements:
            elemental = as_open(elemental, self.repeated_elements[symbol])
        compound = self._compound(own)
        if len(elemental.choices) > 1 and elemental.value is None and compound.value is not None:
            # Amounts that disagree leave open what each of them is for.
            compound = replace(
                compound, value=None, sureness=Sureness.ASKED, choices=(compound.value,)
            )
        form = self._form(symbol)
        if elemental.total is not None and len(forms_of(own)) > 1:
            form = replace(form, value=BLEND)
        elemental = self._asked_for(elemental, compound, own)
        if form.value is None and BLEND in form.choices and compound.value is not None:
            # One of several salts, of which others are not known, is not the whole compound.
            salt = compound.value
            compound = replace(compound, value=None, sureness=Sureness.ASKED, choices=(salt,))
        percent = next((candidate for candidate in own if candidate.fit), None)
        stated = EMPTY
        if percent is not None and percent.amount.percent_span:
            stated = LabelField(percent.amount.percent, (percent.amount.percent_span,))
        return IngredientReading(symbol, form, elemental, compound, stated)

    def _open_amount(self, symbol: str, stated: LabelField) -> LabelField:
        """Return an open amount as a question, with that of its column or of other rows."""
        amount, ends = self.in_columns.get(symbol), self.ranges.get(symbol)
        if ends is not None:
            return LabelField(None, (ends.span,), Sureness.ASKED, ends.ends)
        if amount is None:
            return as_open(stated, self.open_elements[symbol])
        return LabelField(None, amount.spans, Sureness.ASKED, (amount.value,))

    def _doubtful_ingredient(self, symbol: str, own: Sequence[Candidate]) -> IngredientReading:
        """Return the amounts as they are printed, as questions. None is of a known product."""
        form = self._form(symbol)
        if form.value is not None:
            form = replace(form, value=None, sureness=Sureness.ASKED, choices=(form.value,))
        return IngredientReading(
            symbol, form, self._asked([one for one in own if not one.is_compound])
        )

    def _form(self, symbol: str) -> LabelField:
        """Return the form of an element. One whose words are misread is offered and asked."""
        rows = self.rows_by_element.get(symbol, ())
        named = self.lines_by_element.get(symbol, ())
        form = form_field(symbol, self.lines, named, rows, self.candidates)
        if "buffered with" in self.text.classes:
            form = with_buffer(symbol, named, form)
        if form.value is None or not any(map(self.misread.is_in_salt, form.spans)):
            return form
        return replace(form, sureness=Sureness.ASKED, choices=(form.value,))

    # -- amounts

    def _elemental(self, own: list[Candidate]) -> LabelField:
        stated = [candidate for candidate in own if not candidate.is_compound]
        firm = [candidate for candidate in stated if not candidate.is_front]
        firm += [candidate for candidate in stated if candidate.is_front and candidate.fit]
        references = [candidate for candidate in firm if candidate.is_reference]
        taken = [candidate for candidate in firm if not candidate.is_reference]
        if not taken:
            return self._asked(stated) if stated else EMPTY
        main = self._best(taken)
        fronts = [candidate for candidate in stated if candidate.is_front and not candidate.fit]
        compounds = [candidate for candidate in own if candidate.is_compound]
        doubted = [
            candidate for candidate in taken if is_implausible(candidate) and not candidate.fit
        ]
        doubted += [candidate for candidate in taken if candidate.others]
        doubted += (
            [
                candidate
                for candidate in taken
                if candidate is not main and not same_per_unit(candidate, main)
            ]
            + [
                candidate
                for candidate in fronts
                if not is_consistent(self.text, candidate, main, compounds)
            ]
            + [
                candidate
                for candidate in compounds
                if is_too_small(self.text, candidate, main, compounds)
            ]
            + [candidate for candidate in references if not same_per_gram(candidate, main)]
            + [candidate for candidate in taken if candidate.fit is False]
        )
        asked = self._with_total(self._asked([*taken, *doubted]), taken, main)
        if asked.total is not None:
            return asked
        if doubted or main.value is None or contradicts_compound(own, main):
            return asked
        scaled = self._to_serving(main)
        if main.amount.is_noisy or self.misread.is_in_name(main.spans[1]):
            offered = scaled if main.fit else None
            return LabelField(offered, main.spans, Sureness.ASKED, (scaled,))
        return LabelField(scaled, main.spans)

    def _with_total(self, asked: LabelField, taken: list[Candidate], main: Candidate) -> LabelField:
        """Return a question that offers first what lines with other forms hold together."""
        total = total_of(taken, main, self.own[main.element], self._to_serving)
        if total is None:
            return asked
        choices = tuple(dict.fromkeys((total, *asked.choices)))
        return replace(asked, total=total, choices=choices)

    def _best(self, taken: list[Candidate]) -> Candidate:
        return min(
            taken,
            key=lambda candidate: (
                not candidate.fit,
                candidate.amount.is_noisy,
                not candidate.is_explicit,
                candidate.piece is None,
            ),
        )

    def _asked_for(
        self, elemental: LabelField, compound: LabelField, own: Sequence[Candidate]
    ) -> LabelField:
        """Return an amount as a question, if only that of the compound or of its row is stated.

        A title may mean either: the row asks it, with what both readings cost.
        """
        salt = compound.value
        choices = tuple(choice for choice in elemental.choices if choice != salt)
        if elemental.value is not None or choices:
            return elemental
        if salt is not None:
            return LabelField(None, compound.spans, Sureness.ASKED, self._by_moles(own))
        rows = [candidate for candidate in own if not candidate.is_front]
        return self._asked(rows) if rows and elemental == EMPTY == compound else elemental

    def _by_moles(self, own: Sequence[Candidate]) -> tuple[Fraction, ...]:
        """Return what the moles beside the amount of a salt make of its mineral in a serving."""
        salt = next(one for one in own if one.is_compound)
        masses = masses_of_moles(self.text, salt.row.tokens, salt.row.mentions, salt.element)
        return tuple(dict.fromkeys(self._in_serving(mass, salt) for mass in masses))

    def _asked(self, candidates: Sequence[Candidate]) -> LabelField:
        """Return a question that offers amounts as printed, those in 100 g as a serving's.

        First is what a percent bears, then what words such as "equal to" say of the element. Last
        is what no serving holds, and what a percent refutes.
        """
        candidates = sorted(
            candidates,
            key=lambda one: (
                one.fit is False, not one.fit, is_implausible(one), not one.is_explicit
            ),
        )  # fmt: skip
        values = tuple(
            dict.fromkeys(value for candidate in candidates for value in self._offered(candidate))
        )
        spans = tuple(dict.fromkeys(candidate.spans[0] for candidate in candidates))
        return LabelField(None, spans, Sureness.ASKED, values)

    def _offered(self, candidate: Candidate) -> Iterator[Fraction]:
        """Yield the amounts that an amount may be in a serving."""
        found = [value for value in (candidate.value, *candidate.others) if value]
        if len(found) > 1:
            # A decimal part seldom ends in a zero: 1,200 mg is rather more than a gram.
            found = sorted(found, key=lambda one: one * 1_000 in found and not one * 100 % 1)
        values = [*in_unit_of_percent(candidate, self.system), *found]
        if not candidate.is_reference or candidate.piece is None:
            main = self.mains.get(candidate.element)
            is_same = self.is_of_several or main is None or equal(candidate, main)
            yield from (each if is_same else self._in_serving(each, candidate) for each in values)
            return
        size, measure = candidate.piece.number, candidate.piece.measure
        shares = [number / size for number in self._sizes_of_serving(measure)]
        if not shares and candidate.basis and candidate.basis.is_concentration:
            shares = [Fraction(1)]
        for value in values:
            yield from (value * share for share in shares)

    def _sizes_of_serving(self, measure: str) -> Iterator[Fraction]:
        """Yield the sizes that the serving has in a measure."""
        basis = self.serving_basis.basis if self.serving_basis else None
        for one in [basis] if basis else self.servings.definitions:
            yield from (piece.number for piece in one.pieces if piece.measure == measure)

    def _to_serving(self, candidate: Candidate) -> Fraction:
        """Return the amount in the serving that the reading uses."""
        assert candidate.value is not None  # noqa: S101
        return self._in_serving(candidate.value, candidate)

    def _in_serving(self, value: Fraction, candidate: Candidate) -> Fraction:
        """Return what a value beside an amount is in the serving that the reading uses."""
        basis = self.serving_basis
        if basis is None or basis.piece is None or candidate.piece is None:
            return value
        if basis.piece.measure != candidate.piece.measure:
            return value
        return value * basis.piece.number / candidate.piece.number

    def _compound(self, own: list[Candidate]) -> LabelField:
        stated = [
            candidate for candidate in own if candidate.is_compound and not candidate.is_reference
        ]
        firm = [candidate for candidate in stated if not candidate.is_front]
        main_element = self.mains[own[0].element] if own else None
        if main_element is not None and main_element.is_compound:
            main_element = None
        if not firm:
            firm = [candidate for candidate in stated if fits_front(candidate, main_element)]
        if main_element is not None:
            firm = [candidate for candidate in firm if not equal(candidate, main_element)]
        if not firm:
            return EMPTY
        main = firm[0]
        fronts = [candidate for candidate in stated if candidate not in firm]
        if (
            main.value is None
            or is_implausible(main)
            or main.others
            or any(not same_per_unit(candidate, main) for candidate in firm)
            or len({candidate.form for candidate in firm}) > 1
            or contradicts_front(self.text, fronts, main, main_element)
        ):
            return self._with_total(self._asked([*firm, *fronts]), firm, main)
        return self._stated_compound(main, main_element)

    def _stated_compound(self, main: Candidate, elemental: Candidate | None) -> LabelField:
        """Return the amount of a compound, asked if it is misread or the element contradicts it."""
        value = self._to_serving(main)
        is_refuted = elemental is not None and not can_hold(main, elemental)
        if is_refuted or (elemental is None and may_be_of_marine(main.row, main.element)):
            return LabelField(None, main.spans, Sureness.ASKED, (value,))
        if main.amount.is_noisy or main.is_by_percent or self.misread.is_in_name(main.spans[1]):
            return LabelField(value, main.spans, Sureness.ASKED, (value,))
        return LabelField(value, main.spans)


def _by_element(named: Sequence[_Naming]) -> dict[str, list[_Naming]]:
    """Return the rows or lines that name each element, or a salt of it that is not known."""
    found: dict[str, list[_Naming]] = {}
    for one in named:
        for symbol in {mention.element or mention.unknown_of: None for mention in one.mentions}:
            found.setdefault(symbol, []).append(one)
    return found
