"""What a first start takes from the system's country."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.base import system
from crm_desktop.base.settings import Settings
from crm_desktop.schema import country
from crm_desktop.schema.formats import formats_for


@pytest.mark.parametrize(("said", "code"), [
    ("de_DE.UTF-8", "de_DE"), ("de-CH", "de_CH"), ("zh_Hans_CN", "zh_CN"), ("zh-Hans-CN", "zh_CN"), ("C.UTF-8", ""), ("POSIX", ""),
    ("en", "en_US"), ("", ""),
])  # fmt: skip
def test_a_locale_is_read_in_the_ways_systems_write_it(said: str, code: str) -> None:
    assert system.code_in(said) == code


@pytest.mark.parametrize(("code", "currency", "paper"), [
    ("de_DE", "EUR", "A4"), ("en_US", "USD", "Letter"), ("en_GB", "GBP", "A4"), ("xx_XX", "", "A4"),
])  # fmt: skip
def test_currency_and_paper_follow_the_country(code: str, currency: str, paper: str) -> None:
    assert (system.currency(code), system.paper(code)) == (currency, paper)


def test_a_first_start_is_in_the_country_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    system.locale_code.cache_clear()
    settings = Settings(tmp_path / "settings.toml")
    assert (settings["locale"], settings["currency"], settings["paper"]) == ("de_DE", "EUR", "A4")
    assert country.formats_of(settings) == formats_for("de_DE")
    system.locale_code.cache_clear()


def test_what_was_chosen_goes_before_the_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    system.locale_code.cache_clear()
    settings = Settings(tmp_path / "settings.toml")
    settings["currency"], settings["first_weekday"], settings["language"] = "CHF", "6", "en"
    assert settings["currency"] == "CHF"
    assert country.formats_of(settings).first_weekday == 6
    assert country.language_of(settings) == "en"
    system.locale_code.cache_clear()
