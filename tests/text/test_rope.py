from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text import tree
from backlog_ls.text.rope import Place, Rope
from backlog_ls.text.tree import Measure


class Piece(NamedTuple):
    text: str

    @property
    def newlines(self) -> int:
        return self.text.count("\n")


LENGTHS: Measure[Piece, tuple[str, ...]] = Measure((), lambda _, p: (p.text,), lambda a, b: a + b)
BITS: Measure[Piece, int] = Measure(0, lambda _, p: 1 if "x" in p.text else 0, lambda a, b: a | b)

texts = st.text("abx", min_size=1, max_size=4).map(lambda text: text + "\n")
splices = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 60), st.lists(texts, max_size=50)), max_size=12
)


def check(rope: Rope[Piece], expected: list[str]) -> None:
    assert [piece.text for piece in rope] == expected
    assert len(rope) == len(expected)
    assert rope.length == sum(map(len, expected))
    assert rope.newlines == len(expected)
    keys = [place.key for place in rope.places()]
    assert keys == sorted(set(keys))
    assert rope.fold(LENGTHS, 0, len(rope)) == tuple(expected)
    offset = 0
    for index, text in enumerate(expected):
        place = Place(keys[index], Piece(text), index, offset, index)
        assert rope.at_index(index) == place
        assert rope.at_offset(offset) == place
        assert rope.at_offset(offset + len(text) - 1) == place
        assert rope.at_line(index) == place
        assert rope.at_key(keys[index]) == place
        assert rope.at_or_before(keys[index] + 1) == place
        offset += len(text)


@given(st.lists(texts, max_size=300), splices)
def test_splices_like_a_list(start: list[str], edits: list[tuple[int, int, list[str]]]) -> None:
    expected = list(start)
    rope = Rope.build([Piece(text) for text in start])
    for first, count, new in edits:
        low = min(first, len(expected))
        high = min(low + count, len(expected))
        before = {place.key: place.piece for place in rope.places()}
        splice = rope.splice(low, high, [Piece(text) for text in new])
        expected[low:high] = new
        # The splice lists exactly the removed and added pieces, with their keys.
        for key, piece in splice.removed:
            assert before.pop(key) is piece
        for key, piece in splice.added:
            assert key not in before
            before[key] = piece
        rope = splice.rope
        assert before == {place.key: place.piece for place in rope.places()}
        assert [piece.text for piece in rope] == expected
    check(rope, expected)


@given(st.lists(texts, min_size=1, max_size=200), st.data())
def test_folds_finds_and_slices_equal_those_of_a_list(
    pieces: list[str], data: st.DataObject
) -> None:
    rope = Rope.build([Piece(text) for text in pieces])
    low = data.draw(st.integers(0, len(pieces)))
    high = data.draw(st.integers(low, len(pieces)))
    assert rope.fold(LENGTHS, low, high) == tuple(pieces[low:high])
    found = [place.index for place in rope.find(BITS, 1, low, high)]
    assert found == [i for i in range(low, high) if "x" in pieces[i]]
    last = rope.find_last(BITS, 1, high)
    marked = [i for i in range(high) if "x" in pieces[i]]
    assert (last.index if last else None) == (marked[-1] if marked else None)
    whole = "".join(pieces)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assert rope.slice(start, end) == whole[start:end]
    assert [place.index for place in rope.places(low)] == list(range(low, len(pieces)))


def test_insertions_at_one_place_change_few_keys() -> None:
    rope = Rope.build([Piece(f"{i}\n") for i in range(5000)])
    moved = 0
    for number in range(2000):  # Enter, again and again, between the same two lines
        splice = rope.splice(2500, 2500, [Piece(f"new {number}\n")])
        moved += len(splice.removed)
        rope = splice.rope
    assert len(rope) == 7000
    assert moved < 2000 * 12


def test_an_edit_creates_few_nodes() -> None:
    rope = Rope.build([Piece(f"{i}\n") for i in range(100_000)])
    made = 0
    original = tree.Node.__init__

    def counted(self: object, *args: object) -> None:
        nonlocal made
        made += 1
        original(self, *args)  # type: ignore[arg-type]  # a spy passes on what it gets

    tree.Node.__init__ = counted  # type: ignore[method-assign,assignment]  # a spy
    try:
        rope.splice(50_000, 50_001, [Piece("changed\n")])
    finally:
        tree.Node.__init__ = original  # type: ignore[method-assign]  # the spy goes home
    assert made <= 8


def test_measures_are_cached() -> None:
    asked: list[int] = []

    def of(key: int, _piece: Piece) -> int:
        asked.append(key)
        return 1

    count: Measure[Piece, int] = Measure(0, of, lambda a, b: a + b)
    rope = Rope.build([Piece(f"{i}\n") for i in range(10_000)])
    assert rope.fold(count, 0, 10_000) == 10_000
    asked.clear()
    rope = rope.splice(5_000, 5_001, [Piece("changed\n")]).rope
    assert rope.fold(count, 0, 10_000) == 10_000
    assert len(asked) <= tree.MAX_CHILDREN
