"""The training loop: steps, averages, logs, samples, checkpoints, and when to stop.

Knows the clock and the run's folder, but no family and no network.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor

from inpaint_studio.errors import CancelledError
from inpaint_studio.jobs.messages import Message, Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.averaging import Average
from inpaint_studio.training.batches import BatchStream
from inpaint_studio.training.checkpoint import load_state, restore, save_state, state_of
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.config_reader import to_mapping
from inpaint_studio.training.distributed import (
    average_values,
    is_main,
    processes,
    rank,
    same_start,
)
from inpaint_studio.training.export import write_weights
from inpaint_studio.training.logs import LoggedMeans, RunLog
from inpaint_studio.training.run_state import RunState
from inpaint_studio.training.samples import save_grid
from inpaint_studio.training.trainee import StepContext, Trainee

__all__ = ["STATE_FILE", "Trainer"]

_log = logging.getLogger(__name__)

STATE_FILE = "state.pt"


class Trainer:
    """Runs a `Trainee` on batches.

    Parameters
    ----------
    config
        The whole run.
    trainee, batches
        What is trained, and on what.
    folder
        For the log, samples and resume state; made if absent.
    listener
        Called with every `LoggedMeans` on the main process.
    """

    def __init__(
        self,
        config: TrainConfig,
        trainee: Trainee,
        batches: BatchStream,
        folder: Path,
        listener: Callable[[LoggedMeans], None] | None = None,
    ) -> None:
        self.config, self.trainee, self.batches, self.folder = config, trainee, batches, folder
        self.state = RunState()
        same_start(player.network for player in trainee.players.values())
        self.average = Average(
            {name: trainee.players[name].network for name in trainee.exported},
            config.schedule.ema_decay,
        )
        self.listener = listener
        self._random = torch.Generator(trainee.device).manual_seed(config.seed + 7919)
        self._preview_batch = (
            batches.sample(config.output.samples, config.seed) if config.output.samples else None
        )
        folder.mkdir(parents=True, exist_ok=True)
        self._run_log = RunLog(folder, tensorboard=config.output.tensorboard) if is_main() else None

    def resume(self, path: Path) -> None:
        """Go on from a resume state; see `checkpoint.restore` for errors."""
        state = load_state(path, self.trainee.device)
        self.state = restore(state, self.trainee, self.average)
        self._resume_randomness(state["random"])
        if self._run_log is not None:
            self._run_log.cut(self.state.step)

    def _resume_randomness(self, random: Mapping[str, Tensor]) -> None:
        # Every process but the first draws its own batches, and so does a run that changed from
        # one kind of device to another: their generators have nothing in common.
        if is_main():
            try:
                self.batches.restore(random["batches"])
                self._random.set_state(random["step"].cpu())
            except (RuntimeError, TypeError):
                _log.warning("The state comes from another kind of device; batches start afresh.")
            else:
                return
        self.batches.reseed(self.config.seed + self.state.step + 1000003 * rank())
        self._random.manual_seed(self.config.seed + self.state.step + 7919)

    def save(self) -> None:
        """Write the resume state."""
        if is_main():
            random = {"batches": self.batches.state(), "step": self._random.get_state()}
            state = state_of(
                self.trainee, self.average, self.state, random, to_mapping(self.config)
            )
            save_state(self.folder / STATE_FILE, state)

    def export(self, folder: Path) -> list[Path]:
        """Write the averaged networks as `<name>.safetensors`, half precision, into `folder`."""
        metadata = {
            "family": self.config.family,
            "stage": self.config.stage,
            "steps": str(self.state.step),
            "samples": str(self.state.samples),
            "samples_per_s": f"{self.state.samples / max(self.state.elapsed_s, 1e-9):.2f}",
            "precision": self.trainee.precision,
        }
        paths = []
        for name, network in self.average.networks.items():
            paths.append(folder / f"{name}.safetensors")
            write_weights(self.trainee.weights(network), paths[-1], metadata=metadata)
        return paths

    def run(
        self,
        *,
        stop_after_s: float | None = None,
        stop_after_steps: int | None = None,
        token: ProgressToken | None = None,
    ) -> None:
        """Train until `schedule.steps` are done, or this call has done its share.

        With `stop_after_s` the learning rate follows the clock: the run is planned to be over
        after the seconds trained before plus these. `stop_after_steps` only pauses the run; the
        learning rate is that of the whole. The state is saved at the end, and when the run is
        cancelled or fails.

        Raises
        ------
        CancelledError
            If `token` is cancelled; the state has been saved.
        TrainingDivergedError
            If losses or gradients stay NaN.
        """
        schedule, output = self.config.schedule, self.config.output
        clock = _Clock(self.state.elapsed_s, stop_after_s)
        last_step = schedule.steps
        if stop_after_steps is not None:
            last_step = min(last_step, self.state.step + stop_after_steps)
        saved_s, window = clock.elapsed_s(), _Window()
        try:
            while self.state.step < last_step and not _agreed(clock.is_over()):
                rate = schedule.rate_at(self.state.step, self._done(clock))
                window.add(self._step(rate))
                self.state = RunState(
                    self.state.step + 1,
                    self.state.samples + schedule.batch * processes(),
                    clock.elapsed_s(),
                )
                if token is not None:
                    token.relay(self._done(clock), window.told(self.state.step, schedule.batch))
                if self.state.step % output.log_every_steps == 0:
                    self._log(window, rate, self._done(clock))
                    window = _Window()
                if output.samples and self.state.step % output.sample_every_steps == 0:
                    self._samples()
                if self.state.elapsed_s - saved_s >= output.checkpoint_every_s:
                    self.save()
                    saved_s = self.state.elapsed_s
        except CancelledError:
            step = self.state.step
            raise CancelledError(
                "Stopped after step {step}; {remedy} to do the rest.",
                step=step,
                remedy=Remedy.RESUME,
            ) from None
        finally:
            self.batches.close()
            # Logging and saving took time too: a resumed run goes on from the whole of it.
            self.state = RunState(self.state.step, self.state.samples, clock.elapsed_s())
            self.save()
        if output.samples:
            self._samples()

    def _done(self, clock: _Clock) -> float:
        return max(self.state.step / self.config.schedule.steps, clock.done())

    def _step(self, rate: float) -> dict[str, Tensor]:
        self.trainee.set_rate(rate)
        batch = self.batches.next()
        values = self.trainee.step(batch, StepContext(self.state.step, self._random))
        self.average.update({n: self.trainee.players[n].network for n in self.trainee.exported})
        return values

    def _log(self, window: _Window, rate: float, done: float) -> None:
        losses = average_values(window.means())
        seconds = max(time.monotonic() - window.began, 1e-9)
        speed = window.steps * self.config.schedule.batch * processes() / seconds
        report = LoggedMeans(self.state, rate, speed, done, losses)
        if is_main():
            if self._run_log is not None:
                self._run_log.write(report)
            if self.listener is not None:
                self.listener(report)

    def _samples(self) -> None:
        if not is_main() or self._preview_batch is None:
            return
        pictures = self.trainee.preview(self._preview_batch, self.average.networks)
        save_grid(self.folder / "samples" / f"{self.state.step:08d}.jpg", pictures)


class _Clock:
    """Seconds trained, those of earlier calls included, and the seconds planned, if any."""

    def __init__(self, before_s: float, more_s: float | None) -> None:
        self._began, self._before_s = time.monotonic(), before_s
        self._planned_s = None if more_s is None else max(before_s + more_s, 1e-9)

    def elapsed_s(self) -> float:
        return self._before_s + time.monotonic() - self._began

    def is_over(self) -> bool:
        return self._planned_s is not None and self.elapsed_s() >= self._planned_s

    def done(self) -> float:
        return 0.0 if self._planned_s is None else min(1.0, self.elapsed_s() / self._planned_s)


class _Window:
    """Sums of losses since the last line of the log; stays on the device until asked."""

    def __init__(self) -> None:
        self.began, self.steps = time.monotonic(), 0
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}

    def add(self, values: Mapping[str, Tensor]) -> None:
        self.steps += 1
        for name, value in values.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value
            self._counts[name] = self._counts.get(name, 0) + 1

    def told(self, step: int, batch: int) -> Message:
        """Step and speed, for a progress bar."""
        seconds = max(time.monotonic() - self.began, 1e-9)
        return Message(
            "step {step}, {rate:.1f} samples/s",
            step=step,
            rate=self.steps * batch * processes() / seconds,
        )

    def means(self) -> dict[str, float]:
        return {name: float(total) / self._counts[name] for name, total in self._sums.items()}


def _agreed(stop: bool) -> bool:
    """Whether any process wants to stop; asked by all in the same step."""
    if processes() == 1:
        return stop
    return average_values({"stop": float(stop)})["stop"] > 0
