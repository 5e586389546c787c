"""Signs dist/Elemental.app, packs it as a .dmg, and has Apple notarize it.

usage: .venv/bin/python packaging/macos/dmg.py

Without CODESIGN_IDENTITY, the app is signed ad hoc, and users have to allow it in System Settings.
Without NOTARY_PROFILE (made by `xcrun notarytool store-credentials`), it is not notarized.
It follows what public projects do. No Mac has run it yet (packaging/README.md).
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
MAX_TRIES = 5  # hdiutil sometimes fails with "Resource busy"


def sign(path: Path, identity: str) -> None:
    """Sign with the identity, the hardened runtime and a time stamp, or else ad hoc."""
    entitlements = ("--entitlements", HERE / "entitlements.plist")
    options = ("--options", "runtime", "--timestamp") if identity else ()
    deep = ("--deep", *entitlements) if path.suffix == ".app" else ()
    subprocess.run(
        ("codesign", "--force", *deep, *options, "--sign", identity or "-", path), check=True
    )


def notarize(path: Path, profile: str) -> None:
    """Have Apple notarize the file, and attach its ticket."""
    submit = ("xcrun", "notarytool", "submit", path, "--keychain-profile", profile, "--wait")
    subprocess.run(submit, check=True)
    subprocess.run(("xcrun", "stapler", "staple", path), check=True)


def pack(dmg: Path) -> None:
    """Make an image with the app beside a link to Applications."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "Elemental"
        subprocess.run(("ditto", APP, folder / APP.name), check=True)
        (folder / "Applications").symlink_to("/Applications")
        options = ("-volname", "Elemental", "-srcfolder", folder, "-format", "UDZO")
        for attempt in range(MAX_TRIES):
            result = subprocess.run(("hdiutil", "create", "-ov", *options, dmg), check=False)
            if result.returncode == 0:
                return
            time.sleep(5 * (attempt + 1))
    raise OSError("hdiutil made no image")


def main() -> int:
    """Write the image. Return the exit status."""
    identity = os.environ.get("CODESIGN_IDENTITY", "")
    profile = os.environ.get("NOTARY_PROFILE", "")
    dmg = ROOT / "dist" / f"Elemental-{version('elemental')}-macos-{platform.machine()}.dmg"
    sign(APP, identity)
    pack(dmg)
    if identity:
        sign(dmg, identity)
    if identity and profile:
        notarize(dmg, profile)
    print(f"{dmg.name}: {dmg.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
