"""The loading of Qt for Python, without the parts that the program does not need."""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class _EmptyStubWriter:
    """Finds an empty module in place of the one that writes the type stubs of Qt for Python.

    Only those who build Qt for Python write them. Yet each process loads the module, with argparse,
    logging and two of the largest patterns, which takes a tenth of the start of a bare window.
    """

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == "shibokensupport.signature.lib.pyi_generator":
            return ModuleSpec(name, None, is_package=True)
        return None


_EMPTY_STUB_WRITER = _EmptyStubWriter()


def leave_out_stub_writer() -> None:
    """Let the first import of Qt for Python not load what writes its type stubs."""
    sys.meta_path.insert(0, _EMPTY_STUB_WRITER)


def use_plain_import() -> None:
    """Restore Python's own import, once Qt for Python is loaded.

    Qt for Python replaces it to look for `from __feature__ import`. For that it reads the source of
    every module imported later and keeps it in memory. Nothing here uses that feature.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    if _EMPTY_STUB_WRITER in sys.meta_path:
        sys.meta_path.remove(_EMPTY_STUB_WRITER)
