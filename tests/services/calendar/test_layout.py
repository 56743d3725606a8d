"""Where entries lie: side by side, and bars in lanes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.calendar.layout import Slot, columns, lanes

SPANS = st.lists(
    st.tuples(st.integers(0, 96), st.integers(1, 30)).map(lambda one: (float(one[0]), float(one[0] + one[1]))),
    max_size=40,
)
BARS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda one: (one[0], one[0] + one[1])), max_size=40
)


@pytest.mark.parametrize(
    ("spans", "slots"),
    [
        ([], []),
        ([(9, 10)], [Slot(0, 1, 1)]),
        ([(9, 10), (10, 11)], [Slot(0, 1, 1), Slot(0, 1, 1)]),
        ([(9, 10), (9, 10)], [Slot(0, 2, 1), Slot(1, 2, 1)]),
        ([(9, 10), (9, 11)], [Slot(1, 2, 1), Slot(0, 2, 1)]),  # the longer one keeps left
        ([(9, 12), (9, 10), (10, 12)], [Slot(0, 2, 1), Slot(1, 2, 1), Slot(1, 2, 1)]),
        # the last two are beside one of two columns only: they widen over the free third one
        ([(9, 12), (9, 10), (9, 10), (11, 12)], [Slot(0, 3, 1), Slot(1, 3, 1), Slot(2, 3, 1), Slot(1, 3, 2)]),
        # a chain of overlaps shares its columns, what comes after it has the whole width
        ([(9, 11), (10, 12), (11, 13), (13, 14)], [Slot(0, 2, 1), Slot(1, 2, 1), Slot(0, 2, 1), Slot(0, 1, 1)]),
    ],
)
def test_what_overlaps_stands_side_by_side_and_fills_the_width(
    spans: list[tuple[float, float]], slots: list[Slot]
) -> None:
    assert columns(spans) == slots


@given(SPANS)
def test_no_two_share_a_place_and_all_are_inside(spans: list[tuple[float, float]]) -> None:
    slots = columns(spans)
    for i, (one, slot) in enumerate(zip(spans, slots, strict=True)):
        assert 0 <= slot.column < slot.column + slot.width <= slot.columns
        for other, beside in zip(spans[:i], slots[:i], strict=True):
            if one[0] < other[1] and other[0] < one[1]:
                assert slot.columns == beside.columns
                assert slot.column + slot.width <= beside.column or beside.column + beside.width <= slot.column


@given(SPANS)
def test_there_is_no_free_place_to_the_left_or_right(spans: list[tuple[float, float]]) -> None:
    slots = columns(spans)
    for one, slot in zip(spans, slots, strict=True):
        beside = [
            range(other.column, other.column + other.width)
            for span, other in zip(spans, slots, strict=True)
            if other is not slot and one[0] < span[1] and span[0] < one[1]
        ]
        right = slot.column + slot.width
        assert right == slot.columns or any(right in taken for taken in beside)


@given(SPANS.flatmap(lambda spans: st.permutations(list(dict.fromkeys(spans)))))
def test_the_order_in_which_they_are_given_does_not_matter(spans: list[tuple[float, float]]) -> None:
    in_order = sorted(spans)
    assert dict(zip(spans, columns(spans), strict=True)) == dict(zip(in_order, columns(in_order), strict=True))


@pytest.mark.parametrize(
    ("bars", "found"),
    [
        ([], []),
        ([(0, 0), (1, 1)], [0, 0]),
        ([(0, 1), (1, 1)], [0, 1]),  # the last day counts as well
        ([(0, 0), (0, 4)], [1, 0]),  # the longer one above
        ([(0, 0), (0, 4), (1, 2), (3, 3)], [1, 0, 1, 1]),
    ],
)
def test_bars_take_the_topmost_free_lane(bars: list[tuple[int, int]], found: list[int]) -> None:
    assert lanes(bars) == found


@given(BARS)
def test_no_two_bars_cross_and_there_are_no_more_lanes_than_bars_on_the_fullest_day(
    bars: list[tuple[int, int]],
) -> None:
    found = lanes(bars)
    days = [
        [lane for (first, last), lane in zip(bars, found, strict=True) if first <= day <= last] for day in range(42)
    ]
    assert all(len(set(on_it)) == len(on_it) for on_it in days)
    assert len(set(found)) == max(map(len, days))
