"""Mutations of lists: what people, programs and disks make of a file, and what is read from it.

`python3 packaging/dev.py mutations --count 100000` runs many. A seed always gives the same ones.
A mutation of the meaning knows the right figures: each row has to have them, or to be named. A
damage of the bytes must neither raise, nor take long, nor change another row in silence.
"""

from __future__ import annotations

import argparse
import csv
import faulthandler
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem
from pricing.reading import batches, reader_process
from pricing.reading.clipboard import grid_of_rows, parse_block
from pricing.reading.importer import read_grid
from pricing.reading.product_list import ProductList, combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.faults.list_meanings import MUTATIONS, Meanings, PlainList, new_list
from tests.paths import REGISTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_MAX_SECONDS = 30
_MAX_MUTATIONS_OF_A_LIST = 3
_FIGURES = ("element", "elemental_mg", "compound_mg", "serving_units", "pack_units", "price",
            "currency", "discount_percent", "upc")  # fmt: skip


class Outcome(Enum):
    """What a reader makes of a mutated file."""

    RIGHT = "right"
    NAMED = "named"
    WRONG = "wrong in silence"
    RAISED = "raised"
    SLOW = "slow"


BAD_OUTCOMES = (Outcome.WRONG, Outcome.RAISED, Outcome.SLOW)


@dataclass
class Counts:
    """The outcomes by kind of file and mutation, and the first examples of the bad ones."""

    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, outcome: Outcome, example: str) -> None:
        """Count an outcome. Keep its example if it is a bad one."""
        self.outcomes.setdefault(name, Counter())[outcome] += 1
        if outcome in BAD_OUTCOMES:
            self.examples.append(f"[{name}] {outcome.value}: {example}")

    def table(self) -> str:
        """Return the counts as a table in Markdown."""
        total = sum(self.outcomes.values(), Counter[Outcome]())
        lines = [f"| mutation | {' | '.join(outcome.value for outcome in Outcome)} |"]
        lines.append("| --- |" + " ---: |" * len(Outcome))
        for name, counts in [*sorted(self.outcomes.items()), ("all", total)]:
            lines.append(f"| {name} | {' | '.join(str(counts[each]) for each in Outcome)} |")
        return "\n".join(lines)


# -- mutations of the meaning ------------------------------------------------------------------


def write_text(plain: PlainList, chance: random.Random) -> bytes:
    """Return a list as a text in one of the usual notations."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=plain.delimiter or chance.choice(",;\t"),
        lineterminator=chance.choice(("\n", "\r\n")),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    )  # fmt: skip
    writer.writerows((*plain.lines_above, plain.headers, *plain.rows))
    encoding = plain.encoding or chance.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-le"))
    try:
        return text.getvalue().encode(encoding)
    except UnicodeEncodeError:  # a sign that the old encoding does not have
        return text.getvalue().encode("utf-8")


def write_workbook(plain: PlainList, chance: random.Random) -> bytes:
    """Return a list as a workbook, with or without a sheet of notes before it."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    if chance.random() < 0.3:
        sheet.title = "Notes"
        sheet.append(["Prices of the week", "from the shop"])
        sheet = book.create_sheet("Prices")
    for row in (*plain.lines_above, plain.headers, *plain.rows):
        sheet.append([_cell_value(text) for text in row])
    first = len(plain.lines_above) + 2
    for row_number, column, value, number_format in plain.formatted_cells:
        cell = sheet.cell(first + row_number, column + 1, value)
        cell.number_format = number_format
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell_value(text: str) -> str | float | int:
    """Return a plain number as a spreadsheet keeps it."""
    try:
        number = Fraction(text) if text.isascii() and text.count("/") == 0 else None
    except ValueError:
        number = None
    if number is None or len(text) > 11 or text.strip() != text or "e" in text.lower():
        return text
    return int(number) if number.denominator == 1 else float(text)


def _read_pasted(plain: PlainList) -> ProductList:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows((plain.headers, *plain.rows))
    try:
        return read_grid(grid_of_rows(parse_block(text.getvalue())), ReadingOptions())
    except BadInput as error:
        problem = Problem.from_bad_input(error, row=None, column="", value="")
        return ProductList(problems=(problem,))


def read_in_process(path: Path) -> ProductList:
    """Read a file of text here: nothing in it can end the process."""
    return combine_batches(batches.read_batches(path))


def outcome_of(result: ProductList, meanings: Sequence[Meanings], first_row: int) -> Outcome:
    """Return whether each row has one of its right meanings, or is named."""
    rows = {row.row: row.values for row in result.products}
    named_rows = {problem.row for problem in result.problems}
    named_rows |= {row.row for row in result.incomplete}
    outcome = Outcome.RIGHT
    for number, meaning in enumerate(meanings, first_row):
        values = rows.get(number)
        if values is not None and meaning.is_met_by(values):
            continue
        if named_rows.isdisjoint((None, number)) and not _has_note(result):
            return Outcome.WRONG
        outcome = Outcome.NAMED
    return outcome


def _has_note(result: ProductList) -> bool:
    """Return whether a note counts cells of a column."""
    return any("count" in problem.parameters for problem in result.problems)


def mutate_meanings(chance: random.Random) -> tuple[PlainList, str]:
    """Return a list with one to three mutations, and their names."""
    plain = new_list(chance)
    names = []
    for _ in range(chance.randint(1, _MAX_MUTATIONS_OF_A_LIST)):
        mutation = chance.choice(MUTATIONS)
        if mutation.keys.isdisjoint(plain.touched):
            mutation.apply(plain, chance)
            plain.touched |= mutation.keys
            names.append(mutation.name)
    return plain, " + ".join(names)


def _run_meaning(counts: Counts, folder: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test repeats it
    plain, names = mutate_meanings(chance)
    first_row = len(plain.lines_above) + 2
    kind = "workbook" if plain.formatted_cells else chance.choice(("text",) * 6 + ("pasted",))
    kind = "workbook" if kind == "text" and seed % 25 == 0 else kind

    def read() -> ProductList:
        if kind == "pasted":
            return _read_pasted(plain)
        is_text = kind == "text"
        path = folder / ("list.csv" if is_text else "list.xlsx")
        path.write_bytes((write_text if is_text else write_workbook)(plain, chance))
        return read_in_process(path) if is_text else reader_process.read_products(path)

    if kind == "pasted":
        first_row = 2

    def judge(result: ProductList) -> Outcome:
        return outcome_of(result, plain.meanings, first_row)

    example = f"seed {seed}: {names}: {plain.headers} {plain.rows}"
    _run(counts, f"{kind}: {names.partition(' + ')[0]}", example, read, judge)


def _run(
    counts: Counts,
    name: str,
    example: str,
    read: Callable[[], ProductList],
    judge: Callable[[ProductList], Outcome],
) -> None:
    faulthandler.dump_traceback_later(_MAX_SECONDS * 4, exit=True)
    began = time.monotonic()
    try:
        result = read()
        outcome = judge(result)
        if outcome is Outcome.WRONG:
            values = [dict(row.values) for row in result.products]
            example = f"{example} -> {values} {[str(problem) for problem in result.problems][:3]}"
    except Exception as error:  # noqa: BLE001 - it is what is counted
        outcome, example = Outcome.RAISED, f"{example} -> {error!r}"
    if time.monotonic() - began > _MAX_SECONDS:
        outcome = Outcome.SLOW
    faulthandler.cancel_dump_traceback_later()
    counts.add(name, outcome, example)


# -- damages of the bytes ----------------------------------------------------------------------


def damage_bytes(data: bytes, chance: random.Random) -> tuple[bytes, int, int]:
    """Return the damaged bytes, and from where to where the original was changed."""
    at = chance.randrange(len(data))
    length = min(chance.choice((1, 1, 1, 2, 8, 64, 512)), len(data) - at)
    choice = chance.randrange(6)
    if choice == 0:  # a bit
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], at, at + 1
    if choice == 1:
        return data[:at] + data[at + length :], at, at + length
    if choice == 2:
        return data[:at] + chance.randbytes(length) + data[at + length :], at, at + length
    if choice == 3:
        return data[:at] + data[at : at + length] + data[at:], at, at + length
    if choice == 4:
        return data[:at], at, len(data)
    return data[:at] + chance.choice(_INSERTED) + data[at:], at, at


_INSERTED = (
    *(b'"', b",", b";", b"\t", b"\n", b"\r", b"\0", b"\xff", b"9", b".", b"-", b"{", b"}", b"["),
    *(b"\xef\xbb\xbf", b"\xc2\xa0", b"\xc2\xb2", b"null", b"1e999", b"\\", b"\xe2\x80\xae"),
    *(b"]", b"%", b"'="),
)


def _damage_in_archive(data: bytes, chance: random.Random) -> bytes:
    """Damage one file of an archive, which stays whole as an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        names = source.namelist()
        damaged = chance.choice(names)
        for name in names:
            content = source.read(name)
            if name == damaged and content:
                content, _, _ = damage_bytes(content, chance)
            archive.writestr(name, content)
    return target.getvalue()


def _damage_json(data: bytes, chance: random.Random) -> bytes:
    """Change one value of a JSON text for another one, or remove it."""
    root = json.loads(data)
    places: list[tuple[dict[str, object] | list[object], str | int]] = []

    def collect(node: object) -> None:
        pairs: Iterator[tuple[str | int, object]] = iter(())
        if isinstance(node, dict):
            pairs = iter(node.items())
        elif isinstance(node, list):
            pairs = iter(enumerate(node))
        for key, value in pairs:
            places.append((node, key))  # type: ignore[arg-type]
            collect(value)

    collect(root)
    node, key = chance.choice(places)
    if chance.random() < 0.2:
        del node[key]  # type: ignore[arg-type]
    else:
        node[key] = chance.choice(_JSON_VALUES)  # type: ignore[index]
    return json.dumps(root, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


_JSON_VALUES: tuple[object, ...] = (
    None, True, -1, 0, 1e308, float("inf"), 10**30, "", "²", "12,50", "1.000", " ", "=1+1", [], {},
    [[]], {"name": "x"}, "A" * 20_000, "\ud800",
)  # fmt: skip


def figures_of(values: Mapping[str, object]) -> tuple[object, ...]:
    """Return the name of a row and what its cost rests on."""
    return (values.get("product"), *(values.get(key) for key in _FIGURES))


def compare_other_rows(result: ProductList, original: ProductList, touched: set[int]) -> Outcome:
    """Return whether the rows that were not damaged are as before, or are named."""
    if any(problem.row is None for problem in result.problems):
        return Outcome.NAMED
    named = {problem.row or 0 for problem in result.problems}
    after = Counter(figures_of(row.values) for row in result.all_rows)
    for row in original.all_rows:
        if row.row in touched or after[figures_of(row.values)]:
            continue
        if not named and not _has_note(result):
            return Outcome.WRONG
    return Outcome.NAMED if result.problems else Outcome.RIGHT


class DamagedFiles:
    """Reads damaged copies of files of every kind."""

    def __init__(self, folder: Path, originals: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._originals = originals
        self._read: dict[str, ProductList] = {}

    def run(self, counts: Counts, seed: int) -> None:
        """Damage one of the files, and read it."""
        chance = random.Random(seed)  # noqa: S311 - a test repeats it
        name = chance.choice(list(self._originals))
        data, ending = self._originals[name], Path(name).suffix
        reads = (
            read_in_process
            if ending in {".csv", ".tsv", ".json"} or "ndc" in name
            else reader_process.read_products
        )
        start, end = 0, len(data)
        way = "bytes"
        if ending in {".xlsx", ".ods", ".zip"} and chance.random() < 0.7:
            damaged, way = _damage_in_archive(data, chance), "bytes in the archive"
        elif ending == ".json" and chance.random() < 0.5:
            damaged, way = _damage_json(data, chance), "values"
        else:
            damaged, start, end = damage_bytes(data, chance)
        path = self._folder / f"damaged-{name}"
        path.write_bytes(damaged)

        def judge(result: ProductList) -> Outcome:
            if ending not in {".csv", ".tsv"} or len(damaged) < 100:
                return Outcome.NAMED if result.problems else Outcome.RIGHT
            if name not in self._read:
                whole = self._folder / name
                whole.write_bytes(data)
                self._read[name] = reads(whole)
            lines = data[: start + 1].count(b"\n"), data[: end + 1].count(b"\n")
            touched = set(range(lines[0], lines[1] + 3))
            return compare_other_rows(result, self._read[name], touched)

        _run(counts, f"{name}: {way}", f"seed {seed}", lambda: reads(path), judge)


def original_files(*, with_spreadsheets: bool) -> dict[str, bytes]:
    """Return a file of every kind that is read, by its name."""
    chance = random.Random(1)  # noqa: S311
    plain = new_list(chance, rows=12)
    plain.delimiter, plain.encoding = ",", "utf-8"
    files = {"list.csv": write_text(plain, chance)}
    plain.delimiter = "\t"
    files["list.tsv"] = write_text(plain, chance)
    for path in sorted(REGISTERS.iterdir()):
        files[path.name] = path.read_bytes()
    files["ndc.zip"] = _ndc_archive()
    if with_spreadsheets:
        files["list.xlsx"] = write_workbook(plain, chance)
        files |= _converted(files["list.xlsx"])
    return files


def _ndc_archive() -> bytes:
    products = (
        "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\t"
        "NONPROPRIETARYNAME\tDOSAGEFORMNAME\tROUTENAME\tLABELERNAME\tSUBSTANCENAME\t"
        "ACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\n"
        "1\t0904-4239\tHUMAN OTC DRUG\tMagnesium Oxide\t\tMagnesium Oxide\tTABLET\tORAL\tMajor\t"
        "MAGNESIUM OXIDE\t400\tmg/1\n"
    )
    packages = (
        "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\n"
        "1\t0904-4239\t0904-4239-60\t100 TABLET in 1 BOTTLE (0904-4239-60)\n"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("product.txt", products)
        archive.writestr("package.txt", packages)
    return data.getvalue()


def _converted(workbook: bytes) -> dict[str, bytes]:
    """Return a workbook in the other formats, if LibreOffice is installed."""
    import shutil

    from tests.libreoffice import convert_spreadsheets

    if shutil.which("soffice") is None:
        return {}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "list.xlsx"
        path.write_bytes(workbook)
        return {
            f"list.{ending}": convert_spreadsheets([path], ending, Path(name) / ending)[
                0
            ].read_bytes()
            for ending in ("xls", "ods")
        }


# -- the command -------------------------------------------------------------------------------


def count_outcomes(
    count: int, seed: int = 0, *, with_spreadsheets: bool = True, report: bool = False
) -> Counts:
    """Read this many mutated lists, three quarters of them mutated in their meaning."""
    counts = Counts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        damaged = DamagedFiles(folder, original_files(with_spreadsheets=with_spreadsheets))
        for number in range(seed, seed + count):
            if number % 4 == 3:
                damaged.run(counts, number)
            else:
                _run_meaning(counts, folder, number)
            if report and number % 1_000 == 999:
                print(number + 1 - seed, len(counts.examples), file=sys.stderr, flush=True)  # noqa: T201
    return counts


def main() -> int:
    """Run the mutations, and print their outcomes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    counts = count_outcomes(arguments.count, arguments.seed, report=True)
    print(counts.table())  # noqa: T201
    for example in counts.examples:
        print(example)  # noqa: T201
    return 1 if counts.examples else 0


if __name__ == "__main__":
    sys.exit(main())
