"""Bringing models in, checking them, and taking them out again.

Each operation happens wholly or not at all. Nothing here prints or asks; what needs the user's
consent takes it as a function. Knows the registry and layouts; knows no model by name.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import CancelledError, ModelFileError, OptionError
from inpaint_studio.jobs.messages import NOTHING, Message, Remedy
from inpaint_studio.paths import user_models_dir
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.card import ModelCard, ModelFile, check_model_name
from inpaint_studio.zoo.card_file import write_card
from inpaint_studio.zoo.download import OpenUrl, fetch, open_https
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState
from inpaint_studio.zoo.storage import (
    copy_checked,
    describe_file,
    discard_folder,
    new_model_folder,
    sha256_of,
)

if TYPE_CHECKING:
    import torch

    from inpaint_studio.zoo.checkpoints import State

__all__ = [
    "FileCheck",
    "create_model",
    "downloadable_card",
    "import_model",
    "install_model",
    "remove_model",
    "verify_model",
    "write_model",
]

_DOWNLOADS = ".downloads"


@dataclass(frozen=True)
class FileCheck:
    """Outcome for one file of a model; `problem` is empty when it is right."""

    path: Path
    problem: Message = NOTHING


def import_model(
    family_name: str,
    files: Mapping[str, Path],
    *,
    name: str | None = None,
    title: str | None = None,
    licence: str | None = None,
    token: ProgressToken | None = None,
) -> InstalledModel:
    """Convert published checkpoints into a model of the user's.

    Parameters
    ----------
    files
        One file for each role of the family.
    name, title, licence
        For the card; by default the family's name, its title with the name, and the licence of
        the weights that the authors publish.

    Raises
    ------
    ModelNotFoundError
        If there is no such family.
    OptionError
        If a role is missing or unknown, or the family has nothing to import.
    ModelFileError
        If the name is taken, or a file is not what its role needs. Nothing is left then.
    """
    from inpaint_studio.zoo.published import read_published
    from inpaint_studio.zoo.weights import known_networks, network_of

    token = token or ProgressToken()
    family = registry.find_family(family_name)
    if family.template is None:
        raise OptionError(
            "Family {family} has no checkpoints to import; choose another in the list of models.",
            family=family.name,
        )
    _check_roles(family, files)
    name = name or family.name
    _check_free(name)
    states: dict[str, State] = {}
    origins = []
    for index, role in enumerate(family.roles):
        token.report(index / (len(family.roles) + 1), "Reading {file}", file=files[role].name)
        states[role] = read_published(files[role], network_of(family, role), known_networks())
        origins.append(f"{files[role].name} (sha256 {sha256_of(files[role])})")
    card = dataclasses.replace(
        family.template,
        name=name,
        title=title or (family.title if name == family.name else f"{family.title} ({name})"),
        licence=licence or family.template.licence,
        licence_notice="" if licence else family.template.licence_notice,
        source="imported from " + ", ".join(origins),
    )
    token.report(len(family.roles) / (len(family.roles) + 1), "Writing {name}", name=name)
    return create_model(card, states)


def create_model(
    card: ModelCard, states: Mapping[str, State], *, dtype: torch.dtype | None = None
) -> InstalledModel:
    """Install plain tensors as a model of the user's, one safetensors file a role.

    Parameters
    ----------
    card
        The card; its files are filled in here.
    states
        Plain tensors for each role of the card's family.
    dtype
        Floating type in the files; None keeps that of the tensors. Loading widens to float32.

    Raises
    ------
    ModelFileError
        If the name is taken, tensors are missing or wrong, or the folder cannot be written.
    """
    _check_free(card.name)
    with new_model_folder(card.name) as folder:
        write_model(card, states, folder, dtype=dtype)
    return registry.find_model(card.name)


def write_model(
    card: ModelCard,
    states: Mapping[str, State],
    folder: Path,
    *,
    dtype: torch.dtype | None = None,
) -> None:
    """Write plain tensors, one safetensors file a role, and the card that lists them.

    Parameters
    ----------
    card, states, dtype
        As in `create_model`; with `builds_on`, any roles.
    folder
        Where to; files of the same names are replaced.

    Raises
    ------
    OptionError, ModelFileError
        If a role is missing or unknown, tensors are missing or wrong, or a file cannot be written.
    """
    from inpaint_studio.zoo.checkpoints import float32_state, write_safetensors
    from inpaint_studio.zoo.published import build_network, tensor_shapes
    from inpaint_studio.zoo.weights import network_of

    family = registry.find_family(card.family)
    roles = tuple(states) if card.builds_on else family.roles
    if not card.builds_on:  # what is laid over another model's weights is no network by itself
        _check_roles(family, states)
        for role in roles:
            network = network_of(family, role)
            build_network(network, float32_state(states[role]))
            card = dataclasses.replace(card, **network.card_changes(tensor_shapes(states[role])))
    for role in roles:
        write_safetensors(folder / f"{role}.safetensors", states[role], dtype=dtype)
    files = tuple(describe_file(folder, f"{role}.safetensors", role) for role in roles)
    write_card(dataclasses.replace(card, files=files), folder)


def install_model(
    name: str,
    *,
    agree: Callable[[ModelCard], bool],
    source: Path | None = None,
    token: ProgressToken | None = None,
    open_url: OpenUrl = open_https,
) -> InstalledModel:
    """Install a downloadable model, from its pinned address or from a file already here.

    Parameters
    ----------
    agree
        Shown the card, licence included, before anything is fetched; False cancels.
    source
        The file itself, or a folder that holds the card's files; no network is used then.

    Raises
    ------
    ModelNotFoundError, OptionError
        If there is no such model, or it cannot be installed like this.
    CancelledError
        If `agree` said no, or `token` was cancelled.
    MissingPartError
        If the network fails.
    ModelFileError
        If a file is not the pinned one. Nothing is installed then.
    """
    model = registry.find_model(name)
    if model.state is ModelState.READY:
        return model
    card = downloadable_card(name)
    token = token or ProgressToken()
    if not agree(card):
        raise CancelledError(
            "{model} was not installed; the licence was not accepted.", model=card.name
        )
    with new_model_folder(card.name, replace=True) as folder:
        step = 1.0 / len(card.files)
        for index, file in enumerate(card.files):
            part = token.part(index * step, (index + 1) * step)
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            if source is None:
                _download(file, target, part, open_url)
            else:
                copy_checked(_source_file(source, card, file), target, file, part)
        write_card(card, folder)
    return registry.find_model(name)


def verify_model(
    model: InstalledModel, token: ProgressToken | None = None
) -> tuple[FileCheck, ...]:
    """Read every file of a model and compare it with the card.

    Returns
    -------
    One entry a file; none for models without files. A broken card is one entry with its problem.
    """
    token = token or ProgressToken()
    model_files = model.card.files
    if model.folder is None:
        return ()
    if not model_files:
        return (FileCheck(model.folder, model.note),)
    checks = []
    for index, file in enumerate(model_files):
        path = model.folder / file.path
        part = token.part(index / len(model_files), (index + 1) / len(model_files))
        try:
            actual = sha256_of(path, part, Message("Checking {path}", path=file.path))
            problem = NOTHING
            if actual != file.sha256:
                problem = Message(
                    "sha256 is {found:.12}…, the card says {expected:.12}…",
                    found=actual,
                    expected=file.sha256,
                )
        except ModelFileError as error:
            problem = error.message
        checks.append(FileCheck(path, problem))
    if model.state is ModelState.BROKEN and not any(check.problem for check in checks):
        checks.append(FileCheck(model.folder, model.note))
    return tuple(checks)


def remove_model(name: str) -> InstalledModel:
    """Remove a model of the user's, and return what it was.

    Raises
    ------
    ModelNotFoundError, OptionError
        If there is no such model, or it is not the user's to remove.
    """
    model = registry.find_model(name)
    if model.origin is not ModelOrigin.USER or model.folder is None:
        raise OptionError(
            "Model {name} is {origin} and cannot be removed; only installed and imported models "
            "can.",
            name=name,
            origin=model.origin.value,
        )
    discard_folder(model.folder)
    return model


def _check_roles(family: registry.Family, given: Mapping[str, object]) -> None:
    for role in family.roles:
        if role not in given:
            raise OptionError(
                "The {role} file is missing; {family} needs {wanted}.",
                role=role,
                family=family.name,
                wanted=list(family.roles),
            )
    for role in given:
        if role not in family.roles:
            raise OptionError(
                "{family} takes no {role!r} file; it takes: {known}.",
                family=family.name,
                role=role,
                known=list(family.roles),
            )


def _check_free(name: str) -> None:
    check_model_name(name)
    if name in registry.RESERVED_NAMES:
        raise ModelFileError(
            "The name {name!r} has a meaning of its own; choose another.", name=name
        )
    for model in registry.list_models():
        # A family's placeholder holds no name: its first model may be called like the family.
        placeholder = model.origin is ModelOrigin.KNOWN and name == model.card.family
        if model.name == name and not (placeholder and not model.card.files):
            raise ModelFileError(
                "There is a model called {model!r} already; choose another name, or {remedy}.",
                model=name,
                remedy=Remedy.REMOVE_MODEL,
            )


def downloadable_card(name: str) -> ModelCard:
    """The card of what `install_model` fetches for a model, whether it is installed or not: of one
    that builds on another, that other's.

    Raises
    ------
    ModelNotFoundError
        If there is no such model.
    OptionError
        If it is not one to be fetched; those that are get named.
    """
    cards = [card for family in registry.families() for card in family.downloads]
    for card in cards:
        if card.name == name:
            return card
    model = registry.find_model(name)
    if model.card.builds_on:
        return downloadable_card(model.card.builds_on)
    if model.state is ModelState.NOT_INSTALLED:
        raise OptionError("Model {name} cannot be downloaded; {note}", name=name, note=model.note)
    raise OptionError(
        "Model {name} cannot be downloaded; these can: {offered}.",
        name=name,
        offered=[card.name for card in cards],
    )


def _download(file: ModelFile, target: Path, token: ProgressToken, open_url: OpenUrl) -> None:
    """Fetch beside the models, so that the next try can go on and the end is a rename."""
    downloads = user_models_dir(create=True) / _DOWNLOADS
    downloads.mkdir(exist_ok=True)
    try:
        fetch(file, downloads / f"{file.sha256}.part", token, open_url=open_url).replace(target)
    finally:
        with contextlib.suppress(OSError):  # it stays while it holds a part
            downloads.rmdir()


def _source_file(source: Path, card: ModelCard, file: ModelFile) -> Path:
    if source.is_dir():
        return source / file.path
    if len(card.files) > 1:
        raise OptionError(
            "{model} has {count} files; give the folder that holds them.",
            model=card.name,
            count=len(card.files),
        )
    return source
