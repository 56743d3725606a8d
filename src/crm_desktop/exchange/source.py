"""The bytes of a text file that somebody hands us, also out of a .gz or .zip; what is no text is refused in words.

Names lie: a "CSV" from the web is often a sign-in page, a workbook or a packed folder. So the content is looked at
first, and each impostor has its sentence. Unpacking stops at `LARGEST`, whatever the archive says of itself.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.storage.problems import unreadable

LARGEST = 200 * 2**20
_HEAD = 64 * 2**10
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv")
_WORKBOOK = N_("“{name}” is an Excel workbook. Open it there, save the sheet as CSV and import that file.")
_PICTURE = N_("“{name}” is a picture, no table.")
_ARCHIVE = N_("“{name}” is a packed archive. Unpack it and import the file that you need.")
_DOCUMENT = N_("“{name}” is an Office document. Save its table as CSV and import that file.")
_DATABASE = N_("“{name}” is a database, no table. If it is a book of this program, open it with File ▸ Open.")
_TOO_LARGE = N_("“{name}” unpacks to more than 200 MB. Unpack it yourself and import the file.")
_DAMAGED = N_("“{name}” is a damaged archive. Download or copy it once more.")
_BINARY = N_(
    "“{name}” is no text, so that no table can be read from it. Export it as CSV from the program it comes from."
)
_LOCKED = N_(
    "“{name}” is an old or locked Office file. Save it as CSV there, without a password, and import that file."
)
_SIGNATURES = (
    (b"SQLite format 3\0", _DATABASE),
    (b"%PDF-", N_("“{name}” is a PDF. Ask the program it comes from for a CSV file instead.")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _LOCKED),
    (b"{\\rtf", N_("“{name}” is a text document. Save its table as CSV and import that file.")),
    (b"\x89PNG\r\n", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE),
    (b"7z\xbc\xaf", _ARCHIVE), (b"Rar!\x1a", _ARCHIVE), (b"\xfd7zXZ", _ARCHIVE), (b"BZh91AY&SY", _ARCHIVE),
    (b"PK\x03\x04", _ARCHIVE), (b"PK\x05\x06", _ARCHIVE), (b"\x1f\x8b", _ARCHIVE),
)  # fmt: skip
_PAGE = N_(
    "“{name}” is a web page, perhaps the sign-in page of the site that was to send the file. Download it once more."
)
_BEGINNINGS = (
    (re.compile(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|table)\b", re.IGNORECASE | re.DOTALL), _PAGE),
    (re.compile(r"<\?xml\b|<!doctype\b", re.IGNORECASE), N_("“{name}” is an XML file, no table. Export it as CSV from the program it comes from.")),
    (re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]\d]"), N_("“{name}” is a JSON file, no table. Export it as CSV from the program it comes from.")),
    (re.compile(r"BEGIN:VCARD\b", re.IGNORECASE), N_("“{name}” holds address cards in an archive; unpack it and import the cards.")),
    (re.compile(r"BEGIN:VCALENDAR\b", re.IGNORECASE), N_("“{name}” holds a calendar, no table. Drop it on the window, or import it as a calendar.")),
)  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1a\x1b")
_SMALL = 200


@dataclass(frozen=True)
class Source:
    """A file of text: `open` gives its bytes from the start, as often as needed; `name` is for sentences."""

    name: str
    open: Callable[[], IO[bytes]]
    notes: tuple[str, ...] = ()


class _Unpacked(io.RawIOBase):
    """What comes out of an archive, up to `LARGEST`, with an archive's errors as sentences."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, name: str) -> None:
        self._stream = stream
        self._name = name
        self._left = LARGEST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no length
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile):
            raise UserError(_(_DAMAGED).format(name=self._name)) from None
        self._left -= len(data)
        if self._left < 0:
            raise UserError(_(_TOO_LARGE).format(name=self._name))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def source_of(path: Path) -> Source:
    """Return the text file at `path`, or the only one in the archive at `path`; raise UserError for all else."""
    with _opened(path) as stream:
        head = stream.read(4)
    if head.startswith(b"PK\x03\x04") or head == b"PK\x05\x06":
        source = _in_zip(path)
    elif head.startswith(b"\x1f\x8b"):
        source = Source(path.name, lambda: _open_gzip(path))
    else:
        source = Source(path.name, lambda: _opened(path))
    _refuse_signatures(source)
    return source


def head_of(source: Source) -> bytes:
    """Return the first bytes, enough to tell what they are."""
    with source.open() as stream:
        return stream.read(_HEAD)


def refuse_binary(name: str, head: bytes) -> None:
    """Raise UserError where bytes of one a character hold more control characters than a text with scars."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * (0.02 if len(head) > _SMALL else 0.3):
        raise no_text(name)


def no_text(name: str) -> UserError:
    """Return the sentence for what cannot be text in any encoding."""
    return UserError(_(_BINARY).format(name=name))


def refuse_other_text(name: str, beginning: str) -> None:
    """Raise UserError where the first characters of a text say that it is no table."""
    start = beginning.lstrip("\ufeff\0 \t\r\n")
    if not start:
        raise UserError(_("“{name}” is empty; choose another file.").format(name=name))
    for pattern, sentence in _BEGINNINGS:
        if pattern.match(start):
            raise UserError(_(sentence).format(name=name))


def _in_zip(path: Path) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError):
        raise UserError(_(_DAMAGED).format(name=path.name)) from None
    except OSError as error:
        raise unreadable(path, error) from None
    entry = _only_table(path.name, entries)
    note = _("Read from “{entry}” in the archive.").format(entry=entry.filename)
    return Source(path.name, lambda: _open_entry(path, entry), (note,))


def _only_table(name: str, entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the one table of an archive; `__MACOSX` holds shadows of the files, not files."""
    names = {entry.filename.replace("\\", "/") for entry in entries}
    if any(entry.startswith("xl/") for entry in names):
        raise UserError(_(_WORKBOOK).format(name=name))
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise UserError(_(_DOCUMENT).format(name=name))
    tables = [entry for entry in entries if entry.filename.lower().endswith(_TABLE_SUFFIXES)]
    tables = [entry for entry in tables if not entry.filename.startswith("__MACOSX/")]
    if not tables:
        raise UserError(_(_ARCHIVE).format(name=name))
    if len(tables) > 1:
        listed = ", ".join(sorted(entry.filename for entry in tables)[:5])
        sentence = _("“{name}” holds several tables ({tables}). Unpack it and import them one by one.")
        raise UserError(sentence.format(name=name, tables=listed))
    if tables[0].flag_bits & 1:
        sentence = _("“{name}” is locked with a password. Unpack it and import the file in it.")
        raise UserError(sentence.format(name=name))
    return tables[0]


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from None


def _open_gzip(path: Path) -> IO[bytes]:
    try:
        return io.BufferedReader(_Unpacked(gzip.GzipFile(path), path.name))
    except OSError as error:
        raise unreadable(path, error) from None


def _open_entry(path: Path, entry: zipfile.ZipInfo) -> IO[bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return io.BufferedReader(_Unpacked(archive.open(entry), path.name))
    except (zipfile.BadZipFile, NotImplementedError):
        raise UserError(_(_DAMAGED).format(name=path.name)) from None
    except OSError as error:
        raise unreadable(path, error) from None


def _refuse_signatures(source: Source) -> None:
    head = head_of(source)
    for signature, sentence in _SIGNATURES:
        if head.startswith(signature):
            raise UserError(_(sentence).format(name=source.name))
    if head[257:262] == b"ustar":
        raise UserError(_(_ARCHIVE).format(name=source.name))
