"""The data files that there are: their names, versions, and how earlier ones are taken forward."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.store.migrations import CATALOGUE_MIGRATIONS, COMPARISONS_MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPARISONS_FILE_NAME = "elemental.sqlite3"
COMPARISONS_VERSION = 3


@dataclass(frozen=True, slots=True)
class DataFileKind:
    """A kind of data file: its name, and how one of this version is made or brought to be.

    `application` marks our files of a kind that are handed from one person to another, of which the
    tables `checked` are read; `shapes` are the SHA-256 of the tables of earlier versions.
    """

    name: str
    schema_file: str
    version: int
    migrations: Mapping[int, str] = field(default_factory=dict)
    application_id: int = 0
    checked_tables: tuple[str, ...] = ()
    schema_hashes: Mapping[int, str] = field(default_factory=dict)


COMPARISONS_FILE = DataFileKind(
    COMPARISONS_FILE_NAME, "comparisons.sql", COMPARISONS_VERSION, COMPARISONS_MIGRATIONS
)
CATALOGUE_FILE = DataFileKind(
    "catalogue.sqlite3",
    "catalogue.sql",
    2,
    CATALOGUE_MIGRATIONS,
    application_id=0x454C4D43,  # "ELMC": a catalogue of Elemental
    checked_tables=("product", "price"),
    schema_hashes={1: "7c3a8ced83ce256116e6f50c2d579b82e5d78a97b3a324ab26bf7c93b013a272"},
)
