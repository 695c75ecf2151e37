"""What the loop trains: networks with their optimizers, and one step; the base of every family.

The loop, checkpoint and export see only this class. Knows nothing of files or of time.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils import parametrize

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.inference.device import cpu_multiplies_bfloat16
from inpaint_studio.training.batches import Batch, layout_for
from inpaint_studio.training.config import Optimizer, ScheduleConfig, TrainingPrecision
from inpaint_studio.training.distributed import average_gradients
from inpaint_studio.training.export import plain_state

__all__ = [
    "Picture",
    "Player",
    "StepContext",
    "Trainee",
    "TrainingDivergedError",
    "frozen",
    "keep_norms",
    "update",
]

_log = logging.getLogger(__name__)

_MOST_BAD_STEPS = 20


class TrainingDivergedError(InpaintStudioError):
    """Losses or gradients stayed NaN or infinite."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One column of a sample grid: a label and float (N, 1 or 3, H, W) in [0, 1]."""

    label: str
    image: Tensor


class Player:
    """A network with its optimizer.

    Parameters
    ----------
    network
        On its device already.
    schedule
        Learning rate, betas, clipping.
    rate_factor
        Factor on the learning rate (a discriminator's 0.1).
    rate_factors
        Further factors for some parameters, by name.
    """

    def __init__(
        self,
        network: nn.Module,
        schedule: ScheduleConfig,
        rate_factor: float = 1.0,
        *,
        rate_factors: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self.network = network.to(memory_format=layout_for(next(network.parameters()).device))
        named = {name: p for name, p in network.named_parameters() if p.requires_grad}
        self.parameters = list(named.values())
        plain = [p for name, p in named.items() if name not in rate_factors]
        quick = [name for name in named if name in rate_factors]
        # Parameters of one factor after the other, each a group of the optimizer's.
        groups = [plain, *([named[name]] for name in quick)]
        self._factors = [rate_factor, *(rate_factor * rate_factors[name] for name in quick)]
        self.optimizer = _optimizer(groups, schedule, rate_factor)
        self.clip_norm = schedule.clip_norm
        self._updates = 0
        self._bad_steps = torch.zeros((), device=self.parameters[0].device)

    def set_rate(self, rate: float) -> None:
        """Set the learning rate; the player's own factors are applied here."""
        for group, factor in zip(self.optimizer.param_groups, self._factors, strict=True):
            group["lr"] = rate * factor

    def note(self, finite: Tensor) -> None:
        """Count steps whose gradients were not `finite`, a bool scalar on the device.

        The count is looked at in one of twenty steps, since looking waits for the device.

        Raises
        ------
        TrainingDivergedError
            After twenty such steps in a row or a few more.
        """
        self._bad_steps = (self._bad_steps + 1) * ~finite
        self._updates += 1
        if self._updates % _MOST_BAD_STEPS == 0 and bool(self._bad_steps >= _MOST_BAD_STEPS):
            raise TrainingDivergedError(
                "Gradients were NaN or infinite {bad_steps} steps in a row; lower "
                "schedule.learning_rate or use float32, and resume from the checkpoint.",
                bad_steps=int(self._bad_steps),
            )

    def step(self, finite: Tensor) -> None:
        """One step of the optimizer where the gradients are `finite`, else none."""
        if isinstance(self.optimizer, torch.optim.Adam):
            # Fused Adam reads on the device whether to leave the step out.
            self.optimizer.found_inf = (~finite).float()  # type: ignore[attr-defined]
            self.optimizer.step()
        elif bool(finite):
            self.optimizer.step()


def _optimizer(
    parameters: list[list[nn.Parameter]], schedule: ScheduleConfig, rate_factor: float
) -> torch.optim.Optimizer:
    groups = [{"params": group} for group in parameters]
    rate = schedule.learning_rate * rate_factor
    if schedule.optimizer is Optimizer.ADADELTA:
        return torch.optim.Adadelta(groups, lr=rate, foreach=True)
    return torch.optim.Adam(groups, lr=rate, betas=schedule.betas, fused=True)


def update(players: Sequence[Player], loss: Tensor) -> Tensor:
    """One optimizer step of all `players` down `loss`; returns the norm of the gradients.

    A step whose gradients are not finite is left out.

    Raises
    ------
    TrainingDivergedError
        After twenty such steps in a row; see `Player.note`.
    """
    for player in players:
        player.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    parameters = [p for player in players for p in player.parameters]
    average_gradients(parameters)
    norm = nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    finite = torch.isfinite(norm)
    players[0].note(finite)
    if players[0].clip_norm > 0:
        nn.utils.clip_grads_with_norm_(parameters, players[0].clip_norm, norm)
    for player in players:
        player.step(finite)
    return norm


@dataclass(frozen=True, eq=False)
class StepContext:
    """What a step may use beside its batch: its number from 0, and a generator on the device."""

    number: int
    random: torch.Generator


def keep_norms(network: nn.Module) -> None:
    """Batch norms use, and no longer follow, their running means, until `network.train()`."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


@contextmanager
def frozen(network: nn.Module) -> Iterator[None]:
    """No gradients for the network's weights inside; they pass through to its input."""
    changed = [p for p in network.parameters() if p.requires_grad]
    for parameter in changed:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in changed:
            parameter.requires_grad_(True)


def _usable(precision: TrainingPrecision, device: torch.device) -> TrainingPrecision:
    """`precision`, but no bfloat16 on processors that emulate it: there a step takes up to twenty
    times as long."""
    is_emulated = device.type == "cpu" and not cpu_multiplies_bfloat16()
    if precision is TrainingPrecision.BFLOAT16 and is_emulated:
        _log.warning("This processor has no bfloat16; training in float32.")
        return TrainingPrecision.FLOAT32
    return precision


class Trainee(ABC):
    """Networks in training.

    Attributes
    ----------
    players
        Every network with state, by name; all of it goes into checkpoints.
    exported
        Names of the networks that are averaged and exported.
    precision
        That of the forward passes; float32 where bfloat16 was asked for and the processor has none.
    """

    def __init__(
        self,
        players: Mapping[str, Player],
        exported: Sequence[str],
        device: torch.device,
        precision: TrainingPrecision,
    ) -> None:
        self.players = dict(players)
        self.exported = tuple(exported)
        self.device = device
        self.precision = _usable(precision, device)

    def autocast(self) -> torch.autocast:
        """Context of the forward passes."""
        return torch.autocast(
            self.device.type,
            dtype=torch.bfloat16,
            enabled=self.precision is TrainingPrecision.BFLOAT16,
        )

    def generate(self, network: nn.Module, *inputs: Tensor) -> Tensor:
        """A generator's only or last output in float32, computed in the run's precision."""
        return self.stages(network, *inputs)[-1]

    def stages(self, network: nn.Module, *inputs: Tensor) -> tuple[Tensor, ...]:
        """All outputs of a generator in float32, computed in the run's precision.

        On the CPU, autocast computes reflection padding in float32 and converts to and fro, a
        fifth of a step; there the weights themselves are converted instead, but for networks with
        spectral or batch norm, whose buffers must stay as they are.
        """
        cast_weights = (
            self.precision is TrainingPrecision.BFLOAT16
            and self.device.type == "cpu"
            and not any(
                parametrize.is_parametrized(module) or isinstance(module, nn.BatchNorm2d)
                for module in network.modules()
            )
        )
        if cast_weights:
            weights = {name: value.bfloat16() for name, value in network.named_parameters()}
            output = functional_call(network, weights, tuple(value.bfloat16() for value in inputs))
        else:
            with self.autocast():
                output = network(*inputs)
        outputs = (output,) if isinstance(output, Tensor) else tuple(output)
        return tuple(cast(Tensor, each).float() for each in outputs)

    def set_rate(self, rate: float) -> None:
        """Set the learning rate of every player."""
        for player in self.players.values():
            player.set_rate(rate)

    @abstractmethod
    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        """Train on one batch; returns detached scalars by name. No files, no printing."""

    def weights(self, network: nn.Module) -> dict[str, Tensor]:
        """What is exported of one of the networks: its weights on the CPU, spectral norm folded."""
        return plain_state(network)

    @abstractmethod
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        """Columns of a sample grid, made with `networks` (the averaged ones), without gradients."""
