"""The amounts that a label states of a mineral, and whether two of them agree."""

from __future__ import annotations

import re
from bisect import bisect_left
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.amounts import StatedAmount, mention_behind, subject_of
from pricing.labels.asides import Saying, may_hold_asides, saying_of, sentence_ends
from pricing.labels.bases import concentration_at
from pricing.labels.mineral_words import GENERAL_FORM_WORDS, LINKS, form_name, form_words
from pricing.labels.tokens import MARK
from pricing.labels.vocabulary import (
    ADDING,
    GENERIC,
    class_words,
    first_words,
    has_phrase,
    phrase_end,
)
from pricing.quantities.amounts import MASS
from pricing.reference.limits import daily_values, limits_of
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.bases import Basis
    from pricing.labels.label_reading import Span
    from pricing.labels.mentions import Mention
    from pricing.labels.pieces import Piece
    from pricing.labels.rows import Row
    from pricing.labels.servings import Servings
    from pricing.labels.tokens import Token

_CLOSE = Fraction(6, 1000)
_ANIONS = frozenset(("I", "F"))  # whose ions are named as their salts
_EQUIVALENT = ("equal to", "providing")
_LONGEST_PHRASE = 3  # words, and the marks between them
_NEAR = 24  # characters
_CONTENT = re.compile(r"\s*(?:content|gehalt)\b")
_CONTENT_OF = re.compile(
    r"\b(?:teneur en|contenido (?:de|en)|contenuto di|content of|gehalt an)\s*\Z"
)
_BRACKETS = frozenset("()[]")
_NOT_FOR_BASIS = frozenset((Saying.OPEN, Saying.OF_OTHERS))
_ENDS = frozenset((",", ".", ";", "|", ")", "]"))
_OF = frozenset(("of", "an", "de", "d", "'", "di"))
# In milligrams. Labels state more only by a slip of the unit.
_LARGEST_ELEMENTAL, _LARGEST_COMPOUND = 5_000, 50_000
# How many daily values, and how many times the highest safe limit, a serving may hold.
_DAILY_VALUES, _LIMITS = 50, 3


class Candidate(NamedTuple):
    """An amount of a mineral, or of a salt of it, and what it is stated for."""

    element: str
    amount: StatedAmount
    basis: Basis | None
    piece: Piece | None
    is_compound: bool
    form: str
    is_explicit: bool
    spans: tuple[Span, ...]
    row: Row
    fit: bool | None = None  # whether the percent beside it is that of the amount
    is_by_percent: bool = False  # whether only its percent tells that it is of the salt
    is_part: bool = False  # of the element's amount, by the salt that it is from
    is_of_others: bool = False  # a food or a body, as the subject of its sentence says

    @property
    def value(self) -> Fraction | None:
        return self.amount.value

    @property
    def is_front(self) -> bool:
        """Whether nothing says what the amount is for."""
        return self.basis is None

    @property
    def is_reference(self) -> bool:
        """Whether it is for 100 g or 100 mL, which nobody takes."""
        return self.basis is not None and self.basis.is_reference

    @property
    def others(self) -> tuple[Fraction, ...]:
        """The other meanings of its number that no percent settles and that a serving can hold."""
        if self.fit:
            return ()
        return tuple(value for value in self.amount.others if not _is_too_large(self, value))

    @property
    def per_unit(self) -> Fraction | None:
        """The amount in one unit, or in a serving of unknown size."""
        if self.value is None:
            return None
        return self.value / self.piece.number if self.piece else self.value


def candidates_of(row: Row, servings: Servings) -> list[Candidate]:
    """Return the amounts of minerals in a row."""
    if not row.amounts:
        return []
    bases = [range(basis.first, basis.after) for basis in row.line.bases]
    of_bases = {at for places in bases for at in places if at < len(row.line.tokens)}
    amounts = [amount for amount in row.amounts if amount.first not in of_bases]
    found: list[Candidate] = []
    last: tuple[Mention, int] | None = None
    taken: Mention | None = None
    for amount in amounts:
        mention = _named_beside(row, amount, bases, taken)
        taken = mention if mention and mention.first > amount.first else None
        column = 0
        if mention is None and last is not None and continues(row.tokens, last[1], amount):
            mention, column = last[0], 1
        elif mention is None and last is not None and _is_added(row.tokens, last[1], amount):
            mention = last[0]
        equivalent = _equivalent_of(row, amount, mention, last)
        mention = equivalent or mention or _salt_that_it_is_from(row, amount, last)
        last = (mention, amount.after) if mention else None
        if mention is None or not mention.element or amount.is_below:
            continue
        basis = _basis_for(row, amount, column, len(amounts))
        is_equated = bool(mention.form) and (_is_equated(row, amount) or _is_elemental(row, amount))
        if is_equated:
            mention = mention._replace(form="")
        one = _candidate(row, mention, amount, basis, servings)
        if equivalent is not None:
            found = [other for other in found if not _is_whole_pack(other)]
            found[-1:] = [_as_compound(other, one) for other in found[-1:]]
        found.append(one._replace(is_explicit=True) if is_equated or equivalent else one)
    return list(_of_product(row, found)) if found and may_hold_asides(row) else found


def _of_product(row: Row, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the amounts that sentences do not deny. An open one is not for the row's basis."""
    ends = sentence_ends(row.tokens)
    for one in found:
        start = min(one.amount.span.start, one.spans[1].start)
        first = bisect_left(row.tokens, start, key=_start_of)
        saying = saying_of(row, ends, first, one.amount.first)
        if saying in _NOT_FOR_BASIS:
            amount = one.amount._replace(percent=None, percent_span=None)
            is_of_others = saying is Saying.OF_OTHERS
            yield one._replace(amount=amount, basis=None, piece=None, is_of_others=is_of_others)
        elif saying is Saying.CONTENT:
            yield one


def without_others(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return amounts without those of foods, of minerals that a panel states an amount of."""
    own = {one.element for one in candidates if one.basis is not None or one.fit}
    return [one for one in candidates if not (one.is_of_others and one.element in own)]


def _start_of(token: Token) -> int:
    return token.start


def _named_beside(
    row: Row, amount: StatedAmount, bases: Sequence[range], taken: Mention | None
) -> Mention | None:
    """Return what the words beside an amount say it is of."""
    mention = subject_of(row.tokens, amount, row.mentions, bases, taken)
    if mention is not None and mention.form and mention.after <= amount.first:
        return _element_behind(row, amount, mention) or mention
    return mention or _of_concentration(row, amount)


def _element_behind(row: Row, amount: StatedAmount, salt: Mention) -> Mention | None:
    """Return the mineral of the salt before, if the words behind an amount say it is of that.

    Magnesium citrate 150 mg magnesium per tablet, zinc gluconate: 30 mg of elemental zinc, and
    gluconate de zinc 15 mg zinc, 1 comprimé
    """
    behind = mention_behind(row.tokens, amount, row.mentions)
    if behind is None or behind.form or behind.element != salt.element:
        return None
    gap = row.tokens[amount.after : behind.first]
    is_elemental = any(token.text in class_words("elemental") for token in gap)
    is_for_basis = any(0 <= basis.first - behind.after <= 1 for basis in row.line.bases)
    is_joined = all(token.text in _OF for token in gap)
    is_alone = is_joined and (
        behind.after == len(row.tokens) or row.tokens[behind.after].text in _ENDS
    )
    return behind if is_elemental or is_for_basis or is_alone else None


def _of_concentration(row: Row, amount: StatedAmount) -> Mention | None:
    """Return the one mineral of a row that a concentration is of: Magnesium Drops 100 mg/ml."""
    if len({mention.element for mention in row.mentions}) != 1:
        return None
    is_one = concentration_at(row.line.line, row.tokens, amount.after) is not None
    return row.mentions[0] if is_one else None


def _salt_that_it_is_from(
    row: Row, amount: StatedAmount, last: tuple[Mention, int] | None
) -> Mention | None:
    """Return the salt that an amount before this one is from, where only its acid is named.

    Magnesium 150 mg from 1000 mg citrate, magnesium 150 mg (as citrate 1000 mg)
    """
    if last is None or not last[0].element:
        return None
    tokens, (mention, _) = row.tokens, last
    behind = amount.after
    while behind < len(tokens) and tokens[behind].text in LINKS:
        behind += 1
    for name, start in ((behind, amount.first - 1), (amount.first - 1, amount.first - 2)):
        if start < 0 or name >= len(tokens) or phrase_end("source", tokens, start) != start + 1:
            continue
        word = tokens[name]
        form = form_name(word.text, mention.element)
        if form and word.text in form_words(mention.element) - GENERAL_FORM_WORDS:
            return mention._replace(form=form, span=word.span)
    return None


def _equivalent_of(
    row: Row, amount: StatedAmount, named: Mention | None, last: tuple[Mention, int] | None
) -> Mention | None:
    """Return the mineral that an amount states as what that of a salt before it makes.

    Without a name of its own, it is of the mineral before it: citrate 1 g, entspr. 160 mg.
    """
    if last is not None and named is None and _is_elemental(row, amount):
        return last[0]._replace(form="")  # gluconate 350 mg (50 mg elemental)
    has_words = not row.line.line.classes.isdisjoint(_EQUIVALENT)
    if last is None or not has_words or not _is_equivalent(row.tokens, amount):
        return None
    if named is None:
        is_alone = _stands_alone(row.tokens, amount, last[0].element)
        return last[0]._replace(form="") if is_alone else None
    if named.element in _ANIONS and named.after == named.first + 1:  # entspr. 100 µg Iodid
        return named._replace(form="")
    return named if named.element and not named.form else None


def _is_equivalent(tokens: Sequence[Token], amount: StatedAmount) -> bool:
    """Return whether words lead from an amount to what it makes: entspr. 100 mg, soit 100 mg."""
    end = amount.first
    while end and (tokens[end - 1].kind is MARK or tokens[end - 1].text in class_words("approx")):
        end -= 1
    words = first_words(*_EQUIVALENT)
    near = range(max(end - _LONGEST_PHRASE, 0), end)
    starts = [start for start in near if tokens[start].text in words]
    return any(phrase_end(name, tokens, start) == end for start in starts for name in _EQUIVALENT)


def _stands_alone(tokens: Sequence[Token], amount: StatedAmount, element: str) -> bool:
    """Return whether no word but the symbol of an element says what an amount is of."""
    at = amount.after
    if at < len(tokens) and tokens[at].text == element.lower():
        at += 1
    if at == len(tokens) or tokens[at].kind is MARK:
        return True
    return at == amount.after and tokens[at].text in class_words("elemental")


def _as_compound(one: Candidate, equivalent: Candidate) -> Candidate:
    """Return an amount as that of a salt, if another one says what it makes of the mineral.

    567.66 mg iron glycine sulfate complex, equivalent to 100 mg iron
    """
    is_more = (one.value or 0) > (equivalent.value or 0) > 0
    if one.element != equivalent.element or one.is_compound or one.is_explicit or not is_more:
        return one
    return one._replace(is_compound=True)


def _is_whole_pack(one: Candidate) -> bool:
    """Return whether no serving holds a mass even of a salt: powder 300 g, 6 g provide 375 mg."""
    return one.value is not None and one.value > _LARGEST_COMPOUND


def continues(tokens: Sequence[Token], after: int, amount: StatedAmount) -> bool:
    """Return whether an amount stands in the column behind another one, and its percent."""
    gap = tokens[after : amount.first]
    if any(token.text == "%" for token in gap):
        known = class_words("eu percent", "us percent") | _BRACKETS
        gap = [token for token in gap if token.text not in known]
    return all(not token.text.isalpha() and token.text not in "(;," for token in gap)


def _is_equated(row: Row, amount: StatedAmount) -> bool:
    """Return whether an amount is what that of a salt before it makes: 2.4 g citrate = 360 mg."""
    is_behind_sign = amount.first > 0 and row.tokens[amount.first - 1].text == "="
    return is_behind_sign and any(other.after < amount.first for other in row.amounts)


def _is_elemental(row: Row, amount: StatedAmount) -> bool:
    """Return whether an amount behind a salt is of the mineral: citrate 150 mg elemental.

    A word that leads to another amount says it of that one: citrate 150 mg (elemental 24 mg).
    """
    tokens = row.tokens
    before = amount.first - 1
    while before > 0 and tokens[before].text == ":":
        before -= 1
    if before >= 0 and tokens[before].text.startswith("element"):
        return True
    at = amount.after
    if at < len(tokens) and tokens[at].text == "(":
        at += 1
    is_named = at < len(tokens) and tokens[at].text.startswith("element")
    return is_named and not _leads_to_amount(row, at + 1)


def _leads_to_amount(row: Row, at: int) -> bool:
    """Return whether the name of a mineral at most, or a colon, stands between a place and one."""
    named = next((one for one in row.mentions if one.first == at and not one.form), None)
    at = named.after if named else at
    at += at < len(row.tokens) and row.tokens[at].text == ":"
    return any(other.first == at for other in row.amounts)


def _is_added(tokens: Sequence[Token], after: int, amount: StatedAmount) -> bool:
    """Return whether an amount is joined to another one: zinc 10 mg (citrate) and 5 mg."""
    gap = {token.text for token in tokens[after : amount.first] if token.depth <= amount.depth}
    return bool(gap & ADDING) and gap <= ADDING | _BRACKETS


def _basis_for(row: Row, amount: StatedAmount, column: int, count: int) -> Basis | None:
    """Return what an amount is for: the column's basis, the nearest in its line, the current."""
    own = row.line.bases
    if concentration := concentration_at(row.line.line, row.tokens, amount.after):
        return concentration
    if row.columns and not (own and row.line.line.number == row.columns[0].line and count):
        return row.columns[min(column, len(row.columns) - 1)]
    if len(own) > 1:
        before = [basis for basis in own if basis.after <= amount.first]
        return before[-1] if before else own[0]
    if own:
        return None if _is_of_aside(row, own[0], amount) else own[0]
    return row.basis


def _is_of_aside(row: Row, basis: Basis, amount: StatedAmount) -> bool:
    """Return whether a basis is that of another amount in brackets: 100 mg (50 mg per tablet)."""
    return any(
        aside.after == basis.first and aside.first > amount.first and aside.depth > amount.depth
        for aside in row.amounts
    )


def _candidate(
    row: Row, mention: Mention, amount: StatedAmount, basis: Basis | None, servings: Servings
) -> Candidate:
    tokens = row.tokens
    near = tokens[max(mention.first - 3, 0) : amount.after + 2]
    before = tokens[max(min(mention.first, amount.first) - 4, 0) : mention.first + 1]
    classes = row.classes
    explicit = "elemental" in classes and has_phrase("elemental", near)
    explicit = explicit or ("providing" in classes and has_phrase("providing", before))
    spans: tuple[Span, ...] = (amount.span, mention.span)
    if amount.percent_span:
        spans = (*spans, amount.percent_span)
    piece = servings.resolve(basis) if basis is not None else None
    return Candidate(
        mention.element,
        amount,
        basis,
        piece,
        bool(mention.form),
        mention.form,
        explicit,
        spans,
        row,
    )


# -- whether amounts agree ---------------------------------------------------------------------


def is_implausible(candidate: Candidate) -> bool:
    """Return whether an amount is more than a serving holds, or not that of its millimoles."""
    if candidate.value is None:
        return False
    if candidate.value <= 0 or _is_too_large(candidate, candidate.value):
        return True
    mmol = candidate.amount.mmol
    if mmol is None or candidate.is_compound:
        return False
    expected = mmol * elements()[candidate.element].atomic_mass
    return abs(candidate.value - expected) > expected * Fraction(3, 100)


def _is_too_large(candidate: Candidate, value: Fraction) -> bool:
    """Return whether a serving cannot hold an amount, of a mineral or of a compound."""
    is_compound = candidate.is_compound
    return value > (_LARGEST_COMPOUND if is_compound else _largest_amount(candidate.element))


@cache
def _largest_amount(element: str) -> Fraction:
    """Return the milligrams of an element that no serving exceeds but by a slip of the unit."""
    known = [
        *(_DAILY_VALUES * each.amount for key, each in daily_values().items() if key[0] == element),
        *(_LIMITS * each.amount for each in limits_of(element).values() if each.amount),
    ]
    highest = MASS.to_fraction(max(known)) if known else Fraction(_LARGEST_ELEMENTAL)
    return min(highest, Fraction(_LARGEST_ELEMENTAL))


def same_per_unit(one: Candidate, other: Candidate) -> bool:
    """Return whether two amounts are the same for each unit, or for the same serving."""
    if one.value is None or other.value is None:
        return one.value == other.value
    if one.piece and other.piece and _unit(one.piece) == _unit(other.piece):
        return is_close(one.value / one.piece.number, other.value / other.piece.number)
    return is_close(one.value, other.value)


def share_per_unit(some: Sequence[Candidate], others: Sequence[Candidate]) -> bool:
    """Return whether an amount of some is the same as one of others, as `same_per_unit` says.

    Only the nearest above and below can be: each is compared with these, not with all.
    """
    by_unit: dict[str, list[Candidate]] = {}
    for other in others:
        by_unit.setdefault(_unit(other.piece), []).append(other)
    for unit, own in by_unit.items():
        by_value, by_share = sorted(map(_value, own)), sorted(map(_share, own))
        for one in some:
            is_alike = one.piece is not None and _unit(one.piece) == unit
            known, value = (by_share, _share(one)) if is_alike else (by_value, _value(one))
            place = bisect_left(known, value)
            if any(is_close(value, near) for near in known[max(place - 1, 0) : place + 1]):
                return True
    return False


def _unit(piece: Piece | None) -> str:
    """Return what a piece counts or measures, one for all dosage units; none without a piece."""
    if piece is None:
        return ""
    return GENERIC if piece.is_counted else piece.measure


def _value(candidate: Candidate) -> Fraction:
    return candidate.value or Fraction(0)


def _share(candidate: Candidate) -> Fraction:
    return candidate.per_unit or Fraction(0)


def same_per_gram(reference: Candidate, main: Candidate) -> bool:
    """Return whether an amount in 100 g is the main one, where the serving's grams are known."""
    if reference.value is None or reference.piece is None or main.basis is None:
        return reference.value is not None
    sizes = [
        piece for piece in (*main.basis.pieces, main.piece)
        if piece is not None and piece.measure == reference.piece.measure
    ]  # fmt: skip
    if not sizes or main.value is None:
        return True
    expected = reference.value * sizes[0].number / reference.piece.number
    return abs(expected - main.value) <= main.value * Fraction(3, 100)


def can_hold(compound: Candidate, elemental: Candidate) -> bool:
    """Return whether a compound amount can hold the amount of the element."""
    if not compound.per_unit or elemental.per_unit is None:
        return elemental.per_unit is None
    return is_possible(compound.element, compound.form, elemental.per_unit / compound.per_unit)


def equal(one: Candidate, other: Candidate) -> bool:
    """Return whether two amounts are the same, whatever they are for."""
    return one.value is not None and other.value is not None and is_close(one.value, other.value)


def is_close(one: Fraction, other: Fraction) -> bool:
    """Return whether two values are the same but for rounding."""
    first, second = one.numerator * other.denominator, other.numerator * one.denominator
    return abs(first - second) * _CLOSE.denominator <= max(first, second) * _CLOSE.numerator


def is_possible(element: str, form: str, share: Fraction, *, is_strict: bool = False) -> bool:
    """Return whether a salt can hold a share of the element. A strict one is close to its own."""
    known = forms(element).get(form)
    fractions = known.fractions if known else ()
    if not fractions:
        return share < 1 and not is_strict
    lowest = fractions[0] * (Fraction(3, 4) if is_strict else Fraction(1, 4))
    return lowest <= share <= fractions[-1] * Fraction(107, 100)


def says_content(folded: str, name: Span) -> bool:
    """Return whether the words at a name say how much of the mineral is in it: Kaliumgehalt."""
    is_compound = folded[name.start : name.end].endswith("gehalt")
    behind, before = folded[name.end : name.end + _NEAR], folded[: name.start][-_NEAR:]
    return is_compound or bool(_CONTENT.match(behind) or _CONTENT_OF.search(before))
