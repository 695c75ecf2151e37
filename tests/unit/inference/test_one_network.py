"""The restorer of one network, for every family that it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_fakes import make_card
from torch import nn

from inpaint_studio.errors import MissingPartError
from inpaint_studio.families.context_encoder.network import (
    ContentNetwork,
    ContextEncoder,
    RegionContextEncoder,
)
from inpaint_studio.families.context_encoder.restorer import (
    make_context_encoder,
)
from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.families.deepfill_v2 import checkpoint as deepfill_v2
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.families.glcic.network import GlcicCompletion
from inpaint_studio.families.pconv.network import PartialConvUNet
from inpaint_studio.families.se_resnet.network import SEResNetGenerator
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.one_network import OneNetworkRestorer, make_one_network
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide, FillRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.install import create_model, import_model
from inpaint_studio.zoo.published import published_content

pytestmark = pytest.mark.usefixtures("one_thread")

# Networks and the multiple that sides must have.
SMALL = {
    "deepfill_v1": (lambda: DeepFillV1(4), 8),
    "deepfill_v2": (lambda: DeepFillV2(4), 8),
    "glcic": (lambda: GlcicCompletion(4), 4),
    "pconv": (lambda: PartialConvUNet(4, 3), 8),
    "se_resnet": (lambda: SEResNetGenerator(4, 1), 4),
}


def photo(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (height, width, 3), np.uint8)
    mask = np.zeros((height, width), np.bool_)
    mask[height // 3 : height // 2 + 1, width // 4 : width // 2 + 1] = True
    return image, mask


@pytest.mark.parametrize("name", list(SMALL))
@pytest.mark.parametrize("size", [(64, 64), (45, 71), (9, 12)])
def test_any_size_and_nothing_of_the_hole_is_seen(name: str, size: tuple[int, int]) -> None:
    make, multiple = SMALL[name]
    torch.manual_seed(0)
    restorer = OneNetworkRestorer(make_card(name, size_multiple=multiple), make(), CPU)
    image, mask = photo(*size)
    damaged = image.copy()
    damaged[mask] = 255
    before = damaged.copy()
    first = restorer.fill(FillRequest(image, mask), ProgressToken()).image
    second = restorer.fill(FillRequest(damaged, mask), ProgressToken()).image
    assert first.shape == (*size, 3)
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1
    np.testing.assert_allclose(first, second, atol=1e-5)
    np.testing.assert_array_equal(damaged, before)


def test_the_coarse_stage_is_shown_where_the_card_says_so() -> None:
    image, mask = photo(32, 40)
    for shows in (True, False):
        card = make_card(size_multiple=8, shows_coarse=shows)
        fill = OneNetworkRestorer(card, DeepFillV1(4), CPU).fill(
            FillRequest(image, mask), ProgressToken()
        )
        assert (fill.coarse is not None) == shows
        if fill.coarse is not None:
            assert fill.coarse.shape == image.shape


def test_drawn_edges_reach_a_guided_deepfill() -> None:
    torch.manual_seed(0)
    image, mask = photo(48, 48)
    lines = np.zeros_like(mask)
    lines[18, :] = True
    guide = EdgeGuide(lines, np.zeros_like(mask))
    card = make_card(size_multiple=8, takes_edges=True)
    restorer = OneNetworkRestorer(card, DeepFillV2(8, inputs=6), CPU)
    plain = restorer.fill(FillRequest(image, mask), ProgressToken())
    guided = restorer.fill(FillRequest(image, mask, guide=guide), ProgressToken())
    assert np.abs(plain.image - guided.image).max() > 0
    assert guided.edges is not None
    np.testing.assert_array_equal(guided.edges > 0, lines & mask)
    assert plain.edges is None
    deaf = OneNetworkRestorer(make_card(size_multiple=8), DeepFillV2(8), CPU)
    unguided = deaf.fill(FillRequest(image, mask, guide=guide), ProgressToken())
    assert unguided.edges is None


@pytest.mark.parametrize("make", [lambda: DeepFillV1(4), lambda: DeepFillV2(4)])
@pytest.mark.parametrize("size", [(64, 64), (45, 71)])
def test_attention_is_shown_where_the_card_says_so(
    make: Callable[[], nn.Module], size: tuple[int, int]
) -> None:
    torch.manual_seed(0)
    network = make()
    image, mask = photo(*size)
    card = make_card(size_multiple=8, shows_attention=True, shows_coarse=True)
    shown = OneNetworkRestorer(card, network, CPU).fill(FillRequest(image, mask), ProgressToken())
    plain = OneNetworkRestorer(make_card(size_multiple=8), network, CPU)
    np.testing.assert_array_equal(
        shown.image, plain.fill(FillRequest(image, mask), ProgressToken()).image
    )
    assert shown.coarse is not None
    assert shown.attention is not None
    assert shown.attention.shape == (*size, 2)
    assert (shown.attention % 8 == 0).all()
    # What attention takes lies inside the (padded) window, and not in the hole.
    rows, columns = (place + shown.attention[..., i] for i, place in enumerate(np.indices(size)))
    assert ((rows >= 0) & (rows < size[0] + 8) & (columns >= 0) & (columns < size[1] + 8)).all()
    inside = mask & (rows < size[0]) & (columns < size[1])
    assert not mask[rows[inside].astype(int), columns[inside].astype(int)].any()


def test_drawn_edges_change_the_photo_as_far_as_the_checkpoint_has_a_plane_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both published layouts, imported; the engine is asked with a stroke and without."""
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path / "models"))
    torch.manual_seed(0)
    image, mask = photo(64, 64)
    lines = np.zeros_like(mask)
    lines[26, :] = True
    guide = EdgeGuide(lines, np.zeros_like(mask))
    for inputs, follows in ((5, False), (6, True)):
        network = DeepFillV2(4, inputs=inputs)
        for parameter in network.parameters():
            parameter.data *= 5  # loud enough for a line to change 8-bit pixels
        path = tmp_path / f"checkpoint-{inputs}.pth"
        torch.save(published_content(deepfill_v2.V2, dict(network.state_dict())), path)
        name = f"planes-{inputs}"
        card = import_model("deepfill_v2", {"generator": path}, name=name).card
        assert card.takes_edges is follows
        assert card.shows_attention
        with Engine("cpu") as engine:
            plain, guided = (
                engine.restore(
                    RestoreRequest(
                        image, mask, FillSettings(name), guide=each, keep_window_results=True
                    )
                )
                for each in (None, guide)
            )
        assert bool((plain.image[mask] != guided.image[mask]).any()) is follows
        np.testing.assert_array_equal(guided.image[~mask], image[~mask])
        edges = guided.windows[0].edges
        assert (edges is not None) is follows
        attention = guided.windows[0].attention
        assert attention is not None
        assert attention.shape == (64, 64, 2)


@pytest.mark.parametrize("make", [make_one_network, make_context_encoder])
def test_without_weights_the_error_says_how_to_get_them(make: object) -> None:
    with pytest.raises(MissingPartError, match="import a checkpoint"):
        make(make_card("glcic"), None, CPU)  # type: ignore[operator]


@pytest.mark.parametrize(
    "name", [*SMALL, "context_encoder", "context_encoder, region", "context_encoder, content"]
)
def test_the_engine_restores_with_an_installed_model(name: str, models_dir: Path) -> None:
    from inpaint_studio.zoo.registry import find_family

    name, _, variant = name.partition(", ")
    if name == "context_encoder":
        network: nn.Module = {
            "": lambda: ContextEncoder(4, 10),
            "region": lambda: RegionContextEncoder(4, 64),
            "content": lambda: ContentNetwork(4, 10),
        }[variant]()
    else:
        network = PartialConvUNet(4, 7) if name == "pconv" else SMALL[name][0]()
    template = find_family(name).template
    assert template is not None
    create_model(template, {"generator": network.state_dict()})
    image, mask = photo(90, 120)
    with Engine("cpu") as engine:
        result = engine.restore(RestoreRequest(image, mask, FillSettings(name)))
    np.testing.assert_array_equal(result.image[~mask], image[~mask])
    assert (result.image[mask] != image[mask]).any()
