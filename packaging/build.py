"""Makes and checks the bundle: dist/Elemental, a folder that can be started as it is.

usage: .venv/bin/python packaging/build.py [--smoke] [--compare]

--smoke runs the bundle's smoke test. --compare measures its start against the unbundled program.
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

import bundle_contents
import icons
import licences
import sbom
import side_effects

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
BUNDLE = DIST / bundle_contents.NAME
LIBRARIES = BUILD / "libraries.json"  # written by elemental.spec
METADATA = ("METADATA", "entry_points.txt")  # RECORD has paths of this machine
MAX_MEGABYTES = {"linux": 190, "win32": 130, "darwin": 190}
MAX_START_RATIO = 1.2  # bundled to unbundled
START_COUNT = 7


class UnfitBundle(Exception):
    """A sentence that tells why the bundle must not be shipped."""


def program_paths() -> tuple[Path, Path]:
    """Return the paths of the window's program and of the command line's."""
    folder, ending = BUNDLE, ".exe" if sys.platform == "win32" else ""
    if sys.platform == "darwin":
        folder = DIST / f"{bundle_contents.NAME}.app" / "Contents" / "MacOS"
    window, command = bundle_contents.program_names()
    return folder / (window + ending), folder / (command + ending)


def write_build_inputs() -> None:
    """Write what elemental.spec needs: the icons, and the metadata with the entry points."""
    icons.write_icons(BUILD / "icons")
    folder = BUILD / "metadata"
    folder.mkdir(parents=True, exist_ok=True)
    for name in METADATA:
        (folder / name).write_text(distribution("elemental").read_text(name) or "", "utf-8")


def run_pyinstaller() -> None:
    """Run PyInstaller."""
    shutil.rmtree(DIST, ignore_errors=True)
    spec = ROOT / "packaging" / "elemental.spec"
    folders = ("--distpath", DIST, "--workpath", BUILD / "work")
    options = ("--noconfirm", "--log-level", "ERROR", *folders)
    subprocess.run((sys.executable, "-m", "PyInstaller", *options, spec), cwd=ROOT, check=True)


def folder_megabytes(folder: Path) -> float:
    """Return the folder's size on disk in 10^6 bytes, without links."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def check_licences() -> None:
    """Check that nothing is under the GPL alone, and that every library has a licence text."""
    files = [path.relative_to(BUNDLE).as_posix() for path in BUNDLE.rglob("*")]
    if gpl_only := bundle_contents.gpl_only_files(files):
        raise UnfitBundle(f"The bundle has parts under the GPL alone: {', '.join(gpl_only)}")
    internal = BUNDLE / "_internal"
    texts = {path.stem for path in (internal / "licences").glob("*.txt")}
    record = json.loads(LIBRARIES.read_text("utf-8"))
    if missing := licences.libraries_without_text(internal, record, texts):
        raise UnfitBundle(f"The bundle has no licence text for {', '.join(missing)}")


def check_runtime() -> None:
    """Check that Windows' Python has the Visual C++ library that a machine may lack."""
    if os.name == "nt" and not (BUNDLE / "_internal" / "VCRUNTIME140.dll").exists():
        raise UnfitBundle(
            "VCRUNTIME140.dll is not in the bundle, so it starts only where that is installed"
        )


def check_size() -> None:
    """Check and print the bundle's size."""
    size, limit = folder_megabytes(BUNDLE), MAX_MEGABYTES[sys.platform]
    print(f"{BUNDLE.relative_to(ROOT)}: {size:.1f} MB (at most {limit})")
    if size > limit:
        raise UnfitBundle(f"The bundle has {size:.1f} MB, more than {limit}")


def child_environment() -> dict[str, str]:
    """Return an environment without this Python and without a display."""
    python = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: text for name, text in os.environ.items() if name not in python}
    if sys.platform == "linux":
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def run_smoke_test(*program: str | Path) -> float:
    """Run the program's smoke test. Return the seconds from its start to its painted window."""
    with (
        tempfile.TemporaryDirectory(prefix="elemental ü ") as folder,
        tempfile.TemporaryDirectory() as homes,
    ):
        environment = child_environment()
        if sys.platform == "linux":  # other systems do not name a program's folders by variables
            environment |= side_effects.isolated_homes(Path(homes))
        start_time = time.time()
        result = subprocess.run(
            (*program, "--smoke", folder), cwd=folder, env=environment, check=False, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if written := side_effects.written_files(Path(homes)):
            raise UnfitBundle(f"{program[0]} --smoke wrote elsewhere: {', '.join(written)}")
        path = Path(folder) / "smoke.txt"
        report = (
            path.read_text("utf-8") if path.exists() else result.stdout.decode(errors="replace")
        )
        if result.returncode != 0 or report.splitlines()[-1:] != ["ok"]:
            raise UnfitBundle(f"{program[0]} --smoke ended with {result.returncode}:\n{report}")
        painted = next(line for line in report.splitlines() if line.startswith("painted "))
        return float(painted.split()[1]) - start_time


def check_network() -> None:
    """Check that the program never uses a network, if that can be watched here."""
    with tempfile.TemporaryDirectory() as folder:
        calls = side_effects.network_calls(
            program_paths()[0],
            "--smoke",
            folder,
            scratch=Path(folder),
            environment=child_environment(),
        )
    if calls:
        raise UnfitBundle(f"The program used a network: {'; '.join(calls[:3])}")
    print("network: " + ("could not be watched here" if calls is None else "never used"))


def check_command() -> None:
    """Check that the bundled command line writes a handout, which needs an entry point."""
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (("example", "list.csv"), ("compare", "list.csv", "-o", "handout.pdf")):
            subprocess.run(
                (program_paths()[1], *arguments), cwd=folder, env=child_environment(), check=True,
                timeout=120,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        if not (Path(folder) / "handout.pdf").read_bytes().startswith(b"%PDF-"):
            raise UnfitBundle("The command line wrote no handout")


def compare_start_times() -> None:
    """Compare the warm start of the bundle with that of the unbundled program."""
    bundled_times: list[float] = []
    unbundled_times: list[float] = []
    with contextlib.chdir(ROOT):
        unbundled = (sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv.pop(1));"
                     "from app.__main__ import main; sys.exit(main())", ROOT)  # fmt: skip
        for _ in range(START_COUNT):
            bundled_times.append(run_smoke_test(program_paths()[0]))
            unbundled_times.append(run_smoke_test(*unbundled))
    bundled_time = statistics.median(bundled_times[1:])  # the first start is cold
    unbundled_time = statistics.median(unbundled_times[1:])
    ratio = bundled_time / unbundled_time
    print(
        f"start to first paint: bundled {bundled_time:.3f} s, unbundled {unbundled_time:.3f} s, "
        f"ratio {ratio:.2f} (at most {MAX_START_RATIO})"
    )
    if ratio > MAX_START_RATIO:
        raise UnfitBundle(f"The bundle takes {ratio:.2f} times as long to start")


def main(arguments: list[str]) -> int:
    """Make and check the bundle. Return the exit status: 1 if the bundle is unfit."""
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
            print("smoke test: ok")
        if "--compare" in arguments:
            compare_start_times()
    except UnfitBundle as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
