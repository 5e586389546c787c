"""Writes what is in the bundle as CycloneDX: each part with version, licence and its files' sums.

usage: .venv/bin/python packaging/sbom.py [--check]

after build.py, and again after the programs were signed; --check holds it against the schema.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
import uuid
from importlib.metadata import distribution, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import contents
import debian

from app.toolkit.licences import BUNDLED_DISTRIBUTIONS, QT_DISTRIBUTIONS, rust_crates

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = {"win32": "windows", "darwin": "macos"}
Component = dict[str, Any]


def bundle_bill(
    folder: Path, record: list[dict[str, str]], programs: Iterable[Path] = ()
) -> Component:
    """The bill of what lies in a bundle: its libraries below the folder, and its programs.

    `record` says whose each library is (the recipe's).
    """
    parts = {each["bom-ref"]: each for each in (*_distributions(), _python())}
    for place, known in sorted(_records_by_place(record).items()):
        part = parts.setdefault(*_part(known))
        if (folder / place).exists():
            part.setdefault("components", []).append(_file(folder / place, str(place)))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_build_time())),
            "component": {
                **_component("elemental", "application"),
                "components": [_file(each, each.name) for each in programs],
            },
        },
        "components": list(parts.values()),
    }


def _build_time() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _records_by_place(record: list[dict[str, str]]) -> dict[PurePosixPath, dict[str, str]]:
    return {PurePosixPath(each["place"].replace("\\", "/")): each for each in record}


def _distributions() -> list[Component]:
    """What Python's index calls by a name, and what that is built of."""
    found = []
    for name in (*QT_DISTRIBUTIONS, *BUNDLED_DISTRIBUTIONS):
        part = _component(name)
        inner = [
            {"type": "library", **{key: each[key] for key in _CRATE_KEYS if key in each}}
            for each in rust_crates(distribution(name))
        ]
        found.append({**part, "components": inner} if inner else part)
    return found


_CRATE_KEYS = ("name", "version", "purl", "licenses")


def _component(name: str, kind: str = "library") -> Component:
    about = distribution(name).metadata
    licence = about.get("License-Expression") or about.get("License") or ""
    named = licence if len(licence.splitlines()) == 1 else f"see licences/{name}.txt"
    stated = (
        {"expression": licence} if about.get("License-Expression") else {"license": {"name": named}}
    )
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version(name)}"
    return {
        "type": kind, "bom-ref": name, "name": name, "version": version(name),
        "licenses": [stated], **({"purl": purl} if kind == "library" else {}),
    }  # fmt: skip


def _python() -> Component:
    return {
        "type": "platform", "bom-ref": "Python", "name": "Python",
        "version": platform.python_version(), "licenses": [{"license": {"id": "PSF-2.0"}}],
    }  # fmt: skip


def _part(known: dict[str, str]) -> tuple[str, Component]:
    """The part that a library belongs to, by its reference; new where it is met first."""
    owner = known["owner"]
    if owner == "Qt":
        owner = QT_DISTRIBUTIONS[known["place"].startswith("shiboken6")]
    part: Component = {"type": "library", "bom-ref": owner, "name": owner}
    part["licenses"] = [{"license": {"name": f"see licences/{owner}.txt"}}]
    package = debian.package_of_file(known["path"])
    if package is not None and package.source == owner:
        system = debian.os_release()["ID"]
        part["version"] = package.version
        part["purl"] = f"pkg:deb/{system}/{owner}@{package.version.replace('+', '%2B')}?arch=source"
    return owner, part


def _file(path: Path, place: str) -> Component:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"type": "file", "name": place, "hashes": [{"alg": "SHA-256", "content": digest}]}


def write_bill() -> Path:
    """Write dist/elemental-VERSION-SYSTEM-MACHINE.cdx.json."""
    record = json.loads((ROOT / "build" / "libraries.json").read_text("utf-8"))
    dist, ending = ROOT / "dist", ".exe" if sys.platform == "win32" else ""
    place, inside = dist / contents.NAME, dist / contents.NAME / "_internal"
    if sys.platform == "darwin":
        place = dist / f"{contents.NAME}.app" / "Contents" / "MacOS"
        inside = place.parent / "Frameworks"
    programs = [place / f"{name}{ending}" for name in contents.program_names()]
    bill = bundle_bill(inside, record, programs)
    system = SYSTEMS.get(sys.platform, sys.platform)
    name = f"elemental-{version('elemental')}-{system}-{platform.machine().lower()}.cdx.json"
    (dist / name).write_text(json.dumps(bill, indent=1), "utf-8")
    print(f"{name}: {len(bill['components'])} parts")
    return dist / name


def schema_fault(text: str) -> str:
    """Where a bill does not keep to the schema of CycloneDX; "" where it does."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if found is None else str(found)


def main(arguments: list[str]) -> int:
    path = write_bill()
    wrong = schema_fault(path.read_text("utf-8")) if "--check" in arguments else ""
    if wrong:
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
