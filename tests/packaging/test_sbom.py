"""The bill of materials of a bundle: what a reader of CycloneDX finds in it."""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.packaging.loading import load

sbom = load("sbom")
INDEXED = "PySide6/QtCore.abi3.so", "numpy.libs/libopenblas.so", "python_calamine/_calamine.so"
OWNERS = "Qt", "numpy", "python-calamine"
NAMES = "PySide6-Essentials", "numpy", "python-calamine"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "_internal"
    for place in INDEXED:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(place.encode())
    (tmp_path / "elemental").write_bytes(b"program")
    return folder


def record(*more: dict[str, str]) -> list[dict[str, str]]:
    pairs = zip(INDEXED, OWNERS, strict=True)
    return [*({"place": place, "owner": owner, "path": place} for place, owner in pairs), *more]


def test_that_every_file_is_listed_under_its_part_with_its_sum(bundle) -> None:
    bill = sbom.bundle_bill(bundle, record(), [bundle.parent / "elemental"])
    parts = {each["name"]: each for each in bill["components"]}
    for place, name in zip(INDEXED, NAMES, strict=True):
        (file,) = [each for each in parts[name]["components"] if each["type"] == "file"]
        assert file["name"] == place
        assert file["hashes"][0]["content"] == hashlib.sha256(place.encode()).hexdigest()
        assert parts[name]["version"] == version(name)
    (program,) = bill["metadata"]["component"]["components"]
    assert program["hashes"][0]["content"] == hashlib.sha256(b"program").hexdigest()
    assert {"calamine", "quick-xml"} <= {e["name"] for e in parts["python-calamine"]["components"]}


def test_that_it_keeps_to_the_schema_and_says_nothing_of_the_machine(bundle) -> None:
    (bundle / "libstray.so").write_bytes(b"stray")
    stray = {"place": "libstray.so", "owner": "stray", "path": "/home/somebody/libstray.so"}
    text = json.dumps(sbom.bundle_bill(bundle, record(stray)))
    assert sbom.schema_fault(text) == ""
    assert "serialNumber" in sbom.schema_fault(text.replace("urn:uuid:", ""))
    assert "libstray.so" in text
    assert "somebody" not in text


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Debian")
def test_that_a_library_of_the_system_has_the_version_of_its_package(bundle) -> None:
    debian = load("debian")
    (path,) = [*Path("/usr/lib").glob("*/libxcb-cursor.so.0")][:1] or [Path()]
    if debian.package_of_file(str(path)) is None:
        pytest.skip("not on Debian, or without that library")
    (bundle / path.name).write_bytes(b"cursor")
    owner = load("licences").licence_name(path.name, str(path))
    listed = {"place": path.name, "owner": owner, "path": str(path)}
    bill = sbom.bundle_bill(bundle, record(listed))
    (part,) = [each for each in bill["components"] if each["name"] == owner]
    assert part["version"]
    assert part["purl"].startswith("pkg:deb/")
    assert [each["name"] for each in part["components"]] == [path.name]
