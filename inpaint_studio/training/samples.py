"""Sample grids: one row a photograph, one column a picture, as a JPEG file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from inpaint_studio.training.trainee import Picture

__all__ = ["save_grid"]


def save_grid(path: Path, pictures: Sequence[Picture]) -> None:
    """Write `pictures` side by side, samples below each other; the folder is made."""
    from PIL import Image as Pillow

    columns = [
        picture.image.detach().float().clamp(0, 1).expand(-1, 3, -1, -1).cpu()
        for picture in pictures
    ]
    rows = torch.cat(columns, dim=3)
    grid = torch.cat(list(rows), dim=1).permute(1, 2, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray((grid * 255).round().byte().numpy()).save(path, quality=92)
