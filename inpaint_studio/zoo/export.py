"""Writing an installed model's networks as their authors publish theirs, for other tools.

Knows the registry and layouts; knows no model by name.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inpaint_studio.errors import ModelFileError, OptionError
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo import registry

__all__ = ["export_model"]


def export_model(
    name: str,
    folder: Path,
    *,
    overwrite: bool = False,
    token: ProgressToken | None = None,
) -> tuple[Path, ...]:
    """Write a model's networks as its authors publish theirs, so that other tools load them.

    Files of families without a published layout of their own are copied as they are.

    Raises
    ------
    OptionError
        If the model has no weights.
    ModelFileError
        If a file exists and `overwrite` is false, or cannot be written. Nothing is left then.
    """
    from inpaint_studio.zoo.checkpoints import write_checkpoint
    from inpaint_studio.zoo.published import published_content
    from inpaint_studio.zoo.weights import checked_file, load_state, network_of

    token = token or ProgressToken()
    model = registry.find_model(name).require_ready()
    card = model.card
    if model.folder is None or not card.files:
        raise OptionError("Model {name} has no weights to export.", name=name)
    family = registry.find_family(card.family)
    with _staging_folder(folder) as temporary:
        for index, file in enumerate(card.files):
            token.report(index / len(card.files), "Writing {role}", role=file.role)
            if file.role in family.networks:
                network = network_of(family, file.role)
                content = published_content(network, load_state(card, model.folder, file.role))
                write_checkpoint(temporary / network.file_name, content)
            else:
                source = checked_file(card, model.folder, file.role)
                shutil.copyfile(source, temporary / Path(file.path).name)
        written = sorted(temporary.iterdir())
        targets = [folder / path.name for path in written]
        for target in targets:
            if target.exists() and not overwrite:
                raise ModelFileError(
                    "{target} exists already; choose another folder, or {remedy}.",
                    target=target,
                    remedy=Remedy.OVERWRITE,
                )
        for path, target in zip(written, targets, strict=True):
            path.replace(target)
    return tuple(targets)


@contextmanager
def _staging_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder inside `folder`, so that finished files can be renamed into place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as name:
            yield Path(name)
    except OSError as error:
        raise ModelFileError(
            "{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror or error
        ) from None
