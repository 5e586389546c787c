"""The forms of a mineral that the parts of a label name: its row, the title, the list."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.labels.label_reading import EMPTY, LabelField, Span, Sureness
from pricing.labels.layout import list_items
from pricing.labels.made_salts import may_be_made, with_doubt
from pricing.labels.mentions import (
    NO_FORMS,
    Mention,
    NamedForms,
    forms_named,
    leading_form_words,
    mentions_of,
)
from pricing.labels.mineral_words import (
    GENERAL_FORM_WORDS,
    begins_with_element,
    element_names,
    form_name,
    form_words,
    word_element,
)
from pricing.labels.one_word_salts import SALTS_OF
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import first_words, has_phrase, phrase_end
from pricing.reference.mineral_forms import BLEND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.candidates import Candidate
    from pricing.labels.layout import LabelLine
    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

_text_of = attrgetter("text")
_LONGEST_CHAIN = 24  # words
_MARINE_OXIDE = {"marine", "oxide"}
_JOINED_SALTS = ("salz", "salze", "salzen")
_OPENING = frozenset("([{")
_IN_CHAIN = frozenset((",", "&", "+", "and", "et", "y", "und", "e"))


def form_field(
    element: str,
    lines: list[LabelLine],
    named: Sequence[LabelLine],
    rows: Sequence[Row],
    candidates: Sequence[Candidate],
) -> LabelField:
    """Return the form of an element. Its row decides, then the title, then the ingredients.

    `named` and `rows` are those that name the element. A salt beside it that has no fraction
    leaves it open. Where several salts are named, a blend of them is offered too.
    """
    read = _read_form(element, lines, named, rows, candidates)
    is_one = read.value not in {None, BLEND}
    unknown = [
        span
        for row in (rows if is_one else ())
        for span in (
            *(one.span for one in row.mentions if one.unknown_of == element),
            *_salts_without_name(row, element, str(read.value)),
        )
    ]
    if unknown:
        spans = (*read.spans, *unknown)
        return LabelField(None, spans, Sureness.ASKED, (str(read.value), BLEND))
    if read.sureness is not Sureness.ASKED:
        return read
    others = tuple(choice for choice in read.choices if choice != BLEND)
    if any(states_several_salts(line, element) for line in named):
        return replace(read, choices=(BLEND, *others))
    salts = {one.form for one in candidates if one.element == element and one.form}
    return replace(read, choices=(*others, BLEND)) if len(salts) > 1 else read


def with_buffer(element: str, lines: Sequence[LabelLine], read: LabelField) -> LabelField:
    """Return a blend where a line states with which salt the form that is read is buffered.

    Glycinate (buffered with magnesium oxide)
    """
    for line in lines:
        own = [one for one in line.mentions if one.element == element and one.form]
        is_said = "buffered with" in line.line.classes and not line.is_comparison
        if not (is_said and any(_is_buffer(line.tokens, one) for one in own)):
            continue
        known = (read.value, *read.choices, *(one.form for one in own))
        names = tuple(dict.fromkeys(str(name) for name in known if name))
        spans = (*read.spans, *(one.span for one in own))
        if len(names) > 1:
            return LabelField(BLEND, spans)
        return LabelField(None, spans, Sureness.ASKED, (BLEND, *names))
    return read


def _is_buffer(tokens: Sequence[Token], mention: Mention) -> bool:
    return has_phrase("buffered with", tokens[max(mention.first - 4, 0) : mention.first])


def states_several_salts(line: LabelLine, element: str) -> bool:
    """Return whether a line states an amount of each of several salts of an element."""
    salts = {mention.form for mention in line.mentions if mention.element == element} - {""}
    return len(line.amounts) > 1 and len(salts) > 1 and salts != _MARINE_OXIDE


def may_be_of_marine(row: Row, element: str) -> bool:
    """Return whether an amount may be of the oxide in marine magnesium, or of its mineral."""
    return {one.form for one in row.mentions if one.element == element} == _MARINE_OXIDE


def _salts_without_name(row: Row, element: str, form: str) -> Iterator[Span]:
    """Yield the salts that follow another one without the name of their element.

    Magnesium carbonate 600 mg, oxide 400 mg
    """
    tokens = row.tokens
    salts = [one for one in row.mentions if one.element == element and one.form]
    if not salts:
        return
    named = {at for mention in row.mentions for at in range(mention.first, mention.after)}
    words = form_words(element) - GENERAL_FORM_WORDS
    for at in compress(count(), map(words.__contains__, map(_text_of, tokens))):
        word = tokens[at]
        if at < salts[0].after or word.kind is not WORD or at in named:
            continue
        behind = tokens[at + 1 : at + 2]
        is_next = tokens[at - 1].text in _IN_CHAIN
        is_next = is_next and word.depth == salts[0].depth
        is_whole = not any(one.kind is WORD or one.text == "-" for one in behind)
        if is_next and is_whole and form_name(word.text, element) not in {"", form}:
            yield word.span


def _read_form(
    element: str,
    lines: list[LabelLine],
    named: Sequence[LabelLine],
    rows: Sequence[Row],
    candidates: Sequence[Candidate],
) -> LabelField:
    """Return the form that the salts with a fraction name."""
    panel = _panel_forms(element, rows, candidates)
    title = _title_forms(element, named)
    if panel.has_unknown:
        return LabelField(None, panel.spans, Sureness.ASKED, panel.names)
    if panel.names:
        is_more = panel.form != BLEND and not set(title.names) <= set(panel.names)
        return _contradiction(panel, title) if is_more else _field(panel)
    listed = list_forms(lines, element)
    is_only_mineral = len({candidate.element for candidate in candidates}) == 1
    if not title.names and is_only_mineral:
        title = _source_line_forms(element, lines)
    if not title.names and not listed.names and not listed.has_unknown and is_only_mineral:
        return _field_of_line(element, lines)
    is_beside = any(line.is_list and _names_unknown(line, element) for line in lines)
    return _title_or_list(title, listed, is_beside=is_beside)


def _title_or_list(title: NamedForms, listed: NamedForms, *, is_beside: bool) -> LabelField:
    """Return the form that the title or a list names, asked where an unknown salt is beside it."""
    if is_beside and (title.names or listed.names):
        names = dict.fromkeys((*title.names, *listed.names, BLEND))
        return LabelField(None, title.spans + listed.spans, Sureness.ASKED, tuple(names))
    if title.names:
        is_more = len(title.names) > 1 or not set(listed.names) <= set(title.names)
        return _contradiction(title, listed) if is_more else _field(title)
    if listed.has_unknown and listed.names:
        return LabelField(None, listed.spans, Sureness.ASKED, listed.names)
    return LabelField(listed.form or None, listed.spans, Sureness.FOLLOWS)


def _names_unknown(line: LabelLine, element: str) -> bool:
    """Return whether a line names a salt of an element that no table has."""
    return any(mention.unknown_of == element for mention in line.mentions)


def _field(named: NamedForms) -> LabelField:
    return LabelField(named.form or None, named.spans)


def _contradiction(one: NamedForms, other: NamedForms) -> LabelField:
    choices = tuple(dict.fromkeys((*one.names, *other.names)))
    return LabelField(None, one.spans + other.spans, Sureness.ASKED, choices)


def _panel_forms(element: str, rows: Sequence[Row], candidates: Sequence[Candidate]) -> NamedForms:
    """Return the forms that the rows of an element name, or its compounds with amounts."""
    found = [remark_forms(row, element) for row in rows if row.amounts]
    names = {
        name: span
        for named in reversed(found)
        for name, span in zip(named.names, named.spans, strict=True)
    }
    for candidate in candidates:
        if candidate.element == element and candidate.form and not candidate.is_front:
            names.setdefault(candidate.form, candidate.spans[1])
    # Marine magnesium is mostly oxide: unless one list names both, they may be one salt.
    may_be_one = names.keys() == _MARINE_OXIDE and not any(
        set(named.names) >= _MARINE_OXIDE for named in found
    )
    unknown = may_be_one or any(named.has_unknown for named in found)
    return NamedForms(tuple(names), tuple(names.values()), unknown)


def _title_forms(element: str, lines: Sequence[LabelLine]) -> NamedForms:
    """Return the forms that stand with the element's name, whatever the line."""
    names: dict[str, Span] = {}
    for line in lines:
        if line.is_list or line.is_comparison:
            continue
        for mention in line.mentions:
            if mention.element == element and mention.form:
                names.setdefault(mention.form, mention.span)
                named = forms_named(_chain_before(line.tokens, mention), element)
                names |= dict(zip(named.names, named.spans, strict=True))
    return NamedForms(tuple(names), tuple(names.values()), has_unknown=False)


def _source_line_forms(element: str, lines: Sequence[LabelLine]) -> NamedForms:
    """Return the forms that a line such as "Magnesiumverbindung: Oxid" names."""
    for line in lines:
        tokens = line.tokens
        if "source label" not in line.line.classes:
            continue
        for index in range(len(tokens) - 2):
            end = phrase_end("source label", tokens, index)
            if end > index and end < len(tokens) and tokens[end].text == ":":
                return forms_named(tokens[end:], element)
    return NO_FORMS


def _field_of_line(element: str, lines: Sequence[LabelLine]) -> LabelField:
    """Return the form that a line begins with, such as "lysinate glycinate chelated"."""
    names: dict[str, Span] = {}
    for line in lines:
        if line.is_list or line.is_comparison or line.is_panel or line.pieces:
            continue
        run = leading_form_words(line.tokens)
        named = forms_named(run, element)
        if run and not named.has_unknown:
            names |= dict(zip(named.names, named.spans, strict=True))
    if len(names) != 1:
        return EMPTY
    name, span = next(iter(names.items()))
    return LabelField(name, (span,), Sureness.FOLLOWS)


def remark_forms(row: Row, element: str) -> NamedForms:
    """Return the forms that a row names for an element behind its name."""
    tokens: list[Token] = []
    inside = False
    for mention in row.mentions:
        if mention.element != element or mention.form:
            continue
        is_measured = not mention.depth or any(
            amount.depth == mention.depth and amount.first >= mention.after
            for amount in row.amounts
        )
        if is_measured:
            inside = True
            tokens = _remark_tokens(row, mention)
            break
    if inside and row.remark:
        tokens = [*tokens, *row.remark]
    named = forms_named(tokens, element)
    return with_doubt(tokens, named, row.classes) if may_be_made(named) else named


def _remark_tokens(row: Row, mention: Mention) -> list[Token]:
    """Return what stands in brackets or behind "as" and "from", before the next mineral."""
    tokens = row.tokens
    kept: list[Token] = []
    if row.words.isdisjoint(_remark_words()):
        return kept
    is_source = False
    others = (
        other.first
        for other in row.mentions
        if other.first >= mention.after and other.depth <= mention.depth and not other.form
    )
    sources = first_words("source")
    for index in range(mention.after, next(others, len(tokens))):
        token = tokens[index]
        if not is_source and token.text in sources and not _is_joint(row, index):
            is_source = phrase_end("source", tokens, index) > index
        if token.depth > mention.depth or is_source:
            kept.append(token)
    return kept


def _is_joint(row: Row, at: int) -> bool:
    """Return whether a word joins one name, as in "oxyde de magnésium", and leads to no source."""
    return any(mention.first < at < mention.after for mention in row.mentions)


@cache
def _remark_words() -> frozenset[str]:
    """Return the words and brackets without which a row has no remark."""
    return first_words("source") | _OPENING


def list_forms(lines: list[LabelLine], element: str) -> NamedForms:
    """Return the forms of an element in the lists of ingredients, without excipients."""
    names: dict[str, Span] = {}
    unknown = False
    listed = (line.line.words for line in lines if line.is_list)
    has_salts = not all(map(_words_for_salts().isdisjoint, listed))
    for item in list_items(lines):
        if has_other_source(item, element):
            unknown = True
            continue
        if has_phrase("excipient", item):
            continue
        named = forms_named(item, element, needs_element=True)
        unknown = unknown or named.has_unknown or _explains(item, named)
        unknown = unknown or (not named.names and _names_with_more(item, element))
        unknown = unknown or (has_salts and not named.names and _names_salts(item, element))
        for name, span in zip(named.names, named.spans, strict=True):
            names.setdefault(name, span)
    return NamedForms(tuple(names), tuple(names.values()), unknown)


def _explains(item: Sequence[Token], named: NamedForms) -> bool:
    """Return whether brackets behind one salt name another, that it may become: carbonate (...)."""
    starts = {span.start for span in named.spans}
    return len({token.depth for token in item if token.start in starts}) > 1


def _names_with_more(item: Sequence[Token], element: str) -> bool:
    """Return whether an item of a list is the element's name with an unknown word."""
    names = [mention for mention in mentions_of(item) if mention.element == element]
    words = [token for token in item if token.kind is WORD]
    return bool(names) and 1 < len(words) <= 4


def _names_salts(item: Sequence[Token], element: str) -> bool:
    """Return whether an item is of salts of an element: magnesium salts of citric acid.

    Those of fatty acids only let the tablets flow.
    """
    words = [token.text for token in item]
    if SALTS_OF.isdisjoint(words):
        joined = [word for word in words if word in _words_for_salts()]
        is_of = any(begins_with_element(word, element) for word in joined)
    else:
        is_of = any(word_element(word) == element for word in words)
    return is_of and not has_phrase("fatty acid", item)


@cache
def _words_for_salts() -> frozenset[str]:
    """Return the words for salts, and those that begin with an element: magnesiumsalze."""
    return SALTS_OF.union(name + end for name in element_names() for end in _JOINED_SALTS)


def _chain_before(tokens: Sequence[Token], mention: Mention) -> Sequence[Token]:
    """Return the forms that are listed before a salt: bisglycinate, citrate et malate de ..."""
    at = mention.first
    first = max(at - _LONGEST_CHAIN, 0)
    while at > first and (
        tokens[at - 1].text in _IN_CHAIN or tokens[at - 1].text in form_words(mention.element)
    ):
        at -= 1
    return tokens[at : mention.first]


def has_other_source(tokens: Sequence[Token], element: str) -> bool:
    """Return whether tokens name a source of an element that is no salt, such as algae."""
    return has_phrase("mixed source", tokens) or (
        element == "Ca" and has_phrase("calcium source", tokens)
    )
