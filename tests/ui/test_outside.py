"""The only door out: what a click opens, and that nothing else is ever opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from crm_desktop.schema.kinds import Email, Kind, Phone, Text, Url
from crm_desktop.ui import outside
from tests.ui.opener import Opener, opener_of


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[Opener]:
    with opener_of([*outside.ALLOWED, "file", "javascript", "ftp", "geo"]) as made:
        yield made


@pytest.mark.parametrize(
    ("kind", "text", "address"),
    [
        (Email(), "anna@example.com", "mailto:anna@example.com"),
        (Email(), "anna?cc=all@example.com", "mailto:anna%3Fcc%3Dall@example.com"),
        (Phone(), "+39 333 555-0199", "tel:+393335550199"),
        (Phone(), "+49 (0)89 1234 ext. 7", "tel:+49891234;ext=7"),
        (Phone(), "089 / 12 34", "tel:0891234"),
        (Url(), "www.example.com/a?b=1", "https://www.example.com/a?b=1"),
        (Url(), "http://example.com", "http://example.com"),
    ],
)
def test_an_address_opens_in_the_system_s_program(opener: Opener, kind: Kind, text: str, address: str) -> None:
    url = outside.address_of(kind, text)
    assert url is not None
    assert outside.open_outside(url)
    assert opener.opened == [address]


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "ftp://example.com", "geo:1,2", "", "//server/share", "C:\\x.exe"],
)
def test_nothing_but_web_mail_and_telephone_is_opened(opener: Opener, address: str) -> None:
    assert not outside.open_outside(QUrl(address))
    assert opener.opened == []


@pytest.mark.parametrize(
    ("kind", "text"), [(Url(), "file:///etc/passwd"), (Url(), "javascript://x"), (Phone(), "none"), (Text(), "x")]
)
def test_what_is_no_address_leads_nowhere(kind: Kind, text: str) -> None:
    assert outside.address_of(kind, text) is None


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("www.example.com", ""),
        ("www.рaypal.com", "www.xn--aypal-uye.com"),
        ("https://www.bank.com@evil.com/login", "evil.com"),
        ("https://münchen.de", "xn--mnchen-3ya.de"),
    ],
)
def test_an_address_that_looks_like_another_one_says_where_it_leads(text: str, host: str) -> None:
    url = outside.address_of(Url(), text)
    assert url is not None
    assert outside.real_host(url) == host


def test_a_postal_address_is_looked_up_on_a_map(opener: Opener) -> None:
    assert outside.open_outside(outside.on_map("Via Roma 1\n20121 Milano & Co"))
    assert opener.opened == ["https://www.openstreetmap.org/search?query=Via%20Roma%201%2C%2020121%20Milano%20%26%20Co"]
