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

# What a person can take of several minerals.
SEVERAL_MINERALS_LIST = (
    "product,element,unit_kind,elemental_mg,pack_units,price,currency,other_minerals\n"
    'Calcium Magnesium Zinc,Mg,tablet,100,250,24.99,USD,"calcium 333 mg, zinc 5 mg"\n'
    'Multivitamin with Minerals,Mg,tablet,50,300,13.60,USD,"calcium 200 mg, zinc 11 mg"\n'
    "Zinc Gluconate 25 mg,Zn,tablet,25,120,8.40,USD,\n"
    "Magnesium Oxide 250 mg,Mg,tablet,250,100,4.49,USD,\n"
    "High Absorption Magnesium,Mg,tablet,100,240,18.99,USD,\n"
    "Calcium 600 mg,Ca,tablet,600,150,8.99,USD,\n"
)
REGIMEN_TARGETS = (("Mg", 300_000), ("Ca", 1_000_000), ("Zn", 10_000))  # in micrograms
# The row of each product, what is taken of it in thousandths of a unit, and when.
REGIMEN_TAKES = ((0, 2_000, "with meals"), (2, 1_000, "at bedtime"))


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


def take_regimen_picture(taker: pictures.PictureTaker, folder: Path) -> None:
    """Save a picture of what is taken of several minerals, and of the cheapest regimen."""
    from dataclasses import replace

    from PySide6.QtWidgets import QTabBar

    from pricing.model.changes import change_scenario

    taker.open(folder / "several")
    window = taker.window
    window.theme.choose("light")
    window.resize(1280, 800)
    path = folder / "several.csv"
    path.write_text(SEVERAL_MINERALS_LIST, "utf-8")
    window.open_files([path])
    taker.wait_for_lists()
    session = window.session
    ids = {entry.values["product"]: entry.id for entry in session.entries}
    names = [line.partition(",")[0] for line in SEVERAL_MINERALS_LIST.splitlines()[1:]]
    takes = tuple((ids[names[row]], units, when) for row, units, when in REGIMEN_TAKES)
    scenario = session.scenario
    regimen = replace(scenario, regimen_targets=REGIMEN_TARGETS, regimen_takes=takes)
    session.apply(change_scenario(scenario, regimen, "regimen"))
    tabs = window.findChild(QTabBar, "viewTabs")
    (tab,) = [at for at in range(tabs.count()) if tabs.tabText(at) == "Regimen"]
    tabs.setCurrentIndex(tab)
    taker.wait(pictures.LOADING_MS)
    take_picture(taker, "regimen")
    window.close()


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
        taker.wait_for_lists()
        take_picture(taker, "import")
        take_picture(taker, "handout", "printAction")
        taker.window.close()
        take_regimen_picture(taker, scratch)
    shutil.copy(FOLDER / "window.png", DOCS)


if __name__ == "__main__":
    main()
