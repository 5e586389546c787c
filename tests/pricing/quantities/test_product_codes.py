"""Barcodes and NDCs as they are printed, typed, scanned and spoilt."""

from __future__ import annotations

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
)
from pricing.reading.importer import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,elemental_mg,pack_units,price,upc,ndc\n"


@st.composite
def gtins(draw: st.DrawFn) -> str:
    """A right code of any length; of eight digits only those that are no UPC-E."""
    length = draw(st.sampled_from(GTIN_LENGTHS))
    body = draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    assume(body.strip("0") and not (length == 8 and body[0] == "0"))
    return body + str(gtin_check_digit(body))


@given(gtins(), st.integers(0, 13), st.integers(1, 9))
def test_that_a_right_code_keeps_its_digits_and_any_one_wrong_digit_is_noticed(
    code: str, at, by
) -> None:
    assert read_gtin(code) == code.zfill(14)
    at %= len(code)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assume(not (len(code) == 8 and wrong[0] == "0"))
    with pytest.raises(BadInput) as refused:
        read_gtin(wrong)
    assert refused.value.kind is ProblemKind.WRONG_CHECK_DIGIT


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(NDC_PATTERNS))
def test_that_an_ndc_of_every_pattern_becomes_eleven_digits(digits: str, pattern) -> None:
    assume(digits.strip("0"))
    first, second, last = pattern
    printed = f"{digits[:first]}-{digits[first : first + second]}-{digits[-last:]}"
    (whole,) = read_ndcs(printed)
    assert whole in read_ndcs(digits)
    assert read_ndcs(whole) == read_ndcs(format_ndc(whole)) == (whole,)
    assert [part.lstrip("0") for part in format_ndc(whole).split("-")] == [
        part.lstrip("0") for part in printed.split("-")
    ]


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(NDC_PATTERNS))
def test_that_an_ndc_without_its_package_is_the_beginning_of_every_pack_s(
    digits: str, pattern
) -> None:
    first, second, _ = pattern
    assume(digits[: first + second].strip("0"))
    product = f"{digits[:first]}-{digits[first : first + second]}"
    with pytest.raises(BadInput) as refused:
        read_ndcs(product)
    assert refused.value.kind is ProblemKind.NDC_WITHOUT_PACKAGE
    (pack,) = read_ndcs(f"{product}-{digits[first + second :]}")
    assert pack.startswith(product_ndc_prefix(product))
    assert is_pack_of(pack, product_ndc_prefix(product))
    assert is_pack_of(product, product_ndc_prefix(product))


@given(st.text(max_size=20))
def test_that_any_text_is_a_code_or_is_refused(text: str) -> None:
    assert not product_ndc_prefix(text) or is_pack_of(text, product_ndc_prefix(text))
    for read in (read_gtin, read_ndcs):
        try:
            assert read(text)
        except BadInput as refused:
            assert str(refused)


@pytest.mark.parametrize(
    ("upc", "ndc", "column", "kind", "says"),
    [
        ("036000291453", "", "upc", ProblemKind.WRONG_CHECK_DIGIT, "its last digit would be 2"),
        ("36000291452", "", "upc", ProblemKind.LOST_LEADING_ZEROS, "enter 036000291452"),
        ("", "904741844", "ndc", ProblemKind.LOST_LEADING_ZEROS, "enter 00904741844"),
        ("", "0904741844", "ndc", ProblemKind.AMBIGUOUS_NDC, "00904-7418-44, 09047-0418-44"),
        ("", "71610-182", "ndc", ProblemKind.NDC_WITHOUT_PACKAGE, "names a product, not a pack"),
        ("", "0904-7418-", "ndc", ProblemKind.NDC_WITHOUT_PACKAGE, "behind the second hyphen"),
        ("", "71610-182-3", "ndc", ProblemKind.NOT_AN_NDC, "10 digits with their hyphens"),
        ("", "71610-18", "ndc", ProblemKind.NOT_AN_NDC, "10 digits with their hyphens"),
    ],
)
def test_that_a_doubtful_code_is_named_in_its_cell_and_its_row_is_read(
    write_list: Callable[..., Path], upc: str, ndc, column: str, kind, says: str
) -> None:
    read = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,{upc},{ndc}\n"))
    (only,), (problem,) = read.products, read.problems
    assert (only.product.upc, only.product.ndc) == (upc, ndc)
    assert (problem.row, problem.column, problem.kind) == (2, column, kind)
    assert says in str(problem)
    assert read.rejected_count == 0


@pytest.mark.parametrize("upc", ["A-17/b", "04252614", "01234562", "12345678901234567890", " "])
def test_that_codes_of_other_kinds_are_no_one_s_mistake(
    write_list: Callable[..., Path], upc: str
) -> None:
    read = read_products(write_list(f"{HEADER}Oxide,oxide,250,100,4,{upc},\n"))
    assert (len(read.products), read.problems) == (1, ())
