"""The only door out of the program: a click on an address opens it in the system's own program.

The program itself never uses the network. No address but http(s), mailto and tel is ever opened, and one that looks like
another says where it really leads. Files are opened where the program has just written them.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.base.text import one_line
from crm_desktop.schema.kinds import Email, Kind, Phone, Url

ALLOWED = frozenset({"http", "https", "mailto", "tel"})
_MAP = "https://www.openstreetmap.org/search?query="
_TRUNK_ZERO = re.compile(r"\(0\)")
_EXTENSION = re.compile(r"\s*(?:ext\.?|x|#)\s*(\d+)\s*$", re.IGNORECASE)


def address_of(kind: Kind, text: str) -> QUrl | None:
    """Return what a click on a value of this kind opens, None where it opens nothing."""
    match kind:
        case Email():
            return QUrl("mailto:" + quote(text, safe="@"))
        case Phone():
            return _to_dial(text)
        case Url():
            return _web_page(text)
        case _:
            return None


def on_map(address: str) -> QUrl:
    """Return the search for a postal address on a map."""
    return QUrl(_MAP + quote(one_line(address.replace("\n", ", "))))


def real_host(url: QUrl) -> str:
    """Return the host in plain letters where the address could be taken for another one, else an empty text.

    Letters of other scripts can look like Latin ones, and "www.bank.com@evil.com" leads to evil.com.
    """
    if url.scheme() not in {"http", "https"}:
        return ""
    plain = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    return plain if plain.startswith("xn--") or ".xn--" in plain or url.userInfo() else ""


def open_outside(url: QUrl) -> bool:
    """Open an address in the system's program; False where it may not be opened, or nothing here opens it."""
    return url.isValid() and url.scheme() in ALLOWED and QDesktopServices.openUrl(url)


def open_written(path: Path) -> bool:
    """Open a file or folder that the program itself has written; False where nothing here opens it."""
    return path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _to_dial(text: str) -> QUrl | None:
    number = one_line(text)
    extension = _EXTENSION.search(number)
    if extension:
        number = number[: extension.start()]
    if number.startswith("+"):
        number = _TRUNK_ZERO.sub("", number)
    dialled = ("+" if number.startswith("+") else "") + re.sub(r"[^0-9]", "", number)
    if not dialled.strip("+"):
        return None
    return QUrl(f"tel:{dialled};ext={extension[1]}" if extension else f"tel:{dialled}")


def _web_page(text: str) -> QUrl | None:
    url = QUrl(text if "://" in text else f"https://{text}", QUrl.ParsingMode.TolerantMode)
    return url if url.isValid() and url.scheme() in {"http", "https"} and url.host() else None
