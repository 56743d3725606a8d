"""What is installed is pinned, verified by hash, and licensed so that the program can stay MIT."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, distribution, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source import ROOT, imported, modules

PINNED = ("requirements.txt", "requirements-dev.txt")
# Permissive, or LGPL. Matched as whole words of what the package says of itself.
LICENCES = re.compile(r"\b(MIT|MIT-CMU|BSD|Apache|PSF-2\.0|ISC|Zlib|OFL|LGPL)\b", re.IGNORECASE)


def project() -> dict[str, list[str]]:
    """Return the ranges of pyproject.toml: what the program needs, and what its development needs besides."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = table["dependencies"]
    return {PINNED[0]: run, PINNED[1]: [*run, *table["optional-dependencies"]["dev"]]}


def pins(name: str) -> dict[str, tuple[Requirement, int]]:
    """Return, for each package pinned in packaging/`name`, the pin and how many hashes it has."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    entries = re.sub(r"\\\n", " ", re.sub(r"(?m)^ *#.*\n", "", text)).splitlines()
    parsed = [
        (Requirement(entry.split("--hash")[0]), entry.count("--hash=sha256:")) for entry in entries if entry.strip()
    ]
    return {canonicalize_name(pin.name): (pin, hashes) for pin, hashes in parsed}


def needed(requirements: list[str]) -> Iterator[str]:
    """Yield the canonical names of what `requirements` bring to this machine, and of what those bring."""
    todo, seen = [Requirement(text) for text in requirements], set[str]()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name not in seen and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            seen.add(name)
            todo += [Requirement(text) for text in distribution(name).requires or ()]
            yield name


def licence(metadata: PackageMetadata) -> str:
    """Return what a package says of its licence, in whichever of the three places it says it."""
    said = [text for key in ("License-Expression", "License", "Classifier") for text in metadata.get_all(key) or ()]
    return " | ".join(text.partition("\n")[0] for text in said if "License" in text or "::" not in text)


@pytest.mark.parametrize("name", PINNED)
def test_every_dependency_is_pinned_inside_its_range(name: str) -> None:
    pinned = pins(name)
    for requirement in map(Requirement, project()[name]):
        (pin,) = pinned[canonicalize_name(requirement.name)][0].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(Version(pin.version)), requirement


@pytest.mark.parametrize("name", PINNED)
def test_every_pin_has_its_hashes_and_names_no_host(name: str) -> None:
    assert [pin for pin, (_, hashes) in pins(name).items() if not hashes] == []
    assert "://" not in (ROOT / "packaging" / name).read_text(encoding="utf-8")


def test_the_program_is_tested_with_the_very_versions_that_it_ships() -> None:
    run, dev = (pins(name) for name in PINNED)
    assert {name: str(pin) for name, (pin, _) in run.items()} == {name: str(dev[name][0]) for name in run}


def test_all_that_the_program_brings_along_is_pinned() -> None:
    assert set(needed(project()[PINNED[0]])) <= pins(PINNED[0]).keys()


def test_the_program_brings_along_only_permissive_and_lgpl_packages() -> None:
    said = {name: licence(distribution(name).metadata) for name in needed(project()[PINNED[0]])}
    assert {name: text for name, text in said.items() if not LICENCES.search(text)} == {}


def test_a_gpl_package_is_seen() -> None:
    assert not LICENCES.search("GPL-3.0-or-later | License :: OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert LICENCES.search("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only")


def test_the_program_declares_what_it_imports_and_imports_what_it_declares() -> None:
    homes = packages_distributions()
    tops = {name.split(".")[0] for module in modules() for name, _ in imported(module)}
    brought = {canonicalize_name(home) for top in tops - sys.stdlib_module_names for home in homes.get(top, [top])}
    declared = {canonicalize_name(Requirement(text).name) for text in project()[PINNED[0]]}
    assert brought - {"crm-desktop", "shiboken6"} == declared
