"""What a checkpoint is, told from its tensors: the family and the role of every network in it.

Knows the registry and the layouts; knows no model by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.errors import InpaintStudioError, ModelFileError
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.family import Family

__all__ = ["RecognisedNetwork", "match_files", "recognise"]


@dataclass(frozen=True)
class RecognisedNetwork:
    """One network found in a file: its family, the role it has there, and its title."""

    family: str
    role: str
    title: str


def recognise(path: Path) -> tuple[RecognisedNetwork, ...]:
    """The importable networks that the checkpoint `path` holds; () if there is none.

    Raises
    ------
    ModelFileError
        If the file cannot be read safely.
    """
    from inpaint_studio.zoo.checkpoints import read_checkpoint, state_dicts
    from inpaint_studio.zoo.published import tensor_shapes
    from inpaint_studio.zoo.weights import network_of

    shapes = [tensor_shapes(state) for state in state_dicts(read_checkpoint(path)).values()]
    found = []
    for family in registry.families():
        for role in family.roles if family.template is not None else ():
            try:
                network = network_of(family, role)
            except InpaintStudioError:
                continue  # a third party's broken one
            if any(network.recognises(each) for each in shapes):
                found.append(RecognisedNetwork(family.name, role, network.title))
    return tuple(found)


def match_files(paths: Iterable[Path]) -> tuple[Family, dict[str, Path]]:
    """The family whose roles `paths` fill, and which file fills which.

    Raises
    ------
    ModelFileError
        If a file holds no known network, two hold the same one, or they are of several families;
        the message says what each file is.
    """
    chosen: dict[str, Path] = {}
    family_name = ""
    for path in paths:
        findings = recognise(path)
        if not findings:
            known = ", ".join(f.name for f in registry.families() if f.template is not None)
            raise ModelFileError(
                "{path} holds no network of a known family; these can be imported: {known}.",
                path=path,
                known=known,
            )
        finding = next((f for f in findings if f.family == family_name), findings[0])
        if family_name and finding.family != family_name:
            raise ModelFileError(
                "{path} is the {finding} of {family}, but the other file is of {other_family}; "
                "import them one after the other.",
                path=path,
                finding=finding.title,
                family=finding.family,
                other_family=family_name,
            )
        if finding.role in chosen:
            raise ModelFileError(
                "{path} and {other} are both the {finding}; give one.",
                path=path,
                other=chosen[finding.role],
                finding=finding.title,
            )
        family_name = finding.family
        chosen[finding.role] = path
    return registry.find_family(family_name), chosen
