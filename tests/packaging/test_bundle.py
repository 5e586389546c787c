"""What goes into the bundle: by the recipe's own rules, asked of what is really installed."""

from __future__ import annotations

import ast
import os
import plistlib
import re
import shutil
import struct
import subprocess
import sys
from importlib.metadata import distribution, files, requires
from pathlib import Path

import pytest
from defusedxml import ElementTree

from pricing.catalogue.exchange import CATALOGUE_SUFFIX
from tests.packaging.loading import load
from tests.paths import ROOT

contents = load("contents")
icons = load("icons")


def of_qt() -> list[str]:
    return [str(each) for each in files("PySide6-Essentials") or ()]


def test_that_qts_wheel_brings_something_under_the_gpl_alone_and_it_is_kept_out() -> None:
    forbidden = contents.gpl_only_files(of_qt())
    assert forbidden
    assert not [
        each for each in forbidden if contents.belongs_in_bundle(each) and ".pyi" not in each
    ]


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
def test_that_a_part_under_the_gpl_alone_is_known_and_refused_on_every_system(
    place, system
) -> None:
    assert contents.gpl_only_files([place.replace("\\", "/")])
    assert not contents.belongs_in_bundle(place, system)


@pytest.mark.skipif(sys.platform not in contents.PLUGINS, reason="no recipe for this system")
def test_that_every_plugin_of_the_recipe_exists() -> None:
    stems = {each.split(".")[0] for each in of_qt() if "/plugins/" in each}
    for plugin in contents.PLUGINS[sys.platform]:
        assert any(stem.endswith(f"/plugins/{plugin}") for stem in stems), plugin


class Running(ast.NodeTransformer):
    """Takes out what only the type checker reads."""

    def visit_If(self, node: ast.If) -> ast.If | None:
        is_for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_for_types else self.generic_visit(node)


def imported() -> set[str]:
    """Every module that app and pricing load when they run, but for what goes with pandas."""
    found = set()
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("pricing/**/*.py")]:
        if path.name == "dataframe.py":
            continue
        for node in ast.walk(Running().visit(ast.parse(path.read_text("utf-8")))):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_that_nothing_the_program_imports_is_left_out_of_the_bundle() -> None:
    used = imported()
    assert not used & set(contents.EXCLUDED)
    qt = {each.split(".")[1] for each in used if each.startswith("PySide6.")}
    assert qt == {f"Qt{name}" for name in contents.QT}


def test_that_every_licence_that_is_owed_is_written(tmp_path: Path) -> None:
    load("licences").write_licences(tmp_path / "licences", [])
    texts = {each.stem: each.read_text("utf-8") for each in (tmp_path / "licences").iterdir()}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-3.0"]
    assert "GNU GENERAL PUBLIC LICENSE" in texts["GPL-3.0"]
    assert texts["Elemental"] == (ROOT / "LICENSE").read_text("utf-8")
    assert distribution("PySide6-Essentials").version in texts["Qt"]
    assert "Bootloader Exception" in texts["pyinstaller"]
    dependencies = {re.split(r"[^\w-]", each)[0] for each in requires("elemental")}
    assert "Microsoft Visual C++" not in texts  # of which nothing is brought along here
    shown = {name.casefold() for name in texts} | {"pyside6-essentials"}
    assert {each.casefold() for each in dependencies} - shown == {"pandas"}  # left out


@pytest.mark.parametrize(
    ("place", "owner"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "Qt"),
        ("PySide6\\Qt6Core.dll", "Qt"),
        ("shiboken6/Shiboken.abi3.so", "Qt"),
        ("PySide6/Qt/lib/libicudata.so.73", "ICU"),
        ("PySide6/MSVCP140.dll", "Microsoft Visual C++"),
        ("VCRUNTIME140.dll", "Microsoft Visual C++"),
        ("numpy.libs/libscipy_openblas64_.so", "numpy"),
        ("numpy/.dylibs/libgfortran.5.dylib", "numpy"),
        ("python_calamine/_python_calamine.pyd", "python-calamine"),
        ("python3.11/lib-dynload/_json.so", "Python"),
        ("libpython3.11.so.1.0", "Python"),
    ],
)
def test_that_a_library_is_known_by_who_brought_it(place, owner) -> None:
    assert load("licences").licence_name(place, "/nowhere/" + place) == owner


def test_that_a_library_of_pythons_own_build_is_pythons(tmp_path: Path) -> None:
    source = str(Path(sys.base_prefix, "DLLs"))
    assert load("licences").licence_name("sqlite3.dll", source) == "Python"


def test_that_a_library_without_a_text_is_found_out(tmp_path: Path) -> None:
    licences = load("licences")
    for name in ("libknown.so.1", "libnameless.so", "stray.cpython-311.pyd", "notes.txt"):
        (tmp_path / name).touch()
    inside = tmp_path / "QtCore.framework" / "Versions" / "A" / "QtCore"  # as macOS has them
    inside.parent.mkdir(parents=True)
    inside.touch()
    record = [
        {"place": "libknown.so.1", "owner": "known"},
        {
            "place": "libnameless.so",
            "owner": licences.licence_name("libnameless.so", "/nowhere/it"),
        },
    ]
    lacking = licences.libraries_without_text(tmp_path, record, {"known"})
    assert sorted(lacking) == ["QtCore", "libnameless.so", "stray.cpython-311.pyd"]
    assert "libknown.so.1" in licences.libraries_without_text(tmp_path, record[:1], set())


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="packages of Debian")
def test_that_a_library_of_the_system_comes_with_its_packages_text_and_those_it_refers_to(
    tmp_path: Path,
) -> None:
    library = next(Path("/usr/lib").glob("*/libglib-2.0.so.0"))
    licences = load("licences")
    owner = licences.licence_name(library.name, str(library))
    licences.write_licences(tmp_path / "licences", [{"owner": owner, "path": str(library)}])
    texts = {each.stem: each.read_text("utf-8") for each in (tmp_path / "licences").iterdir()}
    assert f"apt-get source {owner}=" in texts[owner]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-2.1"]


def test_that_the_windows_icon_holds_every_size() -> None:
    data = icons.ico()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, len(icons.WINDOWS_SIZES))
    for at, size in enumerate(icons.WINDOWS_SIZES):
        side, *_, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * at)
        assert side == size % 256
        header = data[place : place + length]
        assert header.startswith(b"\x89PNG" if size == 256 else struct.pack("<I", 40))
        assert len(header) == length


def test_that_the_apple_icon_is_whole() -> None:
    data = icons.icns()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    at, names = 8, set()
    while at < len(data):
        names.add(data[at : at + 4].decode())
        at += struct.unpack_from(">I", data, at + 4)[0]
    assert at == len(data)
    assert names == {*icons.APPLE_BARE, *icons.APPLE_PNG}


@pytest.mark.skipif(sys.platform != "linux", reason="the menus of Linux")
def test_that_a_user_gets_the_program_into_the_menu_and_out_again(tmp_path: Path) -> None:
    folder = tmp_path / 'a "folder" 100% & $more'
    folder.mkdir()
    load("linux/archive").write_share(folder / "share")
    shutil.copy(ROOT / "packaging/linux/install.sh", folder)
    (folder / "elemental").write_text('#!/bin/sh\necho "started with $1"\n')
    (folder / "elemental").chmod(0o755)
    home = tmp_path / "home"
    settings = {**os.environ, "XDG_DATA_HOME": str(home)}
    subprocess.run([folder / "install.sh"], env=settings, check=True, capture_output=True)
    (entry,) = home.glob("applications/*.desktop")
    (line,) = [each for each in entry.read_text("utf-8").splitlines() if "Exec=" in each]
    value = line.removeprefix("Exec=").replace("\\\\", "\\")  # a string value's own escapes
    command = value.removesuffix(" %F").replace("%%", "%")  # then those of a shell's quotation
    done = subprocess.run(["/bin/sh", "-c", f"{command} x.csv"], capture_output=True, check=True)
    assert done.stdout == b"started with x.csv\n"
    assert list(home.glob("mime/packages/*.xml"))
    assert len(list(home.glob("icons/hicolor/*/apps/*.png"))) == len(icons.LINUX_SIZES)
    subprocess.run([folder / "install.sh", "uninstall"], env=settings, check=True)
    left = [each for each in home.rglob("*") if each.is_file()]  # but for the desktop's own lists
    assert not [each for each in left if b"lemental" in each.read_bytes() + each.name.encode()]


@pytest.mark.parametrize(
    ("tool", "pattern"),
    [
        (("appstreamcli", "validate", "--no-net"), "metainfo/*.xml"),
        (("desktop-file-validate",), "applications/*.desktop"),
    ],
)
def test_that_what_a_menu_reads_is_valid(tmp_path: Path, tool, pattern) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    load("linux/archive").write_share(tmp_path / "share")
    (path,) = (tmp_path / "share").glob(pattern)
    done = subprocess.run([*tool, path], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="no shared-mime-info")
def test_that_linux_knows_the_program_s_own_kind_of_file(tmp_path: Path) -> None:
    load("linux/archive").write_share(tmp_path / "share")
    tool = shutil.which("update-mime-database") or ""
    subprocess.run([tool, tmp_path / "share" / "mime"], capture_output=True, check=True)
    globs = (tmp_path / "share" / "mime" / "globs2").read_text("utf-8")
    assert f":{contents.CATALOGUE_MIME}:*{CATALOGUE_SUFFIX}\n" in globs
    (entry,) = (tmp_path / "share").glob("applications/*.desktop")
    (kinds,) = re.findall(r"^MimeType=(.*)$", entry.read_text("utf-8"), re.MULTILINE)
    assert contents.CATALOGUE_MIME in kinds.split(";")


def test_that_macos_is_told_of_the_system_it_needs_and_of_what_the_app_opens() -> None:
    wheels = ("Tag: cp310-abi3-macosx_13_0_universal2", "Tag: py3-none-any",
              "Tag: cp314-cp314-macosx_11_0_arm64\nTag: cp314-cp314-macosx_14_0_arm64")  # fmt: skip
    told = plistlib.loads(plistlib.dumps(contents.info_plist(contents.minimum_macos(wheels))))
    (ours,) = told["UTExportedTypeDeclarations"]
    assert ours["UTTypeTagSpecification"]["public.filename-extension"] == [
        CATALOGUE_SUFFIX.lstrip(".")
    ]
    ranks = {
        kind: each["LSHandlerRank"]
        for each in told["CFBundleDocumentTypes"]
        for kind in each["LSItemContentTypes"]
    }
    assert ranks.pop(ours["UTTypeIdentifier"]) == "Owner"
    assert set(ranks.values()) == {"Alternate"}  # lists are taken from no other program
    assert len(ranks) == len(contents.LIST_ENDINGS)
    assert told["LSApplicationCategoryType"].startswith("public.app-category.")
    assert told["LSMinimumSystemVersion"] == "14.0"


def test_that_both_installers_of_windows_associate_the_program_s_own_ending(tmp_path: Path) -> None:
    written = {"nsis": (ROOT / "packaging/windows/elemental.nsi").read_text("utf-8")}
    (tmp_path / "Elemental.exe").touch()
    written["msi"] = load("windows/installers").wxs_text(tmp_path, tmp_path, "1.2.3")
    for name, text in written.items():
        assert rf"Software\Classes\{CATALOGUE_SUFFIX}" in text, name
        for ending in (*contents.LIST_ENDINGS, CATALOGUE_SUFFIX.lstrip(".")):
            assert f'".{ending}"' in text, (name, ending)
    assert ElementTree.fromstring(written["msi"]) is not None
