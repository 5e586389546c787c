"""The parts of a label: its panel, the list of ingredients, sentences about other products."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.labels.amounts import StatedAmount, amounts_of
from pricing.labels.bases import Basis, bases_of
from pricing.labels.excipients import without_excipients
from pricing.labels.label_text import TextLine
from pricing.labels.mentions import Mention, mentions_of, starts_with
from pricing.labels.pieces import Piece, pieces_of
from pricing.labels.symbols import symbols_of, with_ions
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import phrase_end, phrase_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.tokens import Token


_CURRENCY_SIGNS = frozenset("$€£")
_BRACKETS = frozenset("()[]")
_MOST_HEADING_TOKENS = 14
_ALONE = ("serving size", "servings label")  # labels that may have their value below


@dataclass(slots=True)
class LabelLine:
    """A line with what was found in it."""

    line: TextLine
    tokens: list[Token]
    pieces: list[Piece] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    amounts: list[StatedAmount] = field(default_factory=list)
    is_blank: bool = False
    is_list: bool = False
    is_dose_list: bool = False  # the only place of the text that states amounts
    is_comparison: bool = False
    is_of_others: bool = False  # it offers other products
    is_panel: bool = False
    follows_panel: bool = False  # names a mineral behind an empty line below the panel

    @property
    def heading_bases(self) -> list[Basis]:
        """The sizes that amounts are for, without those of a single amount: 10 mg/5 ml."""
        bases = self.bases
        return [basis for basis in bases if not basis.is_of_amount] if bases else bases

    def begins_with(self, *names: str) -> bool:
        """Return whether it begins with a phrase of some classes, behind marks and brackets."""
        return not self.line.classes.isdisjoint(names) and starts_with(self.tokens, *names)

    def without_part(self) -> LabelLine:
        """Return the line with what was found in it, but not the part that it belongs to."""
        return LabelLine(
            self.line,
            self.tokens,
            self.pieces,
            self.bases,
            self.mentions,
            self.amounts,
            is_blank=self.is_blank,
        )


def lay_out(text: LabelText, known: Sequence[LabelLine] = ()) -> list[LabelLine]:
    """Return the lines of a text with the part of the label that each belongs to.

    What the `known` ones hold is not looked for again.
    """
    by_place = {(found.line.start, found.line.end): found for found in known}
    lines = []
    for line in _joined(text.lines):
        same = by_place.get((line.start, line.end))
        lines.append(same.without_part() if same else _read_line(text, line))
    _mark_offers(lines)
    in_list = in_panel = is_below = is_of_actives = False
    for found in lines:
        if found.is_blank or found.is_comparison:
            is_below = is_below or in_panel
            in_list = in_panel = False
            continue
        starts_list = _starts_list(found)
        in_list = starts_list or (in_list and not _ends_list(found))
        if starts_list:
            is_of_actives = found.begins_with("list of actives")
        found.is_list = in_list
        found.is_dose_list = in_list and is_of_actives and bool(found.amounts)
        is_compared = "comparison" in found.line.classes and _compares(found)
        found.is_comparison = found.is_of_others or is_compared
        if starts_list:
            in_panel = False
        elif found.heading_bases or found.begins_with("panel"):
            in_panel = True
        found.is_panel = in_panel
        is_below = is_below and bool(found.mentions) and not (in_panel or in_list)
        found.follows_panel = is_below
    _forget_dose_lists(lines)
    return lines


def _forget_dose_lists(lines: Sequence[LabelLine]) -> None:
    """Take no list of ingredients for one of doses where other lines state amounts."""
    dosed = [found for found in lines if found.is_dose_list]
    if dosed and any(map(_states_amount, lines)):
        for found in dosed:
            found.is_dose_list = False


def _mark_offers(lines: Sequence[LabelLine]) -> None:
    """Mark the lines that offer other products: a line of its own, or all below such a heading.

    The heading may stand above the product itself if another one leads to that: Your item.
    """
    is_below_own, in_offers = any(map(_heads_own, lines)), False
    for found in lines:
        if found.is_blank:
            continue
        related = _end_of_related(found)
        is_offer = related > 0 or _offers_others(found)
        in_offers = in_offers and not (_begins_own(found) or _heads_own(found))
        is_alone = is_offer and is_below_own and related in {0, len(found.tokens)}
        in_offers = in_offers or (is_alone and _heads(found))
        found.is_comparison, found.is_of_others = in_offers, in_offers or is_offer
        is_below_own = is_below_own or bool(found.mentions or found.pieces)


def _offers_others(found: LabelLine) -> bool:
    name = "other products"
    return name in found.line.classes and found.line.holds(name)


def _end_of_related(found: LabelLine) -> int:
    """Return where the label for another product ends that begins a line, or 0.

    Related: Zinc Citrate 50 mg £9.99. Alone in its line, it heads the lines below.
    """
    if "related label" not in found.line.classes:
        return 0
    end = phrase_end("related label", found.tokens, 0)
    if end and end < len(found.tokens):
        end = end + 1 if found.tokens[end].text in {":", "-", "|"} else 0
    return end


def _heads_own(found: LabelLine) -> bool:
    """Return whether a line is a heading of the product itself: Your item, Ihr Artikel."""
    if "own product" not in found.line.classes:
        return False
    end = phrase_end("own product", found.tokens, 0)
    return end > 0 and all(token.kind is MARK for token in found.tokens[end:])


def _heads(found: LabelLine) -> bool:
    """Return whether a line is a heading: a few words, without a number of anything."""
    is_short = len(found.tokens) <= _MOST_HEADING_TOKENS
    return is_short and not (found.amounts or found.pieces or found.bases)


def _begins_own(found: LabelLine) -> bool:
    """Return whether a line begins the panel of the product itself, behind offers of others."""
    has_size = any(basis.is_definition for basis in found.bases)
    return has_size or found.begins_with("panel") or _starts_list(found)


def _states_amount(found: LabelLine) -> bool:
    """Return whether a line that is no list states the amount of a mineral."""
    names_mineral = any(mention.element for mention in found.mentions)
    return bool(found.amounts) and names_mineral and not found.is_list


def _read_line(text: LabelText, line: TextLine) -> LabelLine:
    tokens = line.tokens
    if not tokens:
        return LabelLine(line, tokens, is_blank=True)
    pieces = pieces_of(text, line)
    mentions = mentions_of(tokens) or symbols_of(text.source, tokens, line.numbers)
    if "+" in line.words:
        mentions = with_ions(text.source, tokens, mentions)
    mentions = without_excipients(line, mentions)
    return LabelLine(
        line,
        tokens,
        pieces,
        bases_of(text, line, pieces),
        mentions,
        amounts_of(text, tokens, line.numbers) if line.numbers else [],
    )


def _joined(lines: list[TextLine]) -> Iterator[TextLine]:
    """Yield the lines. A label alone in its line is joined with the value below."""
    waiting: TextLine | None = None
    for line in lines:
        if waiting is not None and line.tokens:
            tokens, below = [*waiting.tokens, *line.tokens], len(waiting.tokens)
            numbers = [*waiting.numbers, *(below + at for at in line.numbers)]
            yield TextLine(waiting.start, line.end, tokens, line.number, numbers)
            waiting = None
        elif waiting is None and not line.classes.isdisjoint(_ALONE) and _is_label_alone(line):
            waiting = line
        else:
            if waiting is not None:
                yield waiting
                waiting = None
            yield line
    if waiting is not None:
        yield waiting


def _is_label_alone(line: TextLine) -> bool:
    tokens = line.tokens
    for name in _ALONE:
        end = phrase_end(name, tokens, 0)
        if end > 1 and all(token.text == ":" for token in tokens[end:]):
            return True
    return False


def _compares(found: LabelLine) -> bool:
    """Return whether a line compares products, and not only in a remark behind its own amounts.

    Each capsule contains 50 µg selenium, more than half of what a day needs.
    """
    tokens = found.tokens
    if not found.line.holds("comparison"):
        return False
    starts = [
        i for i in phrase_starts("comparison", tokens) if phrase_end("comparison", tokens, i) > i
    ]
    starts = [i for i in starts if not (_states_bound(found, i) or _is_of_amount(found, i))]
    if not starts or not (found.bases and found.amounts):
        return bool(starts)
    at = starts[0]
    commas = [index for index in range(at) if tokens[index].text == "," and not tokens[index].depth]
    stated = max(found.bases[-1].after, found.amounts[-1].after)
    return not (commas and stated <= commas[-1])


def _states_bound(found: LabelLine, at: int) -> bool:
    """Return whether a word is in a bound of an amount: iron (as fumarate) less than 1 mg."""
    behind = found.tokens[at + 1 : at + 2]
    is_bound = found.tokens[at].text == "than" and bool(behind) and behind[0].is_number
    return is_bound and any(
        mention.after < at and _is_in_brackets(found.tokens[mention.after : at - 1], mention.depth)
        for mention in found.mentions
    )


def _is_of_amount(found: LabelLine, at: int) -> bool:
    """Return whether a word says of an amount what it is: typical values, equivale a 300 mg."""
    tokens = found.tokens
    end = phrase_end("equal to", tokens, at)
    is_equal = at < end < len(tokens) and tokens[end].is_number
    return is_equal or phrase_end("typical values", tokens, at) > at


def _is_in_brackets(tokens: list[Token], depth: int) -> bool:
    return all(token.depth > depth or token.text in _BRACKETS for token in tokens)


def _starts_list(found: LabelLine) -> bool:
    tokens = found.tokens
    if found.bases or "list section" not in found.line.classes:
        return False
    for index, token in enumerate(tokens):
        if token.kind is not WORD:
            continue
        end = phrase_end("list section", tokens, index)
        if end > index:
            is_headed = end == len(tokens) or tokens[end].text == ":"
            return is_headed or (index == 0 and end - index > 1)
        if index > 3:
            break
    return False


def _ends_list(found: LabelLine) -> bool:
    return (
        bool(found.bases)
        or found.begins_with("list end", "content label")
        or (found.begins_with("container") and any(map(_is_number, found.tokens)))
        or any(piece.is_counted and piece.number > 1 for piece in found.pieces)
        or not found.line.words.isdisjoint(_CURRENCY_SIGNS)
    )


def _is_number(token: Token) -> bool:
    return token.is_number


def list_items(lines: list[LabelLine]) -> Iterator[list[Token]]:
    """Yield the items of the lists of ingredients."""
    for found in lines:
        if not found.is_list:
            continue
        item: list[Token] = []
        for token in found.tokens:
            if token.text in {",", ";"} and token.depth == 0:
                yield item
                item = []
            else:
                item.append(token)
        yield item
