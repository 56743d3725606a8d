"""Print the files, classes and functions that have outgrown the house's sizes; `make check` shows it, nothing fails.

Good and feared code have the same median size and differ in the tail: so the tail is what is read here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

FILE, CLASS, FUNCTION = 300, 200, 40


def tails(path: Path) -> Iterator[tuple[int, int, str]]:
    """Yield (lines, allowed, what) for everything in the file at `path` that is longer than the house allows."""
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT)
    lines = text.count("\n")
    if lines > FILE:
        yield lines, FILE, f"{place}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            allowed = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > allowed:
                yield length, allowed, f"{place}:{node.lineno} {node.name}"


def main() -> None:
    """Print the tails of the program and its tests, the worst first."""
    paths = [path for folder in ("src", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    found = sorted((tail for path in paths for tail in tails(path)), key=lambda tail: tail[1] / tail[0])
    print(
        f"Size tails: {len(found)} in {len(paths)} files (over {FILE} lines a file, {CLASS} a class, {FUNCTION} a function)"
    )
    for lines, allowed, what in found:
        print(f"  {lines:5d} lines (of {allowed})  {what}")


if __name__ == "__main__":
    main()
