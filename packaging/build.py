"""Makes the bundle: dist/Elemental, a folder to be started as it is.

usage: .venv/bin/python packaging/build.py [--smoke] [--compare]

--smoke starts the bundle's own trial; --compare measures its start against the unbundled program.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distribution
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import contents
import icons
import licences
import manners
import sbom

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
BUNDLE = DIST / contents.NAME
LIBRARIES = BUILD / "libraries.json"  # made by the recipe
METADATA = ("METADATA", "entry_points.txt")  # without RECORD and the paths of this machine
LARGEST_MB = {"linux": 190, "win32": 130, "darwin": 190}
MAX_START_RATIO = 1.2  # times the unbundled start
START_COUNT = 7


class UnfitBundle(Exception):
    """A sentence: why the bundle is not fit to be given to anybody."""


def program_paths() -> tuple[Path, Path]:
    """The window's program, and the command line's."""
    folder, ending = BUNDLE, ".exe" if sys.platform == "win32" else ""
    if sys.platform == "darwin":
        folder = DIST / f"{contents.NAME}.app" / "Contents" / "MacOS"
    window, command = contents.program_names()
    return folder / (window + ending), folder / (command + ending)


def write_build_inputs() -> None:
    """What the recipe takes: icons, and the metadata that entry points are read from."""
    icons.write_icons(BUILD / "icons")
    folder = BUILD / "metadata"
    folder.mkdir(parents=True, exist_ok=True)
    for name in METADATA:
        (folder / name).write_text(distribution("elemental").read_text(name) or "", "utf-8")


def run_pyinstaller() -> None:
    """Run PyInstaller."""
    shutil.rmtree(DIST, ignore_errors=True)
    recipe = ROOT / "packaging" / "elemental.spec"
    places = ("--distpath", DIST, "--workpath", BUILD / "work")
    options = ("--noconfirm", "--log-level", "ERROR", *places)
    subprocess.run((sys.executable, "-m", "PyInstaller", *options, recipe), cwd=ROOT, check=True)


def folder_megabytes(folder: Path) -> float:
    """What the folder takes on disk, in 10^6 bytes; links count as nothing."""
    files = (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink())
    return sum(each.stat().st_size for each in files) / 1e6


def check_licences() -> None:
    """No part of Qt that is under the GPL alone, and every text that is owed."""
    files = [each.relative_to(BUNDLE).as_posix() for each in BUNDLE.rglob("*")]
    found = contents.gpl_only_files(files)
    if found:
        raise UnfitBundle(f"under the GPL alone, so it must not be bundled: {', '.join(found)}")
    inside = BUNDLE / "_internal"
    texts = {each.stem for each in (inside / "licences").glob("*.txt")}
    if lacking := licences.libraries_without_text(
        inside, json.loads(LIBRARIES.read_text("utf-8")), texts
    ):
        raise UnfitBundle(f"no licence text is in the bundle for {', '.join(lacking)}")


def check_runtime() -> None:
    """Windows' Python needs Visual C++'s library beside it; a machine need not have its own."""
    if os.name == "nt" and not (BUNDLE / "_internal" / "VCRUNTIME140.dll").exists():
        raise UnfitBundle(
            "VCRUNTIME140.dll is not in the bundle: it starts only where it is installed"
        )


def check_size() -> None:
    size, most = folder_megabytes(BUNDLE), LARGEST_MB[sys.platform]
    print(f"{BUNDLE.relative_to(ROOT)}: {size:.1f} MB (at most {most})")
    if size > most:
        raise UnfitBundle(f"the bundle has {size:.1f} MB, more than {most}")


def child_environment() -> dict[str, str]:
    """Nothing of this Python, and no display needed."""
    python = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    kept = {name: text for name, text in os.environ.items() if name not in python}
    return {"QT_QPA_PLATFORM": "offscreen", **kept} if sys.platform == "linux" else kept


def run_smoke_test(*program: str | Path) -> float:
    """Start the program's own trial; the seconds from its start to its painted window."""
    with (
        tempfile.TemporaryDirectory(prefix="elemental ü ") as folder,
        tempfile.TemporaryDirectory() as elsewhere,
    ):
        surroundings = child_environment()
        if sys.platform == "linux":  # the others tell a program of its folders in other ways
            surroundings |= manners.isolated_homes(Path(elsewhere))
        began = time.time()
        done = subprocess.run(
            (*program, "--smoke", folder), cwd=folder, env=surroundings, check=False, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if found := manners.written_files(Path(elsewhere)):
            raise UnfitBundle(f"{program[0]} --smoke wrote elsewhere: {', '.join(found)}")
        report = Path(folder) / "smoke.txt"
        said = (
            report.read_text("utf-8") if report.exists() else done.stdout.decode(errors="replace")
        )
        if done.returncode != 0 or said.splitlines()[-1:] != ["ok"]:
            raise UnfitBundle(f"{program[0]} --smoke ended with {done.returncode}:\n{said}")
        painted = next(line for line in said.splitlines() if line.startswith("painted "))
        return float(painted.split()[1]) - began


def check_network() -> None:
    """Nothing is asked of a network; where nobody can watch, that is said."""
    with tempfile.TemporaryDirectory() as folder:
        found = manners.network_calls(
            program_paths()[0],
            "--smoke",
            folder,
            scratch=Path(folder),
            environment=child_environment(),
        )
    if found:
        raise UnfitBundle(f"it spoke to a network: {'; '.join(found[:3])}")
    print("network: " + ("could not be watched here" if found is None else "never asked"))


def check_command() -> None:
    """The command line works out of the bundle, to a handout by the entry point."""
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (("example", "list.csv"), ("compare", "list.csv", "-o", "handout.pdf")):
            subprocess.run(
                (program_paths()[1], *arguments), cwd=folder, env=child_environment(), check=True,
                timeout=120,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        if not (Path(folder) / "handout.pdf").read_bytes().startswith(b"%PDF-"):
            raise UnfitBundle("the command line wrote no handout")


def compare_start_times() -> None:
    """The start of the bundle and of the program as it lies here, one after the other, warm."""
    ours: list[float] = []
    plain: list[float] = []
    with contextlib.chdir(ROOT):
        unbundled = (sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv.pop(1));"
                     "from app.__main__ import main; sys.exit(main())", ROOT)  # fmt: skip
        for _ in range(START_COUNT):
            ours.append(run_smoke_test(program_paths()[0]))
            plain.append(run_smoke_test(*unbundled))
    ratio = statistics.median(ours[1:]) / statistics.median(plain[1:])
    print(
        f"start to first paint: bundled {statistics.median(ours[1:]):.3f} s, unbundled "
        f"{statistics.median(plain[1:]):.3f} s, ratio {ratio:.2f} (at most {MAX_START_RATIO})"
    )
    if ratio > MAX_START_RATIO:
        raise UnfitBundle(f"the bundle starts {ratio:.2f} times as slowly")


def main(arguments: list[str]) -> int:
    """Make the bundle and try it; 1 where it is unfit."""
    try:
        write_build_inputs()
        run_pyinstaller()
        check_licences()
        check_runtime()
        check_size()
        sbom.write_bill()
        if "--smoke" in arguments:
            run_smoke_test(program_paths()[0])
            check_network()
            check_command()
            print("the bundle's own trial: ok")
        if "--compare" in arguments:
            compare_start_times()
    except UnfitBundle as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
