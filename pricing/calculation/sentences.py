"""Sentences with figures in them: a whole template and its parameters, for any language."""

from __future__ import annotations

from dataclasses import field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.product import UNIT_KINDS
from pricing.problems.messages import Term
from pricing.problems.plain_facts import dataclass
from pricing.problems.text_direction import isolated
from pricing.quantities.currencies import C_LOCALE, Notation, Plural
from pricing.quantities.rounding import format_significant, format_trimmed
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# What parts the names of a list.
_LIST_MARKS = (",", "+", ";")
_SENTENCE_MARKS, _SENTENCE_ENDS = (",", ";", ": ", ". "), (".", "!", "?", ":")
# The significant digits of a mass, where not every digit matters.
MASS_DIGITS = 3
# The text of a number of dosage units, by the key of their kind.
UNIT_COUNTS: Mapping[str, Plural] = {
    kind.key: Plural("count", f"{{count}} {kind.key}", f"{{count}} {kind.plural}")
    for kind in UNIT_KINDS.values()
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure inside a sentence. One that was stated, such as a target, keeps all its digits."""

    value: Fraction
    figure_format: FigureFormat
    currency: str = ""
    element: str = ""
    is_stated: bool = False

    def text(self, notation: Notation) -> str:
        digits = replace(notation, mass_digits=0) if self.is_stated else notation
        return format_figure_with_unit(
            self.value, self.figure_format, self.currency, digits, self.element
        )


def mass_amount(milligrams: Fraction, element: str, *, is_stated: bool = False) -> Amount:
    """Return a mass that is written in the unit of a mineral."""
    return Amount(milligrams, FigureFormat.MASS, element=element, is_stated=is_stated)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of things, such as products or days."""

    number: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.number)

    def text(self, notation: Notation) -> str:
        return notation.format_number(str(self.number))


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A number of dosage units: "2 tablets"."""

    value: Fraction
    unit_kind: str

    def text(self, notation: Notation) -> str:
        template = notation.template(UNIT_COUNTS[self.unit_kind], self.value)
        return template.format(count=notation.format_number(format_trimmed(self.value, 3)))


@dataclass(frozen=True, slots=True)
class Percent:
    """A share as a percentage with at most so many decimals."""

    share: Fraction
    decimals: int = 0

    def text(self, notation: Notation) -> str:
        return f"{notation.format_number(format_trimmed(self.share * 100, self.decimals))}\u00a0%"


@dataclass(frozen=True, slots=True)
class Multiple:
    """A ratio to two significant digits: "4.4 times"."""

    ratio: Fraction

    def text(self, notation: Notation) -> str:
        return notation.translate("{ratio} times").format(
            ratio=notation.format_number(format_significant(self.ratio, 2))
        )


@dataclass(frozen=True, slots=True)
class Mineral:
    """The name of a mineral inside a sentence: "magnesium"."""

    element: str

    def text(self, notation: Notation) -> str:
        return notation.translate(elements()[self.element].name).lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template with named parameters. A plain text is a name; a `Term` is translated."""

    template: str | Plural
    parameters: Mapping[str, SentenceValue] = field(default_factory=dict)

    def text(self, notation: Notation = C_LOCALE) -> str:
        """Return the sentence in the language and notation of a locale."""
        template, count = self.template, None
        if isinstance(template, Plural):
            deciding = self.parameters[template.count]
            count = deciding.value if isinstance(deciding, Amount | Count | UnitCount) else None
        values = {key: _value_text(value, notation) for key, value in self.parameters.items()}
        return notation.template(template, count).format_map(values)

    def short_text(self, notation: Notation = C_LOCALE) -> str:
        """Return the sentence with masses of three significant digits.

        All digits stay if two different masses would look the same, or a stated one has more.

        >>> over = Sentence("{a} of {b}", {"a": mass_amount(Fraction(850, 3), "Mg"), "b": "350"})
        >>> over.short_text().replace("\u00a0", " ")
        '283 mg of 350'
        """
        return self.text(self.short_mass_notation(notation))

    def short_mass_notation(self, notation: Notation) -> Notation:
        """Return the notation with rounded masses if they still tell this one's masses apart."""
        rounded = replace(notation, mass_digits=MASS_DIGITS)
        masses = {replace(mass, is_stated=False) for mass in _masses_of(self)}
        stated = {mass for mass in _masses_of(self) if mass.is_stated}
        texts = {mass.text(rounded) for mass in masses}
        keeps_stated = all(mass.text(rounded) in texts for mass in stated)
        return rounded if keeps_stated and len(texts) == len(masses) else notation


def _masses_of(sentence: Sentence) -> Iterator[Amount]:
    """Return every mass in a sentence and in the sentences within it."""
    for value in sentence.parameters.values():
        if isinstance(value, Sentence):
            yield from _masses_of(value)
        elif isinstance(value, Paragraph):
            for one in value.sentences:
                yield from _masses_of(one)
        elif isinstance(value, Amount) and value.figure_format is FigureFormat.MASS:
            yield value


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Several whole sentences, one after the other."""

    sentences: tuple[Sentence, ...]

    def text(self, notation: Notation = C_LOCALE) -> str:
        """Return the sentences in the language and notation of a locale."""
        return " ".join(capitalized(sentence.text(notation)) for sentence in self.sentences)

    def short_text(self, notation: Notation = C_LOCALE) -> str:
        """Return the sentences with masses of three significant digits."""
        return " ".join(capitalized(sentence.short_text(notation)) for sentence in self.sentences)


# What may fill a template. A sentence within a sentence takes the same language.
SentenceValue = (
    Amount | Count | Mineral | Multiple | Paragraph | Percent | Sentence | UnitCount | str
)


def _value_text(value: SentenceValue, notation: Notation) -> str:
    if isinstance(value, Term):
        return notation.translate(value)
    return isolated(value) if isinstance(value, str) else value.text(notation)


def joined(values: Sequence[SentenceValue]) -> SentenceValue:
    """Return values as one part of a sentence: "iron, copper and zinc".

    >>> from pricing.quantities.currencies import C_LOCALE
    >>> joined([Mineral("Fe"), Mineral("Cu"), Mineral("Zn")]).text(C_LOCALE)
    'iron, copper and zinc'
    """
    first, *others = values
    for number, other in enumerate(others, start=1):
        is_last = number == len(others)
        template = "{first} and {second}" if is_last else "{first}, {second}"
        first = Sentence(template, {"first": first, "second": other})
    return first


def listed_details(parts: Sequence[SentenceValue]) -> SentenceValue:
    """Return values as parts of brackets: Solgar, 90 tablets."""
    first, *others = parts
    for other in others:
        first = Sentence("{first}, {second}", {"first": first, "second": other})
    return first


def clear_name(name: str) -> str:
    """Return the name of a product for a sentence, in quotation marks if a mark in it misleads.

    >>> clear_name("Cal-Mag"), clear_name("Calcium, Magnesium"), clear_name("Mag 400 mg.")
    ('Cal-Mag', '“Calcium, Magnesium”', '“Mag 400 mg.”')
    """
    ends = name.rstrip().endswith(_SENTENCE_ENDS)
    return f"“{name}”" if ends or any(mark in name for mark in _SENTENCE_MARKS) else name


def listed_names(names: Iterable[str]) -> str:
    """Return the names of products as one list.

    >>> listed_names(["Cal-Mag", "Zinc"]), listed_names(["Calcium, Magnesium", "Zinc"])
    ('Cal-Mag, Zinc', '“Calcium, Magnesium”, “Zinc”')
    """
    return listed_groups([(name,) for name in names])


def listed_groups(groups: Sequence[Sequence[str]]) -> str:
    """Return groups of names as one list: A + B, B + C.

    If a mark of the list stands in a name, all names stand in quotation marks, so that each is seen
    as one.

    >>> listed_groups([("Calcium + D3", "Iron"), ("Calcium + D3", "Zinc")])
    '“Calcium + D3” + “Iron”, “Calcium + D3” + “Zinc”'
    """
    names = [name for group in groups for name in group]
    marks = _LIST_MARKS if len(names) > 1 else ()
    is_quoted = any(
        clear_name(name) != name or any(mark in name for mark in marks) for name in names
    )
    shown = _quoted if is_quoted else str
    return ", ".join(" + ".join(map(shown, group)) for group in groups)


def _quoted(name: str) -> str:
    return name if name.startswith("“") else f"“{name}”"


def capitalized(text: str) -> str:
    """Return the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
