"""The report: a page that needs nothing but itself, a table, and small pictures."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import cv2
import numpy as np
import pytest
from batch_bench import Bench, hashes, save_mask, save_photo

from inpaint_studio.batch import batch
from inpaint_studio.batch.pictures import DETAIL_PX, LONG_SIDE_PX, detail_box, make_pictures
from inpaint_studio.errors import PhotoFileError


class Page(HTMLParser):
    """Collects elements and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def report_of(bench: Bench, **changes: object) -> tuple[Page, list[dict[str, str]], str]:
    folder = bench.root / "report"
    bench.run(report=folder, **changes)
    text = (folder / "report.html").read_text(encoding="utf-8")
    with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as stream:
        return Page(text), list(csv.DictReader(stream)), text


def test_the_page_needs_nothing_from_elsewhere(bench: Bench) -> None:
    page, _, text = report_of(bench)
    images = page.all("img")
    assert len(images) == 3 * 5
    assert all((image["src"] or "").startswith("data:image/") for image in images)
    assert not re.search(r"https?://|url\(|@import|src=\"(?!data:)", text)
    assert "default-src 'none'" in text
    assert len([i for i in page.all("input") if i["type"] == "range"]) == 6
    for link in page.all("a"):
        assert (bench.root / "report" / unquote(link["href"] or "")).resolve().is_file()


def test_failures_and_what_was_left_out_are_named(bench: Bench) -> None:
    (bench.photos / "empty.jpg").touch()
    save_mask(bench.masks / "empty.png")
    save_mask(bench.masks / "lonely.png")
    save_photo(bench.photos / "whole.png")
    save_photo(bench.photos / "b.jpg")
    page, rows, _ = report_of(bench)
    assert "Failed (3)" in page.text
    assert "empty (0 bytes)" in page.text
    assert "Photos without a mask, left out (1)" in page.text
    assert "Masks without a photo (1)" in page.text
    states = {row["photo"]: row["state"] for row in rows}
    assert states == {
        "a.jpg": "done",
        "empty.jpg": "failed",
        "sub/c.tif": "done",
        "b.jpg": "failed",
        "b.png": "failed",
        "whole.png": "left out",
    }


def test_the_table_has_figures(bench: Bench) -> None:
    _, rows, _ = report_of(bench)
    (row,) = (row for row in rows if row["photo"] == "b.png")
    assert (row["format"], row["width_px"], row["height_px"]) == ("PNG", "60", "40")
    assert (row["hole_px"], row["holes"], row["model"]) == ("160", "1", "fake")
    assert float(row["hole_share"]) == pytest.approx(160 / 2400, abs=1e-6)
    assert row["photo_sha256"] == hashes(bench.photos)["b.png"]
    assert row["mask_sha256"] == hashes(bench.masks)["b.png"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a\nb", "照片", "=1+1", '"&amp;'])
def test_any_name_is_shown_as_it_is_and_runs_nothing(bench: Bench, name: str) -> None:
    if "/" in name:
        name = name.replace("/", "\u2215")
    save_photo(bench.photos / f"{name}.png")
    save_mask(bench.masks / f"{name}.png")
    page, rows, _ = report_of(bench)
    assert len(page.all("script")) == 1
    assert f"{name}.png".replace("\n", "\\n") in page.text
    # A spreadsheet would take it for a formula without the quotation mark.
    in_table = f"'{name}.png" if name.startswith("=") else f"{name}.png"
    assert in_table in [row["photo"] for row in rows]
    links = [unquote(link["href"] or "") for link in page.all("a")]
    assert any((bench.root / "report" / link).resolve().name == f"{name}.png" for link in links)


def test_photos_done_without_a_report_are_in_a_later_one(bench: Bench) -> None:
    bench.run()
    page, rows, _ = report_of(bench, resume=True)
    assert len(page.all("article")) == 3
    assert {row["state"] for row in rows} == {"done"}


def test_pictures_are_those_of_the_last_result(bench: Bench) -> None:
    report_of(bench)
    save_photo(bench.photos / "b.png", 50)
    bench.run(resume=True)
    _, _, text = report_of(bench, resume=True)
    (bench.output / "b.png").unlink()
    _, _, anew = report_of(bench, resume=True)
    assert images_of(text) == images_of(anew)


def images_of(text: str) -> list[str]:
    return re.findall(r'src="(data:image/jpeg[^"]*)"', text)


def test_the_page_has_a_bounded_size(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    page, _, text = report_of(bench)
    one = len(text) // 3
    monkeypatch.setattr(batch, "REPORT_PICTURES_BYTES", one)
    page, rows, shorter = report_of(bench, overwrite=True)
    assert 0 < len(page.all("article")) < 3
    assert "Restored, without pictures here" in page.text
    assert len(shorter) < len(text)
    assert len(rows) == 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("size", [(1, 1), (900, 1301), (5, 2000)])
def test_small_pictures_of_any_photo(size: tuple[int, int], dtype: type) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, np.iinfo(dtype).max, (*size, 3), dtype)
    before = image.copy()
    mask = np.zeros(size, np.bool_)
    mask[size[0] // 2, size[1] // 2] = True
    pictures = make_pictures(image, image[::-1], mask)
    assert (image == before).all()
    whole = cv2.imdecode(np.frombuffer(pictures.before, np.uint8), cv2.IMREAD_COLOR)
    overlay = cv2.imdecode(np.frombuffer(pictures.mask, np.uint8), cv2.IMREAD_UNCHANGED)
    detail = cv2.imdecode(np.frombuffer(pictures.detail_after, np.uint8), cv2.IMREAD_COLOR)
    assert max(whole.shape[:2]) == min(LONG_SIDE_PX, max(size))
    assert overlay.shape == (*whole.shape[:2], 4)
    assert overlay[..., 3].any()
    assert detail.shape[:2] == (min(DETAIL_PX, size[0]), min(DETAIL_PX, size[1]))


def test_the_detail_shows_the_hole() -> None:
    mask = np.zeros((2000, 3000), np.bool_)
    mask[1990:2000, 2980:3000] = True
    mask[100, 100] = True
    rows, columns = detail_box(mask).slices
    assert mask[rows, columns].sum() == 200


def test_a_report_folder_that_cannot_be_made_is_told_before_the_work(bench: Bench) -> None:
    (bench.root / "file").touch()
    with pytest.raises(PhotoFileError, match="cannot be made"):
        bench.run(report=bench.root / "file" / "report")
    assert not bench.output.exists()


def test_a_report_that_cannot_be_written_is_told_after_the_work(bench: Bench) -> None:
    (bench.root / "report" / "report.html").mkdir(parents=True)
    result = bench.run(report=bench.root / "report")
    assert result.done_count == 3
    assert not result.is_complete
    assert "report.html' cannot be written" in str(result.report_error)
