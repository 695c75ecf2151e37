"""What the family is, and where its parts are. Imports no torch."""

from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind, Tiling
from inpaint_studio.zoo.family import importable

FAMILY = importable(
    __package__,
    ModelCard(
        name="small-fill",
        title="Small fill",
        family="small-fill",
        good_at="specks on plain walls",
        licence="MIT",
        native_size_px=64,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        options=(
            CardOption(
                "calm", OptionKind.NUMBER, 0.0, 0.0, 1.0, "How much mean colour is mixed in"
            ),
        ),
    ),
    title="Small fill",
    restorer=".restorer:make_small_fill",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=("cpu",),
)
