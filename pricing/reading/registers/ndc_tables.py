"""The two tables of FDA's NDC Directory: the drugs, and the packages of each drug."""

from __future__ import annotations

from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import delimited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

MAX_LINES = 5_000_000
PRODUCT_FIELDS = frozenset(("PRODUCTID", "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH"))
PACKAGE_FIELDS = frozenset(("PRODUCTID", "NDCPACKAGECODE", "PACKAGEDESCRIPTION"))
_KEPT_PACKAGE_FIELDS = ("NDCPACKAGECODE", "PACKAGEDESCRIPTION", "SAMPLE_PACKAGE")
_HEADER_LENGTH = 2_000


def header_fields(file: IO[bytes]) -> frozenset[str]:
    """Return the fields that the first line of a table with tabs names."""
    line = file.readline(_HEADER_LENGTH).decode("utf-8", "replace")
    return frozenset(name.strip("\ufeff\r\n ") for name in line.split("\t"))


def read_ndc_records(
    products: IO[bytes], packages: IO[bytes], errors: str
) -> Iterator[tuple[bool, int, Mapping[str, str]]]:
    """Yield each package with its drug, and each drug without packages.

    With each comes whether it is a package, and its line in the table of packages or of drugs.

    Args:
        products: The file of drugs.
        packages: The file of packages.
        errors: How bytes are decoded that are not UTF-8.
    """
    packages_by_drug: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, record in _records(packages, errors):
        kept = tuple(record.get(field, "") for field in _KEPT_PACKAGE_FIELDS)
        packages_by_drug.setdefault(record.get("PRODUCTID", ""), []).append((number, kept))
    for number, record in _records(products, errors):
        own_packages = packages_by_drug.get(record.get("PRODUCTID", ""))
        if own_packages is None:
            yield False, number, record
            continue
        for package_number, package in own_packages:
            fields = dict(zip(_KEPT_PACKAGE_FIELDS, package, strict=True))
            yield True, package_number, {**record, **fields}


def _records(file: IO[bytes], errors: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the lines of a table with tabs. A quotation mark is only a character in it."""
    text = TextIOWrapper(file, "utf-8-sig", errors=errors, newline="")
    try:
        lines = enumerate(delimited.read_lines(text), start=1)
        _, header = next(lines, (1, ""))
        names = [name.strip() for name in header.split("\t")]
        for number, line in lines:
            if number > MAX_LINES:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_LINES)
            if line.strip():
                yield number, dict(zip(names, map(str.strip, line.split("\t")), strict=False))
    finally:
        with suppress(ValueError):  # who breaks off has closed the file
            text.detach()
