"""Writes the graphs by which networks in `models/` run without PyTorch, and puts them on the cards.

    python packaging/export_graphs.py [NAME ...]

A graph holds no weights but names them; see `inpaint_studio/zoo/graph.py`. Each is compared with
the network itself at two sizes that it was not traced at. Models that are laid over MI-GAN share its
graph, which lies in its family (`migan` as NAME). Networks that loop over the picture
(contextual attention) have no graph. Needs the packages `onnx` and `onnxscript` (extra `packages`).
"""

from __future__ import annotations

import dataclasses
import inspect
import io
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from inpaint_studio.families.migan.checkpoint import GRAPH
from inpaint_studio.families.migan.network import MiganGenerator
from inpaint_studio.inference.graph_runner import GraphRunner
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import CARD_FILE, ModelFile
from inpaint_studio.zoo.card_file import card_from_json, card_to_json
from inpaint_studio.zoo.graph import GRAPH_SUFFIX, NetworkGraph
from inpaint_studio.zoo.model_file import DETECTOR_FILE
from inpaint_studio.zoo.storage import sha256_of
from inpaint_studio.zoo.weights import load_network, load_state

MODELS = Path(__file__).resolve().parents[1] / "models"
_OPSET = 18
_TRACED_PX = (256, 128)
_TRIED_PX = ((128, 256), (384, 640))
_LARGEST_DIFFERENCE = 1e-3


def channels_of(network: nn.Module) -> tuple[int, ...]:
    """Channels of each input of a network, in the order of its arguments."""
    return tuple(
        3 if name == "image" else 1 for name in inspect.signature(network.forward).parameters
    )


def windows(channels: tuple[int, ...], size: tuple[int, int]) -> tuple[torch.Tensor, ...]:
    """Made-up planes of a size: colours, and maps of zeros and ones."""
    made = [torch.rand(1, count, *size) for count in channels]
    return tuple(x if x.shape[1] > 1 else (x > 0.8).float() for x in made)


def graph_bytes(network: nn.Module, channels: tuple[int, ...], weights: set[str]) -> bytes:
    """The graph of `network`, whose tensors named in `weights` are left out."""
    names = [f"input_{number}" for number in range(len(channels))]
    file = io.BytesIO()
    with warnings.catch_warnings():
        # The tracer tells of every shape that it reads; the comparison tells whether that matters.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            windows(channels, _TRACED_PX),
            file,
            dynamo=False,
            opset_version=_OPSET,
            do_constant_folding=False,
            input_names=names,
            dynamic_axes={name: {2: "height", 3: "width"} for name in names},
        )
    model = onnx.load_from_string(file.getvalue())
    _undo_sharing(model.graph, weights)
    for node in model.graph.node:
        node.name = node.doc_string = ""
    used = {name for node in model.graph.node for name in node.input}
    for tensor in tuple(model.graph.initializer):
        if tensor.name not in used:
            model.graph.initializer.remove(tensor)
        elif tensor.name in weights:
            tensor.ClearField("raw_data")
            tensor.ClearField("float_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            entry = tensor.external_data.add()
            entry.key, entry.value = "location", "weights"
    return bytes(model.SerializeToString())


def _undo_sharing(graph: onnx.GraphProto, weights: set[str]) -> None:
    """Tensors that happen to be equal are kept once by the exporter: each gets its own again."""
    by_name = {tensor.name: tensor for tensor in graph.initializer}
    for node in tuple(graph.node):
        if node.op_type == "Identity" and node.output[0] in weights and node.input[0] in by_name:
            own = graph.initializer.add()
            own.CopyFrom(by_name[node.input[0]])
            own.name = node.output[0]
            graph.node.remove(node)


def largest_difference(network: nn.Module, graph: NetworkGraph, channels: tuple[int, ...]) -> float:
    """Between the network and its graph, over the sizes tried."""
    runner = GraphRunner(graph)
    worst = 0.0
    for size in _TRIED_PX:
        planes = windows(channels, size)
        with torch.inference_mode():
            output = network(*planes)
        expected = [output] if isinstance(output, torch.Tensor) else list(output)
        given = runner.run(*(plane[0].numpy() for plane in planes), token=ProgressToken())
        for ours, theirs in zip(given, expected, strict=True):
            worst = max(worst, float(np.abs(ours - theirs[0].numpy()).max()))
    return worst


def export(card_path: Path) -> None:
    """Write the graphs of one model and note them on its card."""
    folder = card_path.parent
    card = card_from_json(card_path.read_text(encoding="utf-8"))
    files = [file for file in card.files if not file.path.endswith(GRAPH_SUFFIX)]
    for file in tuple(files):
        network = load_network(card, folder, file.role)
        names = set(load_state(card, folder, file.role))
        path = (folder / file.path).with_suffix(GRAPH_SUFFIX)
        channels = channels_of(network)
        try:
            path.write_bytes(graph_bytes(network, channels, names))
            difference = largest_difference(
                network, NetworkGraph(path, folder / file.path), channels
            )
        except Exception as error:
            path.unlink(missing_ok=True)
            reason = (str(error).strip().splitlines() or [""])[-1]
            sys.stdout.write(
                f"{card.name} {file.role}: no graph ({type(error).__name__}: {reason})\n"
            )
            continue
        if difference > _LARGEST_DIFFERENCE:
            path.unlink()
            sys.stdout.write(f"{card.name} {file.role}: no graph, it differs by {difference:.3g}\n")
            continue
        graph = ModelFile(
            path=path.name,
            role=f"{file.role}_graph",
            sha256=sha256_of(path),
            size_bytes=path.stat().st_size,
        )
        files.append(graph)
        sys.stdout.write(f"{card.name} {file.role}: {graph.size_bytes:,} bytes, {difference:.2g}\n")
    card = dataclasses.replace(card, files=tuple(files))
    card_path.write_text(card_to_json(card), encoding="utf-8")


def export_migan() -> None:
    """Write MI-GAN's graph into its family: its weights come with the official file."""
    network = MiganGenerator(edges=True)
    for value in network.state_dict().values():
        torch.nn.init.normal_(value, std=0.1)
    network.eval().requires_grad_(False)
    weights = {key: value.numpy() for key, value in network.state_dict().items()}
    channels = channels_of(network)
    GRAPH.write_bytes(graph_bytes(network, channels, set(weights)))
    difference = largest_difference(network, NetworkGraph(GRAPH, weights), channels)
    if difference > _LARGEST_DIFFERENCE:
        raise SystemExit(f"migan: the graph differs by {difference:.3g}")
    sys.stdout.write(f"migan: {GRAPH.stat().st_size:,} bytes, {difference:.2g}\n")


def main() -> None:
    """Export the named models, or all."""
    wanted = set(sys.argv[1:])
    torch.manual_seed(0)
    if not wanted or "migan" in wanted:
        export_migan()
    for folder in sorted(MODELS.iterdir()):
        for name in (CARD_FILE, DETECTOR_FILE):
            if (folder / name).is_file() and (not wanted or folder.name in wanted):
                export(folder / name)


if __name__ == "__main__":
    main()
