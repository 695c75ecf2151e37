"""Settings on disk: a JSON file of what differs from the defaults, written atomically.

A damaged file or a wrong value never keeps the program from starting: the default holds, and
`notices` says what was wrong so that the window can. Names that this version does not know are
kept in the file, for a newer one. Two programs may share the file: saving writes only what changed
here over what is on disk then.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.jobs.files import os_fault, write_atomic
from inpaint_studio.jobs.messages import Message
from inpaint_studio.paths import config_dir
from inpaint_studio.settings.table import SETTINGS, Value, setting

__all__ = ["SettingsStore", "default_path"]

_MOST_BYTES = 4 * 1024 * 1024


def default_path() -> Path:
    """The user's settings file."""
    return config_dir() / "settings.json"


class SettingsStore:
    """Typed values of all settings.

    Parameters
    ----------
    path
        The file; need not exist. None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._values: dict[str, Value] = {}
        self._changed: set[str] = set()
        self._listeners: list[Callable[[str], None]] = []
        self.notices: tuple[Message, ...] = ()
        raw, notices = _read(path)
        for name, value in raw.items():
            try:
                self._values[name] = setting(name).check(value)
            except OptionError as fault:
                if name in _NAMES:
                    notices.append(Message("{fault} The default is used.", fault=fault))
        self.notices = tuple(notices)

    @classmethod
    def open(cls) -> SettingsStore:
        """The user's own settings."""
        return cls(default_path())

    def __getitem__(self, name: str) -> Value:
        return self._values.get(name, setting(name).default)

    def get_bool(self, name: str) -> bool:
        """A setting that is a bool; TypeError for another kind, a programming mistake."""
        value = self[name]
        if not isinstance(value, bool):
            raise TypeError(f"{name} is no bool")
        return value

    def get_int(self, name: str) -> int:
        """A setting that is a whole number."""
        value = self[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} is no int")
        return value

    def get_float(self, name: str) -> float:
        """A setting that is a number."""
        value = self[name]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{name} is no number")
        return float(value)

    def get_text(self, name: str) -> str:
        """A setting that is a text, a choice or a colour."""
        value = self[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} is no text")
        return value

    def get_texts(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of texts."""
        value = self[name]
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is no list")
        return value

    def set(self, name: str, value: object) -> None:
        """Change a setting in memory; `save` writes it.

        Raises
        ------
        OptionError
            If there is no such setting, or the value is not allowed; nothing is changed.
        """
        checked = setting(name).check(value)
        if checked == self[name]:
            return
        self._values[name] = checked
        self._changed.add(name)
        for listener in tuple(self._listeners):
            listener(name)

    def reset(self, name: str) -> None:
        """Back to the default."""
        self.set(name, setting(name).default)

    def add_listener(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with the name of every setting that changes; the answer ends that."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def save(self) -> None:
        """Write what changed here.

        Raises
        ------
        BadInputError
            If the file cannot be written; names file and reason.
        """
        if self._path is None or not self._changed:
            return
        raw, _ = _read(self._path)
        for name in self._changed:
            value = self._values[name]
            if value == setting(name).default:
                raw.pop(name, None)
            else:
                raw[name] = list(value) if isinstance(value, tuple) else value
        # ASCII: paths may hold bytes that are no UTF-8.
        text = json.dumps(raw, indent=1, sort_keys=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise os_fault(self._path, "written", fault, BadInputError) from fault
        write_atomic(self._path, text.encode(), private=True, error=BadInputError)
        self._changed.clear()


_NAMES = frozenset(entry.name for entry in SETTINGS)


def _read(path: Path | None) -> tuple[dict[str, object], list[Message]]:
    """The file's entries, empty where it is missing or damaged, and what was wrong."""
    if path is None:
        return {}, []
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return {}, []
    except OSError as fault:
        return {}, [
            Message(
                "Settings {path} cannot be read: {reason}; defaults are used.",
                path=path,
                reason=fault.strerror,
            )
        ]
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError
        raw = json.loads(data.decode("utf-8"))
        if not isinstance(raw, dict):
            raise TypeError
    except (ValueError, TypeError, RecursionError):
        return {}, [Message("Settings {path} are damaged; defaults are used.", path=path)]
    return raw, []
