"""A file becomes a table, whatever it is called, or its nature is told in words."""

from __future__ import annotations

import gzip
import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange import source
from crm_desktop.exchange.table import FORMATS, Options, distinct_headings, read_table

CSV = b"Name,City\nAnna,Rome\n"


def gzipped(content: bytes) -> bytes:
    """The content packed, without the time in it: two workers have to name their tests alike."""
    return gzip.compress(content, mtime=0)


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(name.replace("_slash_", "/").replace("_dot_", ".")), content, zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


@pytest.mark.parametrize("name", ["people.csv", "people", "people.xlsx", "PEOPLE.TXT"])
def test_the_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(CSV)
    table = read_table(tmp_path / name)
    assert (table.name, table.headings) == (name, ("Name", "City"))
    assert [row.cells for row in table.first()] == [("Anna", "Rome")]


@pytest.mark.parametrize(
    "content",
    [
        gzipped(CSV),
        zipped(people_dot_csv=CSV),
        zipped(export_slash_people_dot_csv=CSV, __MACOSX_slash_people_dot_csv=b"\0", read_dot_me=b"x"),
    ],
)
def test_a_packed_table_is_read_also_where_it_is_called_csv(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    table = read_table(tmp_path / "people.csv")
    assert table.headings == ("Name", "City")
    assert [[row.cells for row in table.rows] for _walk in range(2)] == [[("Anna", "Rome")]] * 2


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (a)")
        content = connection.serialize()
    connection.close()
    return content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "is empty"),
        (b"\n\n<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"<table><tr><td>1</td></tr></table>", "is a web page"),
        (b'<?xml version="1.0"?>\n<Workbook/>', "is an XML file"),
        (b'{"name": "Anna"}', "is a JSON file"),
        (b'[{"name": "Anna"}]', "is a JSON file"),
        (b"BEGIN:VCALENDAR\n", "holds a calendar"),
        (b"%PDF-1.7\n1 0 obj", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old or locked Office file"),
        (b"Rar!\x1a\x07", "packed archive"),
        (database(), "is a database"),
        (zipped(xl_slash_workbook_dot_xml=b"<w/>"), "is an Excel workbook"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "is an Office document"),
        (zipped(a_dot_csv=CSV, b_dot_csv=CSV), r"several tables \(a.csv, b.csv\)"),
        (zipped(photo_dot_jpg=b"x"), "packed archive"),
        (zipped(inner_dot_csv=zipped(a_dot_csv=CSV)), "packed archive"),
        (gzipped(gzipped(CSV)), "packed archive"),
        (gzipped(CSV * 100)[:-20], "damaged archive"),
        (zipped(a_dot_csv=CSV)[:60], "damaged archive"),
        (gzipped(b"\0" * 257 + b"ustar" + b"\0" * 300), "packed archive"),
    ],
)
def test_what_is_no_table_is_named_and_a_way_out_is_shown(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    with pytest.raises(UserError, match=reason) as refused:
        read_table(tmp_path / "people.csv")
    assert str(refused.value).startswith("“people.csv”")


def test_a_table_that_only_holds_markup_is_no_web_page(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b'"Name";"<a href=\'\'>Link</a>"\n')
    assert read_table(tmp_path / "people.csv").headings == ("Name", "<a href=''>Link</a>")


@pytest.mark.parametrize("pack", [gzipped, lambda content: zipped(a_dot_csv=content)])
def test_an_archive_that_swells_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(source, "LARGEST", 100_000)
    (tmp_path / "people.csv").write_bytes(pack(b"a,b\n" + b"1,2\n" * 50_000))
    with pytest.raises(UserError, match="unpacks to more than 200 MB"):
        read_table(tmp_path / "people.csv")


def test_a_locked_archive_is_told_in_words(tmp_path: Path) -> None:
    content = bytearray(zipped(a_dot_csv=CSV))
    content[6] |= 1  # the flag in the entry's own header, and that in the list of entries
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "people.zip").write_bytes(content)
    with pytest.raises(UserError, match="locked with a password"):
        read_table(tmp_path / "people.zip")


def test_what_is_not_there_or_is_a_folder_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no file “.*gone\.csv”"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(UserError, match="is a folder"):
        read_table(tmp_path)


def test_a_file_that_vanishes_after_the_preview_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(CSV)
    table = read_table(tmp_path / "people.csv")
    (tmp_path / "people.csv").unlink()
    with pytest.raises(UserError, match="There is no file"):
        list(table.rows)


def test_options_reach_the_reader(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(CSV)
    assert read_table(tmp_path / "people.csv", Options(heading_line=0)).headings == ("Column 1", "Column 2")


def test_problems_are_the_rows_that_have_one(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(CSV + b"one,two,three\nBen,Oslo\n")
    assert [row.line for row in read_table(tmp_path / "people.csv").problems()] == [3]


def test_headings_become_distinct_without_meeting_others() -> None:
    headings, notes = distinct_headings(["a", "a (2)", "A", "", "Column 4"])
    assert len({heading.casefold() for heading in headings}) == 5
    assert notes
    assert distinct_headings(["a", "b"]) == (("a", "b"), ())


def test_every_format_has_suffixes_for_the_file_dialogue_of_its_own() -> None:
    suffixes = [suffix for form in FORMATS for suffix in form.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
