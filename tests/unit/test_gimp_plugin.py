"""The plug-in for GIMP 3, run against a stand-in for GIMP that keeps pictures as arrays."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

SCRIPT = (
    Path(__file__).resolve().parents[2] / "packaging/plugins/gimp/inpaint-studio/inpaint-studio.py"
)


class FakeLayer:
    """A layer: a picture with a name."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.pixels, self.name = pixels, ""

    def set_name(self, name: str) -> None:
        self.name = name


class FakeImage:
    """A picture of layers, the first on top, with a selection."""

    def __init__(self, layers: list[np.ndarray], selection: np.ndarray) -> None:
        self.layers = [FakeLayer(each.copy()) for each in layers]
        self.selection = selection

    def duplicate(self) -> FakeImage:
        return FakeImage([each.pixels for each in self.layers], self.selection.copy())

    def flatten(self) -> None:
        del self.layers[1:]

    def get_layers(self) -> list[FakeLayer]:
        return self.layers

    def delete(self) -> None:
        self.layers = []

    def insert_layer(self, layer: FakeLayer, parent: None, position: int) -> None:
        self.layers.insert(position, layer)


class FakeProcedure:
    """A procedure; keeps what was told of it and what it returned."""

    def __init__(self, name: str, run: Any = None) -> None:
        self.name, self.run, self.told = name, run, []

    def get_name(self) -> str:
        return self.name

    def new_return_values(self, status: str, error: str | None) -> tuple[str, str | None]:
        return status, error

    def __getattr__(self, name: str) -> Any:
        return lambda *words: self.told.append((name, *words))


def fake_gimp() -> SimpleNamespace:
    """As much of GIMP's library as the plug-in calls."""
    clipboard: list[np.ndarray] = []

    def edit_paste(layer: FakeLayer, into: bool) -> list[FakeLayer]:
        layer.pixels = np.repeat(clipboard[0][..., None], 3, axis=2)
        return [layer]

    def save(mode: str, image: FakeImage, file: str, options: None) -> None:
        Image.fromarray(image.layers[0].pixels).save(file)

    return SimpleNamespace(
        PlugIn=type("PlugIn", (), {"__gtype__": "plug-in", "error_quark": staticmethod(int)}),
        ImageProcedure=SimpleNamespace(
            new=lambda plug_in, name, kind, run, data: FakeProcedure(name, run)
        ),
        Selection=SimpleNamespace(
            is_empty=lambda image: not image.selection.any(),
            save=lambda image: image.selection,
            none=lambda image: None,
        ),
        RunMode=SimpleNamespace(NONINTERACTIVE="quiet"),
        PDBProcType=SimpleNamespace(PLUGIN="plug-in"),
        ProcedureSensitivityMask=SimpleNamespace(DRAWABLE="drawable"),
        PDBStatusType=SimpleNamespace(
            SUCCESS="done",
            CANCEL="cancelled",
            CALLING_ERROR="asked wrongly",
            EXECUTION_ERROR="failed",
        ),
        edit_copy=lambda drawables: clipboard.append(drawables[0]),
        edit_paste=edit_paste,
        floating_sel_anchor=lambda layer: None,
        context_push=lambda: None,
        context_pop=lambda: None,
        file_save=save,
        file_load_layer=lambda mode, image, file: FakeLayer(np.asarray(Image.open(file))),
        displays_flush=lambda: None,
        main=lambda kind, arguments: None,
    )


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    repository = SimpleNamespace(
        Gimp=fake_gimp(),
        Gio=SimpleNamespace(File=SimpleNamespace(new_for_path=str)),
        GLib=SimpleNamespace(Error=SimpleNamespace(new_literal=lambda domain, text, code: text)),
    )
    gi = SimpleNamespace(require_version=lambda *_: None, repository=repository)
    monkeypatch.setitem(sys.modules, "gi", gi)
    monkeypatch.setitem(sys.modules, "gi.repository", repository)
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def picture() -> FakeImage:
    rows, columns = np.mgrid[0:60, 0:80]
    top = np.stack([rows * 4, columns * 3, rows + columns], axis=2).astype(np.uint8)
    selection = np.zeros((60, 80), np.uint8)
    selection[20:30, 10:50] = 255
    return FakeImage([top, top // 2], selection)


def by_this_python(monkeypatch: pytest.MonkeyPatch, seen: list[list[str]]) -> None:
    """The command is the one of this environment; what it is asked is kept."""
    real = subprocess.run

    def run(words: list[str], **named: Any) -> subprocess.CompletedProcess[str]:
        assert words[0] == "inpaint-studio"
        seen.append(words[1:])
        program = [sys.executable, "-m", "inpaint_studio", *words[1:], "--model", "telea"]
        return real(program, **named)

    monkeypatch.setattr(subprocess, "run", run)


def asked(plug_in: dict[str, Any], picture: FakeImage, name: str) -> tuple[str, str | None]:
    result: tuple[str, str | None] = plug_in["restore"](
        FakeProcedure(name), "run", picture, picture.layers[:1], None, None
    )
    return result


def test_a_selection_becomes_a_new_layer(
    plug_in: dict[str, Any], picture: FakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    by_this_python(monkeypatch, seen)
    before, hole = picture.layers[0].pixels.copy(), picture.selection > 0
    assert asked(plug_in, picture, "inpaint-studio-restore") == ("done", None)
    restored, former, _ = picture.layers
    assert restored.name == "Restored"
    np.testing.assert_array_equal(restored.pixels[~hole], before[~hole])
    assert (restored.pixels[hole] != before[hole]).any()
    np.testing.assert_array_equal(former.pixels, before)
    assert not Path(seen[0][1]).exists(), "what was handed over is left behind"


@pytest.mark.parametrize("saves", [True, False])
def test_the_window_hands_back_what_was_saved_in_it(
    plug_in: dict[str, Any], picture: FakeImage, monkeypatch: pytest.MonkeyPatch, saves: bool
) -> None:
    def window(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert (words[1], words[2], words[4]) == ("studio", "--mask", "--save-to")
        mask = np.asarray(Image.open(words[3]).convert("L"))
        np.testing.assert_array_equal(mask, picture.selection)
        if saves:
            Image.open(words[6]).save(words[5])
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(subprocess, "run", window)
    status, error = asked(plug_in, picture, "inpaint-studio-open")
    assert (status, error) == ("done" if saves else "cancelled", None)
    assert len(picture.layers) == (3 if saves else 2)


def test_what_goes_wrong_is_told(
    plug_in: dict[str, Any], picture: FakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(words, 1, "", "too large\n")

    def is_not_there(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        raise FileNotFoundError(2, "No such file", words[0])

    for behaviour, expected in ((refuses, "too large"), (is_not_there, "was not found")):
        monkeypatch.setattr(subprocess, "run", behaviour)
        status, error = asked(plug_in, picture, "inpaint-studio-restore")
        assert status == "failed"
        assert expected in str(error)
    picture.selection[:] = 0
    assert asked(plug_in, picture, "inpaint-studio-restore")[0] == "asked wrongly"
    assert len(picture.layers) == 2


def test_both_entries_are_in_the_menu(plug_in: dict[str, Any]) -> None:
    made = plug_in["InpaintStudio"]()
    names = made.do_query_procedures()
    assert names == ["inpaint-studio-restore", "inpaint-studio-open"]
    for name in names:
        told = {row[0]: row[1:] for row in made.do_create_procedure(name).told}
        assert told["set_menu_label"] == (plug_in["PROCEDURES"][name][0],)
        assert told["add_menu_path"] == ("<Image>/Filters/Enhance",)
