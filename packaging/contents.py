"""What goes into the bundle, and what must not; read by elemental.spec, build.py and the tests."""

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
# The program's own file: a whole catalogue (pricing/store/exchange.py), and its names on a system.
CATALOGUE_ENDING, CATALOGUE = "elemental", "Elemental catalogue"
CATALOGUE_UTI = "io.github.elemental.catalogue"  # of macOS
CATALOGUE_MIME = "application/vnd.elemental.catalogue"  # of Linux

QT = ("Core", "Gui", "Widgets", "PrintSupport", "Svg")
# Qt's libraries that those, or the plugins below, rest on.
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

# Found by the analysis and never run: what other libraries could do beside what they do for us.
# pandas serves `pricing.calculation.dataframe` alone: the window and the command line never ask it.
EXCLUDED = (
    *("numpy.f2py", "numpy.fft", "numpy.polynomial", "numpy.random", "numpy.testing"),
    *("ssl", "_ssl", "_hashlib", "_multiprocessing", "_posixshmem"),
    *("pandas", "matplotlib", "scipy", "PIL", "lxml", "dateutil", "tzdata", "setuptools", "pip"),
    *("tkinter", "unittest", "pydoc", "doctest", "test", "lib2to3", "xmlrpc", "curses", "readline"),
    *("pytest", "hypothesis"),
    *(f"PySide6.Qt{name}" for name in ("Network", "Qml", "Quick", "Sql", "Test", "DBus", "OpenGL")),
    *("asyncio", "multiprocessing", "_tkinter"),
)
# The desktop's own: CUPS and what it rests on speak to the CUPS that runs there.
SYSTEM_LIBRARIES = (
    "libavahi", "libcom_err", "libcups", "libgmp", "libgnutls", "libgssapi", "libhogweed",
    "libidn2", "libk5crypto", "libkeyutils", "libkrb5", "libnettle", "libp11-kit", "libtasn1",
    "libunistring",
)  # fmt: skip
# Folders of PySide6; our own translations are in app/resources/languages.
UNUSED_QT_FOLDERS = frozenset(
    {"metatypes", "qml", "resources", "scripts", "translations", "typesystems"}
)


def program_names(system: str = sys.platform) -> tuple[str, str]:
    """The names of the window's program and of the command line's, without an ending."""
    return "elemental" if system == "linux" else NAME, COMMAND


def minimum_macos(wheels: Iterable[str]) -> str:
    """The oldest macOS on which all of them run, by the platform tags in their WHEEL files."""
    tags = (re.findall(r"-macosx_(\d+)_(\d+)_", each) for each in wheels)
    newest = max(((int(a), int(b)) for found in tags for a, b in found), default=(11, 0))
    return ".".join(map(str, newest))


def info_plist(minimum: str) -> dict[str, object]:
    """What macOS is told of the app, beside its name, icon and version: what it needs and opens."""
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


def belongs_in_bundle(place: str, system: str = sys.platform) -> bool:
    """Whether a file that the analysis found belongs into the bundle, by its place in it."""
    path = PurePosixPath(place.replace("\\", "/"))
    parts = path.parts
    if "plugins" in parts and "PySide6" in parts:
        plugin = "/".join(parts[parts.index("plugins") + 1 :]).split(".")[0]
        return plugin in PLUGINS[system]
    if path.name.startswith(SYSTEM_LIBRARIES) or (
        "PySide6" in parts and UNUSED_QT_FOLDERS.intersection(parts)
    ):
        return False
    return qt_part(path.name) in {"", *QT, *QT_DEPENDENCIES} and path.name != "opengl32sw.dll"


def gpl_only_files(places: Iterable[str]) -> list[str]:
    """Of some files those that belong to a part of Qt which is not under the LGPL."""
    return [
        place
        for place in places
        if any(part.lower() in PurePosixPath(place).name.lower() for part in GPL_ONLY)
    ]


def qt_part(name: str) -> str:
    """The part of Qt that a shared library or a module of PySide6 is; "" where it is none."""
    stem = name.split(".", maxsplit=1)[0]
    for start in ("libQt6", "Qt6", "Qt"):
        if stem.startswith(start):
            return stem.removeprefix(start)
    return ""
