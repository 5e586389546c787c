"""How a handout is printed: its language, its paper, the size of its type, and who hands it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.writing.print.languages import ENGLISH
from pricing.writing.print.page_style import A4

if TYPE_CHECKING:
    from pricing.quantities.currencies import Notation

# Point sizes of the text; the largest with which everything stands on one page is taken.
DEFAULT_TEXT_SIZES = (12, 11, 10, 9, 8)
LARGE_TEXT_SIZES = (18, 17, 16, 15, 14)


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """Who hands it out: a name, and a picture as a data: URI of so many CSS pixels."""

    name: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a handout is printed. `numbers` None: as the language writes them."""

    language: str = ENGLISH
    is_large: bool = False
    paper: str = A4
    pharmacy: Pharmacy = field(default_factory=Pharmacy)
    number_notation: Notation | None = None

    @property
    def text_sizes(self) -> tuple[int, ...]:
        """The point sizes to try, the largest first."""
        return LARGE_TEXT_SIZES if self.is_large else DEFAULT_TEXT_SIZES

    @property
    def fallback_text_sizes(self) -> tuple[int, ...]:
        """The sizes to try where a single product does not fit."""
        return DEFAULT_TEXT_SIZES if self.is_large else ()
