"""Running models over samples: same input for each, what is left out, pictures, cancel."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from engine_fakes import DictSource, MeanRestorer, make_card

from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    MissingPartError,
    ModelFileError,
    ModelNotFoundError,
)
from inpaint_studio.evaluation.fid import FidCollector
from inpaint_studio.evaluation.runner import (
    HOLE_LEVEL,
    GuideSource,
    ModelVariant,
    Protocol,
    compared_models,
    evaluate,
)
from inpaint_studio.evaluation.samples import Case, Sample, find_samples
from inpaint_studio.evaluation.scores import Metric, Scorer
from inpaint_studio.imaging.edges import canny
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreResult
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import Progress, ProgressToken

PhotoSet = Callable[..., tuple[Path, Path]]
PROTOCOL = Protocol(size_px=48, device="cpu")


def variants(*names: str) -> list[ModelVariant]:
    return [ModelVariant(name, name) for name in names]


@pytest.fixture
def samples(photo_set: PhotoSet) -> tuple[Sample, ...]:
    return find_samples(*photo_set(4))


def test_every_model_gets_every_sample_unchanged(samples: tuple[Sample, ...]) -> None:
    seen: dict[str, list[tuple[bytes, bytes]]] = {"telea": [], "navier-stokes": []}
    restored = {}

    def watch(case: Case, variant: ModelVariant, result: RestoreResult) -> None:
        seen[variant.label].append((case.image.tobytes(), case.mask.tobytes()))
        np.testing.assert_array_equal(result.image[~case.mask], case.image[~case.mask])
        restored[variant.label, case.sample.name] = Scorer(case.image, case.mask, sigma=2.0).score(
            result.image
        )

    run = evaluate(samples, variants("telea", "navier-stokes"), PROTOCOL, watchers=[watch])
    assert seen["telea"] == seen["navier-stokes"]
    assert len(run.records) == 8
    for record in run.records:
        expected = restored[record.label, record.sample.name]
        assert {m: record.scores[m] for m in expected} == expected
        assert record.scores[Metric.SECONDS] > 0.0
        assert 0.0 < record.hole_share < 1.0
    assert [fact.card.name for fact in run.variants] == ["telea", "navier-stokes"]
    assert any("TV of the originals" in str(note) for note in run.notes)


def test_same_seed_same_scores(samples: tuple[Sample, ...]) -> None:
    first, second = (evaluate(samples, variants("patchmatch"), PROTOCOL) for _ in range(2))
    for one, other in zip(first.records, second.records, strict=True):
        assert one.scores[Metric.PSNR] == other.scores[Metric.PSNR]


def test_masks_without_hole_or_without_known_pixels_are_left_out(photo_set: PhotoSet) -> None:
    images, masks = photo_set(3)
    cv2.imwrite(str(masks / "scene_00.png"), np.zeros((48, 48), np.uint8))
    cv2.imwrite(str(masks / "scene_02.png"), np.full((48, 48), 255, np.uint8))
    run = evaluate(find_samples(images, masks), variants("telea"), PROTOCOL)
    assert [sample.name for sample in run.samples] == ["face_01"]
    assert "scene_00 was left out: its mask is empty." in map(str, run.notes)
    assert "scene_02 was left out: its mask covers everything." in map(str, run.notes)
    cv2.imwrite(str(masks / "face_01.png"), np.zeros((48, 48), np.uint8))
    with pytest.raises(BadInputError, match="No photograph is left"):
        evaluate(find_samples(images, masks), variants("telea"), PROTOCOL)


def fake_engine(before: Callable[[FillRequest, ProgressToken], None] | None = None) -> Engine:
    card = make_card("fake", shows_edges=True, takes_edges=True)
    source = DictSource(fake=lambda device: MeanRestorer(card, before))
    source.cards["fake"] = card
    return Engine(source=source)


def test_predicted_edges_are_scored(samples: tuple[Sample, ...]) -> None:
    # The fake says that the whole hole is edge: it finds all and is mostly wrong.
    run = evaluate(samples, variants("fake"), PROTOCOL, make_engine=fake_engine)
    for record in run.records:
        if record.scores[Metric.EDGE_MAP_RECALL] > 0.0:
            assert record.scores[Metric.EDGE_MAP_RECALL] == 1.0
        assert record.scores[Metric.EDGE_MAP_PRECISION] < 0.5


def test_guide_from_the_original_replaces_the_edges_in_the_hole(
    samples: tuple[Sample, ...],
) -> None:
    requests: list[FillRequest] = []
    cases: list[Case] = []
    evaluate(
        samples[:1],
        [ModelVariant("fake sigma 1", "fake", sigma=1.0, guide=GuideSource.ORIGINAL)],
        PROTOCOL,
        make_engine=lambda: fake_engine(lambda request, token: requests.append(request)),
        watchers=[lambda case, variant, result: cases.append(case)],
    )
    guide = requests[0].guide
    assert guide is not None
    assert requests[0].settings.sigma == 1.0
    wanted = (canny(cases[0].image, sigma=1.0) > 0.5) & cases[0].mask
    assert int(guide.add.sum()) == int(wanted.sum())
    assert int(guide.erase.sum()) == int(cases[0].mask.sum())


def test_no_model_sees_what_was_in_the_hole(samples: tuple[Sample, ...]) -> None:
    requests: list[FillRequest] = []
    evaluate(
        samples,
        variants("fake"),
        PROTOCOL,
        make_engine=lambda: fake_engine(lambda request, token: requests.append(request)),
    )
    assert len(requests) == len(samples) + 1  # the first one twice, to warm up
    for request in requests:
        assert (request.image[request.mask] == HOLE_LEVEL).all()
        assert request.image[~request.mask].std() > 5.0


def test_fid_takes_originals_and_restorations(samples: tuple[Sample, ...]) -> None:
    collector = FidCollector(lambda image: image.mean(axis=(0, 1)).astype(np.float32))
    run = evaluate(samples, variants("telea"), PROTOCOL, fid=collector)
    assert run.variants[0].fid is not None
    assert run.variants[0].fid > 0.0
    assert math.isfinite(run.variants[0].fid)


def test_failure_names_model_and_photograph(samples: tuple[Sample, ...]) -> None:
    def fail(request: FillRequest, token: ProgressToken) -> None:
        raise ModelFileError("Broken.")

    with pytest.raises(ModelFileError, match=r"fake on face_01\.png: Broken\."):
        evaluate(samples, variants("fake"), PROTOCOL, make_engine=lambda: fake_engine(fail))


def test_cancel_comes_through_and_progress_rises(samples: tuple[Sample, ...]) -> None:
    seen: list[Progress] = []
    evaluate(
        samples, variants("telea", "navier-stokes"), PROTOCOL, token=ProgressToken(seen.append)
    )
    fractions = [round(progress.fraction, 9) for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] > 0.9

    def cancel(request: FillRequest, token: ProgressToken) -> None:
        token.cancel()

    with pytest.raises(CancelledError):
        evaluate(samples, variants("fake"), PROTOCOL, make_engine=lambda: fake_engine(cancel))


def test_baselines_are_always_compared(models_dir: Path) -> None:
    assert compared_models([]) == ("telea", "navier-stokes", "patchmatch")
    assert compared_models(["patchmatch"]) == ("patchmatch", "telea", "navier-stokes")
    with pytest.raises(ModelNotFoundError):
        compared_models(["no-such-model"])
    with pytest.raises(MissingPartError, match="migan"):
        compared_models(["migan"])


def test_installed_migan_is_compared(models_dir: Path) -> None:
    from dataclasses import replace

    from inpaint_studio.zoo.card_file import write_card
    from inpaint_studio.zoo.registry import find_model

    card = find_model("migan").card
    folder = models_dir / "migan"
    folder.mkdir()
    (folder / card.files[0].path).write_bytes(b"onnx")
    file = replace(card.files[0], size_bytes=4, sha256=hashlib.sha256(b"onnx").hexdigest())
    write_card(replace(card, files=(file,)), folder)
    assert compared_models([])[-1] == "migan"
