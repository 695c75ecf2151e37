"""The three kinds of family, each made from its card: what is not on the card is said once here.

Paths are short: a restorer is `module:factory` in `inference.restorers`, a network is
`module:ROW` in `zoo.layouts`. Nothing heavy is imported here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from inpaint_studio.zoo.card import ModelCard, with_texture
from inpaint_studio.zoo.families.figures import with_figures
from inpaint_studio.zoo.family import Family

__all__ = ["built_in", "downloadable", "importable"]

_RESTORERS = "inpaint_studio.inference.restorers"
_LAYOUTS = "inpaint_studio.zoo.layouts"


def built_in(card: ModelCard, title: str, restorer: str) -> Family:
    """A method that needs no files: it is there from the start."""
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=f"{_RESTORERS}.{restorer}",
        cards=(with_figures(card),),
    )


def downloadable(card: ModelCard, title: str, restorer: str) -> Family:
    """A model run as published, from the files on its card, which `models install` fetches."""
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=f"{_RESTORERS}.{restorer}",
        roles=tuple(file.role for file in card.files),
        downloads=(with_figures(dataclasses.replace(card, needs_weights=True)),),
    )


def importable(
    card: ModelCard,
    title: str,
    networks: Mapping[str, str],
    *,
    restorer: str = "one_network:make_one_network",
    roles: tuple[str, ...] = ("generator",),
) -> Family:
    """A network of ours that published checkpoints, and our own trainings, are read into.

    Parameters
    ----------
    card
        What an imported checkpoint's card starts from; says neither source nor `needs_weights`.
    title
        The family's short title.
    networks
        Role to the short path of its `PublishedNetwork`; may hold more roles than `roles`.
    restorer
        Short path of the factory; by default that of a network `forward(image, mask)`.
    roles
        The networks that a model needs.
    """
    # Texture upon a network's fill is off unless the user asks; what refines fills has its own.
    template = card if card.builds_upon_another else with_texture(card, 0)
    return Family(
        name=card.family,
        title=title,
        paper=card.paper,
        restorer=f"{_RESTORERS}.{restorer}",
        roles=roles,
        networks={role: f"{_LAYOUTS}.{path}" for role, path in networks.items()},
        template=dataclasses.replace(template, source="imported", needs_weights=True),
    )
