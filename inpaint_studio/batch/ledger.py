"""What a batch has done, in a database beside the output that survives kill -9 and power loss.

Every change is on the disk before the call returns. One thread uses a ledger. It knows nothing of
pictures.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType

from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message, Remedy

__all__ = ["Entry", "Ledger", "LedgerRow", "Pictures"]

_VERSION = 3
_SCHEMA = """
CREATE TABLE photos (
    relative BLOB PRIMARY KEY,
    state TEXT NOT NULL,
    starts INTEGER NOT NULL DEFAULT 0,
    updated_s REAL NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    mask_path TEXT NOT NULL DEFAULT '',
    photo_sha256 TEXT NOT NULL DEFAULT '',
    photo_stamp TEXT NOT NULL DEFAULT '',
    mask_sha256 TEXT NOT NULL DEFAULT '',
    mask_stamp TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    output_stamp TEXT NOT NULL DEFAULT '',
    format TEXT NOT NULL DEFAULT '',
    width_px INTEGER NOT NULL DEFAULT 0,
    height_px INTEGER NOT NULL DEFAULT 0,
    hole_px INTEGER NOT NULL DEFAULT 0,
    holes INTEGER NOT NULL DEFAULT 0,
    device TEXT NOT NULL DEFAULT '',
    seconds REAL NOT NULL DEFAULT 0,
    version TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    hole_kind TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE pictures (
    relative BLOB PRIMARY KEY,
    before BLOB NOT NULL, after BLOB NOT NULL, mask BLOB NOT NULL,
    detail_before BLOB NOT NULL, detail_after BLOB NOT NULL
);
"""
# What a ledger of each older version lacks.
_SINCE = {"verdict": 2, "hole_kind": 3}
_ADDED = {
    1: "ALTER TABLE photos ADD COLUMN verdict TEXT NOT NULL DEFAULT '';",
    2: "ALTER TABLE photos ADD COLUMN hole_kind TEXT NOT NULL DEFAULT '';",
}


@dataclass(frozen=True)
class Entry:
    """What was made of one photo; columns of the ledger by the same names.

    Attributes
    ----------
    mask_path
        The mask file, for people.
    photo_sha256, mask_sha256
        Hashes of the files' content; empty without a mask file.
    photo_stamp, mask_stamp, output_stamp
        Stamps of the files when their content was that, see `Stamp`.
    settings, model
        Identities, of the model the one that filled this photo; a result is up to date while
        hashes, settings and model are the same.
    format, width_px, height_px, hole_px, holes, device, seconds
        Figures for the report; `seconds` is the time of the restoration alone.
    version
        The product's, for people; a newer one does not make results out of date.
    notes
        What the user should know of the result.
    hole_kind
        What kind of hole `auto` saw; "" if the model was named, or there was no hole.
    """

    mask_path: str = ""
    photo_sha256: str = ""
    photo_stamp: str = ""
    mask_sha256: str = ""
    mask_stamp: str = ""
    settings: str = ""
    model: str = ""
    output_stamp: str = ""
    format: str = ""
    width_px: int = 0
    height_px: int = 0
    hole_px: int = 0
    holes: int = 0
    device: str = ""
    seconds: float = 0.0
    version: str = ""
    notes: tuple[Message, ...] = ()
    hole_kind: str = ""


_ENTRY_COLUMNS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True)
class LedgerRow:
    """A photo in the ledger.

    Attributes
    ----------
    starts
        How often work on it began without coming to an end.
    updated_s
        Seconds since 1970.
    verdict
        What a person said of the result; a new result has none.
    """

    relative: Path
    state: State
    starts: int
    updated_s: float
    error: Message | None
    entry: Entry
    verdict: Verdict = Verdict.NONE


@dataclass(frozen=True)
class Pictures:
    """Small pictures for the report, as files: JPEG, and PNG for the mask."""

    before: bytes
    after: bytes
    mask: bytes
    detail_before: bytes
    detail_after: bytes

    @property
    def size_bytes(self) -> int:
        """All of them together."""
        return sum(len(getattr(self, field.name)) for field in fields(self))


class Ledger:
    """The ledger of one output folder.

    Parameters
    ----------
    path
        The database; made if there is none.
    read_only
        Look only, and write nothing anywhere.

    Raises
    ------
    InpaintStudioError
        If it cannot be opened, is damaged, or was made by a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        with self._faults_told():
            # Autocommit; every change is a transaction of its own.
            self._database = sqlite3.connect(
                _address(path, read_only), uri=True, isolation_level=None, timeout=30
            )
            try:
                if not read_only:
                    self._database.execute("PRAGMA journal_mode=WAL")
                    self._database.execute("PRAGMA synchronous=FULL")
                self._check_version(read_only)
            except BaseException:
                self._database.close()
                raise

    def rows(self) -> dict[Path, LedgerRow]:
        """Everything in it, by the photo's relative path."""
        return self._rows("", ())

    def rows_of(self, photos: Iterable[Path]) -> dict[Path, LedgerRow]:
        """Of some photos, what is known of them."""
        found: dict[Path, LedgerRow] = {}
        for relative in photos:
            found |= self._rows(" WHERE relative = ?", (os.fsencode(relative),))
        return found

    def _rows(self, where: str, values: tuple[object, ...]) -> dict[Path, LedgerRow]:
        columns = ", ".join(map(self._readable, _ENTRY_COLUMNS))
        verdict = self._readable("verdict")
        with self._faults_told():
            found = self._database.execute(
                f"SELECT relative, state, starts, updated_s, error, {verdict}, {columns} "
                f"FROM photos{where}",
                values,
            ).fetchall()
            rows = {}
            for relative, state, starts, updated_s, error, said, *entries in found:
                path = Path(os.fsdecode(relative))
                known = dict(zip(_ENTRY_COLUMNS, entries, strict=True))
                entry = Entry(**known | {"notes": _messages(known["notes"])})
                for field in fields(Entry):
                    if not isinstance(getattr(entry, field.name), type(field.default)):
                        raise TypeError(f"{field.name} of {path} is of the wrong kind")
                told = next(iter(_messages(error)), None)
                rows[path] = LedgerRow(
                    path, State(state), starts, updated_s, told, entry, Verdict(said)
                )
        return rows

    def _readable(self, column: str) -> str:
        """A column, or nothing where a ledger of an older version has none of it."""
        return column if self._version >= _SINCE.get(column, 1) else "''"

    def start(self, relative: Path, settings: str = "", model: str = "") -> None:
        """Note that work on a photo begins, with these settings; its output may be there now.

        `model` is the text of the `ModelIdentities` that may be asked.
        """
        self._write(
            "INSERT INTO photos (relative, state, starts, updated_s, settings, model) "
            "VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (relative) DO UPDATE SET "
            "state = excluded.state, starts = starts + 1, updated_s = excluded.updated_s, "
            "settings = excluded.settings, model = excluded.model",
            (os.fsencode(relative), State.WORKING.value, time.time(), settings, model),
        )

    def finish(
        self, relative: Path, state: State, entry: Entry, error: Message | None = None
    ) -> None:
        """Note how work on a photo ended; replaces all that was known of it."""
        columns = ("relative", "state", "starts", "updated_s", "error", *_ENTRY_COLUMNS)
        told = _text(() if error is None else (error,))
        values = (os.fsencode(relative), state.value, 0, time.time(), told)
        known = vars(entry) | {"notes": _text(entry.notes)}
        self._write(
            f"INSERT OR REPLACE INTO photos ({', '.join(columns)}) "
            f"VALUES ({', '.join('?' * len(columns))})",
            (*values, *(known[name] for name in _ENTRY_COLUMNS)),
        )

    def restamp(self, relative: Path, entry: Entry) -> None:
        """Note that a photo's files were touched but hold what they held."""
        self._write(
            "UPDATE photos SET photo_stamp = ?, mask_stamp = ? WHERE relative = ?",
            (entry.photo_stamp, entry.mask_stamp, os.fsencode(relative)),
        )

    def judge(self, relative: Path, verdict: Verdict) -> None:
        """Note what a person said of a result."""
        self._write(
            "UPDATE photos SET verdict = ? WHERE relative = ?",
            (verdict.value, os.fsencode(relative)),
        )

    def put_back(self, relative: Path, former: LedgerRow | None) -> None:
        """Undo `start` for a photo whose output was not touched after all."""
        if former is None:
            self._write("DELETE FROM photos WHERE relative = ?", (os.fsencode(relative),))
        else:
            self._write(
                "UPDATE photos SET state = ?, starts = ?, settings = ? WHERE relative = ?",
                (
                    former.state.value,
                    former.starts,
                    former.entry.settings,
                    os.fsencode(relative),
                ),
            )

    def save_pictures(self, relative: Path, pictures: Pictures | None) -> None:
        """Keep the small pictures of a photo; None: forget older ones."""
        if pictures is None:
            self._write("DELETE FROM pictures WHERE relative = ?", (os.fsencode(relative),))
            return
        values = [getattr(pictures, field.name) for field in fields(pictures)]
        self._write(
            "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
            (os.fsencode(relative), *values),
        )

    def pictures(self, relative: Path) -> Pictures | None:
        """The small pictures of a photo, if any are kept."""
        names = ", ".join(field.name for field in fields(Pictures))
        with self._faults_told():
            found = self._database.execute(
                f"SELECT {names} FROM pictures WHERE relative = ?", (os.fsencode(relative),)
            ).fetchone()
        return None if found is None else Pictures(*found)

    def forget_everything(self) -> None:
        """Begin anew."""
        self._write("DELETE FROM photos", ())
        self._write("DELETE FROM pictures", ())

    def close(self) -> None:
        """Close; the database is then one file again."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_version(self, read_only: bool) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        self._version = version if read_only else _VERSION
        # One transaction: a crash leaves either no tables or all of them.
        if version == 0 and not read_only:
            self._database.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
            )
        elif version in _ADDED and not read_only:
            added = " ".join(text for old, text in _ADDED.items() if old >= version)
            self._database.executescript(
                f"BEGIN; {added} PRAGMA user_version = {_VERSION}; COMMIT;"
            )
        elif not 1 <= version <= _VERSION:
            raise InpaintStudioError(
                "The ledger {path} is of version {version} and this program knows {known}; use "
                "the program that made it, or another output folder.",
                path=shown(self._path),
                version=version,
                known=_VERSION,
            )

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._faults_told():
            self._database.execute(statement, values)

    @contextlib.contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError) as fault:
            # Only faults of SQLite itself have a code.
            if getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise InpaintStudioError(
                    "The ledger {path} cannot be written: the disk is full; free some space and "
                    "{remedy}.",
                    path=shown(self._path),
                    remedy=Remedy.RESUME,
                ) from fault
            raise InpaintStudioError(
                "The ledger {path} cannot be used ({fault}); move it away and {remedy}, or name "
                "another output folder.",
                path=shown(self._path),
                fault=fault,
                remedy=Remedy.OVERWRITE,
            ) from fault


def _text(messages: Iterable[Message]) -> str:
    """Messages as a column holds them; "" for none."""
    packed = [message.to_json() for message in messages]
    return json.dumps(packed, ensure_ascii=False) if packed else ""


def _messages(text: str) -> tuple[Message, ...]:
    try:
        return tuple(map(Message.from_json, json.loads(text))) if text else ()
    except (TypeError, ValueError):
        return tuple(map(Message.from_json, text.splitlines()))  # of an earlier version


def _address(path: Path, read_only: bool) -> str:
    address = path.absolute().as_uri()
    if not read_only:
        return address
    # Without a journal nobody writes, and SQLite may be told so: it then leaves no file of its own.
    journal = path.with_name(f"{path.name}-wal")
    return f"{address}?mode=ro" + ("" if journal.exists() else "&immutable=1")
