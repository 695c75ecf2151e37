"""`inpaint-studio train`: train a family's networks. Torch is imported when the command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import OptionError

if TYPE_CHECKING:
    import torch

    from inpaint_studio.training.logs import LoggedMeans
    from inpaint_studio.training.loop import Trainer

__all__ = ["add_arguments", "run"]

_HERE = Path("STATE")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "family", nargs="?", default="edgeconnect", help="what to train (default: edgeconnect)"
    )
    parser.add_argument(
        "--stage", help="part of the training, such as edge, completion, joint, finetune"
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="folder of photographs or tar files, or an .flist; may be given several times",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="options of the run: a TOML file, or a recipe such as edgeconnect-completion-gpu",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="one option, such as schedule.batch=16; goes over --config; may be repeated",
    )
    parser.add_argument(
        "--smoke", action="store_true", help="rehearse everything on drawn pictures in a minute"
    )
    _add_start(parser)
    _add_end(parser)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda (default: auto)")
    parser.add_argument("--threads", type=int, metavar="N", help="threads on the CPU")


def _add_start(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what the run starts from")
    group.add_argument(
        "--resume",
        type=Path,
        nargs="?",
        const=_HERE,
        metavar="STATE",
        help="go on from the state in --out, or from a state file",
    )
    group.add_argument(
        "--start-from",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="weights or resume state of an earlier stage; may be repeated",
    )
    group.add_argument("--vgg", type=Path, metavar="FILE", help="VGG weights, safetensors")
    group.add_argument(
        "--perceptual-weights",
        type=Path,
        metavar="DIR",
        help="folder of LPIPS weights, for stages whose losses are LPIPS",
    )


def _add_end(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("when it ends and what it leaves")
    group.add_argument(
        "--stop-after",
        type=float,
        metavar="MINUTES",
        help="plan the run to be over after so many minutes; the learning rate follows the clock",
    )
    group.add_argument(
        "--out",
        type=Path,
        default=Path("runs/train"),
        metavar="DIR",
        help="folder of log, samples and resume state (default: runs/train)",
    )
    group.add_argument(
        "--export", type=Path, metavar="DIR", help="write the averaged weights there at the end"
    )


def run(args: argparse.Namespace) -> int:
    """Train; returns 0 when done, 1 when a rehearsal did not lower the losses."""
    import torch

    from inpaint_studio.training.distributed import is_main, spread

    if args.threads is not None:
        if args.threads < 1:
            raise OptionError("--threads is {threads}; use 1 or more.", threads=args.threads)
        torch.set_num_threads(args.threads)
    with spread(_device(args.device)) as device:
        if args.smoke:
            return _smoke(args.family, args.out, device)
        trainer = _trainer(args, device)
        _train(args, trainer)
        if is_main():
            _finish(args, trainer)
    return 0


def _device(name: str) -> torch.device:
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError:
        raise OptionError("--device is {name!r}; use auto, cpu or cuda.", name=name) from None
    if device.type == "cuda" and not torch.cuda.is_available():
        raise OptionError("--device is cuda, but there is none here; use cpu.")
    return device


def _trainer(args: argparse.Namespace, device: torch.device) -> Trainer:
    from inpaint_studio.training.setup import build_trainer, read_config
    from inpaint_studio.training.stages import Extras, training_of

    if not args.data:
        raise OptionError("--data is missing; name a folder of photographs, or use --smoke.")
    if args.stop_after is not None and args.stop_after < 0:
        raise OptionError(
            "--stop-after is {stop_after}; use minutes from 0 up.", stop_after=args.stop_after
        )
    stage = args.stage or training_of(args.family).default_stage
    config = read_config(args.family, stage, args.config, args.settings)
    extras = Extras(args.vgg, tuple(args.start_from), args.perceptual_weights)
    trainer = build_trainer(config, args.data, args.out, device, extras)
    if args.resume is not None:
        _resume(args, trainer)
    return trainer


def _resume(args: argparse.Namespace, trainer: Trainer) -> None:
    from inpaint_studio.training.loop import STATE_FILE

    trainer.resume(args.out / STATE_FILE if args.resume is _HERE else args.resume)


def _train(args: argparse.Namespace, trainer: Trainer) -> None:
    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.training.distributed import is_main

    trainer.listener = _teller() if is_main() else None
    stop_after_s = None if args.stop_after is None else 60 * args.stop_after
    config = trainer.config
    with job_token(f"{config.family} {config.stage}", quiet=not is_main()) as token:
        trainer.run(stop_after_s=stop_after_s, token=token)


def _teller() -> Callable[[LoggedMeans], None] | None:
    """One line a report, where no progress bar is shown."""
    if sys.stderr.isatty():
        return None

    def tell(report: LoggedMeans) -> None:
        losses = "  ".join(f"{name} {value:.4g}" for name, value in report.losses.items())
        print(
            f"{report.done:4.0%}  step {report.state.step}  "
            f"{report.samples_per_s:.1f} samples/s  {losses}",
            flush=True,
        )

    return tell


def _finish(args: argparse.Namespace, trainer: Trainer) -> None:
    if args.export is not None:
        for path in trainer.export(args.export):
            print(path)


def _smoke(family: str, folder: Path, device: torch.device) -> int:
    from inpaint_studio.training.smoke import run_smoke

    def tell(stage: str, report: LoggedMeans) -> None:
        losses = "  ".join(f"{name} {value:.3f}" for name, value in report.losses.items())
        print(
            f"{stage:<10} {report.done:4.0%}  {report.samples_per_s:5.1f}/s  {losses}", flush=True
        )

    results = run_smoke(folder, device, family=family, listener=tell)
    for result in results:
        verdict = "fell" if result.has_fallen else "did not fall"
        print(f"{result.stage}: {result.loss} {verdict}, {result.first:.3f} to {result.last:.3f}")
    return 0 if all(result.has_fallen for result in results) else 1
