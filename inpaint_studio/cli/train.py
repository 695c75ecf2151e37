"""`inpaint-studio train`: train a family's networks. Torch is imported when the command runs."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("family", nargs="?", default="edgeconnect", help="what to train")
    parser.add_argument("--stage", default="completion", help="edge, completion or joint")
    parser.add_argument("--config", type=Path, help="TOML file with options of the run")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, default=Path("runs/train"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--stop-after", type=float, metavar="MINUTES")
    parser.add_argument("--start-from", type=Path, action="append", default=[])
    parser.add_argument("--vgg", type=Path)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int)


def run(args: argparse.Namespace) -> int:
    """Train; returns the exit status."""
    import torch

    from inpaint_studio.training.distributed import spread
    from inpaint_studio.training.families import Extras
    from inpaint_studio.training.logs import Report
    from inpaint_studio.training.loop import STATE_FILE
    from inpaint_studio.training.setup import build_trainer, read_config

    def show(report: Report) -> None:
        losses = " ".join(f"{k} {v:.4f}" for k, v in report.losses.items())
        print(
            f"step {report.state.step} {report.samples_per_s:.1f}/s {report.done:.0%} {losses}",
            flush=True,
        )

    if args.threads:
        torch.set_num_threads(args.threads)
    config = read_config(args.family, args.stage, args.config, args.settings)
    name = args.device
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    with spread(torch.device(name)) as device:
        extras = Extras(args.vgg, tuple(args.start_from))
        trainer = build_trainer(config, args.data, args.out, device, extras, show)
        state = args.out / STATE_FILE
        if args.resume and state.is_file():
            trainer.resume(state)
        trainer.run(stop_after_s=args.stop_after * 60 if args.stop_after else None)
    return 0
