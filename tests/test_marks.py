"""Text cut by overlapping marks: nothing lost, nothing moved, every mark covers exactly its own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from naql.show.marks import Mark, paragraphs, segments, word_end

TEXTS = st.text(alphabet="ابپمین \u200c\n۱۲.«»a\u0301\u202e", max_size=40)


@st.composite
def marked_texts(draw):
    """A text and marks on it; some lie outside, some are empty, all may overlap."""
    text = draw(TEXTS)
    places = st.integers(-1, len(text) + 1)
    kinds, notes = st.sampled_from(["statement", "actor", "repair"]), st.sampled_from(["", "word", "place"])
    marks = draw(st.lists(st.builds(Mark, places, places, kinds, st.just(""), notes), max_size=8))
    return text, [Mark(m.start, m.end, m.kind, str(number), m.note) for number, m in enumerate(marks)]


@given(marked_texts())
@settings(max_examples=300, deadline=None)
def test_the_segments_are_the_text_and_each_mark_covers_its_own(given_text):
    text, marks = given_text
    pieces = segments(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    for mark in marks:
        covered = "".join(piece.text for piece in pieces if mark in piece.marks)
        inside = 0 <= mark.start < mark.end <= len(text)
        assert covered == (text[mark.start : mark.end] if inside else "")


@given(marked_texts())
@settings(max_examples=300, deadline=None)
def test_every_note_is_written_once_and_none_inside_a_word(given_text):
    text, marks = given_text
    written = [(note, piece.end) for piece in segments(text, marks) for note in piece.notes]
    expected = [m for m in marks if m.note and 0 <= m.start <= m.end <= len(text)]
    assert sorted(note.ref for note, _ in written) == sorted(mark.ref for mark in expected)
    assert all(place == word_end(text, place) for note, place in written if note.note == "word")


@given(marked_texts())
@settings(max_examples=300, deadline=None)
def test_the_paragraphs_are_the_lines_that_hold_anything(given_text):
    text, marks = given_text
    lines = paragraphs(text, marks, "statement")
    shown = ["".join(s.text for run in line for s in run.segments) for line in lines]
    assert shown == [line for line in text.split("\n") if line.strip()]
    for line in lines:
        for run in line:
            assert all(tuple(m for m in s.marks if m.kind == "statement") == run.marks for s in run.segments)
