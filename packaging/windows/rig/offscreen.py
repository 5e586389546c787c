"""Runs pytest without a screen: wine's windows come too late and unasked for tests that click.

wine keeps QT_QPA_PLATFORM from Qt where it is set outside, so it is set in here.
"""

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QPA_FONTDIR"] = r"C:\fonts"
# Offscreen, Qt takes 12 points for Windows' usual font: so they are as large as 9 are on a screen.
os.environ["QT_FONT_DPI"] = "72"
sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as `python -m pytest` has it

import pytest

sys.exit(pytest.main(sys.argv[1:]))
