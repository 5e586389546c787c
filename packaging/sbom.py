"""Writes the bundle's bill of materials in CycloneDX: versions, licences and checksums.

usage: .venv/bin/python packaging/sbom.py [--check]

Run it after build.py, and again after signing the programs. --check validates the schema.
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

import bundle_contents
import debian_packages

from app.toolkit.licences import BUNDLED_DISTRIBUTIONS, QT_DISTRIBUTIONS, rust_crates

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = {"win32": "windows", "darwin": "macos"}
Component = dict[str, Any]


def bundle_bill(
    folder: Path, record: list[dict[str, str]], programs: Iterable[Path] = ()
) -> Component:
    """Return the bill of materials of a bundle.

    Args:
        folder: The folder of the bundle's libraries.
        record: The owner, the path in the bundle and the source of each library.
        programs: The programs beside that folder.
    """
    parts = {part["bom-ref"]: part for part in (*_distributions(), _python())}
    for path, row in sorted(_rows_by_path(record).items()):
        part = parts.setdefault(*_part(row))
        if (folder / path).exists():
            part.setdefault("components", []).append(_file(folder / path, str(path)))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_build_time())),
            "component": {
                **_component("elemental", "application"),
                "components": [_file(path, path.name) for path in programs],
            },
        },
        "components": list(parts.values()),
    }


def _build_time() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _rows_by_path(record: list[dict[str, str]]) -> dict[PurePosixPath, dict[str, str]]:
    return {PurePosixPath(row["place"].replace("\\", "/")): row for row in record}


def _distributions() -> list[Component]:
    """Return the distributions of Python's package index, with the crates in them."""
    components = []
    for name in (*QT_DISTRIBUTIONS, *BUNDLED_DISTRIBUTIONS):
        component = _component(name)
        crates = [
            {"type": "library", **{key: crate[key] for key in _CRATE_KEYS if key in crate}}
            for crate in rust_crates(distribution(name))
        ]
        components.append({**component, "components": crates} if crates else component)
    return components


_CRATE_KEYS = ("name", "version", "purl", "licenses")


def _component(name: str, kind: str = "library") -> Component:
    metadata = distribution(name).metadata
    expression = metadata.get("License-Expression")
    licence = expression or metadata.get("License") or ""
    licence_name = licence if len(licence.splitlines()) == 1 else f"see licences/{name}.txt"
    stated = {"expression": licence} if expression else {"license": {"name": licence_name}}
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


def _part(row: dict[str, str]) -> tuple[str, Component]:
    """Return the reference of the part that a library belongs to, and a new part for it."""
    owner = row["owner"]
    if owner == "Qt":
        owner = QT_DISTRIBUTIONS[row["place"].startswith("shiboken6")]
    part: Component = {"type": "library", "bom-ref": owner, "name": owner}
    part["licenses"] = [{"license": {"name": f"see licences/{owner}.txt"}}]
    package = debian_packages.package_of_file(row["path"])
    if package is not None and package.source == owner:
        system = debian_packages.os_release()["ID"]
        part["version"] = package.version
        part["purl"] = f"pkg:deb/{system}/{owner}@{package.version.replace('+', '%2B')}?arch=source"
    return owner, part


def _file(path: Path, name: str) -> Component:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}


def write_bill() -> Path:
    """Write dist/elemental-VERSION-SYSTEM-MACHINE.cdx.json and return its path."""
    record = json.loads((ROOT / "build" / "libraries.json").read_text("utf-8"))
    dist, ending = ROOT / "dist", ".exe" if sys.platform == "win32" else ""
    program_folder = dist / bundle_contents.NAME
    library_folder = program_folder / "_internal"
    if sys.platform == "darwin":
        program_folder = dist / f"{bundle_contents.NAME}.app" / "Contents" / "MacOS"
        library_folder = program_folder.parent / "Frameworks"
    programs = [program_folder / f"{name}{ending}" for name in bundle_contents.program_names()]
    bill = bundle_bill(library_folder, record, programs)
    system = SYSTEMS.get(sys.platform, sys.platform)
    name = f"elemental-{version('elemental')}-{system}-{platform.machine().lower()}.cdx.json"
    (dist / name).write_text(json.dumps(bill, indent=1), "utf-8")
    print(f"{name}: {len(bill['components'])} parts")
    return dist / name


def schema_error(text: str) -> str:
    """Return why a bill violates the schema of CycloneDX, or ""."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if error is None else str(error)


def main(arguments: list[str]) -> int:
    """Write the bill and, if asked, check it. Return the exit status."""
    path = write_bill()
    error = schema_error(path.read_text("utf-8")) if "--check" in arguments else ""
    if error:
        print(error, file=sys.stderr)
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
