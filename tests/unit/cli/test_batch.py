"""`inpaint-studio batch`: what it prints, and its exit status."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from batch_bench import hashes, save_mask, save_photo
from PIL import Image

from inpaint_studio.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.jpg", "b.png"):
        save_photo(tmp_path / "in" / name)
        save_mask((tmp_path / "masks" / name).with_suffix(".png"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*arguments: str) -> int:
    return main(["batch", "in", "out", "--model", "telea", *arguments])


def test_a_folder_is_restored_and_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--masks", "masks", "--report", "report") == 0
    told = capsys.readouterr()
    assert told.out.startswith("2 restored in ")
    assert "photos/min" in told.out
    assert "Report: report/report.html" in told.out.replace("\\", "/")
    assert "2 to restore; model telea." in told.err
    assert set(hashes(folder / "out")) == {"a.jpg", "b.png"}
    assert batch("--masks", "masks", "--resume") == 0
    assert capsys.readouterr().out == "0 restored, 2 done already.\n"


def test_a_dry_run_prints_the_plan_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_photo(folder / "in" / "two\nlines.jpg")
    save_mask(folder / "masks" / "alone.png")
    before = sorted(folder.rglob("*"))
    assert batch("--masks", "masks", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "new: 'in/a.jpg' with 'masks/a.png' -> 'out/a.jpg'",
        "new: 'in/b.png' with 'masks/b.png' -> 'out/b.png'",
        r"'two\nlines.jpg' has no mask; it is left out.",
        "The mask 'alone.png' belongs to no photo.",
        "2 to restore, 1 without a mask; model telea. Nothing was written.",
    ]
    assert sorted(folder.rglob("*")) == before


def test_a_dry_run_says_what_would_be_done_again_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch("--masks", "masks")
    save_mask(folder / "masks" / "b.png", 20)
    capsys.readouterr()
    assert batch("--masks", "masks", "--resume", "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("done: 'in/a.jpg'")
    assert lines[1].endswith("(the mask changed)")
    assert lines[-1].startswith("1 to restore, 1 of them again, 1 done already;")


def test_failures_are_named_and_the_status_is_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in" / "a.jpg").write_bytes(b"")
    assert batch("--masks", "masks") == 1
    told = capsys.readouterr()
    assert "inpaint-studio: 'a.jpg' is empty (0 bytes)" in told.err
    assert "1 failed." in told.out


def test_misfits_are_told_first_and_long_lists_are_cut(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(15):
        save_mask(folder / "masks" / f"m{number}.png")
    assert batch("--masks", "masks") == 0
    told = capsys.readouterr().err
    assert told.count("belongs to no photo") == 10
    assert "… and 5 more; --dry-run lists them all." in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["in", "out", "--masks", "none"], "not a folder"),
        (["none", "out", "--masks", "masks"], "not a folder"),
        (["in", "in", "--masks", "masks"], "never written over"),
        (["in", "masks", "--masks", "masks", "--overwrite"], "which is an input"),
        (["in", "out", "--mask", "masks"], "use the folder of masks"),
        (["in", "out", "--hole-colour", "purple"], "purple"),
        (["in", "out", "--masks", "masks", "--grow", "-1"], "-1"),
        (
            ["in", "out", "--masks", "masks", "--workers", "-1"],
            "-1 photos cannot be restored at once",
        ),
        (["in", "out", "--masks", "masks", "--quality", "0"], "Quality 0"),
        (["in", "out", "--masks", "masks", "--model", "patchmach"], "patchmatch"),
        (
            ["in", "out", "--masks", "masks", "--model", "telea", "--option", "radius_px=much"],
            "much",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    before = hashes(folder)
    assert main(["batch", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert hashes(folder) == before


def test_painted_holes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--hole-colour", "#ff00ff") == 1
    assert capsys.readouterr().err.count("has no pixel of colour #ff00ff") == 2


def scratched(path: Path) -> None:
    rows, columns = np.mgrid[0:240, 0:320]
    photo = np.stack([rows // 2, columns // 3, rows // 4], axis=2).astype(np.uint8)
    photo[30:200, 100:102] = 255
    Image.fromarray(photo).save(path)


def test_damage_is_found_and_its_masks_are_kept_beside_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(folder / "models"))
    for path in (folder / "in").iterdir():
        path.unlink()
    scratched(folder / "in" / "old.png")
    Image.fromarray(np.full((80, 90, 3), 77, np.uint8)).save(folder / "in" / "plain.png")
    arguments = ("--detect", "scratches,dust", "--report", "report")
    assert batch(*arguments) == 0
    assert capsys.readouterr().out.startswith("1 restored in ")
    assert (folder / "out/plain.png").read_bytes() == (folder / "in/plain.png").read_bytes()
    assert {p.name for p in (folder / "report/masks").iterdir()} == {"old.png.png", "plain.png.png"}
    assert batch(*arguments, "--resume") == 0
    assert capsys.readouterr().out.startswith("0 restored, 2 done already.")
    assert batch(*arguments, "--sensitivity", "0.7", "--resume", "--dry-run") == 0
    assert "2 of them again" in capsys.readouterr().out
    assert batch("--masks", "report/masks", "--resume", "--dry-run") == 0
    assert "0 to restore, 2 done already" in capsys.readouterr().out


def test_without_a_report_masks_are_kept_beside_the_ledger(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch("--detect", "all") == 0
    kept = folder / "out/.inpaint-studio/masks"
    assert {p.name for p in kept.iterdir()} == {"a.jpg.png", "b.png.png"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--detect", "wrinkles"), "choose from scratches"),
        (("--detect", "dust", "--sensitivity", "1.5"), "Sensitivity is 1.5"),
        (("--masks", "masks", "--sensitivity", "0.5"), "--sensitivity is for --detect"),
        (("--detect", "dust", "--invert-mask"), "leave it out with --detect"),
    ],
)
def test_wrong_wishes_about_the_search_are_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert batch(*arguments) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not (folder / "out").exists()
