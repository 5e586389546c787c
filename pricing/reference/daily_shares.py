"""The share of a daily value that stands beside an amount: 10 mg (100 % NRV)."""

from __future__ import annotations

import re

from pricing.quantities.amounts import PERCENT, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern

_LINKS = (
    r"(?:of|der|des|du|de|del|della|dell['’]|van|la|los|las|the|us|eu|uk|adult|daily|recommended|"
    r"empfohlene[nr]?|täglichen|dagelijkse|aanbevolen)\s*"
)
_WORDS = (
    r"(?:d\.?v|n\.?r\.?v|r\.?d\.?[ai]|v\.?n\.?r|v\.?r\.?n|a\.?j\.?r|a\.?[ir]|r\.?i|a\.?d\.?h|"
    r"v\.?d\.?r|v\.?d|c\.?d\.?r|d\.?d\.?r|(?:value|dose|intake|allowance)|reference\s+intake|"
    r"n(?:ä|ae|a)hrstoffbezugswert(?:e|es)?|referenzmenge|tages(?:bedarf|dosis|wert|verzehr)e?s?|"
    r"valeurs?\s+nutritionnelles?(?:\s+de\s+r[ée]f[ée]rence)?|"
    r"apports?\s+(?:journaliers?|de\s+r[ée]f[ée]rence)|valor(?:es)?\s+diarios?|"
    r"valori\s+nutritivi(?:\s+di\s+riferimento)?)s?\.?"
)
SHARE = (
    rf"(?:{_WORDS}\s*:?\s*)?(?P<share>\d[\d.,]*)\s*%\s*"
    rf"(?:(?:{_LINKS}){{0,3}}{_WORDS})?(?![^\W\d_])\W*"
)
# Without brackets a unit parts the amount from its share.
_BEHIND = lazy_pattern(
    rf"(?P<amount>[^%()\[\]]*\d[^%()\[\]]*?)\s*(?:[(\[]|(?<=[a-zµμ])\.?\s*[,;/|=–—-]?)\s*{SHARE}",
    re.IGNORECASE,
)
_BEFORE = lazy_pattern(
    rf"{SHARE}(?P<amount>(?<![\d.,])\d[\d.,]*\s*[a-zµμ]+)[\s.)\]]*", re.IGNORECASE
)


def split_share(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[str, int | None]:
    """Return an amount, and the share of a daily value beside it in hundredths of a percent.

    A share alone stays, as does one of anything else.

    >>> split_share("10 mg (100 % NRV)"), split_share("67 % DV (8 mg)")
    (('10 mg', 10000), ('8 mg', 6700))
    >>> split_share("100 %"), split_share("10 mg (20 % elemental)")
    (('100 %', None), ('10 mg (20 % elemental)', None))
    """
    if "%" not in text:
        return text, None
    match = _BEHIND.fullmatch(text.strip()) or _BEFORE.fullmatch(text.strip())
    if match is None:
        return text, None
    return match["amount"].strip(), read_amount(match["share"].rstrip(".,"), PERCENT, mark)
