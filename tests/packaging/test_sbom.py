"""The bill of materials: files, versions, schema, and nothing about the machine."""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.packaging.loading import load

sbom = load("sbom")
LIBRARIES = "PySide6/QtCore.abi3.so", "numpy.libs/libopenblas.so", "python_calamine/_calamine.so"
OWNERS = "Qt", "numpy", "python-calamine"
NAMES = "PySide6-Essentials", "numpy", "python-calamine"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "_internal"
    for path in LIBRARIES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(path.encode())
    (tmp_path / "elemental").write_bytes(b"program")
    return folder


def record(*more: dict[str, str]) -> list[dict[str, str]]:
    pairs = zip(LIBRARIES, OWNERS, strict=True)
    return [*({"place": path, "owner": owner, "path": path} for path, owner in pairs), *more]


def test_that_every_file_is_listed_under_its_part_with_its_checksum(bundle: Path) -> None:
    bill = sbom.bundle_bill(bundle, record(), [bundle.parent / "elemental"])
    parts = {part["name"]: part for part in bill["components"]}
    for path, name in zip(LIBRARIES, NAMES, strict=True):
        (file,) = [item for item in parts[name]["components"] if item["type"] == "file"]
        assert file["name"] == path
        assert file["hashes"][0]["content"] == hashlib.sha256(path.encode()).hexdigest()
        assert parts[name]["version"] == version(name)
    (program,) = bill["metadata"]["component"]["components"]
    assert program["hashes"][0]["content"] == hashlib.sha256(b"program").hexdigest()
    assert {"calamine", "quick-xml"} <= {
        crate["name"] for crate in parts["python-calamine"]["components"]
    }


def test_that_the_bill_is_valid_and_has_no_paths_of_the_machine(bundle: Path) -> None:
    (bundle / "libstray.so").write_bytes(b"stray")
    stray = {"place": "libstray.so", "owner": "stray", "path": "/home/somebody/libstray.so"}
    text = json.dumps(sbom.bundle_bill(bundle, record(stray)))
    assert sbom.schema_error(text) == ""
    assert "serialNumber" in sbom.schema_error(text.replace("urn:uuid:", ""))
    assert "libstray.so" in text
    assert "somebody" not in text


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Debian")
def test_that_a_system_library_has_the_version_of_its_package(bundle: Path) -> None:
    debian_packages = load("debian_packages")
    (path,) = [*Path("/usr/lib").glob("*/libxcb-cursor.so.0")][:1] or [Path()]
    if debian_packages.package_of_file(str(path)) is None:
        pytest.skip("not on Debian, or without that library")
    (bundle / path.name).write_bytes(b"cursor")
    owner = load("licences").licence_name(path.name, str(path))
    row = {"place": path.name, "owner": owner, "path": str(path)}
    bill = sbom.bundle_bill(bundle, record(row))
    (part,) = [part for part in bill["components"] if part["name"] == owner]
    assert part["version"]
    assert part["purl"].startswith("pkg:deb/")
    assert [file["name"] for file in part["components"]] == [path.name]
