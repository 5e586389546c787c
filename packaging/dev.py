"""Sets Elemental up on a fresh machine, and runs, tests, measures or bundles it.

It needs only Python 3.11 and the standard library. It makes .venv beside pyproject.toml and
installs what the lock files name. On Debian and Ubuntu, it also installs the system packages that
Qt and the tests need.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - a clear message for an older Python
    sys.exit(
        "Elemental needs Python 3.11 or newer; this is Python "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Install a newer one and start this again with it."
    )

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = TOOLS / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
PYTEST = (PYTHON, "-m", "pytest")
QT_SUPPORT = "packaging/qt_support.py"

# Packages of Debian and Ubuntu. Any of the names serves. The first one available is installed.
QT_PACKAGES = (
    ("libegl1",),
    ("libgl1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libxkbcommon-x11-0",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-image0",),
    ("libxcb-keysyms1",),
    ("libxcb-randr0",),
    ("libxcb-render-util0",),
    ("libxcb-shape0",),
    ("libxcb-xkb1",),
    ("fonts-dejavu-core", "fonts-noto-core", "fonts-liberation", "fonts-ubuntu"),
)
SCREEN_PACKAGES = (("xvfb",),)
TEST_PACKAGES = (("libreoffice-calc-nogui", "libreoffice-calc"), ("poppler-utils",),
                 ("appstream",), ("desktop-file-utils",), ("shared-mime-info",), ("tesseract-ocr",),
                 ("postgresql",),
                 *((f"tesseract-ocr-{language}",) for language in ("eng", "deu", "fra", "spa"))
                 )  # fmt: skip
# The bundle needs Python's shared library, which Debian's own Python has in a package of its own.
_LIBPYTHON = f"libpython3.{sys.version_info[1]}"
_DEBIAN_LIBPYTHON = ((f"{_LIBPYTHON}t64", _LIBPYTHON),) if sys.base_prefix == "/usr" else ()
BUNDLE_PACKAGES = (("binutils",), ("strace",), *_DEBIAN_LIBPYTHON)
FAULT_PACKAGES = (("gcc",), ("libc6-dev",))
WINDOWS_PACKAGES = (
    *(("wine",), ("wine64",), ("gcc-mingw-w64-x86-64",), ("nsis",), ("wixl",)),
    ("fonts-dejavu-core",),
)

QUICK_CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",))
LONG_CHECK = "mypy"
# One more than the cores of a usual machine, because tests wait for servers and other programs.
WORKERS = 3
WINDOW_TESTS = ("tests/app",)
OTHER_TESTS = ("tests", "pricing", "--ignore=tests/app")
# A longer module is reported: it may hold two ideas. Nothing fails for it.
USUAL_MODULE_LINES = 500

# Variables that would lead pip, uv or Python away from .venv, or leave packages uncompiled.
DROPPED_VARIABLES = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "UV_PYTHON"),
    *("PIP_PREFIX", "PIP_TARGET", "PIP_USER"),
)

# Texts in a failed command's output and what they mean. The first that is in it counts.
KNOWN_FAILURES = (
    ("No space left on device", "The disk is full. Free about 1 GB, then start again."),
    (
        "DO NOT MATCH THE HASHES",
        "A download does not match the lock file, so it was not used. Try again. If that fails, "
        "the package index or the lock file has been changed.",
    ),
    (
        "No matching distribution",
        "A library could not be downloaded. Check the internet connection and pip's settings, then "
        "start again. It exists for 64-bit Windows, macOS 14 and Linux with glibc 2.34.",
    ),
)
OFFLINE_HINT = "Check the internet connection, then start again."

USAGE = """usage: python3 packaging/dev.py COMMAND

Every command but check first sets up what it needs.

  run [-- ARGS]    open the window (ARGS go to the program)
  test [-- ARGS]   check the style and run every test (ARGS go to pytest)
  check            check style, types and imports only, as before a commit
  bench [-- ARGS]  print the benchmarks
  faults [-- ARGS] on Linux: let each write of a session fail, and print what became of the files
                   (--fast, --part TEXT, --fault NAME; all of it takes about an hour)
  labels FOLDER [OUT.jsonl]
                   print how label texts are read, by language and kind, against their truth.jsonl
                   (--noise 10000 --seed 7: change one character that often, and count what is read)
  mutations [-- ARGS]  read lists that people and disks changed, and count what becomes of the
                   figures (--count 100000, --seed 7)
  monkey [-- ARGS] use the window at random (ARGS such as --minutes 30 --seed 7, or --memory)
  bundle           make and try the program for users without Python
  test-windows     on Debian: run tests, bundle and installers on a Windows Python under wine
                   (needs uv and Python 3.11)
  lock [-- ARGS]   make the lock files again (needs uv; ARGS go to it, such as --upgrade)
"""


class SetupError(Exception):
    """A sentence for the user that tells what failed and what to do."""


# -- running programs --------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Return the environment of child processes."""
    return {name: text for name, text in os.environ.items() if name not in DROPPED_VARIABLES}


def run_quietly(failure: str, *command: str | Path) -> None:
    """Run a command without its output. If it fails, raise SetupError with the output's end."""
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        explanations = (text for sign, text in KNOWN_FAILURES if sign in result.stdout)
        explanation = next(explanations, failure)
        lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith(("ERROR", "E:", "error"))] or lines
        raise SetupError("\n  ".join([explanation, *errors[-3:]]))


@contextlib.contextmanager
def run_beside(*command: str | Path) -> Iterator[Callable[[], int]]:
    """Run a program beside others. Yield what waits for it, prints its output, returns its status.

    The program is ended when the block is left before it was waited for.
    """
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=output, stderr=subprocess.STDOUT
        ) as program,
    ):

        def wait() -> int:
            status = program.wait()
            output.seek(0)
            print(output.read().decode("utf-8", "replace"), flush=True)
            return status

        try:
            yield wait
        finally:
            program.terminate()


def run_in_foreground(*command: str | Path) -> int:
    """Run a program in the foreground and return its exit status. It handles Ctrl+C itself."""
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as program:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return program.wait()


# -- the virtual environment -------------------------------------------------------------------


def stamp_path(kind: str) -> Path:
    """Return the file that records what .venv was made from."""
    return VENV / f"elemental-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """Return a digest of what .venv depends on: the lock, the metadata, this Python."""
    digest = hashlib.sha256(f"{kind} {sys.version} {ROOT}".encode())
    for name in (LOCKS[kind], "pyproject.toml", QT_SUPPORT):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(kind: str) -> bool:
    """Return whether .venv has what this kind needs. The set "dev" serves for running too."""
    return PYTHON.exists() and any(
        stamp_path(name).exists() and stamp_path(name).read_text("utf-8") == fingerprint(name)
        for name in {kind, "dev"}
    )


def set_up(kind: str) -> None:
    """Make .venv ready, if it is not. The stamp is written last."""
    if is_ready(kind):
        return
    print("Setting up .venv. This takes a minute or two, once ...", flush=True)
    if not is_venv_usable():
        make_venv()
    for name in LOCKS:
        stamp_path(name).unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--compile")
    locked = ("--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / LOCKS[kind])
    run_quietly(f"The libraries could not be installed. {OFFLINE_HINT}", *pip, *locked)
    run_quietly(
        "The project itself could not be installed. Start again from a clean checkout.",
        *(*pip, "--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT),
    )
    # pip leaves an editable project uncompiled. Without this, every start would compile it again
    # where Python may not write.
    modules = (ROOT / name for name in ("app", "pricing"))
    run_quietly("The project could not be compiled.", PYTHON, "-m", "compileall", "-q", *modules)
    run_quietly("Qt's support modules could not be unpacked.", PYTHON, ROOT / QT_SUPPORT)
    stamp_path(kind).write_text(fingerprint(kind), "utf-8")


def is_venv_usable() -> bool:
    """Return whether there is a complete environment of this Python, which can be updated."""
    if not PYTHON.exists() or not any(stamp_path(kind).exists() for kind in LOCKS):
        return False
    probe = (PYTHON, "-c", "import pip, sys; print(sys.version)")
    result = subprocess.run(probe, capture_output=True, encoding="utf-8", check=False)
    return result.returncode == 0 and result.stdout.strip() == sys.version.strip()


def make_venv() -> None:
    """Make a new virtual environment, and remove the old one."""
    if Path(sys.prefix) == VENV:
        raise SetupError(
            "Start this with a Python outside .venv, because .venv has to be made again."
        )
    if not has_ensurepip():
        raise SetupError(
            "This Python cannot make virtual environments. Install its ensurepip module."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    run_quietly("The virtual environment could not be made.", sys.executable, "-m", "venv", VENV)


def has_ensurepip() -> bool:
    """Return whether this Python has ensurepip, which Debian's and Ubuntu's python3 lacks."""
    return importlib.util.find_spec("ensurepip") is not None


# -- system packages ---------------------------------------------------------------------------


def install_system_packages(*packages: tuple[str, ...]) -> None:
    """Install missing packages on Debian and Ubuntu.

    Raises:
        SetupError: The user is not root. The message has the command to run.
    """
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    if not has_ensurepip():
        packages = (*packages, (f"python3.{sys.version_info[1]}-venv", "python3-venv"))
    missing = missing_packages(packages)
    if missing and os.geteuid() != 0:
        by_root = "sudo sh -c" if shutil.which("sudo") else "su -c"
        install = "apt-get install --no-install-recommends -y " + " ".join(available_names(missing))
        raise SetupError(
            "Some system packages are missing. Install them with this command, then start again:\n"
            f"  {by_root} 'apt-get update && {install}'"
        )
    if missing:
        install_as_root(missing)


def missing_packages(packages: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """Return the packages of which no name is installed."""
    names = [name for names in packages for name in names]
    query = ("dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names)
    result = subprocess.run(query, capture_output=True, encoding="utf-8", check=False)
    installed = {
        line.split()[0] for line in result.stdout.splitlines() if line.endswith(" installed")
    }
    return [names for names in packages if installed.isdisjoint(names)]


def available_names(packages: list[tuple[str, ...]]) -> list[str]:
    """Return the first name of each package that this release has."""
    names = [name for names in packages for name in names]
    result = subprocess.run(
        ("apt-cache", "policy", *names), capture_output=True, encoding="utf-8", check=False,
        env={**environment(), "LC_ALL": "C"},
    )  # fmt: skip
    available = set()
    for line in result.stdout.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.startswith("  Candidate: ") and not line.endswith("(none)"):
            available.add(name)
    return [next((name for name in names if name in available), names[-1]) for names in packages]


def install_as_root(packages: list[tuple[str, ...]]) -> None:
    """Update the list of available packages, and install these."""
    print("Installing system packages with apt ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends")
    with contextlib.suppress(SetupError):  # one unreachable source may not matter
        run_quietly("", *apt, "update")
    names = available_names(packages)
    run_quietly(
        f"apt-get could not install {' '.join(names)}. {OFFLINE_HINT}", *apt, "install", *names
    )


# -- the screen --------------------------------------------------------------------------------


@contextlib.contextmanager
def virtual_screen() -> Iterator[None]:
    """Provide a virtual X server on Linux, if there is no display."""
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        yield
        return
    with started_screen() as name:
        os.environ["DISPLAY"] = name
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
        yield


@contextlib.contextmanager
def started_screen() -> Iterator[str]:
    """Start a virtual X server, and yield the name of its display."""
    server = ("Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
    if not has_virtual_screens():
        raise SetupError("There is no display here. Install Xvfb, a virtual one.")
    with subprocess.Popen(
        server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            number = process.stdout.readline().decode().strip() if process.stdout else ""
            if not number:
                raise SetupError("The virtual display (Xvfb) did not start.")
            yield ":" + number
        finally:
            process.terminate()


def has_virtual_screens() -> bool:
    """Return whether each process can have a screen, and so a keyboard, of its own."""
    return sys.platform == "linux" and shutil.which("Xvfb") is not None


# -- the commands ------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Open the window."""
    install_system_packages(*QT_PACKAGES)
    set_up("run")
    displays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    if sys.platform == "linux" and displays.isdisjoint(os.environ):
        raise SetupError("All is set up, but there is no display. Start this from a desktop.")
    return run_in_foreground(PYTHON, "-m", "app", *arguments)


def test(arguments: list[str]) -> int:
    """Check style, types and imports, then run every test with a real window."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES)
    set_up("dev")
    run_checks(compiles_tests=not arguments)
    if arguments:
        with virtual_screen():
            print("== pytest", *arguments, flush=True)
            return run_in_foreground(*PYTEST, *arguments)
    return test_on_own_screens() if has_virtual_screens() else test_on_one_screen()


def test_on_own_screens() -> int:
    """Run every test by workers, of which one that has nothing left takes tests from another."""
    print(f"== pytest: {WORKERS} workers, each with a screen of its own", flush=True)
    with contextlib.ExitStack() as screens:
        names = [screens.enter_context(started_screen()) for _ in range(WORKERS)]
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
        each = [("--tx", f"popen//env:DISPLAY={name}") for name in names]
        options = ("--dist", "worksteal", *(option for worker in each for option in worker))
        return run_in_foreground(*PYTEST, *options)


def test_on_one_screen() -> int:
    """Run every test. One process has all tests of the window, for there is only one keyboard."""
    print("== pytest: the window, and all else beside it", flush=True)
    with virtual_screen(), run_beside(*PYTEST, *OTHER_TESTS) as wait_for_others:
        window = run_in_foreground(*PYTEST, *WINDOW_TESTS)
        return wait_for_others() or window


def check(_: list[str]) -> int:
    """Check style, types and imports with the tools in .venv, whichever Python runs this."""
    if not PYTHON.exists():
        raise SetupError("There is no .venv yet. Start this once: python3 packaging/dev.py test")
    run_checks()
    return 0


def run_checks(*, compiles_tests: bool = False) -> None:
    """Run the checks, the long one beside the others, and report long modules.

    The tests can be compiled meanwhile. Otherwise, each worker compiles all of them for itself.
    """
    with run_beside(TOOLS / LONG_CHECK) as wait_for_long_check:
        for tool, *options in QUICK_CHECKS:
            print("==", tool, *options, flush=True)
            refuse_errors(tool, run_in_foreground(TOOLS / tool, *options))
        if compiles_tests:
            run_quietly("The tests could not be collected.", *PYTEST, "--collect-only", "-q")
        print("==", LONG_CHECK, flush=True)
        refuse_errors(LONG_CHECK, wait_for_long_check())
    for folder in ("app", "packaging", "pricing", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines = len(path.read_text("utf-8").splitlines())
            if lines > USUAL_MODULE_LINES:
                name = path.relative_to(ROOT).as_posix()
                print(f"note: {name} has {lines} lines. Does it hold more than one idea?")


def refuse_errors(tool: str, status: int) -> None:
    """Raise SetupError if a check found errors."""
    if status:
        raise SetupError(f"{tool} reported errors (see above). No test was run.")


def bench(arguments: list[str]) -> int:
    """Print the benchmarks as ratios to their limits."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES)
    set_up("dev")
    with virtual_screen():
        return run_in_foreground(PYTHON, ROOT / "tests/performance/bench.py", *arguments)


def labels(arguments: list[str]) -> int:
    """Print how the texts of a folder are read, and write the readings if a file is named."""
    set_up("dev")
    return run_in_foreground(PYTHON, "-m", "tests.pricing.labels.score", *arguments)


def faults(arguments: list[str]) -> int:
    """Play a session with a fault at each of its writes, and print what became of the files."""
    install_system_packages(*QT_PACKAGES, *FAULT_PACKAGES)
    set_up("dev")
    return run_in_foreground(PYTHON, "-m", "tests.faults.each_write", *arguments)


def mutations(arguments: list[str]) -> int:
    """Read mutated lists of every kind, and print what became of their figures."""
    set_up("dev")
    return run_in_foreground(PYTHON, "-m", "tests.faults.mutated_lists", *arguments)


def monkey(arguments: list[str]) -> int:
    """Use the window at random, and print what went wrong."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES)
    set_up("dev")
    with virtual_screen():
        return run_in_foreground(PYTHON, "-m", "tests.app.monkey", *arguments)


def bundle(arguments: list[str]) -> int:
    """Make dist/Elemental and run its smoke test."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES, *BUNDLE_PACKAGES)
    set_up("dev")
    print("== bundle", flush=True)
    return run_in_foreground(PYTHON, ROOT / "packaging/build.py", *(arguments or ["--smoke"]))


def test_windows(arguments: list[str]) -> int:
    """Try tests, bundle and installers on a Windows Python under wine."""
    if shutil.which("uv") is None or shutil.which("apt-get") is None or sys.version_info[1] != 11:
        raise SetupError("This needs Debian, Python 3.11, and uv (pip install uv).")
    packages = (*QT_PACKAGES, *SCREEN_PACKAGES, *BUNDLE_PACKAGES, *WINDOWS_PACKAGES)
    install_system_packages(*packages)
    set_up("dev")
    with virtual_screen():
        return run_in_foreground(PYTHON, ROOT / "packaging/windows/trial.py", *arguments)


def lock(arguments: list[str]) -> int:
    """Make the lock files for every system, with hashes and without registry hosts."""
    if shutil.which("uv") is None:
        raise SetupError("This needs uv. Install it (pip install uv), then start again.")
    settings = ("--quiet", "--universal", "--generate-hashes", "--python-version", "3.11")
    header = ("--custom-compile-command", "python packaging/dev.py lock")
    for kind, group in (("run", "build"), ("dev", "dev")):
        files = ("pyproject.toml", "--extra", "shared", "--group", group)
        output = ("--output-file", LOCKS[kind])
        command = ("uv", "pip", "compile", *settings, *header, *files, *output, *arguments)
        run_quietly(f"{LOCKS[kind]} could not be made. {OFFLINE_HINT}", *command)
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "labels": labels,
    "faults": faults,
    "mutations": mutations,
    "monkey": monkey,
    "bundle": bundle,
    "test-windows": test_windows,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit status."""
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE)
        return 2
    rest = arguments[2:] if arguments[1:2] == ["--"] else arguments[1:]
    try:
        return COMMANDS[arguments[0]](rest)
    except (SetupError, OSError) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
