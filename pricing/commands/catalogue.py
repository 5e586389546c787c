"""`elemental-cli import` and `export`: lists into the catalogue, and all of it as one file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pricing.catalogue import exchange
from pricing.catalogue.catalogue import Products
from pricing.catalogue.importing import Filled, fill
from pricing.commands.options import mapping, option
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.progress import Progress
from pricing.quantities.amounts import MONEY, DecimalMark
from pricing.quantities.currencies import currency_of
from pricing.reading.importer import Options
from pricing.reference.mineral_forms import element_named
from pricing.store.database import default_folder

if TYPE_CHECKING:
    import argparse

ROWS_BETWEEN_LINES = 20_000


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Make the commands known."""
    importing = commands.add_parser("import", help="take product lists into the catalogue")
    importing.set_defaults(run=_import)
    importing.add_argument("files", nargs="+", metavar="FILE", help="a list or a catalogue")
    importing.add_argument("--source", default="", help="whose prices these are (else the list's)")
    importing.add_argument("--element", metavar="Mg", help="the mineral of rows that name none")
    importing.add_argument("--currency", metavar="USD", help="the currency of rows that name none")
    importing.add_argument("--decimal-mark", choices=("auto", ".", ","), default="auto")
    importing.add_argument("--map", metavar="HEADER=COLUMN", action="append", default=[])
    importing.add_argument("--json", action="store_true", help="print one JSON object")
    exporting = commands.add_parser("export", help="write the whole catalogue as one file")
    exporting.set_defaults(run=_export)
    exporting.add_argument("path", metavar="PATH", help=f"a file ending in {exchange.ENDING}")
    for each in (importing, exporting):
        add_folder(each)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """The option that every command on the catalogue has."""
    parser.add_argument("--data-dir", metavar="DIR", type=Path, help="where the catalogue is kept")


def opened(parsed: argparse.Namespace) -> Products:
    """The catalogue that the call means."""
    return Products(parsed.data_dir or default_folder())


class _Told(Progress):
    """Says on standard error how far a long list is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._told = 0

    def reached(self, rows: int, share: float = 0.0) -> None:
        if rows >= self._told + ROWS_BETWEEN_LINES:
            self._told = rows
            print(f"{self._name}: {rows:,} rows read, {share:.0%}", file=sys.stderr)  # noqa: T201


def _import(parsed: argparse.Namespace) -> int:
    options = Options(
        mark=DecimalMark(parsed.decimal_mark),
        mapping=mapping(parsed.map),
        element=option("--element", element_named, parsed.element) if parsed.element else "Mg",
        currency=option("--currency", currency_of, parsed.currency) if parsed.currency else "",
    )
    products = opened(parsed)
    try:
        done = {}
        for name in dict.fromkeys(parsed.files):
            done[name] = fill(products, Path(name), options, parsed.source, _Told(name))
            for problem in done[name].problems:
                print(problem, file=sys.stderr)  # noqa: T201
        _print(done, products.count(), as_json=parsed.json)
    finally:
        products.close()
    if not any(each.joined.rows for each in done.values()):
        return 2
    return 1 if any(not one.kept for each in done.values() for one in each.problems) else 0


def _print(done: dict[str, Filled], count: int, *, as_json: bool) -> None:
    if as_json:
        files = [
            {
                "file": name,
                **asdict(each.joined),
                "changed": [
                    {
                        "product": one.product,
                        "was": _shown(one.was),
                        "now": _shown(one.now),
                        "currency": one.currency,
                    }
                    for one in each.joined.changed
                ],
                "rejected": [str(row) for row in each.problems],
            }
            for name, each in done.items()
        ]
        print(json.dumps({"files": files, "products": count}, ensure_ascii=False, indent=2))  # noqa: T201
        return
    for name, each in done.items():
        joined = each.joined
        print(  # noqa: T201
            f"{name}: {joined.rows:,} rows; {joined.products:,} new products, "
            f"{joined.prices:,} new prices"
            + (f"; {joined.unpriced:,} rows without a price" if joined.unpriced else "")
        )
    print(f"{count:,} products in the catalogue")  # noqa: T201


def _shown(price: int) -> float:
    return float(MONEY.fraction(price))


def _export(parsed: argparse.Namespace) -> int:
    path = Path(parsed.path)
    if not exchange.is_catalogue(path):
        reason = f"a catalogue's file ends in {exchange.ENDING}"
        raise UserError(ProblemKind.UNUSABLE_OPTION, option="PATH", reason=reason)
    products = opened(parsed)
    try:
        products.database.copy_to(path)
        print(f"{path}: {products.count():,} products")  # noqa: T201
    finally:
        products.close()
    return 0
