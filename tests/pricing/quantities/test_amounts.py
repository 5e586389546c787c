"""Amounts and prices as people write them, and their rounding."""

from __future__ import annotations

import sys
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import (
    MASS,
    MONEY,
    PERCENT,
    UNITS,
    DecimalMark,
    Quantity,
    infer_decimal_mark,
    read_amount,
    read_money,
)
from pricing.quantities.currencies import C_LOCALE, Notation
from pricing.quantities.rounding import (
    format_fixed,
    format_significant,
    format_trimmed,
    round_half_away,
)


@pytest.mark.parametrize(
    ("text", "millionths", "currency"),
    [
        ("$12.50", 12_500_000, "USD"),
        ("12,50 €", 12_500_000, "EUR"),
        ("1.234,50", 1_234_500_000, ""),
        ("1,234.50", 1_234_500_000, ""),
        ("1 234,50\u00a0€", 1_234_500_000, "EUR"),
        ("1'234.50 CHF", 1_234_500_000, "CHF"),
        ("CHF\u202f12.50", 12_500_000, "CHF"),
        ("１２.５０", 12_500_000, ""),
        ("12,-", 12_000_000, ""),
        ("0.03529", 35_290, ""),
        ("£7", 7_000_000, "GBP"),
        ("1.234.567,89", 1_234_567_890_000, ""),
        ("12,34,567.00", 1_234_567_000_000, ""),
        (".99", 990_000, ""),
    ],
)
def test_that_a_price_is_read_with_its_currency(text: str, millionths: int, currency: str) -> None:
    assert read_money(text) == (millionths, currency)


@pytest.mark.parametrize(
    ("text", "micrograms"),
    [
        ("250 mg", 250_000),
        ("250mg", 250_000),
        ("0.25 g", 250_000),
        ("0,25 g", 250_000),
        ("500 mcg", 500),
        ("500 µg", 500),
        ("500 μg", 500),
        ("12.5", 12_500),
        ("\u00a0250\u00a0mg ", 250_000),
    ],
)
def test_that_a_mass_is_read_with_its_unit(text: str, micrograms: int) -> None:
    assert read_amount(text, MASS) == micrograms


# Every character that shows a digit without being one: raised, lowered, circled, in a fraction.
MARKED_DIGITS = [
    character
    for character in map(chr, range(0x80, sys.maxunicode + 1))
    if not character.isdecimal() and any(map(str.isdigit, unicodedata.normalize("NFKC", character)))
]


@given(
    st.sampled_from(["100", "2.5", "1,234.5", "7 mg", "$12", "0,5 €"]),
    st.integers(0, 9),
    st.text(st.sampled_from(MARKED_DIGITS), min_size=1, max_size=3),
    st.sampled_from([MASS, MONEY, UNITS, PERCENT]),
)
def test_that_no_marked_digit_becomes_a_digit_of_an_amount(
    number: str, position: int, marks: str, quantity: Quantity
) -> None:
    with pytest.raises(BadInput):
        read_amount(number[:position] + marks + number[position:], quantity)


def test_that_there_are_marked_digits_of_each_sort() -> None:
    assert {*"⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₉①⑳➀⑴⒈½¾㊿"} <= set(MARKED_DIGITS)


@pytest.mark.parametrize(
    "text",
    [
        "100¹", "250²", "100 ¹", "¹100", "1⁰0", "100¹ mg", "100 mg¹", "100₁", "100①", "100 ②",
        "100⑴", "100⒈", "100➀", "100¹²³", "10²", "1.5¹", "1,5²", "½", "1½", "2¾", "100⁄2", "⅓",
        "100㊿", "100⁹⁹", "100¹⁾", "*100¹", "100†¹", "100⑳", "100🄁", "1²3",
    ],
)  # fmt: skip
def test_that_an_amount_with_a_footnote_is_asked(text: str) -> None:
    with pytest.raises(BadInput):
        read_amount(text, MASS)


@pytest.mark.parametrize(
    ("text", "millionths", "currency"),
    [
        ("19⁹⁹", 19_990_000, ""),
        ("$19⁹⁹", 19_990_000, "USD"),
        ("19⁹⁹ €", 19_990_000, "EUR"),
        ("19,⁹⁹ €", 19_990_000, "EUR"),
        ("£4.⁴⁹", 4_490_000, "GBP"),
        ("1.234⁹⁹ €", 1_234_990_000, "EUR"),
        ("$1,234⁹⁹", 1_234_990_000, "USD"),
        ("5⁰⁰", 5_000_000, ""),
    ],
)
def test_that_raised_cents_are_cents(text: str, millionths: int, currency: str) -> None:
    assert read_money(text) == (millionths, currency)


@pytest.mark.parametrize(
    "text", ["19⁹", "19⁹⁹⁹", "19.99¹", "19.99⁹⁹", "19₉₉", "19⁹ ⁹", "19 ⁹⁹", "19⁹⁹¹", "19⁹⁹①", "⁹⁹"]
)
def test_that_other_raised_digits_of_a_price_are_asked(text: str) -> None:
    with pytest.raises(BadInput):
        read_money(text)


def test_that_raised_cents_keep_to_the_decimal_mark_of_their_column() -> None:
    assert read_money("1.234⁹⁹", DecimalMark.COMMA) == (1_234_990_000, "")
    with pytest.raises(BadInput):
        read_money("1,234⁹⁹", DecimalMark.COMMA)


def test_that_counts_and_percentages_are_read_with_their_units() -> None:
    assert read_amount("60 ct", UNITS) == 60_000
    assert read_amount("90 Kapseln", UNITS) == 90_000
    assert read_amount("15 %", PERCENT) == 1_500


def test_that_the_unit_of_the_column_applies_if_the_cell_states_none() -> None:
    assert read_amount("500", MASS, column_unit="μg") == 500
    assert read_amount("500 mg", MASS, column_unit="μg") == 500_000


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.500", "999,999"])
def test_that_an_ambiguous_number_is_rejected_with_both_readings(text: str) -> None:
    with pytest.raises(BadInput) as error:
        read_amount(text, MASS)
    assert error.value.kind is ProblemKind.AMBIGUOUS_NUMBER
    whole = text.replace(",", "").replace(".", "")
    assert f"“{text}” could be {whole} or {int(whole) / 1000:g}" in str(error.value)


def test_that_the_decimal_mark_settles_an_ambiguous_number() -> None:
    assert read_amount("1,234", MASS, DecimalMark.POINT) == 1_234_000
    assert read_amount("1,234", MASS, DecimalMark.COMMA) == 1_234


def test_that_a_price_with_the_other_decimal_mark_is_not_read_a_hundredfold() -> None:
    with pytest.raises(BadInput) as error:
        read_money("12,50", DecimalMark.POINT)
    assert error.value.kind is ProblemKind.DECIMAL_MARK_MISMATCH


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234", "12.50"], DecimalMark.POINT),
        (["1.234", "12,50 €"], DecimalMark.COMMA),
        (["1,234", "5,678"], DecimalMark.AUTO),
        (["12,50", "12.50", "1,234"], DecimalMark.AUTO),
        (["120", "n/a", ""], DecimalMark.AUTO),
        (["1.234.567"], DecimalMark.COMMA),
    ],
)
def test_that_the_numbers_of_a_column_prove_its_decimal_mark(
    texts: list[str], mark: DecimalMark
) -> None:
    assert infer_decimal_mark(texts) is mark


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ProblemKind.NOT_A_NUMBER),
        ("NaN", ProblemKind.NOT_A_NUMBER),
        ("inf", ProblemKind.NOT_A_NUMBER),
        ("12 50", ProblemKind.NOT_A_NUMBER),
        ("1.2.3", ProblemKind.NOT_A_NUMBER),
        ("about 5", ProblemKind.NOT_A_NUMBER),
        ("-4", ProblemKind.NEGATIVE),
        ("−4", ProblemKind.NEGATIVE),
        ("1e308", ProblemKind.TOO_LARGE),
        ("12345678901234567890", ProblemKind.TOO_LARGE),
        ("0.0001", ProblemKind.TOO_MANY_DECIMALS),
        ("5 apples", ProblemKind.UNKNOWN_UNIT),
    ],
)
def test_that_a_text_without_an_amount_is_rejected(text: str, kind: ProblemKind) -> None:
    with pytest.raises(BadInput) as error:
        read_amount(text, MASS)
    assert error.value.kind is kind


@given(st.integers(0, MASS.largest))
def test_that_a_written_amount_is_read_unchanged(micrograms: int) -> None:
    assert read_amount(MASS.text(micrograms), MASS, DecimalMark.POINT) == micrograms


@given(st.integers(0, 10**12), st.sampled_from((",", ".", " ", "'", "\u00a0", "’")))
def test_that_a_grouped_price_is_never_off_by_a_power_of_ten(millionths: int, group: str) -> None:
    decimal = "." if group == "," else ","
    plain = format_fixed(MONEY.to_fraction(millionths), 6)
    written = Notation(decimal, group).format_number(plain)
    mark = DecimalMark(decimal)
    assert read_money(written, mark) == (millionths, "")


@given(st.text(max_size=20))
def test_that_any_text_is_read_or_rejected(text: str) -> None:
    for read in (lambda: read_amount(text, MASS), lambda: read_money(text)):
        try:
            read()
        except BadInput as error:
            assert str(error)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction("1.005"), 2, "1.01"),
        (Fraction("2.675"), 2, "2.68"),
        (Fraction("-2.675"), 2, "-2.68"),
        (Fraction("0.5"), 0, "1"),
        (Fraction("0.004999"), 2, "0.00"),
    ],
)
def test_that_exact_halves_round_away_from_zero(value: Fraction, decimals: int, text: str) -> None:
    assert format_fixed(value, decimals) == text


@given(st.fractions(), st.integers(0, 6))
def test_that_rounding_is_off_by_at_most_half_a_step(value: Fraction, decimals: int) -> None:
    rounded = Fraction(round_half_away(value, decimals), 10**decimals)
    assert abs(rounded - value) <= Fraction(1, 2 * 10**decimals)


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9))
def test_that_a_cost_keeps_four_significant_digits_and_is_never_zero(value: Fraction) -> None:
    shown = Fraction(format_significant(value))
    assert shown > 0
    assert abs(shown - value) <= value / 2_000


def test_that_costs_near_a_power_of_ten_keep_four_digits() -> None:
    assert [format_significant(Fraction(text)) for text in ("0.0099996", "9.9994", "9.9996",
    "99999")] == [
        "0.01000", "9.999", "10.00", "99999",
    ]  # fmt: skip
    assert format_trimmed(Fraction("12.500"), 3) == "12.5"


def test_that_money_is_written_in_the_notation_of_the_locale() -> None:
    german = Notation(",", ".", currency_after=True)
    assert german.format_money("1234.50", "EUR") == "1.234,50\u00a0€"
    assert C_LOCALE.format_money("12.50", "USD") == "$12.50"
    assert C_LOCALE.format_money("12.50", "CHF") == "CHF\u00a012.50"
