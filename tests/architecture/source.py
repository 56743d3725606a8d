"""The program's own source, parsed once, for the tests that hold it to the rules of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, where it is, and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    def within(self, *packages: str) -> bool:
        """Tell whether it is one of `packages` or lies in one of them."""
        return any(f"{self.name}.".startswith(f"{package}.") for package in packages)

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def at(self, node: ast.AST) -> str:
        """Return the place of `node` as editors understand it: path:line."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def parsed(code: str, name: str = "crm_desktop.sample") -> Module:
    """Return a made-up module, with which a rule is shown to bite."""
    return Module(name, ROOT / "sample.py", ast.parse(code))


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the program, in order of name."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def imported(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield (dotted name, node) for everything that `module` imports, at its head or late; `from a import b` is a.b."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)
