"""What goes into the bundle: by the recipe's own rules, asked of what is really installed."""

from __future__ import annotations

import ast
import importlib.util
import struct
import sys
from importlib.metadata import distribution, files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name: str):
    place = ROOT / "packaging" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contents = load("contents")
icons = load("icons")


def of_qt() -> list[str]:
    return [str(each) for each in files("PySide6-Essentials") or ()]


def test_that_qts_wheel_brings_something_under_the_gpl_alone_and_it_is_kept_out():
    forbidden = contents.gpl_only(of_qt())
    assert forbidden
    assert not [each for each in forbidden if contents.is_wanted(each) and ".pyi" not in each]


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6/Qt6Charts.dll",
        "PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll",
        "PySide6/Qt/lib/QtGraphs.framework/Versions/A/QtGraphs",
        "PySide6/QtDataVisualization.pyd",
    ],
)
@pytest.mark.parametrize("system", sorted(contents.PLUGINS))
def test_that_a_part_under_the_gpl_alone_is_known_and_refused_on_every_system(place, system):
    assert contents.gpl_only([place.replace("\\", "/")])
    assert not contents.is_wanted(place, system)


@pytest.mark.skipif(sys.platform not in contents.PLUGINS, reason="no recipe for this system")
def test_that_every_plugin_of_the_recipe_exists():
    stems = {each.split(".")[0] for each in of_qt() if "/plugins/" in each}
    for plugin in contents.PLUGINS[sys.platform]:
        assert any(stem.endswith(f"/plugins/{plugin}") for stem in stems), plugin


def imported() -> set[str]:
    """Every module that app and pricing name in an import, but for what is left out with numpy."""
    found = set()
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("pricing/**/*.py")]:
        if path.name == "arrays.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_that_nothing_the_program_imports_is_left_out_of_the_bundle():
    used = imported()
    assert not used & set(contents.EXCLUDED)
    qt = {each.split(".")[1] for each in used if each.startswith("PySide6.")}
    assert qt == {f"Qt{name}" for name in contents.QT}


def test_that_every_bundled_distribution_is_installed():
    for name in contents.DISTRIBUTIONS:
        assert distribution(name).version


def test_that_the_windows_icon_holds_every_size():
    data = icons.ico()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, len(icons.WINDOWS_SIZES))
    for at, size in enumerate(icons.WINDOWS_SIZES):
        side, *_, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * at)
        assert side == size % 256
        header = data[place : place + length]
        assert header.startswith(b"\x89PNG" if size == 256 else struct.pack("<I", 40))
        assert len(header) == length


def test_that_the_apple_icon_is_whole():
    data = icons.icns()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    at, names = 8, set()
    while at < len(data):
        names.add(data[at : at + 4].decode())
        at += struct.unpack_from(">I", data, at + 4)[0]
    assert at == len(data)
    assert names == {*icons.APPLE_BARE, *icons.APPLE_PNG}
