"""The sizes in millilitres or grams that texts beside rows state for packs: bottle of 30 mL."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.quantities.amounts import UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.amounts_in_remarks import number_readings
from pricing.reading.pack_sizes import fold_pack_text
from pricing.reading.packs_in_names import CONTAINERS

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

_NUMBER = r"\d+(?:[.,]\d+)*"
_SIZE = rf"(?:(?P<times>[2-9])\s?[x×]\s?)?(?P<size>{_NUMBER})\s?(?P<unit>ml|cl|l|g|gr|kg)\b\.?"
_LEADS = (
    r"(?:size|content|contents|net|weight|now|only|new|inhalt|große|jetzt|nur|neu|contenance|contenu|"
    r"poids|maintenant|seulement|contenido|peso|ahora|solo|contenuto|adesso|inhoud|nu|zawartosc|"
    r"teraz|conteudo|agora|innehall|indhold|innhold)"
)
_BETWEEN = r"(?:\s(?:of|with|size|de|di|da|mit|zu|van|met|a|o|z|con|holds|contains|enthalt))?"
# A whole text, or a size beside a word for what holds it: 250 mL bottle.
_SIZES = (
    lazy_pattern(rf"^\s*(?:{_LEADS}[\s:]+){{0,3}}{_SIZE}\s*$"),
    lazy_pattern(rf"(?<![a-z])(?:{CONTAINERS}){_BETWEEN}[\s:]+{_SIZE}"),
    lazy_pattern(rf"(?<![\d.,x×/]){_SIZE}[\s-]+(?:{CONTAINERS})(?![a-z])"),
)
_UNITS = {"ml": ("mL", 1), "cl": ("mL", 10), "l": ("mL", 1_000), "g": ("g", 1), "gr": ("g", 1),
          "kg": ("g", 1_000)}  # fmt: skip
_FEWEST = 20  # fewer may be those of a serving


def states_other_size(batch: RowBatchBuilder, position: int, text: str) -> bool:
    """Return whether a text states a volume or a weight of a pack, and none that its row has."""
    pack, kind = batch.value("pack_units", position), batch.value("unit_kind", position)
    if not isinstance(pack, int):
        return False
    sizes = [size for measure, size in sizes_in_remark(text) if measure == kind]
    return bool(sizes) and Fraction(pack, UNITS.base_per_unit) not in sizes


@lru_cache(maxsize=4_096)  # lists repeat their remarks
def sizes_in_remark(text: str) -> tuple[tuple[str, Fraction], ...]:
    """Return the sizes of packs that a text states, each with its measure.

    >>> [(measure, int(size)) for measure, size in sizes_in_remark("bottle of 2 x 30 mL")]
    [('mL', 60)]
    >>> sizes_in_remark("5 mL"), sizes_in_remark("Mix with 200 mL water")
    ((), ())
    """
    if not any(map(str.isdecimal, text)):
        return ()
    folded = fold_pack_text(text)
    matches = (match for pattern in _SIZES for match in pattern.finditer(folded))
    found = []
    for match in matches:
        measure, factor = _UNITS[match["unit"]]
        times = int(match["times"] or 1)
        found += [(measure, one * factor * times) for one in number_readings(match["size"])]
    return tuple(one for one in found if one[1] >= _FEWEST)
