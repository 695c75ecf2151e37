"""`inpaint-studio models`: words, answers as text and JSON, exit statuses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.cli import main
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.card_file import card_to_json
from inpaint_studio.zoo.model_file import DETECTOR_FILE

pytestmark = pytest.mark.usefixtures("models_dir")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert main(["models", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def import_words(small: dict[str, Path], *more: str) -> list[str]:
    files = ["--edge", str(small["edge"]), "--completion", str(small["completion"])]
    return ["models", "import", "edgeconnect", *files, *more]


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    models = {model["name"]: model for model in answer(capsys, "list")["models"]}
    assert models["telea"]["state"] == "ready"
    assert models["migan"]["state"] == "not-installed"
    assert models["migan"]["card"]["licence"] == "MIT"
    assert main(["models", "list"]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert lines[0].split() == ["NAME", "STATE", "SIZE", "LICENCE", "GOOD", "AT"]
    assert all(name in text for name in models)
    assert "models install migan" in text


@pytest.mark.parametrize("name", ["telea", "migan", "edgeconnect"])
def test_show(capsys: pytest.CaptureFixture[str], name: str) -> None:
    record = answer(capsys, "show", name)
    assert record["card"]["name"] == name
    assert main(["models", "show", name]) == 0
    text = capsys.readouterr().out
    assert record["card"]["paper"] in text
    assert record["card"]["licence"] in text


@pytest.fixture
def detector(models_dir: Path) -> Path:
    """Weights of a detector, with its card, where models are installed."""
    folder = models_dir / "damage-detector"
    folder.mkdir()
    weights = folder / "detector.safetensors"
    weights.write_bytes(b"weights")
    file = ModelFile(weights.name, "detector", hashlib.sha256(b"weights").hexdigest(), 7)
    card = ModelCard(
        name="damage-detector",
        title="Damage detector",
        family="damage",
        licence="MIT",
        paper="A paper",
        good_at="scratches",
        files=(file,),
    )
    (folder / DETECTOR_FILE).write_text(card_to_json(card), encoding="utf-8")
    return weights


def test_a_detector_is_listed_shown_and_verified(
    capsys: pytest.CaptureFixture[str], detector: Path
) -> None:
    answered = answer(capsys, "list")
    assert [row["name"] for row in answered["detectors"]] == ["damage-detector"]
    assert all(row["name"] != "damage-detector" for row in answered["models"])
    assert main(["models", "list"]) == 0
    (line,) = [row for row in capsys.readouterr().out.splitlines() if "damage-detector" in row]
    assert "damage detector: scratches" in line
    assert "ready" in line
    assert main(["models", "show", "damage-detector"]) == 0
    text = capsys.readouterr().out
    assert "A paper" in text
    assert "mask given" not in text
    (checked,) = answer(capsys, "verify")
    assert checked["name"] == "damage-detector"
    assert checked["ok"]
    detector.write_bytes(b"Weights")
    assert main(["models", "verify", "damage-detector"]) == 1
    assert "detector.safetensors: sha256 is" in capsys.readouterr().out


def test_import_verify_export_remove(
    capsys: pytest.CaptureFixture[str],
    small_edgeconnect: dict[str, Path],
    tmp_path: Path,
    models_dir: Path,
) -> None:
    words = import_words(small_edgeconnect, "--name", "places2", "--title", "Places", "--json")
    assert main(words) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["name"], record["state"]) == ("places2", "ready")
    assert record["card"]["title"] == "Places"
    assert answer(capsys, "verify") == answer(capsys, "verify", "places2")
    (checked,) = answer(capsys, "verify")
    assert checked["ok"]
    assert len(checked["files"]) == 2
    files = answer(capsys, "export", "places2", "-o", str(tmp_path / "out"))["files"]
    assert sorted(Path(file).name for file in files) == [
        "EdgeModel_gen.pth",
        "InpaintingModel_gen.pth",
    ]
    assert answer(capsys, "remove", "places2")["name"] == "places2"
    assert list(models_dir.iterdir()) == []


def test_texts_of_import_verify_export_remove(
    capsys: pytest.CaptureFixture[str], small_edgeconnect: dict[str, Path], tmp_path: Path
) -> None:
    assert main(import_words(small_edgeconnect, "--licence", "CC0")) == 0
    assert "Licence: CC0" in capsys.readouterr().out
    assert main(["models", "verify", "edgeconnect", "telea"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "edgeconnect: as on its card",
        "telea: needs no files",
    ]
    assert main(["models", "export", "edgeconnect", "-o", str(tmp_path)]) == 0
    assert "EdgeModel_gen.pth" in capsys.readouterr().out
    assert main(["models", "remove", "edgeconnect"]) == 0
    assert "is removed" in capsys.readouterr().out


def test_verify_finds_damage(
    capsys: pytest.CaptureFixture[str], small_edgeconnect: dict[str, Path], models_dir: Path
) -> None:
    assert main(import_words(small_edgeconnect)) == 0
    path = models_dir / "edgeconnect" / "edge.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    capsys.readouterr()
    assert main(["models", "verify"]) == 1
    assert "edge.safetensors: sha256 is" in capsys.readouterr().out
    path.unlink()
    assert main(["models", "verify", "--json"]) == 1
    (checked,) = json.loads(capsys.readouterr().out)
    assert not checked["ok"]
    assert main(["models", "verify", "migan"]) == 1
    assert main(["models", "list"]) == 0
    assert "broken" in capsys.readouterr().out


def test_install_asks_for_consent(
    capsys: pytest.CaptureFixture[str], migan_file: Path, models_dir: Path
) -> None:
    """Licence first; nobody to ask and no --yes is an error; then from a file, without network."""
    words = ["models", "install", "migan", "--from", str(migan_file)]
    assert main(words) == 2
    shown = capsys.readouterr()
    assert "Licence: MIT" in shown.err
    assert "--yes" in shown.err
    assert list(models_dir.iterdir()) == []
    assert main([*words, "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "ready"
    assert main(["models", "install", "migan"]) == 0
    assert "here already" in capsys.readouterr().out


def test_a_refused_licence_cancels(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, models_dir: Path
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return "no\n"

    monkeypatch.setattr("sys.stdin", Terminal())
    assert main(["models", "install", "migan"]) == 130
    assert "licence was not accepted" in capsys.readouterr().err
    assert list(models_dir.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "patchmach"], "did you mean patchmatch"),
        (["remove", "telea"], "cannot be removed"),
        (["install", "edgeconnect", "--yes"], "models import edgeconnect"),
        (["install", "migan", "--from", "absent.onnx", "--yes"], "absent.onnx"),
        (["import", "edgeconnect", "--edge", "a.pth"], "completion file"),
        (["import", "edgeconnect", "--edge", "a.pth", "--completion", "b.pth"], "a.pth"),
        (["export", "telea", "-o", "out"], "no weights"),
    ],
)
def test_errors_are_one_line(
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main(["models", *words])
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert status == 2
    assert said in error
    assert list(tmp_path.iterdir()) == [tmp_path / "models"]


@pytest.mark.parametrize("words", [[], ["sell"], ["show"], ["compute", "edgeconnect_edge"]])
def test_bad_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["models", *words])
    assert caught.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_compute(
    capsys: pytest.CaptureFixture[str], small_edgeconnect: dict[str, Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    arrays = {
        "image": rng.random((1, 3, 32, 40), np.float32),
        "edge": np.zeros((1, 1, 32, 40), np.float32),
        "mask": np.zeros((1, 1, 32, 40), np.float32),
    }
    given, out = tmp_path / "in.npz", tmp_path / "out.npz"
    np.savez(given, **arrays)
    words = ["--weights", str(small_edgeconnect["completion"]), "--input", str(given)]
    record = answer(capsys, "compute", "edgeconnect_completion", *words, "--output", str(out))
    assert record["shapes"] == {"out0": [1, 3, 32, 40]}
    with np.load(out) as file:
        assert file["out0"].shape == (1, 3, 32, 40)
    assert main(["models", "compute", "edgeconnect_edge", *words, "--output", str(out)]) == 2
    assert "completion generator" in capsys.readouterr().err
    absent = ["--output", str(tmp_path / "absent" / "o.npz")]
    assert main(["models", "compute", "edgeconnect_completion", *words, *absent]) == 2
