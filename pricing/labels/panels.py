"""The panels of a text: whether two of them are of one product, and where another one begins."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.candidates import same_per_unit
from pricing.labels.mentions import starts_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.labels.candidates import Candidate
    from pricing.labels.layout import LabelLine
    from pricing.labels.packs import StatedPack


_PACK, _PANEL, _SIZE = "pack", "panel", "size"


class Panel(NamedTuple):
    """The amounts below a head, such as "Supplement Facts" or "Serving Size 2 Capsules".

    `behind` is where the amounts before it end.
    """

    behind: int
    start: int
    heads: frozenset[str]  # what names it: a panel, a pack or a size
    candidates: tuple[Candidate, ...]

    @property
    def elements(self) -> frozenset[str]:
        """The minerals that it states."""
        return frozenset(candidate.element for candidate in self.candidates)


def panels_by_product(
    lines: Sequence[LabelLine], candidates: Sequence[Candidate], packs: Sequence[StatedPack]
) -> list[list[Panel]]:
    """Return the panels of each product. Panels in a row that agree are of one product."""
    products: list[list[Panel]] = []
    for panel in _panels_of(lines, candidates, packs):
        if products and all(_agree(panel, other) for other in products[-1]):
            products[-1].append(panel)
        else:
            products.append([panel])
    return products


def title_start(
    lines: Sequence[LabelLine], packs: Sequence[StatedPack], panel: Panel
) -> int | None:
    """Return where the title of a panel begins: with its pack, or at an empty line above it."""
    between = [line for line in lines if panel.behind <= line.line.start <= panel.start]
    titles = [
        index for index, line in enumerate(between) if any(_holds(line, pack) for pack in packs)
    ]
    if not titles:
        return None
    empty = [index for index in range(titles[0]) if between[index].is_blank]
    first = empty[-1] + 1 if empty else titles[0]
    return between[first].line.start


def _panels_of(
    lines: Sequence[LabelLine], candidates: Sequence[Candidate], packs: Sequence[StatedPack]
) -> Iterator[Panel]:
    """Yield the panels that state an amount. Heads without one between them are one head."""
    own = sorted(
        (one for one in candidates if one.value is not None and not one.is_reference),
        key=lambda one: one.spans[0].start,
    )
    places = [candidate.spans[0].start for candidate in own]
    heads = list(_heads(lines, packs))
    cuts = [bisect_left(places, head.line.line.start) for head in heads]
    before = tuple(one for one in own[: cuts[0] if cuts else len(own)] if not one.is_front)
    if before:
        yield Panel(0, 0, frozenset(), before)
    waiting: list[_Head] = []
    for head, (first, after) in zip(heads, pairwise([*cuts, len(own)]), strict=True):
        waiting.append(head)
        if first == after:
            continue
        behind = own[first - 1].row.line.line.end if first else 0
        kinds = frozenset().union(*(one.kinds for one in waiting))
        yield Panel(behind, waiting[0].line.line.start, kinds, tuple(own[first:after]))
        waiting = []


class _Head(NamedTuple):
    """A line that may begin the panel of another product, and what it names."""

    line: LabelLine
    kinds: frozenset[str]


def _heads(lines: Sequence[LabelLine], packs: Sequence[StatedPack]) -> Iterator[_Head]:
    """Yield the lines that may begin the panel of another product."""
    stated: set[Fraction] = set()
    for line in lines:
        if line.is_list or line.is_comparison:
            continue
        own = {pack.units for pack in packs if _holds(line, pack)}
        kinds = {
            _PACK: bool(own - stated),
            _PANEL: starts_with(line.tokens, "panel"),
            _SIZE: any(basis.is_definition for basis in line.bases),
        }
        stated |= own
        named = frozenset(kind for kind, is_named in kinds.items() if is_named)
        if named or (line.bases and not (line.amounts and line.mentions)):
            yield _Head(line, named)


def _holds(line: LabelLine, pack: StatedPack) -> bool:
    return line.line.start <= pack.span.start < line.line.end


def _agree(one: Panel, other: Panel) -> bool:
    """Return whether two panels can be of one product.

    They cannot if each states a mineral that the other lacks, or if the same kind of head is above
    both, and they differ.
    """
    only_one, only_other = one.elements - other.elements, other.elements - one.elements
    alike = one.heads & other.heads
    if (only_one and only_other) or ((only_one or only_other) and alike - {_SIZE}):
        return False
    shared = one.elements & other.elements
    return not alike or all(_may_share(element, one, other) for element in shared)


def _may_share(element: str, one: Panel, other: Panel) -> bool:
    """Return whether two panels state the same amount of a mineral."""
    return any(
        _may_be_same(first, second)
        for first in one.candidates
        for second in other.candidates
        if first.element == second.element == element
    )


def _may_be_same(one: Candidate, other: Candidate) -> bool:
    return one.is_compound != other.is_compound or same_per_unit(one, other)
