"""Multi-scale neural patch synthesis (arXiv 1611.09969) as a restorer upon any other.

Another model fills the hole first, over windows of its own; texture of the known area is then
synthesised upon that, coarse to fine. Knows no model by name: what goes before is asked of the
registry.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from inpaint_studio.errors import MissingPartError, OptionError
from inpaint_studio.imaging.types import FloatImage, to_unit
from inpaint_studio.inference.device import CPU, Device
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.jobs.fill_settings import OptionValue
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import TEXTURE_OPTION, ModelCard

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["PatchSynthesisRestorer", "make_patch_synthesis"]

_ROLE = "vgg"
_CONTENT_SHARE = 0.1  # of the progress


def make_patch_synthesis(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The optimisation with the VGG features of `folder`."""
    if folder is None:
        raise MissingPartError(
            "Model {model} has no VGG features here; {remedy}.",
            model=card.name,
            family=card.family,
            roles=[_ROLE],
            remedy=Remedy.IMPORT_MODEL,
        )
    from inpaint_studio.zoo.weights import load_network

    return PatchSynthesisRestorer(card, load_network(card, folder, _ROLE), device)


class PatchSynthesisRestorer:
    """A content model, kept until another is asked for, and the optimisation upon its fill."""

    def __init__(self, card: ModelCard, trunk: nn.Module, device: Device) -> None:
        self.card = card
        self._device = device
        # Whatever the device is faster with: gradients want float32.
        self._trunk: nn.Module | None = trunk.to(device.torch_device).eval()
        self._content: tuple[str, Device, Restorer] | None = None

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`. Shows what there is after every scale."""
        import torch

        from inpaint_studio.families.patch_synthesis.optimisation import SynthesisRules, refine

        assert self._trunk is not None, "the restorer is closed"
        content = self._filled(request, token.part(0.0, _CONTENT_SHARE).watched(None))
        token.show(content)
        options = {option.name: option.default for option in self.card.options}
        options.update(request.settings.options)
        rules = SynthesisRules(
            content=float(options["content_weight"]),
            texture=float(options["texture_weight"]),
            smoothness=float(options["smoothness"]),
            rounds=int(options["rounds"]),
        )
        try:
            result = refine(
                self._trunk,
                self._tensor(to_unit(request.image)),
                self._tensor(request.mask[..., None].astype(np.float32)),
                self._tensor(content),
                int(options["scales"]),
                rules,
                token.part(_CONTENT_SHARE, 1.0),
                lambda shown: token.show(_as_image(shown)),
            )
        except torch.OutOfMemoryError as error:
            raise MemoryError(str(error).splitlines()[0]) from error
        return Fill(_as_image(result), coarse=content)

    def close(self) -> None:
        """Free the network and the content model."""
        self._trunk = None
        self._drop_content()

    def _tensor(self, image: FloatImage) -> Tensor:
        import torch

        planes = np.ascontiguousarray(image.transpose(2, 0, 1))[None]
        return torch.from_numpy(planes).to(self._device.torch_device)

    def _filled(self, request: FillRequest, token: ProgressToken) -> FloatImage:
        """The content model's fill of the window."""
        from inpaint_studio.inference.region_fill import RegionFill
        from inpaint_studio.inference.request import RestoreRequest

        restorer, device, load_on_cpu = self._content_model(request)
        # Texture is what comes next: upon texture of another kind there is nothing to gain.
        names = {option.name for option in restorer.card.options}
        options: dict[str, OptionValue] = {TEXTURE_OPTION: 0} if TEXTURE_OPTION in names else {}
        settings = replace(request.settings, model=restorer.card.name, options=options)
        whole = RestoreRequest(request.image, request.mask, settings, request.guide)
        work = RegionFill(whole, request.mask, np.zeros_like(request.mask), load_on_cpu)
        work.run(restorer, device, token)
        return to_unit(work.finish(token))

    def _content_model(self, request: FillRequest) -> tuple[Restorer, Device, Any]:
        from inpaint_studio.inference.auto import choose_model_for
        from inpaint_studio.zoo.registry import find_family, find_model, list_models, resolve

        plain = [model for model in list_models() if not model.card.builds_upon_another]
        name = str(request.settings.options.get("content", "auto"))
        asked = (request.image, request.mask, request.guide)
        chosen = choose_model_for(name, *asked, plain).model
        model = find_model(chosen).require_ready()
        if model.card.builds_upon_another:
            raise OptionError(
                "Model {chosen} goes on from another's fill itself; choose another content.",
                chosen=chosen,
            )
        device = self._device if model.card.needs_weights else CPU
        factory = resolve(find_family(model.card.family).restorer)

        def load(where: Device) -> Restorer:
            return cast(Restorer, factory(model.card, model.folder, where))

        if self._content is None or self._content[:2] != (chosen, device):
            self._drop_content()
            self._content = (chosen, device, load(device))
        return self._content[2], device, lambda: load(CPU)

    def _drop_content(self) -> None:
        if self._content is not None:
            self._content[2].close()
            self._content = None


def _as_image(planes: Tensor) -> FloatImage:
    """float32 (H, W, 3) in [0, 1] from (1, 3, H, W)."""
    image = planes[0].clamp(0, 1).permute(1, 2, 0).contiguous().cpu().numpy()
    return cast(FloatImage, image)
