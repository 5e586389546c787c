"""Which minerals the name of a product names, and whether it names another substance instead."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, fold_texts, folded_words, match_key
from pricing.reference.mineral_forms import elements, form_keys, minerals_of_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Symbols that are seldom anything else when they are written so: "Zn 15", "Mg+B6".
# After a number, Mg is the unit. Others are symbols only beside a plus, or before micrograms.
_SYMBOL = lazy_pattern(
    r"(?<![\w.,])(?:(?<!\d )Mg|Ca|Fe|Zn|Cu|Mn)(?![^\W\d_])"
    r"|(?:(?<=[+&/])|(?<=[+&/] ))(?:Se|Cr|Mo|Na)(?![^\W_])"
    r"|(?<![^\W_])(?:Se|Cr|Mo|Na)(?=\s?[+&/]\s?[A-Z]|\s?\d+\s?(?:mcg|[uµμ]g|mg)(?![^\W_]))"
)
# The charge of an ion in raised signs or beside its symbol, and the atoms of iodine: Zn²⁺, Fe2+.
_CHARGE = lazy_pattern(
    r"(?<![^\W_])(Mg|Ca|Fe|Zn|K|Se|Cu|Cr|Mn|Mo|Na|I)"
    r"(?:[²³⁴⁶]?[⁺⁻]|\(?[236]?\+{1,2}\)?(?=[\s(,;]|$)|(?<=I)[2₂⁻](?![^\W_]))"
)
# What may begin a symbol or a formula, as ZnSO4, Mg(OH)2 and KI do. Most names have none.
_MAY_BE_SYMBOL = lazy_pattern(
    r"[MCFZSNK](?:[agenoru](?:(?![^\W\d_])|[A-Z]|[a-z]{1,3}[\d₀-₉])|[A-Z\d₀-₉])"
)
_FORMULA = lazy_pattern(r"(?<![^\W_])[A-Z][^\W_]*(?:\([A-Z][^\W_]*\)[^\W_]*)?")
# German names that begin other words, whatever follows: Magnesiumpulver, Zinktabletten.
_ADJECTIVES = ("haltig", "reich")  # jodhaltig, selenreiche
_COMPOUNDING = frozenset(
    ("magnesium", "calcium", "kalzium", "kalium", "natrium", "zink", "eisen", "kupfer", "kelp")
)
# The metal of a salt whose other part names the mineral: sodium selenite, yoduro de potasio.
_CARRIERS = frozenset(("Na", "K"))
_SALT_ENDING = lazy_pattern(r"(?:id|ide|it|ite|at|ate|ito|ato|uro|ure|ides|idum|enis)$")
_WORD = lazy_pattern(r"[a-z]+")
_NO_SMALL_LETTERS = {
    code: " " for code in range(128) if not chr(code).islower() and chr(code) != "\n"
}
_MAX_KEPT_WORDS = 20_000
_LEAST_OF_NAME = 5  # so many letters are those of a mineral in a brand: Magne B6
# Parts of the words by which a name says that a mineral is missing. Most names have none of them.
_DENIALS = (
    "free", "frei", "no ", "without", "w/o", "ohne", "kein", "sans ", "sin ", "senza ",
    "low", "arm",
)  # fmt: skip
# What stands for two minerals: zinc and magnesium aspartate.
_ZMA = lazy_pattern(r"(?<![a-z])zma(?![a-z])")
# "Cal" is calcium only beside another mineral or vitamin D: Cal-Mag-Zinc, Cal 600 + D3, Mag/Cal.
_CAL_AHEAD = lazy_pattern(
    r"(?<![a-z])cal(?!ci)c?"
    r"(?P<between>(?:[\s-]*\d[\d.,]*\s*(?:mg)?)?\s*(?:[-/&+,.:|]|(?:and|plus|with)\s)?\s*)"
    r"(?P<next>mag(?=zinc|zn)|[a-z]+)"
    r"(?P<symbols>(?:\s*[-/&+]\s*(?:mg|zn|fe|cu|mn)(?![a-z]))*)"
)
_CAL_BEHIND = lazy_pattern(
    r"(?<![a-z])(?P<before>[a-z]+)"
    r"(?P<between>\s*[-/&+]\s*|\s+and\s+|\s+|)cal(?!ci)c?(?![a-z]|[\s-]*free)"
)
# The words before "cal" that make it calories or California.
_NO_CALCIUM = lazy_pattern(r"(?:(?<![a-z])\d[\d.,]*|\b(?:low?|zero|no|so|nor|per|diet))[\s-]*$")
_SYMBOL_BESIDE_CAL = lazy_pattern(r"(?<![a-z])(?:mg|zn|fe|cu|mn)(?![a-z])")
# An amount, and no count of tablets: the mineral before it is there.
_AMOUNT = r"\s*\d[\d.,]*(?![\d.,])\s*(?:(?:m|mc|u|\u03bc)?g(?![a-z])|$|[^a-z\s])"
_BETWEEN_SALT_PARTS = lazy_pattern(r"\s*-?\s*|\s+(?:de|di|of|d)\s+")


@cache
def _elements_by_word() -> Mapping[str, str]:
    """Return the symbol of the element for each word that names it on labels."""
    return {
        word: element.symbol
        for element in elements().values()
        for name in (element.name, *element.synonyms, *element.label_words)
        if name != element.symbol
        for word in (match_key(name),)
    }


@cache
def _longest_name() -> int:
    return max(map(len, _elements_by_word()))


@cache
def _name_pattern() -> re.Pattern[str]:
    names = sorted(_elements_by_word(), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])({'|'.join(names)})([a-z]*)")


@cache
def _denied_pattern() -> re.Pattern[str]:
    """Return the pattern of minerals that a name denies: no iron, without copper & iron.

    What is low in sodium is no source of it, and magnesium stearate is no source of magnesium.
    """
    names = "|".join(sorted(_elements_by_word(), key=len, reverse=True))
    name = rf"(?:{names})(?![a-z])"
    before = r"(?:no|without|w/o|free of|free from|ohne|frei von|keine?|sans|sin|senza)"
    further = rf"(?:\s*(?:&|\+|/|and|or|und|oder|et|ou|ni|y|e|o)\s*{name}(?!{_AMOUNT}))*"
    behind = rf"(?:{names})(?:\s?stearate?)?\s?-?\s?(?:free|frei(?:e[mnrs]?)?)(?![a-z])"
    low = r"low[\s-]+(?:in\s+)?sodium(?![a-z])|natriumarm(?:e[mnrs]?)?(?![a-z])"
    return re.compile(rf"(?<![a-z])(?:{before}\s+(?:added\s+)?{name}{further}|{behind}|{low})")


def _stated(plain: str) -> str:
    """Return a folded text without the minerals that it says are missing."""
    if any(denial in plain for denial in _DENIALS):
        return _denied_pattern().sub(" ", plain)
    return plain


def denied_minerals(text: str) -> tuple[str, ...]:
    """Return the minerals that a text says are missing.

    >>> denied_minerals("Magnesium without Copper & Iron"), denied_minerals("zinkfrei, mit Jod")
    (('Cu', 'Fe'), ('Zn',))
    """
    plain = fold_text(text)
    if not any(denial in plain for denial in _DENIALS):
        return ()
    said = " ".join(match[0] for match in _denied_pattern().finditer(plain))
    # A name stands within a word as well: zinkfrei.
    names = re.findall("|".join(sorted(_elements_by_word(), key=len, reverse=True)), said)
    return tuple(dict.fromkeys(_elements_by_word()[name] for name in names))


def _with_whole_names(plain: str) -> str:
    """Return a folded text in which ZMA and a short name of calcium are written out."""
    if "zma" in plain:
        plain = _ZMA.sub("zinc magnesium", plain)
    if plain.count("cal") == plain.count("calci"):
        return plain
    return _CAL_BEHIND.sub(_calcium_behind, _CAL_AHEAD.sub(_calcium_ahead, plain))


def _calcium_ahead(match: re.Match[str]) -> str:
    """Write out "cal" if a mineral or vitamin D follows, and no number of calories is before."""
    between, word = match["between"], match["next"]
    if between.strip():
        is_symbol = word == "d" or _SYMBOL_BESIDE_CAL.fullmatch(word) is not None
        is_beside = is_symbol or bool(_word_symbols[word])
    elif between:
        is_beside = bool(_word_symbols[word])
    else:
        is_beside = word.startswith(("mag", "zinc")) and bool(_word_symbols[word])
    if not is_beside or _NO_CALCIUM.search(match.string[: match.start()]):
        return match[0]
    words = _SYMBOL_BESIDE_CAL.sub(_name_of_symbol, word + match["symbols"])
    return f"calcium {between} {words} "


def _name_of_symbol(match: re.Match[str]) -> str:
    return match_key(elements()[match[0].capitalize()].name)


def _calcium_behind(match: re.Match[str]) -> str:
    """Write out "cal" if a mineral is before it, joined to it by a mark or a short name."""
    between, word = match["between"], match["before"]
    is_beside = bool(_word_symbols[word]) if between.strip() else word == "mag"
    return f"{word}{between} calcium" if is_beside else match[0]


def _beginning_name(word: str) -> str:
    """Return the longest name that a word of small letters begins with, or ""."""
    names = _elements_by_word()
    longest = min(len(word), _longest_name())
    beginnings = (word[:end] for end in range(longest, 0, -1))
    return next((beginning for beginning in beginnings if beginning in names), "")


class _WordSymbols(dict[str, str]):
    """The symbol of the element that a word names, or "", for each word asked for so far."""

    def __missing__(self, word: str) -> str:
        if len(self) > _MAX_KEPT_WORDS:
            self.clear()
        name = _beginning_name(word)
        symbol = self[word] = _symbol_of(name, word[len(name) :]) if name else ""
        return symbol


_word_symbols = _WordSymbols()


@cache
def _patterns_of_other_scripts() -> Mapping[str, re.Pattern[str]]:
    """Return the pattern of the names of each element in other scripts than the Latin one.

    A name before “*” begins a word, and a name of signs stands anywhere.
    """
    return {
        element.symbol: re.compile("|".join(map(_pattern_of_name, element.names_in_other_scripts)))
        for element in elements().values()
    }


def _pattern_of_name(name: str) -> str:
    stem = fold_text(name.removesuffix("*"))
    if not stem.islower():
        return re.escape(stem)
    end = "" if name.endswith("*") else r"(?!\w)"
    return rf"(?<!\w){re.escape(stem)}{end}"


# A letter of another alphabet, and a sign that is a word of its own. One letter alone is a mark.
_OTHER_LETTER = r"[\u0370-\u03ff\u0400-\u052f\u0531-\u06ff\u0900-\u0dff\u0e00-\u0eff]"
_SIGN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


# Words that deny a mineral, before and behind its name: no, without, not used.
_DENIED_AHEAD = lazy_pattern(r"(?:不含|不添加|无|無|没有|(?<!\w)без|(?<!\w)χωρις|(?<!\w)ללא)\s*$")
_DENIED_BEHIND = lazy_pattern(r"\s*(?:なし|不使用|無添加|フリー|없음|무첨가)")


def holds_other_script(text: str) -> bool:
    """Return whether a text holds a word in another script than the Latin one.

    >>> holds_other_script("Цинк 15"), holds_other_script("Magnésium µg"), holds_other_script("α")
    (True, False, False)
    """
    return not text.isascii() and re.search(rf"{_OTHER_LETTER}{{2}}|{_SIGN}", text) is not None


def _named_in_other_scripts(text: str) -> tuple[str, ...]:
    """Return the minerals that a text names in another script, and in the Latin one beside it."""
    if not holds_other_script(text):
        return ()
    plain = fold_text(text)
    patterns = _patterns_of_other_scripts().items()
    found = [symbol for symbol, pattern in patterns if _is_stated(pattern, plain)]
    if not found:
        return ()
    latin = "".join(char if char.isascii() else " " for char in plain)
    return tuple(dict.fromkeys((*found, *named_minerals(latin))))


def _is_stated(pattern: re.Pattern[str], plain: str) -> bool:
    """Return whether a folded text in another script names a mineral and does not deny it."""
    return any(
        not _DENIED_AHEAD.search(plain[: match.start()])
        and not _DENIED_BEHIND.match(plain, match.end())
        for match in pattern.finditer(plain)
    )


def is_name_alone(text: str, element: str) -> bool:
    """Return whether a text is a name of a mineral, without a salt or another word.

    >>> is_name_alone("Zink", "Zn"), is_name_alone("Цинк", "Zn"), is_name_alone("Zinc oxide", "Zn")
    (True, True, False)
    """
    words = folded_words(text)
    names = {folded_words(name) for name in (*elements()[element].synonyms, element)}
    is_of_other_script = holds_other_script(text) and len(words) == 1
    return words in names or is_of_other_script or all((word,) in names for word in words)


def without_charges(text: str) -> str:
    """Return a text in which the symbols of ions have no charge.

    >>> without_charges("Zn²⁺ (mg)"), without_charges("Fe2+"), without_charges("I2 (µg)")
    ('Zn (mg)', 'Fe', 'I (µg)')
    """
    may_be_charged = any(mark in text for mark in ("⁺", "⁻", "+", "I2", "I₂"))
    return _CHARGE.sub(r"\1", text) if may_be_charged else text


def named_minerals(text: str) -> tuple[str, ...]:
    """Return the symbols of the minerals that a text names, each once, in its order.

    >>> named_minerals("Zinc & Magnesium"), named_minerals("Magnesiumcitrat mit Vitamin B6")
    (('Zn', 'Mg'), ('Mg',))
    >>> named_minerals("Sodium selenite 200 µg"), named_minerals("Vitamin D3")
    (('Se',), ())
    >>> named_minerals("Magnesium without Copper & Iron"), named_minerals("Eisenfrei mit Zink")
    (('Mg',), ('Zn',))
    >>> named_minerals("Cal-Mag-Zinc"), named_minerals("Low Cal Magnesium"), named_minerals("ZMA")
    (('Ca', 'Mg', 'Zn'), ('Mg',), ('Zn', 'Mg'))
    >>> named_minerals("Dolomite"), named_minerals("Magnesium + Se"), named_minerals("With ZnSO4")
    (('Ca', 'Mg'), ('Mg', 'Se'), ('Zn',))
    """
    if not text.isascii():
        text = without_charges(text)
        if others := _named_in_other_scripts(text):
            return others
    plain = _with_whole_names(fold_text(text))
    words = _WORD.findall(plain)
    if not _source_words().isdisjoint(words):
        plain = _source_pattern().sub(_minerals_of_source, plain)
        words = _WORD.findall(plain)
    stated = _stated(plain)
    if stated is not plain:
        words = _WORD.findall(stated)
    symbols = {symbol for word in words if (symbol := _word_symbols[word])}
    named = _symbols_in_order(stated) if len(symbols) > 1 else symbols
    return tuple(dict.fromkeys((*named, *_symbols_in(text))))


def _symbols_in(text: str) -> Iterator[str]:
    """Yield the minerals whose symbols or formulas stand in a text."""
    if _MAY_BE_SYMBOL.search(text):
        yield from _SYMBOL.findall(text)
        for word in _FORMULA.findall(text):
            yield from minerals_of_formula(word)


@cache
def _mineral_sources() -> Mapping[str, str]:
    """Return the names of the minerals that each natural source holds, such as dolomite."""
    return {
        fold_text(name): " & ".join(
            match_key(elements()[symbol].name) for symbol in row["minerals"].split("|")
        )
        for row in tables.read_rows("mineral_sources.csv")
        for name in row["words"].split("|")
    }


@cache
def _source_words() -> frozenset[str]:
    """Return a word of each natural source, by which most names have none."""
    return frozenset(max(_WORD.findall(name), key=len) for name in _mineral_sources())


@cache
def _source_pattern() -> re.Pattern[str]:
    names = sorted(_mineral_sources(), key=len, reverse=True)
    joined = "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in names)
    missing = r"(?:\s?-?\s?(?:free|frei(?:e[mnrs]?)?)(?![a-z]))?"
    return re.compile(rf"(?<![a-z])({joined})(?![a-z])({missing})")


def _minerals_of_source(match: re.Match[str]) -> str:
    """Return what a source holds, or nothing if the text says that it is missing."""
    return "" if match[2] else _mineral_sources()[" ".join(re.split(r"[\s-]+", match[1]))]


def minerals_named_in_each(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what `named_minerals` does for each text. Most need no closer look than at words.

    >>> minerals_named_in_each(["Zinc 15 mg", "Sugar free Magnesium + Zn", "Bone"])
    [('Zn',), ('Mg', 'Zn'), ()]
    """
    joined, lines = "\n".join(texts), fold_texts(texts)
    plain = "\n".join(lines)
    marks = [mark for mark in (*_DENIALS, "zma") if mark in plain]
    if plain.count("cal") != plain.count("calci"):
        marks.append("cal")
    may_hold_symbols = _MAY_BE_SYMBOL.search(joined) is not None
    sources, named = _source_words(), []
    words_of_each = plain.translate(_NO_SMALL_LETTERS).split("\n")
    for text, line, own_words in zip(texts, lines, words_of_each, strict=False):
        words = own_words.split()
        found = {_word_symbols[word] for word in words} - {""}
        is_doubtful = (
            len(found) > 1
            or not text.isascii()
            or not sources.isdisjoint(words)
            or (marks and any(mark in line for mark in marks))
            or (may_hold_symbols and _MAY_BE_SYMBOL.search(text))
        )
        named.append(named_minerals(text) if is_doubtful else tuple(found))
    return named


def _symbols_in_order(plain: str) -> Iterator[str]:
    found: list[tuple[int, int, str, str]] = []
    for match in _name_pattern().finditer(plain):
        symbol = _symbol_of(match[1], match[2])
        if symbol:
            found.append((*match.span(), match[0], symbol))
    for index, (start, end, _, symbol) in enumerate(found):
        neighbours = found[max(index - 1, 0) : index + 2]
        is_carrier = symbol in _CARRIERS and any(
            other != symbol
            and _SALT_ENDING.search(word)
            and _BETWEEN_SALT_PARTS.fullmatch(plain[min(end, other_end) : max(start, other_start)])
            for other_start, other_end, word, other in neighbours
        )
        if not is_carrier:
            yield symbol


def _symbol_of(name: str, rest: str) -> str:
    """Return the symbol for a name and the letters that follow it in its word, or ""."""
    symbols = _elements_by_word()
    symbol = symbols[name]
    if not rest or rest in {"s", "o"}:
        return symbol
    if rest in symbols:  # Natriumselenit
        return symbols[rest]
    if rest.startswith(_ADJECTIVES):
        return symbol
    return symbol if name in _COMPOUNDING or rest in form_keys(symbol) else ""


def minerals_of_header(text: str) -> tuple[str, ...]:
    """Return the minerals that a header names. There, Mg is a unit in capitals too.

    >>> minerals_of_header("Elemental Mg (mg)"), minerals_of_header("Zinc (mg)")
    ((), ('Zn',))
    """
    return named_minerals(text.replace("Mg", "mg"))


# Words for minerals together, without the name of any: a multimineral, trace minerals.
_MINERALS = lazy_pattern(
    r"(?<![a-z])(?:(?:multi|poly)[\s/-]*)?(?:minerals|mineralien|mineralstoffe|minerales|minerali|"
    r"mineraux)(?![a-z])"
    r"|(?<![a-z])multi[\s/-]*(?:vitamin(?:a|e)?s?\s*(?:&|\+|/|-|and|und|y|e|et)\s*)?mineral"
    r"|(?<![a-z])trace (?:mineral|element)s?(?![a-z])|(?<![a-z])(?:oligo-?\s?element|spurenelement)"
    r"|mineral[\s-]?(?:blend|complex|mix|komplex|mischung)|[a-z]mineralien(?![a-z])"
    r"|(?<![a-z])(?:electrol[yi]t|elektrolyt|elettrolit)"
)


# Parts of those words, which most names do not have.
_PARTS_OF_MINERALS = ("minera", "element", "lectrol", "ektrolyt", "lettrolit")


def names_minerals_together(text: str) -> bool:
    """Return whether a text speaks of several minerals without their names.

    >>> names_minerals_together("Mega Multi Mineral"), names_minerals_together("Mineral water")
    (True, False)
    """
    plain = fold_text(text)
    may_name = any(part in plain for part in _PARTS_OF_MINERALS)
    return may_name and _MINERALS.search(plain) is not None


@cache
def _other_substances() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words, and the phrases between spaces, that name other substances."""
    names = [
        name for row in tables.read_rows("other_substances.csv") for name in row["words"].split("|")
    ]
    return (
        frozenset(name for name in names if " " not in name),
        tuple(f" {name} " for name in names if " " in name),
    )


def names_other_substance(text: str) -> bool:
    """Return whether a text names a vitamin or another substance that is no mineral.

    >>> names_other_substance("Vitamin D3 5000 IU"), names_other_substance("High Absorption 240 ct")
    (True, False)
    """
    words, phrases = _other_substances()
    folded = folded_words(text)
    if not words.isdisjoint(folded):
        return True
    plain = f" {' '.join(folded)} "
    return any(map(plain.__contains__, phrases))


def begins_like_mineral(text: str, element: str) -> bool:
    """Return whether a word begins as the name of a mineral does, as many brands do.

    >>> begins_like_mineral("Magne B6", "Mg"), begins_like_mineral("Calcichew D3", "Ca")
    (True, True)
    >>> begins_like_mineral("Vitamin D3", "Mg"), begins_like_mineral("Magic B12", "Mg")
    (False, False)
    """
    beginning = elements()[element].name.lower()[:_LEAST_OF_NAME]
    return any(
        word.startswith(beginning) and not names_other_substance(word)
        for word in folded_words(text)
    )


def is_multivitamin(text: str) -> bool:
    """Return whether a text names a product of many vitamins, which often holds minerals too."""
    return any(word.startswith(("multi", "polivit")) for word in folded_words(text))
