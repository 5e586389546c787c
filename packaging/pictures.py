"""Makes the pictures of the window: the README's, or all of them into a folder.

Started with the project's own Python: .venv/bin/python packaging/pictures.py FOLDER
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIZES = {"": (1280, 800), "-small": (1024, 768)}
LISTED = (
    "product,brand,form,unit_kind,elemental_mg,serving_units,pack_units,price,priced_on\n"
    "Magnesium Oxide 250 mg,Nature Made,oxide,tablet,250,1,100,4.49,2026-06-26\n"
    "Magnesium Oxide Capsules,Nutricost,oxide,capsule,210,1,240,12.97,2026-06-26\n"
    "High Absorption Magnesium,Doctor's Best,lysinate glycinate,tablet,200,2,240,18.99,2026-06-26\n"
    "Magnesium Glycinate Tablets,NOW Foods,bisglycinate,tablet,200,2,180,19.59,2026-06-26\n"
    "Klean Magnesium,Klean Athlete,glycinate,capsule,120,1,90,26.50,2026-06-26\n"
)


def main(folder: Path) -> None:
    """Grab the window in each theme and size, empty and filled."""
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication, QLineEdit

    from app.startup import open_window
    from app.theme import ThemeChoice

    QLocale.setDefault(QLocale("en_US"))
    application = QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        window = open_window(Path(scratch) / "data")

        def grab(name: str) -> None:
            for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):
                window.theme.choose(theme)
                for ending, size in SIZES.items():
                    window.resize(*size)
                    for _ in range(3):
                        application.processEvents()
                    window.grab().save(str(folder / f"{name}-{theme.value}{ending}.png"))

        grab("empty")
        path = Path(scratch) / "list.csv"
        path.write_text(LISTED, "utf-8")
        window.open_files([path])
        target = window.findChild(QLineEdit, "targetEdit")
        target.setText("300")
        target.editingFinished.emit()
        grab("window")
        from PySide6.QtWidgets import QTabWidget

        window.importing.open_example()
        window.findChild(QTabWidget).setCurrentIndex(1)
        grab("example")
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
