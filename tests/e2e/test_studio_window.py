"""The Studio in a real X window: a real pointer and real keys, judged by pixels and files."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from x_studio import Studio, a_stroke, blue_px, differs, red_px, widened

from inpaint_studio.imaging.files import read_photo

pytestmark = pytest.mark.x11


def test_open_paint_restore_compare_undo_save(screen: Studio, photo: Path) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    before = screen.grab()
    screen.paint(box)
    painted = screen.grab()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    after = screen.grab()
    hole = differs(before, painted, box)
    changed = differs(before, after, box)
    assert changed.sum() > 200
    assert not (changed & ~hole).any()

    screen.key("s")  # left of the hole's middle the photo is shown as it was
    screen.wait(lambda: differs(after, screen.grab(), box).any(), "the divider")
    split = screen.grab()
    across = np.flatnonzero(hole.any(axis=0))
    middle = box[0] + int(across[0] + across[-1]) // 2
    left_half = (box[0], box[1], middle - 12, box[3])
    screen.wait(lambda: not differs(before, screen.grab(), left_half).any(), "the left half")
    assert differs(split, after, left_half).sum() > 200
    screen.key("s")

    screen.key("ctrl+z", "ctrl+z")
    screen.wait(lambda: not differs(before, screen.grab(), box).any(), "undo")
    screen.key("ctrl+shift+z", "ctrl+shift+z")
    screen.wait(lambda: not differs(after, screen.grab(), box).any(), "redo")

    target = screen.folder / "saved.png"
    screen.key("ctrl+s")
    screen.answer_file_dialog("Save the photo", target)
    screen.wait(target.is_file, "the saved file")
    original, saved = read_photo(photo).image, read_photo(target).image
    assert saved.shape == original.shape
    touched = (saved != original).any(axis=2)
    assert touched.any()
    rows, columns = np.nonzero(touched)
    scale = original.shape[1] / (box[2] - box[0])
    xs, ys = zip(*a_stroke(box), strict=True)
    reach = 22 + 2 * scale  # half of the brush
    assert columns.min() > (min(xs) - box[0]) * scale - reach
    assert columns.max() < (max(xs) - box[0]) * scale + reach
    assert rows.min() > (min(ys) - box[1]) * scale - reach
    assert rows.max() < (max(ys) - box[1]) * scale + reach

    screen.focus()
    screen.key("ctrl+q")
    assert screen.process.wait(timeout=30) == 0
    assert not list((screen.folder / "state").rglob("*.ora"))
    assert "Traceback" not in screen.log()


def test_switch_the_model_and_reopen_the_project(screen: Studio, photo: Path) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    screen.paint(box)
    painted = screen.grab()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    first = screen.grab()
    screen.key("ctrl+z")
    screen.wait(lambda: not differs(painted, screen.grab(), box).any(), "undo")
    screen.press(kind="item", text="PatchMatch")
    screen.park()
    screen.wait(lambda: screen.parts(name="status_model", text="PatchMatch"), "the choice")
    assert not differs(painted, screen.grab(), box).any()  # the hole is kept
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the other result")
    second = screen.grab()
    assert differs(first, second, box).sum() > 50

    project = screen.folder / "work.ora"
    screen.key("ctrl+alt+s")
    screen.answer_file_dialog("Save the project", project)
    screen.wait(project.is_file, "the project")
    screen.focus()
    screen.key("ctrl+w")
    screen.wait(lambda: differs(second, screen.grab(), box).mean() > 0.5, "the photo to close")
    screen.key("ctrl+o")
    screen.answer_file_dialog("Open a photo", project)
    screen.focus()
    screen.wait(lambda: not differs(second, screen.grab(), box).any(), "the project's result")
    screen.key("ctrl+shift+d")
    screen.wait(lambda: red_px(screen.grab(), box) > 500, "what was filled")


def test_work_comes_back_after_a_kill(screen: Studio, photo: Path) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    screen.paint(box)
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    after = screen.grab()
    kept = screen.folder / "state"
    screen.wait(lambda: any(kept.rglob("*.ora")), "the recovery file")
    time.sleep(3.0)  # the stroke was kept at once, the result a moment later
    screen.process.send_signal(signal.SIGKILL)
    screen.process.wait()

    screen.open()
    screen.window_of("left behind")
    screen.press(text="Recover")
    screen.photo_box()
    screen.focus()
    screen.wait(lambda: differs(after, screen.grab(), box).sum() < 60, "the work")


def test_edges_appear_by_themselves_and_the_fill_follows_a_drawn_one(
    screen: Studio, photo: Path, small_edgeconnect: dict[str, Path]
) -> None:
    program = Path(sys.executable).with_name("inpaint-studio")
    words = ["models", "import", "edgeconnect", "--name", "small"]
    for role in ("edge", "completion"):
        words += [f"--{role}", str(small_edgeconnect[role])]
    subprocess.run(
        [str(program), *words], env=screen.environment, check=True, capture_output=True, timeout=120
    )
    screen.settings(model="small", first_start_done=True, edge_threshold=0.4)
    screen.open(photo)
    box = screen.photo_box()
    before = screen.grab()
    screen.paint(box)
    hole = widened(differs(before, screen.grab(), box))
    screen.wait(lambda: blue_px(screen.grab(), box) > 100, "predicted edges")
    with_edges = screen.grab()
    screen.key("2")  # edges off: the fill itself is looked at
    screen.wait(lambda: differs(with_edges, screen.grab(), box).any(), "the fill alone")
    filled = screen.grab()
    assert not (differs(before, filled, box) & ~hole).any()
    screen.key("3")
    screen.key("d")
    stroke = a_stroke(box)
    screen.stroke(stroke[0], stroke[2], stroke[4])
    screen.wait(lambda: differs(filled, screen.grab(), box).sum() > 20, "the fill to follow")
    assert not (differs(filled, screen.grab(), box) & ~hole).any()


def children(process_id: int) -> set[int]:
    """The processes that a process has started and that still run."""
    found: set[int] = set()
    for listed in Path(f"/proc/{process_id}/task").glob("*/children"):  # each thread has its own
        found.update(int(each) for each in listed.read_text().split())
    return found


def test_closing_at_work_asks_cancels_and_leaves_no_process(screen: Studio, photo: Path) -> None:
    small = cv2.imread(str(photo))
    large = cv2.resize(small, (4000, 3000), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(photo), large)
    screen.settings(model="patchmatch", first_start_done=True, brush_size_px=900)
    screen.open(photo)
    name = photo.name  # a large photo takes a moment, in which the welcome is there
    screen.wait(lambda: name in screen.xdotool("getwindowname", screen.window), "the photo's name")
    box = screen.photo_box()
    screen.paint(box)
    screen.key("F5")
    screen.wait(lambda: bool(children(screen.process.pid)), "the engine's process")
    time.sleep(0.5)
    screen.key("ctrl+q")
    question = "Still at work"
    screen.window_of(question)
    screen.press(text="No")  # stay
    screen.wait(
        lambda: not screen.xdotool("search", "--onlyvisible", "--name", question),
        "the question to go",
    )
    assert screen.process.poll() is None
    screen.focus()
    screen.key("ctrl+q")
    screen.window_of(question)
    started = children(screen.process.pid)
    assert started
    screen.press(text="Yes")  # cancel the work, and close
    screen.window_of("Unsaved changes")
    screen.press(text="Discard")
    screen.wait(lambda: screen.process.poll() is not None, "the end")
    assert screen.process.returncode == 0
    assert not [each for each in started if Path(f"/proc/{each}").exists()]
    assert not list((screen.folder / "state").rglob("*.ora"))
    assert "Traceback" not in screen.log()


def test_find_damage_change_the_sensitivity_and_add_it(screen: Studio, photo: Path) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open(photo)
    box = screen.photo_box()
    before = screen.grab()
    screen.press(kind="tab", text="Mask")
    screen.press(name="panel_find_damage")
    screen.park()
    screen.wait(lambda: blue_px(screen.grab(), box) > 500, "the proposal")
    screen.settle()
    proposed = blue_px(screen.grab(), box)
    assert red_px(screen.grab(), box) < 20, "nothing is marked yet"
    # It starts where it suits the photo: from there to either end.
    screen.press(kind="QSlider", text="Sensitivity")
    screen.key("End")
    screen.wait(lambda: blue_px(screen.grab(), box) > 1.2 * proposed, "a larger proposal")
    screen.key("Home")
    screen.wait(lambda: blue_px(screen.grab(), box) < 1.1 * proposed, "a smaller proposal")

    screen.focus()
    screen.key("Escape")
    screen.wait(lambda: not differs(before, screen.grab(), box).any(), "the photo as it was")

    screen.key("ctrl+shift+f")
    screen.wait(lambda: blue_px(screen.grab(), box) > 500, "the proposal again")
    screen.press(name="panel_apply_found")
    screen.park()
    screen.wait(lambda: red_px(screen.grab(), box) > 500, "the hole")
    screen.wait(lambda: blue_px(screen.grab(), box) < 20, "the proposal's end")
    marked = screen.grab()
    screen.focus()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    hole = widened(differs(before, marked, box))
    changed = differs(before, screen.grab(), box)
    assert changed.sum() > 200
    assert not (changed & ~hole).any()
    assert "Traceback" not in screen.log()
