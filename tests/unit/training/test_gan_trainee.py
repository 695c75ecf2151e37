"""Families in training: phases, what each discriminator sees, losses, options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from gan_rehearsal import gan_batch, gan_step, gan_trainee
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import Decay, Optimizer, ScheduleConfig
from inpaint_studio.training.gan_trainee import GanLosses, GanTrainee, Phase
from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.players import with_even_spread
from inpaint_studio.training.stages import training_of
from inpaint_studio.training.trainee import Player
from inpaint_studio.training.views import StepScene

_CPU = torch.device("cpu")


def _moved(trainee: GanTrainee, batch: Batch, number: int) -> set[str]:
    before = {
        name: [p.clone() for p in player.parameters] for name, player in trainee.players.items()
    }
    gan_step(trainee, batch, number)
    return {
        name
        for name, player in trainee.players.items()
        if any(not torch.equal(a, b) for a, b in zip(before[name], player.parameters, strict=True))
    }


class _Vgg(nn.Module):
    """Stands for VGG: features of any layer by name, an eighth of the size."""

    def __init__(self, layers: Sequence[str], channels: int = 16) -> None:
        super().__init__()
        self.layers = tuple(layers)
        self.conv = nn.Conv2d(3, channels, 8, stride=8).requires_grad_(False)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        return {layer: torch.relu(self.conv(image)) for layer in self.layers}


@pytest.fixture
def vgg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Families get a small network in place of VGG."""

    def load(layers: Sequence[str], path: Any = None) -> _Vgg:
        return _Vgg(layers)

    monkeypatch.setattr("inpaint_studio.training.gan_trainee.load_vgg", load)


def test_phases_follow_the_steps() -> None:
    losses = GanLosses(generator_alone_steps=3, discriminator_alone_steps=2, generator_every=2)
    phases = [losses.phase(number) for number in range(9)]
    alone, judging, both = Phase.GENERATOR, Phase.DISCRIMINATOR, Phase.JOINT
    assert phases == [alone] * 3 + [judging] * 2 + [judging, both, judging, both]
    assert GanLosses(adversarial=0).phase(7) is Phase.GENERATOR
    with pytest.raises(OptionError, match="generator_every"):
        GanLosses(generator_every=0)


def test_who_learns_in_each_phase() -> None:
    trainee, batch = gan_trainee("glcic"), gan_batch()
    assert _moved(trainee, batch, 0) == {"generator"}
    assert _moved(trainee, batch, trainee.gan.generator_alone_steps) == {"discriminator"}
    assert _moved(trainee, batch, 1000) == {"generator", "discriminator"}
    with_critics = gan_trainee("deepfill_v1")
    critics = {"global_discriminator", "local_discriminator"}
    assert _moved(with_critics, batch, 0) == critics
    assert _moved(with_critics, batch, 1) == {*critics, "generator"}


@pytest.mark.parametrize("family", ["glcic", "deepfill_v1", "se_resnet"])
def test_without_adversary_there_are_no_discriminators(family: str) -> None:
    trainee = gan_trainee(family, "completion", "losses.adversarial=0")
    assert set(trainee.players) == {"generator"}
    assert "discriminator" not in gan_step(trainee, gan_batch())


@pytest.mark.parametrize("kind", list(Adversarial))
def test_joined_views_train_with_every_adversarial_loss(kind: Adversarial) -> None:
    values = gan_step(gan_trainee("glcic", "completion", f"losses.kind={kind}"), gan_batch())
    assert torch.isfinite(values["discriminator"])
    assert torch.isfinite(values["adversarial"])


def test_a_window_larger_than_the_crop_is_refused() -> None:
    with pytest.raises(OptionError, match="local_px is 64"):
        gan_trainee("glcic", "completion", "network.local_px=64")


@pytest.mark.parametrize(
    ("family", "stage", "setting", "message"),
    [
        ("context_encoder", "centre", "data.crop_px=64", "centre stage takes 128"),
        ("context_encoder", "region", "data.crop_px=48", "power of two"),
        ("pconv", "completion", "network.depth=5", "multiple of 32"),
        ("csa", "completion", "data.crop_px=128", "multiple of 256"),
        ("csa", "completion", "losses.consistency=0.01", "network.channels to 64"),
        ("deepfill_v2", "completion", "losses.blank=2", "share in"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    family: str, stage: str, setting: str, message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        gan_trainee(family, stage, setting)


def _networks(trainee: GanTrainee) -> dict[str, nn.Module]:
    return {name: trainee.players[name].network.eval() for name in trainee.exported}


@pytest.mark.parametrize(
    ("family", "kept", "following"), [("pconv", "encoder", "decoder"), ("rfr", "", None)]
)
def test_finetuning_keeps_batch_norms(family: str, kept: str, following: str | None) -> None:
    trainee = gan_trainee(family, "finetune")
    network = trainee.players["generator"].network
    before = {name: value.clone() for name, value in network.named_buffers()}
    gan_step(trainee, gan_batch(32))
    changed = {name for name, value in network.named_buffers() if not value.equal(before[name])}
    assert not {name for name in changed if name.startswith(kept)}
    if following is not None:
        assert {name for name in changed if name.startswith(following)}
    first = gan_trainee(family)
    fresh = {n: v.clone() for n, v in first.players["generator"].network.named_buffers()}
    gan_step(first, gan_batch(32))
    moved = first.players["generator"].network.named_buffers()
    assert any(not value.equal(fresh[name]) for name, value in moved if name.startswith(kept))


@pytest.mark.usefixtures("vgg")
@pytest.mark.parametrize(
    ("family", "settings", "names"),
    [
        ("pconv", ["losses.perceptual=0.05", "losses.style=120"], {"perceptual", "style"}),
        ("semantic_face", ["losses.perceptual=0.05", "losses.style=120"], {"perceptual", "style"}),
        (
            "semantic_face",
            [
                "losses.perceptual=0.05",
                "losses.total_variation=0.3",
                "losses.by_hole=true",
                "losses.vgg_scale=0.5",
            ],
            {"perceptual", "total_variation"},
        ),
        ("se_resnet", ["losses.contextual=0.004"], {"contextual"}),
    ],
)
def test_vgg_losses_are_taken(family: str, settings: list[str], names: set[str]) -> None:
    trainee = gan_trainee(family, "completion", *settings)
    values = gan_step(trainee, gan_batch())
    assert names <= set(values)
    assert all(values[name] > 0 for name in names)
    weights = trainee.terms(trainee.answer(_networks(trainee), StepScene(gan_batch())), gan_batch())
    assert {name: weights[name][0] for name in names} == {
        name: getattr(trainee.losses, name) for name in names
    }


def test_losses_by_hole_do_not_fade_with_the_hole() -> None:
    plain, by_hole = (
        gan_trainee(
            "semantic_face", "completion", f"losses.by_hole={choice}", "losses.known_weight=0"
        )
        for choice in ("false", "true")
    )
    batch = gan_batch(64)
    answer = plain.answer(_networks(plain), StepScene(batch))
    share = float(batch.mask.mean())
    assert 0 < share < 1
    less, more = (t.terms(answer, batch)["l1"][1] for t in (plain, by_hole))
    torch.testing.assert_close(less, more * share)


def test_features_keep_their_spread_at_the_start() -> None:
    torch.manual_seed(0)
    batch = gan_batch(64)
    spreads = []
    for network in (DeepFillV2(8), with_even_spread(DeepFillV2(8))):
        with torch.no_grad():
            features = network.coarse[:11](torch.cat([batch.image, batch.mask, batch.mask], 1))
        spreads.append(float(features.std()))
    assert spreads[0] < 0.05
    assert 0.1 < spreads[1] < 1


def test_weights_that_are_divided_by_a_count_learn_in_proportion() -> None:
    """Else the output of a network of partial convolutions stays near zero for weeks."""
    trainee = gan_trainee("pconv", "completion", "schedule.learning_rate=1e-3")
    player = trainee.players["generator"]
    ((name, divisor),) = player.network.weight_divisors.items()
    weight = player.network.get_parameter(name)
    assert divisor == weight[0].numel()
    assert float(weight.detach().std()) > 0.2 * divisor**0.5
    player.set_rate(1e-3)
    rates = {id(p): group["lr"] for group in player.optimizer.param_groups for p in group["params"]}
    assert rates.pop(id(weight)) == pytest.approx(1e-3 * divisor)
    assert set(rates.values()) == {1e-3}
    assert len(rates) == len(player.parameters) - 1
    batch = gan_batch(48)
    first, *_, last = (float(gan_step(trainee, batch)["valid"]) for _ in range(40))
    assert last < 0.5 * first


def test_the_additions_to_a_papers_losses_are_off_by_default() -> None:
    for family in ("semantic_face", "deepfill_v2"):
        losses = training_of(family).stages["completion"].defaults.losses
        assert (losses.total_variation, losses.by_hole, losses.vgg_scale) == (0, False, 1)
    assert training_of("deepfill_v2").stages["completion"].defaults.losses.style == 0
    assert training_of("pconv").stages["completion"].defaults.losses.vgg_scale == 1


def test_counted_by_the_hole_small_holes_weigh_as_much_as_large_ones() -> None:
    settings = ("losses.by_hole=true", "losses.known_weight=0")
    trainee = gan_trainee("deepfill_v2", "completion", *settings)
    batch = gan_batch(48)
    wrong = (batch.image + 0.1 * batch.mask).clamp(0, 2)
    everywhere = Batch(batch.image, torch.ones_like(batch.mask))
    small = trainee.l1(wrong, batch)
    torch.testing.assert_close(small, torch.tensor(0.1))
    torch.testing.assert_close(trainee.l1(batch.image + 0.1, everywhere), small)
    plain = gan_trainee("deepfill_v2")
    torch.testing.assert_close(plain.l1(wrong, batch), 0.1 * batch.mask.mean())


def test_adadelta_is_a_choice() -> None:
    schedule = ScheduleConfig(
        learning_rate=1.0,
        final_learning_rate=1.0,
        optimizer=Optimizer.ADADELTA,
        decay=Decay.CONSTANT,
    )
    player = Player(nn.Linear(2, 1), schedule)
    assert isinstance(player.optimizer, torch.optim.Adadelta)
    defaults = training_of("glcic").stages["completion"].defaults
    assert defaults.schedule.optimizer is Optimizer.ADADELTA


def test_defaults_are_those_of_the_papers() -> None:
    found = {name: training_of(name).stages["completion"].defaults for name in ("glcic", "pconv")}
    assert found["glcic"].losses.adversarial == 0.0004
    assert found["glcic"].losses.generator_alone_steps == 90_000
    assert found["glcic"].losses.discriminator_alone_steps == 10_000
    losses = found["pconv"].losses
    weights = (losses.hole, losses.valid, losses.perceptual, losses.style, losses.total_variation)
    assert weights == (6, 1, 0.05, 120, 0.1)
    assert training_of("pconv").stages["finetune"].defaults.schedule.learning_rate == 5e-5
    encoder = training_of("context_encoder").stages["centre"].defaults.losses
    assert (encoder.reconstruction, encoder.adversarial) == (0.999, 0.001)
    critics = training_of("deepfill_v1").stages["completion"].defaults.losses
    assert (critics.kind, critics.gamma, critics.generator_every) == ("wgan-gp", 0.99, 5)
    # As released: L1 weights 1.2 and 1.2, and the coarse stage 1.2 times that.
    stages = gan_trainee("deepfill_v1")
    batch = gan_batch(64)
    terms = stages.terms(stages.answer(_networks(stages), StepScene(batch)), batch)
    assert [round(weight, 2) for weight, _ in terms.values()] == [1.44, 1.2, 1.2]
