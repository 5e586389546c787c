"""Sheets of paper, and the style of what is printed: CSS that browsers and Qt's documents share."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.calculation.checks import Flag

A4, LETTER = "a4", "letter"
MARGIN_MM = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, upright."""

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

# Qt's documents know sizes of type in whole points, and every other length in pixels alone.
_STYLE = """
@page {{ size: {paper} portrait; margin: {margin}mm; }}
@media screen {{ body {{ max-width: 46em; margin: 16px auto; }} }}
body {{ font-family: Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif;
  font-size: {text}pt; color: #1b1f24; background-color: #ffffff; }}
h1 {{ font-size: {title}pt; color: #0b5c5c; margin: {small_gap}px 0px {gap}px 0px; }}
h2 {{ font-size: {heading}pt; color: #0b5c5c; margin: {gap}px 0px {small_gap}px 0px; }}
p {{ margin: 0px 0px {small_gap}px 0px; }}
table {{ border-collapse: collapse; margin: 0px 0px {small_gap}px 0px; }}
td, th {{ padding: {cell}px {gap}px {cell}px 0px; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; border: 0px none #ffffff; }}
td.right, th.right {{ text-align: right; }}
table.ruled td, table.ruled th {{ border-bottom: 1px solid #aab2bb; }}
table.ruled td.decides {{ background-color: #e3f1ef; }}
td.empty {{ border-bottom: 1px solid #1b1f24; }}
p.stop {{ font-weight: bold; color: #8a1c16; }}
p.caution {{ color: #7a4200; }}
p.reminder {{ margin: {gap}px 0px {small_gap}px 0px; }}
p.sources {{ font-size: {source}pt; color: #3f474f; }}
.small {{ font-size: {small}pt; font-weight: normal; color: #3f474f; }}
"""
# Of the text's size; in large print nothing has to stand out by its size.
_TYPE_SIZE_FACTORS = {"text": (1.0, 1.0), "title": (1.5, 1.2), "heading": (1.17, 1.05),
            "small": (0.85, 0.8), "source": (0.6, 0.5)}  # fmt: skip
_SPACING_FACTORS = {"gap": (0.6, 0.4), "small_gap": (0.25, 0.15), "cell": (0.2, 0.08)}


def page_style(paper: str, points: int, *, is_large: bool = False) -> str:
    """The style for text of so many points on a paper."""
    shares = {**_TYPE_SIZE_FACTORS, **_SPACING_FACTORS}
    sizes = {key: max(1, round(points * share[is_large])) for key, share in shares.items()}
    return _STYLE.format(paper=PAPERS[paper].title, margin=MARGIN_MM, **sizes)


# What a check says of a dose where another has said it already.
_COVERED_BY = {"far_from_target": {"over_limit", "smallest_dose_over_target"}}


def without_repeated_flags(flags: Sequence[Flag]) -> list[Flag]:
    """What checks found, without what another of them says too."""
    keys = {flag.key for flag in flags}
    return [flag for flag in flags if not keys & _COVERED_BY.get(flag.key, set())]


def printable_text(text: str, longest: int) -> str:
    r"""What a user typed, on one line, without marks that turn the text after it, shortened.

    >>> printable_text("a\u202eb\n c", 9), printable_text("a long name", 6)
    ('ab c', 'a lon…')
    """
    plain = "".join(" " if each.isspace() else each for each in text)
    kept = "".join(each for each in plain if unicodedata.category(each)[0] != "C")
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
