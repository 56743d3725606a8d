"""What every kind of chart promises: texts that never collide, marks that lead to their records, never a chart of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from crm_desktop.base.colours import contrast
from crm_desktop.reports import block_data, chart_heat, text_out
from crm_desktop.reports.chart_data import Chart, ChartKind, Level, Series
from crm_desktop.reports.chart_drawing import Drawing, LevelMark, Mark, text_colour_of
from crm_desktop.reports.charts import ChartPart, ChartRows, chart_part
from crm_desktop.reports.document import Records
from crm_desktop.reports.flow import Part
from crm_desktop.reports.paper import COLOURS
from crm_desktop.reports.pdf import write_pdf
from tests.reports.document_text import text_of
from tests.reports.samples import page_of

KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
MEANINGS = ("commit", "won", "lost", "pipeline", "best_case", "warning")
NAMES = ("Jan", "Prospecting and qualification", "Wyoming", "שלום", "北京", "x" * 60, "1")


def chart_of(kind: ChartKind, values: Sequence[Sequence[int]], names: Sequence[str] = (), unit: str = "") -> Chart:
    """Return a chart with a row of values for each series; the records behind a value are its series and category."""
    size = len(values[0])
    series = tuple(
        Series(
            f"series {number}",
            MEANINGS[number % 6],  # type: ignore[arg-type]
            tuple(map(Decimal, row)),
            tuple(Records("opportunity", (number, index)) for index in range(size)),
            tuple(f"{value:,}{unit}" for value in row),
        )
        for number, row in enumerate(values)
    )
    labels = tuple(f"{value:,}{unit}" for value in values[0])
    return Chart(kind, tuple(names) or tuple(f"No. {n}" for n in range(size)), series, labels, "Nothing here.")


def compared(chart: Chart, *levels: Sequence[int | None]) -> Chart:
    """Return a chart with levels, the first what was and the others aims; the records behind one have 100 and its number."""
    found = (
        Level(
            f"level {number}",
            "aim" if number else "past",
            tuple(None if value is None else Decimal(value) for value in row),
            tuple(Records("opportunity", (100 + number, index)) for index in range(len(row))),
        )
        for number, row in enumerate(levels)
    )
    return replace(chart, levels=tuple(found))


def pieces_of(part: ChartPart | ChartRows, room: float = 300) -> list[ChartPart | ChartRows]:
    """Return a chart as it stands on pages that leave so much room."""
    found: list[ChartPart | ChartRows] = []
    rest: Part | None = part
    while rest is not None:
        piece, rest = rest.take(room)
        assert isinstance(piece, ChartPart | ChartRows)
        found.append(piece)
    return found


def marks_of(drawing: Drawing) -> list[Mark | LevelMark]:
    """Return all that leads to records."""
    return [*drawing.marks, *drawing.levels]


def check_texts(drawing: Drawing, width: float, height: float) -> None:
    areas = [label.area for label in drawing.labels]
    for area in areas:
        assert area.x >= -0.01
        assert area.x + area.width <= width + 0.01
        assert area.y >= -0.01
        assert area.y + area.height <= height + 0.01
    crossing = [level.area for level in drawing.levels]
    bare = [area for area in areas if not any(plate.y == area.y and plate.x < area.x for plate in drawing.plates)]
    for one, other in (*combinations(areas, 2), *product(bare, crossing)):
        is_beside = one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01
        assert is_beside or one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    kind = draw(st.sampled_from(KINDS))
    size = draw(st.integers(1, 40))
    rows = 1 if kind == "funnel" else draw(st.integers(1, 5))
    values = st.lists(st.integers(-9_999_999, 99_999_999), min_size=size, max_size=size)
    names = draw(st.lists(st.sampled_from(NAMES), min_size=size, max_size=size))
    chart = chart_of(kind, [draw(values) for _ in range(rows)], names, draw(st.sampled_from(("", " opportunities"))))
    if kind not in {"bars", "stacked"}:
        return chart
    asked = st.lists(st.none() | st.integers(-9_999_999, 299_999_999), min_size=size, max_size=size)
    return compared(chart, *(draw(asked) for _ in range(draw(st.integers(0, 2)))))


@settings(max_examples=100)
@given(charts(), st.sampled_from((120.0, 236.0, 493.0)))
def test_no_two_texts_of_a_chart_touch_and_none_leaves_it(chart: Chart, width: float) -> None:
    if chart.is_empty:
        return
    for piece in pieces_of(chart_part(chart, width, 0)):
        drawing = piece.drawing()
        check_texts(drawing, width, piece.height)
        for mark in marks_of(drawing):
            assert mark.area.x >= -4.1
            assert mark.area.x + mark.area.width <= width + 4.1
            assert mark.area.y >= -0.01
            assert mark.area.y + mark.area.height <= piece.height + 0.01


@given(charts())
def test_every_value_has_its_mark_once_and_each_leads_to_its_records(chart: Chart) -> None:
    if chart.is_empty:
        return
    drawings = [piece.drawing() for piece in pieces_of(chart_part(chart, 493, 0))]
    found = [mark.records for drawing in drawings for mark in marks_of(drawing)]
    expected = {
        (number, index)
        for number, series in enumerate(chart.series)
        for index, value in enumerate(series.values)
        if chart.kind == "lines" or (value > 0 if chart.kind == "funnel" else value)
    }
    expected |= {(100 + n, i) for n, level in enumerate(chart.levels) for i, value in enumerate(level.values) if value}
    assert sorted(records.ids for records in found if records) == sorted(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_of_nothing_is_its_sentence(kind: ChartKind, tmp_path: Path) -> None:
    for chart in (chart_of(kind, [[0, 0, 0]]), Chart(kind, (), (), (), "Nothing here.")):
        write_pdf(page_of(chart), tmp_path / "nothing.pdf")
        assert "Nothing here." in PdfReader(tmp_path / "nothing.pdf").pages[0].extract_text()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_printed_with_its_names_and_leads_to_its_records(kind: ChartKind, tmp_path: Path) -> None:
    chart = chart_of(kind, [[40, 30, 20]])
    places = write_pdf(page_of(chart), tmp_path / "chart.pdf")
    text = PdfReader(tmp_path / "chart.pdf").pages[0].extract_text()
    assert all(name in text for name in chart.categories)
    assert {place.records.ids for place in places} == {(0, 0), (0, 1), (0, 2)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_exported_with_its_exact_values(kind: ChartKind, tmp_path: Path) -> None:
    document = page_of(chart_of(kind, [[40, -30, 20]]))
    text_out.write_csv(document, tmp_path / "chart.csv")
    written = (tmp_path / "chart.csv").read_text(encoding="utf-8-sig")
    assert "No. 0,40\nNo. 1,-30\nNo. 2,20" in written.replace("\r", "")
    assert "No. 1" in text_of(document)


def test_more_than_twelve_standing_bars_lie_down_and_every_one_keeps_its_name() -> None:
    names = [f"Customer {n}" for n in range(30)]
    part = chart_part(chart_of("bars", [list(range(1, 31))], names), 493, 0)
    assert isinstance(part, ChartRows)
    said = ["".join(run.text for run in label.line.runs) for p in pieces_of(part) for label in p.drawing().labels]
    assert set(names) <= set(said)


def test_bars_with_names_too_long_to_stand_side_by_side_lie_down() -> None:
    names = [f"The long and winding name of customer {n}" for n in range(6)]
    assert isinstance(chart_part(chart_of("bars", [[1] * 6], names), 493, 0), ChartRows)
    assert isinstance(chart_part(chart_of("bars", [[1] * 6]), 493, 0), ChartPart)


def test_lying_bars_go_on_over_pages_and_have_their_legend_once() -> None:
    part = chart_part(chart_of("bars", [list(range(1, 101))]), 493, 0)
    first, *_others, last = pieces_of(part)
    assert not first.drawing().swatches
    assert len(last.drawing().swatches) == 1


def test_each_bar_of_a_bridge_begins_where_the_one_before_ends() -> None:
    values = [[100, 0, 0, 90], [0, 40, 0, 0], [0, 0, -50, 0]]
    drawing = chart_part(chart_of("bridge", values), 493, 0).drawing()
    start, up, down, end = (mark.area for mark in drawing.marks)
    assert up.y == pytest.approx(start.y + start.height)
    assert down.y + down.height == pytest.approx(up.y + up.height)
    assert down.y == pytest.approx(end.y + end.height)
    assert [stroke.points[0][1] for stroke in drawing.strokes] == pytest.approx([up.y, up.y + up.height, down.y])


def test_a_bridge_may_pass_below_zero() -> None:
    drawing = chart_part(chart_of("bridge", [[10, 0, -20], [0, -30, 0]]), 493, 0).drawing()
    start, down, end = (mark.area for mark in drawing.marks)
    assert (down.y, down.height) == pytest.approx((end.y, 1.5 * end.height))
    assert start.y == pytest.approx(end.y + end.height)


def test_stacked_bars_below_zero_hang_from_the_base_line_one_below_the_other() -> None:
    drawing = chart_part(chart_of("stacked", [[10], [-5], [-5]]), 493, 0).drawing()
    over, first, second = (mark.area for mark in drawing.marks)
    assert over.y == pytest.approx(first.y + first.height)
    assert first.y == pytest.approx(second.y + second.height)


@pytest.mark.parametrize("size", [4, 13])
def test_a_level_crosses_its_bar_at_its_value_on_the_scale_of_all(size: int) -> None:
    chart = compared(chart_of("stacked", [[50] * size]), [25] * size, [None] * (size - 1) + [100])
    (drawing,) = (piece.drawing() for piece in pieces_of(chart_part(chart, 493, 0)))
    bar, crossing = drawing.marks[0].area, drawing.levels
    past, aim = crossing[-1], crossing[0]
    assert (len(crossing), past.level, aim.level) == (size + 1, 0, 1)
    if size > 12:
        places = [one.area.x + one.area.width / 2 - bar.x for one in (past, aim)]
        assert places == pytest.approx([bar.width / 2, bar.width * 2])
    else:
        places = [one.area.y + one.area.height / 2 - bar.y for one in (past, aim)]
        assert places == pytest.approx([bar.height / 2, bar.height * 2])
    dashes = [{stroke.dash for stroke in one.strokes} for one in (past, aim)]
    assert [any(dash) for dash in dashes] == [True, False]
    assert len(aim.strokes) == len(past.strokes) + 2
    said = ["".join(run.text for run in label.line.runs) for label in drawing.labels]
    assert said[-2:] == ["level 0", "level 1"]


def test_levels_are_printed_and_exported_beside_their_bars(tmp_path: Path) -> None:
    document = page_of(compared(chart_of("bars", [[40, 30]]), [20, None], [None, 50]))
    places = write_pdf(document, tmp_path / "chart.pdf")
    assert {place.records.ids for place in places} == {(0, 0), (0, 1), (100, 0), (101, 1)}
    text_out.write_csv(document, tmp_path / "chart.csv")
    written = (tmp_path / "chart.csv").read_text(encoding="utf-8-sig")
    assert ",series 0,level 0,level 1\nNo. 0,40,20,\nNo. 1,30,,50" in written.replace("\r", "")
    (chart,) = block_data.data_of(document.blocks)["charts"]
    assert [level["values"] for level in chart["levels"]] == [["20", None], [None, "50"]]


def test_the_steps_of_a_funnel_are_as_wide_as_their_values_and_stand_on_one_axis() -> None:
    areas = [mark.area for mark in chart_part(chart_of("funnel", [[100, 50, 25]]), 493, 0).drawing().marks]
    assert [area.width / areas[0].width for area in areas] == pytest.approx([1, 0.5, 0.25])
    assert len({round(area.x + area.width / 2, 3) for area in areas}) == 1


def test_lines_have_a_point_for_each_value_and_differ_in_their_dashes() -> None:
    drawing = chart_part(chart_of("lines", [[1, 2, 3], [3, 2, 1]]), 493, 0).drawing()
    lines = [stroke for stroke in drawing.strokes if len(stroke.points) == 3]
    assert len(drawing.marks) == 6
    assert lines[0].dash != lines[1].dash


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    chart = chart_of("lines", [[5, 1, 2, 0, 4, 3], [9, 9, 9, 9, 9, 9]])
    first, second = chart.series
    drawing = chart_part(replace(chart, series=(replace(first, unknown=frozenset({0, 3})), second)), 493, 0).drawing()
    assert [len(stroke.points) for stroke in drawing.strokes if stroke.width > 1][:3] == [2, 2, 6]
    assert [mark.category for mark in drawing.marks if mark.series == 0] == [1, 2, 4, 5]
    assert "5" not in {label.line.runs[0].text for label in drawing.labels}


def test_the_text_of_a_point_stands_near_it_over_the_axis_and_in_the_colour_of_its_line() -> None:
    values = [[0, 32, 39, 92, 3, 54, 87, 81, 73, 113, 90], [123, 370, 114, 140, 268, 156, 321, 343, 188, 338, 218]]
    chart = chart_of("lines", values)
    drawing = chart_part(chart, 493, 0).drawing()
    dots = {values[mark.series][mark.category]: (mark.series, mark.area) for mark in drawing.marks}
    base = dots[0][1].y + dots[0][1].height / 2
    shown = [label for label in drawing.labels if label.line.runs[0].text.isdecimal()]
    assert len(shown) > 15
    for label in shown:
        (number, dot), area = dots[int(label.line.runs[0].text)], label.area
        assert area.y >= base
        assert area.x <= dot.x + dot.width / 2 <= area.x + area.width
        assert min(abs(area.y - dot.y - dot.height), abs(area.y + area.height - dot.y)) < 1.5 * area.height
        assert label.colour == text_colour_of(chart.series[number].meaning, COLOURS)


def test_a_line_shows_its_last_value_and_its_extremes_first() -> None:
    values = [[500, 100, 500, 900, 500, 500, 500, 500, 500, 777]]
    labels = chart_part(chart_of("lines", values), 236, 0).drawing().labels
    assert {"100", "900", "777"} <= {label.line.runs[0].text for label in labels}


def test_the_numbers_in_a_heat_map_can_be_read_on_every_tint() -> None:
    drawing = chart_part(chart_of("heat", [list(range(-5, 6)), list(range(0, 110, 10))]), 493, 0).drawing()
    inside = [label for label in drawing.labels if label.colour in {COLOURS.ink, COLOURS.card}]
    for mark in drawing.marks:
        on_it = [
            label.colour for label in inside
            if mark.area.x <= label.x and label.x + label.area.width <= mark.area.x + mark.area.width
            and mark.area.y <= label.y <= mark.area.y + mark.area.height
        ]  # fmt: skip
        assert on_it
        assert all(contrast(colour, mark.fill) >= 4.5 for colour in on_it)


def test_a_heat_map_is_darker_where_there_is_more() -> None:
    marks = chart_part(chart_of("heat", [[1, 50, 100]]), 493, 0).drawing().marks
    shades = [contrast(mark.fill, "#ffffff") for mark in marks]
    assert shades == sorted(shades)


def test_a_heat_map_of_many_columns_is_turned() -> None:
    wide = chart_of("heat", [[n + 1 for n in range(24)], [n + 2 for n in range(24)]])
    turned = chart_heat.upright(wide)
    assert (len(turned.series), len(turned.categories)) == (24, 2)
    assert turned.series[5].records[1] == wide.series[1].records[5]


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_value_is_a_chart_as_well(kind: ChartKind) -> None:
    drawing = chart_part(chart_of(kind, [[7]]), 236, 0).drawing()
    assert len(drawing.marks) == 1
    assert drawing.labels


def test_series_without_records_or_texts_are_drawn_too() -> None:
    for kind in KINDS:
        chart = chart_of(kind, [[3, 2]])
        bare = replace(chart, series=tuple(replace(one, records=(), labels=()) for one in chart.series))
        assert {mark.records for mark in chart_part(bare, 236, 0).drawing().marks} == {None}
