"""The unpacked support modules of PySide6, used in a Python of their own."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QPoint, QRect, Qt, Signal, QObject
from PySide6.QtWidgets import QWidget
import shibokensupport.signature.loader
print(shibokensupport.signature.loader.__file__)
try:
    QRect("left", 2)
except TypeError as error:
    print(error)
try:
    QPoint(1, 2).setX("text")
except TypeError as error:
    print(error)
"""


def output() -> list[str]:
    command = [sys.executable, "-c", PROGRAM]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    return result.stdout.splitlines()


def test_that_the_unpacked_modules_are_used() -> None:
    assert "files.dir" in output()[0]


def test_that_qts_type_errors_name_the_call_and_what_it_takes() -> None:
    text = "\n".join(output()[1:])
    assert "'PySide6.QtCore.QRect.__init__' called with wrong argument types" in text
    assert "PySide6.QtCore.QRect.__init__(str, int)" in text
    assert "PySide6.QtCore.QRect.__init__(topleft: PySide6.QtCore.QPoint," in text
    assert "PySide6.QtCore.QPoint.setX(x: int, /)" in text
