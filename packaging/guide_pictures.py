"""Makes the guide's pictures anew: .venv/bin/python packaging/guide_pictures.py."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pictures

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide"


def take_picture(grabbed: pictures.PictureTaker, name: str, action: str = "") -> None:
    """The window, or the dialog that an action opens."""
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QDialog

    if action:
        grabbed.window.findChild(QAction, action).trigger()
    grabbed.process_events()
    dialogs = [each for each in grabbed.window.findChildren(QDialog) if each.isVisible()]
    grabbed.save(dialogs[0] if dialogs else grabbed.window, name)
    for dialog in dialogs:
        dialog.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    grabbed = pictures.PictureTaker(FOLDER, "1")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        grabbed.open(place / "data")
        grabbed.window.theme.choose("light")
        grabbed.window.resize(1280, 800)
        pictures.open_comparison(grabbed, place)
        take_picture(grabbed, "window")
        foreign = place / "Preisliste.csv"
        foreign.write_text(pictures.FOREIGN_LIST, "utf-8")
        grabbed.window.import_controller.open_files([foreign], always_ask=True)
        take_picture(grabbed, "import")
        take_picture(grabbed, "handout", "printAction")
        grabbed.window.close()


if __name__ == "__main__":
    main()
