"""Settings survive a restart, and damage to their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.base.paths import written_whole
from crm_desktop.base.settings import SETTINGS, Settings


def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    Settings(path)["theme"] = "dark"
    Settings(path)["recent_files"] = ("/a.crm", "/b.crm")
    assert (Settings(path)["theme"], Settings(path)["recent_files"]) == ("dark", ("/a.crm", "/b.crm"))


@pytest.mark.parametrize(
    "text", ["theme = ", "theme = 3\ntext_size = 'big'\nrecent_files = [1]", "theme = 'pink'", "\x00\x01"]
)
def test_a_damaged_file_counts_as_nothing_chosen(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    settings = Settings(path)
    assert [settings[s.key] for s in SETTINGS if s.key != "recent_files"] == [
        s.default for s in SETTINGS if s.key != "recent_files"
    ]
    assert settings["recent_files"] == ()


def test_a_file_that_fails_half_way_leaves_the_older_one(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    target.write_text("old")

    def fail_half_way() -> None:
        with written_whole(target) as part:
            part.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail_half_way()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
