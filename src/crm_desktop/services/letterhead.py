"""How the paper of this book looks: the name of the house, its address, its logo and its colour.

They belong to the book and not to the program, so that a book printed elsewhere looks the same; each change is a step
that can be undone. The logo lies in the attachment store, and its digest among the values of the book.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.letterhead import Letterhead
from crm_desktop.services import book
from crm_desktop.storage import blobs
from crm_desktop.storage.problems import reading
from crm_desktop.storage.store import raw_of

MOST_BYTES: Final = 5 * 1024 * 1024
_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
_MOST_POINTS = 16_000_000
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the segments of a JPEG that say its size
_NAMES: Final = {"name": "house_name", "address": "house_address", "colour": "house_colour"}


def read(session: Session) -> Letterhead:
    """Return the letterhead of the book; where nothing was chosen it is empty."""
    values = {key: book.value(session, name) for key, name in _NAMES.items()}
    digest = book.value(session, blobs.LOGO)
    return Letterhead(**values, logo=(blobs.content(raw_of(session), digest) or b"") if digest else b"")


def set_value(session: Session, key: str, text: str) -> None:
    """Change the name, the address or the colour. Raises InvalidInput."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    value = "\n".join(filter(None, lines))
    book.set_value(session, _NAMES[key], colour_of(value) if key == "colour" and value else value)


def colour_of(text: str) -> str:
    """Return a colour as "#rrggbb". Raises InvalidInput."""
    found = _COLOUR.fullmatch(text.strip())
    if found is None:
        why = _("“{text}” is no colour; write it as # and six digits, like #0f7553.").format(text=text)
        raise InvalidInput({"colour": why})
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def picture_in(path: Path) -> bytes:
    """Return the content of a PNG or JPEG file. Raises UserError."""
    refused = _("“{name}” is no picture that can be printed. Choose a PNG or JPEG file.").format(name=path.name)
    if path.suffix.lower() not in _SUFFIXES:
        raise UserError(refused)  # unopened: it may be the book itself
    with reading(path):
        if path.is_dir():
            raise IsADirectoryError
        is_large = path.stat().st_size > MOST_BYTES
        content = b"" if is_large else path.read_bytes()
    size = size_of(content)
    if is_large or (size is not None and size[0] * size[1] > _MOST_POINTS):
        text = _("“{name}” is too large for a logo. Save it with at most 2000 points across and try again.")
        raise UserError(text.format(name=path.name))
    if size is None:
        raise UserError(refused)
    return content


def put_logo(session: Session, content: bytes) -> None:
    """Take a picture, see `picture_in`, as the logo."""
    book.set_value(session, blobs.LOGO, blobs.keep(raw_of(session), content))


def remove_logo(session: Session) -> None:
    """Print without a logo."""
    book.set_value(session, blobs.LOGO, "")


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in points of a PNG or JPEG, None for anything else."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        size = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    else:
        size = _size_of_jpeg(content) if content.startswith(_JPEG) else (0, 0)
    return size if all(size) else None


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    at = len(_JPEG)
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0, 0
