"""Geometry, progress, paths and array types: what everything else stands on."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio import errors, paths
from inpaint_studio.errors import BadInputError, CancelledError, SizeMismatchError
from inpaint_studio.geometry import Box, Size, bounding_box
from inpaint_studio.imaging.types import check_image, check_mask, from_unit, full_scale, to_unit
from inpaint_studio.progress import Progress, ProgressToken

boxes = st.builds(Box, *[st.integers(-20, 20)] * 4)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {(y, x) for y in range(box.top, box.bottom) for x in range(box.left, box.right)}


class TestGeometry:
    @given(boxes, boxes)
    def test_intersection_is_that_of_the_pixels(self, one: Box, other: Box) -> None:
        common = pixels(one) & pixels(other)
        assert pixels(one.intersection(other)) == common
        assert one.intersects(other) == bool(common)

    @given(boxes, boxes)
    def test_union_contains_both(self, one: Box, other: Box) -> None:
        union = one.union(other)
        assert union.contains(one)
        assert union.contains(other)
        assert pixels(one) | pixels(other) <= pixels(union)

    @given(boxes, st.integers(1, 15), st.integers(1, 15))
    def test_clipped_keeps_what_lies_inside(self, box: Box, height: int, width: int) -> None:
        size = Size(height, width)
        clipped = box.clipped(size)
        assert pixels(clipped) == pixels(box) & pixels(size.box)
        assert size.box.contains(clipped)

    @given(boxes)
    def test_area_counts_pixels(self, box: Box) -> None:
        assert box.area == len(pixels(box))
        assert box.is_empty == (box.area == 0)

    def test_slices_cut_the_box_out_of_an_array(self) -> None:
        array = np.arange(30).reshape(5, 6)
        assert array[Box(1, 2, 3, 5).slices].tolist() == [[8, 9, 10], [14, 15, 16]]

    def test_moved_grown_and_printed(self) -> None:
        assert Box(1, 2, 3, 4).moved(10, 20) == Box(11, 22, 13, 24)
        assert Box(1, 2, 3, 4).grown(1) == Box(0, 1, 4, 5)
        assert str(Size(600, 800)) == "800x600"
        assert Size(600, 800).pixels == 480_000

    def test_bounding_box_of_none_and_some(self) -> None:
        assert bounding_box([]).is_empty
        assert bounding_box([Box(5, 5, 6, 6), Box(1, 8, 2, 9)]) == Box(1, 5, 6, 9)


class TestProgress:
    def test_parts_share_the_whole(self) -> None:
        seen: list[Progress] = []
        token = ProgressToken(seen.append)
        part = token.part(0.5, 1.0).part(0.0, 0.5)
        part.report(0.5, "half of a quarter")
        assert seen[0].fraction == pytest.approx(0.625)
        assert str(seen[0].message) == "half of a quarter"

    def test_fractions_are_clipped(self) -> None:
        seen: list[Progress] = []
        token = ProgressToken(seen.append)
        token.report(-1)
        token.report(7)
        assert [p.fraction for p in seen] == [0.0, 1.0]

    def test_cancel_reaches_every_part_from_any_thread(self) -> None:
        token = ProgressToken()
        part = token.part(0.1, 0.2)
        thread = threading.Thread(target=part.cancel)
        thread.start()
        thread.join()
        assert token.is_cancelled
        with pytest.raises(CancelledError):
            token.check()
        with pytest.raises(CancelledError):
            part.report(0.5)

    def test_a_part_that_stands_alone_is_cancelled_alone(self) -> None:
        token = ProgressToken()
        alone = token.part(0.0, 0.5, alone=True)
        inner = alone.part(0.0, 0.5)
        inner.cancel()
        assert alone.is_cancelled
        assert not token.is_cancelled
        token.report(0.6)
        other = token.part(0.5, 1.0, alone=True)
        token.cancel()
        for each in (other, other.part(0.0, 1.0)):
            with pytest.raises(CancelledError):
                each.report(0.1)

    def test_what_is_shown_reaches_who_looks_and_only_them(self) -> None:
        seen: list[object] = []
        token = ProgressToken(viewer=seen.append)
        assert token.is_watched
        part = token.part(0.0, 0.5).part(0.5, 1.0)
        part.show("so far")
        changed = part.watched(lambda result: part.show(("changed", result)))
        changed.part(0.1, 0.2).show("inner")
        unseen = part.watched(None)
        assert not unseen.is_watched
        unseen.show("nobody")
        assert seen == ["so far", ("changed", "inner")]
        assert not ProgressToken().is_watched
        token.cancel()
        with pytest.raises(CancelledError):
            changed.show("too late")

    def test_estimate_comes_once_something_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now_s = [100.0]
        monkeypatch.setattr("inpaint_studio.progress.time.monotonic", lambda: now_s[0])
        seen: list[Progress] = []
        token = ProgressToken(seen.append)
        token.report(0.25)
        now_s[0] += 10.0
        token.report(0.25)
        assert seen[0].remaining_s is None
        assert seen[1].remaining_s == pytest.approx(30.0)


class TestPaths:
    def test_models_variable_comes_first(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        import os

        monkeypatch.setenv("INPAINT_STUDIO_MODELS", f"{tmp_path / 'a'}{os.pathsep}{tmp_path / 'b'}")
        assert paths.user_models_dir() == tmp_path / "a"
        assert paths.model_dirs()[:2] == (tmp_path / "a", tmp_path / "b")
        assert paths.model_dirs()[-1] == paths.bundled_models_dir()
        assert not (tmp_path / "a").exists()
        assert paths.user_models_dir(create=True).is_dir()

    def test_resources_are_there(self) -> None:
        assert (paths.resources_dir() / "samples").is_dir()
        assert paths.bundled_models_dir().is_dir()

    def test_models_lie_in_the_data_folder_not_in_the_cache(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("INPAINT_STUDIO_MODELS", raising=False)
        assert "cache" not in str(paths.user_models_dir()).lower()

    @pytest.mark.parametrize("has_other", [True, False])
    def test_a_device_id_that_was_left_goes_and_what_others_keep_there_stays(
        self, has_other: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        tools = tmp_path / "Microsoft" / "DeveloperTools"
        (tools / ".onnxruntime").mkdir(parents=True)
        (tools / ".onnxruntime" / "deviceid").write_text("0f3a")
        if has_other:
            (tools / "deviceid").write_text("another program's")
        paths.forget_device_id()
        assert not (tools / ".onnxruntime").exists()
        assert (tmp_path / "Microsoft").exists() is has_other
        assert (tools / "deviceid").exists() is has_other
        paths.forget_device_id()  # there is nothing to do


class TestTypes:
    @pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
    def test_unit_round_trip_is_exact(self, dtype: type) -> None:
        every = np.arange(np.iinfo(dtype).max + 1, dtype=dtype)
        image = np.repeat(every[None, :, None], 3, axis=2)
        np.testing.assert_array_equal(from_unit(to_unit(image), np.dtype(dtype)), image)

    def test_values_outside_are_clipped(self) -> None:
        image = np.array([[[-0.5, 0.5, 1.5]]], np.float32)
        assert from_unit(image, np.dtype(np.uint8)).tolist() == [[[0, 128, 255]]]
        assert from_unit(image, np.dtype(np.float32)).tolist() == [[[0.0, 0.5, 1.0]]]

    @pytest.mark.parametrize(
        "bad",
        [
            np.zeros((4, 4), np.uint8),
            np.zeros((4, 4, 4), np.uint8),
            np.zeros((0, 4, 3), np.uint8),
            np.zeros((4, 4, 3), np.float64),
        ],
    )
    def test_other_arrays_are_no_images(self, bad: np.ndarray) -> None:
        with pytest.raises(BadInputError):
            check_image(bad)

    def test_mask_must_fit(self) -> None:
        with pytest.raises(SizeMismatchError, match="5x4"):
            check_mask(np.zeros((4, 5), np.bool_), Size(4, 4))
        with pytest.raises(BadInputError, match="uint8"):
            check_mask(np.zeros((4, 4), np.uint8), Size(4, 4))

    def test_full_scale_of_other_dtypes(self) -> None:
        with pytest.raises(BadInputError, match="int64"):
            full_scale(np.dtype(np.int64))


def test_every_error_has_an_exit_status_and_is_in_the_tree() -> None:
    for name in errors.__all__:
        kind = getattr(errors, name)
        assert issubclass(kind, errors.InpaintStudioError)
        assert kind.exit_status in {1, 2, 130}
        assert name in (errors.__doc__ or "")
