"""The panels of a text: whether two of them are of one product, and where another one begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pricing.labels.candidates import share_per_unit
from pricing.labels.named_currencies import SIGNS
from pricing.labels.pieces import COUNTED_KINDS
from pricing.labels.titles import is_short, titles_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from pricing.labels.candidates import Candidate
    from pricing.labels.held_counts import StatedPack
    from pricing.labels.layout import LabelLine
    from pricing.labels.titles import Title


_PACK, _PANEL, _SIZE = "pack", "panel", "size"


class Panel(NamedTuple):
    """The amounts below a head, such as "Supplement Facts" or "Serving Size 2 Capsules".

    `behind` is where the amounts before it end.
    """

    behind: int
    start: int
    heads: frozenset[str]  # what names it: a panel, a pack or a size
    title: Title | None
    amounts: Mapping[_Amount, Candidate]
    elements: frozenset[str]
    forms: frozenset[tuple[str, str]]  # of its minerals

    @property
    def named(self) -> frozenset[str] | None:
        """The minerals that its own title names, or None if it names none."""
        return (self.title and self.title.elements) or None

    @property
    def statement(self) -> _Statement:
        """The part of it that is compared with others: below heads, the amounts too."""
        is_headed = bool(self.heads or self.title)
        stated = frozenset(self.amounts) if is_headed else self.elements
        return self.heads, self.named, stated, self.forms


class _Amount(NamedTuple):
    """An amount, by all that makes it the same as another one."""

    element: str
    is_compound: bool
    value: tuple[int, int] | None  # the numerator and denominator, which are sooner compared
    units: tuple[int, int] | None
    measure: str


_Statement: TypeAlias = (
    "tuple[frozenset[str], frozenset[str] | None, frozenset[_Amount] | frozenset[str], "
    "frozenset[tuple[str, str]]]"
)


def _panel(
    behind: int,
    start: int,
    candidates: Sequence[Candidate],
    heads: frozenset[str] = frozenset(),
    title: Title | None = None,
) -> Panel:
    amounts = {_amount(candidate): candidate for candidate in candidates}
    elements = frozenset(amount.element for amount in amounts)
    by_row: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_row.setdefault(id(candidate.row), []).append(candidate)
    forms = frozenset(
        (mention.element, mention.form)
        for own in by_row.values()
        for named in (frozenset(candidate.element for candidate in own),)
        for mention in own[0].row.mentions
        if mention.form and mention.element in named
    )
    return Panel(behind, start, heads, title, amounts, elements, forms)


def _amount(candidate: Candidate) -> _Amount:
    value, piece = candidate.value, candidate.piece
    units, measure = (piece.number.as_integer_ratio(), piece.measure) if piece else (None, "")
    size = None if value is None else value.as_integer_ratio()
    return _Amount(candidate.element, candidate.is_compound, size, units, measure)


def panels_by_product(
    source: str,
    lines: Sequence[LabelLine],
    candidates: Sequence[Candidate],
    packs: Sequence[StatedPack],
) -> list[list[Panel]]:
    """Return the panels of each product. Panels in a row that agree are of one product.

    A panel that states what another one of its product states is left out: it agrees as that does.
    """
    products: list[list[Panel]] = []
    statements: set[_Statement] = set()
    for panel in _panels_of(source, lines, candidates, packs):
        statement = panel.statement
        if statement in statements:
            continue
        if products and all(_agree(panel, other) for other in products[-1]):
            products[-1].append(panel)
        else:
            products.append([panel])
            statements.clear()
        statements.add(statement)
    return products


def title_start(
    lines: Sequence[LabelLine],
    packs: Sequence[StatedPack],
    panel: Panel,
    before: Sequence[Panel],
) -> int | None:
    """Return where the title of a panel begins: with its pack, or at an empty line above it.

    A panel without a title begins another product if it shares no mineral with those `before` it.
    """
    first = bisect_left(lines, panel.behind, key=_line_start)
    if panel.title is not None and panel.title.is_product:
        title = _line_at(lines, panel.title.start)
        if title < first:
            return panel.title.start  # behind other amounts in one line
    else:
        after = bisect_right(lines, panel.start, key=_line_start)
        amounts = min(one.spans[0].start for one in panel.amounts.values())
        named = _named_start(lines, first, _line_at(lines, amounts), panel, before)
        if named is not None:
            return named
        pack = bisect_left(packs, panel.behind, key=_pack_start)  # packs are in the order of lines
        title = _line_at(lines, packs[pack].span.start) if pack < len(packs) else after
        if title >= after:
            is_other = all(panel.elements.isdisjoint(other.elements) for other in before)
            return _heading_start(lines, first, after - 1, is_other=is_other)
    empty = next((at for at in range(title - 1, first - 1, -1) if lines[at].is_blank), None)
    return lines[title if empty is None else empty + 1].line.start


def _named_start(
    lines: Sequence[LabelLine], first: int, head: int, panel: Panel, before: Sequence[Panel]
) -> int | None:
    """Return where a name below an empty line begins, if it has only minerals of the panel.

    What stands between the name and the panel, such as a brand and a price, is of the panel too.
    The same minerals as before are those of another product if both have a price.
    """
    own = panel.elements
    if not (_has_price(lines[first:head]) and _has_price(lines[:first])):
        own = own.difference(*(other.elements for other in before))
    for at in range(first + 1, head):
        line = lines[at]
        named = {mention.element for mention in line.mentions if mention.element}
        is_sentence = bool(line.tokens) and line.tokens[-1].text == "."
        is_name = lines[at - 1].is_blank and not (line.bases or line.is_list or is_sentence)
        if is_name and named and named <= own:
            return line.line.start
    return None


def _has_price(lines: Sequence[LabelLine]) -> bool:
    return any(not line.line.words.isdisjoint(SIGNS) for line in lines)


def _heading_start(
    lines: Sequence[LabelLine], first: int, head: int, *, is_other: bool
) -> int | None:
    """Return where a panel begins, or the few words below an empty line that stand above it."""
    if not lines[head].begins_with("panel"):
        return None
    start = head
    while start > first and is_short(lines[start - 1]):
        start -= 1
    is_apart = first < start < head and lines[start - 1].is_blank
    if not (is_apart or is_other):
        return None
    return lines[start if is_apart else head].line.start


def _panels_of(
    source: str,
    lines: Sequence[LabelLine],
    candidates: Sequence[Candidate],
    packs: Sequence[StatedPack],
) -> Iterator[Panel]:
    """Yield the panels that state an amount. Heads without one between them are one head."""
    own = sorted(
        (one for one in candidates if one.value and not (one.is_reference or one.is_front)),
        key=lambda one: one.spans[0].start,
    )
    places = [candidate.spans[0].start for candidate in own]
    heads = _heads(source, lines, packs)
    cuts = [bisect_left(places, head.start) for head in heads]
    for part in _by_size(own[: cuts[0] if cuts else len(own)]):
        yield _panel(0, 0, part)
    waiting: list[_Head] = []
    for head, (first, after) in zip(heads, pairwise([*cuts, len(own)]), strict=True):
        waiting.append(head)
        if first == after:
            continue
        behind = own[first - 1].row.line.line.end if first else 0
        kinds = frozenset().union(*(one.kinds for one in waiting))
        titles = [one.title for one in reversed(waiting) if one.title]
        titles.sort(key=lambda title: (not title.is_product, not title.elements))
        above, *others = _by_size(own[first:after])
        start = next((one.start for one in waiting if not one.title), waiting[0].start)
        yield _panel(behind, start, above, kinds, next(iter(titles), None))
        for part in others:
            line = part[0].row.line.line
            yield _panel(line.start, line.start, part)
        waiting = []


def _by_size(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Return the amounts of each size: 1 capsule contains …, and 2 capsules contain ….

    An amount of unknown size is beside the one before it.
    """
    sizes = [(one.piece.number, one.piece.measure) if one.piece else None for one in candidates]
    size = next(filter(None, sizes), None)
    parts: dict[tuple[Fraction, str] | None, list[Candidate]] = {}
    for one, own in zip(candidates, sizes, strict=True):
        size = own or size
        parts.setdefault(size, []).append(one)
    return list(parts.values())


class _Head(NamedTuple):
    """A place that may begin the panel of another product, and what it names."""

    start: int
    kinds: frozenset[str]
    title: Title | None = None


def _heads(source: str, lines: Sequence[LabelLine], packs: Sequence[StatedPack]) -> list[_Head]:
    """Return the places that may begin the panel of another product, in their order.

    A title is one if a basis follows it, before any amount.
    """
    packs_by_line = _packs_by_line(lines, packs)
    stated: set[Fraction] = set()
    found: list[_Head] = []
    waiting: list[LabelLine] = []  # that may be titles
    for index, line in enumerate(lines):
        if line.is_blank or line.is_comparison:
            continue
        if line.is_list:
            waiting.append(line)
            continue
        own_packs = packs_by_line.get(index)
        if own_packs or line.bases or "panel" in line.line.classes:
            found += _heads_of(line, own_packs or (), stated)
        if line.amounts and not line.bases:  # no title is in it
            waiting = []
            continue
        waiting.append(line)
        if line.bases:
            titles = (title for each in waiting for title in titles_of(source, each))
            found += [_Head(title.start, frozenset(), title) for title in titles]
            waiting = []
    return sorted(found, key=lambda head: head.start)


def _heads_of(
    line: LabelLine, packs: Sequence[StatedPack], stated: set[Fraction]
) -> Iterator[_Head]:
    """Yield the heads in a line that has packs, bases or the name of a panel.

    What its packs hold that is not yet stated is added to what is.
    """
    further = _packs_by_basis(line, packs) if packs else {}
    own = further.pop(0, set())
    kinds = {
        _PACK: bool(own - stated),
        _PANEL: line.begins_with("panel"),
        _SIZE: any(basis.is_definition for basis in line.bases),
    }
    stated |= own
    named = frozenset(kind for kind, is_named in kinds.items() if is_named)
    if named or (line.bases and not (line.amounts and line.mentions)):
        yield _Head(line.line.start, named)
    for start, units in further.items():
        yield _Head(start, frozenset({_PACK} if units - stated else ()))
        stated |= units


def _packs_by_line(
    lines: Sequence[LabelLine], packs: Sequence[StatedPack]
) -> dict[int, list[StatedPack]]:
    found: dict[int, list[StatedPack]] = {}
    for pack in packs:
        found.setdefault(_line_at(lines, pack.span.start), []).append(pack)
    return found


def _packs_by_basis(line: LabelLine, packs: Sequence[StatedPack]) -> dict[int, set[Fraction]]:
    """Return the units of the packs of a line by the place of the further basis that they precede.

    A pack between two bases may be of another product: 2 tablets contain … 60 capsules, 1 capsule
    contains …. The other packs are at 0.
    """
    places = [line.tokens[basis.first].start for basis in line.bases]
    found: dict[int, set[Fraction]] = {}
    for pack in packs:
        at = bisect_left(places, pack.span.start)
        start = places[at] if 0 < at < len(places) else 0
        found.setdefault(start, set()).add(pack.units)
    return found


def _line_at(lines: Sequence[LabelLine], place: int) -> int:
    """Return the index of the line that holds a place."""
    return bisect_right(lines, place, key=_line_start) - 1


def _line_start(line: LabelLine) -> int:
    return line.line.start


def _pack_start(pack: StatedPack) -> int:
    return pack.span.start


def _agree(one: Panel, other: Panel) -> bool:
    """Return whether two panels can be of one product.

    They cannot if each states a mineral that the other lacks, or if the same kind of head or titles
    of other minerals are above both, and they differ.
    """
    only_one, only_other = one.elements - other.elements, other.elements - one.elements
    alike = one.heads & other.heads
    are_other = None not in (one.named, other.named) and one.named != other.named
    is_different = are_other or bool(alike - {_SIZE})
    if (only_one and only_other) or ((only_one or only_other) and is_different):
        return False
    if _PANEL in alike and not _is_of_one_label(one, other):
        return False
    shared = one.elements & other.elements
    return not (alike or are_other) or all(_may_share(element, one, other) for element in shared)


def _is_of_one_label(one: Panel, other: Panel) -> bool:
    """Return whether two whole panels can be of one label: of one unit, and of the same forms."""
    kinds, others = _kinds(one), _kinds(other)
    shared = one.elements & other.elements
    named, also = ({form for form in panel.forms if form[0] in shared} for panel in (one, other))
    is_same_form = not (named and also) or named == also
    return is_same_form and (not (kinds and others) or kinds == others)


def _kinds(panel: Panel) -> set[str]:
    return {amount.measure for amount in panel.amounts} & COUNTED_KINDS


def _may_share(element: str, one: Panel, other: Panel) -> bool:
    """Return whether two panels state the same amount of a mineral."""
    first, second = _of(element, one), _of(element, other)
    kinds = {candidate.is_compound for candidate in (*first, *second)}
    return len(kinds) > 1 or share_per_unit(first, second)


def _of(element: str, panel: Panel) -> list[Candidate]:
    return [one for amount, one in panel.amounts.items() if amount.element == element]
