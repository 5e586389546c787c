"""Loads the scripts of packaging/ as modules, because that folder is no package."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from tests.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = ROOT / "packaging"


def load(name: str) -> ModuleType:
    """Return the module `packaging/NAME.py`."""
    path = FOLDER / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"packaging_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
