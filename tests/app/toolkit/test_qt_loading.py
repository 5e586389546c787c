"""Qt for Python as the program loads it, beside what Python makes without any shortening."""

from __future__ import annotations

import enum
import pickle
import subprocess
import sys
import textwrap
from enum import Enum, Flag
from types import new_class
from typing import TYPE_CHECKING, Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

if TYPE_CHECKING:
    from collections.abc import Iterator


def enumerations_in(namespace: object) -> Iterator[type[Enum]]:
    """Yield the enumerations of a module of Qt, and those within its classes."""
    for found in (getattr(namespace, name) for name in dir(namespace)):
        if isinstance(found, type) and issubclass(found, Enum):
            yield found
        elif isinstance(found, type) and found.__module__.startswith("PySide6."):
            within = [value for value in vars(found).values() if isinstance(value, type)]
            yield from (value for value in within if issubclass(value, Enum))


def made_ordinarily(like: type[Enum]) -> type[Enum]:
    """Return an enumeration as the statement `class` of Python makes it."""

    def fill(namespace: dict[str, Any]) -> None:
        namespace.update({name: member.value for name, member in like.__members__.items()})

    made = new_class(like.__name__, like.__bases__, {"boundary": enum.KEEP}, fill)
    assert issubclass(made, Enum)
    return made


def behaviour(enumeration: type[Enum]) -> list[object]:
    """Return what can be seen of an enumeration and of its members."""
    members = list(enumeration.__members__.items())
    flags = []
    if issubclass(enumeration, Flag):
        first = [member.value for _, member in members[:8]]
        flags = [enumeration(one | other) for one in first for other in first]
    return [
        [(name, member.name, member.value, str(member)) for name, member in members],
        [repr(member) for member in enumeration],
        [enumeration(member.value) is getattr(enumeration, name) for name, member in members],
        [isinstance(vars(enumeration)[name], enumeration) for name, _ in members],
        [(repr(flag), flag.value, bool(flag)) for flag in flags],
        [member == member.value for _, member in members],
        [f"{member}" for _, member in members],
        (len(enumeration), repr(enumeration)),
    ]


@pytest.mark.parametrize("module", [QtCore, QtGui, QtWidgets])
def test_that_the_enumerations_of_qt_are_as_python_makes_them(module: object) -> None:
    enumerations = [each for each in enumerations_in(module) if each.__members__]
    assert len(enumerations) > 50
    for each in enumerations:
        assert behaviour(each) == behaviour(made_ordinarily(each)), each
        member = next(iter(each.__members__.values()))
        assert pickle.loads(pickle.dumps(member)) is member  # noqa: S301 - our own


def test_that_an_enumeration_with_a_name_taken_by_python_is_refused_as_ever() -> None:
    with pytest.raises(ValueError, match="mro"):
        Enum("Names", [("mro", 1)])
    with pytest.raises(TypeError, match="twice"):
        Enum("Names", [("twice", 1), ("twice", 2)])
    names: Any = Enum("names", [("name", 1)])
    assert names["name"].value == 1


def run_after_loading_qt(code: str) -> list[str]:
    """Run code in a Python that has loaded Qt as a start does, and return the lines it prints."""
    return run_python("import app.window.startup\n" + textwrap.dedent(code))


def run_python(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_that_qt_is_loaded_without_what_only_its_error_texts_need() -> None:
    lines = run_after_loading_qt(
        """
        import sys
        print("ZipFile" in vars(sys.modules["zipfile"]))
        print("mkdtemp" in vars(sys.modules["tempfile"]))
        print("pyside_type_init" in vars(sys.modules["shibokensupport.signature.parser"]))
        print("signature" in vars(sys.modules["inspect"]), "random" in sys.modules)
        """
    )
    assert lines == ["False", "False", "False", "False False"]


def test_that_type_errors_of_qt_name_the_call_and_what_it_takes() -> None:
    code = textwrap.dedent(
        """
        from PySide6.QtCore import QRect
        try:
            QRect("left", 2)
        except TypeError as error:
            print(error)
        print(QRect.contains.__doc__)
        """
    )
    lines = run_after_loading_qt(code)
    assert "PySide6.QtCore.QRect.__init__' called with wrong argument types" in lines[0]
    assert "PySide6.QtCore.QRect.__init__(str, int)" in "".join(lines)
    assert lines == run_python(code)  # as Qt for Python has them by itself


def test_that_modules_left_for_later_are_there_for_whoever_uses_them() -> None:
    lines = run_after_loading_qt(
        """
        import inspect, pydoc, tempfile, traceback
        from concurrent.futures import ThreadPoolExecutor
        import base64
        from zipfile import *
        with ThreadPoolExecutor(8) as threads:
            print(set(threads.map(lambda _: base64.b64encode(b"x"), range(64))))
        print(ZipFile.__name__, inspect.getmodule(ZipFile).__name__)
        print(traceback.format_exception_only(ValueError("no"))[0].strip())
        print(hasattr(tempfile, "missing"), tempfile.TemporaryFile.__name__)
        try:
            tempfile.missing
        except AttributeError as error:
            print(error)
        print(inspect.getsource(base64.b64encode).split("(")[0])
        """
    )
    assert lines == [
        "{b'eA=='}",
        "ZipFile zipfile",
        "ValueError: no",
        "False TemporaryFile",
        "module 'tempfile' has no attribute 'missing'",
        "def b64encode",
    ]
