"""Photos, masks and outputs of a folder."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.batch import pairing
from inpaint_studio.batch.mask_source import HoleColour, MaskFolder, OneMask
from inpaint_studio.batch.pairing import MaskIndex, Pairs, pair_folder
from inpaint_studio.errors import BadInputError


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def pair(root: Path, **options: object) -> Pairs:
    source = MaskFolder(root / "masks")
    return pair_folder(root / "in", root / "out", source, **options)  # type: ignore[arg-type]


def masks_of(pairs: Pairs, root: Path) -> dict[str, str]:
    return {
        j.relative.as_posix(): j.mask.relative_to(root / "masks").as_posix() if j.mask else ""
        for j in pairs.jobs
    }


def test_masks_are_found_at_the_same_place_by_name(tmp_path: Path) -> None:
    touch(tmp_path / "in", "a.jpg", "b.tif", "c.png", "sub/a.jpg", "d.jpg")
    touch(tmp_path / "masks", "a.png", "b.mask.png", "c.png.txt", "c.png.bmp", "sub/a.tif", "e.png")
    pairs = pair(tmp_path, recursive=True)
    assert masks_of(pairs, tmp_path) == {
        "a.jpg": "a.png",
        "b.tif": "b.mask.png",
        "c.png": "c.png.bmp",
        "sub/a.jpg": "sub/a.tif",
    }
    assert [p.name for p in pairs.without_mask] == ["d.jpg"]
    assert [p.name for p in pairs.unused_masks] == ["e.png"]
    assert pairs.jobs[-1].output == tmp_path / "out/sub/a.jpg"


def test_photos_of_one_stem_collide_until_masks_carry_the_whole_name(tmp_path: Path) -> None:
    touch(tmp_path / "in", "a.jpg", "a.png", "b.jpg")
    touch(tmp_path / "masks", "a.png", "b.png")
    pairs = pair(tmp_path)
    assert [job.relative.name for job in pairs.jobs] == ["b.jpg"]
    assert [refused.relative.name for refused in pairs.refused] == ["a.jpg", "a.png"]
    assert "'a.jpg.png', 'a.png.png'" in str(pairs.refused[0].reason)
    assert pairs.unused_masks == ()

    touch(tmp_path / "masks", "a.jpg.png")
    pairs = pair(tmp_path)
    assert masks_of(pairs, tmp_path) == {"a.jpg": "a.jpg.png", "a.png": "a.png", "b.jpg": "b.png"}
    assert len({job.output for job in pairs.jobs}) == 3


def test_two_masks_of_one_rank_are_refused(tmp_path: Path) -> None:
    touch(tmp_path / "in", "a.jpg")
    touch(tmp_path / "masks", "a.png", "a.mask.tif")
    pairs = pair(tmp_path)
    assert pairs.jobs == ()
    assert "several masks" in str(pairs.refused[0].reason)


def test_masks_among_the_photos_carry_a_mark(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "a.mask.png", "b.jpg")
    pairs = pair_folder(tmp_path, tmp_path / "out", MaskFolder(tmp_path))
    assert [(j.relative.name, j.mask and j.mask.name) for j in pairs.jobs] == [
        ("a.jpg", "a.mask.png")
    ]
    assert [p.name for p in pairs.without_mask] == ["b.jpg"]


def test_folders_of_masks_and_results_among_the_photos_are_no_photos(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "masks/a.png", "out/a.jpg")
    source = MaskFolder(tmp_path / "masks")
    pairs = pair_folder(tmp_path, tmp_path / "out", source, recursive=True)
    assert [job.relative.name for job in pairs.jobs] == ["a.jpg"]
    assert pairs.without_mask == ()


def test_one_mask_among_the_photos_is_no_photo(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "m.png")
    pairs = pair_folder(tmp_path, tmp_path / "out", OneMask(tmp_path / "m.png"))
    assert [job.relative.name for job in pairs.jobs] == ["a.jpg"]


@pytest.mark.parametrize("folds", [True, False])
def test_names_that_differ_in_case_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folds: bool
) -> None:
    touch(tmp_path, "in/a.jpg", "in/A.jpg", "in/b.jpg")
    if len(list((tmp_path / "in").iterdir())) < 3:
        pytest.skip("this disk takes them for one name")
    monkeypatch.setattr(pairing, "folds_case", lambda folder: folds)
    pairs = pair_folder(tmp_path / "in", tmp_path / "out", HoleColour((1, 2, 3)))
    assert len(pairs.jobs) == (1 if folds else 3)
    assert len(pairs.refused) == (2 if folds else 0)


def test_whether_a_disk_folds_case(tmp_path: Path) -> None:
    (tmp_path / "Probe").mkdir()
    folds = (tmp_path / "pROBE").exists()
    assert pairing.folds_case(tmp_path / "Probe" / "to be made") == folds


def test_composed_and_decomposed_accents_are_one_name() -> None:
    mask = Path(unicodedata.normalize("NFD", "été.png"))
    assert MaskIndex([mask]).find(Path(unicodedata.normalize("NFC", "été.jpg"))) == (mask,)


@given(st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=12))
def test_any_name_finds_the_mask_that_carries_it_whole(name: str) -> None:
    photo = Path("sub") / f"x{name}.jpg"
    mask = photo.with_name(f"{photo.name}.png")
    assert MaskIndex([mask, Path("other") / mask.name]).find(photo) == (mask,)


@pytest.mark.parametrize("output", ["in", "in/../in", "link", "."])
def test_results_never_go_over_or_around_the_photos(tmp_path: Path, output: str) -> None:
    touch(tmp_path / "in", "a.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "in")
    with pytest.raises(BadInputError, match=r"name an(other)? output folder"):
        pair_folder(tmp_path / "in", tmp_path / output, HoleColour((255, 0, 255)))


def test_an_output_that_leads_to_an_input_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "in/sub/a.jpg", "out/b.jpg")
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "in" / "sub")
    with pytest.raises(BadInputError, match="which is an input"):
        pair_folder(tmp_path / "in", tmp_path / "out", HoleColour((255, 0, 255)), recursive=True)


def test_results_over_the_masks_are_refused(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.png", "masks/a.png")
    with pytest.raises(BadInputError, match="which is an input"):
        pair_folder(tmp_path / "in", tmp_path / "masks", MaskFolder(tmp_path / "masks"))


@pytest.mark.parametrize(
    ("source", "words"),
    [("folder", "not a folder"), ("file", "is a folder"), ("nothing", "no file")],
)
def test_masks_that_are_not_there(tmp_path: Path, source: str, words: str) -> None:
    touch(tmp_path, "in/a.jpg")
    given = {
        "folder": MaskFolder(tmp_path / "none"),
        "file": OneMask(tmp_path / "in"),
        "nothing": OneMask(tmp_path / "none.png"),
    }[source]
    with pytest.raises(BadInputError, match=words):
        pair_folder(tmp_path / "in", tmp_path / "out", given)


@pytest.mark.parametrize("name", ["a_mask.png", "a-mask.png", "a_mask001.png", "a.Mask.png"])
@pytest.mark.parametrize("beside", [True, False])
def test_names_that_other_programs_give_masks(tmp_path: Path, name: str, beside: bool) -> None:
    masks = tmp_path / "in" if beside else tmp_path / "masks"
    touch(tmp_path / "in", "a.jpg", "death_mask.jpg")
    touch(masks, name)
    pairs = pair_folder(tmp_path / "in", tmp_path / "out", MaskFolder(masks))
    assert [(job.relative.name, job.mask and job.mask.name) for job in pairs.jobs] == [
        ("a.jpg", name)
    ]
    assert [path.name for path in pairs.without_mask] == ["death_mask.jpg"]


def test_results_of_formats_that_are_only_read_are_png(tmp_path: Path) -> None:
    touch(tmp_path / "in", "a.gif")
    touch(tmp_path / "masks", "a.png")
    (job,) = pair(tmp_path).jobs
    assert job.output == tmp_path / "out" / "a.gif.png"
