"""A user restores photographs from the command line."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import Command, json_lines
from PIL import Image

Pairs = list[tuple[Path, Path]]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def white(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("L")) >= 128


def test_every_sample_is_restored_and_only_its_hole_changes(
    command: Command, sample_pairs: Pairs, tmp_path: Path
) -> None:
    assert len(sample_pairs) >= 6
    photos, masks = tmp_path / "photos", tmp_path / "masks"
    photos.mkdir()
    masks.mkdir()
    before = {}
    for photo, mask in sample_pairs:
        # PNG, so that the promise about known pixels can be held against the file.
        with Image.open(photo) as image:
            image.convert("RGB").save(photos / f"{photo.stem}.png")
        shutil.copy(mask, masks / f"{photo.stem}.png")
        before[photo.stem] = digest(photos / f"{photo.stem}.png")
    done = command(
        "restore", *sorted(photos.iterdir()), "--masks", masks, "-o", tmp_path / "out", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert len(json_lines(done.stdout)) == len(sample_pairs)
    for path in sorted(photos.iterdir()):
        assert digest(path) == before[path.stem]
        hole = white(masks / path.name)
        old, new = pixels(path), pixels(tmp_path / "out" / path.name)
        np.testing.assert_array_equal(new[~hole], old[~hole])
        assert (new[hole] != old[hole]).any()


def test_jpeg_comes_back_as_it_was(command: Command, sample_pairs: Pairs, tmp_path: Path) -> None:
    photo, mask = next(pair for pair in sample_pairs if pair[0].suffix == ".jpg")
    done = command("restore", photo, "--mask", mask, "-o", "out.jpg")
    assert done.returncode == 0, done.stderr
    assert "out.jpg: " in done.stdout
    with Image.open(photo) as old, Image.open(tmp_path / "out.jpg") as new:
        assert new.format == "JPEG"
        assert new.size == old.size
        assert new.mode == old.mode
        assert new.quantization == old.quantization  # type: ignore[attr-defined]
        assert new.info.get("dpi") == old.info.get("dpi")
        assert new.info.get("icc_profile") == old.info.get("icc_profile")


@pytest.mark.parametrize("model", ["telea", "navier-stokes", "patchmatch"])
def test_model_grow_feather_and_seed(
    command: Command, sample_pairs: Pairs, tmp_path: Path, model: str
) -> None:
    photo, mask = sample_pairs[0]
    options = ["--model", model, "--grow", 2, "--feather", 3, "--seed", 5, "--json"]
    results = []
    for name in ("one.png", "two.png"):
        done = command("restore", photo, "--mask", mask, "-o", name, *options)
        assert done.returncode == 0, done.stderr
        (report,) = json_lines(done.stdout)
        assert report["model"] == model
        assert report["hole_px"] > white(mask).sum()
        results.append(pixels(tmp_path / name))
    np.testing.assert_array_equal(*results)


def test_hole_painted_into_the_photo(command: Command, tmp_path: Path) -> None:
    image = np.full((80, 100, 3), 120, np.uint8)
    image[30:40, 20:70] = (255, 0, 255)
    Image.fromarray(image).save(tmp_path / "marked.png")
    done = command("restore", "marked.png", "--hole-colour", "#ff00ff", "-o", "out.png")
    assert done.returncode == 0, done.stderr
    assert (pixels(tmp_path / "out.png") == 120).all()


def test_inverted_mask(command: Command, tmp_path: Path) -> None:
    image = np.full((60, 60, 3), 90, np.uint8)
    image[20:30, 20:30] = 255
    Image.fromarray(image).save(tmp_path / "photo.png")
    mask = np.full((60, 60), 255, np.uint8)
    mask[20:30, 20:30] = 0
    Image.fromarray(mask).save(tmp_path / "mask.jpg")
    done = command(
        "restore", "photo.png", "--mask", "mask.jpg", "--invert-mask", "--grow", 2, "-o", "o.png"
    )
    assert done.returncode == 0, done.stderr
    assert np.abs(pixels(tmp_path / "o.png").astype(int) - 90).max() <= 1


def test_in_place_only_when_asked(command: Command, sample_pairs: Pairs, tmp_path: Path) -> None:
    photo, mask = sample_pairs[0]
    copy = tmp_path / photo.name
    shutil.copy(photo, copy)
    before = digest(copy)
    done = command("restore", copy, "--mask", mask, "-o", copy)
    assert done.returncode == 2
    assert "--in-place" in done.stderr
    assert digest(copy) == before
    done = command("restore", copy, "--mask", mask, "--in-place")
    assert done.returncode == 0, done.stderr
    assert digest(copy) != before


def test_names_with_spaces_and_other_scripts(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "Großmutters Kiste 老照片"
    folder.mkdir()
    image = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    mask = np.zeros((40, 50), np.uint8)
    mask[10:15, 10:40] = 255
    Image.fromarray(image).save(folder / "été 1911 (2).png")
    Image.fromarray(mask).save(folder / "máscara.png")
    done = command(
        "restore",
        folder / "été 1911 (2).png",
        "--mask",
        folder / "máscara.png",
        "-o",
        folder / "结果.png",
        "--model",
        "telea",
    )
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(pixels(folder / "结果.png")[mask == 0], image[mask == 0])


def test_one_bad_photo_does_not_stop_the_others(
    command: Command, sample_pairs: Pairs, tmp_path: Path
) -> None:
    photo, mask = sample_pairs[0]
    (tmp_path / "broken.jpg").write_bytes(photo.read_bytes()[:2000])
    shutil.copy(photo, tmp_path / "whole.jpg")
    done = command(
        "restore", "broken.jpg", "whole.jpg", "--mask", mask, "-o", "out", "--model", "telea"
    )
    assert done.returncode == 2
    assert "broken.jpg" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["whole.jpg"]


def test_edges_of_a_photo_leave_the_hole_empty(
    command: Command, sample_pairs: Pairs, tmp_path: Path
) -> None:
    photo, mask = sample_pairs[0]
    done = command("edges", photo, "--mask", mask, "--sigma", 1.5, "-o", "edges.png")
    assert done.returncode == 0, done.stderr
    edges = white(tmp_path / "edges.png")
    assert edges.any()
    assert not edges[white(mask)].any()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    import termios

    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (1600, 2400, 3), np.uint8)).save(tmp_path / "big.png")
    mask = np.zeros((1600, 2400), np.uint8)
    mask[300:1300, 300:2100] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    program = Path(sys.executable).with_name("inpaint-studio")
    arguments = ["restore", "big.png", "--mask", "mask.png", "-o", "out.png"]
    # A terminal of its own, so that the progress bar tells when the work has begun.
    terminal, stderr = os.openpty()
    termios.tcsetwinsize(stderr, (24, 160))
    running = subprocess.Popen(
        [str(program), *arguments], cwd=tmp_path, stdout=subprocess.PIPE, stderr=stderr, text=True
    )
    os.close(stderr)
    shown = ""
    while "Filling" not in shown:
        text = read_terminal(terminal)
        assert text, f"ended before the filling began: {shown}"
        shown += text
    running.send_signal(signal.SIGINT)
    while text := read_terminal(terminal):
        shown += text
    running.communicate(timeout=60)
    os.close(terminal)
    assert running.returncode == 130
    assert "ancelled" in shown
    assert "Traceback" not in shown
    assert sorted(p.name for p in tmp_path.iterdir()) == ["big.png", "mask.png"]


def read_terminal(terminal: int) -> str:
    """What was written since; empty once the other side is closed."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # Linux says so when the last writer has gone
        return ""
