"""Which families of models the product knows, and which models this machine has.

The families, the product's own and third parties', come through the entry point group
`inpaint_studio.families`. This module loads no network and knows no restorer.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from inpaint_studio.errors import (
    InpaintStudioError,
    MissingPartError,
    ModelFileError,
    ModelNotFoundError,
)
from inpaint_studio.jobs.messages import NOTHING, Message, Remedy
from inpaint_studio.paths import bundled_models_dir, model_dirs
from inpaint_studio.zoo.card import CARD_FILE, ModelCard, check_model_name
from inpaint_studio.zoo.card_file import read_card
from inpaint_studio.zoo.entry_points import family_entry_points
from inpaint_studio.zoo.family import Family, RestorerFactory, resolve
from inpaint_studio.zoo.graph import torch_is_installed
from inpaint_studio.zoo.model_file import DETECTOR_FILE

__all__ = [
    "RESERVED_NAMES",
    "Family",
    "InstalledModel",
    "ModelOrigin",
    "ModelState",
    "Registry",
    "RestorerFactory",
    "families",
    "find_family",
    "find_model",
    "list_detectors",
    "list_models",
    "register",
    "registry",
    "resolve",
]

RESERVED_NAMES = frozenset({"auto", "all", "none"})


class ModelState(Enum):
    """Whether a model can be run."""

    READY = "ready"
    NOT_INSTALLED = "not-installed"
    BROKEN = "broken"


class ModelOrigin(Enum):
    """Where a model comes from."""

    BUILT_IN = "built-in"
    """Needs no files."""
    BUNDLED = "bundled"
    """Its files come with the product."""
    USER = "user"
    """Imported, downloaded or trained by the user."""
    KNOWN = "known"
    """Not on this machine."""


@dataclass(frozen=True)
class InstalledModel:
    """A model and its state.

    `folder` holds its files (None where there are none); `note` says in one line what to do about
    a model that is not installed, and what is wrong with a broken one.
    """

    card: ModelCard
    state: ModelState
    origin: ModelOrigin
    folder: Path | None = None
    note: Message = NOTHING

    @property
    def name(self) -> str:
        """The name the user types."""
        return self.card.name

    def require_ready(self) -> InstalledModel:
        """Return this model if it can be run.

        Raises
        ------
        MissingPartError
            If it is not installed; the message is the remedy.
        ModelFileError
            If it is broken; the message says why.
        """
        if self.state is ModelState.NOT_INSTALLED:
            raise MissingPartError(
                "Model {name} is not installed: {note}", name=self.name, note=self.note
            )
        if self.state is ModelState.BROKEN:
            raise ModelFileError(
                "Model {name} cannot be used: {note}", name=self.name, note=self.note
            )
        return self


class Registry:
    """The families known, and the models found with them.

    Parameters
    ----------
    initial
        Families to begin with.
    entry_points
        Gives the entry points of further ones; asked once, at the first look-up.
    """

    def __init__(
        self,
        initial: Iterable[Family] = (),
        entry_points: Callable[[], Iterable[metadata.EntryPoint]] = tuple,
    ) -> None:
        self._families: dict[str, Family] = {}
        self._entry_points: Callable[[], Iterable[metadata.EntryPoint]] | None = entry_points
        self._problems: list[Message] = []
        for family in initial:
            self.register(family)

    def register(self, family: Family) -> None:
        """Add a family.

        Raises
        ------
        ValueError
            If a family of that name, or a model of one of its names, is registered already.
        """
        if family.name in self._families:
            raise ValueError(f"family {family.name} is registered already")
        cards = [*family.cards, *family.downloads]
        names = [card.name for card in cards]
        taken = set(self.known_names()) | RESERVED_NAMES
        for name in names:
            if name in taken or names.count(name) > 1:
                raise ValueError(f"model {name} of family {family.name} is registered already")
        self._families[family.name] = family

    def known_names(self) -> tuple[str, ...]:
        """Names of all built-in and downloadable models."""
        return tuple(
            card.name
            for family in self._families.values()
            for card in (*family.cards, *family.downloads)
        )

    def families(self) -> tuple[Family, ...]:
        """All families."""
        self._load_entry_points()
        return tuple(self._families.values())

    def problems(self) -> tuple[Message, ...]:
        """One line for each family that could not be loaded."""
        self._load_entry_points()
        return tuple(self._problems)

    def find_family(self, name: str) -> Family:
        """The family called `name`.

        Raises
        ------
        ModelNotFoundError
            If there is none; close names are given.
        """
        self._load_entry_points()
        try:
            return self._families[name]
        except KeyError:
            raise _not_found(Message("model family"), name, self._families) from None

    def list_models(self) -> tuple[InstalledModel, ...]:
        """Every model: built-in ones, those in the model folders, then those not installed.

        Files are looked at (existence and size), not read; `verify_model` reads them.
        """
        families = self.families()
        found = [
            InstalledModel(card, ModelState.READY, ModelOrigin.BUILT_IN)
            for family in families
            for card in family.cards
        ]
        found += self._models_in_folders({model.name for model in found})
        names = {model.name for model in found}
        # A small bundled model does not hide that the published checkpoint can be imported.
        present = {model.card.family for model in found if model.origin is ModelOrigin.USER}
        for family in families:
            found += [_downloadable(card) for card in family.downloads if card.name not in names]
            if family.template is not None and family.name not in present | names:
                found.append(_importable(family, family.template))
        return tuple(found)

    def list_detectors(self) -> tuple[InstalledModel, ...]:
        """Every model in the model folders that finds instead of filling; as `list_models`."""
        self._load_entry_points()
        return tuple(self._models_in_folders(set(), DETECTOR_FILE))

    def find_model(self, name: str) -> InstalledModel:
        """The model called `name`, in whatever state it is.

        Raises
        ------
        ModelNotFoundError
            If there is none; close names are given.
        """
        models = self.list_models()
        for model in models:
            if model.name == name:
                return model
        same_family = [model.name for model in models if model.card.family == name]
        raise _not_found(Message("model"), name, [model.name for model in models], same_family)

    def _models_in_folders(
        self, taken: set[str], card_file: str = CARD_FILE
    ) -> list[InstalledModel]:
        models: dict[str, InstalledModel] = {}
        for parent in model_dirs():
            for folder in _folders_with_cards(parent, card_file):
                # The first folder of the search path wins, as with PATH.
                if folder.name not in models and folder.name not in taken:
                    models[folder.name] = self._inspect(folder, card_file)
        return [models[name] for name in sorted(models)]

    def _inspect(self, folder: Path, card_file: str) -> InstalledModel:
        bundled = folder.parent == bundled_models_dir()
        origin = ModelOrigin.BUNDLED if bundled else ModelOrigin.USER
        try:
            card = read_card(folder, card_file)
        except InpaintStudioError as error:
            stub = ModelCard(name=_stub_name(folder.name), title=folder.name, family="unknown")
            return InstalledModel(stub, ModelState.BROKEN, origin, folder, error.message)
        card = self._brought_up_to_date(card)
        fault = self._fault(card, folder / card_file)
        if fault is None and card.builds_on and not self._is_there(card.builds_on):
            return InstalledModel(
                card, ModelState.NOT_INSTALLED, origin, folder, _to_install(card.builds_on)
            )
        if fault is None and not self._runs_here(card):
            note = Message("it needs PyTorch, which this installation does not have.")
            return InstalledModel(card, ModelState.NOT_INSTALLED, origin, folder, note)
        state = ModelState.READY if fault is None else ModelState.BROKEN
        return InstalledModel(card, state, origin, folder, fault or NOTHING)

    def _runs_here(self, card: ModelCard) -> bool:
        """False where PyTorch is needed and not installed: see `graph.NetworkGraph`."""
        if torch_is_installed():
            return True
        family = self._families[card.family]
        graphs = {file.role for file in card.files}
        return family.has_graphs or all(f"{role}_graph" in graphs for role in family.roles)

    def _is_there(self, name: str) -> bool:
        """True if a folder holds the files of the downloadable model `name`."""
        cards = [c for f in self._families.values() for c in f.downloads if c.name == name]
        return any(
            self._fault(card, parent / name / CARD_FILE) is None
            for card in cards
            for parent in model_dirs()
            if (parent / name / CARD_FILE).is_file()
        )

    def _brought_up_to_date(self, card: ModelCard) -> ModelCard:
        """What the product knows by now of a model that it installed earlier.

        The card in the folder is of the day of the installation; of the same files, figures and
        capabilities may have become known since.
        """
        family = self._families.get(card.family)
        if family is None:
            return card
        for known in family.downloads:
            same = [(file.path, file.sha256) for file in known.files]
            if known.name == card.name and same == [(f.path, f.sha256) for f in card.files]:
                return known
        if family.template is None:
            return card
        # What comes from the code that runs a family, cards older than that code do not say.
        return dataclasses.replace(
            card,
            shows_attention=card.shows_attention or family.template.shows_attention,
            varies=card.varies or family.template.varies,
        )

    def _fault(self, card: ModelCard, card_path: Path) -> Message | None:
        folder = card_path.parent
        if card.name != folder.name:
            return Message(
                "{folder} names the model {model!r}; rename the folder so.",
                folder=card_path,
                model=card.name,
            )
        family = self._families.get(card.family)
        if family is None:
            return Message(
                "its family {family!r} is not known; install the package that brings it.",
                family=card.family,
            )
        absent = [role for role in family.roles if role not in {f.role for f in card.files}]
        # What is laid over another model's files has others than these.
        if absent and not card.builds_on:
            return Message(
                "{folder} lists no {absent} file; import the model again.",
                folder=card_path,
                absent=absent[0],
            )
        for file in card.files:
            path = folder / file.path
            try:
                size_bytes = path.stat().st_size
            except OSError:
                return Message("{path} is missing; install or import the model again.", path=path)
            if size_bytes != file.size_bytes:
                return Message(
                    "{path} has {size_bytes:,} bytes instead of {expected_bytes:,}; install "
                    "or import the model again.",
                    path=path,
                    size_bytes=size_bytes,
                    expected_bytes=file.size_bytes,
                )
        return None

    def _load_entry_points(self) -> None:
        source, self._entry_points = self._entry_points, None
        if source is None:
            return
        for point in source():
            try:
                loaded = point.load()
                family = loaded if isinstance(loaded, Family) else loaded()
                if not isinstance(family, Family):
                    raise TypeError(f"gave {type(family).__name__} instead of a Family")
                self.register(family)
            except Exception as error:
                # Somebody else's code: whatever it raises must not take the product down.
                self._problems.append(
                    Message(
                        "The model family {family!r} ({value}) could not be loaded: {kind}: {error}",
                        family=point.name,
                        value=point.value,
                        kind=type(error).__name__,
                        error=error,
                    )
                )


def _folders_with_cards(parent: Path, card_file: str) -> list[Path]:
    try:
        return sorted(
            folder
            for folder in parent.iterdir()
            if not folder.name.startswith(".") and (folder / card_file).is_file()
        )
    except OSError:
        return []


def _stub_name(folder_name: str) -> str:
    """What to call a model whose card cannot be read."""
    try:
        return check_model_name(folder_name)
    except ModelFileError:
        return "unnamed"


def _downloadable(card: ModelCard) -> InstalledModel:
    remedy = _to_install(card.name)
    return InstalledModel(card, ModelState.NOT_INSTALLED, ModelOrigin.KNOWN, None, remedy)


def _to_install(name: str) -> Message:
    return Message("{remedy}.", remedy=Remedy.INSTALL_MODEL, model=name)


def _importable(family: Family, template: ModelCard) -> InstalledModel:
    remedy = Message(
        "{remedy}.", remedy=Remedy.IMPORT_MODEL, family=family.name, roles=list(family.roles)
    )
    return InstalledModel(template, ModelState.NOT_INSTALLED, ModelOrigin.KNOWN, None, remedy)


def _not_found(
    what: Message, name: str, known: Iterable[str], better: Iterable[str] = ()
) -> ModelNotFoundError:
    known = sorted(set(known))
    close = list(better) or difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if close:
        hint = Message("did you mean {close}?", close=close)
    else:
        hint = Message("known are: {known}.", known=known or ["-"])
    return ModelNotFoundError(
        "There is no {what} {name!r}; {hint}", what=what, name=name, hint=hint
    )


_default: Registry | None = None


def registry() -> Registry:
    """The registry that the product uses: the families it brings and third parties'."""
    global _default
    if _default is None:
        _default = Registry((), family_entry_points)
    return _default


def register(family: Family) -> None:
    """Add a family to the product's registry; see `Registry.register`."""
    registry().register(family)


def families() -> tuple[Family, ...]:
    """All families; see `Registry.families`."""
    return registry().families()


def find_family(name: str) -> Family:
    """A family by name; see `Registry.find_family`."""
    return registry().find_family(name)


def list_models() -> tuple[InstalledModel, ...]:
    """Every model in every state; see `Registry.list_models`."""
    return registry().list_models()


def list_detectors() -> tuple[InstalledModel, ...]:
    """Every detector in every state; see `Registry.list_detectors`."""
    return registry().list_detectors()


def find_model(name: str) -> InstalledModel:
    """A model by name; see `Registry.find_model`."""
    return registry().find_model(name)
