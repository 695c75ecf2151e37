"""Generators against any number of discriminators, in phases: what most families are.

A family says how its generators are called, which losses they lower and what its discriminators
see; the order of a step stands here. Knows no family, no files and no time.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import torch
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.training.batches import Batch, layout_for
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.gan import composite, scores_of, train_discriminator
from inpaint_studio.training.losses.adversarial import Adversarial, generator_loss
from inpaint_studio.training.losses.perceptual import VggFeatures, load_vgg
from inpaint_studio.training.players import judging_player, starting_player
from inpaint_studio.training.stages import Extras
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, frozen, update
from inpaint_studio.training.views import StepScene, View, Views, hole_corners, whole
from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["Answer", "GanLosses", "GanTrainee", "Judge", "Networks", "Phase", "Terms"]

Networks = Mapping[str, nn.Module]


class Phase(StrEnum):
    """Who learns in a step."""

    GENERATOR = "generator"
    DISCRIMINATOR = "discriminator"
    JOINT = "joint"


@dataclass(frozen=True)
class GanLosses:
    """What the `losses` of all these families have in common.

    `adversarial` weighs the adversarial loss of `kind`; 0 trains without discriminators. Training
    begins with `generator_alone_steps` without discriminators and `discriminator_alone_steps`
    without the generator (Iizuka et al. 2017, section 4, algorithm 1); then both learn, the
    generator in one of `generator_every` steps.
    """

    adversarial: float = 1.0
    kind: Adversarial = Adversarial.NON_SATURATING
    generator_alone_steps: int = 0
    discriminator_alone_steps: int = 0
    generator_every: int = 1

    def __post_init__(self) -> None:
        if self.generator_every < 1:
            raise OptionError(
                "losses.generator_every is {generator_every}; use 1 (every step) or more.",
                generator_every=self.generator_every,
            )

    def phase(self, number: int) -> Phase:
        """The phase of step `number`, from 0."""
        number -= self.generator_alone_steps
        if number < 0 or self.adversarial == 0:
            return Phase.GENERATOR
        number -= self.discriminator_alone_steps
        # The generator comes last, after its discriminators have seen as many batches as it takes.
        if number < 0 or (number + 1) % self.generator_every:
            return Phase.DISCRIMINATOR
        return Phase.JOINT


@dataclass(frozen=True, eq=False)
class Judge:
    """A discriminator: its network, what it is shown, and its weight among the others."""

    network: nn.Module
    view: View = whole
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Answer:
    """What the generators gave: pictures in [0, 1], the final one last.

    Families whose losses need more derive from it.
    """

    stages: tuple[Tensor, ...]

    @property
    def picture(self) -> Tensor:
        """The final picture, not composited."""
        return self.stages[-1]


Terms = dict[str, tuple[float, Tensor]]
"""Losses by name, each with its weight."""


class GanTrainee(Trainee):
    """Generators, their discriminators, and the phases in which they learn.

    Parameters
    ----------
    config, device, extras
        As the family's stage was given them. Only where `config.losses` is a `GanLosses` are
        there discriminators.
    generators
        By role, each with how weights to start from are recognised; they learn together, are
        averaged and exported.
    judges
        Discriminators by name; left out of account where `config.losses.adversarial` is 0.
    local_px
        Side of the windows around the hole that some discriminator sees; 0 for none.
    features
        Weight and VGG layers of each loss that looks at features; those with a weight above 0
        are in `vgg`, which is None if there is none.

    Raises
    ------
    OptionError
        If the window is larger than the crop.
    MissingPartError
        If a loss needs VGG and there are no weights of it on this machine.
    """

    def __init__(
        self,
        config: TrainConfig,
        device: torch.device,
        extras: Extras,
        *,
        generators: Mapping[str, tuple[nn.Module, PublishedNetwork]],
        judges: Mapping[str, Judge] = MappingProxyType({}),
        local_px: int = 0,
        features: Sequence[tuple[float, Sequence[str]]] = (),
    ) -> None:
        gan = config.losses
        self.gan = gan if isinstance(gan, GanLosses) else GanLosses(adversarial=0.0)
        if not 0 <= local_px <= config.data.crop_px:
            raise OptionError(
                "network.local_px is {local_px}; use at most data.crop_px ({crop_px}).",
                local_px=local_px,
                crop_px=config.data.crop_px,
            )
        self.judges = dict(judges) if self.gan.adversarial > 0 else {}
        self._local_px = local_px
        layers = sorted({layer for weight, names in features if weight > 0 for layer in names})
        self.vgg: VggFeatures | None = None
        if layers:
            vgg = load_vgg(layers, extras.vgg).to(device)
            self.vgg = vgg.to(memory_format=layout_for(device))
        players = {
            role: starting_player(network, config, device, extras, published, role)
            for role, (network, published) in generators.items()
        } | {
            name: judging_player(judge.network, config, device)
            for name, judge in self.judges.items()
        }
        super().__init__(players, tuple(generators), device, config.schedule.precision)

    def answer(self, networks: Networks, scene: StepScene) -> Answer:
        """The generators' answer, by default that of one network called with image and mask.

        Must use `stages` or `generate` for the run's precision. `networks` are the generators by
        role, or their averages.
        """
        (network,) = networks.values()
        return Answer(self.stages(network, scene.batch.image, scene.batch.mask))

    @abstractmethod
    def terms(self, answer: Answer, batch: Batch) -> Terms:
        """The losses beside the adversarial ones."""

    def guide(self, batch: Batch, random: torch.Generator | None) -> Tensor | None:
        """Planes (N, 1, H, W) for generator and discriminators; None if the family has none.

        Without `random` (previews) the guide that shows most.
        """
        return None

    def shown(self, name: str, answer: Answer, batch: Batch) -> tuple[Tensor, Tensor]:
        """The real and the fake picture that the judge `name` compares."""
        return batch.image, composite(answer.picture, batch.image, batch.mask)

    def verdict(self, name: str, real: Views, fake: Views) -> Tensor:
        """What the judge `name` makes the generators lower."""
        network = self.judges[name].network
        with frozen(network), self.autocast():
            scores, truth = scores_of(network, fake), None
            if self.gan.kind is Adversarial.RELATIVISTIC:
                with torch.no_grad():
                    truth = scores_of(network, real).float()
        return generator_loss(self.gan.kind, scores.float(), truth)

    def holes(self, batch: Batch) -> Batch:
        """The batch with the holes that this family trains on."""
        return batch

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        scene = self._scene(batch, context.random)
        phase = self.gan.phase(context.number)
        learns = phase is not Phase.DISCRIMINATOR
        with torch.set_grad_enabled(learns):
            networks = {name: self.players[name].network for name in self.exported}
            answer = self.answer(networks, scene)
        values: dict[str, Tensor] = {}
        if phase is not Phase.GENERATOR:
            values |= self._train_judges(answer, scene, context.random)
        if learns:
            terms = self.terms(answer, scene.batch)
            if phase is Phase.JOINT:
                terms |= self._verdicts(answer, scene)
            total = torch.stack([weight * value for weight, value in terms.values()]).sum()
            update([self.players[name] for name in self.exported], total)
            values |= {"total": total} | {name: value for name, (_, value) in terms.items()}
        return {name: value.detach() for name, value in values.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Networks) -> Sequence[Picture]:
        scene = self._scene(batch, None)
        batch, answer = scene.batch, self.answer(networks, scene)
        guide = () if scene.guide is None else (Picture("guide", scene.guide * batch.mask),)
        coarse = () if len(answer.stages) == 1 else (Picture("coarse", answer.stages[0]),)
        return (
            Picture("photo", composite(torch.ones_like(batch.image), batch.image, batch.mask)),
            *guide,
            *coarse,
            Picture("output", answer.picture),
            Picture("restored", composite(answer.picture, batch.image, batch.mask)),
            Picture("original", batch.image),
        )

    def features(self, *pictures: Tensor) -> tuple[dict[str, Tensor], ...]:
        """VGG's activations of each picture, float32, by layer."""
        assert self.vgg is not None
        found = []
        for picture in pictures:
            with torch.set_grad_enabled(picture.requires_grad), self.autocast():
                layers = self.vgg(picture)
            found.append({name: value.float() for name, value in layers.items()})
        return tuple(found)

    def _scene(self, batch: Batch, random: torch.Generator | None) -> StepScene:
        batch = self.holes(batch)
        guide = self.guide(batch, random)
        if random is None or not self._local_px:
            return StepScene(batch, random, guide)
        corners = hole_corners(batch.mask, self._local_px, random)
        return StepScene(batch, random, guide, corners, self._local_px)

    def _views(self, name: str, answer: Answer, scene: StepScene) -> tuple[Views, Views]:
        real, fake = self.shown(name, answer, scene.batch)
        view = self.judges[name].view
        return view(real, scene), view(fake, scene)

    def _train_judges(
        self, answer: Answer, scene: StepScene, random: torch.Generator
    ) -> dict[str, Tensor]:
        values = {}
        for name, judge in self.judges.items():
            real, fake = self._views(name, answer, scene)
            holes = None
            if self.gan.kind is Adversarial.WASSERSTEIN:
                holes = judge.view(scene.batch.mask.expand_as(scene.batch.image), scene)
            values[name] = train_discriminator(
                self,
                self.players[name],
                self.gan.kind,
                real=real,
                fake=fake,
                random=random,
                holes=holes,
            )
        return values

    def _verdicts(self, answer: Answer, scene: StepScene) -> Terms:
        terms: Terms = {}
        for name, judge in self.judges.items():
            loss = self.verdict(name, *self._views(name, answer, scene))
            weight = self.gan.adversarial * judge.weight
            terms[name.replace("discriminator", "adversarial")] = weight, loss
        return terms
