"""Networks run from their graphs, as where PyTorch is not installed."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.errors import CancelledError, MissingPartError, ModelFileError, OptionError
from inpaint_studio.inference.device import CPU, choose_device
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.graph_runner import GraphRunner
from inpaint_studio.inference.network_runner import NetworkRunner
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo import graph, registry
from inpaint_studio.zoo.graph import GRAPH_SUFFIX, NetworkGraph
from inpaint_studio.zoo.registry import ModelState, find_model
from inpaint_studio.zoo.weights import load_network, load_network_or_graph

MODELS = Path(__file__).resolve().parents[3] / "models"
GRAPHS = sorted(path for path in MODELS.glob(f"*/*{GRAPH_SUFFIX}"))
IDS = [f"{path.parent.name}-{path.stem}" for path in GRAPHS]


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an installation without PyTorch."""
    for module in (graph, registry):
        monkeypatch.setattr(module, "torch_is_installed", lambda: False)
    for name in ("inference.device", "zoo.weights"):
        monkeypatch.setattr(f"inpaint_studio.{name}.torch_is_installed", lambda: False)


def planes(channels: list[int], height: int, width: int) -> list[np.ndarray]:
    random = np.random.default_rng(height)
    made = [random.random((count, height, width), dtype=np.float32) for count in channels]
    return [x if x.shape[0] > 1 else (x > 0.8).astype(np.float32) for x in made]


def test_the_default_model_and_the_detectors_have_graphs() -> None:
    assert {"edgeconnect-small", "damage-detector", "text-detector"} <= {
        path.parent.name for path in GRAPHS
    }


@pytest.mark.parametrize("path", [p for p in GRAPHS if "detector" not in p.parent.name])
def test_a_graph_gives_what_its_network_gives(path: Path) -> None:
    card = find_model(path.parent.name).card
    channels = (
        [1, 1, 1] if path.stem == "edge" else [3, 1, 1] if path.stem == "completion" else [3, 1]
    )
    given = planes(channels, 90, 131)
    files = NetworkGraph(path, path.with_suffix(".safetensors"))
    runner = GraphRunner(files, size_multiple=card.size_multiple)
    network = load_network(card, path.parent, path.stem)
    plain = NetworkRunner(network, CPU, size_multiple=card.size_multiple)
    ours = runner.run(*given, token=ProgressToken())
    theirs = plain.run(*given, token=ProgressToken())
    assert ours[0].shape == theirs[0].shape
    assert np.abs(ours[0] - theirs[0]).max() < 1e-3


def test_a_graph_without_its_weights_is_refused(tmp_path: Path) -> None:
    path = MODELS / "edgeconnect-small" / "edge.onnx"
    with pytest.raises(ModelFileError, match="install the model again"):
        GraphRunner(NetworkGraph(path, MODELS / "pconv-small" / "generator.safetensors"))


def test_cancelling_stops_a_running_graph() -> None:
    folder = MODELS / "edgeconnect-small"
    runner = GraphRunner(NetworkGraph(folder / "edge.onnx", folder / "edge.safetensors"))
    token = ProgressToken()
    timer = threading.Timer(0.1, token.cancel)
    timer.start()

    def keep_running() -> None:
        for _ in range(200):
            runner.run(*planes([1, 1, 1], 512, 512), token=token)

    with pytest.raises(CancelledError):
        keep_running()
    timer.join()


@pytest.mark.usefixtures("no_torch")
def test_without_torch_only_what_has_a_graph_is_ready() -> None:
    assert find_model("edgeconnect-small").state is ModelState.READY
    model = find_model("deepfill-v2-small")
    assert model.state is ModelState.NOT_INSTALLED
    assert "PyTorch" in str(model.note)
    with pytest.raises(MissingPartError, match="PyTorch"):
        load_network_or_graph(model.card, MODELS / model.name, "generator")


@pytest.mark.usefixtures("no_torch")
def test_without_torch_a_hole_is_filled_on_the_cpu_and_a_gpu_is_refused() -> None:
    assert choose_device("auto") == CPU
    with pytest.raises(OptionError, match="PyTorch"):
        choose_device("cuda")
    from inpaint_studio import restore

    image = np.full((80, 90, 3), 120, np.uint8)
    mask = np.zeros((80, 90), bool)
    mask[30:40, 20:60] = True
    restored = restore(image, mask, model="edgeconnect-small")
    assert (restored[~mask] == 120).all()
    assert abs(int(restored[mask].mean()) - 120) < 12
    with Engine() as engine:
        assert engine.load("edgeconnect-small").name == "edgeconnect-small"
