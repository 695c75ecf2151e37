"""`detect`: one photo or folders in, masks out, and what is said about them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.cli import main
from inpaint_studio.imaging.files import write_photo
from inpaint_studio.imaging.mask_file import read_mask


@pytest.fixture
def captioned(tmp_path: Path) -> Path:
    rows, columns = np.mgrid[0:240, 0:360]
    image = np.stack([rows // 3 + 40, columns // 4 + 50, rows // 4 + 60], axis=2).astype(np.uint8)
    plain = tmp_path / "photos" / "inner" / "plain.jpg"
    plain.parent.mkdir(parents=True)
    write_photo(plain, image)
    cv2.putText(
        image, "Market Square 1931", (30, 215), cv2.FONT_HERSHEY_DUPLEX, 0.9, (250, 250, 245), 2,
        cv2.LINE_AA,
    )  # fmt: skip
    path = tmp_path / "photos" / "captioned.jpg"
    write_photo(path, image)
    return path


def test_a_caption_becomes_a_mask(
    captioned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mask.png"
    assert main(["detect", str(captioned), "-o", str(out), "--kind", "text"]) == 0
    mask = read_mask(out)
    assert mask.shape == (240, 360)
    assert mask[185:225].any()
    assert not mask[:170].any()
    told = capsys.readouterr().out
    assert f"{100 * mask.mean():.2f} % of the photo" in told
    assert "text" in told


def test_nothing_found_is_told_with_advice(
    captioned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mask.png"
    assert main(["detect", str(captioned), "-o", str(out), "--kind", "date"]) == 0
    assert not read_mask(out).any()
    told = capsys.readouterr().out
    assert "nothing found" in told
    assert "--sensitivity 0.7" in told
    assert "--kind scratches,dust,tears,stains,text" in told


def test_a_folder_gets_a_mask_for_each_photo_named_so_that_batch_finds_it(
    captioned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "masks"
    words = ["detect", str(captioned.parent), "-o", str(out), "--kind", "text", "--json"]
    assert main([*words, "--recursive"]) == 0
    found = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert found == ["captioned.jpg.mask.png", "inner/plain.jpg.mask.png"]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_name = {Path(line["photo"]).name: line for line in lines}
    assert by_name["captioned.jpg"]["hole_px"] == int(read_mask(out / found[0]).sum()) > 0
    assert by_name["captioned.jpg"]["found"]["text"] > 0
    assert by_name["plain.jpg"]["hole_px"] == 0
    # Masks that lie among the photos are no photos.
    assert (
        main(["detect", str(captioned.parent), "-o", str(captioned.parent), "--kind", "text"]) == 0
    )
    assert (
        main(["detect", str(captioned.parent), "-o", str(captioned.parent), "--kind", "text"]) == 0
    )
    assert len(list(captioned.parent.glob("*.png"))) == 1


def test_grow_widens_and_sensitivity_is_obeyed(captioned: Path, tmp_path: Path) -> None:
    shares = []
    for extra in (["--grow", "0"], ["--grow", "6"]):
        out = tmp_path / "mask.png"
        assert main(["detect", str(captioned), "-o", str(out), "--kind", "text", *extra]) == 0
        shares.append(read_mask(out).mean())
    assert shares[1] > 1.5 * shares[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "rust"], "'rust' is no kind"),
        (["--sensitivity", "1.5"], "Sensitivity is 1.5"),
        (["--device", "abacus"], "'abacus' is unknown"),
        (["--grow", "-1"], "cannot grow by -1"),
    ],
)
def test_bad_options_are_one_line(
    captioned: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    told: str,
) -> None:
    assert main(["detect", str(captioned), "-o", str(tmp_path / "m.png"), *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_bad_files_are_told_and_the_others_done(
    captioned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.jpg"
    assert main(["detect", str(missing), "-o", str(tmp_path / "m.png"), "--kind", "text"]) == 2
    assert main(["detect", str(captioned), "-o", str(tmp_path / "m.jpg"), "--kind", "text"]) == 2
    assert main(["detect", str(captioned), "-o", str(captioned), "--kind", "text"]) == 2
    capsys.readouterr()
    out = tmp_path / "out"
    words = ["detect", str(missing), str(captioned), "-o", str(out), "--kind", "text"]
    assert main(words) == 2
    assert (out / "captioned.jpg.mask.png").is_file()
    assert "missing.jpg" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["detect", str(tmp_path / "empty"), "-o", str(out)]) == 2
