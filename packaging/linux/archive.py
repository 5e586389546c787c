"""Packs dist/Elemental as dist/elemental-VERSION-linux-MACHINE.tar.xz, with what a menu needs."""

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

import contents
import icons

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def file_time() -> int:
    """The time that files in the archive have: the commit's, where the release says it."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def write_share(folder: Path) -> None:
    """The .desktop file, the AppStream description, our own kind of file, and the icons."""
    day = time.strftime("%Y-%m-%d", time.gmtime(file_time()))
    described = (HERE / f"{contents.IDENTIFIER}.metainfo.xml").read_text("utf-8")
    filled = described.replace("@VERSION@", version("elemental")).replace("@DATE@", day)
    metainfo = folder / "metainfo" / f"{contents.IDENTIFIER}.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(filled, "utf-8")
    applications = folder / "applications"
    applications.mkdir()
    shutil.copy(HERE / f"{contents.IDENTIFIER}.desktop", applications)
    kinds = folder / "mime" / "packages"
    kinds.mkdir(parents=True)
    shutil.copy(HERE / f"{contents.IDENTIFIER}.mime.xml", kinds / f"{contents.IDENTIFIER}.xml")
    for size in icons.LINUX_SIZES:
        place = folder / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        (place / f"{contents.IDENTIFIER}.png").write_bytes(icons.icon_png(size))


def _without_owner(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of the user who packed it."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = file_time()
    return info


def main() -> int:
    bundle = ROOT / "dist" / contents.NAME
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
