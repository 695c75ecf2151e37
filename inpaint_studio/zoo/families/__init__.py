"""The families that the product brings: one row each; the cards stand in the modules beside.

Whatever is specific to one model stands on its card; no other module may ask for a model's name.
A new family is a network, its layout in `zoo.layouts`, its card here, and a row in this table.
Nothing heavy is imported here.
"""

from __future__ import annotations

from inpaint_studio.zoo.families import (
    classical,
    coherent_attention,
    context_encoder,
    deepfill,
    edgeconnect,
    glcic,
    lama,
    migan,
    partial_conv,
    patch_synthesis,
    pluralistic,
    recurrent_reasoning,
    se_resnet,
    semantic_face,
)
from inpaint_studio.zoo.family import Family

__all__ = ["FAMILIES"]

FAMILIES: tuple[Family, ...] = (
    classical.PATCHMATCH,
    classical.CRIMINISI,
    classical.TELEA,
    classical.NAVIER_STOKES,
    migan.FAMILY,
    lama.FAMILY,
    edgeconnect.FAMILY,
    deepfill.V2,
    deepfill.V1,
    partial_conv.FAMILY,
    glcic.FAMILY,
    pluralistic.FAMILY,
    recurrent_reasoning.FAMILY,
    coherent_attention.FAMILY,
    context_encoder.FAMILY,
    patch_synthesis.FAMILY,
    se_resnet.FAMILY,
    semantic_face.FAMILY,
)
"""In the order in which they are listed."""
