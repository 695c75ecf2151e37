"""The detector of lettering: the damage detector's network with one plane, ink."""

from __future__ import annotations

from inpaint_studio.zoo.family import Family

__all__ = ["FAMILY"]

FAMILY = Family(
    name="text",
    title="Text detector",
    paper=(
        "U-Net: O. Ronneberger, P. Fischer, T. Brox, arXiv 1505.04597; additive skips: "
        "A. Chaurasia, E. Culurciello, arXiv 1707.03718"
    ),
    roles=("detector",),
    networks={"detector": "inpaint_studio.families.damage.checkpoint:DETECTOR"},
    training=".training:TRAINING",
    package=__package__,
)
