"""A resume state in parts of bounded size, for carrying it where large files cannot go.

A folder `parts` holds `000.part`, `001.part`, ... and `parts.json` with size and SHA-256 of each
and of the whole. Knows nothing of what the bytes mean.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from inpaint_studio.errors import BadInputError, OptionError

__all__ = ["MANIFEST", "join_parts", "split_parts"]

MANIFEST = "parts.json"
_MIB = 1 << 20
_FORMAT = 1


def split_parts(path: Path, folder: Path, *, part_mib: float = 16.0) -> int:
    """Write `path` as parts of at most `part_mib` into `folder`, replacing it; returns the number.

    The folder is complete or not there: parts are written beside it and renamed at the end.

    Raises
    ------
    OptionError
        If `part_mib` is not positive.
    """
    if part_mib <= 0:
        raise OptionError(
            "Parts of {part_mib} MiB are impossible; use a positive size.", part_mib=part_mib
        )
    size = int(part_mib * _MIB)
    building = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        whole = hashlib.sha256()
        parts: list[dict[str, Any]] = []
        with path.open("rb") as stream:
            while piece := stream.read(size):
                name = f"{len(parts):03d}.part"
                (building / name).write_bytes(piece)
                whole.update(piece)
                digest = hashlib.sha256(piece).hexdigest()
                parts.append({"name": name, "size_bytes": len(piece), "sha256": digest})
        manifest = {"format": _FORMAT, "sha256": whole.hexdigest(), "parts": parts}
        (building / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return len(parts)


def join_parts(folder: Path, path: Path) -> None:
    """Put the parts in `folder` together as the file `path`, atomically.

    Raises
    ------
    BadInputError
        If the manifest or a part is missing or damaged; the file is named.
    """
    manifest = _manifest(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    whole = hashlib.sha256()
    try:
        with temporary.open("wb") as stream:
            for part in manifest["parts"]:
                source = folder / Path(part["name"]).name
                if not source.is_file():
                    raise BadInputError(
                        "{source} is missing; carry all parts over again.", source=source
                    )
                piece = source.read_bytes()
                if hashlib.sha256(piece).hexdigest() != part["sha256"]:
                    raise BadInputError(
                        "{source} is damaged; carry this part over again.", source=source
                    )
                whole.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        if whole.hexdigest() != manifest["sha256"]:
            raise BadInputError(
                "{folder} mixes parts of different states; carry all over again.", folder=folder
            )
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(
            "{path} cannot be read; carry the folder over again.", path=path
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise BadInputError(
            "{path} is of another format; this version reads {format}.", path=path, format=_FORMAT
        )
    return manifest
