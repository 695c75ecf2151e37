"""Puts a model that we trained into `models/`: weights, card, recipe, log and curves.

    python packaging/ship_model.py NAME --family FAMILY --weights EXPORT --stage RECIPE.toml RUN \
        [--stage RECIPE.toml RUN] [--set KEY=JSON]

EXPORT is what `inpaint-studio train --export` wrote, RUN the folder of a training run. The card
starts from the family's; `--set title='"…"'` changes a field of it, `--set texture=2` the default of
that option. Where the model is there already, its card is kept and only what is set changes; figures
come by `take_figures.py`, and the README beside the card is written by hand.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.training.logs import LOG_FILE, draw_curves
from inpaint_studio.zoo.card import CARD_FILE, TEXTURE_OPTION, ModelCard, with_texture
from inpaint_studio.zoo.card_file import card_from_json, card_to_json, read_card
from inpaint_studio.zoo.install import write_model
from inpaint_studio.zoo.registry import find_family

MODELS = Path(__file__).resolve().parent.parent / "models"


def first_card(name: str, family_name: str) -> ModelCard:
    """The family's card, as ours; of a family that is only installed, one that builds on it."""
    family = find_family(family_name)
    source = "Inpaint Studio; recipe and figures in README.md"
    if family.template is not None:
        return dataclasses.replace(family.template, name=name, licence="MIT", source=source)
    if not family.training or not family.downloads:
        raise SystemExit(f"family {family_name} has no weights of ours")
    base, *_ = family.downloads
    return dataclasses.replace(
        base,
        name=name,
        builds_on=base.name,
        source=source,
        files=(),
        measured_lpips=None,
        measured=(),
    )


def changed(card: ModelCard, settings: list[str]) -> ModelCard:
    """The card with what was set."""
    for setting in settings:
        key, _, text = setting.partition("=")
        if key == TEXTURE_OPTION:
            card = with_texture(card, json.loads(text))
        else:
            record = json.loads(card_to_json(card))
            card = card_from_json(json.dumps({**record, key: json.loads(text)}))
    return card


def keep_training(stages: list[list[Path]], folder: Path) -> None:
    """Recipes and logs of all stages, in order, and curves over them."""
    kept = folder / "training"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    logs = []
    for number, (recipe, run) in enumerate(stages, start=1):
        shutil.copyfile(recipe, kept / f"stage-{number}.toml")
        logs.append(kept / f"stage-{number}.log.jsonl")
        shutil.copyfile(run / LOG_FILE, logs[-1])
    draw_curves(logs, folder / "curves.png")


def main() -> int:
    parser = argparse.ArgumentParser(description="Put a trained model into models/.")
    parser.add_argument("name")
    parser.add_argument("--family", required=True)
    parser.add_argument("--weights", type=Path, required=True, metavar="EXPORT")
    parser.add_argument(
        "--stage", type=Path, nargs=2, action="append", required=True, metavar=("RECIPE", "RUN")
    )
    parser.add_argument("--set", action="append", default=[], dest="settings", metavar="KEY=JSON")
    options = parser.parse_args()
    folder = MODELS / options.name
    try:
        is_there = (folder / CARD_FILE).is_file()
        card = read_card(folder) if is_there else first_card(options.name, options.family)
        card = changed(card, options.settings)
        roles = find_family(card.family).roles
        if card.builds_on:
            roles = tuple(path.stem for path in sorted(options.weights.glob("*.safetensors")))
        states = {role: load_file(options.weights / f"{role}.safetensors") for role in roles}
        folder.mkdir(exist_ok=True)
        write_model(card, states, folder, dtype=torch.float16)
        keep_training(options.stage, folder)
    except InpaintStudioError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{folder}: {card.title}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
