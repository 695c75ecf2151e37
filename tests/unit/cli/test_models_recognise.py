"""`inpaint-studio models import FILE`: what a checkpoint is gets found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from inpaint_studio.cli import main
from inpaint_studio.families.deepfill_v2 import checkpoint as deepfill_v2
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.families.glcic import checkpoint as glcic
from inpaint_studio.families.glcic.network import GlcicCompletion
from inpaint_studio.zoo.published import PublishedNetwork, published_content

pytestmark = pytest.mark.usefixtures("models_dir")

Save = Callable[[str, PublishedNetwork, torch.nn.Module], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(name: str, network: PublishedNetwork, module: torch.nn.Module) -> Path:
        torch.save(published_content(network, dict(module.state_dict())), tmp_path / name)
        return tmp_path / name

    return write


def test_a_file_alone_is_enough(capsys: pytest.CaptureFixture[str], save: Save) -> None:
    path = save("gated.pth", deepfill_v2.V2, DeepFillV2(4, inputs=6))
    assert main(["models", "import", str(path), "--name", "sketched", "--json"]) == 0
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert record["card"]["family"] == "deepfill_v2"
    assert record["card"]["takes_edges"] is True
    assert "Found DeepFill v2: gated.pth is its generator" in shown.err


def test_files_of_a_family_with_two_roles(
    capsys: pytest.CaptureFixture[str], small_edgeconnect: dict[str, Path]
) -> None:
    files = [str(small_edgeconnect[role]) for role in ("completion", "edge")]
    assert main(["models", "import", *files, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["card"]["family"] == "edgeconnect"
    assert [file["role"] for file in record["card"]["files"]] == ["edge", "completion"]


def test_the_tensorflow_layout_needs_no_saying(
    capsys: pytest.CaptureFixture[str], save: Save
) -> None:
    path = save("tf.pth", deepfill_v2.V2_TENSORFLOW, DeepFillV2(4, tensorflow=1))
    assert main(["models", "import", "deepfill_v2", "--generator", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["card"]["takes_edges"] is False


def test_errors_say_what_was_found(
    capsys: pytest.CaptureFixture[str], save: Save, small_edgeconnect: dict[str, Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    faces = str(save("faces.pth", glcic.GENERATOR, GlcicCompletion(4)))
    unknown = tmp_path / "unknown.pth"
    torch.save({"a": torch.zeros(3)}, unknown)
    edge = str(small_edgeconnect["edge"])
    cases = {
        ("deepfil_v2",): "did you mean",
        (str(tmp_path / "absent.pth"),): "absent.pth cannot be read",
        (
            str(unknown),
        ): "no network of a known family; these can be imported: context_encoder, csa",
        (faces, edge): "is the EdgeConnect edge generator of edgeconnect",
        (edge, edge): "are both the EdgeConnect edge generator",
        (edge,): "completion file",
        (faces, "--edge", edge): "--edge needs a family",
        ("glcic", faces): "was not expected after glcic",
        ("deepfill_v1", "--generator", faces): "is the GLCIC completion network",
    }
    for words, said in cases.items():
        assert main(["models", "import", *words]) == 2
        assert said in capsys.readouterr().err.strip().splitlines()[-1], words
    assert list((tmp_path / "models").iterdir()) == []
