"""What a family of models is: one published architecture, or one classical method.

A `Family` says how its models are brought in, recognised and run; everything heavy in it is a
dotted path `module:attribute`, resolved when it is first needed. Knows cards, nothing else.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inpaint_studio.errors import MissingPartError
from inpaint_studio.zoo.card import ModelCard, check_model_name

__all__ = ["Family", "RestorerFactory", "resolve"]

RestorerFactory = Callable[[ModelCard, "Path | None", Any], Any]
"""`factory(card, folder, device) -> Restorer`; `folder` is None for models without files."""


@dataclass(frozen=True)
class Family:
    """One published architecture (or one classical method).

    Parameters
    ----------
    name, title, paper
        Identifier, title and citation.
    restorer
        Dotted path of a `RestorerFactory`.
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
    """

    name: str
    title: str
    paper: str
    restorer: str
    roles: tuple[str, ...] = ()
    networks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: tuple[ModelCard, ...] = ()
    downloads: tuple[ModelCard, ...] = ()
    template: ModelCard | None = None

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
        for path in (self.restorer, *self.networks.values()):
            if path.count(":") != 1:
                raise ValueError(f"{path!r} in family {self.name} is not 'module:attribute'")


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
