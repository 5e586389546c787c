"""Paths of the project and of the tests' own files."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHIPPED_DATA = ROOT / "pricing" / "data"
EXAMPLE = SHIPPED_DATA / "example.csv"
REGISTERS = ROOT / "tests" / "pricing" / "reading" / "registers" / "files"
# The offscreen platform's own screen is smaller than the first window.
OFFSCREEN = f"offscreen:configfile={ROOT / 'tests' / 'offscreen_screen.json'}"
CATALOGUE_VERSION_1 = ROOT / "tests" / "pricing" / "catalogue" / "versions" / "version-1.sqlite3"
