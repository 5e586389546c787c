"""Report exceptions of the methods that Qt calls, and give Qt an answer all the same.

Qt for Python hands such an exception to whoever made Qt call the method. That may be a line of
Python that has just written a change and still has to show it. An exception while painting also
leaves the painter open, and the program dies when the widget is painted again.
"""

from __future__ import annotations

import sys
from functools import wraps
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QModelIndex, QSize, QSizeF, Qt
from PySide6.QtGui import QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ClassT = TypeVar("ClassT", bound=type)

# What Qt gets from a method that failed. Methods that are not named here return nothing.
FALLBACKS: Mapping[str, Callable[[], object]] = {
    "columnCount": int,
    "event": bool,
    "eventFilter": bool,
    "flags": lambda: Qt.ItemFlag.NoItemFlags,
    "hasHeightForWidth": bool,
    "heightForWidth": lambda: -1,
    "intrinsicSize": QSizeF,
    "mimeTypes": list,
    "minimumSizeHint": QSize,
    "moveCursor": QModelIndex,
    "pixmap": QPixmap,
    "rowCount": int,
    "setData": bool,
    "sizeHint": QSize,
}


def reports_exceptions(qt_class: ClassT) -> ClassT:
    """Make the methods of a class that Qt calls report their exceptions, and return the class."""
    for name, method in list(overridden_methods(qt_class)):
        setattr(qt_class, name, _reporting(name, method))
    return qt_class


def overridden_methods(qt_class: type) -> Iterator[tuple[str, FunctionType]]:
    """Yield the methods that a class itself defines in place of methods of Qt."""
    qt_bases = [base for base in qt_class.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in vars(qt_class).items():
        is_qt_name = not name.startswith("__") and any(name in vars(base) for base in qt_bases)
        if is_qt_name and isinstance(method, FunctionType):
            yield name, method


def has_reporting(method: object) -> bool:
    """Return whether a method reports its exceptions."""
    return hasattr(method, "__wrapped__")


def _reporting(name: str, method: FunctionType) -> Callable[..., object]:
    @wraps(method)
    def call(*arguments: Any, **named: Any) -> object:
        try:
            return method(*arguments, **named)
        except Exception:  # noqa: BLE001 - the hook shows every bug in one way
            sys.excepthook(*sys.exc_info())
            return FALLBACKS.get(name, lambda: None)()

    return call
