"""E-mails that wait to be sent."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

from crm_desktop.exchange.draft import write_draft
from tests.conftest import FrozenClock


def test_a_draft_holds_the_subject_the_text_and_the_file(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    path = tmp_path / "drafts" / "week.eml"
    write_draft(
        path, "Weekly pipeline · 16 – 22 Nov\nBcc: all@example.org", "Größe\n", [("Wöche 47.pdf", tmp_path / "x.pdf")]
    )
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Weekly pipeline · 16 – 22 Nov Bcc: all@example.org"
    assert message["Bcc"] is None
    assert message["X-Unsent"] == "1"
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Größe"]
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("Wöche 47.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"


def test_every_line_of_a_draft_is_as_mail_wants_it(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 50)
    write_draft(tmp_path / "x.eml", "ü" * 300, "x" * 3000, [("x.bin", tmp_path / "x.bin")])
    lines = (tmp_path / "x.eml").read_bytes().split(b"\r\n")
    assert not any(b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert all(byte < 128 for line in lines for byte in line)
