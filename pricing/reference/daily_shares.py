"""The share of a daily value that stands beside an amount: 10 mg (100 % NRV)."""

from __future__ import annotations

import re

from pricing.quantities.amounts import PERCENT, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern

_DAILY_VALUE = (
    r"(?:(?:of|der|des|du|de\s+la|de|del|della|dell['’]|van\s+de)\s*)?"
    r"(?:(?:the|us|eu|adult)\s+)?"
    r"(?:d\.?v|n\.?r\.?v|r\.?d\.?[ai]|v\.?n\.?r|v\.?r\.?n|a\.?j\.?r|a\.?i|r\.?i|a\.?d\.?h|v\.?d\.?r|vd"
    r"|daily\s+(?:value|dose|intake|allowance)"
    r"|reference\s+intake|n(?:ä|ae|a)hrstoffbezugswert(?:e|es|s)?|referenzmenge|tages(?:bedarf|dosis)s?"
    r"|valeurs?\s+nutritionnelles?(?:\s+de\s+r[ée]f[ée]rence)?|apports?\s+(?:journaliers?|de\s+r[ée]f[ée]rence)"
    r"|valor(?:es)?\s+diarios?|valori\s+nutritivi(?:\s+di\s+riferimento)?)s?\.?"
)
SHARE = rf"(?P<share>\d[\d.,]*)\s*%\s*(?:{_DAILY_VALUE})?(?![^\W\d_])\W*"
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
