"""Barcodes and NDCs as they are printed, typed, scanned and damaged."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.product_codes import (
    GTIN_LENGTHS,
    NDC_PATTERNS,
    format_ndc,
    gtin_check_digit,
    is_pack_of,
    product_ndc_prefix,
    read_gtin,
    read_ndcs,
    split_codes,
    tidy_barcode,
    tidy_ndc,
)
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,elemental_mg,pack_units,price,upc,ndc\n"


@st.composite
def gtins(draw: st.DrawFn) -> str:
    """A valid code of any length, without codes of eight digits that may be a UPC-E."""
    length = draw(st.sampled_from(GTIN_LENGTHS))
    body = draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    assume(body.strip("0") and not (length == 8 and body[0] == "0"))
    return body + str(gtin_check_digit(body))


@given(gtins(), st.integers(0, 13), st.integers(1, 9))
def test_that_a_valid_code_keeps_its_digits_and_any_wrong_digit_is_detected(
    code: str, position: int, shift: int
) -> None:
    assert read_gtin(code) == code.zfill(14)
    position %= len(code)
    wrong_digit = str((int(code[position]) + shift) % 10)
    wrong = code[:position] + wrong_digit + code[position + 1 :]
    assume(not (len(code) == 8 and wrong[0] == "0"))
    with pytest.raises(BadInput) as error:
        read_gtin(wrong)
    assert error.value.kind is ProblemKind.WRONG_CHECK_DIGIT


# What spreadsheets, labels and people put around a barcode.
BARCODE_SPELLINGS: dict[str, Callable[[str], str]] = {
    "decimals": "{}.0".format,
    "two decimals": "{}.00".format,
    "decimal comma": "{},0".format,
    "formula": '="{}"'.format,
    "formula with spaces": '= "{} "'.format,
    "apostrophe": "'{}".format,
    "name": "UPC {}".format,
    "name and colon": "EAN: {}".format,
    "name and hash": "GTIN#{}".format,
    "name and number": "UPC No. {}".format,
    "name of a kind": "UPC-A {}".format,
    "name with length": "EAN-13: {}".format,
    "name with spaced length": "EAN 13: {}".format,
    "name joined": "EAN{}".format,
    "bar code": "Barcode: {}".format,
    "code": "upc code {}".format,
    "application identifier": "(01){}".format,
    "name in a formula": '="EAN {}"'.format,
    "spaces": " ".join,
    "dots": ".".join,
    "hyphens": "-".join,
    "no-break spaces": "\u00a0".join,
    "groups": lambda code: f"{code[:1]} {code[1:6]} {code[6:-1]} {code[-1:]}",
    "dotted groups": lambda code: f"{code[:1]}.{code[1:6]}.{code[6:-1]}.{code[-1:]}",
    "name and groups": lambda code: f"UPC {code[:1]}-{code[1:6]}-{code[6:-1]}-{code[-1:]}",
    "wide digits": lambda code: code.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "spaces around": "  {}\t".format,
    "line break": "{}\n".format,
    "name on a line of its own": "UPC\n{}".format,
    "equals sign": "GTIN={}".format,
    "number word": "EAN-Code Nr. {}".format,
    "plain": str,
}


@pytest.mark.parametrize("spelling", BARCODE_SPELLINGS.values(), ids=BARCODE_SPELLINGS)
@given(code=gtins())
def test_that_every_spelling_of_a_barcode_is_one_code(
    spelling: Callable[[str], str], code: str
) -> None:
    assert tidy_barcode(spelling(code)) == code
    assert tidy_barcode(tidy_barcode(spelling(code))) == code


@pytest.mark.parametrize(
    "text",
    [
        "NDC 0904-7418-44", "NDC: 0904-7418-44", "NDC#0904-7418-44", '="0904-7418-44"',
        "0904.7418.44", "0904 7418 44", "ndc 0904 7418 44", "'0904-7418-44", " 0904-7418-44 ",
        "NDC No. 0904-7418-44", "NDC code: 0904-7418-44",
    ],
)  # fmt: skip
def test_that_every_spelling_of_an_ndc_is_one_code(text: str) -> None:
    assert tidy_ndc(text) == "0904-7418-44"


@pytest.mark.parametrize("text", ["A-17/b", "UPC", "Code 7", "12-34", "", "=1+1", "EAN 13", "7.5"])
def test_that_the_own_code_of_a_shop_stays_as_it_is(text: str) -> None:
    assert tidy_barcode(text) == tidy_ndc(text) == text


@given(st.text(max_size=20))
def test_that_tidying_a_code_twice_changes_nothing(text: str) -> None:
    for tidy in (tidy_barcode, tidy_ndc):
        with contextlib.suppress(BadInput):
            tidied = tidy(text)
            assert tidy(tidied) == tidied


@pytest.mark.parametrize(
    "text",
    [
        "7.5395E+11", "7,5395E+11", "7.5395e11", '="7.5395E+11"', "UPC 7.5395E+11", "8E+11",
        "'7.5395E+11", "7.5395E11", "1.23457E+13", "EAN: 4.00638E+12",
    ],
)  # fmt: skip
def test_that_a_shortened_code_is_refused_with_a_remedy(text: str) -> None:
    for tidy in (tidy_barcode, tidy_ndc):
        with pytest.raises(BadInput) as error:
            tidy(text)
        assert error.value.kind is ProblemKind.CODE_LOST_DIGITS
        assert "format the column as text" in str(error.value)


@given(
    st.lists(gtins(), min_size=2, max_size=4, unique=True),
    st.sampled_from([", ", ";", " / ", "|", "\n", " or ", " & ", " ", "\t", " und "]),
)
def test_that_several_codes_of_a_cell_are_found(codes: list[str], separator: str) -> None:
    assert split_codes(separator.join(codes)) == tuple(codes)
    assert split_codes(codes[0]) == ()


def test_that_a_cell_with_several_codes_is_named_and_kept_whole(
    write_list: Callable[..., Path],
) -> None:
    cell = "753950000872 / 036000291452"
    result = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,{cell},\n"))
    (row,), (problem,) = result.products, result.problems
    assert row.product.upc == cell
    assert problem.kind is ProblemKind.SEVERAL_CODES
    assert "753950000872, 036000291452" in str(problem)


def test_that_lost_leading_zeros_are_restored_and_named(write_list: Callable[..., Path]) -> None:
    result = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,36000291452.0,\n"))
    (row,), (problem,) = result.products, result.problems
    assert row.product.upc == "036000291452"
    assert problem.kind is ProblemKind.RESTORED_LEADING_ZEROS
    assert (problem.value, result.rejected_count) == ("36000291452.0", 0)


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(NDC_PATTERNS))
def test_that_an_ndc_of_every_pattern_becomes_eleven_digits(
    digits: str, pattern: tuple[int, int, int]
) -> None:
    assume(digits.strip("0"))
    first, second, last = pattern
    printed = f"{digits[:first]}-{digits[first : first + second]}-{digits[-last:]}"
    (ndc,) = read_ndcs(printed)
    assert ndc in read_ndcs(digits)
    assert read_ndcs(ndc) == read_ndcs(format_ndc(ndc)) == (ndc,)
    assert [part.lstrip("0") for part in format_ndc(ndc).split("-")] == [
        part.lstrip("0") for part in printed.split("-")
    ]


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(NDC_PATTERNS))
def test_that_the_ndc_of_every_pack_begins_with_the_product_ndc(
    digits: str, pattern: tuple[int, int, int]
) -> None:
    first, second, _ = pattern
    assume(digits[: first + second].strip("0"))
    product = f"{digits[:first]}-{digits[first : first + second]}"
    with pytest.raises(BadInput) as error:
        read_ndcs(product)
    assert error.value.kind is ProblemKind.NDC_WITHOUT_PACKAGE
    (pack,) = read_ndcs(f"{product}-{digits[first + second :]}")
    assert pack.startswith(product_ndc_prefix(product))
    assert is_pack_of(pack, product_ndc_prefix(product))
    assert is_pack_of(product, product_ndc_prefix(product))


@given(st.text(max_size=20))
def test_that_any_text_is_a_code_or_is_rejected(text: str) -> None:
    assert not product_ndc_prefix(text) or is_pack_of(text, product_ndc_prefix(text))
    for read in (read_gtin, read_ndcs):
        try:
            assert read(text)
        except BadInput as error:
            assert str(error)


@pytest.mark.parametrize(
    ("upc", "ndc", "column", "kind", "message"),
    [
        ("036000291453", "", "upc", ProblemKind.WRONG_CHECK_DIGIT, "its last digit would be 2"),
        ("", "904741844", "ndc", ProblemKind.LOST_LEADING_ZEROS, "enter 00904741844"),
        ("", "0904741844", "ndc", ProblemKind.AMBIGUOUS_NDC, "00904-7418-44, 09047-0418-44"),
        ("", "71610-182", "ndc", ProblemKind.NDC_WITHOUT_PACKAGE, "names a product, not a pack"),
        ("", "0904-7418-", "ndc", ProblemKind.NDC_WITHOUT_PACKAGE, "behind the second hyphen"),
        ("", "71610-182-3", "ndc", ProblemKind.NOT_AN_NDC, "10 digits with their hyphens"),
        ("", "71610-18", "ndc", ProblemKind.NOT_AN_NDC, "10 digits with their hyphens"),
    ],
)
def test_that_a_flagged_code_is_reported_with_its_cell_and_its_row_is_read(
    write_list: Callable[..., Path],
    upc: str,
    ndc: str,
    column: str,
    kind: ProblemKind,
    message: str,
) -> None:
    result = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,{upc},{ndc}\n"))
    (row,), (problem,) = result.products, result.problems
    assert (row.product.upc, row.product.ndc) == (upc, ndc)
    assert (problem.row, problem.column, problem.kind) == (2, column, kind)
    assert message in str(problem)
    assert result.rejected_count == 0


@pytest.mark.parametrize("upc", ["A-17/b", "04252614", "01234562", "12345678901234567890", " "])
def test_that_other_kinds_of_codes_are_not_reported(
    write_list: Callable[..., Path], upc: str
) -> None:
    result = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,{upc},\n"))
    assert (len(result.products), result.problems) == (1, ())
