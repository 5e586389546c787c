"""The scripts of packaging/ as modules: they are no package."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from tests.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = ROOT / "packaging"


def load(name: str) -> ModuleType:
    place = FOLDER / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"packaging_{place.stem}", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
