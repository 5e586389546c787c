"""For any number format, the value that is read is the value that the spreadsheet shows.

A small formatter of its own says what a format shows. LibreOffice checks it with a sample.
"""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.reading.number_formats import read_format
from tests.libreoffice import convert_spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

# A text of a format, what it shows, and what is read where a language settles the currency.
BEFORE = (
    ("", "", ""), ('"ca. "', "ca. ", "ca. "), ('"$"', "$", "$"), ('"€ "', "€ ", "€ "),
    ("[$€-407]\\ ", "€ ", "€ "), ("[$£-809]", "£", "GBP"), ("[Red]", "", ""),
    ('[Blue]"approx. "', "approx. ", "approx. "),
)  # fmt: skip
AFTER = (
    ("", "", ""), ('" g"', " g", " g"), ('" mg"', " mg", " mg"), ('" caps"', " caps", " caps"),
    ('\\ "€"', " €", " €"), ("\\ [$CHF-807]", " CHF", " CHF"), ('" mL"', " mL", " mL"),
    ('" µg"', " µg", " µg"), ('" mmol"', " mmol", " mmol"),
)  # fmt: skip
WHOLE = ("0", "#,##0", "#0", "000")
DECIMALS = ("", ".0", ".00", ".000", ".0#", ".00##", ".0000")
SCALES = (("", 0), ("%", 2), (",", -3), (",,", -6))


@dataclass(frozen=True, slots=True)
class Format:
    """A format in the parts of which a spreadsheet makes it."""

    before: tuple[str, str, str]
    whole: str
    decimals: str
    scale: tuple[str, int]
    after: tuple[str, str, str]

    @property
    def code(self) -> str:
        return f"{self.before[0]}{self.whole}{self.decimals}{self.scale[0]}{self.after[0]}"

    def value(self, number: Decimal) -> Decimal:
        """Return the number as the format scales it."""
        return number.scaleb(self.scale[1])

    def shown_value(self, number: Decimal) -> Decimal:
        """Return what is left of the number by its decimals, with halves away from zero."""
        places = Decimal(1).scaleb(-max(len(self.decimals) - 1, 0))
        return self.value(number).quantize(places, ROUND_HALF_UP)

    def texts(self, at: int) -> str:
        """Return the texts beside the number, shown (1) or read (2)."""
        percent = "%" if self.scale[0] == "%" else ""
        return f"{self.before[at]}|{percent}{self.after[at]}"


FORMATS = st.builds(
    Format,
    *map(st.sampled_from, (BEFORE, WHOLE, DECIMALS, SCALES, AFTER)),
)
NUMBERS = st.decimals(-99_999, 9_999_999, places=4)


def split(text: str) -> tuple[Decimal, str]:
    """Return the number of a text, and the texts beside it."""
    match = re.fullmatch(r"(-?)([^\d-]*)(-?)(\d[\d,]*(?:\.\d*)?)(.*)", text)
    assert match is not None, text
    number = Decimal(match[4].replace(",", "").rstrip("."))
    is_negative = bool(match[1] or match[3])
    return -number if is_negative else number, f"{match[2]}|{match[5]}".rstrip()


@given(FORMATS, NUMBERS)
def test_that_the_value_of_a_format_is_the_one_that_is_shown(how: Format, number: Decimal) -> None:
    formats = read_format(how.code)
    if formats is None:  # it shows the number as it is
        assert how.texts(1) == "|"
        assert not how.scale[1]
        assert how.shown_value(number) == number or not how.decimals
        return
    cell = formats.cell(float(number))
    assert split(cell.text) == (how.value(number), how.texts(2))
    assert split(cell.shown or cell.text) == (how.shown_value(number), how.texts(2))


@given(FORMATS, FORMATS, NUMBERS)
def test_that_a_section_for_negative_numbers_shows_them(
    positive: Format, negative: Format, number: Decimal
) -> None:
    formats = read_format(f"{positive.code};\\-{negative.code}")
    if formats is None:
        return
    how = negative if number < 0 else positive
    cell = formats.cell(float(number))
    value, texts = split(cell.shown or cell.text)
    if formats.for_number(number) is not None:
        assert texts == how.texts(2)
        assert abs(value) == abs(how.shown_value(number))
        assert value == 0 or (value < 0) == (number < 0)


def sample() -> list[tuple[Format, Decimal]]:
    """Return formats and numbers by chance, the same each time.

    No format is of a currency and a percentage, which spreadsheets show in different ways.
    """
    chance = random.Random(15)  # noqa: S311 - no secret
    parts = (BEFORE, WHOLE, DECIMALS, SCALES, AFTER)
    pairs = [
        (Format(*map(chance.choice, parts)), Decimal(chance.randrange(10**9)).scaleb(-4))  # type: ignore[arg-type]
        for _ in range(120)
    ]
    return [(how, number) for how, number in pairs if not ("[$" in how.code and "%" in how.code)]


def shown_texts(path: Path) -> list[str]:
    """Return the texts of the cells as an .ods file states them beside their values."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode("utf-8")
    texts = re.findall(r"<text:p>(.*?)</text:p>", content)
    return [re.sub(r"<[^>]*>", " ", text) for text in texts]


def test_that_libreoffice_shows_what_is_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for how, number in sample():
        page.append([float(number)])
        page.cell(page.max_row, 1).number_format = how.code
    path = tmp_path / "formats.xlsx"
    book.save(path)
    shown = shown_texts(convert_spreadsheet(path, "ods"))
    assert len(shown) == len(sample())
    for text, (how, number) in zip(shown, sample(), strict=True):
        assert split(text) == (how.shown_value(number), how.texts(1)), (how.code, number)
        formats = read_format(how.code)
        if formats is not None:
            cell = formats.cell(float(number))
            assert split(cell.shown or cell.text)[0] == split(text)[0], (how.code, number)
