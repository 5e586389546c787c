"""Whether a text makes sense in an encoding, for files that are not UTF-8 and do not state theirs.

Bytes of any encoding are a text in cp1252, but often one that no language writes: Ìàãíèé.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL_ENCODING = "cp1252"
# The likeliest first. Each is offered only if the bytes are a text in it.
_OTHER_ENCODINGS = (
    *("cp1251", "cp1250", "mac_roman", "cp1253", "cp1254", "cp1257", "koi8_r", "cp850"),
    *("shift_jis", "gb18030", "big5", "euc_kr"),
)
# How a user knows an encoding: by the languages that are written in it.
ENCODING_NAMES = {
    "cp1252": "Western European",
    "cp1251": "Cyrillic",
    "cp1250": "Central European",
    "mac_roman": "Western European, Mac",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1257": "Baltic",
    "koi8_r": "Cyrillic, KOI8",
    "cp850": "Western European, DOS",
    "shift_jis": "Japanese",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "euc_kr": "Korean",
}
ENCODINGS = ("utf-8", USUAL_ENCODING, *_OTHER_ENCODINGS, "utf-16", "utf-16-le", "utf-16-be")
_WESTERN_LETTERS = tuple(
    map(frozenset, ("äöüßé", "éèêëàâçîïôûùüœæ", "áéíóúñüç", "àèéìíîòóù", "ãõáéíóúâêôçàü",
                    "æøåéäöüóòôêèàá", "åäöéüà", "éëïóöüáèê"))
)  # fmt: skip
_OTHER_LETTERS = tuple(
    map(frozenset, ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșşțţ",
                    "çğıöşüâî", "čćđšž", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"))
)  # fmt: skip
_LONE_LETTERS = frozenset("àéèóáíåäöüøæâôêûñç")
_WORD = lazy_pattern(r"[^\W\d_µªº¼½¾¹²³]+")
# Signs that no language writes between letters, a raised digit before a letter, and many signs.
_STRANGE_SIGNS = lazy_pattern(
    r"[^\W\d_][“”„‚¤¦¨¬¯¸³²¹º¿¡‡†‰ˆ˜›‹‘•…][^\W\d_]|[¹²³](?=[^\W\d_])|[¡-¿×÷]{3,}"
)
_MAX_STRANGE_SHARE = 0.2
_MAX_READINGS = 3
_MAX_WORDS_SHOWN = 4
_MAX_SAMPLE_LINES = 200
_MAX_SAMPLE_LINE_BYTES = 2_000


def check_encoding(count: WordCount, sample: bytes) -> None:
    """Check that the words of a file make sense in the usual encoding, which was assumed.

    Raises:
        BadInput: They make none. The error shows the text in other encodings.
    """
    if count.is_strange:
        raise unclear_encoding_error(sample)


def unclear_encoding_error(sample: bytes) -> BadInput:
    """Return the error for some lines of a file in an unknown encoding."""
    readings = [(name, " ".join(other_words([sample.decode(name, "replace")])))
                for name in other_encodings(sample)[:_MAX_READINGS]]  # fmt: skip
    return BadInput(
        ProblemKind.UNCLEAR_ENCODING,
        readings=tuple(f"“{words}” ({ENCODING_NAMES[name]}: {name})" for name, words in readings),
        encoding=readings[0][0],
    )


class WordCount:
    """How many words with other letters than ASCII a text has, and how many no language writes."""

    def __init__(self, *, is_any_language: bool = False) -> None:
        self._letters = _WESTERN_LETTERS + (_OTHER_LETTERS if is_any_language else ())
        self._is_any_language = is_any_language
        self.words = 0
        self.strange_words = 0

    def add(self, text: str) -> str:
        """Count the words of a piece of a text, and return the piece."""
        if text.isascii():
            return text
        words = [word for word in _WORD.findall(text) if not word.isascii()]
        self.words += len(words)
        self.strange_words += len(_STRANGE_SIGNS.findall(text)) + sum(map(self._is_strange, words))
        return text

    @property
    def is_strange(self) -> bool:
        """Whether so many words are strange that the encoding is most likely another."""
        return self.strange_words > _MAX_STRANGE_SHARE * self.words

    def _is_strange(self, word: str) -> bool:
        if self._is_any_language and not any(char.isascii() for char in word):
            scripts = {_script(char) for char in word}
            if len(scripts) == 1 and "" not in scripts:
                return not (word.istitle() or word.islower() or word.isupper())
        return _is_strange_latin(word, self._letters)


@lru_cache(maxsize=4_096)
def _is_strange_latin(word: str, languages: tuple[frozenset[str], ...]) -> bool:
    """Return whether no language with Latin letters writes a word."""
    others = frozenset(char for char in word.lower() if not char.isascii())
    if len(word) == 1:
        return not others <= _LONE_LETTERS
    has_change_to_capitals = re.search(r"[^\W\d_A-Z]", word) and _falls_to_capitals(word)
    is_of_one_language = any(others <= letters for letters in languages)
    count = sum(not char.isascii() for char in word)
    return bool(not is_of_one_language or has_change_to_capitals or count > (len(word) + 1) // 2)


def _falls_to_capitals(word: str) -> bool:
    """Return whether a capital that is no ASCII letter follows a small letter."""
    return any(
        first.islower() and second.isupper() and not second.isascii()
        for first, second in pairwise(word)
    )


def _script(char: str) -> str:
    """Return the script of a letter, or "" for a Latin one."""
    code = ord(char)
    for first, last, script in _SCRIPTS:
        if first <= code <= last:
            return script
    return ""


_SCRIPTS = (
    (0x370, 0x3FF, "Greek"),
    (0x410, 0x44F, "Cyrillic"),
    (0x401, 0x401, "Cyrillic"),
    (0x451, 0x451, "Cyrillic"),
)


def other_encodings(sample: bytes) -> list[str]:
    """Return the encodings of some lines that are not in the usual one, the likeliest first."""
    scores = []
    for position, encoding in enumerate(_OTHER_ENCODINGS):
        text = sample.decode(encoding, "replace")
        count = WordCount(is_any_language=True)
        count.add(text)
        scores.append((count.strange_words + text.count("\ufffd"), position, encoding))
    return [encoding for _, _, encoding in sorted(scores)]


def sample_of_letters(lines: Iterable[bytes]) -> bytes:
    """Return the first lines that hold other bytes than ASCII."""
    others = islice((line for line in lines if not line.isascii()), _MAX_SAMPLE_LINES)
    return b"".join(line[:_MAX_SAMPLE_LINE_BYTES] for line in others)


def other_words(texts: Iterable[str]) -> list[str]:
    """Return the first words with other letters than ASCII, which show an encoding."""
    words = (word for text in texts for word in _WORD.findall(text) if not word.isascii())
    return list(islice(words, _MAX_WORDS_SHOWN))
