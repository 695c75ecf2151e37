"""Damage, lettering and watermarks found and removed by the installed command."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from command_line import Command

from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


def test_detect_a_caption_then_restore(command: Command, tmp_path: Path) -> None:
    photo = SAMPLES / "dahlia.jpg"  # a caption and a "proof" lie over it
    found = command("detect", photo, "-o", "mask.png", "--kind", "text", "--sensitivity", 0.7)
    assert found.returncode == 0, found.stderr
    assert "% of the photo in" in found.stdout
    mask, truth = read_mask(tmp_path / "mask.png"), read_mask(SAMPLES / "dahlia.mask.png")
    assert mask[truth].mean() > 0.6
    near = cv2.dilate(truth.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    assert mask[near].sum() > 0.7 * mask.sum()
    done = command("restore", photo, "--mask", "mask.png", "-o", "done.png", "--model", "telea")
    assert done.returncode == 0, done.stderr
    before, after = read_photo(photo).image, read_photo(tmp_path / "done.png").image
    assert np.array_equal(after[~mask], before[~mask])
    original = read_photo(SAMPLES / "dahlia.original.jpg").image.astype(int)
    seen = mask & truth
    assert np.abs(after - original)[seen].mean() < 0.6 * np.abs(before - original)[seen].mean()


def test_detect_scratches_by_filters(command: Command, tmp_path: Path) -> None:
    image = np.full((300, 400, 3), 120, np.uint8)
    image += np.random.default_rng(1).integers(0, 6, image.shape, np.uint8)
    cv2.line(image, (200, 10), (210, 290), (240, 240, 235), 2, cv2.LINE_AA)
    write_photo(tmp_path / "scan.tif", image)
    found = command(
        "detect", "scan.tif", "-o", "m.png", "--kind", "scratches", "--method", "filters"
    )
    assert found.returncode == 0, found.stderr
    mask = read_mask(tmp_path / "m.png")
    assert mask[60:240, 195:216].any(axis=1).mean() > 0.9
    assert mask.mean() < 0.05


@pytest.fixture
def watermarked(tmp_path: Path) -> tuple[list[Path], list[np.ndarray], np.ndarray]:
    """Photos with one translucent word, what they were, and where the word is."""
    size = (240, 320)
    cover = np.zeros(size, np.uint8)
    cv2.putText(cover, "(c) Proof", (50, 130), cv2.FONT_HERSHEY_DUPLEX, 1.4, 255, 4, cv2.LINE_AA)
    alpha = cover[..., None].astype(np.float32) / 255 * 0.4
    paths, originals = [], []
    names = sorted(p for p in SAMPLES.glob("*.jpg") if not p.with_suffix("").suffix)
    for number, path in enumerate(names * 2):
        image = np.asarray(cv2.resize(read_photo(path).image, size[::-1], interpolation=3))
        image = np.ascontiguousarray(image[:, ::-1]) if number >= len(names) else image
        marked = np.rint(image * (1 - alpha) + 245 * alpha).astype(np.uint8)
        paths.append(tmp_path / f"stock {number}.png")
        originals.append(image)
        write_photo(paths[-1], marked)
    return paths, originals, cover > 0


def test_learn_a_watermark_and_remove_it_from_another_photo(
    command: Command,
    tmp_path: Path,
    watermarked: tuple[list[Path], list[np.ndarray], np.ndarray],
) -> None:
    paths, originals, word = watermarked
    learnt = command("watermark", "learn", *paths[:-1], "-o", "mark.png")
    assert learnt.returncode == 0, learnt.stderr
    assert f"learnt from {len(paths) - 1} photos" in learnt.stdout
    assert "are few" not in learnt.stderr
    few = command("watermark", "learn", *paths[:5], "-o", "few.png")
    assert "5 photos are few to learn a mark from; give 10 or more" in few.stderr
    last = paths[-1]
    done = command("watermark", "remove", last, "--mark", "mark.png", "-o", "clean.png")
    assert done.returncode == 0, done.stderr
    assert "the mark was undone" in done.stdout
    clean, marked = read_photo(tmp_path / "clean.png").image, read_photo(last).image
    error = np.abs(clean[word].astype(int) - originals[-1][word]).mean()
    assert error < 0.5 * np.abs(marked[word].astype(int) - originals[-1][word]).mean()
    far = cv2.dilate(word.astype(np.uint8), np.ones((25, 25), np.uint8)) == 0
    assert (clean[far] == marked[far]).all(axis=1).mean() > 0.97


def test_one_marked_example_with_its_mask_is_applied_to_the_rest(
    command: Command,
    tmp_path: Path,
    watermarked: tuple[list[Path], list[np.ndarray], np.ndarray],
) -> None:
    paths, _, word = watermarked
    mask = cv2.dilate(word.astype(np.uint8), np.ones((5, 5), np.uint8)) * np.uint8(255)
    cv2.imwrite(str(tmp_path / "where.png"), mask)
    learnt = command("watermark", "learn", paths[0], "--where", "where.png", "-o", "mark.png")
    assert learnt.returncode == 0, learnt.stderr
    done = command(
        "watermark", "remove", *paths[1:3], "--mark", "mark.png", "-o", "clean/",
        "--model", "telea",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for path in paths[1:3]:
        clean, marked = read_photo(tmp_path / "clean" / path.name).image, read_photo(path).image
        changed = (clean != marked).any(axis=2)
        assert changed[word].mean() > 0.9
        far = cv2.dilate(mask, np.ones((9, 9), np.uint8)) == 0
        assert not changed[far].any()


def test_bad_use_is_one_line(command: Command, tmp_path: Path) -> None:
    photo = SAMPLES / "cat.jpg"
    for words, told in (
        (("detect", photo, "-o", "m.png", "--kind", "rust"), "'rust' is no kind"),
        (("watermark", "learn", photo, "-o", "mark.png"), "3 photos or more"),
        (("watermark", "remove", photo, "--mark", photo, "-o", "x.jpg"), "no transparency"),
        (("watermark", "remove", photo, "--mark", "none.png", "-o", "x.jpg"), "none.png"),
    ):
        done = command(*words)
        assert done.returncode == 2, done.stderr
        assert told in done.stderr
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.png"))
