"""One character of each label text at random deleted, swapped or replaced, and what is then read.

`python3 packaging/dev.py labels FOLDER --noise 10000 --seed 7` counts what becomes of each field
that the whole text states. A text that lost a character may be another label: $24.95 and $4.95.
Such a value is literally in the text. A value that is stated and not literally there is wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from itertools import product
from random import Random
from typing import TYPE_CHECKING

from pricing.labels import LabelField, LabelReading, Sureness, read_label
from pricing.labels.amounts import UNITS
from pricing.labels.vocabulary import unit_words
from pricing.quantities.text_folding import fold_text
from pricing.reference.label_phrases import number_words
from pricing.reference.mineral_forms import recognize_form
from tests.pricing.labels.score import read_truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHARACTERS = "0123456789.,-/% ()abcdefgilmnoqrstuxz€$|"
_ROUNDING = Fraction(1, 100)  # a rounded percent bears out amounts that differ by so much
# A mark behind a word is not of the number that follows it.
_NUMBER = re.compile(
    r"(?:(?<![\d.,])|(?<=[a-z]{2}[.,]))\d+(?:[.,' \u00a0]\d+)*(?![\d]|[.,]\d)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "euro": "EUR", "euros": "EUR", "p": "GBP"}
_LARGEST_SERVING = 24


class Outcome(Enum):
    """What is read of a field after its text lost, gained or changed a character."""

    RIGHT = "right"
    ASKED = "asked"
    EMPTY = "empty"
    ANOTHER = "another well-formed label"
    WRONG = "wrong"


@dataclass
class Counts:
    """The outcomes by field, and the examples of wrong ones."""

    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def total(self) -> Counter[Outcome]:
        """Return the outcomes of all fields."""
        return sum(self.outcomes.values(), Counter[Outcome]())

    def table(self) -> str:
        """Return the counts as a table in Markdown."""
        lines = [f"| field | {' | '.join(outcome.value for outcome in Outcome)} |"]
        lines.append("| --- |" + " ---: |" * len(Outcome))
        for name, counts in [*sorted(self.outcomes.items()), ("all", self.total())]:
            lines.append(f"| {name} | {' | '.join(str(counts[each]) for each in Outcome)} |")
        return "\n".join(lines)


def changed(text: str, chance: Random) -> str:
    """Return a text with one character deleted, swapped with the next, or replaced."""
    at = chance.randrange(len(text) - 1)
    rest = text[at + 1 :]
    return text[:at] + chance.choice((
        rest,
        text[at + 1] + text[at] + text[at + 2 :],
        chance.choice(_CHARACTERS) + rest,
    ))  # fmt: skip


def count_noise(folder: Path, count: int, seed: int = 0) -> Counts:
    """Change the texts of a folder so many times, and count what is read of their fields."""
    chance = Random(seed)  # noqa: S311 - a test repeats it
    texts = {
        truth["file"]: (folder / truth["file"]).read_text("utf-8") for truth in read_truth(folder)
    }
    whole = {name: read_label(text) for name, text in texts.items()}
    names = [name for name, readings in whole.items() if readings]
    counts = Counts()
    for _ in range(count):
        name = chance.choice(names)
        text = changed(texts[name], chance)
        for key, outcome, value in _judge(whole[name], read_label(text), text):
            counts.outcomes.setdefault(key.partition(":")[0], Counter())[outcome] += 1
            if outcome is Outcome.WRONG:
                counts.examples.append(f"{name}: {key} {value}\n{text}")
    return counts


def _judge(
    whole: tuple[LabelReading, ...], read: tuple[LabelReading, ...], text: str
) -> Iterator[tuple[str, Outcome, object]]:
    """Yield each field that the whole text states, with what became of it.

    A text whose products fall together or apart states nothing by itself that can be compared.
    """
    if len(whole) != len(read):
        return
    for before, after in zip(whole, read, strict=True):
        stated = {key: each for key, each in before.named_fields().items() if _is_settled(each)}
        found = after.named_fields()
        for key, own in stated.items():
            if key not in {"product", "brand"}:
                each = found.get(key, LabelField(None))
                yield key, _outcome(key, (before, after), (own, each), text), each.value


def _is_settled(found: LabelField) -> bool:
    return found.value is not None and found.sureness is not Sureness.ASKED


def _outcome(
    key: str,
    readings: tuple[LabelReading, LabelReading],
    fields: tuple[LabelField, LabelField],
    text: str,
) -> Outcome:
    before, after = fields
    if after.sureness is Sureness.ASKED:
        return Outcome.ASKED
    if after.value is None:
        return Outcome.EMPTY
    scaled = [_in_one_unit(key, *each) for each in zip(fields, readings, strict=True)]
    if _is_same(before.value, after.value) or _is_same(*scaled):
        return Outcome.RIGHT
    return Outcome.ANOTHER if is_literal(key, after, readings[1], text) else Outcome.WRONG


def _in_one_unit(key: str, found: LabelField, reading: LabelReading) -> object:
    """Return an amount of a serving for one unit, and other values as they are."""
    size, value = reading.fields["serving_units"].value, found.value
    if "_mg:" in key and isinstance(value, Fraction) and isinstance(size, Fraction):
        return value / size
    return value


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return abs(one - other) <= one * _ROUNDING
    return one == other


# -- whether a value is in the text ------------------------------------------------------------


def is_literal(key: str, found: LabelField, reading: LabelReading, text: str) -> bool:
    """Return whether the places of a field literally say its value, in the text as it stands."""
    places = [_whole_words(text, span.start, span.end) for span in found.spans]
    if isinstance(found.value, Fraction):
        size = reading.fields["serving_units"].value
        return found.value in set(_values(key, places, size))
    value = str(found.value)
    name, _, element = key.partition(":")
    if name == "gtin":
        return any(value.lstrip("0") == re.sub(r"\D", "", each).lstrip("0") for each in places)
    words = [word for each in places for word in _WORD.findall(fold_text(each))]
    if name == "currency":
        signs = {_SIGNS.get(each, "") for each in (*words, *"".join(places))}
        return value in signs or value.lower() in words
    if name == "unit_kind":
        return value == "serving" or value in {_kind_of(word) for word in words}
    recognized = {recognize_form(each, element).name for each in (*places, *words)}
    return value in recognized or (value == "blend" and len(places) > 1)


def _kind_of(word: str) -> str:
    return next((kind for end, kind in unit_words().items() if len(end) > 4 and word.endswith(end)),
                unit_words().get(word, ""))  # fmt: skip


def _whole_words(text: str, start: int, end: int) -> str:
    """Return the text at a place, with the rest of a word or number that it cuts."""
    while (
        start and (text[start - 1].isalnum() or text[start - 1] in ".,") and text[start].isalnum()
    ):
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return text[start:end]


def _values(key: str, places: list[str], size: object) -> Iterator[Fraction]:
    """Yield what the numbers at some places can mean: with a unit, in cents, as a product."""
    numbers = [number for each in places for number in _numbers(each)] + [Fraction(1)]
    sizes = {Fraction(1)} | ({size} if isinstance(size, Fraction) else set())
    for number in numbers:
        yield from (number, number / 100)
    for one, other in product(numbers, numbers):
        yield one * other
    if "_mg" in key:
        small = [Fraction(1, each) for each in range(1, _LARGEST_SERVING + 1)]
        for number, unit in product(numbers, set(UNITS.values())):
            yield from (number * unit * each * part for each in sizes for part in small)


def _numbers(text: str) -> Iterator[Fraction]:
    """Yield the numbers of a text, in both readings of their marks, and its words for numbers."""
    for found in _NUMBER.findall(re.sub(r"(?<=\d)€(?=\d\d\b)", ".", text)):  # 3€90
        plain = re.sub("[' \u00a0]", "", found)
        for mark, other in (".,", ",."):
            whole = plain.replace(other, "").replace(mark, ".")
            if whole.count(".") < 2:
                yield Fraction(whole)
    for word in _WORD.findall(fold_text(text)):
        if word in number_words():
            yield Fraction(number_words()[word])


def report(folder: Path, count: int, seed: int) -> int:
    """Print what noise does to the texts of a folder. Return 1 if a field was wrong."""
    counts = count_noise(folder, count, seed)
    print(counts.table())  # noqa: T201
    for example in counts.examples:
        print(example, file=sys.stderr)  # noqa: T201
    return 1 if counts.examples else 0
