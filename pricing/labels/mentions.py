"""Find where a line names a mineral or a salt of it."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.chained_salts import behind_chain, is_other_source, salts_end, unknown_salt_end
from pricing.labels.label_reading import Span
from pricing.labels.mineral_words import (
    GENERAL_FORM_WORDS,
    LINKS,
    MOST_WORDS,
    ORIGINS,
    adds_to_form,
    all_form_words,
    form_name,
    form_words,
    is_no_source,
    is_own_salt,
    is_salt,
    is_salt_of_any,
    is_unknown_compound,
    may_begin_form,
    names_element,
    resembles_form,
    salt_in_a_word,
    word_element,
)
from pricing.labels.one_word_salts import (
    COUNTS,
    SALTS_OF,
    are_of_acid,
    counted_name,
    counted_salt_end,
    is_polish_salt,
    polish_salt_of,
    salts_in_a_word,
    unknown_salt_in_a_word,
)
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, first_words, phrase_end
from pricing.quantities.text_folding import match_key
from pricing.reference.mineral_forms import BLEND, form_keys
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

_JOINTS = LINKS | {"-"}
# Words within a name: levure enrichie en sélénium, lievito al selenio.
_LINKS_OF_RUN = LINKS | {
    "al", "au", "en", "enriched", "enrichi", "enrichie", "enriquecido", "enriquecida",
    "arricchito", "arricchita", "angereichert", "angereicherte",
}  # fmt: skip
_FREE = frozenset(("free", "frei"))
_ADJECTIVE_ENDINGS = ("ico", "ique")
_MAX_RUN = 7
_CARRIERS = frozenset(("Na", "K"))
_BREAKS = frozenset((",", "•", "|", ";", "-"))
_FEWEST_SALTS = 2
_ORIGIN_WORDS = frozenset((
    "origine", "origin", "origins", "origen", "ursprung", "ursprungs", "herkunft", "source",
    "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti",
))  # fmt: skip
OTHER = ""
_text_of = attrgetter("text")


class Mention(NamedTuple):
    """A mineral, or OTHER for another nutrient, named by some tokens of a line.

    `form` is the form that is named with it, or "". A mention without a form is of the element.
    `salt_of` is the element of a salt whose share of it no table has: potassium ascorbate.
    `unknown_of` is that of a salt which no form of it has, and which may be a source of it.
    """

    element: str
    form: str
    first: int
    after: int
    depth: int
    span: Span
    is_noisy: bool = False
    salt_of: str = ""
    unknown_of: str = ""


_named_minerals = lru_cache(maxsize=MOST_WORDS)(named_minerals)


def mentions_of(tokens: Sequence[Token]) -> list[Mention]:
    """Return the minerals, salts and other nutrients that the tokens name, in their order."""
    found: list[Mention] = []
    after = 0
    for at in compress(count(), map(_may_begin_mention, map(_text_of, tokens))):
        if at < after:
            continue
        mention = _mention_at(tokens, at)
        if mention is not None:
            found.append(mention)
            after = mention.after
    return _in_one_language(tokens, found) if len(found) > 1 else found


def _in_one_language(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """Return mentions, of which a stroke joins two languages as one: Magnesium / Magnésium."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else mention
        is_next = mention.first == last.after + 1 and tokens[last.after].text == "/"
        is_same = is_next and last[:2] == mention[:2] and last.depth == mention.depth
        if is_same and last.element:
            found[-1] = _mention(*mention[:2], tokens, last.first, mention.after)
        else:
            found.append(mention)
    return found


@lru_cache(maxsize=MOST_WORDS)
def _may_begin_mention(word: str) -> bool:
    return bool(
        word in class_words("other nutrient")
        or word_element(word)
        or may_begin_form(word)
        or word in SALTS_OF
        or is_salt(word)
        or counted_name(word)
        or is_polish_salt(word)
        or salts_in_a_word(word)
        or unknown_salt_in_a_word(word)
    )


def _mention_at(tokens: Sequence[Token], at: int) -> Mention | None:
    token = tokens[at]
    if token.kind is not WORD:
        return None
    if token.text in class_words("other nutrient") and not _begins_salt(tokens, at):
        return _mention(OTHER, "", tokens, at, at + 1)
    if not (word_element(token.text) or may_begin_form(token.text)):
        return _salt_in_a_word(tokens, at) or _unknown_salt_before(tokens, at)
    after = _run_end(tokens, at)
    symbols = [symbol for index in range(at, after) if (symbol := word_element(tokens[index].text))]
    return _read_run(tokens, at, after, symbols) if symbols else None


def _salt_in_a_word(tokens: Sequence[Token], at: int) -> Mention | None:
    """Return the mention of a salt whose first word begins with its mineral: Magnesiumadipat."""
    word = tokens[at].text
    if counted_name(word):
        return _counted_salt(tokens, at, at + 1)
    if symbol := unknown_salt_in_a_word(word):
        salt = _unknown_salt(symbol, tokens, at, at + 1)
        return salt._replace(salt_of=salt_in_a_word(word))
    symbol = salts_in_a_word(word)
    if symbol and are_of_acid(tokens, at + 1):
        return _unknown_salt(symbol, tokens, at, at + 1)
    symbol = polish_salt_of(tokens, at)
    return _unknown_salt(symbol, tokens, at, at + 2) if symbol else None


def _begins_salt(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a nutrient's name is a salt of a mineral behind it.

    Cloruro de potasio, cloruro potásico.
    """
    index = at + 1
    while index < len(tokens) and tokens[index].text in LINKS:
        index += 1
    if index == len(tokens):
        return False
    is_joined = index > at + 1 or tokens[index].text.endswith(_ADJECTIVE_ENDINGS)
    symbol = word_element(tokens[index].text) if is_joined else ""
    return bool(symbol) and tokens[at].text in form_words(symbol)


def _unknown_salt_before(tokens: Sequence[Token], at: int) -> Mention | None:
    """Return the mention of another substance: stearate de magnesium, sales magnesicas.

    It may have its name in one word: Kaliumascorbat.
    """
    if not (tokens[at].text in SALTS_OF or is_salt(tokens[at].text)):
        return None
    if symbol := salt_in_a_word(tokens[at].text):
        return _mention(OTHER, "", tokens, at, at + 1)._replace(salt_of=symbol)
    index = behind = behind_chain(tokens, at)
    while index < len(tokens) and tokens[index].text in LINKS:
        index += 1
    if index < min(len(tokens), behind + 3) and word_element(tokens[index].text):
        is_salts = tokens[at].text in SALTS_OF
        if index > behind or is_salts:
            found = _mention(OTHER, "", tokens, at, index + 1)
            is_source = are_of_acid(tokens, index + 1) if is_salts else True
            is_source = is_source and not is_no_source(tokens[at].text)
            symbol = word_element(tokens[index].text) if is_source else ""
            return found._replace(depth=tokens[index].depth, unknown_of=symbol)
    return None


def _run_end(tokens: Sequence[Token], at: int) -> int:
    """Return where the words end that name a mineral and its forms."""
    index = after = at
    if not _may_begin_run(tokens[at].text):
        return at
    has_element = False
    last, depth = min(len(tokens), at + _MAX_RUN), tokens[at].depth
    while index < last and tokens[index].depth == depth:
        word = tokens[index].text
        is_element = bool(word_element(word))
        if is_element and has_element and not _completes_salt(tokens, at, index):
            break
        if is_element or _goes_on(word):
            has_element = has_element or is_element
            after = index + 1
        elif not (word in _LINKS_OF_RUN or word == "-"):
            break
        index += 1
    return after


@lru_cache(maxsize=MOST_WORDS)
def _goes_on(word: str) -> bool:
    return word in all_form_words() or adds_to_form(word)


@lru_cache(maxsize=MOST_WORDS)
def _may_begin_run(word: str) -> bool:
    return bool(word_element(word)) or _goes_on(word) or word in _LINKS_OF_RUN or word == "-"


def _completes_salt(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Return whether an element's word makes one salt of a run: sodium selenite, its Spanish."""
    if word_element(tokens[at - 1].text) in _CARRIERS:
        return True
    is_carrier = word_element(tokens[at].text) in _CARRIERS
    salt = next((token.text for token in tokens[first:at] if word_element(token.text)), "")
    return is_carrier and is_salt(salt) and tokens[at - 1].text in LINKS


def _read_run(tokens: Sequence[Token], at: int, after: int, symbols: list[str]) -> Mention:
    is_one = after == at + 1
    text = tokens[at].text if is_one else " ".join([token.text for token in tokens[at:after]])
    named = _named_minerals(text)
    symbol = named[0] if len(named) == 1 else symbols[0]
    if (end := unknown_salt_end(tokens, after, symbol)) > after:
        return _unknown_salt(symbol, tokens, at, end)
    counted = _counted_salt(tokens, at, after) if tokens[after - 1].text in COUNTS else None
    if counted is not None:
        return counted
    if tokens[after - 1].text in _JOINTS and after > at + 1:
        while after > at + 1 and tokens[after - 1].text in _JOINTS:
            after -= 1
        text = " ".join(token.text for token in tokens[at:after])
    form = form_name(text, symbol)
    if not form and (end := salts_end(tokens, after)):
        return _unknown_salt(symbol, tokens, at, end)
    is_more = after > at + 1 or tokens[at].text.endswith(_ADJECTIVE_ENDINGS)
    if is_more and not form and _is_of_unknown_salt(tokens, at, after, symbol):
        return _unknown_salt(symbol, tokens, at, after)
    return _mention(symbol, form, tokens, at, after)


def _counted_salt(tokens: Sequence[Token], at: int, after: int) -> Mention | None:
    """Return the mention of a salt that is counted: Magnesiumbis(hydrogen-L-aspartat)."""
    end = counted_salt_end(tokens, after)
    if end == after:
        return None
    words = [token.text for token in tokens[at:end] if token.kind is WORD]
    words[:1] = counted_name(words[0]) or words[:1]
    symbol = next(filter(None, map(word_element, words)), "")
    form = form_name(" ".join(words), symbol)
    if not form:
        return _unknown_salt(symbol, tokens, at, end)
    return _mention(symbol, form, tokens, at, end)


def _unknown_salt(symbol: str, tokens: Sequence[Token], at: int, after: int) -> Mention:
    """Return the mention of a salt that its element has in no table, and another mineral may."""
    words = [token.text for token in tokens[at:after]]
    is_other = any(map(is_no_source, words))
    is_other = is_other or (words[-1] in SALTS_OF and not are_of_acid(tokens, after))
    return _mention(OTHER, "", tokens, at, after)._replace(
        salt_of=symbol if any(map(is_salt_of_any, words)) else "",
        unknown_of="" if is_other else symbol,
    )


def _is_of_unknown_salt(tokens: Sequence[Token], at: int, after: int, symbol: str) -> bool:
    """Return whether a run without a form is of a salt that its element has in no table.

    Potassium ascorbate, clavulanato potásico
    """
    words = [token.text for token in tokens[at:after]]
    if any(is_salt_of_any(word) and word not in form_words(symbol) for word in words):
        return True
    is_adjective = words[0].endswith(_ADJECTIVE_ENDINGS) and bool(word_element(words[0]))
    return is_adjective and at > 0 and tokens[at - 1].kind is WORD


def _mention(element: str, form: str, tokens: Sequence[Token], first: int, after: int) -> Mention:
    span = Span(tokens[first].start, tokens[after - 1].end)
    noisy = True in [token.is_noisy for token in tokens[first:after]]
    return Mention(element, form, first, after, tokens[first].depth, span, noisy)


# -- forms in a remark -------------------------------------------------------------------------


class NamedForms(NamedTuple):
    """The forms of an element that some tokens name, and whether they name an unknown salt too."""

    names: tuple[str, ...]
    spans: tuple[Span, ...]
    has_unknown: bool

    @property
    def form(self) -> str:
        """The one form, a blend of several, or "" if it is open."""
        if self.has_unknown or not self.names:
            return ""
        return self.names[0] if len(self.names) == 1 else BLEND


NO_FORMS = NamedForms((), (), has_unknown=False)


def forms_named(
    tokens: Sequence[Token], element: str, *, needs_element: bool = False
) -> NamedForms:
    """Return the forms of an element that tokens name, with or without its name.

    `needs_element` leaves out forms that stand without the name of the element.
    """
    if not tokens:
        return NO_FORMS
    names: dict[str, Span] = {}
    unknown = False
    at = 0
    while at < len(tokens):
        word = tokens[at].text
        if tokens[at].kind is not WORD:
            at += 1
            continue
        unknown = unknown or is_unknown_compound(word, element) or resembles_form(word, element)
        after = _run_end(tokens, at)
        if after > at:
            named = _forms_of_run(tokens, at, after, element, needs_element=needs_element)
        else:
            mention = _mention_at(tokens, at)
            after = mention.after if mention else at + 1
            named = _forms_of_mention(mention, element)
            unknown = unknown or (not (mention or needs_element) and is_own_salt(word))
        for name, span in zip(named.names, named.spans, strict=True):
            names.setdefault(name, span)
        unknown = unknown or named.has_unknown
        at = after
    names = _without_origins(names, tokens)
    return NamedForms(tuple(names), tuple(names.values()), unknown)


def _forms_of_mention(mention: Mention | None, element: str) -> NamedForms:
    """Return the form of an element that a mention names, or that it names an unknown salt."""
    if mention is None or mention.unknown_of == element:
        return NO_FORMS._replace(has_unknown=mention is not None)
    is_known = mention.element == element and bool(mention.form)
    return NamedForms((mention.form,), (mention.span,), has_unknown=False) if is_known else NO_FORMS


def _forms_of_run(
    tokens: Sequence[Token], at: int, after: int, element: str, *, needs_element: bool
) -> NamedForms:
    """Return the form that a run of words names, and a blend where it is buffered."""
    run = tokens[at:after]
    symbols = {word_element(token.text) for token in run} - {""}
    text = " ".join(token.text for token in run)
    if not _is_of(text, symbols, element, needs_element=needs_element):
        return NO_FORMS
    name = form_name(text, element)
    if name and _is_denied(tokens, after):
        return NO_FORMS
    end = unknown_salt_end(tokens, after, element)
    is_named = element in symbols
    unknown = not name and _has_other_form(run, element, is_named=is_named)
    unknown = unknown or (is_named and end > after and is_other_source(tokens, after, end))
    if not name:
        return NamedForms((), (), unknown) if unknown else NO_FORMS
    names = (name,) if end == after else ()
    if any(token.text == "buffered" for token in run):
        names = (*names, BLEND)
    return NamedForms(names, (Span(run[0].start, run[-1].end),) * len(names), unknown)


def _is_denied(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the word behind a form says that a product is free of it: yeast-free."""
    behind = [token.text for token in tokens[after : after + 2]]
    return not _FREE.isdisjoint(behind[:1] if behind[:1] != ["-"] else behind)


def _without_origins(names: dict[str, Span], tokens: Sequence[Token]) -> dict[str, Span]:
    """Return several forms without the words that only say where a salt is from."""
    if len(names) < _FEWEST_SALTS or _ORIGIN_WORDS.isdisjoint(map(_text_of, tokens)):
        return names
    return {name: span for name, span in names.items() if not _is_origin(tokens, span)}


def _is_origin(tokens: Sequence[Token], place: Span) -> bool:
    """Return whether words say where a salt is from: oxyde de magnésium d'origine marine."""
    own = [at for at, token in enumerate(tokens) if place.start <= token.start < place.end]
    near = (*tokens[max(own[0] - 1, 0) : own[0]], *tokens[own[-1] + 1 : own[-1] + 2])
    is_said = any(token.text in _ORIGIN_WORDS for token in near)
    return is_said and all(tokens[at].text in ORIGINS for at in own)


def leading_form_words(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the words of forms that a line begins with, if a mark or its end follows them."""
    if not tokens or not may_begin_form(tokens[0].text):
        return ()
    after = _run_end(tokens, 0)
    is_alone = after == len(tokens) or tokens[after].text in _BREAKS
    return tokens[:after] if is_alone else ()


def _has_other_form(run: Sequence[Token], element: str, *, is_named: bool) -> bool:
    """Return whether a run that names no form has a word for one, or the salt of another mineral.

    Potassium ascorbate is no form that is known, and no bicarbonate.
    """
    if any(is_salt_of_any(token.text) for token in run):
        return True
    words = form_words(element) - GENERAL_FORM_WORDS if is_named else frozenset()
    return any(
        token.text in words and not (adds_to_form(token.text) or names_element(token.text))
        for token in run
    )


def _is_of(text: str, symbols: set[str], element: str, *, needs_element: bool) -> bool:
    """Return whether words name a form of an element, and of no other."""
    if not symbols:
        return not needs_element and match_key(text) not in {"acid", "complex"}
    return (
        element in symbols
        or _named_minerals(text) == (element,)
        or match_key(text) in form_keys(element)
    )


def starts_with(tokens: Sequence[Token], *names: str) -> bool:
    """Return whether tokens begin with a phrase of some classes, behind marks and brackets."""
    index = 0
    while index < len(tokens) and tokens[index].kind is MARK:
        index += 1
    if index == len(tokens) or tokens[index].text not in first_words(*names):
        return False
    return any(phrase_end(name, tokens, index) > index for name in names)
