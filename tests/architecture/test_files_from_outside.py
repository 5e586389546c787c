"""The main process opens no file from outside: another process reads it, within bounds.

The list below names every way in. An audit hook sees each file that the program opens itself.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.paths import EXAMPLE, REGISTERS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SPREADSHEET_LIBRARIES = {"openpyxl", "python_calamine", "xlrd"}
# It does one thing with one file, and prints the files that were opened and what was loaded.
PROGRAM = """
import json, os, sys
file, data = sys.argv[1:]
opened = []
def watch(event, arguments):
    if event in ("open", "sqlite3.connect") and file in str(arguments[0]):
        opened.append([event, str(arguments[1]) if event == "open" else ""])
sys.addaudithook(watch)
decode = json.JSONDecoder.raw_decode
def watched_decode(decoder, text, idx=0):
    if "only the file says this" in text:
        opened.append(["json", text[:100]])
    return decode(decoder, text, idx)
json.JSONDecoder.raw_decode = watched_decode
from pathlib import Path
path = Path(file)
{action}
print(json.dumps([opened, sorted(sys.modules)]))
"""
OPEN_LIST = """
from pricing.reading.reading_options import ReadingOptions
from pricing.reading.reader_process import open_list
assert open_list(path, ReadingOptions(), {}).first_rows or True
"""
COMPARE = """
from pricing.commands.main import main
main(["compare", file, "-o", os.path.join(data, "out.json")])
"""
IMPORT = """
from pricing.commands.main import main
assert main(["import", file, "--data-dir", data]) == 0
"""
UPDATE = """
from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products
from pricing.writing.workbook import update_workbook
rows = read_products(Path(EXAMPLE)).products
update_workbook(compare([row.product for row in rows], Scenario()), path)
"""
# The window opens, follows and imports lists through the same functions.
WAYS_IN = [
    (OPEN_LIST, "a.csv"),
    (OPEN_LIST, "a.xlsx"),
    (OPEN_LIST, "nadac.csv"),
    (COMPARE, "a.csv"),
    (COMPARE, "a.xlsx"),
    (IMPORT, "a.csv"),
    (IMPORT, "a.xlsx"),
    (IMPORT, "a.elemental"),
    (OPEN_LIST, "dsld.json"),
    (COMPARE, "dsld.json"),
    (IMPORT, "openfda.json"),
    (IMPORT, "dsld.zip"),
]
# Python's decoder of JSON takes any nesting and any number of keys. In the main process it decodes
# what the program itself has written, what the reader's process sends within its bounds, and the
# data of one bounded label.
PLACES_OF_JSON = {
    "app/catalogue/followed_lists.py": "our settings",
    "app/importing/recent_lists.py": "our settings",
    "app/toolkit/file_dialogs.py": "our settings",
    "app/toolkit/licences.py": "what is shipped",
    "app/table/clipboard.py": "cells that this program copied",
    "pricing/catalogue/content.py": "our data file",
    "pricing/labels/page.py": "the bounded text of one label",
    "pricing/pictures/apple.py": "the answer of our own program",
    "pricing/reading/layouts.py": "our data file",
    "pricing/reading/registers/json_stream.py": "files, in the reader's process",
    "pricing/reading/wire.py": "messages of the reader's process",
    "pricing/sharing/disk_state.py": "our data file",
    "pricing/sharing/observations.py": "one observation of the log, of at most 64 KB",
    "pricing/sharing/server.py": "our data file",
    "pricing/sharing/state.py": "our data file",
    "pricing/store/stored_values.py": "our data file",
}


def run(action: str, path: Path, data: Path) -> tuple[list[list[str]], set[str]]:
    """Return how the main process opened a file itself, and the modules that it loaded."""
    program = PROGRAM.replace("{action}", action.replace("EXAMPLE", repr(str(EXAMPLE))))
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(data)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened, modules = json.loads(done.stdout.splitlines()[-1])
    return opened, set(modules)


def write_file(folder: Path, name: str) -> Path:
    path = folder / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for line in EXAMPLE.read_text("utf-8").splitlines():
            book.active.append(line.split(","))  # type: ignore[union-attr]
        book.save(path)
    elif name == "a.csv":
        path.write_bytes(EXAMPLE.read_bytes())
    elif name.endswith(".csv"):
        path.write_bytes((REGISTERS / name).read_bytes())
    elif name.endswith(".json"):
        path.write_text(with_mark(name), "utf-8")
    elif name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("dsld.json", with_mark("dsld.json"))
    else:
        from pricing.commands.main import main

        assert main(["import", str(EXAMPLE), "--data-dir", str(folder / "other")]) == 0
        assert main(["export", str(path), "--data-dir", str(folder / "other")]) == 0
    return path


def with_mark(name: str) -> str:
    """Return a register whose every record holds a text that no reader passes on."""
    text = (REGISTERS / name).read_text("utf-8")
    marked = text.replace("{", '{"mark": "only the file says this", ')
    assert json.loads(marked)
    return marked


@pytest.mark.parametrize(("action", "name"), WAYS_IN)
def test_that_the_main_process_opens_no_file_from_outside(
    tmp_path: Path, action: str, name: str
) -> None:
    path = write_file(tmp_path, name)
    opened, modules = run(action, path, tmp_path / "data")
    assert opened == []
    assert modules & SPREADSHEET_LIBRARIES == set()


def test_that_json_is_decoded_in_known_places_alone() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("app", "pricing")
        for path in ROOT.glob(f"{room}/**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"load", "loads", "raw_decode", "JSONDecoder"}
        and ast.unparse(node.value) in {"json", "self._decoder"}
    }
    assert found == PLACES_OF_JSON.keys()


def test_that_the_main_process_reads_only_the_mark_of_a_workbook_that_it_updates(
    tmp_path: Path,
) -> None:
    path = write_file(tmp_path, "a.xlsx")
    before = path.read_bytes()
    opened, modules = run(UPDATE, path, tmp_path / "data")
    assert len(opened) <= 1, "a look at the first bytes, whether it is a database"
    assert modules & SPREADSHEET_LIBRARIES == set()
    assert path.read_bytes() != before
    assert "Assumptions" in openpyxl.load_workbook(path).sheetnames
