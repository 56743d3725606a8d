"""How parts flow over pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.reports.flow import NewPage, Part, Rows, SideBySide, Stack
from crm_desktop.reports.ink import Ink


@dataclass(frozen=True)
class Plain(Rows):
    def draw(self, ink: Ink, x: float, top: float) -> None:
        raise NotImplementedError  # nothing is painted in these tests


def rows(count: int, *, head: float = 0, foot: float = 0, space: float = 0, clings: bool = False) -> Plain:
    return Plain(0, count, 10, head, foot, space, clings)


def pages_of(stack: Stack, height: float) -> list[Stack]:
    pages, rest = [], stack
    while True:
        page, left = rest.take(height)
        pages.append(page)
        if left is None:
            return pages
        rest = left


def pieces(pages: list[Stack]) -> list[Part]:
    return [part for page in pages for part in page.parts]


def tall(heights: list[float], foot: float) -> Plain:
    return Plain(0, len(heights), 10, foot=foot, tops=tuple(accumulate(heights, initial=0.0)))


tall_tables = st.builds(
    tall, st.lists(st.sampled_from([10.0, 20.0]), min_size=1, max_size=60), st.sampled_from([0, 12])
)
level = st.builds(rows, st.integers(1, 60), head=st.sampled_from([0, 15]), foot=st.sampled_from([0, 12]), space=st.sampled_from([0, 8]))  # fmt: skip
tables = level | tall_tables
headings = st.builds(rows, st.integers(1, 2), space=st.just(16), clings=st.just(True))


@given(st.lists(tables | headings, min_size=1, max_size=8), st.integers(100, 300))
def test_every_row_is_placed_once_and_in_order_and_no_page_is_too_full(parts: list[Plain], height: int) -> None:
    pages = pages_of(Stack(tuple(parts)), height)
    placed = [part for part in pieces(pages) if isinstance(part, Plain)]
    assert sum(part.count for part in placed) == sum(part.count for part in parts)
    assert sum(part.foot for part in placed) == sum(part.foot for part in parts)
    assert all(page.parts and page.height <= height for page in pages)


@given(st.lists(tables, min_size=1, max_size=5), st.integers(100, 300))
def test_no_row_is_alone_where_a_table_is_broken(parts: list[Plain], height: int) -> None:
    for piece in pieces(pages_of(Stack(tuple(parts)), height)):
        assert isinstance(piece, Plain)
        assert piece.count >= 2 or any(piece == part for part in parts)


@given(st.lists(st.tuples(headings, tables), min_size=1, max_size=6), st.integers(120, 300))
def test_a_heading_is_never_last_on_a_page(sections: list[tuple[Plain, Plain]], height: int) -> None:
    for page in pages_of(Stack(tuple(part for section in sections for part in section)), height):
        last = page.parts[-1]
        assert isinstance(last, Plain)
        assert not last.clings


def test_the_head_is_repeated_and_the_foot_is_not() -> None:
    pages = pages_of(Stack((rows(30, head=15, foot=12),)), 120)
    parts = [part for part in pieces(pages) if isinstance(part, Plain)]
    assert {part.head for part in parts} == {15}
    assert [part.foot for part in parts] == [0, 0, 0, 12]


def test_columns_go_on_beside_each_other_on_the_next_page() -> None:
    both = SideBySide((Stack((rows(40),)), Stack((rows(25),))), (0, 200))
    pages = pages_of(Stack((both,)), 200)
    counts = [
        [sum(part.count for part in stack.parts if isinstance(part, Plain)) for stack in page.parts[0].stacks]
        for page in pages
        if isinstance(page.parts[0], SideBySide)
    ]
    assert counts == [[20, 20], [20, 5]]


def test_low_columns_are_kept_whole() -> None:
    both = SideBySide((Stack((rows(8),)), Stack((rows(6),))), (0, 200))
    assert [len(page.parts) for page in pages_of(Stack((rows(15), both)), 200)] == [1, 1]


def test_a_new_page_ends_the_page_but_never_leaves_an_empty_one() -> None:
    stack = Stack((NewPage(), rows(1), NewPage(), NewPage(), rows(2), NewPage()))
    assert [page.height for page in pages_of(stack, 200)] == [10, 20]
