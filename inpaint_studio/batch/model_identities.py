"""Which model a result shall come from, as the ledger keeps it.

A model that is named is one for all photos. `auto` chooses by the kind of hole, which is known only
when a photo is at work; so the ledger keeps what filled each, and what kind of hole it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from inpaint_studio.inference.auto import models_by_kind
from inpaint_studio.inference.engine import ModelSource

__all__ = ["ModelIdentities"]


@dataclass(frozen=True)
class ModelIdentities:
    """The models of a batch.

    Attributes
    ----------
    name
        The model that fills holes of no particular kind; `auto` resolved.
    by_kind
        Pairs of a kind of hole, "" for any other, and the identity of the model that fills it: its
        name and, where it has weights, their hash.
    """

    name: str
    by_kind: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, model: str, source: ModelSource) -> ModelIdentities:
        """Those that `model`, a name or `auto`, stands for.

        Raises
        ------
        InpaintStudioError
            If a model is not there.
        """
        names = models_by_kind(model)
        known = {name: _identity(name, source) for name in names.values()}
        return cls(names[""], tuple((kind, known[name]) for kind, name in names.items()))

    @classmethod
    def from_text(cls, text: str) -> ModelIdentities | None:
        """What `text` gave, None for anything else."""
        name, _, rest = text.partition(" ")
        try:
            pairs = json.loads(rest)
            by_kind = tuple((str(kind), str(identity)) for kind, identity in pairs)
        except (ValueError, TypeError, RecursionError):
            return None
        return cls(name, by_kind)

    def text(self) -> str:
        """For the ledger: the usual model's name, then all pairs."""
        return f"{self.name} {json.dumps(self.by_kind)}"

    @property
    def names(self) -> tuple[str, ...]:
        """All models that may be asked, the usual one first."""
        return tuple(dict.fromkeys(identity.split()[0] for _, identity in self.by_kind))

    def wanted(self, kind: str) -> str:
        """Identity of the model that a hole of this kind is to be filled by."""
        identities = dict(self.by_kind)
        return identities.get(kind, identities[""])

    def called(self, name: str) -> str:
        """Identity of the model of that name."""
        return next((each for _, each in self.by_kind if each.split()[0] == name), name)


def _identity(name: str, source: ModelSource) -> str:
    files = source.card(name).files
    if not files:
        return name
    hashes = " ".join(sorted(file.sha256 for file in files))
    return f"{name} sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"
