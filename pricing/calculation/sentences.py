"""Sentences with figures in them: a template and its parameters, said in any notation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.product import UNIT_KINDS
from pricing.quantities.currencies import C_LOCALE, Notation
from pricing.quantities.rounding import format_significant, format_trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure inside a sentence."""

    value: Fraction
    figure_format: FigureFormat
    currency: str = ""

    def text(self, notation: Notation) -> str:
        return format_figure_with_unit(self.value, self.figure_format, self.currency, notation)


@dataclass(frozen=True, slots=True)
class UnitCount:
    """So many dosage units: "2 tablets"."""

    value: Fraction
    unit_kind: str

    def text(self, notation: Notation) -> str:
        kind = UNIT_KINDS[self.unit_kind]
        name = kind.key if self.value == 1 else kind.plural
        return f"{notation.format_number(format_trimmed(self.value, 3))} {notation.translate(name)}"


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
class Sentence:
    """A template with named parameters; `text` is English in the given notation."""

    template: str
    parameters: Mapping[str, SentenceValue] = field(default_factory=dict)

    def text(self, notation: Notation = C_LOCALE) -> str:
        said = {
            key: value if isinstance(value, str) else value.text(notation)
            for key, value in self.parameters.items()
        }
        return notation.translate(self.template).format_map(said)


# What may stand in a sentence; a sentence within a sentence is said in the same notation.
SentenceValue = Amount | UnitCount | Percent | Multiple | Sentence | str


def capitalised(text: str) -> str:
    """The text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]
