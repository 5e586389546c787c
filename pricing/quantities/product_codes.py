"""Product codes: GTIN (UPC, EAN) with its check digit, and NDC in all its patterns."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress, repeat
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable

GTIN_LENGTHS = (8, 12, 13, 14)
GTIN_WIDTH = 14  # of every GTIN with its leading zeros
# Maps the character code of a digit to its value.
_DIGIT_VALUES = bytes((code - 48) % 256 for code in range(256))
# Maps the sum of a GTIN's digits and their weights to whether the GTIN is whole.
_IS_WHOLE = bytes(total % 10 == 0 < total for total in range(256))
_PZN_WEIGHTS = range(1, 8)
_PZN_WIDTH, _SHORTEST_PZN = 8, 7
_SEPARATORS = lazy_pattern(r"[\s\-‐-–]")
_HYPHEN = lazy_pattern(r"[-‐-–]")

# UPC-E by its seventh digit: how many of the digits after the number system precede the zeros, and
# how many zeros were left out.
_UPC_E = {**dict.fromkeys("012", (2, 4)), "3": (3, 5), "4": (4, 5)}

# The widths of the segments of a printed NDC: labeler, product, package.
NDC_PATTERNS = ((4, 4, 2), (5, 3, 2), (5, 4, 1))
_NDC_WIDTHS = (5, 4, 2)
# The same without the package, and with a package that lacks one digit.
_PRODUCT_PATTERNS = tuple(widths[:2] for widths in NDC_PATTERNS)
_PARTIAL_PACKAGE_PATTERNS = ((4, 4, 1), (5, 3, 1))
_SHORTEST_NDC = 7


# -- spellings ---------------------------------------------------------------------------------

_CODE_LABEL = lazy_pattern(
    r"(?:(?:UPC|EAN|GTIN|JAN|NDC|PZN)(?:[- ]?[AE]\b|-?(?:8|12|13|14)(?!\d)| 1[234](?= ?:))?"
    r"(?:[- ]?code)?|(?:bar|strich)?code|\(01\))"
    r"(?: ?(?:no|nr|number)\b\.?)?[ :#=.-]*(?=\d(?:[ .-]?\d){5}|\d[.,]?\d*E)",
    re.IGNORECASE,
)
# ="…", as a spreadsheet keeps a text of digits, and an apostrophe in front of it.
_TEXT_FORMULA = lazy_pattern(r"""=\s*"([^"]*)"|'([^']*)""")
_NUMBER_WITH_ZERO_DECIMALS = lazy_pattern(r"(\d{6,14})[.,]0+")
_SHORTENED_NUMBER = lazy_pattern(r"\d[.,]?\d*[eE]\+?\d+")
_DIGIT_GROUPS = lazy_pattern(r"\d+(?:[ .-]\d+)*")
_BETWEEN_CODES = lazy_pattern(r"\s*(?:[,;/|&+\n\r\t]|\b(?:or|and|und|oder|et|ou|y|o)\b)\s*")


def tidy_barcode(text: str) -> str:
    """Return a barcode as its digits, without what spreadsheets and labels put around them.

    The own code of a shop is returned as it is, and so are several codes.

    Raises:
        BadInput: A spreadsheet has shortened the code to a number such as 7.5395E+11.

    >>> tidy_barcode('="753950000872"'), tidy_barcode("UPC: 7 53950 00087 2")
    ('753950000872', '753950000872')
    >>> tidy_barcode("753950000872.0"), tidy_barcode("A-17/b")
    ('753950000872', 'A-17/b')
    """
    if text.isascii() and text.isdecimal():  # as most are
        return text
    plain = _bare_code(text)
    digits = re.sub(r"[ .-]", "", plain) if _DIGIT_GROUPS.fullmatch(plain) else ""
    if digits and (digits == plain or len(digits) in GTIN_LENGTHS):
        return digits
    return text.strip()


def tidy_ndc(text: str) -> str:
    """Return an NDC without its label, and with hyphens between its segments.

    Raises:
        BadInput: A spreadsheet has shortened the code to a number.

    >>> tidy_ndc("NDC 0904-7418-44"), tidy_ndc("0904.7418.44"), tidy_ndc("904741844.0")
    ('0904-7418-44', '0904-7418-44', '904741844')
    """
    plain = _bare_code(text)
    hyphenated = re.sub(r"[ .]", "-", plain)
    if _split_segments(hyphenated)[1] in (*NDC_PATTERNS, _NDC_WIDTHS):
        return hyphenated
    return plain if re.fullmatch(r"[\d-]+", plain) else text.strip()


def _bare_code(text: str) -> str:
    """Return a code without formula, label and decimals. Raises BadInput if it was shortened."""
    plain = normalize_text(text)
    if formula := _TEXT_FORMULA.fullmatch(plain):
        plain = (formula[1] or formula[2] or "").strip()
    plain = _CODE_LABEL.sub("", plain, count=1) if _CODE_LABEL.match(plain) else plain
    if _SHORTENED_NUMBER.fullmatch(plain):
        raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=text.strip())
    number = _NUMBER_WITH_ZERO_DECIMALS.fullmatch(plain)
    return number[1] if number else plain


def split_codes(text: str) -> tuple[str, ...]:
    """Return the codes of a cell that holds several, or none where it holds one or none.

    >>> split_codes("753950000872; 036000291452"), split_codes("A-17/b")
    (('753950000872', '036000291452'), ())
    """
    if text.isdecimal():
        return ()
    parts = _BETWEEN_CODES.split(text.strip())
    if len(parts) == 1:
        parts = text.split()
    codes = tuple(dict.fromkeys(tidy_barcode(part) for part in parts if part.strip()))
    return codes if len(codes) > 1 and all(map(_is_gtin_or_ndc, codes)) else ()


def _is_gtin_or_ndc(code: str) -> bool:
    for read in (read_gtin, read_ndcs):
        try:
            read(code)
        except BadInput:
            continue
        return True
    return False


def _check_single_code(text: str) -> None:
    codes = split_codes(text)
    if codes:
        raise BadInput(ProblemKind.SEVERAL_CODES, value=text.strip(), codes=codes)


# -- GTIN and NDC ------------------------------------------------------------------------------


def gtin_check_digit(body: str) -> int:
    """Return the last digit of a GTIN from the digits before it.

    Check digit = −(3 d₁ + d₂ + 3 d₃ + …) mod 10, counted from the right.

    >>> gtin_check_digit("03600029145"), gtin_check_digit("400638133393")
    (2, 1)
    """
    digits = body.encode("ascii")[::-1].translate(_DIGIT_VALUES)
    return -(3 * sum(digits[::2]) + sum(digits[1::2])) % 10


def is_whole_gtin(text: str) -> bool:
    """Return whether a text is the 12 to 14 digits of a UPC, EAN or GTIN, and nothing else.

    >>> is_whole_gtin("036000291452"), is_whole_gtin("036000291453"), is_whole_gtin("36000291452")
    (True, False, False)
    """
    if not (12 <= len(text) <= 14 and text.isascii() and text.isdecimal()):
        return False
    digits = text.encode("ascii")[::-1].translate(_DIGIT_VALUES)
    total = sum(digits[::2]) + 3 * sum(digits[1::2])
    return total % 10 == 0 < total


def whole_gtins(texts: Iterable[str]) -> set[str]:
    """Return those of the texts that are the 12 to 14 digits of a GTIN, many of them at once.

    >>> sorted(whole_gtins(["036000291452", "4006381333931", "036000291453", ""]))
    ['036000291452', '4006381333931']
    """
    likely = {text for text in texts if 12 <= len(text) <= 14}
    digits = "".join(map(str.zfill, likely, repeat(GTIN_WIDTH)))
    if not (digits.isascii() and digits.isdecimal()):
        return set(filter(is_whole_gtin, likely))
    # Number n of each sum's bytes belongs to code n. No sum is larger than a byte: 7 x 36 = 252.
    values = digits.encode("ascii").translate(_DIGIT_VALUES)
    columns = [int.from_bytes(values[place::GTIN_WIDTH], "big") for place in range(GTIN_WIDTH)]
    total = 3 * sum(columns[::2]) + sum(columns[1::2])
    is_whole = total.to_bytes(len(likely), "big").translate(_IS_WHOLE)
    return set(compress(likely, is_whole)) if 0 in is_whole else likely


# A code is read when its list is read, and again when its product is matched.
@lru_cache(maxsize=8_192)
def read_gtin(text: str) -> str:
    """Return the 14 digits of a UPC, EAN or GTIN of 8, 12, 13 or 14 digits.

    Raises:
        BadInput: The check digit is wrong, leading zeros were lost, or the text is no such code.

    >>> read_gtin("0 36000 29145 2"), read_gtin("4006381333931"), read_gtin("96385074")
    ('00036000291452', '04006381333931', '00000096385074')

    Eight digits that begin with 0 may be a UPC-E, a UPC whose zeros are left out.

    >>> read_gtin("04252614")
    '00042100005264'
    """
    if is_whole_gtin(text):
        return text.zfill(GTIN_WIDTH)
    digits = _plain_digits(text)
    if not digits.strip("0") or len(digits) > 14:
        raise BadInput(ProblemKind.NOT_A_BARCODE, value=text.strip())
    check_digit = gtin_check_digit(digits[:-1])
    if len(digits) in GTIN_LENGTHS:
        upc = _expand_upc_e(digits) if len(digits) == 8 and digits[0] == "0" else ""
        if upc and int(digits[-1]) == gtin_check_digit(upc[:-1]):
            return upc.zfill(GTIN_WIDTH)
        if int(digits[-1]) != check_digit:
            raise BadInput(ProblemKind.WRONG_CHECK_DIGIT, value=text.strip(), expected=check_digit)
        return digits.zfill(GTIN_WIDTH)
    length = next((size for size in GTIN_LENGTHS if size > len(digits)), 0)
    if len(digits) < 6 or int(digits[-1]) != check_digit:
        raise BadInput(ProblemKind.NOT_A_BARCODE, value=text.strip())
    raise BadInput(ProblemKind.LOST_LEADING_ZEROS, value=text.strip(), whole=digits.zfill(length))


def _expand_upc_e(digits: str) -> str:
    """Return the twelve digits that a UPC-E abbreviates."""
    system, body, last, check = digits[0], digits[1:6], digits[6], digits[7]
    width, zeros = _UPC_E.get(last, (5, 4))
    middle = last if last in "012" else ""
    end = last if width == 5 else ""
    return system + body[:width] + middle + "0" * zeros + body[width:] + end + check


def read_ndcs(text: str) -> tuple[str, ...]:
    """Return the NDCs of 11 digits that a text can mean.

    Ten digits without hyphens can mean several.

    Raises:
        BadInput: Leading zeros were lost, the package part is missing, or the text is no NDC.

    >>> read_ndcs("0904-7418-44"), read_ndcs("71610-182-30"), read_ndcs("00603-0209-22")
    (('00904741844',), ('71610018230',), ('00603020922',))
    >>> read_ndcs("0904741844")
    ('00904741844', '09047041844', '09047418404')
    """
    segments, widths = _split_segments(text)
    if widths in (*NDC_PATTERNS, _NDC_WIDTHS):
        ndcs: tuple[str, ...] = (_eleven_digit_ndc(segments),)
    elif len(segments) == 1 and widths[0]:
        ndcs = _ndcs_from_digits(segments[0], text)
    else:
        is_product_ndc = len(product_ndc_prefix(text)) == sum(_NDC_WIDTHS[:2])
        kind = ProblemKind.NDC_WITHOUT_PACKAGE if is_product_ndc else ProblemKind.NOT_AN_NDC
        raise BadInput(kind, value=text.strip())
    if not ndcs[0].strip("0"):
        raise BadInput(ProblemKind.NOT_AN_NDC, value=text.strip())
    return ndcs


def product_ndc_prefix(text: str) -> str:
    """Return the digits that the NDCs of all packs of a product begin with.

    The text is a product NDC (openFDA's product_ndc), or an NDC whose package lacks a digit.
    For any other text the result is "".

    >>> [product_ndc_prefix(text) for text in ("71610-182", "0904-7418-4", "71610-182-30")]
    ['716100182', '0090474184', '']
    """
    segments, widths = _split_segments(text)
    if widths[-1] == 0 and not segments[-1]:  # the user is about to type the package
        segments, widths = segments[:-1], widths[:-1]
    if widths not in (*_PRODUCT_PATTERNS, *_PARTIAL_PACKAGE_PATTERNS):
        return ""
    labeler, product, *package = segments
    prefix = labeler.zfill(_NDC_WIDTHS[0]) + product.zfill(_NDC_WIDTHS[1]) + "".join(package)
    return prefix if prefix.strip("0") else ""


def _split_segments(text: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the segments between hyphens and their widths; 0 stands for one that is no number."""
    segments = _HYPHEN.split(text.strip())
    return segments, tuple(
        len(segment) if segment.isascii() and segment.isdecimal() else 0 for segment in segments
    )


def _ndcs_from_digits(digits: str, text: str) -> tuple[str, ...]:
    if len(digits) == 11:
        return (digits,)
    if len(digits) == 10:
        return tuple(
            dict.fromkeys(
                _eleven_digit_ndc(_split_by_widths(digits, pattern)) for pattern in NDC_PATTERNS
            )
        )
    if _SHORTEST_NDC <= len(digits) < 10:
        raise BadInput(ProblemKind.LOST_LEADING_ZEROS, value=text.strip(), whole=digits.zfill(11))
    raise BadInput(ProblemKind.NOT_AN_NDC, value=text.strip())


def _split_by_widths(digits: str, widths: tuple[int, ...]) -> list[str]:
    first, second, _ = widths
    return [digits[:first], digits[first : first + second], digits[first + second :]]


def _eleven_digit_ndc(segments: list[str]) -> str:
    return "".join(digits.zfill(width) for digits, width in zip(segments, _NDC_WIDTHS, strict=True))


def is_pack_of(ndc: str, prefix: str) -> bool:
    """Return whether an NDC as written can begin with the prefix.

    >>> is_pack_of("71610-182-30", "716100182"), is_pack_of("71610-183-30", "716100182")
    (True, False)
    """
    try:
        return any(candidate.startswith(prefix) for candidate in read_ndcs(ndc))
    except BadInput:
        return product_ndc_prefix(ndc).startswith(prefix)


def format_ndc(ndc: str) -> str:
    """Return an NDC of 11 digits with its hyphens.

    >>> format_ndc("00904741844")
    '00904-7418-44'
    """
    return "-".join(_split_by_widths(ndc, _NDC_WIDTHS))


def ndcs_in_gtin(gtin: str) -> tuple[str, ...]:
    """Return the NDCs that the barcode of a drug can hold.

    Such a UPC is the digit 3, the ten digits of the NDC and the check digit.

    >>> ndcs_in_gtin(read_gtin("309047418442"))[0], ndcs_in_gtin(read_gtin("036000291452"))
    ('00904741844', ())
    """
    return read_ndcs(gtin[3:13]) if gtin.startswith("003") and gtin[3:13].strip("0") else ()


def check_barcode(text: str) -> None:
    """Raise BadInput if a code is a GTIN with an error. The own codes of a shop are accepted."""
    digits = _plain_digits(text)
    if len(digits) == 8 and is_pzn(digits):
        return
    if not digits or len(digits) > 14:
        _check_single_code(text)
    try:
        read_gtin(text)
    except BadInput as error:
        if error.kind is not ProblemKind.NOT_A_BARCODE:
            raise


def check_pzn(text: str) -> None:
    """Raise BadInput if seven or eight digits are no Pharmazentralnummer. Others are barcodes."""
    digits = _plain_digits(text)
    if not _SHORTEST_PZN <= len(digits) <= _PZN_WIDTH:
        check_barcode(text)
    elif not is_pzn(digits.zfill(_PZN_WIDTH)):
        raise BadInput(ProblemKind.WRONG_PZN, value=text.strip())
    elif len(digits) < _PZN_WIDTH:
        whole = digits.zfill(_PZN_WIDTH)
        raise BadInput(ProblemKind.LOST_LEADING_ZEROS, value=text.strip(), whole=whole)


def check_ndc(text: str) -> None:
    """Raise BadInput if a text is not an NDC, or can mean several."""
    _check_single_code(text)
    ndcs = read_ndcs(text)
    if len(ndcs) > 1:
        codes = tuple(map(format_ndc, ndcs))
        raise BadInput(ProblemKind.AMBIGUOUS_NDC, value=text.strip(), codes=codes)


def is_pzn(digits: str) -> bool:
    """Return whether eight digits are a German Pharmazentralnummer.

    Check digit = (1 d₁ + 2 d₂ + … + 7 d₇) mod 11.

    >>> is_pzn("01234562"), is_pzn("01234563")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(_PZN_WEIGHTS, digits, strict=False))
    return total % 11 == int(digits[7])


def _plain_digits(text: str) -> str:
    """Return the digits of a code without spaces and hyphens; "" if it has other characters."""
    plain = text if text.isdecimal() else _SEPARATORS.sub("", text)
    return plain if plain.isascii() and plain.isdecimal() else ""
