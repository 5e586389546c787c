"""Declares what belongs in the bundle, and decides it for each file that PyInstaller finds."""

from __future__ import annotations

import re
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME, COMMAND = "Elemental", "elemental-cli"
IDENTIFIER = "io.github.elemental.Elemental"
SUMMARY = "What a milligram of a mineral really costs"
LIST_ENDINGS = ("csv", "tsv", "xlsx")
LIST_UTIS = (
    "public.comma-separated-values-text", "public.tab-separated-values-text",
    "org.openxmlformats.spreadsheetml.sheet",
)  # fmt: skip
# The program's own kind of file is an exported catalogue (pricing/catalogue/exchange.py).
CATALOGUE_ENDING, CATALOGUE = "elemental", "Elemental catalogue"
CATALOGUE_UTI = "io.github.elemental.catalogue"  # its type on macOS
CATALOGUE_MIME = "application/vnd.elemental.catalogue"  # and on Linux

QT = ("Core", "Gui", "Widgets", "PrintSupport", "Svg")
# Parts of Qt that those parts, or the plugins below, depend on.
QT_DEPENDENCIES = ("DBus", "XcbQpa", "WaylandClient", "OpenGL")
PLUGINS = {
    "win32": (
        "platforms/qwindows", "platforms/qoffscreen", "imageformats/qjpeg", "iconengines/qsvgicon",
    ),
    "darwin": (
        "platforms/libqcocoa", "platforms/libqoffscreen", "styles/libqmacstyle",
        "imageformats/libqjpeg", "iconengines/libqsvgicon",
    ),
    "linux": (
        "platforms/libqxcb", "platforms/libqwayland", "platforms/libqoffscreen",
        "platformthemes/libqxdgdesktopportal", "printsupport/libcupsprintersupport",
        "platforminputcontexts/libcomposeplatforminputcontextplugin",
        "platforminputcontexts/libibusplatforminputcontextplugin",
        "wayland-shell-integration/libxdg-shell", "wayland-decoration-client/libbradient",
        "imageformats/libqjpeg", "iconengines/libqsvgicon",
    ),
}  # fmt: skip
# Parts of Qt that are under the GPL or a commercial licence alone.
GPL_ONLY = (
    "QtCharts", "QtDataVisualization", "QtGraphs", "QtHttpServer", "QtLottie", "QtNetworkAuth",
    "QtQuick3D", "QtQuickTimeline", "QtVirtualKeyboard", "Qt6Charts", "Qt6DataVisualization",
    "Qt6Graphs", "Qt6HttpServer", "Qt6Lottie", "Qt6NetworkAuth", "Qt6Quick3D", "Qt6QuickTimeline",
    "Qt6VirtualKeyboard", "lottievectorimage", "qtvirtualkeyboardplugin",
)  # fmt: skip

# PyInstaller finds these because other libraries can use them. The program never does. pandas is
# for `pricing.calculation.dataframe`, which neither the window nor the command line uses.
EXCLUDED = (
    *("numpy.f2py", "numpy.fft", "numpy.polynomial", "numpy.random", "numpy.testing"),
    "numpy._core._multiarray_tests",
    *("_hashlib", "_multiprocessing", "_posixshmem"),
    *("pandas", "matplotlib", "scipy", "PIL", "lxml", "dateutil", "tzdata", "setuptools", "pip"),
    *("tkinter", "unittest", "pydoc", "doctest", "test", "lib2to3", "xmlrpc", "curses", "readline"),
    *("pytest", "hypothesis"),
    *(f"PySide6.Qt{name}" for name in ("Network", "Qml", "Quick", "Sql", "Test", "DBus", "OpenGL")),
    *("multiprocessing", "_tkinter"),
)
# The desktop brings these. CUPS, D-Bus and their dependencies have to match those that run there.
SYSTEM_LIBRARIES = (
    "libavahi", "libcap.so", "libcom_err", "libcups", "libdbus", "libgcrypt", "libgmp", "libgnutls",
    "libgpg-error", "libgssapi", "libhogweed", "libidn2", "libk5crypto", "libkeyutils", "libkrb5",
    "liblz4", "libnettle", "libp11-kit", "libsystemd", "libtasn1", "libunistring",
)  # fmt: skip
# Except where a wheel brings its own, under names that no system has.
WHEELS_WITH_LIBRARIES = ("psycopg_binary",)
# Folders of PySide6. Our own translations are in app/resources/languages.
UNUSED_QT_FOLDERS = frozenset(
    {"metatypes", "qml", "resources", "scripts", "translations", "typesystems"}
)


def program_names(system: str = sys.platform) -> tuple[str, str]:
    """Return the names of the window's program and of the command line's, without an ending."""
    return "elemental" if system == "linux" else NAME, COMMAND


def minimum_macos(wheels: Iterable[str]) -> str:
    """Return the oldest macOS on which all wheels run, by the tags in their WHEEL files."""
    versions = [
        (int(major), int(minor))
        for wheel in wheels
        for major, minor in re.findall(r"-macosx_(\d+)_(\d+)_", wheel)
    ]
    return ".".join(map(str, max(versions, default=(11, 0))))


def info_plist(minimum: str) -> dict[str, object]:
    """Return the app's Info.plist, without its name, icon and version."""
    return {
        "CFBundleDisplayName": NAME,
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": minimum,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": "MIT licence",
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": CATALOGUE_UTI,
                "UTTypeDescription": CATALOGUE,
                "UTTypeConformsTo": ["public.database"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [CATALOGUE_ENDING],
                    "public.mime-type": [CATALOGUE_MIME],
                },
            }
        ],
        "CFBundleDocumentTypes": [
            _document_type(CATALOGUE, "Owner", CATALOGUE_UTI),
            _document_type("Product list", "Alternate", *LIST_UTIS),
        ],
    }


def _document_type(name: str, rank: str, *kinds: str) -> dict[str, object]:
    return {
        "CFBundleTypeName": name, "CFBundleTypeRole": "Editor", "LSHandlerRank": rank,
        "LSItemContentTypes": list(kinds),
    }  # fmt: skip


def belongs_in_bundle(bundle_path: str, system: str = sys.platform) -> bool:
    """Return whether a file belongs in the bundle, by its path in it."""
    path = PurePosixPath(bundle_path.replace("\\", "/"))
    parts = path.parts
    if "plugins" in parts and "PySide6" in parts:
        plugin = "/".join(parts[parts.index("plugins") + 1 :]).split(".")[0]
        return plugin in PLUGINS[system]
    if parts[0].startswith(WHEELS_WITH_LIBRARIES):
        return True
    if path.name.startswith(SYSTEM_LIBRARIES) or (
        "PySide6" in parts and UNUSED_QT_FOLDERS.intersection(parts)
    ):
        return False
    return qt_part(path.name) in {"", *QT, *QT_DEPENDENCIES} and path.name != "opengl32sw.dll"


def gpl_only_files(paths: Iterable[str]) -> list[str]:
    """Return the files that belong to a part of Qt that is not under the LGPL."""
    return [
        path
        for path in paths
        if any(part.lower() in PurePosixPath(path).name.lower() for part in GPL_ONLY)
    ]


def qt_part(name: str) -> str:
    """Return the part of Qt that a shared library or PySide6 module is, or "" for others."""
    stem = name.split(".", maxsplit=1)[0]
    for prefix in ("libQt6", "Qt6", "Qt"):
        if stem.startswith(prefix):
            return stem.removeprefix(prefix)
    return ""
