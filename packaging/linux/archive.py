"""Packs dist/Elemental as dist/elemental-VERSION-linux-MACHINE.tar.xz, with its menu entry."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bundle_contents
import icons

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def file_time() -> int:
    """Return the time for the files in the archive: that of the commit if it is given, else now."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def write_share(folder: Path) -> None:
    """Write the .desktop file, the AppStream description, the MIME type and the icons."""
    day = time.strftime("%Y-%m-%d", time.gmtime(file_time()))
    template = (HERE / f"{bundle_contents.IDENTIFIER}.metainfo.xml").read_text("utf-8")
    text = template.replace("@VERSION@", version("elemental")).replace("@DATE@", day)
    metainfo = folder / "metainfo" / f"{bundle_contents.IDENTIFIER}.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(text, "utf-8")
    applications = folder / "applications"
    applications.mkdir()
    shutil.copy(HERE / f"{bundle_contents.IDENTIFIER}.desktop", applications)
    mime = folder / "mime" / "packages"
    mime.mkdir(parents=True)
    shutil.copy(
        HERE / f"{bundle_contents.IDENTIFIER}.mime.xml", mime / f"{bundle_contents.IDENTIFIER}.xml"
    )
    for size in icons.LINUX_SIZES:
        apps = folder / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        apps.mkdir(parents=True)
        (apps / f"{bundle_contents.IDENTIFIER}.png").write_bytes(icons.icon_png(size))


def _without_owner(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Remove the user who packed the file, and set its time."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = file_time()
    return info


def main() -> int:
    """Write the archive. Return the exit status."""
    bundle = ROOT / "dist" / bundle_contents.NAME
    name = f"elemental-{version('elemental')}-linux-{platform.machine()}"
    folder = ROOT / "build" / "linux" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bundle, folder, symlinks=True)
    write_share(folder / "share")
    shutil.copy(HERE / "install.sh", folder)
    archive = ROOT / "dist" / f"{name}.tar.xz"
    with tarfile.open(archive, "w:xz") as packed:
        for path in [folder, *sorted(folder.rglob("*"))]:
            packed.add(
                path, path.relative_to(folder.parent), recursive=False, filter=_without_owner
            )
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
