"""FDA's NDC Directory as downloaded: each package of a drug, with the strengths of the drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.reading.registers import openfda
from pricing.reading.registers.base import make_register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.registers.base import Record, RegisterRowBuilder

SOURCE = "FDA NDC"
_BETWEEN_INGREDIENTS = ";"


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of one package of a drug, or None if the drug is no oral mineral.

    A sample, which is not sold, is left out too.
    """
    record = {name: str(text or "").strip() for name, text in records[0].items()}
    if record.get("SAMPLE_PACKAGE", "").upper() == "Y":
        return None
    row = openfda.read_product([_as_openfda(record)], element, number)
    if row is not None:
        row.values["source"] = SOURCE
    return row


def _as_openfda(record: Mapping[str, str]) -> Record:
    """Return a record with the names and the structure of openFDA, which serves the same facts."""
    name = f"{record.get('PROPRIETARYNAME', '')} {record.get('PROPRIETARYNAMESUFFIX', '')}".strip()
    substances, strengths, units = (
        [part.strip() for part in record.get(field, "").split(_BETWEEN_INGREDIENTS)]
        for field in ("SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT")
    )
    is_aligned = len(substances) == len(strengths) == len(units)
    ingredients = [
        {
            "name": substance,
            "strength": f"{strengths[index]} {units[index]}" if is_aligned else "",
        }
        for index, substance in enumerate(substances)
    ]
    package = {
        "package_ndc": record.get("NDCPACKAGECODE", ""),
        "description": record.get("PACKAGEDESCRIPTION", ""),
    }
    return {
        "product_ndc": record.get("PRODUCTNDC"),
        "brand_name": name,
        "generic_name": record.get("NONPROPRIETARYNAME"),
        "labeler_name": record.get("LABELERNAME"),
        "dosage_form": record.get("DOSAGEFORMNAME"),
        "route": record.get("ROUTENAME"),
        "active_ingredients": ingredients,
        "packaging": [package] if any(package.values()) else [],
    }


NDC_DIRECTORY = make_register(
    SOURCE,
    ("PRODUCTID", "PRODUCTNDC", "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH"),
    read_product,
)
