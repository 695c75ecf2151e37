"""The manual says what is so: options, keys, commands, Python, links; the same in both languages."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import inpaint_studio
from inpaint_studio.cli import main
from inpaint_studio.errors import OptionError

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "resources" / "manual"
LANGUAGES = ("en", "zh_CN")
PAGES = sorted(path.name for path in (MANUAL / "en").glob("*.md"))
TEXTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(MANUAL.glob("*/*.md")),
]

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", _BLOCK.sub("", text))


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", _BLOCK.sub("", text), re.MULTILINE)]


def commands_of(text: str) -> list[str]:
    """The calls of inpaint-studio in the blocks for a shell, comments taken off."""
    found = []
    for kind, block in _BLOCK.findall(text):
        if kind == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] == "inpaint-studio":
                    found.append(shlex.join(words[1:]))
    return found


COMMANDS = sorted(
    {each for path in TEXTS if "developers" not in path.parts for each in commands_of(read(path))}
)


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    """`packaging/update_manual.py`, which writes the tables."""
    return runpy.run_path(str(ROOT / "packaging" / "update_manual.py"))


def test_both_languages_have_the_same_pages_of_the_same_build() -> None:
    assert PAGES
    for language in LANGUAGES[1:]:
        assert sorted(path.name for path in (MANUAL / language).glob("*.md")) == PAGES
        for name in PAGES:
            ours, theirs = read(MANUAL / "en" / name), read(MANUAL / language / name)
            assert headings(ours) == headings(theirs), name
            assert sorted(_LINK.findall(ours)) == sorted(_LINK.findall(theirs)), name
            assert commands_of(ours) == commands_of(theirs), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_options_and_keys_are_those_of_the_code(
    tables: dict[str, Any], language: str
) -> None:
    pages, missing = tables["updated"](language)
    assert missing == [], "write these, then run packaging/update_manual.py"
    for path, text in pages.items():
        assert read(path) == text, f"{path.name}: run packaging/update_manual.py"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for target in _LINK.findall(without_code(read(path))):
        if not re.match(r"https?://", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_words_are_spelt_right() -> None:
    codespell = pytest.importorskip("codespell_lib")
    english = [path for path in TEXTS if "zh_CN" not in path.parts]
    changes = ROOT / "CHANGELOG.md"
    words = ["--ignore-words-list=lama", *map(str, english), str(changes)]
    assert codespell.main(*words) == 0


def test_commands_are_understood() -> None:
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        from command_pages import whole_parser
    finally:
        sys.path.remove(str(ROOT / "packaging"))
    assert len(COMMANDS) > 30
    for command in COMMANDS:
        whole_parser().parse_args(shlex.split(command))


# What they ask for is in the folder below, and no network or training is needed.
CHEAP = re.compile(
    r"restore (?!.*edgeconnect)(?!.*masks/)|batch .*--dry-run|edges |models (list|show)"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files that the manual speaks of, small."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path / "models"))
    rows, columns = np.mgrid[0:64, 0:80]
    photo = np.stack([rows * 3, columns * 2, rows + columns], axis=2).astype(np.uint8)
    mask = np.zeros((64, 80), np.uint8)
    mask[30:33, 20:60] = 255
    marked = photo.copy()
    marked[mask > 0] = (255, 0, 255)
    (tmp_path / "scans").mkdir()
    (tmp_path / "masks").mkdir()
    for name in ("photo.jpg", "scan.jpg", "photo.tif", "scans/a.tif"):
        Image.fromarray(photo).save(tmp_path / name)
    for name in ("mask.png", "masks/a.tif.png"):
        Image.fromarray(mask).save(tmp_path / name)
    Image.fromarray(marked).save(tmp_path / "marked.png")
    Image.fromarray(photo).save(tmp_path / "street.png")
    Image.fromarray(mask // 17).save(tmp_path / "labels.png")  # 15 is hole
    Image.fromarray(np.dstack([photo, 255 - mask])).save(tmp_path / "torn.png")
    yield tmp_path
    shutil.rmtree(tmp_path / "models", ignore_errors=True)


@pytest.mark.parametrize("command", [each for each in COMMANDS if CHEAP.match(each)])
def test_commands_that_cost_little_run(folder: Path, command: str) -> None:
    assert main(shlex.split(command)) == 0


# What the others ask for is not to be had in a test, or is tried elsewhere with what they need.
ELSEWHERE = {
    "batch scans/ restored/ --masks masks/ --cluster": "e2e/test_cluster.py",
    "evaluate": "unit/cli/test_evaluate*.py, with weights of other people or marked photographs",
    "models compute": "unit/cli/test_models.py",
    "models import": "e2e/test_published_checkpoints.py",
    "models install": "e2e/test_restore_photographs.py; fetches a file",
    "models remove": "unit/cli/test_models.py",
    "studio": "e2e/test_studio_window.py, unit/app/files/test_for_another_program.py",
    "train": "unit/cli/test_train.py; --smoke is run below",
    "watermark": "e2e/test_find_damage.py; wants ten photographs",
}
AT_NIGHT = [
    each
    for each in COMMANDS
    if not CHEAP.match(each)
    and (not each.startswith(tuple(ELSEWHERE)) or each == "train edgeconnect --smoke")
]


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_the_other_commands_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = ROOT / "resources" / "samples"
    for name in ("album/a.jpg", "photo.jpg", "scan.jpg", "more.jpg", "scans/a.tif"):
        (folder / name).parent.mkdir(exist_ok=True)
        with Image.open(samples / "dust-bowl-home.jpg") as sample:
            sample.convert("RGB").resize((400, 300)).save(folder / name)
    mask = np.zeros((300, 400), np.uint8)
    mask[140:146, 60:200] = 255
    for name in ("mask.png", "masks/a.tif.png", "lines.png"):
        Image.fromarray(mask).save(folder / name)
    # One goes on with what another began.
    for command in sorted(AT_NIGHT, key=lambda each: ("--resume" in each, each)):
        for made in ("restored", "repaired", "report", "masks-found"):
            if "--resume" not in command:
                shutil.rmtree(folder / made, ignore_errors=True)
        # As a shell does.
        words = [sorted(glob(each)) if "*" in each else [each] for each in shlex.split(command)]
        assert main([word for part in words for word in part]) == 0, command


def test_python_of_the_manual_runs(folder: Path) -> None:
    blocks = [
        code for kind, code in _BLOCK.findall(read(MANUAL / "en/python.md")) if kind == "python"
    ]
    assert len(blocks) == 3
    for code in blocks:
        exec(compile(code, "python.md", "exec"), {})  # what the page shows, as it is shown
    known = inpaint_studio.read_mask("mask.png") == 0
    before, after = (
        inpaint_studio.read_photo(name).image for name in ("photo.tif", "restored.tif")
    )
    np.testing.assert_array_equal(after[known], before[known])
    assert OptionError.__name__ in read(MANUAL / "en/python.md")
    ours, theirs = (
        [
            re.sub(r" *#.*", "", code)
            for kind, code in _BLOCK.findall(read(MANUAL / each / "python.md"))
        ]
        for each in LANGUAGES
    )
    assert ours == theirs
