"""How a page is printed: paper, size of the text, language, pharmacy, and the CSS for them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.reference.payers import SELF_PAY
from pricing.writing.print.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.calculation.checks import Flag
    from pricing.quantities.currencies import Notation
    from pricing.reference.payers import Payer

A4, LETTER = "a4", "letter"
MARGIN_MM = 11
MAX_NAME_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper in portrait format."""

    key: str
    title: str
    width_mm: Fraction
    height_mm: Fraction


PAPERS: Mapping[str, Paper] = {
    paper.key: paper
    for paper in (
        Paper(A4, "A4", Fraction(210), Fraction(297)),
        Paper(LETTER, "Letter", Fraction(2159, 10), Fraction(2794, 10)),
    )
}

# In points, the largest first. The first size is taken with which everything fits on the paper.
DEFAULT_TEXT_SIZES = (12, 11, 10, 9)
LARGE_TEXT_SIZES = (18, 17, 16, 15, 14, 13, 12, 11, 10, 9)
SMALLEST_LARGE_TEXT = 14
SMALLEST_TEXT = 9
# Large print keeps everything that the page says, and takes a second page if it must.
MAX_LARGE_PAGES = 2


class Density(Enum):
    """The density in which a handout is set, the roomiest first.

    Attributes:
        ROOMY: Each part has the room that it likes.
        IN_COLUMNS: The times apart stand in columns.
        SPACED: The other parts take few lines too, with the usual spaces between them.
        COMPACT: There is little space in them and between them.
    """

    ROOMY = auto()
    IN_COLUMNS = auto()
    SPACED = auto()
    COMPACT = auto()

    @property
    def takes_few_lines(self) -> bool:
        """Whether each part takes as few lines as it can."""
        return self in {Density.SPACED, Density.COMPACT}


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """The pharmacy that hands out the page.

    `logo` is a picture as a data URI. Its width and height on the page are in CSS pixels.
    """

    name: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a handout is printed.

    The page says what the patient pays under `payer`, unless the patient pays alone. Numbers follow
    `number_notation`. If it is None, they follow the country of the currency.
    """

    language: str = ENGLISH
    is_large: bool = False
    paper: str = A4
    pharmacy: Pharmacy = field(default_factory=Pharmacy)
    payer: Payer = SELF_PAY
    number_notation: Notation | None = None

    @property
    def text_sizes(self) -> tuple[int, ...]:
        """The point sizes to try, the largest first."""
        return LARGE_TEXT_SIZES if self.is_large else DEFAULT_TEXT_SIZES

    @property
    def max_pages(self) -> int:
        """The number of pages that the handout may take."""
        return MAX_LARGE_PAGES if self.is_large else 1


# Browsers and Qt's documents both understand this CSS. Qt takes font sizes in whole points and
# every other length in pixels only.
_PAGE_STYLE = """
@page {{ size: {paper} portrait; margin: {margin}mm; }}
@media screen {{ body {{ max-width: 46em; margin: 16px auto; }} }}
body {{ font-size: {text}pt; color: #1b1f24; background-color: #ffffff; }}
h1 {{ font-size: {title}pt; color: #0b6b6b; margin: {small_gap}px 0px {gap}px 0px; }}
h2 {{ font-size: {heading}pt; color: #0b6b6b; margin: {section_gap}px 0px {small_gap}px 0px; }}
p {{ margin: 0px 0px {small_gap}px 0px; }}
table {{ border-collapse: collapse; margin: 0px 0px {small_gap}px 0px; }}
td, th {{ padding: {cell}px {gap}px {cell}px 0px; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; border: 0px none #ffffff; }}
td.right, th.right {{ text-align: right; padding-right: {text}px; }}
table.ruled {{ margin: 0px 0px {section_gap}px 0px; }}
table.ruled td, table.ruled th {{ border-bottom: 1px solid #aab2bb; }}
p.sources {{ font-size: {source}pt; color: #3f474f; }}
.small {{ font-size: {small}pt; font-weight: normal; color: #586069; }}
"""
_HANDOUT_STYLE = """
body {{ font-family: Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif; }}
h1 {{ color: #1b1f24; margin: 0px; }}
h2 {{ margin: {gap}px 0px {small_gap}px 0px; }}
table.ruled {{ margin: 0px 0px {small_gap}px 0px; }}
td.day {{ vertical-align: bottom; padding-right: 0px; }}
td.line {{ white-space: nowrap; }}
td.empty {{ border-bottom: 1px solid #1b1f24; }}
table.box {{ margin: {gap}px 0px {small_gap}px 0px; border-radius: 6px; }}
table.box td {{ padding: {gap}px; }}
td.best {{ border-left: 2px solid #0b6b6b; border-top: 2px solid #0b6b6b;
  border-bottom: 2px solid #0b6b6b; }}
td.costs {{ border-right: 2px solid #0b6b6b; border-top: 2px solid #0b6b6b;
  border-bottom: 2px solid #0b6b6b; border-left: 1px solid #aab2bb; vertical-align: middle; }}
td.whole {{ border: 2px solid #b3261e; }}
td.taken {{ border: 2px solid #0b6b6b; }}
table.box td.name {{ padding: {cell}px {gap}px {cell}px 0px; }}
table.box td.pay {{ padding: {cell}px 0px {cell}px 0px; text-align: right; }}
table.box td.sum {{ border-top: 1px solid #aab2bb; }}
p.dosed {{ margin: 0px; }}
.figure {{ font-size: {dose}pt; }}
td.given {{ padding: {cell}px {text}px {cell}px 0px; }}
p.label {{ color: #0b6b6b; margin: 0px; }}
p.product {{ font-size: {product}pt; margin: 0px; }}
p.dose {{ font-size: {dose}pt; margin: {small_gap}px 0px 0px 0px; }}
table.box td.amount {{ white-space: nowrap; font-size: {dose}pt; font-weight: bold;
  text-align: right; padding: 0px {gap}px 0px 0px; }}
table.box td.meaning {{ padding: 0px; vertical-align: middle; }}
table.bars {{ margin: 0px; }}
td.bar {{ vertical-align: middle; }}
td.cost {{ text-align: right; white-space: nowrap; vertical-align: middle;
  padding: {cell}px 0px {cell}px 0px; }}
td.last {{ border-bottom: 1px solid #aab2bb; padding: 0px 0px {cell}px 0px; }}
table.columns td {{ padding: 0px {text}px 0px 0px; }}
p.item {{ margin: 0px 0px {cell}px 0px; }}
.stop {{ font-weight: bold; color: #b3261e; }}
img {{ vertical-align: middle; }}
p.reminder {{ font-size: {small}pt; margin: {gap}px 0px {small_gap}px 0px; }}
"""
# Factors of the text size, the second ones for large print, which needs no large headings.
_TYPE_SIZES = {"text": (1.0, 1.0), "title": (1.45, 1.2), "heading": (1.17, 1.05),
            "product": (1.33, 1.1), "dose": (1.17, 1.05), "small": (0.85, 0.8),
            "source": (0.7, 0.5)}  # fmt: skip
# The second factors are for large print and for compact pages.
_SPACINGS = {
    "section_gap": (1.8, 0.8), "gap": (0.6, 0.4), "small_gap": (0.25, 0.15), "cell": (0.2, 0.1),
}  # fmt: skip


def page_style(paper: str, points: int) -> str:
    """Return the CSS for a paper and a text size in points."""
    return _filled_style(_PAGE_STYLE, paper, points)


def handout_style(paper: str, points: int, *, is_large: bool, is_tight: bool) -> str:
    """Return the CSS of a handout. No text of it is smaller than `SMALLEST_TEXT`."""
    return _filled_style(
        _PAGE_STYLE + _HANDOUT_STYLE,
        paper,
        points,
        smallest=SMALLEST_TEXT,
        is_large=is_large,
        is_tight=is_tight,
    )


def _filled_style(
    style: str,
    paper: str,
    points: int,
    *,
    smallest: int = 1,
    is_large: bool = False,
    is_tight: bool = False,
) -> str:
    type_sizes = {
        key: max(smallest, round(points * factor[is_large])) for key, factor in _TYPE_SIZES.items()
    }
    spacings = {key: max(1, round(points * factor[is_tight])) for key, factor in _SPACINGS.items()}
    title = PAPERS[paper].title
    return style.format(paper=title, margin=MARGIN_MM, **type_sizes, **spacings)


# For a check: the checks whose messages already contain what it says.
_COVERED_BY = {"far_from_target": {"over_limit", "smallest_dose_over_target"}}


def without_repeated_flags(flags: Sequence[Flag]) -> list[Flag]:
    """Return the flags whose message no other flag already contains."""
    keys = {flag.key for flag in flags}
    return [flag for flag in flags if not keys & _COVERED_BY.get(flag.key, set())]


def printable_text(text: str, longest: int) -> str:
    r"""Return a user's text on one line, without control characters, cut to `longest` characters.

    Control characters could reverse the text that follows them.

    >>> printable_text("a\u202eb\n c", 9), printable_text("a long name", 6)
    ('ab c', 'a lon…')
    """
    plain = "".join(" " if character.isspace() else character for character in text)
    visible = (character for character in plain if unicodedata.category(character)[0] != "C")
    line = " ".join("".join(visible).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
