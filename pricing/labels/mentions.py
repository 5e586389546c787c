"""Find where a line names a mineral or a salt of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Span
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import (
    class_words,
    first_words,
    is_known,
    is_one_edit_from,
    phrase_end,
    words_of,
)
from pricing.quantities.text_folding import match_key
from pricing.reference.mineral_forms import (
    BLEND,
    elements,
    forms,
    recognize_form,
    states_water,
)
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.labels.tokens import Token

_LINKS = frozenset(("de", "di", "d", "of", "'", "del", "du"))
_JOINTS = _LINKS | {"-"}
# Words within a name: levure enrichie en sélénium, lievito al selenio.
_LINKS_OF_RUN = _LINKS | {
    "al", "au", "en", "enriched", "enrichi", "enrichie", "enriquecido", "enriquecida",
    "arricchito", "arricchita", "angereichert", "angereicherte",
}  # fmt: skip
_SALT = re.compile(r"[a-z]{2,}(?:ates?|at|ato|ides?|id|yde|ido|uro|ure|ite|it|ito|salze|salz)")
_GLUED = re.compile(r"([a-z]{4,})\d{1,5}(?:mg|mcg|ug|g)")  # a name and its amount: zinc10mg
_NO_SALT = frozenset((
    "rate", "date", "that", "what", "format", "private", "separate", "hat", "with", "mit", "site",
    "favorite", "accurate", "adequate", "appropriate", "ultimate", "intermediate", "liquid",
    "provide", "provides", "inside", "side", "guide", "solid", "acid", "white", "elite", "suite",
    "unit", "limit", "fruit", "visit", "deposit", "credit", "quantite", "qualite", "rapide",
    "cure", "pure", "nature", "measure", "securite", "mid", "aid", "liquide", "liquido",
    "rapido", "solido", "stato", "dato",
    "titolato", "titolati", "tamponato", "brevettato", "micronizzato", "concentrato", "purificato",
    "certificato",
))  # fmt: skip
_SALTS_OF = frozenset(("salts", "salt", "sels", "sel", "sales", "sal", "sali", "sale", "salze"))
# Latin names of minerals, behind which a word of the same language is a salt: magnesii stearas.
_LATIN = frozenset(("magnesii", "calcii", "kalii", "natrii", "zinci", "ferrosi", "cupri"))
_ADJECTIVE_ENDINGS = ("ico", "ique")
_LATIN_ENDINGS = ("as", "is", "um")
_NO_SALT_ENDINGS = (
    "salze", "salzen", "pulver", "extrakt", "quelle", "verbindung", "gehalt", "reich", "reiche",
    "reicher", "haltige", "haltiger",
)  # fmt: skip
_MAX_RUN = 7
_SHORTEST_RESEMBLING, _SHORTEST_RESEMBLED = 4, 5
# Words that a lost space joins to a form: etmalate, citrateand.
_JOINED = frozenset((
    "et", "e", "y", "and", "und", "en", "as", "from", "aus", "als", "como", "comme", "come", "da",
))  # fmt: skip
_CARRIERS = frozenset(("Na", "K"))
_BREAKS = frozenset((",", "•", "|", ";", "-"))
# The words of a label are repeated; those of all labels are too many to keep.
_MOST_WORDS = 8_192
_GENERAL_FORM_WORDS = frozenset((
    "acid", "amino", "complex", "light", "heavy", "salt", "sal", "sale", "sel", "de", "di", "of",
    "usta", "milk", "iron", "zinc", "copper", "selenium", "gi", "sales", "sels", "salts", "high",
    "enriched", "chalk", "mag", "marine", "marin", "marino", "algal", "atomic", "molecular",
    "dried", "basic", "precipitated", "usp", "liposomal", "hydrogen", "protein",
))  # fmt: skip
_ALSO_FORM_WORDS = frozenset((
    "chelate", "chelated", "chelat", "chelato", "quelato", "quelado", "buffered", "l", "fully",
    "reacted", "traacs", "mono", "tri",
))  # fmt: skip
# Words for the origin of a salt, which alone name a form: "magnésium marin".
_ORIGINS = frozenset(("marine", "marin", "marino"))
_FEWEST_SALTS = 2
_ORIGIN_WORDS = frozenset((
    "origine", "origin", "origins", "origen", "ursprung", "ursprungs", "herkunft", "source",
    "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti",
))  # fmt: skip
OTHER = ""


class Mention(NamedTuple):
    """A mineral, or OTHER for another nutrient, named by some tokens of a line.

    `form` is the form that is named with it, or "". A mention without a form is of the element.
    `salt_of` is the element of a salt whose share of it no table has: potassium ascorbate.
    """

    element: str
    form: str
    first: int
    after: int
    depth: int
    span: Span
    is_noisy: bool = False
    salt_of: str = ""


@cache
def element_names() -> Mapping[str, str]:
    """Return the element that each single word names."""
    return {
        phrase[0]: element.symbol
        for element in elements().values()
        for name in (element.name, *element.synonyms, *element.label_words)
        for phrase in (words_of(name),)
        if len(phrase) == 1 and len(phrase[0]) > 2
    }


def names_element(word: str) -> bool:
    """Return whether a word is the name of an element, and of no salt."""
    return word in element_names()


@cache
def form_words(element: str) -> frozenset[str]:
    """Return the words of the names of an element's forms."""
    names = (
        name
        for form in forms(element).values()
        for compound in form.compounds
        for name in (form.name, *compound.synonyms)
    )
    return frozenset(word for name in names for word in words_of(name) if len(word) > 2)


@cache
def _compound_names(element: str) -> frozenset[str]:
    """Return the names of an element's compounds, some of which name only another element."""
    return frozenset(
        match_key(name)
        for form in forms(element).values()
        for compound in form.compounds
        for name in (form.name, *compound.synonyms)
    )


@cache
def _all_form_words() -> frozenset[str]:
    return frozenset(word for symbol in elements() for word in form_words(symbol))


@lru_cache(maxsize=_MOST_WORDS)
def word_element(word: str) -> str:
    """Return the element whose name is a word or begins it with one of its forms, or ""."""
    glued = _GLUED.fullmatch(word)
    name = (glued[1] if glued else word).removesuffix("gehalt")
    symbol = element_names().get(name, "")
    if symbol or len(word) < 8 or not word.isalpha():
        return symbol
    found = named_minerals(word)
    if not found:
        counted = re.sub(r"^(?:mono|di|tri|hemi)", "", word)
        if element_names().get(counted, "Ca") != "Ca":  # dicalcium phosphate is a filler too
            return element_names()[counted]  # dimagnesium malate
        found = named_minerals(counted)
    symbol = found[0] if found else ""
    return symbol if symbol and recognize_form(word, symbol).form else ""


_named_minerals = lru_cache(maxsize=_MOST_WORDS)(named_minerals)


def mentions_of(tokens: Sequence[Token]) -> list[Mention]:
    """Return the minerals, salts and other nutrients that the tokens name, in their order."""
    found: list[Mention] = []
    after = 0
    for at in [at for at, token in enumerate(tokens) if _may_begin_mention(token.text)]:
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


@lru_cache(maxsize=_MOST_WORDS)
def _may_begin_mention(word: str) -> bool:
    return bool(
        word in class_words("other nutrient")
        or word_element(word)
        or _may_begin_form(word)
        or word in _SALTS_OF
        or _is_salt(word)
    )


def _mention_at(tokens: Sequence[Token], at: int) -> Mention | None:
    token = tokens[at]
    if token.kind is not WORD:
        return None
    if token.text in class_words("other nutrient") and not _begins_salt(tokens, at):
        return _mention(OTHER, "", tokens, at, at + 1)
    if not (word_element(token.text) or _may_begin_form(token.text)):
        if token.text in _SALTS_OF or _is_salt(token.text):
            return _unknown_salt_before(tokens, at)
        return None
    after = _run_end(tokens, at)
    symbols = [symbol for index in range(at, after) if (symbol := word_element(tokens[index].text))]
    if not symbols:
        return None
    return _read_run(tokens, at, after, symbols)


def _begins_salt(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a nutrient's name is a salt of a mineral behind it.

    Cloruro de potasio, cloruro potásico.
    """
    index = at + 1
    while index < len(tokens) and tokens[index].text in _LINKS:
        index += 1
    if index == len(tokens):
        return False
    is_joined = index > at + 1 or tokens[index].text.endswith(_ADJECTIVE_ENDINGS)
    symbol = word_element(tokens[index].text) if is_joined else ""
    return bool(symbol) and tokens[at].text in form_words(symbol)


@lru_cache(maxsize=_MOST_WORDS)
def _may_begin_form(word: str) -> bool:
    return (
        word in _all_form_words() and word not in _GENERAL_FORM_WORDS and not _adds_to_form(word)
    ) or word in class_words("dried")


@lru_cache(maxsize=_MOST_WORDS)
def _adds_to_form(word: str) -> bool:
    """Return whether a word goes with a form and names none: chelated, monohydrate."""
    return word in _ALSO_FORM_WORDS or states_water(word)


@lru_cache(maxsize=_MOST_WORDS)
def _is_salt(word: str) -> bool:
    return word not in _NO_SALT and _SALT.fullmatch(word) is not None


def _unknown_salt_before(tokens: Sequence[Token], at: int) -> Mention | None:
    """Return the mention of another substance: stearate de magnesium, sales magnesicas.

    It may have its name in one word: Kaliumascorbat.
    """
    if symbol := _salt_in_a_word(tokens[at].text):
        return _mention(OTHER, "", tokens, at, at + 1)._replace(salt_of=symbol)
    index = at + 1
    while index < len(tokens) and tokens[index].text in _LINKS:
        index += 1
    if index < min(len(tokens), at + 4) and word_element(tokens[index].text):
        is_salts = tokens[at].text in _SALTS_OF
        if index > at + 1 or is_salts:
            return _mention(OTHER, "", tokens, at, index + 1)
    return None


def _run_end(tokens: Sequence[Token], at: int) -> int:
    """Return where the words end that name a mineral and its forms."""
    index = after = at
    has_element = False
    last, depth = min(len(tokens), at + _MAX_RUN), tokens[at].depth
    while index < last and tokens[index].depth == depth:
        word = tokens[index].text
        is_element = bool(word_element(word))
        if is_element and has_element and not _completes_salt(tokens, at, index):
            break
        if is_element or word in _all_form_words() or _adds_to_form(word):
            has_element = has_element or is_element
            after = index + 1
        elif not (word in _LINKS_OF_RUN or word == "-"):
            break
        index += 1
    return after


def _completes_salt(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Return whether an element's word makes one salt of a run: sodium selenite, its Spanish."""
    if word_element(tokens[at - 1].text) in _CARRIERS:
        return True
    is_carrier = word_element(tokens[at].text) in _CARRIERS
    salt = next((token.text for token in tokens[first:at] if word_element(token.text)), "")
    return is_carrier and _is_salt(salt) and tokens[at - 1].text in _LINKS


def _read_run(tokens: Sequence[Token], at: int, after: int, symbols: list[str]) -> Mention:
    text = " ".join(token.text for token in tokens[at:after])
    named = _named_minerals(text)
    symbol = named[0] if len(named) == 1 else symbols[0]
    if after < len(tokens) and _is_unknown_salt(tokens, after, symbol):
        return _unknown_salt(symbol, tokens, at, after + 1)
    while after > at + 1 and tokens[after - 1].text in _JOINTS:
        after -= 1
    text = " ".join(token.text for token in tokens[at:after])
    form = form_name(text, symbol)
    is_more = after > at + 1 or tokens[at].text.endswith(_ADJECTIVE_ENDINGS)
    if is_more and not form and _is_of_unknown_salt(tokens, at, after, symbol):
        return _unknown_salt(symbol, tokens, at, after)
    return _mention(symbol, form, tokens, at, after)


def _unknown_salt(symbol: str, tokens: Sequence[Token], at: int, after: int) -> Mention:
    """Return the mention of a salt that its element has in no table, and another mineral may."""
    is_salt = any(_is_salt_of_any(token.text) for token in tokens[at:after])
    return _mention(OTHER, "", tokens, at, after)._replace(salt_of=symbol if is_salt else "")


def _is_of_unknown_salt(tokens: Sequence[Token], at: int, after: int, symbol: str) -> bool:
    """Return whether a run without a form is of a salt that its element has in no table.

    Potassium ascorbate, clavulanato potásico
    """
    words = [token.text for token in tokens[at:after]]
    if any(_is_salt_of_any(word) and word not in form_words(symbol) for word in words):
        return True
    is_adjective = words[0].endswith(_ADJECTIVE_ENDINGS) and bool(word_element(words[0]))
    return is_adjective and at > 0 and tokens[at - 1].kind is WORD


def _is_unknown_salt(tokens: Sequence[Token], at: int, symbol: str) -> bool:
    """Return whether a word behind an element's name is a salt that no form of it has."""
    word = tokens[at].text
    is_latin = tokens[at - 1].text in _LATIN and word.endswith(_LATIN_ENDINGS)
    return (
        tokens[at].kind is WORD
        and tokens[at].depth == tokens[at - 1].depth
        and word not in form_words(symbol)
        and not word_element(word)
        and (is_latin or _is_salt(word) or word in _SALTS_OF)
    )


def _mention(element: str, form: str, tokens: Sequence[Token], first: int, after: int) -> Mention:
    span = Span(tokens[first].start, tokens[after - 1].end)
    noisy = True in [token.is_noisy for token in tokens[first:after]]
    return Mention(element, form, first, after, tokens[first].depth, span, noisy)


@lru_cache(maxsize=_MOST_WORDS)
def form_name(text: str, element: str) -> str:
    """Return the form that a name means, or "" if it names none.

    >>> form_name("bisglycinate de magnesium", "Mg"), form_name("magnesium", "Mg")
    ('glycinate', '')
    >>> form_name("oxyde de magnesium marin", "Mg"), form_name("magnesium marin", "Mg")
    ('oxide', 'marine')
    """
    without = " ".join(word for word in text.split() if word not in _ORIGINS)
    named = _form_of(without, element) if without != text else ""
    return named or _form_of(text, element)


def _form_of(text: str, element: str) -> str:
    salt = " ".join(word for word in text.split() if element_names().get(word) != element)
    for name in (text, salt):
        recognized = recognize_form(name, element) if name else None
        if recognized and (recognized.form is not None or recognized.name == BLEND):
            return recognized.name
    return ""


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


def forms_named(
    tokens: Sequence[Token], element: str, *, needs_element: bool = False
) -> NamedForms:
    """Return the forms of an element that tokens name, with or without its name.

    `needs_element` leaves out forms that stand without the name of the element.
    """
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
        if after == at:
            mention = _mention_at(tokens, at)
            unknown = unknown or (not needs_element and mention is None and _is_own_salt(word))
            at = mention.after if mention else at + 1
            continue
        run = tokens[at:after]
        symbols = {word_element(token.text) for token in run} - {""}
        text = " ".join(token.text for token in run)
        if _is_of(text, symbols, element, needs_element=needs_element):
            name = form_name(text, element)
            if not name and _has_other_form(run, element, is_named=element in symbols):
                unknown = True
            if name and not (after < len(tokens) and _is_unknown_salt(tokens, after, element)):
                names.setdefault(name, Span(run[0].start, run[-1].end))
            if name and any(token.text == "buffered" for token in run):
                names.setdefault(BLEND, Span(run[0].start, run[-1].end))
        at = after
    names = _without_origins(names, tokens)
    return NamedForms(tuple(names), tuple(names.values()), unknown)


def _without_origins(names: dict[str, Span], tokens: Sequence[Token]) -> dict[str, Span]:
    """Return several forms without the words that only say where a salt is from."""
    if len(names) < _FEWEST_SALTS:
        return names
    return {name: span for name, span in names.items() if not _is_origin(tokens, span)}


def _is_origin(tokens: Sequence[Token], place: Span) -> bool:
    """Return whether words say where a salt is from: oxyde de magnésium d'origine marine."""
    own = [at for at, token in enumerate(tokens) if place.start <= token.start < place.end]
    near = (*tokens[max(own[0] - 1, 0) : own[0]], *tokens[own[-1] + 1 : own[-1] + 2])
    is_said = any(token.text in _ORIGIN_WORDS for token in near)
    return is_said and all(tokens[at].text in _ORIGINS for at in own)


def leading_form_words(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the words of forms that a line begins with, if a mark or its end follows them."""
    if not tokens or not _may_begin_form(tokens[0].text):
        return ()
    after = _run_end(tokens, 0)
    is_alone = after == len(tokens) or tokens[after].text in _BREAKS
    return tokens[:after] if is_alone else ()


@lru_cache(maxsize=_MOST_WORDS)
def is_unknown_compound(word: str, element: str) -> bool:
    """Return whether a word begins with the element's name and goes on with an unknown salt."""
    names = [name for name, symbol in element_names().items() if symbol == element]
    return any(
        len(name) > 3
        and word.startswith(name)
        and len(word) > len(name) + 3
        and not word.endswith(_NO_SALT_ENDINGS)
        and not word_element(word)
        for name in names
    )


@lru_cache(maxsize=_MOST_WORDS)
def resembles_form(word: str, element: str) -> bool:
    """Return whether an unknown word may be a damaged form of an element: oxde, malatede."""
    if len(word) < _SHORTEST_RESEMBLING or is_known(word) or not word.isalpha():
        return False
    if word_element(word):
        return False
    names = [name for name, symbol in element_names().items() if symbol == element]
    if _is_name_like(word, names):
        return True
    for form in form_words(element):
        is_general = form in _GENERAL_FORM_WORDS or _adds_to_form(form)
        if len(form) < _SHORTEST_RESEMBLED or is_general:
            continue
        if is_one_edit_from(word, form):
            return True
        rest = word.removesuffix(form) if word.endswith(form) else word.removeprefix(form)
        if rest != word and (rest in _LINKS or rest in _JOINED or _is_name_like(rest, names)):
            return True
    return any(word_element(text) == element for text in _with_two_letters_swapped(word))


def _is_name_like(word: str, names: Sequence[str]) -> bool:
    return any(is_one_edit_from(word, name) for name in names if len(name) > 3)


def _with_two_letters_swapped(word: str) -> list[str]:
    return [
        word[:index] + word[index + 1] + word[index] + word[index + 2 :]
        for index in range(len(word) - 1)
    ]


def _has_other_form(run: Sequence[Token], element: str, *, is_named: bool) -> bool:
    """Return whether a run that names no form has a word for one, or the salt of another mineral.

    Potassium ascorbate is no form that is known, and no bicarbonate.
    """
    if any(_is_salt_of_any(token.text) for token in run):
        return True
    words = form_words(element) - _GENERAL_FORM_WORDS if is_named else frozenset()
    return any(
        token.text in words and not (_adds_to_form(token.text) or names_element(token.text))
        for token in run
    )


@lru_cache(maxsize=_MOST_WORDS)
def _is_salt_of_any(word: str) -> bool:
    """Return whether a word names a salt of some mineral: ascorbate."""
    return _is_own_salt(word) and word in _all_form_words() and not _adds_to_form(word)


@lru_cache(maxsize=_MOST_WORDS)
def _salt_in_a_word(word: str) -> str:
    """Return the element of a salt that has its name in one word, or "": kaliumascorbat."""
    if not _is_salt(word):
        return ""
    starts = (name for name in element_names() if len(name) > 3 and word.startswith(name))
    salts = (name for name in starts if word.removeprefix(name) in _all_form_words())
    return element_names()[name] if (name := next(salts, "")) else ""


def _is_own_salt(word: str) -> bool:
    return len(word) > 5 and word.endswith(("ate", "inat", "onat", "ato")) and _is_salt(word)


def _is_of(text: str, symbols: set[str], element: str, *, needs_element: bool) -> bool:
    """Return whether words name a form of an element, and of no other."""
    if not symbols:
        return not needs_element and match_key(text) not in {"acid", "complex"}
    return (
        element in symbols
        or _named_minerals(text) == (element,)
        or match_key(text) in _compound_names(element)
    )


def starts_with(tokens: Sequence[Token], *names: str) -> bool:
    """Return whether tokens begin with a phrase of some classes, behind marks and brackets."""
    index = 0
    while index < len(tokens) and tokens[index].kind is MARK:
        index += 1
    if index == len(tokens) or tokens[index].text not in first_words(*names):
        return False
    return any(phrase_end(name, tokens, index) > index for name in names)
