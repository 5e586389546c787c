"""Signs dist/Elemental.app, packs it as a .dmg and has Apple notarise it, as far as secrets reach.

usage: .venv/bin/python packaging/macos/dmg.py

Without CODESIGN_IDENTITY the app is signed ad hoc: a user then has to allow it in System Settings.
Without NOTARY_PROFILE (made by `xcrun notarytool store-credentials`) Apple is not asked.
Written after what public projects do; no Mac has run it yet (packaging/README.md).
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
APP = ROOT / "dist" / "Elemental.app"
MAX_TRIES = 5  # hdiutil says "Resource busy" now and then


def sign(what: Path, identity: str) -> None:
    """With the hardened runtime and a time stamp where there is an identity, else ad hoc."""
    entitled = ("--entitlements", HERE / "entitlements.plist")
    how = ("--options", "runtime", "--timestamp") if identity else ()
    deep = ("--deep", *entitled) if what.suffix == ".app" else ()
    subprocess.run(
        ("codesign", "--force", *deep, *how, "--sign", identity or "-", what), check=True
    )


def notarise(what: Path, profile: str) -> None:
    """Have Apple look at it, and attach what it says."""
    asked = ("xcrun", "notarytool", "submit", what, "--keychain-profile", profile, "--wait")
    subprocess.run(asked, check=True)
    subprocess.run(("xcrun", "stapler", "staple", what), check=True)


def pack(dmg: Path) -> None:
    """An image with the app beside a link to Applications."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "Elemental"
        subprocess.run(("ditto", APP, folder / APP.name), check=True)
        (folder / "Applications").symlink_to("/Applications")
        shown = ("-volname", "Elemental", "-srcfolder", folder, "-format", "UDZO")
        for attempt in range(MAX_TRIES):
            made = subprocess.run(("hdiutil", "create", "-ov", *shown, dmg), check=False)
            if made.returncode == 0:
                return
            time.sleep(5 * (attempt + 1))
    raise OSError("hdiutil made no image")


def main() -> int:
    identity = os.environ.get("CODESIGN_IDENTITY", "")
    profile = os.environ.get("NOTARY_PROFILE", "")
    dmg = ROOT / "dist" / f"Elemental-{version('elemental')}-macos-{platform.machine()}.dmg"
    sign(APP, identity)
    pack(dmg)
    if identity:
        sign(dmg, identity)
    if identity and profile:
        notarise(dmg, profile)
    print(f"{dmg.name}: {dmg.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
