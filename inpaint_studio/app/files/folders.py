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
        self._own: tuple[str, ...] = ()

    def _folders(self) -> dict[str, str]:
        """By purpose. Read each time: other windows remember theirs in the same settings."""
        entries = self._own if self._settings is None else self._settings.get_texts(_SETTING)
        pairs = (entry.partition("=") for entry in entries)
        return {purpose: folder for purpose, _, folder in pairs}

    def last(self, purpose: Purpose, otherwise: str = "") -> str:
        """The folder chosen last, if it is there still."""
        folder = self._folders().get(purpose.value, "")
        return folder if folder and Path(folder).is_dir() else otherwise

    def remember(self, purpose: Purpose, path: Path) -> None:
        """A folder, or a file in it, was chosen."""
        folder = path if path.is_dir() else path.parent
        folders = {**self._folders(), purpose.value: str(folder.absolute())}
        entries = tuple("=".join(each) for each in folders.items())
        if self._settings is None:
            self._own = entries
        else:
            self._settings.set(_SETTING, entries)
