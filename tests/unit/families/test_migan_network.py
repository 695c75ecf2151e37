"""MI-GAN's network against a plain statement of its published graph, on a small one of that kind."""

# mypy: disable-error-code="no-untyped-call, unused-ignore"

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.migan.checkpoint import (
    GRAPH,
    difference_to,
    published_network,
    weights_of,
)
from inpaint_studio.families.migan.network import MiganGenerator, _doubled, _halved, sizes
from inpaint_studio.inference.graph_runner import GraphRunner
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.graph import NetworkGraph
from inpaint_studio.zoo.onnx_file import onnx_tensors

pytestmark = pytest.mark.usefixtures("one_thread")

TOP_PX, CHANNELS = 16, 6
Tensors = dict[str, NDArray[np.float32]]


def small_network(*, edges: bool = False) -> MiganGenerator:
    return MiganGenerator(edges=edges, top_px=TOP_PX, capacity=1024, widest=CHANNELS)


def shapes(network: MiganGenerator) -> dict[str, tuple[int, ...]]:
    return {key: tuple(value.shape) for key, value in network.state_dict().items()}


def in_torch(weights: Tensors) -> dict[str, Tensor]:
    return {key: torch.from_numpy(value) for key, value in weights.items()}


@pytest.fixture(scope="module")
def graph() -> Tensors:
    """Random constants of a graph of `TOP_PX`, named as in the published file."""
    random = np.random.default_rng(3)

    def draw(*shape: int) -> NDArray[np.float32]:
        return random.normal(0, 0.4, shape).astype(np.float32)

    found = {"model.encoder.b16.fromrgb.weight": draw(CHANNELS, 4, 1, 1)}
    found["model.encoder.b16.fromrgb.bias"] = draw(CHANNELS)
    for half in ("encoder", "synthesis"):
        for side in sizes(TOP_PX):
            for conv in ("conv1", "conv2"):
                block = f"model.{half}.b{side}.{conv}"
                found[f"{block}.conv1.weight"] = draw(CHANNELS, 1, 3, 3)
                found[f"{block}.conv1.bias"] = draw(CHANNELS)
                found[f"{block}.conv2.weight"] = draw(CHANNELS, CHANNELS, 1, 1)
            if half == "synthesis":
                found[f"model.synthesis.b{side}.torgb.weight"] = draw(3, CHANNELS, 1, 1)
                found[f"model.synthesis.b{side}.torgb.bias"] = draw(3)
    # Noise has numbers for names, which rise along the graph: 8 px first, two a size.
    for number, side in zip((97, 102, 119, 124), (8, 8, 16, 16), strict=True):
        found[f"onnx::Add_{number}"] = draw(side, side)
    return found


def stated(graph: Tensors, image: Tensor, mask: Tensor) -> Tensor:
    """The graph step by step: gain after every activation, zeros put between pixels to double."""

    def tensor(name: str) -> Tensor:
        return torch.from_numpy(graph[name])

    line = torch.tensor([1.0, 3.0, 3.0, 1.0])
    low_pass = (line[:, None] * line / 64).expand(CHANNELS, 1, 4, 4)

    def act(x: Tensor) -> Tensor:
        return functional.leaky_relu(x, 0.2) * 2**0.5

    def halved(x: Tensor) -> Tensor:
        return functional.conv2d(x, low_pass, stride=2, padding=1, groups=CHANNELS)

    def doubled(x: Tensor) -> Tensor:
        count, channels, height, width = x.shape
        spread = torch.zeros(count, channels, 2 * height, 2 * width)
        spread[..., ::2, ::2] = x
        filters = low_pass[:channels] * 4
        return functional.conv2d(functional.pad(spread, (2, 1, 2, 1)), filters, groups=channels)

    def separable(x: Tensor, block: str, *, down: bool = False, up: bool = False) -> Tensor:
        weight, bias = tensor(f"{block}.conv1.weight"), tensor(f"{block}.conv1.bias")
        x = act(functional.conv2d(x, weight, bias, padding=1, groups=CHANNELS))
        x = functional.conv2d(halved(x) if down else x, tensor(f"{block}.conv2.weight"))
        x = doubled(x) if up else x
        if "synthesis" in block and ".b4." not in block:
            numbers = {"8.conv1": 97, "8.conv2": 102, "6.conv1": 119, "6.conv2": 124}
            noise = tensor(f"onnx::Add_{numbers[block[-7:]]}")
            x = x + noise[: x.shape[-2], : x.shape[-1]]
        return act(x)

    known = 1 - mask
    x = torch.cat([known - 0.5, (image * 2 - 1) * known], dim=1)
    block = "model.encoder.b16.fromrgb"
    x = act(functional.conv2d(x, tensor(f"{block}.weight"), tensor(f"{block}.bias")))
    seen = {}
    for side in (16, 8, 4):
        seen[side] = separable(x, f"model.encoder.b{side}.conv1")
        x = separable(seen[side], f"model.encoder.b{side}.conv2", down=side > 4)
    picture = torch.zeros(())
    for side in (4, 8, 16):
        x = separable(x, f"model.synthesis.b{side}.conv1", up=side > 4) + seen[side]
        x = separable(x, f"model.synthesis.b{side}.conv2")
        block = f"model.synthesis.b{side}.torgb"
        painted = functional.conv2d(x, tensor(f"{block}.weight"), tensor(f"{block}.bias"))
        picture = painted if side == 4 else doubled(picture) + painted
    return picture * 0.5 + 0.5


def window(*shape: int) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(1)
    image = torch.rand(1, 3, *shape, generator=random)
    return image, (torch.rand(1, 1, *shape, generator=random) < 0.3).float()


@pytest.mark.parametrize("shape", [(16, 16), (8, 12)])
def test_it_is_the_published_graph(graph: Tensors, shape: tuple[int, int]) -> None:
    network = small_network()
    network.load_state_dict(in_torch(weights_of(graph, shapes(network), TOP_PX)))
    image, mask = window(*shape)
    with torch.no_grad():
        torch.testing.assert_close(
            network(image, mask), stated(graph, image, mask), atol=2e-5, rtol=1e-5
        )


def test_a_plane_for_edges_begins_without_effect_and_learns(graph: Tensors) -> None:
    plain, edged = small_network(), small_network(edges=True)
    for network in (plain, edged):
        network.load_state_dict(in_torch(weights_of(graph, shapes(network), TOP_PX)))
    image, mask = window(16, 16)
    edges = window(16, 16)[1]
    torch.testing.assert_close(edged(image, mask, edges), plain(image, mask))
    torch.testing.assert_close(edged(image, mask), plain(image, mask))
    edged(image, mask, edges).sum().backward()
    assert edged.from_rgb.weight.grad is not None
    assert edged.from_rgb.weight.grad[:, 4].abs().sum() > 0


def test_what_lies_in_the_hole_is_not_looked_at(graph: Tensors) -> None:
    network = small_network()
    network.load_state_dict(in_torch(weights_of(graph, shapes(network), TOP_PX)))
    image, mask = window(16, 16)
    with torch.no_grad():
        assert torch.equal(network(image, mask), network(image + mask, mask))


def test_gradients_of_halving_and_doubling_are_exact() -> None:
    x = torch.rand(1, 2, 4, 6, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(_halved, (x,))
    assert torch.autograd.gradcheck(_doubled, (x,))


def test_windows_larger_than_the_noise_are_run(graph: Tensors) -> None:
    network = small_network()
    network.load_state_dict(in_torch(weights_of(graph, shapes(network), TOP_PX)))
    with torch.no_grad():
        assert network(*window(32, 48)).shape == (1, 3, 32, 48)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("model.synthesis.b8.torgb.bias", None),
        ("model.encoder.b4.conv2.conv2.weight", np.zeros((2, 2), np.float32)),
        ("onnx::Add_124", None),
    ],
)
def test_a_graph_of_another_kind_is_named(
    graph: Tensors, name: str, changed: NDArray[np.float32] | None
) -> None:
    other = {key: value for key, value in graph.items() if key != name}
    if changed is not None:
        other[name] = changed
    with pytest.raises(ModelFileError, match="noise" if "Add" in name else name):
        weights_of(other, shapes(small_network()), TOP_PX)


def test_the_published_file_gives_a_whole_network_and_a_difference_to_it(migan_file: Path) -> None:
    trained = published_network(migan_file, edges=True).state_dict()
    key = "decoder.3.second.pointwise.weight"
    trained[key] = trained[key] + 0.25
    trained["from_rgb.weight"][:, 4] = 0.125
    difference = difference_to(migan_file, trained, 0.5)
    assert set(difference) == {key, "from_rgb.weight"}
    torch.testing.assert_close(difference[key], torch.full_like(trained[key], 0.125))
    assert (difference["from_rgb.weight"][:, :4] == 0).all()
    assert (difference["from_rgb.weight"][:, 4] == 0.125).all()


@pytest.mark.nightly
def test_the_published_pipeline_says_the_same(migan_file: Path) -> None:
    """At its own size, in the middle of the hole, where it does not blend."""
    runtime = pytest.importorskip("onnxruntime")
    image = (window(512, 512)[0][0] * 255).byte().numpy()
    mask = np.zeros((512, 512), np.bool_)
    mask[100:400, 120:380] = True
    session = runtime.InferenceSession(str(migan_file), providers=["CPUExecutionProvider"])
    feeds = {"image": image[None], "mask": np.where(mask, 0, 255).astype(np.uint8)[None, None]}
    (theirs,) = session.run(["result"], feeds)
    network = published_network(migan_file)
    with torch.no_grad():
        ours = network(
            torch.from_numpy(image)[None].float() / 255, torch.from_numpy(mask)[None, None].float()
        )
    inner = np.s_[..., 120:380, 140:360]
    apart = np.abs(ours.clamp(0, 1).numpy()[inner] * 255 - theirs[inner])
    assert apart.mean() < 0.6  # it cuts decimals off
    assert np.quantile(apart, 0.999) < 2


def test_the_graph_without_pytorch_is_the_network_at_any_size() -> None:
    torch.manual_seed(1)
    network = MiganGenerator(edges=True)
    for value in network.state_dict().values():
        torch.nn.init.normal_(value, std=0.1)
    network.eval()
    weights = {key: value.numpy() for key, value in network.state_dict().items()}
    runner = GraphRunner(NetworkGraph(GRAPH, weights))
    image, mask = torch.rand(1, 3, 128, 640), (torch.rand(1, 1, 128, 640) > 0.7).float()
    edges = (torch.rand(1, 1, 128, 640) > 0.9).float()
    (found,) = runner.run(
        *(each[0].numpy() for each in (image, mask, edges)), token=ProgressToken()
    )
    with torch.inference_mode():
        expected = network(image, mask, edges)[0].numpy()
    assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()
    named = {each.name: each.shape for each in onnx_tensors(GRAPH)}
    assert named == shapes(network)
