"""What a family of models is: one published architecture, or one classical method.

A `Family` is one row that says how its models are brought in, recognised, run and trained. All
that is heavy in it is a dotted path `module:attribute`, resolved when it is first needed; a path
that begins with a dot is looked for in the family's own package, as in an import. Knows cards,
nothing else.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inpaint_studio.errors import MissingPartError
from inpaint_studio.zoo.card import (
    HoleKind,
    Measurement,
    ModelCard,
    check_model_name,
    with_texture,
)

__all__ = [
    "FIGURES_FILE",
    "Family",
    "RestorerFactory",
    "built_in",
    "downloadable",
    "figures_of",
    "importable",
    "resolve",
]

RestorerFactory = Callable[[ModelCard, "Path | None", Any], Any]
"""`factory(card, folder, device) -> Restorer`; `folder` is None for models without files."""

FIGURES_FILE = "measured.json"
"""In a family's package: what its models that have no folder of their own were measured to do."""

_ONE_NETWORK = "inpaint_studio.inference.one_network:make_one_network"


@dataclass(frozen=True)
class Family:
    """One published architecture (or one classical method).

    Parameters
    ----------
    name, title, paper
        Identifier, title and citation.
    restorer
        Dotted path of a `RestorerFactory`; empty for a detector, which fills no holes.
    roles
        Weight files a model of this family needs, in order, such as ("edge", "completion").
    networks
        Role to the dotted path of an `inpaint_studio.zoo.published.PublishedNetwork`; may hold
        more roles than `roles` (discriminators, for training and comparison).
    cards
        Models that are there without any file.
    downloads
        Models that `models install` fetches; every file of such a card has a url.
    template
        The card that imported checkpoints start from; None where nothing can be imported.
    training
        Dotted path of an `inpaint_studio.training.stages.Training`; empty where nothing can be
        trained.
    recipes
        Configurations that come with it: "cpu" is the file `recipe-cpu.toml` of `package`, which
        `train --config NAME-cpu` takes.
    package
        The package in which paths that begin with a dot, recipes and figures are: `__package__`
        of the module that makes the row.
    has_graphs
        Its restorer needs no PyTorch: it runs the published file itself, or a graph that comes with
        the family.
    """

    name: str
    title: str
    paper: str
    restorer: str = ""
    roles: tuple[str, ...] = ()
    networks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: tuple[ModelCard, ...] = ()
    downloads: tuple[ModelCard, ...] = ()
    template: ModelCard | None = None
    training: str = ""
    recipes: tuple[str, ...] = ()
    package: str = ""
    has_graphs: bool = False

    def __post_init__(self) -> None:
        check_model_name(self.name)
        for role in self.roles:
            # Each role is an option of `models import`, beside these.
            if role in ("name", "title", "licence", "json", "help") or not role.isidentifier():
                raise ValueError(f"family {self.name} cannot call a file {role!r}")
        templates = () if self.template is None else (self.template,)
        for card in (*self.cards, *self.downloads, *templates):
            if card.family != self.name:
                raise ValueError(
                    f"card {card.name} says family {card.family}, but belongs to {self.name}"
                )
        set_field = object.__setattr__  # the row is frozen from here on
        set_field(self, "restorer", self._whole(self.restorer))
        set_field(self, "training", self._whole(self.training))
        whole = {role: self._whole(path) for role, path in self.networks.items()}
        set_field(self, "networks", MappingProxyType(whole))

    def _whole(self, path: str) -> str:
        """The path from the top."""
        if path and path.count(":") != 1:
            raise ValueError(f"{path!r} in family {self.name} is not 'module:attribute'")
        if path.startswith(".") and not self.package:
            raise ValueError(f"family {self.name} says no package for {path!r}")
        return self.package + path if path.startswith(".") else path

    def recipe(self, name: str) -> str:
        """The text of one of `recipes`.

        Raises
        ------
        MissingPartError
            If its file is not there.
        """
        try:
            place = resources.files(self.package) / f"recipe-{name}.toml"
            return place.read_text(encoding="utf-8")
        except (ImportError, OSError) as error:
            raise MissingPartError(
                "The recipe {recipe} cannot be read ({error}); reinstall it.",
                recipe=f"{self.name}-{name}",
                error=error,
            ) from error


def resolve(path: str) -> Any:
    """The object at the dotted path `module:attribute`.

    Raises
    ------
    MissingPartError
        If the module cannot be imported or lacks the attribute; the path is named.
    """
    module, _, attribute = path.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise MissingPartError(
            "{path} cannot be loaded ({error}); reinstall it.", path=path, error=error
        ) from error


def built_in(package: str, card: ModelCard, *, title: str, restorer: str) -> Family:
    """A method that needs no files: it is there from the start.

    Arguments as in `Family`, and the method's card.
    """
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=restorer,
        cards=(_with_figures(card, package),),
        package=package,
    )


def downloadable(
    package: str,
    card: ModelCard,
    *,
    title: str,
    restorer: str,
    training: str = "",
    recipes: tuple[str, ...] = (),
    has_graphs: bool = False,
) -> Family:
    """A model run as published, from the files on its card, which `models install` fetches.

    Arguments as in `Family`, and the model's card.
    """
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=restorer,
        roles=tuple(file.role for file in card.files),
        downloads=(dataclasses.replace(_with_figures(card, package), needs_weights=True),),
        training=training,
        recipes=recipes,
        package=package,
        has_graphs=has_graphs,
    )


def importable(
    package: str,
    card: ModelCard,
    *,
    title: str,
    networks: Mapping[str, str],
    restorer: str = _ONE_NETWORK,
    roles: tuple[str, ...] = ("generator",),
    training: str = "",
    recipes: tuple[str, ...] = (),
) -> Family:
    """A network of ours that published checkpoints, and our own trainings, are read into.

    Arguments as in `Family`; the restorer is by default that of a network `forward(image, mask)`.

    Parameters
    ----------
    card
        What an imported checkpoint's card starts from; says neither source nor `needs_weights`.
    """
    # Texture upon a network's fill is off unless the user asks; what refines fills has its own.
    template = card if card.builds_upon_another else with_texture(card, 0)
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=restorer,
        roles=roles,
        networks=networks,
        template=dataclasses.replace(template, source="imported", needs_weights=True),
        training=training,
        recipes=recipes,
        package=package,
    )


@cache
def _figures(package: str) -> dict[str, Any]:
    """The records of a package by model; they are taken over by `packaging/take_figures.py`."""
    path = resources.files(package) / FIGURES_FILE
    records: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return records


def figures_of(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of a card that a model's entry in a `measured.json` fills.

    Raises
    ------
    KeyError, ValueError, ModelFileError
        If the entry is not of that form.
    """
    measured = tuple(
        Measurement(HoleKind(row["kind"]), row["lpips"], row["photographs"])
        for row in record["measured"]
    )
    return {"measured_lpips": record["measured_lpips"], "measured": measured}


def _with_figures(card: ModelCard, package: str) -> ModelCard:
    """The card with its figures, if it was measured."""
    record = _figures(package).get(card.name)
    return card if record is None else dataclasses.replace(card, **figures_of(record))
