"""Makes the pictures of the guide, and the one of the README.

usage: .venv/bin/python packaging/guide_pictures.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pictures

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "guide"
# A list of a foreign shop: most headers are known, and the rows become products.
FOREIGN_LIST = (
    "Art.-Nr.;Bezeichnung;Verbindung;Magnesium elementar (mg);Stück;Preis in EUR;Lager\n"
    "4711;Magnesium 400 Tabletten;Oxid;400;100;8,95;7\n"
    "4712;Magnesiumcitrat Kapseln;Citrat;150;120;12,90;12\n"
    "4713;Magnesium Bisglycinat;Bisglycinat;100;120;19,90;3\n"
    "4714;Magnesium 300 Direkt;Oxid;viel;60;4,90;3\n"
)


def take_picture(taker: pictures.PictureTaker, name: str, action: str = "") -> None:
    """Save a picture of the open dialog, or of the window if there is none.

    An action can open the dialog first. It is closed in the end.
    """
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QDialog

    if action:
        taker.window.findChild(QAction, action).trigger()
    taker.process_events()
    dialogs = [dialog for dialog in taker.window.findChildren(QDialog) if dialog.isVisible()]
    taker.save(dialogs[0] if dialogs else taker.window, name)
    for dialog in dialogs:
        dialog.close()


def main() -> None:
    """Take the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    taker = pictures.PictureTaker(FOLDER, "1")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        taker.open(scratch / "data")
        taker.window.theme.choose("light")
        taker.window.resize(1280, 800)
        pictures.open_comparison(taker, scratch)
        take_picture(taker, "window")
        foreign_list = scratch / "Preisliste.csv"
        foreign_list.write_text(FOREIGN_LIST, "utf-8")
        taker.window.import_controller.open_files([foreign_list], always_ask=True)
        take_picture(taker, "import")
        take_picture(taker, "handout", "printAction")
        taker.window.close()
    shutil.copy(FOLDER / "window.png", DOCS)


if __name__ == "__main__":
    main()
