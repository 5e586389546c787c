"""The shape of the project: its rooms, its lock files, and what may be loaded when."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.paths import ROOT


def test_that_packaging_is_a_folder_and_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_that_a_lock_names_no_host_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)


def test_that_the_engine_needs_neither_qt_nor_anything_heavy_to_load() -> None:
    code = """
        import importlib, pkgutil, sys
        class NoQt:
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] in {"PySide6", "shiboken6", "app"}:
                    raise ImportError(name)
        sys.meta_path.insert(0, NoQt())
        import pricing
        for module in pkgutil.walk_packages(pricing.__path__, "pricing."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        heavy = {"pandas", "numpy", "openpyxl", "python_calamine", "xlrd", "xlsxwriter"}
        heavy &= set(sys.modules)
        sys.exit(str(heavy) if heavy else 0)
    """
    import textwrap

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# These read a table that is held already.
HARMLESS_READERS = {"read_grid", "read_if_unambiguous"}
READER = ROOT / "pricing" / "commands" / "worker.py"
# They read catalogues and workbooks of others, and only the reader may call them.
READERS_ONLY = {"merged_workbook", "read_catalogue_file"}


def test_that_files_from_outside_are_read_by_another_process_alone() -> None:
    strays = []
    for folder in ("app", "pricing"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.is_relative_to(ROOT / "pricing" / "reading") or path == READER:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                    "pricing.reading."
                ):
                    names = {name.name for name in node.names if name.name.startswith("read_")}
                    if node.module != "pricing.reading.reader_process" and names - HARMLESS_READERS:
                        strays.append(f"{path.name}: {node.module}")
                if isinstance(node, ast.ImportFrom) and READERS_ONLY & {
                    name.name for name in node.names
                }:
                    strays.append(f"{path.name}: {node.module}")
    assert strays == []
