"""Published checkpoints: {"net": tensors} with layers called `enc`, `mid` and `dec`."""

from inpaint_studio.zoo.published import PublishedNetwork
from inpaint_studio.zoo.renaming import Renaming, has_shape
from small_fill.network import SmallFill

_NAMES = Renaming({"enc": "down", "mid": "middle", "dec": "up"})

GENERATOR = PublishedNetwork(
    name="small_fill",
    title="small fill network",
    file_name="small_fill.pth",
    container="net",
    extras={"iteration": 0},
    # As published, or as a training of ours names its tensors.
    recognises=lambda shapes: any(
        has_shape(shapes, f"{first}.weight", (None, 4, 4, 4)) and f"{last}.weight" in shapes
        for first, last in (("enc", "dec"), ("down", "up"))
    ),
    to_plain=_NAMES.to_plain,
    to_published=_NAMES.to_published,
    settings=lambda shapes: {"channels": shapes["down.weight"][0]},
    build=SmallFill,
    inputs={"image": 3, "mask": 1},
    call=lambda network, arrays: (network(arrays["image"], arrays["mask"]),),
)
