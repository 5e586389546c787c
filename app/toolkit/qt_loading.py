"""The loading of Qt for Python, without the parts that the program does not need."""

from __future__ import annotations

import builtins
import enum
import sys
from functools import cache
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set
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


def make_enumerations_quickly() -> None:
    """Let the enumerations of Qt be made as quickly as those of Python's own library.

    A first frame needs 200 of them, with 3,000 members. Qt for Python makes them as a person would,
    and Python checks each name and changes the class again and again. That takes a sixth of a
    start.
    """
    quick = getattr(enum, "_simple_enum", None)
    if quick is not None:
        ordinary = enum.EnumMeta._create_  # type: ignore[attr-defined]
        enum.EnumMeta._create_ = _creation(ordinary, quick)  # type: ignore[attr-defined]


def _creation(ordinary: Callable[..., Any], quick: Callable[..., Any]) -> Callable[..., Any]:
    @cache
    def taken_names(base: type) -> Set[str]:
        return frozenset([*dir(base), *dir(type(base))])

    def create(base: type, class_name: str, names: Any, **options: Any) -> Any:
        """Return a new enumeration. One whose names need no check is made quickly."""
        values = dict(names) if type(names) is list else {}
        is_plain = all(type(value) is int for value in values.values())
        is_free = taken_names(base).isdisjoint(values) and not any(key[0] == "_" for key in values)
        if not (is_plain and is_free and len(values) == len(names)):
            return ordinary(base, class_name, names, **options)
        made = quick(base, boundary=options["boundary"])(type(class_name, (), values))
        for name, member in made.__members__.items():
            type.__setattr__(made, name, member)  # found at once, as in a class made ordinarily
        return made

    return create
