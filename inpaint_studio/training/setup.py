"""From a configuration and data folders to a trainer that is ready to run."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.batches import BatchMaker, BatchStream, Maker
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.config_reader import from_mapping, overridden
from inpaint_studio.training.distributed import rank
from inpaint_studio.training.holes import HoleBank, build_bank
from inpaint_studio.training.logs import LoggedMeans
from inpaint_studio.training.loop import Trainer
from inpaint_studio.training.photo_store import PhotoStore, Share, load_photos
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.zoo.registry import families

__all__ = ["build_trainer", "read_config", "recipe_names"]


def recipe_names() -> tuple[str, ...]:
    """Names of the configurations that come with the families, for `read_config`."""
    return tuple(f"{family.name}-{recipe}" for family in families() for recipe in family.recipes)


def read_config(
    family: str, stage: str, file: Path | str | None = None, settings: Sequence[str] = ()
) -> TrainConfig:
    """The stage's defaults, then the TOML file or recipe, then settings "section.key=value".

    Raises
    ------
    OptionError
        If family, stage, a key or a value is not allowed.
    BadInputError
        If the file cannot be read.
    """
    stages = training_of(family).stages
    if stage not in stages:
        raise OptionError(
            "{family} has no stage {stage!r}; stages: {stages}.",
            family=family,
            stage=stage,
            stages=list(stages),
        )
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(_config_text(file))
        except (ValueError, RecursionError) as error:
            raise BadInputError(
                "{path} is not valid TOML: {error}.", path=file, error=error
            ) from error
    values = overridden(values, settings)
    defaults = stages[stage].defaults
    base_network = from_mapping(
        type(defaults.network), values.pop("network", {}), where="network", base=defaults.network
    )
    base_losses = from_mapping(
        type(defaults.losses), values.pop("losses", {}), where="losses", base=defaults.losses
    )
    for fixed in ("family", "stage"):
        named = values.pop(fixed, getattr(defaults, fixed))
        if named != getattr(defaults, fixed):
            raise OptionError(
                "The file is for {fixed} {named!r}; the command says otherwise.",
                fixed=fixed,
                named=named,
            )
    config = from_mapping(TrainConfig, values, base=defaults)
    from dataclasses import replace

    return replace(config, network=base_network, losses=base_losses)


def _config_text(file: Path | str) -> str:
    """The text of a recipe, or of a file."""
    for family in families():
        for recipe in family.recipes:
            if str(file) == f"{family.name}-{recipe}":
                return family.recipe(recipe)
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInputError(
            "{path} cannot be read ({reason}); recipes: {recipes}.",
            path=file,
            reason=error.strerror,
            recipes=list(recipe_names()),
        ) from error


def build_trainer(
    config: TrainConfig,
    data: Sequence[Path],
    folder: Path,
    device: torch.device,
    extras: Extras,
    listener: Callable[[LoggedMeans], None] | None = None,
) -> Trainer:
    """Decode the photographs, draw the holes, build the networks."""
    torch.manual_seed(config.seed)
    store = load_photos(
        data,
        device if config.data.on_device else torch.device("cpu"),
        smallest_side_px=config.data.crop_px,
        largest_side_px=config.data.largest_side_px,
        shares=[Share(pattern, share) for pattern, share in config.data.shares.items()],
        limit=config.data.limit,
    )
    stage = training_of(config.family).stages[config.stage]
    maker = _hole_maker(config, store) if stage.batches is None else stage.batches(config, store)
    # Every process draws other crops from the same photographs.
    batches = BatchStream(
        maker,
        config.schedule.batch,
        device,
        config.seed + 1000003 * rank(),
        ahead=0 if store.device == device else 4,
    )
    trainee = stage.build(config, device, extras)
    return Trainer(config, trainee, batches, folder, listener)


def _hole_maker(config: TrainConfig, store: PhotoStore) -> Maker:
    """Batches of crops with holes."""
    holes = config.holes
    large = round(holes.bank_size * holes.large_rate)

    def drawn(mix: Mapping[str, float], share: tuple[float, float], size: int) -> HoleBank:
        return build_bank(
            mix,
            size=size,
            side_px=config.data.crop_px,
            share=share,
            device=store.device,
            seed=config.seed,
            folders=holes.folders,
        )

    if large < holes.bank_size:
        bank = drawn(holes.mix, holes.share, holes.bank_size - large)
        if large:
            bank = bank.joined(drawn(holes.large, holes.large_share, large))
    else:
        bank = drawn(holes.large, holes.large_share, large)
    return BatchMaker(
        store,
        bank,
        crop_px=config.data.crop_px,
        windows_px=config.data.windows_px,
        look=config.look,
    )
