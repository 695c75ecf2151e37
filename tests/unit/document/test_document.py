"""The document: one stroke is one edit, everything can be undone, late answers are refused."""

from __future__ import annotations

import numpy as np
import pytest
from document_acts import prepared, take_image
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.changes import Change, ChangeKind, EdgePatch, ResultRecord
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Layer
from inpaint_studio.document.mask_edits import CLEARING, INVERTING, change_mask
from inpaint_studio.document.shapes import Capsule, Point, Rectangle, dab
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box

SIZE = (300, 520)


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (*SIZE, 3), dtype=np.uint8)


@pytest.fixture
def document(image: np.ndarray) -> Document:
    return Document(image)


def disc(y: float, x: float, radius: float = 20) -> Capsule:
    return Capsule(Point(y, x), Point(y, x), radius, radius)


def stroke_at(x: float) -> EdgeStroke:
    return EdgeStroke(StrokeKind.DRAW, (Point(10, x), Point(90, x)), 2)


def test_a_drag_is_one_edit_and_touches_only_its_box(document: Document) -> None:
    stroke = document.begin_mask_stroke("brush")
    for x in range(50, 200, 10):
        box = stroke.add(dab(Point(100, x), Point(100, x + 10), 8, 8))
        assert not box.is_empty
    edit = stroke.commit()
    assert edit is not None
    assert edit.kind == "brush"
    assert len(document.history.edits) == 1
    mask = document.mask_array()
    assert mask[100, 60]
    mask[91:110, 41:220] = False
    assert not mask.any()
    assert document.undo()
    assert not document.mask_array().any()
    assert not document.undo()


def test_strokes_outside_the_photo_make_no_edit(document: Document) -> None:
    assert document.paint(disc(-500, -500), "brush") is None
    assert document.paint(disc(50, 50), "eraser", hole=False) is None
    assert document.revision == 0
    assert not document.is_modified


def test_a_cancelled_stroke_leaves_nothing(document: Document) -> None:
    document.paint(disc(100, 100), "brush")
    before = document.mask_array()
    stroke = document.begin_mask_stroke("eraser", hole=False)
    stroke.add(disc(100, 100, 10))
    assert not np.array_equal(document.mask_array(), before)
    stroke.cancel()
    assert np.array_equal(document.mask_array(), before)
    assert stroke.add(disc(100, 100)).is_empty
    assert stroke.commit() is None
    assert len(document.history.edits) == 1


def test_erasing_takes_away(document: Document) -> None:
    document.paint(Rectangle(Point(0, 0), Point(*SIZE)), "rectangle")
    assert document.hole_share() == 1.0
    document.paint(Rectangle(Point(10, 10), Point(290, 500)), "rectangle", hole=False)
    mask = document.mask_array()
    assert not mask[10:290, 10:500].any()
    assert mask.sum() == SIZE[0] * SIZE[1] - 280 * 490


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.lists(st.integers(0, 12), max_size=8),
    st.booleans(),
)
def test_every_state_comes_back(steps: list[int], jumps: list[int], compact: bool) -> None:
    rng = np.random.default_rng(2)
    document = Document(rng.integers(0, 255, (*SIZE, 3), dtype=np.uint8))
    states = [(document.image_array().copy(), document.mask_array(), document.strokes)]
    for step in steps:
        y, x = float(rng.integers(0, SIZE[0])), float(rng.integers(0, SIZE[1]))
        count = len(document.history.edits)
        if step <= 1:
            document.paint(disc(y, x, 60), "brush", hole=step == 0)
        elif step == 2:
            document.add_stroke(stroke_at(x), "edge_pencil")
        elif step == 3:
            document.clear_strokes()
        elif step == 4:
            change_mask(document, INVERTING)
        else:
            request = document.freeze()
            result = np.array(request.image_array())
            result[40:200, 30:300] = rng.integers(0, 255)
            take_image(document, Box(40, 30, 200, 300), result)
        if len(document.history.edits) > count:
            states.append((document.image_array().copy(), document.mask_array(), document.strokes))
    assert document.history.position == len(states) - 1
    if compact:
        document.history.compact(None)
    for jump in (*jumps, 0, len(states) - 1):
        document.jump(jump)
        image, mask, strokes = states[document.history.position]
        assert np.array_equal(document.image_array(), image)
        assert np.array_equal(document.mask_array(), mask)
        assert document.strokes == strokes


def test_results_touch_only_their_boxes(document: Document, image: np.ndarray) -> None:
    kept = image.copy()
    request = document.freeze()
    result = np.zeros_like(image)
    record = ResultRecord("telea", (Box(20, 30, 50, 90),))
    edit = document.take_result(prepared(request, record.boxes, result), record=record)
    assert edit is not None
    assert edit.detail == "telea"
    now = document.image_array()
    assert not now[20:50, 30:90].any()
    outside = np.ones(SIZE, np.bool_)
    outside[20:50, 30:90] = False
    assert np.array_equal(now[outside], kept[outside])
    assert np.array_equal(image, kept)
    assert np.array_equal(document.original.to_array(), kept)
    assert document.results == (record,)
    document.undo()
    assert document.results == ()
    assert document.image.is_base


def test_late_results_are_refused(document: Document, image: np.ndarray) -> None:
    request = document.freeze()
    box = Box(10, 10, 100, 100)
    document.paint(disc(290, 500, 5), "brush")
    assert document.fits(request.revision, [box])
    document.paint(disc(50, 50), "brush")
    assert not document.fits(request.revision, [box])
    late = prepared(request, [box], np.zeros_like(image))
    assert document.take_result(late) is None
    assert not document.show_preview(late)
    patch = EdgePatch(box, np.zeros((90, 90), np.float32))
    assert not document.set_predicted(request.revision, [patch])
    assert document.image.is_base
    assert not document.fits(document.revision + 1, [box])


def test_results_of_another_size_or_depth_are_errors(document: Document, image: np.ndarray) -> None:
    frozen, box = document.freeze(), Box(0, 0, 9, 9)
    with pytest.raises(SizeMismatchError, match="its box is"):
        frozen.prepare_image([(box, image[:8, :9])])
    with pytest.raises(SizeMismatchError, match="restore again"):
        frozen.prepare_image([(box, image[box.slices].astype(np.uint16))])


def test_a_frozen_request_does_not_move(document: Document) -> None:
    document.paint(disc(60, 60), "brush")
    document.add_stroke(stroke_at(60), "edge_pencil")
    request = document.freeze()
    mask, image = request.mask_array(), request.image_array().copy()
    document.paint(disc(60, 60, 90), "brush")
    take_image(document, Box(0, 0, 99, 99), np.zeros((*SIZE, 3), np.uint8))
    document.clear_strokes()
    assert np.array_equal(request.mask_array(), mask)
    assert np.array_equal(request.image_array(), image)
    guide = request.guide()
    assert guide is not None
    assert guide[0].any()
    assert document.freeze().guide() is None


def test_a_preview_is_seen_but_is_no_edit(document: Document, image: np.ndarray) -> None:
    frozen = document.freeze()
    box = Box(5, 5, 40, 40)
    assert document.show_preview(prepared(frozen, [box], np.zeros_like(image)))
    assert not document.shown.read(box).any()
    assert np.array_equal(document.image_array(), image)
    # A newer preview of the same revision replaces it: drawing edges does not make it stale.
    document.add_stroke(stroke_at(20), "edge_pencil")
    other = Box(50, 50, 60, 60)
    assert document.show_preview(prepared(frozen, [other], np.zeros_like(image)))
    assert np.array_equal(document.shown.read(box), image[box.slices])
    assert not document.offers_result
    assert document.take_preview() is None  # not a whole result
    record = ResultRecord("m", (other,))
    shown = prepared(document.freeze(), [other], np.zeros_like(image))
    assert document.show_preview(shown, record, document.freeze().hole())
    assert document.is_modified
    assert document.take_preview() is not None
    assert document.results == (record,)
    assert not document.has_preview
    assert not document.image.read(other).any()
    document.show_preview(prepared(document.freeze(), [box], np.zeros_like(image)))
    document.clear_preview()
    assert np.array_equal(document.shown.read(box), image[box.slices])


BOX = Box(40, 40, 80, 80)


def test_what_was_filled_is_kept_apart_in_the_same_edit(
    document: Document, image: np.ndarray
) -> None:
    document.paint(disc(60, 60), "brush")
    document.add_stroke(stroke_at(60), "edge_pencil")
    mask, strokes = document.mask_array(), document.strokes
    take_image(document, BOX, np.zeros_like(image), hole=document.freeze().hole())
    assert not document.has_hole
    assert document.strokes == ()
    assert len(document.history.edits) == 3
    assert len(document.filled) == 1
    assert np.array_equal(document.filled[0].mask.to_array(), mask)
    assert np.array_equal(document.freeze().all_holes_array(), mask)
    document.undo()
    assert document.filled == ()
    assert document.strokes == strokes
    assert np.array_equal(document.mask_array(), mask)
    assert np.array_equal(document.image_array(), image)
    document.redo()
    assert not document.has_hole


def test_what_was_filled_can_be_taken_up_again(document: Document, image: np.ndarray) -> None:
    masks = []
    for at in (60, 200):
        document.paint(disc(at, at), "brush")
        document.add_stroke(stroke_at(at), "edge_pencil")
        masks.append(document.mask_array())
        take_image(document, BOX, np.full_like(image, at), hole=document.freeze().hole())
    assert document.select_filled(last_only=True) is not None
    assert np.array_equal(document.mask_array(), masks[1])
    assert document.strokes == (stroke_at(200),)
    assert len(document.filled) == 1
    assert document.select_filled() is not None
    assert np.array_equal(document.mask_array(), masks[0] | masks[1])
    assert document.strokes == (stroke_at(60), stroke_at(200))
    assert document.select_filled() is None
    document.undo()
    document.undo()
    assert not document.has_hole
    assert len(document.filled) == 2


def test_what_was_painted_meanwhile_stays_hole(document: Document, image: np.ndarray) -> None:
    document.paint(disc(60, 60), "brush")
    frozen = document.freeze()
    before = document.mask_array()
    document.paint(disc(70, 60), "brush")
    both = document.mask_array()
    result = prepared(frozen, [BOX], np.zeros_like(image))
    assert document.take_result(result, hole=frozen.hole()) is not None
    assert np.array_equal(document.mask_array(), both & ~before)
    assert not document.image.read(BOX).any()


def test_a_result_for_a_hole_that_was_made_smaller_is_refused(
    document: Document, image: np.ndarray
) -> None:
    document.paint(disc(60, 60), "brush")
    frozen = document.freeze()
    document.paint(disc(60, 60, 3), "eraser", hole=False)
    result = prepared(frozen, [BOX], np.zeros_like(image))
    assert document.take_result(result, hole=frozen.hole()) is None
    assert np.array_equal(document.image_array(), image)


def test_a_part_of_the_hole_is_filled_by_itself(document: Document, image: np.ndarray) -> None:
    document.paint(disc(60, 60), "brush")
    document.paint(disc(60, 300), "brush")
    mask = document.mask_array()
    frozen = document.freeze()
    result = prepared(frozen, [BOX], np.zeros_like(image))
    assert document.take_result(result, hole=frozen.hole(Box(0, 0, 200, 150))) is not None
    assert not document.mask_array()[:, :150].any()
    assert np.array_equal(document.mask_array()[:, 150:], mask[:, 150:])


def test_predicted_edges_go_with_their_hole(document: Document) -> None:
    document.paint(disc(60, 60), "brush")
    patch = EdgePatch(BOX, np.ones((40, 40), np.float32))
    assert document.set_predicted(document.revision, [patch])
    document.add_stroke(stroke_at(60), "edge_pencil")
    assert document.predicted == (patch,)
    change_mask(document, CLEARING)
    assert document.predicted == ()


def test_reverting_is_an_edit_and_what_was_filled_is_hole_again(
    document: Document, image: np.ndarray
) -> None:
    document.paint(disc(30, 30), "brush")
    mask = document.mask_array()
    hole = document.freeze().hole()
    take_image(document, Box(0, 0, 50, 50), np.zeros_like(image), hole=hole)
    assert document.revert() is not None
    assert np.array_equal(document.mask_array(), mask)
    assert document.filled == ()
    assert np.array_equal(document.image_array(), image)
    assert document.revert() is None
    document.undo()
    assert not document.image.read(Box(0, 0, 50, 50)).any()


def test_listeners_hear_where(document: Document, image: np.ndarray) -> None:
    heard: list[Change] = []
    remove = document.add_listener(heard.append)
    document.paint(disc(100, 100, 10), "brush")
    boxes = [change.box for change in heard if change.kind is ChangeKind.MASK]
    assert boxes == [Box(90, 90, 110, 110)]
    assert heard[-1].kind is ChangeKind.HISTORY
    heard.clear()
    document.set_predicted(
        document.revision, [EdgePatch(Box(0, 0, 9, 9), np.zeros((9, 9), np.float32))]
    )
    document.add_stroke(stroke_at(50), "edge_pencil")
    document.undo()
    kinds = [change.kind for change in heard]
    assert kinds.count(ChangeKind.PREDICTED) == 1
    assert kinds.count(ChangeKind.EDGES) == 2
    heard.clear()
    remove()
    document.undo()
    assert heard == []


def test_modified_follows_the_state(document: Document) -> None:
    document.paint(disc(60, 60), "brush")
    assert document.is_modified
    document.mark_saved()
    assert not document.is_modified
    document.undo()
    assert document.is_modified
    document.redo()
    assert not document.is_modified
    document.mark_unsaved()
    assert document.is_modified


def test_a_new_edit_forgets_undone_ones(document: Document) -> None:
    document.paint(disc(60, 60), "brush")
    document.paint(disc(160, 60), "brush")
    document.undo()
    document.paint(disc(160, 160), "brush")
    assert [edit.kind for edit in document.history.edits] == ["brush"] * 2
    assert not document.redo()


def test_freezing_and_undoing_end_an_open_stroke(document: Document) -> None:
    stroke = document.begin_mask_stroke("brush")
    stroke.add(disc(60, 60))
    request = document.freeze()
    assert request.mask_array()[60, 60]
    assert not stroke.is_open
    stroke = document.begin_mask_stroke("brush")
    stroke.add(disc(160, 160))
    document.undo()
    assert not document.mask_array()[160, 160]
    assert document.mask_array()[60, 60]


def test_edits_name_the_layers_they_changed(document: Document) -> None:
    edit = document.paint(disc(60, 60), "brush")
    assert edit is not None
    assert set(edit.boxes) == {Layer.MASK}
