"""The damage detector: a network of ours that marks damage by kind."""

from __future__ import annotations

from inpaint_studio.zoo.family import Family

__all__ = ["FAMILY"]

FAMILY = Family(
    name="damage",
    title="Damage detector",
    paper=(
        "U-Net: O. Ronneberger, P. Fischer, T. Brox, arXiv 1505.04597; additive skips: "
        "A. Chaurasia, E. Culurciello, arXiv 1707.03718"
    ),
    roles=("detector",),
    networks={"detector": ".checkpoint:DETECTOR"},
    training=".training:TRAINING",
    recipes=("detector-cpu",),
    package=__package__,
)
