"""The loading of Qt for Python, without the parts that the program does not need."""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from app.toolkit.qt_enumerations import make_enumerations_quickly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.abc import Loader


# Only those who build Qt for Python write its type stubs, with argparse, logging and two of the
# largest patterns.
STUB_WRITER = "shibokensupport.signature.lib.pyi_generator"
# Adapts the names of Qt to the style of Python for modules that ask for it, as none does here. To
# know who asks, it reads the source of each module that is loaded.
STYLE_CHOICE = "shibokensupport.feature"
# What Qt for Python loads for its support modules inside a zip archive, for signatures, and for the
# texts of errors. A start needs none of them.
LATER_MODULES = (
    *("base64", "inspect", "tempfile", "traceback", "zipfile"),
    *("shibokensupport.signature.errorhandler", "shibokensupport.signature.layout"),
    *("shibokensupport.signature.lib.enum_sig", "shibokensupport.signature.lib.tool"),
    "shibokensupport.signature.parser",
)
_LOADING = RLock()


class _LaterModule(ModuleType):
    """A module that is loaded when something of it is first asked for, in whatever thread."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)  # the import system looks at these before it loads a module
        with _LOADING:
            loader = vars(self).pop("_own_loader", None)
            if loader is not None:
                loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]
        try:
            return vars(self)[name]
        except KeyError:
            text = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(text) from None


class _ChangedLoader:
    """Loads a module in another way. It knows of it what the module's own loader knows."""

    def __init__(self, own: Loader) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


class _LaterLoader(_ChangedLoader):
    """Makes a module without loading it."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LaterModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["_own_loader"] = self._own


class _StyleChoiceLoader(_ChangedLoader):
    """Lets no module have another style, whatever its source says."""

    def exec_module(self, module: ModuleType) -> None:
        self._own.exec_module(module)
        vars(module)["_mod_uses_pyside"] = lambda _module: False


_CHANGED_LOADERS: Mapping[str, type[_ChangedLoader]] = {
    **dict.fromkeys(LATER_MODULES, _LaterLoader),
    STYLE_CHOICE: _StyleChoiceLoader,
}


class _LightModules:
    """Finds modules that Qt for Python loads into each process and that a start does not need."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == STUB_WRITER:
            return ModuleSpec(name, None, is_package=True)
        loader = _CHANGED_LOADERS.get(name)
        spec = PathFinder.find_spec(name, path) if loader is not None else None
        if loader is not None and spec is not None and spec.loader is not None:
            spec.loader = cast("Loader", loader(spec.loader))
        return spec


_LIGHT_MODULES = _LightModules()


def expect_qt() -> None:
    """Let the first import of Qt for Python load little, and make its enumerations quickly."""
    sys.meta_path.insert(0, _LIGHT_MODULES)
    make_enumerations_quickly()


def load_qt() -> None:
    """Load Qt for Python, and then import again as Python does.

    Qt for Python replaces the import to look for `from __feature__ import`. For that it reads the
    source of every module imported later and keeps it in memory. Nothing here uses that feature.
    """
    import PySide6.QtCore  # noqa: F401 - what it does to the import is undone here

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    if _LIGHT_MODULES in sys.meta_path:
        sys.meta_path.remove(_LIGHT_MODULES)
