"""Where the marks of a chart stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import pytest

from crm_desktop.base.colours import DARK, LIGHT
from crm_desktop.reports.chart_data import Chart, Meaning, Series
from crm_desktop.reports.chart_drawing import colour_of
from crm_desktop.reports.chart_standing import marks_of
from crm_desktop.reports.document import Records
from tests.reports.samples import revenue


def test_stacked_marks_stand_on_each_other_and_the_highest_column_fills_the_plot() -> None:
    marks = [mark for mark in marks_of(revenue(), 300, 80) if mark.category == 0]
    assert [mark.area.y for mark in marks] == [0, 40, 64]
    assert [mark.area.height for mark in marks] == pytest.approx([40, 24, 16])
    assert len({(mark.area.x, mark.area.width) for mark in marks}) == 1


def test_marks_side_by_side_stand_on_the_axis_and_do_not_overlap() -> None:
    marks = [mark for mark in marks_of(replace(revenue(), kind="bars"), 300, 80) if mark.category == 0]
    assert [mark.area.y for mark in marks] == [0, 0, 0]
    assert [mark.area.height for mark in marks] == pytest.approx([80 * 5 / 6, 40, 80 / 3])
    assert marks[0].area.x + marks[0].area.width <= marks[1].area.x + 0.001


def test_each_mark_carries_its_records() -> None:
    first, *others = marks_of(revenue(), 300, 80)
    assert first.records == Records("opportunities", (1,))
    assert {mark.records for mark in others} == {None}


def test_a_value_below_zero_hangs_from_the_base_line_and_nothing_has_no_mark() -> None:
    values = (Decimal(0), Decimal(-5), Decimal(15))
    chart = Chart("bars", ("a", "b", "c"), (Series("won", "won", values),), ("0", "-5", "15"), "Nothing.")
    below, over = marks_of(chart, 90, 80)
    assert (below.category, over.category) == (1, 2)
    assert (below.area.y, below.area.height) == (0, 20)
    assert (over.area.y, over.area.height) == (20, 60)


@pytest.mark.parametrize("values", [(), (Decimal(0),)])
def test_a_chart_without_a_mark_is_empty(values: tuple[Decimal, ...]) -> None:
    chart = Chart("stacked", ("a",) * len(values), (Series("won", "won", values),), ("",) * len(values), "Nothing.")
    assert chart.is_empty
    assert marks_of(chart, 90, 80) == []


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_meaning_has_a_colour_of_its_own(palette: object) -> None:
    assert palette in (LIGHT, DARK)
    colours = {colour_of(meaning, LIGHT if palette is LIGHT else DARK) for meaning in get_args(Meaning)}
    assert len(colours) == len(get_args(Meaning))


def test_the_categories_of_a_forecast_differ_in_grey() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = bytes.fromhex(colour[1:])
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [lightness(colour_of(meaning, LIGHT)) for meaning in ("commit", "best_case", "pipeline")]
    assert all(lighter - darker > 30 for darker, lighter in pairwise(shades))
