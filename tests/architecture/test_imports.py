"""Who may import whom, where import-linter has no words for it (the layers themselves are in pyproject.toml)."""

from __future__ import annotations

import sys

import pytest

from tests.architecture.source import Module, imported, modules, parsed

# What a module of `base` or `figures` may import besides the standard library.
ALSO = {
    "crm_desktop.base": {"crm_desktop.base", "platformdirs", "tomli_w"},
    "crm_desktop.figures": {"crm_desktop.figures", "crm_desktop.base"},
}
# The program never uses the network: neither Python's ways nor Qt's. Local sockets between two starts are no network.
NETWORK = {
    "asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver", "ssl", "urllib.request",
    "webbrowser", "xmlrpc", "requests", "httpx", "aiohttp",
    "PySide6.QtNetwork.QAbstractSocket", "PySide6.QtNetwork.QNetworkAccessManager", "PySide6.QtNetwork.QSslSocket",
    "PySide6.QtNetwork.QTcpServer", "PySide6.QtNetwork.QTcpSocket", "PySide6.QtNetwork.QUdpSocket",
    "PySide6.QtNetwork.QDnsLookup", "PySide6.QtNetwork.QHostInfo",
}  # fmt: skip


def foreign(module: Module) -> list[str]:
    """Return what `module` imports beyond the standard library and what its package may use besides."""
    package = ".".join(module.name.split(".")[:2])
    allowed = sys.stdlib_module_names | {"__future__"}
    return [
        f"{module.at(node)} {name}"
        for name, node in imported(module)
        if name.split(".")[0] not in allowed and not starts_with_any(name, ALSO[package])
    ]


def starts_with_any(name: str, packages: set[str]) -> bool:
    """Tell whether dotted `name` is one of `packages` or lies in one of them."""
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def networked(module: Module) -> list[str]:
    """Return the imports of `module` that reach for the network."""
    return [f"{module.at(node)} {name}" for name, node in imported(module) if starts_with_any(name, NETWORK)]


@pytest.mark.parametrize("package", ALSO)
def test_the_lowest_packages_stand_on_the_standard_library(package: str) -> None:
    assert [place for module in modules() if module.within(package) for place in foreign(module)] == []


def test_a_foreign_import_is_seen_also_inside_a_function() -> None:
    assert foreign(parsed("def late():\n    from babel import numbers", "crm_desktop.base.sample"))
    assert foreign(parsed("from crm_desktop.schema import field", "crm_desktop.figures.sample"))
    assert not foreign(parsed("import csv\nfrom crm_desktop.base.dates import Period", "crm_desktop.figures.sample"))


def test_only_the_entry_imports_app() -> None:
    importers = {m.name for m in modules() for name, _ in imported(m) if starts_with_any(name, {"crm_desktop.app"})}
    assert importers <= {"crm_desktop.__main__"}


def test_nothing_reaches_for_the_network() -> None:
    assert [place for module in modules() for place in networked(module)] == []


def test_a_reach_for_the_network_is_seen() -> None:
    assert networked(parsed("from urllib import request"))
    assert networked(parsed("from PySide6.QtNetwork import QTcpSocket"))
    assert not networked(parsed("from urllib import parse\nfrom PySide6.QtNetwork import QLocalServer"))
