"""Text of every age and system: told by its marks, proved, or guessed with a sentence that says so."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange.csvfile import read_csv
from crm_desktop.exchange.encoding import guessed
from crm_desktop.exchange.table import Options, Table

ACCENTS = "Name,City\r\nJürgen Groß,Köln\r\nÉtienne Lefèvre,Besançon\r\nMuñoz,Málaga\r\n"


def table_in(folder: Path, content: bytes, options: Options | None = None) -> Table:
    path = folder / "people.csv"
    path.write_bytes(content)
    return read_csv(path, options)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "content",
    [
        ACCENTS.encode(),
        ACCENTS.encode("utf-8-sig"),
        ACCENTS.encode("utf-16"),
        codecs.BOM_UTF16_BE + ACCENTS.encode("utf-16-be"),
        ACCENTS.encode("utf-16-le"),
        ACCENTS.encode("utf-16-be"),
        ACCENTS.encode("utf-32"),
        ACCENTS.encode("utf-32-be"),
        ACCENTS.encode("utf-32-le"),
        ACCENTS.encode("cp1252"),
        ACCENTS.replace("\r\n", "\r").encode("mac_roman"),
        ACCENTS.encode("cp850"),
    ],
)
def test_accents_survive_in_every_encoding(tmp_path: Path, content: bytes) -> None:
    table = table_in(tmp_path, content)
    assert table.headings == ("Name", "City")
    assert cells(table) == [("Jürgen Groß", "Köln"), ("Étienne Lefèvre", "Besançon"), ("Muñoz", "Málaga")]


@pytest.mark.parametrize(
    "names",
    ["Müller,Jürgen,Köln", "José Peña,Málaga", "Søren Ærø,Århus", "João Conceição,São Paulo", "Zoë,£5", "“Œuvre” – ©"],
)
def test_western_names_are_taken_for_western(names: str) -> None:
    assert names.encode("cp1252").decode(guessed(names.encode("cp1252"))) == names


@pytest.mark.parametrize(
    ("names", "codec"),
    [
        ("Łukasz Wójcik,Kraków\nMichał,Łódź", "cp1250"),
        ("Γιώργος Παπαδόπουλος,Αθήνα", "cp1253"),
        ("田中太郎,東京都千代田区", "cp932"),
    ],
)
def test_other_names_are_read_in_their_own_script(names: str, codec: str) -> None:
    assert names.encode(codec).decode(guessed(names.encode(codec))) == names


def test_a_guess_says_that_it_is_one(tmp_path: Path) -> None:
    (note, *_) = table_in(tmp_path, ACCENTS.encode("cp1252")).notes
    assert note.startswith("The text was taken for Windows-1252")
    assert table_in(tmp_path, ACCENTS.encode()).notes[0] == "The text is UTF-8."


def test_a_few_bad_bytes_do_not_make_utf8_something_else(tmp_path: Path) -> None:
    table = table_in(tmp_path, ACCENTS.encode() * 5 + b"Last,\xff\r\n")
    assert table.options.encoding == "utf-8"
    assert cells(table)[0] == ("Jürgen Groß", "Köln")
    assert any("1 character cannot be read in this encoding, in line 21;" in note for note in table.notes)


def test_the_chosen_encoding_is_used_and_a_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert cells(table_in(tmp_path, "Jméno,Obec\nDvořák,Plzeň\n".encode("cp1250"), Options(encoding="cp1250"))) == [
        ("Dvořák", "Plzeň")
    ]
    assert table_in(tmp_path, ACCENTS.encode("utf-8-sig"), Options(encoding="UTF8")).headings[0] == "Name"


@pytest.mark.parametrize("name", ["klingon", "hex", "a\0b"])
def test_an_encoding_that_does_not_exist_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="There is no encoding"):
        table_in(tmp_path, b"a,b\n", Options(encoding=name))


def test_nul_bytes_are_left_out_and_counted(tmp_path: Path) -> None:
    table = table_in(tmp_path, b"a,b\n1\x00,2\n\x003,4\n")
    assert cells(table) == [("1", "2"), ("3", "4")]
    assert "2 empty bytes (NUL) were left out." in table.notes


def test_utf32_behind_a_mark_of_utf16_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="says UTF-16, but the text is UTF-32"):
        table_in(tmp_path, codecs.BOM_UTF16_LE + ACCENTS.encode("utf-32-le"))


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 40, b"\x7fELF\x02\x01\x01" + bytes(2000), codecs.BOM_UTF16_LE + b"\x00\xd8" * 500]
)
def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match="is no text"):
        table_in(tmp_path, content)


WESTERN = {
    "deu_1996": "cp1252",
    "fra": "cp1252",
    "spa": "cp1252",
    "por_PT": "cp1252",
    "swe": "cp1252",
    "fin": "cp1252",
    "gle": "cp1252",
}
OTHERS = {
    "pol": "cp1250",
    "ces": "cp1250",
    "hun": "cp1250",
    "tur": "cp1254",
    "rus": "cp1251",
    "ukr": "cp1251",
    "heb": "cp1255",
    "arb": "cp1256",
}
FAR = {
    "ell_monotonic": "cp1253",
    "jpn": "cp932",
    "cmn_hans": "gb18030",
    "cmn_hant": "big5",
    "kor": "cp949",
    "tha": "cp874",
}


@pytest.mark.parametrize(("language", "codec"), [*WESTERN.items(), *OTHERS.items(), *FAR.items()])
def test_paragraphs_of_many_languages_are_read_as_their_readers_do(real_data: Path, language: str, codec: str) -> None:
    paragraphs = json.loads((real_data / "ugly" / "udhr_many_scripts.json").read_text(encoding="utf-8"))
    text = json.dumps(paragraphs[language], ensure_ascii=False)[:2000]
    content = text.encode(codec, "ignore")
    assert content.decode(guessed(content)) == content.decode(codec)
