"""The rows of a label: what its amounts are for, and the lines that belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS, StatedAmount, amounts_of, subject_of
from pricing.labels.label_reading import Span
from pricing.labels.pieces import measure_of
from pricing.labels.subjects import Opening
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, classes_begun, first_words, has_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.bases import Basis
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.mentions import Mention
    from pricing.labels.tokens import Token


@dataclass(slots=True)
class Row:
    """Tokens that are read together: a line, or a name with the amount on the line below."""

    tokens: list[Token]
    line: LabelLine
    basis: Basis | None
    opening: Opening
    columns: tuple[Basis, ...] = ()
    remark: list[Token] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    amounts: list[StatedAmount] = field(default_factory=list)

    @property
    def words(self) -> frozenset[str]:
        """The texts of its tokens."""
        is_line = self.tokens is self.line.tokens
        return self.line.line.words if is_line else frozenset(token.text for token in self.tokens)

    @property
    def classes(self) -> frozenset[str]:
        """The classes of the phrases that begin with one of its words."""
        is_line = self.tokens is self.line.tokens
        return self.line.line.classes if is_line else classes_begun(self.words)


def rows_of(text: LabelText, lines: Sequence[LabelLine]) -> list[Row]:
    """Return the rows that may hold amounts, each with what its amounts are for."""
    rows: list[Row] = []
    current: Basis | None = None
    columns: tuple[Basis, ...] = ()
    had_rows = has_percents = False
    opening = Opening(lines)
    for index, found in enumerate(lines):
        if found.is_blank:
            if had_rows:
                current, columns, had_rows, has_percents = None, (), False, False
            continue
        if (found.is_list and not found.is_dose_list) or found.is_comparison:
            continue
        if found.bases:
            current = found.bases[-1]
            columns = tuple(found.bases) if len(found.bases) > 1 else ()
            had_rows = False
        has_percents = has_percents or _heads_percents(found)
        row = Row(found.tokens, found, current, opening, columns, [], found.mentions, found.amounts)
        _complete(text, row, lines, index)
        if has_percents:
            _take_bare_percent(text, row)
        had_rows = had_rows or bool(found.mentions)
        rows.append(row)
    return rows


def _heads_percents(found: LabelLine) -> bool:
    """Return whether a line is the heading of a column of percents: Amount, % NRV."""
    return (
        not found.amounts
        and "%" in found.line.words
        and (found.line.holds("eu percent") or found.line.holds("us percent"))
    )


def _take_bare_percent(text: LabelText, row: Row) -> None:
    """Take the number at the end of a row for its percent, if its column has the sign."""
    if len(row.amounts) != 1 or row.amounts[0].percent is not None:
        return
    (amount,) = row.amounts
    behind = [token for token in row.tokens[amount.after :] if token.text not in {"*", "|"}]
    if len(behind) == 1 and behind[0].is_number:
        percent = text.number(behind[0])
        row.amounts = [amount._replace(percent=percent, percent_span=behind[0].span)]


def _complete(text: LabelText, row: Row, lines: Sequence[LabelLine], index: int) -> None:
    """Add the lines below that belong to a row: its amount, its percent, a remark on its form."""
    following = (line for line in lines[index + 1 : index + 4] if not line.is_list)
    if row.mentions and not row.amounts and not _is_name_column(lines, index):
        tokens = list(row.tokens)
        for line in following:
            if line.is_blank or line.mentions or line.bases or not _is_bare(line.tokens):
                break
            tokens += line.tokens
        if len(tokens) > len(row.tokens):
            numbers = [at for at, token in enumerate(tokens) if token.is_number]
            row.tokens, row.amounts = tokens, amounts_of(text, tokens, numbers)
        return
    below = next(following, None)
    if below is not None and _is_remark(below):
        row.remark = list(below.tokens)


def _is_name_column(lines: Sequence[LabelLine], index: int) -> bool:
    """Return whether names stand above one another, so that no amount below is one's own."""
    before = lines[index - 1] if index else None
    return (
        before is not None
        and not before.is_blank
        and bool(before.mentions)
        and before.mentions[-1].after == len(before.tokens)
        and not any(token.is_number for token in before.tokens)
        and len(before.tokens) <= 8
        and before.is_panel
    )


def names_in_columns(lines: Sequence[LabelLine]) -> dict[str, Span]:
    """Return the minerals whose names stand above one another, apart from their amounts."""
    found: dict[str, Span] = {}
    for index in range(1, len(lines)):
        if lines[index].mentions and _is_name_column(lines, index) and index + 1 < len(lines):
            if not (_is_bare(lines[index + 1].tokens) or _is_name_column(lines, index + 1)):
                continue
            for line in lines[index - 1 : index + 1]:
                found |= {
                    mention.element: mention.span for mention in line.mentions if mention.element
                }
    return found


def unreadable_elements(row: Row) -> dict[str, Span]:
    """Return the minerals whose row has a percent, but an amount or a name that is not readable."""
    if not row.mentions or "%" not in row.words:
        return {}
    if not row.amounts:
        return {
            mention.element: mention.span
            for mention in row.mentions
            if mention.element and not mention.depth and _is_followed_by_number(row, mention)
        }
    if row.line.bases or any(
        subject_of(row.tokens, amount, row.mentions) for amount in row.amounts
    ):
        return {}
    return {
        mention.element: mention.span
        for mention in row.mentions
        if (mention.depth and mention.form) or _is_followed_by_number(row, mention)
    }


def salts_without_share(row: Row) -> dict[str, Span]:
    """Return the minerals of which a row states only the amount of a salt without a known share."""
    salts = [mention for mention in row.mentions if mention.salt_of]
    near = (
        amount
        for amount in (row.amounts if salts else ())
        if any(-_NEAR_SALT < amount.first - salt.first < _NEAR_SALT for salt in salts)
    )
    subjects = (subject_of(row.tokens, amount, row.mentions) for amount in near)
    return {one.salt_of: one.span for one in subjects if one and one.salt_of}


def unstated_elements(row: Row) -> list[Mention]:
    """Return the minerals that a row of a panel names with words that say no exact amount.

    Zinc (as zinc citrate); iron less than 1 mg; zinc 10-15 mg; calcium <2%; a blend: calcium.
    """
    if not (row.mentions and (row.line.is_panel or row.line.follows_panel)):
        return []
    after = row.line.bases[-1].after if row.line.bases else 0
    words = row.words
    if after:  # a name before the basis may be a mix
        words = frozenset(token.text for token in row.tokens[after:])
    is_blend = not words.isdisjoint(_BLENDS)
    is_sentence = bool(row.line.bases) and not (row.amounts or is_blend)
    if is_sentence or words & _DENIALS:
        return []
    named = [mention for mention in row.mentions if mention.element and mention.first >= after]
    if is_blend:
        return [mention for mention in named if _begins_item(row.tokens, mention)]
    return [mention for mention in named if not mention.depth and _is_unstated(row, mention)]


def _is_unstated(row: Row, mention: Mention) -> bool:
    """Return whether an item of a row begins with a name, and says no more of it than a bound."""
    names = {index for other in row.mentions for index in range(other.first, other.after)}
    if not _begins_statement(row, mention, names):
        return False
    strangers = 0
    for at in range(mention.after, len(row.tokens)):
        token = row.tokens[at]
        if row.line.bases and token.depth == mention.depth and token.text in _ITEM_STARTS:
            break
        if at in names or token.depth > mention.depth or token.kind is MARK:
            continue
        if token.is_number:
            behind = [one.text for one in row.tokens[at + 1 : at + 3]] or ["%"]
            unit = behind[-1] if behind[0] == "|" else behind[0]
            return token.text != "0" and (unit in UNITS or unit in _BEHIND_BOUNDS | _MOLES)
        strangers += not (_is_of_bound(token.text) or token.text in class_words("filler word"))
        if strangers > _MOST_STRANGERS:
            return False
    return not strangers


def _begins_statement(row: Row, mention: Mention, names: set[int]) -> bool:
    """Return whether a name is an item of a row or sentence, or has only names before it."""
    tokens = row.tokens
    if mention.first and tokens[mention.first - 1].text in _BETWEEN_ITEMS:
        return True
    if row.line.bases:
        before = tokens[max(mention.first - 1, 0) : mention.first]
        return _begins_item(tokens, mention) or has_phrase("contains", before)
    before = [token for at, token in enumerate(tokens[: mention.first]) if at not in names]
    return all(token.kind is MARK or token.text in _BOUNDS | _WITH for token in before)


def only_names(row: Row, mention: Mention) -> bool:
    """Return whether a row only names a mineral, or counts it otherwise: also contains zinc.

    That says nothing against an amount of it elsewhere.
    """
    before = {token.text for token in row.tokens[: mention.first] if token.kind is WORD}
    behind = {token.text for token in row.tokens[mention.after : mention.after + 3]}
    is_prefaced = bool(before) and before <= _BOUNDS | _WITH
    return is_prefaced or not behind.isdisjoint(_MOLES | _ELSEWHERE)


def _is_of_bound(word: str) -> bool:
    """Return whether a word stands where an amount is no number: a unit alone, see label."""
    return word in UNITS or word in _MOLES or word in _BOUNDS or word in _ELSEWHERE


def _begins_item(tokens: Sequence[Token], mention: Mention) -> bool:
    """Return whether a name is an item of a blend, and not what an item comes from."""
    before = [token.text for token in tokens[max(mention.first - 2, 0) : mention.first]]
    is_of_blend = len(before) == 2 and before[0] in _BLENDS and before[1] in _OF
    return not before or before[-1] in _ITEM_STARTS or is_of_blend


def item_of(row: Row, mention: Mention) -> Span:
    """Return the words on a mineral: up to a comma, the next mineral or the end of the line."""
    tokens = row.line.tokens
    starts = {other.first for other in row.mentions if other.depth <= mention.depth}
    last = mention.after - 1
    for at in range(mention.after, len(tokens)):
        token = tokens[at]
        is_end = token.depth < mention.depth or at in starts
        if is_end or (token.depth == mention.depth and token.text in {",", ";"}):
            break
        if token.text in _ITEM_ENDS or (token.kind is not MARK and token.text not in _ITEM_STARTS):
            last = at
    return Span(mention.span.start, max(mention.span.end, tokens[last].end))


_MOST_STRANGERS, _NEAR_SALT = 3, 12  # tokens
_BEHIND_BOUNDS = frozenset(("%", "-", "\u2013", "to", "bis", "a", "iu"))
_BOUNDS = frozenset((
    "less", "than", "under", "below", "up", "to", "at", "most", "max", "maximum", "maximal", "min",
    "minimum", "about", "approx", "ca", "trace", "traces", "amount", "amounts", "weniger", "als",
    "unter", "bis", "zu", "etwa", "spuren", "moins", "de", "jusqu", "environ", "menos", "hasta",
    "meno", "di", "fino", "tracce", "trazas", "and", "und", "et", "y", "e", "as", "from",
))  # fmt: skip
_MOLES = frozenset(("mmol", "meq"))
_WITH = frozenset((
    "also", "with", "contains", "contain", "plus", "added", "of", "mit", "auch", "enthalt", "von",
    "zusatzlich", "du", "avec", "contient", "aussi", "con", "contiene", "tambien", "anche",
))  # fmt: skip
_ELSEWHERE = frozenset((
    "see", "label", "pack", "siehe", "etikett", "packung", "voir", "etiquette", "emballage", "ver",
    "etiqueta", "envase", "vedi", "etichetta", "confezione",
))  # fmt: skip
_BLENDS = frozenset((
    "blend", "complex", "mix", "mixture", "matrix", "mischung", "komplex", "melange", "complexe",
    "mezcla", "complejo", "miscela", "complesso",
))  # fmt: skip
_DENIALS = frozenset((
    "no", "not", "free", "without", "ohne", "frei", "kein", "keine", "sans", "sin", "senza", "non",
))  # fmt: skip
_OF = frozenset(("of", "aus", "de", "di"))
_OF_ALL = frozenset(("of", "der", "des", "vom", "de", "del", "della", "du"))
_ITEM_ENDS = frozenset((")", "]", "%"))
_BETWEEN_ITEMS = frozenset((",", ";"))
_ITEM_STARTS = frozenset((":", ",", ";", "(", "[", "&", "+", "and", "und", "et", "y", "e"))


def _is_followed_by_number(row: Row, mention: Mention) -> bool:
    own = [token for token in row.tokens[mention.after :] if token.depth <= mention.depth]
    behind = [token for token in own if token.kind is not MARK]
    if behind and _is_of_purity(own, own.index(behind[0])):
        return False
    return len(behind) > 2 and behind[0].is_number and not measure_of(behind[1].text)


def _is_of_purity(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number says how pure a product is: 100% chelated, and not: 100% NRV."""
    behind = [token.text for token in tokens[at + 1 : at + 3]]
    if tokens[at].text != "100" or len(behind) < 2 or behind[0] != "%":
        return False
    return (
        behind[1].isalpha() and behind[1] not in first_words("eu percent", "us percent") | _OF_ALL
    )


def _is_bare(tokens: Sequence[Token]) -> bool:
    """Return whether tokens are only an amount or a percent."""
    return len(tokens) <= 4 and bool(tokens) and tokens[0].is_number


def _is_remark(line: LabelLine) -> bool:
    if line.is_blank or not line.tokens:
        return False
    return line.tokens[0].text in "([" or line.begins_with("source")
