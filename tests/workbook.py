"""Reads a workbook as any program may: the names of its sheets, and the cells as they are kept."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LETTERS = re.compile(r"[A-Z]+")


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets."""
    with zipfile.ZipFile(path) as whole:
        return [sheet.attrib["name"] for sheet in ET.fromstring(whole.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")]


def cells(path: Path, sheet: int = 1) -> list[list[str | float | None]]:
    """Return the rows of a sheet, from 1: texts as texts, numbers as numbers. A formula is an error."""
    with zipfile.ZipFile(path) as whole:
        tree = ET.fromstring(whole.read(f"xl/worksheets/sheet{sheet}.xml"))
    rows: list[list[str | float | None]] = []
    for row in tree.iter(f"{_MAIN}row"):
        rows += [[] for _gap in range(int(row.attrib["r"]) - 1 - len(rows))]
        rows.append(_row(row))
    return rows


def formats(path: Path, sheet: int = 1) -> set[str]:
    """Return the formats of the numbers on a sheet, as Excel writes them; those that it knows by number as that."""
    with zipfile.ZipFile(path) as whole:
        styles = ET.fromstring(whole.read("xl/styles.xml"))
        tree = ET.fromstring(whole.read(f"xl/worksheets/sheet{sheet}.xml"))
    own = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{_MAIN}numFmt")}
    kinds = [one.attrib["numFmtId"] for one in styles.find(f"{_MAIN}cellXfs") or ()]
    used = {kinds[int(cell.attrib.get("s", 0))] for cell in tree.iter(f"{_MAIN}c") if "t" not in cell.attrib}
    return {own.get(number, number) for number in used}


def _row(row: ET.Element) -> list[str | float | None]:
    found: list[str | float | None] = []
    for cell in row.iter(f"{_MAIN}c"):
        assert cell.find(f"{_MAIN}f") is None, "no cell is ever a formula"
        letters = _LETTERS.match(cell.attrib["r"])
        assert letters is not None
        column = 0
        for letter in letters[0]:
            column = 26 * column + ord(letter) - 64
        found += [None] * (column - 1 - len(found))
        if cell.attrib.get("t") == "inlineStr":
            found.append("".join(text.text or "" for text in cell.iter(f"{_MAIN}t")))
        else:
            value = cell.find(f"{_MAIN}v")
            found.append(float(value.text) if value is not None and value.text else None)
    return found
