"""What a user trusts the window to do, each promise tried with a real pointer and real keys."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from x_studio import Studio, a_stroke, blue_px, differs, red_px

from inpaint_studio.imaging.files import read_photo

pytestmark = pytest.mark.x11

Box = tuple[int, int, int, int]


def lower(box: Box) -> list[tuple[int, int]]:
    """A stroke far below the one in the sky."""
    left, top, right, bottom = box
    at = top + int(0.85 * (bottom - top))
    return [(left + int((right - left) * (0.6 + 0.04 * step)), at) for step in range(5)]


def around(places: list[tuple[int, int]], reach_px: int = 30) -> Box:
    """The part of the screen round a stroke."""
    xs, ys = zip(*places, strict=True)
    return min(xs) - reach_px, min(ys) - reach_px, max(xs) + reach_px, max(ys) + reach_px


def fill_by_itself(screen: Studio, box: Box) -> None:
    """Paint a hole, draw an edge in it, and wait for the fill that follows by itself."""
    screen.paint(box)
    painted = screen.grab()
    screen.key("3", "d")  # the drawn edges are not to be seen; the edge pencil
    stroke = a_stroke(box)
    screen.stroke(stroke[0], stroke[2], stroke[4])
    screen.wait(lambda: differs(painted, screen.grab(), box).sum() > 300, "the fill by itself")
    screen.settle()


def test_a_fill_that_is_shown_is_saved_and_nothing_asks_afterwards(
    screen: Studio, photo: Path
) -> None:
    screen.settings(model="patchmatch", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    fill_by_itself(screen, box)
    target = screen.folder / "saved.png"
    screen.key("ctrl+s")
    screen.answer_file_dialog("Save the photo", target)
    screen.wait(target.is_file, "the saved file")
    screen.wait(
        lambda: [part for part in screen.parts(name="message_text") if "shown" in part["text"]],
        "the word that the fill is in it",
    )
    screen.focus()
    screen.park()
    screen.wait(lambda: not screen.parts(name="message_text"), "the message to go")
    screen.settle()
    shown = screen.grab()
    changed = (read_photo(target).image != read_photo(photo).image).any(axis=2)
    assert changed.sum() > 300
    assert "*" not in screen.xdotool("getwindowname", screen.window)

    screen.key("ctrl+w")
    screen.wait(lambda: differs(shown, screen.grab(), box).mean() > 0.5, "the photo to close")
    assert not screen.xdotool("search", "--onlyvisible", "--name", "Unsaved changes")
    screen.key("ctrl+o")
    screen.answer_file_dialog("Open a photo", target)
    screen.focus()
    screen.photo_box()
    screen.wait(lambda: not differs(shown, screen.grab(), box).any(), "the same picture")
    assert "Traceback" not in screen.log()


def test_a_finished_hole_stays_finished_whatever_model_comes_next(
    screen: Studio, photo: Path
) -> None:
    screen.settings(model="patchmatch", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    first, second = around(a_stroke(box)), around(lower(box))
    screen.paint(box)
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the first result")
    screen.settle()
    accepted = screen.grab()
    screen.press(kind="item", text="Fast marching (Telea)")
    screen.wait(
        lambda: screen.parts(name="status_model", text="Fast marching (Telea)"), "the choice"
    )
    screen.focus()
    screen.stroke(*lower(box))
    screen.wait(lambda: red_px(screen.grab(), second) > 300, "the second hole")
    assert not differs(accepted, screen.grab(), first).any()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the second result")
    screen.settle()
    assert differs(accepted, screen.grab(), second).any()
    assert not differs(accepted, screen.grab(), first).any()

    screen.key("ctrl+shift+d")  # taken up on purpose
    screen.wait(lambda: red_px(screen.grab(), first) > 300, "the first hole")
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the third result")
    screen.settle()
    assert differs(accepted, screen.grab(), first).any()  # it is Telea's now
    assert "Traceback" not in screen.log()


def test_a_stroke_painted_while_restoring_stays_and_is_filled(screen: Studio, photo: Path) -> None:
    small = cv2.imread(str(photo))
    assert small is not None
    large = cv2.resize(small, (2000, 1539), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(photo), large)
    screen.settings(model="patchmatch", first_start_done=True, brush_size_px=150)
    screen.open(photo)
    name = photo.name
    screen.wait(lambda: name in screen.xdotool("getwindowname", screen.window), "the photo's name")
    box = screen.photo_box()
    second = around(lower(box))
    before = screen.grab()
    screen.paint(box)
    screen.key("F5")
    screen.wait(lambda: screen.parts(name="status_cancel"), "the work to begin")
    screen.stroke(*lower(box))
    screen.wait(lambda: red_px(screen.grab(), second) > 300, "the stroke")
    still_at_work = bool(screen.parts(name="status_cancel"))
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "both to be filled")
    screen.wait(lambda: not screen.parts(name="status_cancel"), "the end of the work")
    screen.settle()
    assert still_at_work, "the stroke came too late to be painted meanwhile"
    after = screen.grab()
    assert differs(before, after, around(a_stroke(box), 20)).sum() > 200
    assert differs(before, after, around(lower(box), 20)).sum() > 200
    assert "Traceback" not in screen.log()


def test_a_crash_loses_no_more_than_a_few_seconds_and_says_what_it_has(
    screen: Studio, photo: Path
) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    kept = screen.folder / "state"
    screen.stroke(*a_stroke(box))
    screen.wait(lambda: list(kept.rglob("*.ora")), "the first stroke to be kept")
    first = next(iter(kept.rglob("*.ora"))).stat().st_mtime_ns
    screen.stroke(*lower(box))
    screen.wait(
        lambda: next(iter(kept.rglob("*.ora"))).stat().st_mtime_ns != first, "the second as well"
    )
    screen.settle()
    painted = screen.grab()
    screen.process.send_signal(signal.SIGKILL)
    screen.process.wait()

    screen.open()
    screen.window_of("left behind")
    said = [part["text"] for part in screen.parts(kind="QLabel") if photo.name in part["text"]]
    assert said, "whose work it is"
    screen.press(text="Later")
    screen.focus()
    screen.wait(
        lambda: [part for part in screen.parts() if photo.name in part["text"]],
        "the recent file on the welcome",
    )
    screen.key("ctrl+q")
    assert screen.process.wait(timeout=60) == 0

    screen.open()
    screen.window_of("left behind")
    screen.press(text="Recover")
    screen.photo_box()
    screen.focus()
    screen.wait(lambda: red_px(screen.grab(), around(lower(box))) > 300, "the second stroke")
    screen.wait(lambda: not screen.parts(name="message_text"), "the message to go")
    screen.settle()
    assert differs(painted, screen.grab(), box).sum() < 60
    assert "Traceback" not in screen.log()


def test_predicted_edges_go_with_the_hole_and_the_ring_with_the_brush(
    screen: Studio, photo: Path, small_edgeconnect: dict[str, Path]
) -> None:
    program = Path(sys.executable).with_name("inpaint-studio")
    words = ["models", "import", "edgeconnect", "--name", "small"]
    for role in ("edge", "completion"):
        words += [f"--{role}", str(small_edgeconnect[role])]
    subprocess.run(
        [str(program), *words], env=screen.environment, check=True, capture_output=True, timeout=120
    )
    screen.settings(model="small", first_start_done=True, edge_threshold=0.4, brush_size_px=90)
    screen.open(photo)
    box = screen.photo_box()
    before = screen.grab()
    screen.paint(box)
    screen.wait(lambda: blue_px(screen.grab(), box) > 100, "predicted edges")
    screen.key("ctrl+d")
    screen.wait(lambda: not differs(before, screen.grab(), box).any(), "the photo as it was")

    middle = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    screen.xdotool("mousemove", *middle)
    screen.wait(lambda: ring_px(before, screen.grab(), middle) > 60, "the brush's ring")
    screen.key("h")  # the hand has none
    screen.wait(lambda: ring_px(before, screen.grab(), middle) == 0, "the ring to go")


def ring_px(before: np.ndarray, now: np.ndarray, middle: tuple[int, int]) -> int:
    """Pixels that differ round the pointer, the pointer itself left out."""
    time.sleep(0.1)
    x, y = middle
    differ = np.abs(before - now).max(axis=2) > 6
    differ[y - 16 : y + 24, x - 16 : x + 24] = False
    return int(differ[y - 120 : y + 120, x - 120 : x + 120].sum())
