"""E-mails saved as files: what is read of them, on whose timeline they come, and that nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange import mail
from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import attachments, records
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store

PLAIN = """From: Anna Berg <Anna@Acme.example>
To: me@house.example
Date: Fri, 20 Nov 2026 15:04:00 +0100
Subject: =?utf-8?q?Angebot_f=C3=BCr_M=C3=BCller?=
Message-ID: <1@acme.example>
Content-Type: text/plain; charset=utf-8

Please send the offer.



Anna
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = create_store(tmp_path / "book.crm")
    with store.act("Sample") as session:
        account = records.create(session, Account, {"name": "Acme"})
        records.create(session, Contact, {"name": "Anna", "email": "anna@acme.example", "account_id": account.id})
    yield store
    store.close()


def saved(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "mail.eml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_an_email_comes_to_the_timeline_of_its_sender_with_the_file_itself(store: Store, tmp_path: Path) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN))
    with store.act("Keep") as session:
        made = mail.keep(session, read)
        assert (made.kind, made.name, made.done) == ("email", "Angebot für Müller", True)
        assert made.starts == datetime(2026, 11, 20, 14, 4, tzinfo=UTC)
        assert made.outcome == "Please send the offer.\n\nAnna"
        assert (made.contact_id, made.account_id) == (1, 1)
        files = attachments.attachments_of(session, "activity", made.id)
        assert attachments.content_of(session, files[0].id) == ("mail.eml", PLAIN.encode())


def test_the_same_email_twice_is_there_once(store: Store, tmp_path: Path) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN))
    with store.act("Keep") as session:
        assert mail.keep(session, read).id == mail.keep(session, read).id


def test_two_emails_without_an_identity_are_two(store: Store, tmp_path: Path) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN.replace("Message-ID: <1@acme.example>\n", "")))
    with store.act("Keep") as session:
        assert mail.keep(session, read).id != mail.keep(session, read).id


def test_dropped_on_a_record_it_is_that_records(store: Store, tmp_path: Path) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN.replace("Anna@Acme", "somebody@else")))
    with store.act("Keep") as session:
        made = mail.keep(session, read, ("account", 1))
        assert (made.account_id, made.contact_id) == (1, None)


def test_an_email_of_strangers_has_no_links(store: Store, tmp_path: Path) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN.replace("Anna@Acme", "somebody@else")))
    with store.act("Keep") as session:
        made = mail.keep(session, read)
        assert session.query(Activity).count() == 1
        assert (made.account_id, made.contact_id) == (None, None)


def test_html_is_read_as_its_words(tmp_path: Path) -> None:
    html = "<html><head><style>p{}</style></head><body><p>Hello<br>Anna &amp; Bo</p><script>x</script></body></html>"
    text = PLAIN.replace("text/plain", "text/html").partition("\n\n")[0] + f"\n\n{html}"
    assert mail.read_mail(saved(tmp_path, text)).text == "Hello\nAnna & Bo"


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("charset=utf-8", "charset=no-such"),
        ("Fri, 20 Nov 2026 15:04:00 +0100", "some day"),
        ("Fri, 20 Nov 2026 15:04:00 +0100", "Fri, 99 Nov 2026 99:04:00 +0100"),
        ("=?utf-8?q?Angebot_f=C3=BCr_M=C3=BCller?=", "=?no-such?q?x?="),
        ("Anna Berg <Anna@Acme.example>", '"Anna <Anna@Acme.example'),
        ("Content-Type: text/plain; charset=utf-8", "Content-Type: multipart/mixed"),
    ],
)
def test_a_careless_email_is_read_all_the_same(tmp_path: Path, change: str, to: str) -> None:
    read = mail.read_mail(saved(tmp_path, PLAIN.replace(change, to)))
    assert read.subject
    assert read.content


def test_an_email_without_a_subject_has_a_name(tmp_path: Path) -> None:
    assert mail.read_mail(saved(tmp_path, "From: a@b.example\n\nx")).subject == "E-mail without a subject"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\xff\x00", b"Subject: x\n\nbody"])
def test_what_is_no_email_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match="is no e-mail"):
        mail.read_mail(saved(tmp_path, content))
