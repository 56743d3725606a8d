"""Leads: on which step contacts are, who is new, and who got further."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures import leads
from crm_desktop.figures.leads import STEPS, Lead
from tests.figures.books import MARCH


def lead(key: int, before: str, after: str, came: date = date(2017, 1, 1)) -> Lead:
    return Lead(key, after, before, after, came)


@pytest.mark.parametrize("before", STEPS)
@pytest.mark.parametrize("after", STEPS)
def test_further_is_nearer_to_a_client_or_a_client_again(before: str, after: str) -> None:
    further = {("prospect", "potential"), ("prospect", "active"), ("potential", "active"), ("inactive", "active")}
    assert lead(1, before, after).got_further == ((before, after) in further)


def test_each_contact_is_on_one_step_and_the_steps_add_up_to_all() -> None:
    found = [lead(1, "prospect", "prospect"), lead(2, "prospect", "active"), lead(3, "active", "inactive")]
    steps = [leads.on_step(found, step).value for step in STEPS]
    assert (steps, leads.contacts(found).value) == ([1, 0, 1, 1], 3)
    assert leads.contacts(found).meaning.entity == "contact"


def test_new_are_those_who_came_in_the_period() -> None:
    found = [lead(1, "prospect", "prospect", MARCH.first), lead(2, "prospect", "prospect", date(2017, 4, 1))]
    assert leads.new(found, MARCH).records == (1,)


def test_the_share_is_of_those_who_could_get_further_as_leads() -> None:
    found = [
        lead(1, "prospect", "potential"), lead(2, "potential", "potential"), lead(3, "prospect", "prospect"),
        lead(4, "potential", "active"), lead(5, "inactive", "active"), lead(6, "active", "active"),
    ]  # fmt: skip
    figure = leads.further_share(found, MARCH)
    assert (figure.value, figure.of) == (Decimal("0.5"), (2, 4))
    assert leads.further(found, MARCH).records == (1, 4, 5)


def test_without_leads_there_is_no_share() -> None:
    figure = leads.further_share([lead(6, "active", "active")], MARCH)
    assert (figure.value, figure.why) == (None, "nobody was a prospect or a potential client")
