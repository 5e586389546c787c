"""Tries tests, bundle and installers on a Windows Python under wine. See packaging/README.md.

usage: .venv/bin/python packaging/windows/trial.py [PYTEST ARGUMENTS]
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent / "rig"))

import installers
from rig import Rig

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "windows"
SOURCE = "Elemental Prüfung"  # an umlaut and a space in every path
STICK_FOLDER, FOREIGN_NAME = r"C:\Stick ü", "Магний 水"
TEMPORARY_FOLDER = r"C:\Prüfung der Tests"
# The rig's Python cannot make virtual environments.
SKIPPED_TESTS = ("test_that_a_failed_download_is_reported_and_leaves_no_stamp",)
PER_USER = r"C:\users\{user}\AppData\Local\Programs\Elemental"
FOR_ALL = r"C:\Program Files\Elemental"
UNINSTALL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
DISPLAY_NAME = re.compile(r"^DisplayName\s+REG_SZ\s+Elemental$", re.MULTILINE)
DISPLAY_VERSION = re.compile(r"^DisplayVersion\s+REG_SZ\s+(\S+)$", re.MULTILINE)
SUPPORTED_TYPES_KEY = r"Software\Classes\Applications\Elemental.exe\SupportedTypes"
OLDER_VERSION, OLD_FILE = "0.0.1", "of an older version.txt"
STATUS_RUNNING, STATUS_REFUSED = 5, 1603 % 256  # wine passes on eight bits of a status


class TrialFailure(Exception):
    """A sentence that tells what failed."""


def expect(condition: bool, failure: str) -> None:
    """Raise TrialFailure if the condition does not hold."""
    if not condition:
        raise TrialFailure(failure)


class Trial:
    """The steps of the trial, in the order of a program's life."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.source = rig.drive / SOURCE
        (self.user,) = (
            path.name for path in (rig.drive / "users").iterdir() if path.name != "Public"
        )
        self.per_user = PER_USER.format(user=self.user)

    def host_path(self, windows: str) -> Path:
        """Return a Windows path on drive C as a path of this system."""
        return self.rig.drive.joinpath(*windows.split("\\")[1:])

    def copy_source(self) -> None:
        """Copy the files under version control and new files to the rig."""
        shutil.rmtree(self.source, ignore_errors=True)
        command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, names.decode().split("\0")):
            if (ROOT / name).is_file():
                target = self.source / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)

    def run_tests(self, arguments: list[str]) -> None:
        """Run the tests, offscreen and in a folder with an umlaut."""
        selection = " and ".join(f"not {name}" for name in SKIPPED_TESTS)
        folders = ("-p", "no:cacheprovider", f"--basetemp={TEMPORARY_FOLDER}")
        options = ("-q", *folders, "-o", "faulthandler_timeout=120", "-k", selection)
        offscreen = r"packaging\windows\rig\offscreen.py"
        status = self.rig.run_python(offscreen, *options, *arguments, cwd=self.source)
        expect(status == 0, "Tests failed (see above)")

    def build_packages(self) -> None:
        """Make the bundle, and from it the setup program, two versions of the MSI and the zip."""
        status = self.rig.run_python(r"packaging\build.py", "--smoke", cwd=self.source)
        expect(status == 0, "The bundle could not be made, or does not work")
        out = self.rig.drive / "made"
        bundle = self.source / "dist" / "Elemental"
        setup = installers.make_setup(bundle, _empty_folder(out), "amd64-unicode")
        self.setup = f"C:\\made\\{setup.name}"
        self.msi = f"C:\\made\\{installers.make_msi(bundle, out).name}"
        old = bundle / "_internal" / OLD_FILE
        old.write_text("a newer version does not have this file", "utf-8")
        self.older_msi = f"C:\\made\\{installers.make_msi(bundle, out, OLDER_VERSION).name}"
        old.unlink()
        self.portable = installers.make_portable_zip(bundle, out)

    def run_smoke_test(self, folder: str, variant: str) -> None:
        """Run the smoke test of the program in a folder."""
        out = rf"C:\trial {variant} ü"
        shutil.rmtree(self.host_path(out), ignore_errors=True)
        status = self.rig.run(rf"{folder}\Elemental.exe", "--smoke", out)
        report = (self.host_path(out) / "smoke.txt").read_text("utf-8")
        expect(status == 0 and report.endswith("ok\n"), f"--smoke, {variant}: {report}")
        print(f"-- --smoke, {variant}: ok", flush=True)

    def try_setup(self, folder: str, variant: str, *options: str) -> None:
        """Install, upgrade and uninstall, also while the program runs, and look at the data."""
        program, user_data = self.host_path(folder), self._save_user_data()
        self._expect_status(0, self.setup, "/S", *options)
        self.run_smoke_test(folder, variant)
        old = program / "_internal" / OLD_FILE
        old.touch()
        running = self.rig.start(rf"{folder}\Elemental.exe", "--data-dir", r"C:\running")
        self._wait_for(self.host_path(r"C:\running") / "elemental.sqlite3")
        self._expect_status(STATUS_RUNNING, self.setup, "/S", *options)
        expect(old.exists(), f"{variant}: Setup changed a running program")
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        self._expect_status(0, self.setup, "/S", *options)
        self._expect_listed(installers.RELEASE)
        expect(not old.exists(), f"{variant}: The upgrade left old files")
        self.run_smoke_test(folder, f"{variant}, upgraded")
        self._uninstall(folder)
        expect(user_data.exists(), f"{variant}: Uninstalling removed the user's data")
        self._expect_status(0, self.setup, "/S", *options)
        self._uninstall(folder, "/RemoveData")
        expect(not user_data.exists(), f"{variant}: /RemoveData left the user's data")
        shutil.rmtree(self.host_path(r"C:\running"), ignore_errors=True)
        print(f"-- installed, upgraded, uninstalled, {variant}: ok", flush=True)

    def try_msi(self) -> None:
        """Install the MSI over an older version, but not under a newer one, and uninstall it."""
        try:
            self._try_upgrade()
        finally:  # the next trial needs a system without it
            for package in (self.msi, self.older_msi):
                self.rig.run("msiexec", "/x", package, "/qn", quiet=True)
        self._expect_listed()
        left = [path for path in self.host_path(FOR_ALL).rglob("*") if path.is_file()]
        expect(not left, "The MSI left files behind")
        print("-- MSI installed, upgraded, uninstalled: ok", flush=True)

    def _try_upgrade(self) -> None:
        old = self.host_path(FOR_ALL) / "_internal" / OLD_FILE
        self._expect_status(0, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_listed(OLDER_VERSION)
        expect(old.exists(), "The older MSI did not install its files")
        self._expect_status(0, "msiexec", "/i", self.msi, "/qn")
        self._expect_listed(installers.RELEASE)
        expect(not old.exists(), "The MSI left files of the older version")
        self.run_smoke_test(FOR_ALL, "from the MSI, upgraded")
        self._expect_status(STATUS_REFUSED, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_listed(installers.RELEASE)

    def try_portable(self) -> None:
        """Check that the portable program keeps its data beside it and reads any script."""
        folder = self.host_path(rf"{STICK_FOLDER}\Elemental")
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.unpack_archive(self.portable, folder.parent)
        example = (ROOT / "pricing" / "data" / "example.csv").read_text("utf-8")
        list_path = rf"{STICK_FOLDER}\Preisliste für {FOREIGN_NAME}.csv"
        self.host_path(list_path).write_text(example.replace("Magnesium", FOREIGN_NAME), "utf-8")
        command = rf"{STICK_FOLDER}\Elemental\elemental-cli.exe"
        output = self.rig.output_lines(command, "compare", list_path)
        expect(FOREIGN_NAME in "".join(output), f"elemental-cli prints for {list_path}: {output}")
        data = folder / "data" / "elemental.sqlite3"
        running = self.rig.start(rf"{STICK_FOLDER}\Elemental\Elemental.exe", list_path)
        self._wait_for(data)
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        with contextlib.closing(sqlite3.connect(data)) as connection:
            names = connection.execute("SELECT product FROM product").fetchall()
        expect(FOREIGN_NAME in str(names), f"The window was opened on {list_path} and has {names}")
        print("-- portable: ok", flush=True)

    def _save_user_data(self) -> Path:
        folder = self.host_path(rf"C:\users\{self.user}\AppData\Local\Elemental")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (
            "elemental.sqlite3",
            "catalogue.sqlite3",
            "catalogue.sqlite3-wal",
            "window.ini",
        ):
            (folder / name).touch()
        return folder

    def _uninstall(self, folder: str, *options: str) -> None:
        """Uninstall, and wait: the uninstaller goes on in a copy after its process has ended."""
        self._expect_status(0, rf"{folder}\uninstall.exe", "/S", *options)
        program = self.host_path(folder)
        for _ in range(120):
            if not program.exists():
                break
            time.sleep(0.5)
        expect(not program.exists(), f"Uninstalling left {folder}")
        self._expect_listed()

    def _expect_listed(self, *versions: str) -> None:
        """Check that Windows lists Elemental in these versions, and offers "Open with" for any."""
        listed: list[str] = []
        has_open_with = False
        for root in ("HKCU", "HKLM"):
            lines = self.rig.output_lines("reg", "query", rf"{root}\{UNINSTALL_KEY}", "/s")
            for entry in "\n".join(lines).split("HKEY_"):
                listed += DISPLAY_VERSION.findall(entry) if DISPLAY_NAME.search(entry) else []
            key = rf"{root}\{SUPPORTED_TYPES_KEY}"
            has_open_with |= self.rig.run("reg", "query", key, quiet=True) == 0
        expect(listed == list(versions), f"Windows lists Elemental as {listed}, not {versions}")
        expect(has_open_with == bool(versions), f"{versions}: Open with is {has_open_with}")

    def _expect_status(self, status: int, *command: str) -> None:
        actual = self.rig.run(*command, quiet=True)
        expect(actual == status, f"{' '.join(command)}: status {actual} instead of {status}")

    @staticmethod
    def _wait_for(path: Path) -> None:
        for _ in range(240):
            if path.exists():
                time.sleep(3)  # the window needs this time before it can be closed
                return
            time.sleep(0.5)
        raise TrialFailure(f"{path.name} did not appear")


def _empty_folder(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(arguments: list[str]) -> int:
    """Set up the rig and run the trial. Return the exit status."""
    rig = Rig(FOLDER)
    rig.set_up()
    trial = Trial(rig)
    print(f"== Elemental {version('elemental')} on {rig.folder.name}", flush=True)
    try:
        trial.copy_source()
        trial.run_tests(arguments)
        trial.build_packages()
        trial.try_portable()
        trial.try_setup(trial.per_user, "for one user")
        trial.try_setup(FOR_ALL, "for all users", "/AllUsers")
        trial.try_msi()
    except TrialFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
