"""The resume state of a run: everything needed to go on as if it had never stopped.

Networks, averages, optimizers, generators, step and time. Written to a temporary file, flushed,
then renamed, so that a crash leaves the previous state. Reading never runs code from the file.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import torch

from inpaint_studio.errors import BadInputError
from inpaint_studio.jobs.files import atomic_file
from inpaint_studio.training.averaging import Average
from inpaint_studio.training.run_state import RunState
from inpaint_studio.training.trainee import Trainee

__all__ = ["load_state", "restore", "save_state", "state_of"]

FORMAT = 1


def state_of(
    trainee: Trainee,
    average: Average,
    progress: RunState,
    random: dict[str, torch.Tensor],
    config: dict[str, Any],
) -> dict[str, Any]:
    """Plain containers and tensors with the whole state; tensors are shared, not copied."""
    return {
        "format": FORMAT,
        "config": config,
        "step": progress.step,
        "samples": progress.samples,
        "elapsed_s": progress.elapsed_s,
        "networks": {name: p.network.state_dict() for name, p in trainee.players.items()},
        "optimizers": {name: p.optimizer.state_dict() for name, p in trainee.players.items()},
        "averages": average.state(),
        "average_updates": average.updates,
        "random": random,
        "torch_rng": torch.get_rng_state(),
    }


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write `state` to `path` atomically; its folder is made.

    Raises
    ------
    BadInputError
        If it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path, error=BadInputError) as stream:
        torch.save(state, stream)


def load_state(path: Path, device: torch.device) -> dict[str, Any]:
    """Read what `save_state` wrote.

    Raises
    ------
    BadInputError
        If the file is missing, damaged, or of another format; the path is named.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        raise BadInputError("{path} does not exist; start the run anew.", path=path) from None
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise BadInputError(
            "{path} is no resume state ({kind}); start anew.", path=path, kind=type(error).__name__
        ) from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise BadInputError(
            "{path} is of another format; this version reads format {known}.",
            path=path,
            known=FORMAT,
        )
    return state


def restore(
    state: dict[str, Any],
    trainee: Trainee,
    average: Average,
) -> RunState:
    """Put `state` into networks, optimizers, averages and torch's own randomness, strictly.

    Raises
    ------
    BadInputError
        If the state is of other networks.
    """
    try:
        for name, player in trainee.players.items():
            player.network.load_state_dict(state["networks"][name])
            player.optimizer.load_state_dict(state["optimizers"][name])
        average.load(state["averages"], state["average_updates"])
    except (KeyError, RuntimeError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise BadInputError(
            "The resume state is of other networks ({first}).", first=first
        ) from error
    torch.set_rng_state(state["torch_rng"].cpu())
    return RunState(state["step"], state["samples"], state["elapsed_s"])
