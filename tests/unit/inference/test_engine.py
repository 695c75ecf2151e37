"""The engine's promises: known pixels, step down, cancel, models that fail to load."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from engine_fakes import DictSource, MeanRestorer, make_card
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    ModelFileError,
    ModelNotFoundError,
    OptionError,
    OutOfMemoryError,
    SizeMismatchError,
)
from inpaint_studio.imaging.mask import grow
from inpaint_studio.imaging.types import Image
from inpaint_studio.inference.device import CPU, Device, DeviceKind, Precision
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide, FillRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.card import CardOption, OptionKind, Tiling, texture_option


def photo(height: int, width: int, dtype: type = np.uint8, seed: int = 0) -> Image:
    rng = np.random.default_rng(seed)
    if dtype is np.float32:
        return rng.random((height, width, 3), dtype=np.float32)
    return rng.integers(0, np.iinfo(dtype).max, (height, width, 3), dtype, endpoint=True)


def hole(height: int, width: int, *boxes: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    mask = np.zeros((height, width), np.bool_)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = True
    return mask


def engine_with(restorer: MeanRestorer) -> Engine:
    source = DictSource(fake=lambda device: restorer)
    source.cards["fake"] = restorer.card
    return Engine(source=source)


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 90),
    width=st.integers(1, 90),
    dtype=st.sampled_from([np.uint8, np.uint16, np.float32]),
    share=st.floats(0.0, 0.9),
    grow_px=st.integers(0, 4),
    feather_px=st.integers(0, 4),
    seed=st.integers(0, 2**31),
)
def test_known_pixels_are_bit_exact_and_inputs_unmodified(
    height: int, width: int, dtype: type, share: float, grow_px: int, feather_px: int, seed: int
) -> None:
    image = photo(height, width, dtype, seed)
    mask = np.random.default_rng(seed).random((height, width)) < share**4
    request = RestoreRequest(
        image, mask, FillSettings("fake", grow_px=grow_px, feather_px=feather_px)
    )
    image_before, mask_before = image.copy(), mask.copy()
    engine = engine_with(MeanRestorer())
    changing = grow(grow(mask, grow_px), feather_px)
    if mask.any() and changing.all():
        with pytest.raises(BadInputError, match="whole photo"):
            engine.restore(request)
        return
    result = engine.restore(request)
    np.testing.assert_array_equal(image, image_before)
    np.testing.assert_array_equal(mask, mask_before)
    assert result.image.dtype == image.dtype
    np.testing.assert_array_equal(result.image[~result.mask], image[~result.mask])
    np.testing.assert_array_equal(result.mask, changing)
    covered = np.zeros_like(mask)
    for box in result.changed:
        covered[box.slices] = True
    assert covered[result.mask].all()


def test_hole_is_filled_with_what_the_restorer_gives() -> None:
    image = np.full((100, 120, 3), 100, np.uint8)
    mask = hole(100, 120, (40, 50, 60, 80))
    image[mask] = 255
    result = engine_with(MeanRestorer()).restore(RestoreRequest(image, mask, FillSettings("fake")))
    assert (result.image == 100).all()


def test_grey_photo_stays_grey() -> None:
    grey = np.repeat(photo(64, 64)[..., :1], 3, axis=2)

    class Reddish(MeanRestorer):
        def fill(self, request: FillRequest, token: ProgressToken) -> object:  # type: ignore[override]
            fill = super().fill(request, token)
            fill.image[request.mask] *= np.array([1.0, 0.5, 0.5], np.float32)
            return fill

    result = engine_with(Reddish()).restore(
        RestoreRequest(grey, hole(64, 64, (20, 20, 40, 40)), FillSettings("fake"))
    )
    assert (result.image[..., 0] == result.image[..., 1]).all()
    assert (result.image[..., 0] == result.image[..., 2]).all()


def test_mask_without_hole_changes_nothing_and_says_so() -> None:
    image = photo(20, 30)
    result = engine_with(MeanRestorer()).restore(
        RestoreRequest(image, hole(20, 30), FillSettings("fake"))
    )
    np.testing.assert_array_equal(result.image, image)
    assert result.changed == ()
    assert "no hole" in str(result.notes[0])


def test_colour_shift_of_the_model_is_matched_at_the_seam() -> None:
    y, x = np.mgrid[0:128, 0:128].astype(np.float32)
    truth = np.repeat((0.3 + 0.3 * x / 128 + 0.1 * y / 128)[..., None], 3, axis=2)
    mask = hole(128, 128, (40, 40, 80, 90))

    class Shifted(MeanRestorer):
        def fill(self, request: FillRequest, token: ProgressToken) -> object:  # type: ignore[override]
            fill = super().fill(request, token)
            fill.image[:] = truth + np.array([0.08, 0.0, -0.05], np.float32)
            return fill

    card = make_card(native_size_px=256)
    result = engine_with(Shifted(card)).restore(
        RestoreRequest(truth.astype(np.float32), mask, FillSettings("fake"))
    )
    error = np.abs(result.image - np.where(mask[..., None], result.image * 0 + truth.mean(), truth))
    # A grey photo: the shift in colour is gone, the brightness matches within a grey level: that is
    # what the slope of the photo is lost at the border.
    assert np.abs(result.image[mask] - truth[mask]).max() < 1 / 255
    assert error[~mask].max() == 0


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"mask": hole(10, 11)}, SizeMismatchError, "11x10"),
        ({"mask": np.zeros((10, 10), np.uint8)}, BadInputError, "bool"),
        ({"image": np.zeros((10, 10), np.uint8)}, BadInputError, "RGB"),
        ({"image": np.zeros((10, 10, 3), np.int32)}, BadInputError, "int32"),
        ({"settings": FillSettings(grow_px=-1)}, OptionError, "0 to 1000"),
        ({"settings": FillSettings(feather_px=1001)}, OptionError, "1001"),
        (
            {"settings": FillSettings(sigma=99.0)},
            OptionError,
            "sigma is 99.0; it can be 0.1 to 20 px",
        ),
        ({"settings": FillSettings(edge_threshold=0.0)}, OptionError, "0.01 to 0.99"),
    ],
)
def test_bad_requests_name_value_and_limit(
    changes: dict[str, object], error: type[Exception], text: str
) -> None:
    values: dict[str, object] = {"image": photo(10, 10), "mask": hole(10, 10, (1, 1, 2, 2))}
    request = RestoreRequest(**(values | changes))  # type: ignore[arg-type]
    with pytest.raises(error, match=text):
        engine_with(MeanRestorer()).restore(request)


def test_hole_in_whole_photo_is_refused() -> None:
    with pytest.raises(BadInputError, match="whole photo"):
        engine_with(MeanRestorer()).restore(
            RestoreRequest(photo(8, 8), np.ones((8, 8), np.bool_), FillSettings("fake"))
        )


def test_thick_hole_is_shrunk_and_thin_one_is_not() -> None:
    restorer = MeanRestorer(make_card(native_size_px=128))
    image = photo(600, 600)
    mask = hole(600, 600, (150, 150, 450, 450))
    thin = hole(600, 600, (100, 20, 103, 580))
    for thick_mask, is_shrunk in ((mask, True), (thin, False)):
        restorer.requests.clear()
        request = RestoreRequest(image, thick_mask, FillSettings("fake"), keep_window_results=True)
        result = engine_with(restorer).restore(request)
        assert all(max(r.image.shape) <= 128 for r in restorer.requests)
        assert all((w.scale < 1.0) is is_shrunk for w in result.windows)


def test_guide_reaches_the_restorer_cropped_and_scaled() -> None:
    restorer = MeanRestorer(make_card(native_size_px=128))
    image, mask = photo(500, 500), hole(500, 500, (100, 100, 400, 400))
    add, erase = hole(500, 500, (250, 100, 252, 400)), hole(500, 500)
    engine_with(restorer).restore(
        RestoreRequest(image, mask, FillSettings("fake"), guide=EdgeGuide(add, erase))
    )
    for request in restorer.requests:
        assert request.guide is not None
        assert request.guide.add.shape == request.mask.shape
        assert request.guide.add.any()


class TestMemory:
    def failing_above(self, side_px: int, log: list[tuple[int, int]]) -> MeanRestorer:
        def before(request: FillRequest, token: ProgressToken) -> None:
            log.append(request.mask.shape)
            if max(request.mask.shape) > side_px:
                raise MemoryError("out of memory")

        return MeanRestorer(make_card(native_size_px=512), before)

    def test_smaller_windows_are_tried_and_told(self) -> None:
        log: list[tuple[int, int]] = []
        engine = engine_with(self.failing_above(200, log))
        mask = hole(900, 900, (100, 100, 130, 800))
        result = engine.restore(RestoreRequest(photo(900, 900), mask, FillSettings("fake")))
        assert any("windows of 128 px" in str(note) for note in result.notes)
        assert max(log[0]) > 200
        assert max(log[-1]) <= 200

    def test_next_photo_starts_normally(self) -> None:
        log: list[tuple[int, int]] = []
        engine = engine_with(self.failing_above(200, log))
        big = hole(900, 900, (100, 100, 130, 800))
        engine.restore(RestoreRequest(photo(900, 900), big, FillSettings("fake")))
        log.clear()
        result = engine.restore(
            RestoreRequest(photo(150, 150), hole(150, 150, (40, 40, 60, 60)), FillSettings("fake"))
        )
        assert log == [(150, 150)]
        assert all("Memory" not in str(note) for note in result.notes)

    def test_gives_up_with_a_remedy(self) -> None:
        engine = engine_with(self.failing_above(0, []))
        mask = hole(300, 300, (40, 40, 60, 60))
        with pytest.raises(OutOfMemoryError, match="smaller model"):
            engine.restore(RestoreRequest(photo(300, 300), mask, FillSettings("fake")))

    def test_gpu_steps_down_to_the_cpu(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gpu = Device(DeviceKind.CUDA, Precision.FLOAT32)
        monkeypatch.setattr("inpaint_studio.inference.engine.choose_device", lambda name, **_: gpu)
        monkeypatch.setattr(
            "inpaint_studio.inference.region_fill.free_device_memory", lambda device: None
        )

        def refuse(request: FillRequest, token: ProgressToken) -> None:
            raise MemoryError("out of memory")

        card = make_card(native_size_px=256, needs_weights=True)
        made: list[MeanRestorer] = []

        def make(device: Device) -> MeanRestorer:
            made.append(MeanRestorer(card, None if device == CPU else refuse))
            return made[-1]

        source = DictSource(fake=make)
        source.cards["fake"] = card
        engine = Engine(source=source)
        request = RestoreRequest(
            photo(300, 300), hole(300, 300, (40, 40, 60, 60)), FillSettings("fake")
        )
        result = engine.restore(request)
        assert result.device.startswith("cpu")
        assert any("on the CPU" in str(note) for note in result.notes)
        assert made[-1].is_closed
        assert not made[0].is_closed
        assert [device for _, device in source.loads] == [gpu, CPU]


class TestModels:
    def test_failed_load_leaves_the_previous_model_usable(self) -> None:
        good = MeanRestorer()

        def broken(device: Device) -> MeanRestorer:
            raise ValueError("bad weights")

        source = DictSource(fake=lambda device: good, broken=broken)
        engine = Engine(source=source)
        engine.load("fake")
        with pytest.raises(ModelFileError, match="check the files of broken"):
            engine.load("broken")
        assert engine.loaded_model == "fake"
        assert not good.is_closed
        request = RestoreRequest(photo(30, 30), hole(30, 30, (4, 4, 8, 8)), FillSettings("fake"))
        assert engine.restore(request).model == "fake"
        assert [name for name, _ in source.loads] == ["fake", "broken"]

    def test_switching_closes_the_old_model(self) -> None:
        first, second = MeanRestorer(), MeanRestorer()
        engine = Engine(source=DictSource(first=lambda d: first, second=lambda d: second))
        engine.load("first")
        engine.load("second")
        assert first.is_closed
        engine.close()
        assert second.is_closed
        assert engine.loaded_model is None

    def test_unexpected_card_without_half_precision_runs_in_float32(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[bool] = []

        def choose(name: str, *, full_precision: bool) -> Device:
            asked.append(full_precision)
            return CPU

        monkeypatch.setattr("inpaint_studio.inference.engine.choose_device", choose)
        source = DictSource(a=lambda d: MeanRestorer(), b=lambda d: MeanRestorer())
        source.cards["a"] = make_card("a", needs_weights=True, half_precision=True)
        source.cards["b"] = make_card("b", needs_weights=True, half_precision=False)
        engine = Engine(source=source)
        engine.load("a")
        engine.load("b")
        assert asked == [False, True]


class TestCancel:
    def test_cancel_between_windows_raises_and_changes_nothing(self) -> None:
        image = photo(800, 800)
        before = image.copy()
        token = ProgressToken()

        def cancel_once(request: FillRequest, token_: ProgressToken) -> None:
            token.cancel()

        restorer = MeanRestorer(make_card(native_size_px=128), cancel_once)
        mask = hole(800, 800, (100, 50, 104, 750))
        with pytest.raises(CancelledError):
            engine_with(restorer).restore(RestoreRequest(image, mask, FillSettings("fake")), token)
        assert len(restorer.requests) == 1
        np.testing.assert_array_equal(image, before)

    def test_cancel_from_another_thread_is_quick_and_the_engine_goes_on(self) -> None:
        token = ProgressToken()

        def wait(request: FillRequest, part: ProgressToken) -> None:
            while True:
                part.check()
                time.sleep(0.005)

        restorer = MeanRestorer(before=wait)
        engine = engine_with(restorer)
        request = RestoreRequest(photo(50, 50), hole(50, 50, (4, 4, 8, 8)), FillSettings("fake"))
        threading.Timer(0.05, token.cancel).start()
        with pytest.raises(CancelledError):
            engine.restore(request, token)
        restorer.before = None
        assert engine.restore(request).model == "fake"


def test_progress_rises_from_zero_to_one() -> None:
    seen: list[Progress] = []
    mask = hole(500, 500, (10, 10, 14, 480), (200, 10, 204, 480), (400, 10, 404, 480))
    engine_with(MeanRestorer()).restore(
        RestoreRequest(photo(500, 500), mask, FillSettings("fake")), ProgressToken(seen.append)
    )
    fractions = [p.fraction for p in seen]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == 1.0
    assert any("Filling" in str(p.message) for p in seen)


def test_same_seed_same_result() -> None:
    request = RestoreRequest(
        photo(60, 60), hole(60, 60, (20, 20, 30, 30)), FillSettings("patchmatch", seed=7)
    )
    first, second = Engine().restore(request).image, Engine().restore(request).image
    np.testing.assert_array_equal(first, second)


class TestOptions:
    def test_defaults_come_from_the_card_and_given_values_are_checked(self) -> None:
        option = CardOption("radius_px", OptionKind.NUMBER, 3.0, 1.0, 50.0)
        restorer = MeanRestorer(make_card(options=(option,)))
        image, mask = photo(40, 40), hole(40, 40, (10, 10, 20, 20))
        engine = engine_with(restorer)
        engine.restore(RestoreRequest(image, mask, FillSettings("fake")))
        engine.restore(RestoreRequest(image, mask, FillSettings("fake", options={"radius_px": 7})))
        assert [dict(r.settings.options) for r in restorer.requests] == [
            {"radius_px": 3.0},
            {"radius_px": 7.0},
        ]
        with pytest.raises(OptionError, match="radius_px is 99"):
            engine.restore(
                RestoreRequest(image, mask, FillSettings("fake", options={"radius_px": 99}))
            )
        with pytest.raises(OptionError, match="no option 'patch'"):
            engine.restore(RestoreRequest(image, mask, FillSettings("fake", options={"patch": 3})))

    def test_options_reach_the_classical_fills(self) -> None:
        image, mask = photo(40, 40), hole(40, 40, (10, 10, 20, 20))
        engine = Engine()
        near = engine.restore(
            RestoreRequest(image, mask, FillSettings("telea", options={"radius_px": 1}))
        )
        far = engine.restore(
            RestoreRequest(image, mask, FillSettings("telea", options={"radius_px": 9}))
        )
        assert (near.image != far.image).any()
        with pytest.raises(OptionError, match="odd number"):
            engine.restore(
                RestoreRequest(image, mask, FillSettings("patchmatch", options={"patch_px": 4}))
            )


def test_enlarged_fills_take_detail_from_the_photo() -> None:
    rng = np.random.default_rng(0)
    grain = rng.integers(60, 200, (600, 600, 1), np.uint8)
    image = np.repeat(grain, 3, axis=2)
    mask = hole(600, 600, (200, 200, 400, 400))
    soft = make_card(native_size_px=128, tiling=Tiling.NATIVE)
    plain = make_card(native_size_px=128, tiling=Tiling.FREE)
    spread = {}
    for card in (soft, plain):
        result = engine_with(MeanRestorer(card)).restore(
            RestoreRequest(image, mask, FillSettings("fake"))
        )
        spread[card.tiling] = float(result.image[mask].std())
    # The mean is flat; the photo's grain comes back only where detail is added.
    assert spread[Tiling.FREE] < 5
    assert spread[Tiling.NATIVE] > 0.6 * float(image[~mask].std())


def striped_photo(size: int) -> Image:
    stripes = ((np.arange(size) // 2) % 2 * 160 + 40).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(stripes[None, :, None], (size, size, 3)))


def contrast(result: Image, mask: NDArray[np.bool_]) -> float:
    return float(result[mask].astype(np.float64).std())


def test_texture_gives_a_flat_fill_the_detail_of_the_photo() -> None:
    image, mask = striped_photo(96), hole(96, 96, (30, 30, 60, 60))
    card = make_card(native_size_px=256, options=(texture_option(1),))
    engine = engine_with(MeanRestorer(card))
    flat = engine.restore(RestoreRequest(image, mask, FillSettings("fake", options={"texture": 0})))
    detailed = engine.restore(RestoreRequest(image, mask, FillSettings("fake")))
    assert contrast(flat.image, mask) < 0.3 * contrast(image, mask)
    assert contrast(detailed.image, mask) > 0.6 * contrast(image, mask)
    np.testing.assert_array_equal(detailed.image[~mask], image[~mask])


def test_each_level_of_texture_replaces_coarser_detail() -> None:
    image, mask = striped_photo(96), hole(96, 96, (30, 30, 60, 60))
    card = make_card(native_size_px=256, options=(texture_option(1),))

    def restored(texture: int) -> Image:
        request = RestoreRequest(image, mask, FillSettings("fake", options={"texture": texture}))
        return engine_with(MeanRestorer(card)).restore(request).image

    fine, coarse = restored(1), restored(3)
    assert (fine != coarse).any()
    np.testing.assert_array_equal(coarse[~mask], image[~mask])


def dusty() -> tuple[Image, NDArray[np.bool_]]:
    """A ramp with two specks, a hairline and a hole of 20 px."""
    image = np.repeat(np.linspace(40, 200, 300).astype(np.uint8)[None, :, None], 200, axis=0)
    image = np.repeat(image, 3, axis=2)
    mask = hole(200, 300, (20, 20, 22, 280), (50, 50, 52, 53), (60, 150, 63, 152))
    mask |= hole(200, 300, (120, 100, 140, 120))
    return image, mask


def test_specks_need_no_model_and_the_model_sees_them_as_known() -> None:
    image, mask = dusty()
    restorer = MeanRestorer()
    result = engine_with(restorer).restore(RestoreRequest(image, mask, FillSettings("fake")))
    (request,) = restorer.requests
    assert np.count_nonzero(request.mask) == 400
    np.testing.assert_array_equal(result.mask, mask)
    error = np.abs(result.image[:100].astype(int) - image[:100].astype(int))
    assert error[mask[:100]].max() <= 2
    assert any("up to 2 px were filled without the model" in str(note) for note in result.notes)
    only_specks = mask.copy()
    only_specks[100:] = False
    np.testing.assert_array_equal(result.image[~mask], image[~mask])
    nothing_loads = Engine(source=DictSource())
    nothing_loads._source.cards["fake"] = restorer.card  # type: ignore[attr-defined]
    done = nothing_loads.restore(RestoreRequest(image, only_specks, FillSettings("fake")))
    error = np.abs(done.image.astype(int) - image.astype(int))
    assert error[only_specks].max() <= 2
    assert done.model == "fake"


def test_specks_are_left_to_the_model_on_demand_and_where_edges_are_drawn() -> None:
    image, mask = dusty()
    restorer = MeanRestorer()
    engine = engine_with(restorer)
    result = engine.restore(RestoreRequest(image, mask, FillSettings("fake", speck_px=0)))
    assert sum(np.count_nonzero(each.mask) for each in restorer.requests) >= np.count_nonzero(mask)
    assert result.notes == ()
    restorer.requests.clear()
    add = np.zeros_like(mask)
    add[20:22, 150] = True
    guide = EdgeGuide(add, np.zeros_like(mask))
    engine.restore(RestoreRequest(image, mask, FillSettings("fake"), guide))
    seen = [each for each in restorer.requests if each.guide is not None and each.guide.add.any()]
    assert seen
    assert all(each.mask[each.guide.add].all() for each in seen if each.guide is not None)


def test_a_quick_model_fills_specks_itself_and_an_unknown_one_is_refused() -> None:
    image, mask = dusty()
    mask[100:] = False
    restorer = MeanRestorer(make_card(tiling=Tiling.FREE, native_size_px=None))
    result = engine_with(restorer).restore(RestoreRequest(image, mask, FillSettings("fake")))
    assert len(restorer.requests) == 1
    assert result.notes == ()
    with pytest.raises(ModelNotFoundError):
        Engine().restore(RestoreRequest(image, mask, FillSettings("no-such-model")))
