"""Which files a command may replace: those that it wrote before, and others only with --force."""

from __future__ import annotations

import os
import re
import zipfile
from typing import TYPE_CHECKING

from pricing.catalogue.exchange import CATALOGUE_SUFFIXES
from pricing.commands.problem_report import TABLE_HEADERS
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.paths import path_exists
from pricing.store.targets import check_is_no_input, checked_target, is_exported_catalogue
from pricing.writing.print import GENERATOR_MARK

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_READ_BYTES = 1_000_000
_TABLE_MARK = re.compile(rb"(?:\xef\xbb\xbf)?rank([,;\t])product\1[^\r\n]*\1checks\r?\n")
_PROBLEMS_MARK = b"\xef\xbb\xbf" + ",".join(TABLE_HEADERS).encode() + b"\r\n"
_JSON_MARK = b'{\n  "scenario": {'
_PDF_CREATOR = "Elemental".encode("utf-16-be")
_WORKBOOK_MARKS = (
    b"<dc:title>Cost comparison of ",
    b"<dc:creator>Elemental<",
    b"<cp:lastModifiedBy>Elemental<",  # a spreadsheet program writes another name here
)


def add_force_option(parser: argparse.ArgumentParser) -> None:
    """Add --force."""
    parser.add_argument(
        "--force", action="store_true", help="also replace a file that this command did not write"
    )


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path], *, force: bool) -> None:
    """Check that writing these files destroys nothing.

    Raises:
        UserError: A file is named twice, is an input, or may not be replaced.
    """
    seen = set()
    for path in outputs:
        key = os.path.realpath(path).casefold()
        if key in seen:
            raise UserError(ProblemKind.OUTPUT_NAMED_TWICE, path=path)
        seen.add(key)
        check_is_no_input(path, inputs)
        check_output(path, force=force, is_own=_is_own_output)


def check_output(
    path: Path, *, force: bool, is_own: Callable[[Path], bool] = lambda _: False
) -> None:
    """Check that a file may be written: it is new or empty, our own, or forced.

    Raises:
        UserError: The file may not be replaced.
    """
    is_catalogue = path.suffix.casefold() in CATALOGUE_SUFFIXES
    target = checked_target(path, is_catalogue_export=is_catalogue)
    if force or not path_exists(target) or not target.stat().st_size or is_own(target):
        return
    raise UserError(ProblemKind.OUTPUT_EXISTS, path=path)


def check_export(path: Path, *, force: bool) -> None:
    """Check that the file of a catalogue may be written. It may replace an earlier export.

    Raises:
        UserError: The file may not be replaced.
    """
    check_output(path, force=force, is_own=is_exported_catalogue)


def _is_own_output(path: Path) -> bool:
    """Return whether a comparison was written to a file, which nobody has changed since."""
    is_own = _OWN_BY_SUFFIX.get(path.suffix.casefold())
    if is_own is None:
        return False
    with path.open("rb") as file:
        return is_own(path, file.read(_READ_BYTES))


def _is_own_workbook(path: Path, _: bytes) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            properties = part.read(_READ_BYTES)
    except (OSError, KeyError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False
    return all(mark in properties for mark in _WORKBOOK_MARKS)


def _is_own_table(_: Path, data: bytes) -> bool:
    return _TABLE_MARK.match(data) is not None or data.startswith(_PROBLEMS_MARK)


_OWN_BY_SUFFIX: Mapping[str, Callable[[Path, bytes], bool]] = {
    ".csv": _is_own_table,
    ".tsv": _is_own_table,
    ".json": lambda _, data: data.startswith(_JSON_MARK),
    ".xlsx": _is_own_workbook,
    ".pdf": lambda _, data: data.startswith(b"%PDF-") and _PDF_CREATOR in data,
    ".html": lambda _, data: GENERATOR_MARK.encode() in data,
}
