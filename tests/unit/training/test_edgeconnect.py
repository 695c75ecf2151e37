"""EdgeConnect in training: what each stage sees, changes and gives out."""

# mypy: disable-error-code="no-untyped-call, operator, union-attr, arg-type, attr-defined, unused-ignore"

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from inpaint_studio.errors import MissingPartError, ModelFileError, OptionError
from inpaint_studio.families.edgeconnect.checkpoint import COMPLETION, EDGE
from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.export import export_network, load_plain, load_weights, plain_state
from inpaint_studio.training.loop import STATE_FILE, Trainer
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.training.trainee import (
    Player,
    StepContext,
    Trainee,
    TrainingDivergedError,
    frozen,
    update,
)

Config = Callable[..., TrainConfig]
Make = Callable[..., Trainer]

_CPU = torch.device("cpu")


def _batch(count: int = 2, side_px: int = 32) -> Batch:
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand(count, 3, 4, 4, generator=generator)
    image = nn.functional.interpolate(coarse, (side_px, side_px), mode="nearest")
    mask = torch.zeros(count, 1, side_px, side_px)
    mask[..., 8:20, 10:24] = 1
    return Batch(image, mask)


def _context(number: int = 0) -> StepContext:
    return StepContext(number, torch.Generator().manual_seed(number))


def _trainee(config: TrainConfig, extras: Extras | None = None) -> Trainee:
    torch.manual_seed(0)
    return training_of("edgeconnect").stages[config.stage].build(config, _CPU, extras or Extras())


def _weights(trainee: Trainee) -> dict[str, torch.Tensor]:
    return {
        f"{name}.{key}": value.clone()
        for name, player in trainee.players.items()
        for key, value in player.network.named_parameters()
    }


@pytest.mark.parametrize(
    ("stage", "players"),
    [
        ("edge", {"edge", "edge_discriminator"}),
        ("completion", {"completion", "completion_discriminator"}),
        ("joint", {"completion", "completion_discriminator", "edge"}),
    ],
)
def test_a_step_moves_every_player(stage: str, players: set[str], tiny_config: Config) -> None:
    trainee = _trainee(tiny_config(stage))
    assert set(trainee.players) == players
    before = _weights(trainee)
    values = trainee.step(_batch(), _context())
    assert all(torch.isfinite(value) and not value.requires_grad for value in values.values())
    moved = {
        key.split(".")[0]
        for key, value in _weights(trainee).items()
        if (value != before[key]).any()
    }
    assert moved == players


def _averages(trainee: Trainee) -> dict[str, nn.Module]:
    return {name: trainee.players[name].network for name in trainee.exported}


def test_known_side_of_the_guide_does_not_depend_on_the_hole(tiny_config: Config) -> None:
    trainee, batch = _trainee(tiny_config("edge")), _batch()
    other = Batch(torch.where(batch.mask > 0, 0.9, batch.image), batch.mask)
    shown = [
        {picture.label: picture.image for picture in trainee.preview(b, _averages(trainee))}
        for b in (batch, other)
    ]
    torch.testing.assert_close(shown[0]["known edges"], shown[1]["known edges"])
    torch.testing.assert_close(shown[0]["predicted"], shown[1]["predicted"])
    assert not torch.equal(shown[0]["Canny"], shown[1]["Canny"])


def test_composites_leave_known_pixels_alone(tiny_config: Config) -> None:
    trainee, batch = _trainee(tiny_config("joint")), _batch()
    shown = {picture.label: picture.image for picture in trainee.preview(batch, _averages(trainee))}
    known = (batch.mask == 0).expand_as(batch.image)
    assert torch.equal(shown["restored"][known], batch.image[known])
    assert not torch.equal(shown["restored"], batch.image)


@pytest.mark.parametrize("stage", ["edge", "completion"])
@pytest.mark.parametrize("kind", ["nsgan", "lsgan", "hinge", "wgan-gp"])
def test_every_adversarial_loss_trains(stage: str, kind: str, tiny_config: Config) -> None:
    trainee = _trainee(tiny_config(stage, f"losses.kind={kind}"))
    values = trainee.step(_batch(), _context())
    assert torch.isfinite(values["discriminator"])
    assert torch.isfinite(values["adversarial"])


def test_sources_of_edges_in_the_hole(tiny_config: Config) -> None:
    batch = _batch(8)
    full = _trainee(tiny_config("completion"))._edges(batch, None, _context().random)
    blank = _trainee(tiny_config("completion", "losses.blank=1"))._edges(
        batch, None, _context().random
    )
    half = _trainee(tiny_config("completion", "losses.blank=0.5"))._edges(
        batch, None, _context().random
    )
    inside = batch.mask > 0
    assert full[inside].sum() > 0
    assert blank[inside].sum() == 0
    assert torch.equal(full[~inside], blank[~inside])
    empty = (half * batch.mask).sum((1, 2, 3)) == 0
    assert empty.any()
    assert not empty.all()


def test_predicted_edges_need_and_take_an_edge_generator(
    tiny_config: Config, tmp_path: Path
) -> None:
    config = tiny_config("completion", "losses.predicted=1", "losses.edge_threshold=0.5")
    with pytest.raises(OptionError, match="start from its weights"):
        _trainee(config)
    export_network(EdgeGenerator(6, 2), tmp_path / "edge.safetensors", metadata={})
    trainee = _trainee(config, Extras(start_from=(tmp_path / "edge.safetensors",)))
    edges = trainee._edges(_batch(), trainee.edge_network, _context().random)
    assert set(edges.unique().tolist()) <= {0.0, 1.0}
    assert trainee.step(_batch(), _context())["l1"] > 0


def test_vgg_losses_need_weights(
    tiny_config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    config = tiny_config("completion")
    with pytest.raises(MissingPartError, match="VGG weights"):
        _trainee(replace(config, losses=replace(config.losses, style=1.0)))


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_vgg_losses_are_taken_when_due(tiny_config: Config, tmp_path: Path, scale: float) -> None:
    from safetensors.torch import save_file

    widths, state, position, inputs = (
        (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0),
        {},
        0,
        3,
    )
    for outputs in (*widths, 512, 512, 512):
        position += 1 if outputs == 0 else 2
        if outputs:
            at = position - 2
            state[f"features.{at}.weight"] = torch.full((outputs, inputs, 3, 3), 0.01)
            state[f"features.{at}.bias"] = torch.zeros(outputs)
            inputs = outputs
    save_file(state, tmp_path / "vgg.safetensors")
    config = tiny_config(
        "completion",
        "losses.perceptual=0.1",
        "losses.style=1",
        "losses.perceptual_layers=['relu1_1']",
        "losses.style_layers=['relu1_2']",
        "losses.vgg_every=2",
        f"losses.vgg_scale={scale}",
        "losses.on_composite=true",
    )
    trainee = _trainee(config, Extras(vgg=tmp_path / "vgg.safetensors"))
    assert {"perceptual", "style"} <= set(trainee.step(_batch(), _context(0)))
    assert not {"perceptual", "style"} & set(trainee.step(_batch(), _context(1)))


def test_bad_gradients_are_left_out_then_end_the_run(tiny_config: Config) -> None:
    player = Player(nn.Linear(2, 1), tiny_config().schedule)
    before = player.network.weight.detach().clone()
    loss = lambda: player.network(torch.full((1, 2), float("nan"))).sum()  # noqa: E731
    for _ in range(19):
        assert not torch.isfinite(update([player], loss()))
    assert torch.equal(player.network.weight.detach(), before)
    with pytest.raises(TrainingDivergedError, match="learning_rate"):
        update([player], loss())


def test_clipping_bounds_the_step(tiny_config: Config) -> None:
    schedule = replace(tiny_config().schedule, clip_norm=0.5)
    player = Player(nn.Linear(4, 1), schedule)
    norm = update([player], 100 * player.network(torch.ones(1, 4)).sum())
    grads = torch.cat([p.grad.flatten() for p in player.parameters if p.grad is not None])
    assert norm > 100
    assert grads.norm().item() == pytest.approx(0.5, rel=1e-3)


def test_frozen_networks_pass_gradients_on() -> None:
    layer, x = nn.Linear(2, 1), torch.ones(1, 2, requires_grad=True)
    with frozen(layer):
        layer(x).sum().backward()
    assert x.grad is not None
    assert layer.weight.grad is None
    assert all(parameter.requires_grad for parameter in layer.parameters())


def test_spectral_norm_is_folded_on_export_and_taken_up_again(tmp_path: Path) -> None:
    torch.manual_seed(0)
    trained = EdgeGenerator(4, 1, spectral=True).eval()
    plain = EdgeGenerator(4, 1).eval()
    plain.load_state_dict(plain_state(trained))
    inputs = torch.rand(1, 1, 16, 16), torch.zeros(1, 1, 16, 16), torch.zeros(1, 1, 16, 16)
    with torch.no_grad():
        torch.testing.assert_close(plain(*inputs), trained(*inputs))
    export_network(trained, tmp_path / "edge.safetensors", metadata={"family": "edgeconnect"})
    state = load_weights([tmp_path / "edge.safetensors"], "edge", EDGE)
    assert state is not None
    again = EdgeGenerator(4, 1, spectral=True)
    load_plain(again, state)
    original = again.encoder[1].parametrizations.weight.original
    torch.testing.assert_close(original.detach(), plain.encoder[1].weight, atol=1e-3, rtol=1e-3)


def test_weights_are_found_in_resume_states_and_files(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    trainer = tiny_trainer(tiny_config("edge"), tmp_path / "run")
    trainer.run(stop_after_steps=1)
    state = load_weights([tmp_path / "run" / STATE_FILE], "edge", EDGE)
    assert state is not None
    torch.testing.assert_close(state, plain_state(trainer.average.networks["edge"]))
    assert load_weights([tmp_path / "run" / STATE_FILE], "completion", COMPLETION) is None
    (path,) = trainer.export(tmp_path / "weights")
    assert path.name == "edge.safetensors"
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        assert file.metadata()["stage"] == "edge"
        assert file.get_tensor("encoder.1.weight").dtype == torch.float16


def test_weights_that_do_not_fit_are_named() -> None:
    state = plain_state(CompletionGenerator(4, 1))
    with pytest.raises(ModelFileError, match=r"network\.channels"):
        load_plain(CompletionGenerator(8, 1), state)
    with pytest.raises(ModelFileError, match=r"lack middle\.1"):
        load_plain(CompletionGenerator(4, 2), state)


def test_too_large_weights_are_not_exported(tmp_path: Path) -> None:
    layer = nn.Linear(1, 1)
    nn.init.constant_(layer.weight, 1e6)
    with pytest.raises(Exception, match="65504"):
        export_network(layer, tmp_path / "a.safetensors", metadata={})
    assert not list(tmp_path.iterdir())


def test_loop_data_and_checkpoint_know_no_family() -> None:
    program = (
        "import sys\n"
        "import inpaint_studio.training.loop, inpaint_studio.training.batches\n"
        "import inpaint_studio.training.checkpoint, inpaint_studio.training.setup\n"
        "print([n for n in sys.modules if 'edgeconnect' in n])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_half_precision_gradients_point_where_full_ones_do(tiny_config: Config) -> None:
    grads = []
    for precision in ("float32", "bfloat16"):
        trainee = _trainee(tiny_config("completion", f"schedule.precision={precision}"))
        batch, network = _batch(), trainee.players["completion"].network
        output = trainee.generate(network, batch.image, batch.mask, batch.mask)
        assert output.dtype == torch.float32
        (output - batch.image).square().mean().backward()
        grads.append(torch.cat([p.grad.flatten() for p in network.parameters()]))
    assert torch.cosine_similarity(grads[0], grads[1], dim=0) > 0.98
