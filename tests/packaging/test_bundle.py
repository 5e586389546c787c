"""The contents of the bundle, by the rules of its recipe and the installed packages."""

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
from packaging.requirements import Requirement

from pricing.catalogue.exchange import CATALOGUE_SUFFIX
from tests.packaging.loading import load
from tests.paths import ROOT

bundle_contents = load("bundle_contents")
icons = load("icons")


def qt_files() -> list[str]:
    return [str(path) for path in files("PySide6-Essentials") or ()]


def test_that_the_gpl_only_parts_of_the_qt_wheel_are_left_out() -> None:
    gpl_only = bundle_contents.gpl_only_files(qt_files())
    assert gpl_only
    assert not [
        path for path in gpl_only if bundle_contents.belongs_in_bundle(path) and ".pyi" not in path
    ]


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6/Qt6Charts.dll",
        "PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll",
        "PySide6/Qt/lib/QtGraphs.framework/Versions/A/QtGraphs",
        "PySide6/QtDataVisualization.pyd",
    ],
)
@pytest.mark.parametrize("system", sorted(bundle_contents.PLUGINS))
def test_that_gpl_only_parts_are_left_out_on_every_system(path: str, system: str) -> None:
    assert bundle_contents.gpl_only_files([path.replace("\\", "/")])
    assert not bundle_contents.belongs_in_bundle(path, system)


@pytest.mark.parametrize("library", ["libcups.so.2", "libdbus-1.so.3", "libsystemd.so.0"])
def test_that_libraries_of_the_desktop_are_left_to_it(library: str) -> None:
    assert not bundle_contents.belongs_in_bundle(library, "linux")
    assert bundle_contents.belongs_in_bundle("psycopg_binary.libs/libkrb5-f18b4d11.so.3.3", "linux")


@pytest.mark.skipif(sys.platform not in bundle_contents.PLUGINS, reason="no recipe for this system")
def test_that_every_plugin_of_the_recipe_exists() -> None:
    stems = {path.split(".")[0] for path in qt_files() if "/plugins/" in path}
    for plugin in bundle_contents.PLUGINS[sys.platform]:
        assert any(stem.endswith(f"/plugins/{plugin}") for stem in stems), plugin


class TypeCheckingRemover(ast.NodeTransformer):
    """Removes the code that only the type checker reads."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        is_for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_for_types else self.generic_visit(node)


def imported_modules(*left_out: str) -> set[str]:
    """Return the modules that app and pricing import, without the files of pricing left out."""
    names: set[str] = set()
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("pricing/**/*.py")]:
        if path.relative_to(ROOT).as_posix() in left_out:
            continue
        for node in ast.walk(TypeCheckingRemover().visit(ast.parse(path.read_text("utf-8")))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_that_the_bundle_has_everything_that_the_program_imports() -> None:
    pandas_interfaces = ("pricing/calculation/dataframe.py", "pricing/notebook/frame.py")
    imported = imported_modules(*pandas_interfaces)
    assert not imported & set(bundle_contents.EXCLUDED)
    qt = {name.split(".")[1] for name in imported if name.startswith("PySide6.")}
    assert qt == {f"Qt{name}" for name in bundle_contents.QT}


def licence_texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in folder.iterdir()}


def test_that_every_required_licence_is_written(tmp_path: Path) -> None:
    load("licences").write_licences(tmp_path / "licences", [])
    texts = licence_texts(tmp_path / "licences")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-3.0"]
    assert "GNU GENERAL PUBLIC LICENSE" in texts["GPL-3.0"]
    assert texts["Elemental"] == (ROOT / "LICENSE").read_text("utf-8")
    assert distribution("PySide6-Essentials").version in texts["Qt"]
    assert "Bootloader Exception" in texts["pyinstaller"]
    required = map(Requirement, requires("elemental") or ())
    dependencies = {
        one.name
        for one in required
        if one.marker is None or one.marker.evaluate({"extra": ""})  # needed on this system
    }
    assert "Microsoft Visual C++" not in texts  # this system's bundle has none of it
    covered = {name.casefold() for name in texts} | {"pyside6-essentials"}
    assert {name.casefold() for name in dependencies} - covered == {"pandas"}  # not bundled


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "Qt"),
        ("PySide6\\Qt6Core.dll", "Qt"),
        ("shiboken6/Shiboken.abi3.so", "Qt"),
        ("PySide6/Qt/lib/libicudata.so.73", "ICU"),
        ("PySide6/MSVCP140.dll", "Microsoft Visual C++"),
        ("VCRUNTIME140.dll", "Microsoft Visual C++"),
        ("numpy.libs/libscipy_openblas64_.so", "numpy"),
        ("numpy/.dylibs/libgfortran.5.dylib", "numpy"),
        ("psycopg_binary.libs/libpq-e9b5c9ac.so.5.18", "psycopg-binary"),
        ("python_calamine/_python_calamine.pyd", "python-calamine"),
        ("python3.11/lib-dynload/_json.so", "Python"),
        ("libpython3.11.so.1.0", "Python"),
    ],
)
def test_that_a_library_has_the_licence_of_its_origin(path: str, owner: str) -> None:
    assert load("licences").licence_name(path, "/nowhere/" + path) == owner


def test_that_a_library_from_the_python_installation_has_its_licence() -> None:
    source = str(Path(sys.base_prefix, "DLLs"))
    assert load("licences").licence_name("sqlite3.dll", source) == "Python"


def test_that_a_library_without_a_licence_text_is_reported(tmp_path: Path) -> None:
    licences = load("licences")
    for name in ("libknown.so.1", "libnameless.so", "stray.cpython-311.pyd", "notes.txt"):
        (tmp_path / name).touch()
    framework = tmp_path / "QtCore.framework" / "Versions" / "A" / "QtCore"  # as on macOS
    framework.parent.mkdir(parents=True)
    framework.touch()
    record = [
        {"place": "libknown.so.1", "owner": "known"},
        {
            "place": "libnameless.so",
            "owner": licences.licence_name("libnameless.so", "/nowhere/it"),
        },
    ]
    missing = licences.libraries_without_text(tmp_path, record, {"known"})
    assert sorted(missing) == ["QtCore", "libnameless.so", "stray.cpython-311.pyd"]
    assert "libknown.so.1" in licences.libraries_without_text(tmp_path, record[:1], set())


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="packages of Debian")
def test_that_a_system_library_brings_the_licences_of_its_package(
    tmp_path: Path,
) -> None:
    library = next(Path("/usr/lib").glob("*/libglib-2.0.so.0"))
    licences = load("licences")
    owner = licences.licence_name(library.name, str(library))
    licences.write_licences(tmp_path / "licences", [{"owner": owner, "path": str(library)}])
    texts = licence_texts(tmp_path / "licences")
    assert f"apt-get source {owner}=" in texts[owner]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-2.1"]


def test_that_the_windows_icon_has_every_size() -> None:
    data = icons.ico()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, len(icons.WINDOWS_SIZES))
    for number, size in enumerate(icons.WINDOWS_SIZES):
        side, *_, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert side == size % 256
        header = data[offset : offset + length]
        assert header.startswith(b"\x89PNG" if size == 256 else struct.pack("<I", 40))
        assert len(header) == length


def test_that_the_apple_icon_is_complete() -> None:
    data = icons.icns()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    offset, names = 8, set()
    while offset < len(data):
        names.add(data[offset : offset + 4].decode())
        offset += struct.unpack_from(">I", data, offset + 4)[0]
    assert offset == len(data)
    assert names == {*icons.APPLE_PACKED, *icons.APPLE_PNG}


@pytest.mark.skipif(sys.platform != "linux", reason="the menus of Linux")
def test_that_the_program_is_added_to_the_menu_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / 'a "folder" 100% & $more'
    folder.mkdir()
    load("linux/archive").write_share(folder / "share")
    shutil.copy(ROOT / "packaging/linux/install.sh", folder)
    (folder / "elemental").write_text('#!/bin/sh\necho "started with $1"\n')
    (folder / "elemental").chmod(0o755)
    home = tmp_path / "home"
    environment = {**os.environ, "XDG_DATA_HOME": str(home)}
    subprocess.run([folder / "install.sh"], env=environment, check=True, capture_output=True)
    (entry,) = home.glob("applications/*.desktop")
    (line,) = [line for line in entry.read_text("utf-8").splitlines() if "Exec=" in line]
    value = line.removeprefix("Exec=").replace("\\\\", "\\")  # the escapes of a string value
    command = value.removesuffix(" %F").replace("%%", "%")  # then those of quotation marks
    result = subprocess.run(["/bin/sh", "-c", f"{command} x.csv"], capture_output=True, check=True)
    assert result.stdout == b"started with x.csv\n"
    assert list(home.glob("mime/packages/*.xml"))
    assert len(list(home.glob("icons/hicolor/*/apps/*.png"))) == len(icons.LINUX_SIZES)
    subprocess.run([folder / "install.sh", "uninstall"], env=environment, check=True)
    remaining = [path for path in home.rglob("*") if path.is_file()]  # the desktop's own lists
    assert not [path for path in remaining if b"lemental" in path.read_bytes() + path.name.encode()]


@pytest.mark.parametrize(
    ("tool", "pattern"),
    [
        (("appstreamcli", "validate", "--no-net"), "metainfo/*.xml"),
        (("desktop-file-validate",), "applications/*.desktop"),
    ],
)
def test_that_the_menu_files_are_valid(tmp_path: Path, tool: tuple[str, ...], pattern: str) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    load("linux/archive").write_share(tmp_path / "share")
    (path,) = (tmp_path / "share").glob(pattern)
    result = subprocess.run([*tool, path], capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="no shared-mime-info")
def test_that_linux_associates_the_catalogue_file_with_the_program(tmp_path: Path) -> None:
    load("linux/archive").write_share(tmp_path / "share")
    tool = shutil.which("update-mime-database") or ""
    subprocess.run([tool, tmp_path / "share" / "mime"], capture_output=True, check=True)
    globs = (tmp_path / "share" / "mime" / "globs2").read_text("utf-8")
    assert f":{bundle_contents.CATALOGUE_MIME}:*{CATALOGUE_SUFFIX}\n" in globs
    (entry,) = (tmp_path / "share").glob("applications/*.desktop")
    (mime_types,) = re.findall(r"^MimeType=(.*)$", entry.read_text("utf-8"), re.MULTILINE)
    assert bundle_contents.CATALOGUE_MIME in mime_types.split(";")


def test_that_the_macos_app_states_its_system_and_file_types() -> None:
    wheels = ("Tag: cp310-abi3-macosx_13_0_universal2", "Tag: py3-none-any",
              "Tag: cp314-cp314-macosx_11_0_arm64\nTag: cp314-cp314-macosx_14_0_arm64")  # fmt: skip
    info = plistlib.loads(
        plistlib.dumps(bundle_contents.info_plist(bundle_contents.minimum_macos(wheels)))
    )
    (catalogue_type,) = info["UTExportedTypeDeclarations"]
    assert catalogue_type["UTTypeTagSpecification"]["public.filename-extension"] == [
        CATALOGUE_SUFFIX.lstrip(".")
    ]
    ranks = {
        uti: document_type["LSHandlerRank"]
        for document_type in info["CFBundleDocumentTypes"]
        for uti in document_type["LSItemContentTypes"]
    }
    assert ranks.pop(catalogue_type["UTTypeIdentifier"]) == "Owner"
    assert set(ranks.values()) == {"Alternate"}  # lists stay with other programs
    assert len(ranks) == len(bundle_contents.LIST_ENDINGS)
    assert info["LSApplicationCategoryType"].startswith("public.app-category.")
    assert info["LSMinimumSystemVersion"] == "14.0"


def test_that_both_windows_installers_associate_the_catalogue_file(tmp_path: Path) -> None:
    texts = {"nsis": (ROOT / "packaging/windows/elemental.nsi").read_text("utf-8")}
    (tmp_path / "Elemental.exe").touch()
    texts["msi"] = load("windows/installers").wxs_text(tmp_path, tmp_path, "1.2.3")
    for name, text in texts.items():
        assert rf"Software\Classes\{CATALOGUE_SUFFIX}" in text, name
        for ending in (*bundle_contents.LIST_ENDINGS, CATALOGUE_SUFFIX.lstrip(".")):
            assert f'".{ending}"' in text, (name, ending)
    assert ElementTree.fromstring(texts["msi"]) is not None
