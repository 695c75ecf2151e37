"""Where file dialogs start: in the folder that was chosen last for the same purpose."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from inpaint_studio.settings.store import SettingsStore

__all__ = ["Folders", "Purpose"]

_SETTING = "folders"


class Purpose(Enum):
    """What a folder was chosen for."""

    PHOTO = "photo"
    MASK = "mask"
    MODEL = "model"
    BATCH_PHOTOS = "batch-photos"
    BATCH_RESULTS = "batch-results"
    BATCH_MASKS = "batch-masks"


class Folders:
    """Remembers them, in the settings; without settings only as long as it lives."""

    def __init__(self, settings: SettingsStore | None = None) -> None:
        self._settings = settings
        entries = () if settings is None else settings.get_texts(_SETTING)
        pairs = (entry.partition("=") for entry in entries)
        self._folders = {purpose: folder for purpose, _, folder in pairs}

    def last(self, purpose: Purpose, otherwise: str = "") -> str:
        """The folder chosen last, if it is there still."""
        folder = self._folders.get(purpose.value, "")
        return folder if folder and Path(folder).is_dir() else otherwise

    def remember(self, purpose: Purpose, path: Path) -> None:
        """A folder, or a file in it, was chosen."""
        folder = path if path.is_dir() else path.parent
        self._folders[purpose.value] = str(folder.absolute())
        if self._settings is not None:
            self._settings.set(_SETTING, tuple("=".join(each) for each in self._folders.items()))
