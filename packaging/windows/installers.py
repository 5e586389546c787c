"""Makes the setup program, the MSI and the portable zip of dist/Elemental.

usage: python packaging/windows/installers.py BUNDLE OUT [STUB | msi [RELEASE]]

It runs on Windows or Debian. With "msi" it makes only the MSI, which needs Debian's wixl. RELEASE
gives the MSI another version, to try an upgrade. STUB amd64-unicode makes a setup program for
systems without 32-bit programs, such as the rig.
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

import bundle_contents
import icons

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RELEASE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
UPGRADE_CODE = "6F0F7A52-57E4-4B0B-9A0C-3D5B2E6E1F6B"  # the same for every MSI of Elemental
SUPPORTED_TYPES_KEY = r"Software\Classes\Applications\Elemental.exe\SupportedTypes"
PORTABLE_NOTE = "While this folder exists, Elemental keeps its data in it.\n"


def make_setup(bundle: Path, out: Path, stub: str) -> Path:
    """Make the setup program and return its path."""
    setup = out / f"Elemental-{RELEASE}-setup.exe"
    icon_folder = ROOT / "build" / "icons"
    icons.write_icons(icon_folder)
    values = {
        "VERSION": RELEASE, "SOURCE": bundle, "SLASH": os.sep,
        "ICON": icon_folder / "elemental.ico", "PICTURE": icon_folder / "setup.bmp",
        "LICENCE": ROOT / "LICENSE", "OUT": setup, **({"TARGET": stub} if stub else {}),
    }  # fmt: skip
    defines = [f"-D{name}={value}" for name, value in values.items()]
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    subprocess.run((makensis, "-V2", *defines, HERE / "elemental.nsi"), check=True)
    return setup


def make_portable_zip(bundle: Path, out: Path) -> Path:
    """Make a zip whose program keeps its data beside it, and return its path."""
    archive = out / f"Elemental-{RELEASE}-windows-portable.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zip_file:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            zip_file.write(path, Path("Elemental") / path.relative_to(bundle))
        zip_file.writestr("Elemental/data/about this folder.txt", PORTABLE_NOTE)
    return archive


def make_msi(bundle: Path, out: Path, release: str = RELEASE) -> Path:
    """Make a package for managed machines, for all users, and return its path."""
    package = out / f"Elemental-{release}-x64.msi"
    source = out / "elemental.wxs"
    source.write_text(wxs_text(bundle, out, release), "utf-8")
    subprocess.run(
        ("wixl", "-D", "Win64=yes", "-a", "x64", "-o", package.name, source.name),
        cwd=out, check=True,
    )  # fmt: skip
    source.unlink()
    return package


def wxs_text(bundle: Path, out: Path, release: str) -> str:
    """Return the input of wixl: a component for each file, with its path relative to `out`."""
    count = 0
    components: list[str] = []

    def folder_xml(folder: Path) -> str:
        nonlocal count
        lines = []
        for path in sorted(folder.iterdir()):
            count += 1
            if path.is_dir():
                name = quoteattr(path.name)
                lines.append(f'<Directory Id="d{count}" Name={name}>{folder_xml(path)}</Directory>')
                continue
            key = "program" if path.name == f"{bundle_contents.NAME}.exe" else f"f{count}"
            source = quoteattr(os.path.relpath(path, out))
            lines.append(
                f'<Component Id="c{count}" Guid="*" Win64="yes">'
                f'<File Id="{key}" Source={source} Name={quoteattr(path.name)} KeyPath="yes"/>'
                "</Component>"
            )
            components.append(f'<ComponentRef Id="c{count}"/>')
        return "".join(lines)

    tree = folder_xml(bundle)
    template = (HERE / "elemental.wxs").read_text("utf-8")
    list_types = "".join(
        f'<RegistryValue Root="HKLM" Key="{SUPPORTED_TYPES_KEY}" Name=".{ending}" '
        f'Type="string" Value=""/>'
        for ending in (*bundle_contents.LIST_ENDINGS, bundle_contents.CATALOGUE_ENDING)
    )
    values = {
        "@LISTS@": list_types, "@VERSION@": release, "@UPGRADES@": UPGRADE_CODE, "@TREE@": tree,
        "@COMPONENTS@": "".join(components),
    }  # fmt: skip
    for name, text in values.items():
        template = template.replace(name, text)
    return template


def main(arguments: list[str]) -> int:
    """Make the packages that are asked for. Return the exit status."""
    bundle, out = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    stub = arguments[2] if arguments[2:] else ""
    if stub == "msi":
        packages = [make_msi(bundle, out, *arguments[3:])]
    else:
        packages = [make_setup(bundle, out, stub), make_portable_zip(bundle, out)]
    for path in packages:
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
