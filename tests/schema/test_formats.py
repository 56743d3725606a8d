"""Numbers and days as countries write them."""

from __future__ import annotations

import pytest

from crm_desktop.base.settings import SETTINGS
from crm_desktop.schema import formats

OFFERED = next(setting.choices for setting in SETTINGS if setting.key == "locale") or {}


@pytest.mark.parametrize("code", OFFERED)
def test_the_formats_at_hand_are_those_of_the_locale_data(code: str) -> None:
    assert formats.formats_for(code) == formats.formats_from_babel(code)


def test_a_country_that_is_not_at_hand_is_asked_of_babel() -> None:
    assert formats.formats_for("it_IT").months[0] == "gen"


def test_an_unknown_country_falls_back_to_the_united_states() -> None:
    assert formats.formats_for("xx_YY").day_order == "mdy"
