"""Makes the installer, the MSI and the portable zip of dist/Elemental, on Windows or on Debian.

usage: python packaging/windows/installers.py BUNDLE OUT [STUB | msi [RELEASE]]

"msi" makes that alone, on Debian, where wixl is; RELEASE is another version than this one, to try
an upgrade with. STUB amd64-unicode makes an installer that runs where no 32-bit programs do, as in
the rig.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import contents
import icons

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RELEASE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
UPGRADE_CODE = "6F0F7A52-57E4-4B0B-9A0C-3D5B2E6E1F6B"  # what every MSI of Elemental has in common
SUPPORTED_TYPES_KEY = r"Software\Classes\Applications\Elemental.exe\SupportedTypes"
PORTABLE_NOTE = "Elemental keeps its data in this folder as long as it is here.\n"


def make_setup(bundle: Path, out: Path, stub: str) -> Path:
    """The installer."""
    made = out / f"Elemental-{RELEASE}-setup.exe"
    drawn = ROOT / "build" / "icons"
    icons.write_icons(drawn)
    known = {
        "VERSION": RELEASE, "SOURCE": bundle, "SLASH": os.sep, "ICON": drawn / "elemental.ico",
        "PICTURE": drawn / "setup.bmp",
        "LICENCE": ROOT / "LICENSE", "OUT": made, **({"TARGET": stub} if stub else {}),
    }  # fmt: skip
    defined = [f"-D{name}={value}" for name, value in known.items()]
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    subprocess.run((makensis, "-V2", *defined, HERE / "elemental.nsi"), check=True)
    return made


def make_portable_zip(bundle: Path, out: Path) -> Path:
    """A zip whose program keeps its data beside it."""
    made = out / f"Elemental-{RELEASE}-windows-portable.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(each for each in bundle.rglob("*") if each.is_file()):
            packed.write(path, Path("Elemental") / path.relative_to(bundle))
        packed.writestr("Elemental/data/about this folder.txt", PORTABLE_NOTE)
    return made


def make_msi(bundle: Path, out: Path, release: str = RELEASE) -> Path:
    """A package for managed machines, for all users."""
    made = out / f"Elemental-{release}-x64.msi"
    described = out / "elemental.wxs"
    described.write_text(wxs_text(bundle, out, release), "utf-8")
    subprocess.run(
        ("wixl", "-D", "Win64=yes", "-a", "x64", "-o", made.name, described.name),
        cwd=out, check=True,
    )  # fmt: skip
    described.unlink()
    return made


def wxs_text(bundle: Path, out: Path, release: str) -> str:
    """What wixl reads: a component for each file; it takes sources by relative paths alone."""
    count = 0
    components: list[str] = []

    def listed(folder: Path) -> str:
        nonlocal count
        lines = []
        for path in sorted(folder.iterdir()):
            count += 1
            if path.is_dir():
                name = quoteattr(path.name)
                lines.append(f'<Directory Id="d{count}" Name={name}>{listed(path)}</Directory>')
                continue
            key = "program" if path.name == f"{contents.NAME}.exe" else f"f{count}"
            source = quoteattr(os.path.relpath(path, out))
            lines.append(
                f'<Component Id="c{count}" Guid="*" Win64="yes">'
                f'<File Id="{key}" Source={source} Name={quoteattr(path.name)} KeyPath="yes"/>'
                "</Component>"
            )
            components.append(f'<ComponentRef Id="c{count}"/>')
        return "".join(lines)

    tree = listed(bundle)
    template = (HERE / "elemental.wxs").read_text("utf-8")
    lists = "".join(
        f'<RegistryValue Root="HKLM" Key="{SUPPORTED_TYPES_KEY}" Name=".{ending}" '
        f'Type="string" Value=""/>'
        for ending in (*contents.LIST_ENDINGS, contents.CATALOGUE_ENDING)
    )
    filled = {
        "@LISTS@": lists, "@VERSION@": release, "@UPGRADES@": UPGRADE_CODE, "@TREE@": tree,
        "@COMPONENTS@": "".join(components),
    }  # fmt: skip
    for name, text in filled.items():
        template = template.replace(name, text)
    return template


def main(arguments: list[str]) -> int:
    bundle, out = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    stub = arguments[2] if arguments[2:] else ""
    if stub == "msi":
        made = [make_msi(bundle, out, *arguments[3:])]
    else:
        made = [make_setup(bundle, out, stub), make_portable_zip(bundle, out)]
    for path in made:
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
