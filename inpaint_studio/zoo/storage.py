"""Model folders on disk: hashing, appearing whole or not at all, and going away whole.

Knows folders and files, neither networks nor families.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inpaint_studio.errors import ModelFileError
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.paths import user_models_dir
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelFile

__all__ = ["copy_checked", "describe_file", "discard_folder", "new_model_folder", "sha256_of"]

_CHUNK_BYTES = 1 << 20
_NEW, _OLD = ".new-", ".old-"
_LEFTOVER_AGE_S = 24 * 3600.0


def sha256_of(path: Path, token: ProgressToken | None = None, doing: Message | None = None) -> str:
    """SHA-256 of a file, 64 hexadecimal digits; `token` is told the share read.

    Raises
    ------
    ModelFileError
        If the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        total_bytes = max(1, path.stat().st_size)
        done_bytes = 0
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                done_bytes += len(chunk)
                if token is not None:
                    token.relay(done_bytes / total_bytes, doing or NOTHING)
    except OSError as error:
        raise ModelFileError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror
        ) from None
    return digest.hexdigest()


def describe_file(folder: Path, path: str, role: str) -> ModelFile:
    """The card's entry for the file at `folder / path`, as it is now."""
    full = folder / path
    return ModelFile(path, role, sha256_of(full), full.stat().st_size)


def copy_checked(source: Path, target: Path, expected: ModelFile, token: ProgressToken) -> None:
    """Copy `source` to `target`, hashing while copying.

    Raises
    ------
    ModelFileError
        If it is not the expected file; `target` is removed then.
    """
    digest, done_bytes = hashlib.sha256(), 0
    try:
        size_bytes = source.stat().st_size
        if size_bytes != expected.size_bytes:
            raise ModelFileError(
                "{source} has {size_bytes:,} bytes; {path} has {expected_bytes:,}: this is "
                "another file, or not all of it.",
                source=source,
                size_bytes=size_bytes,
                path=expected.path,
                expected_bytes=expected.size_bytes,
            )
        try:
            with source.open("rb") as reader, target.open("xb") as writer:
                while chunk := reader.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    writer.write(chunk)
                    done_bytes += len(chunk)
                    token.report(
                        done_bytes / expected.size_bytes, "Copying {path}", path=expected.path
                    )
                writer.flush()
                os.fsync(writer.fileno())
            if digest.hexdigest() != expected.sha256:
                raise ModelFileError(
                    "{source} has sha256 {found}…, but {path} has {expected}…: this is another "
                    "file, or it is damaged.",
                    source=source,
                    found=digest.hexdigest()[:12],
                    path=expected.path,
                    expected=expected.sha256[:12],
                )
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ModelFileError(
            "{source} cannot be copied: {reason}.", source=source, reason=error.strerror
        ) from None


@contextmanager
def new_model_folder(name: str, *, replace: bool = False) -> Iterator[Path]:
    """A folder to fill, which becomes the user's model `name` when the block ends well.

    Until then it has a hidden, temporary name; on any error nothing of it is left.

    Parameters
    ----------
    replace
        Put it in the place of a model of that name (a broken one, say).

    Raises
    ------
    ModelFileError
        If the models folder cannot be written, or the name is taken and `replace` is false.
    """
    try:
        parent = user_models_dir(create=True)
        _clear_leftovers(parent)
        folder = Path(tempfile.mkdtemp(prefix=_NEW, dir=parent))
    except OSError as error:
        raise ModelFileError(
            "{folder} cannot be written ({reason}); free some space, change its permissions, or "
            "set INPAINT_STUDIO_MODELS to another folder.",
            folder=user_models_dir(),
            reason=error.strerror,
        ) from None
    try:
        yield folder
        folder.chmod(0o755)  # mkdtemp makes folders that only their owner may enter
        _put_in_place(folder, parent / name, replace)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ModelFileError(
            "{path} cannot be written: {reason}.",
            path=parent / name,
            reason=error.strerror or error,
        ) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def discard_folder(folder: Path) -> None:
    """Remove a model folder; it disappears at once, its files after that.

    Raises
    ------
    ModelFileError
        If it cannot be removed.
    """
    try:
        if folder.is_symlink():
            folder.unlink()
            return
        gone = Path(tempfile.mkdtemp(prefix=_OLD, dir=folder.parent))
        try:
            os.rename(folder, gone / folder.name)
        finally:
            shutil.rmtree(gone, ignore_errors=True)
    except OSError as error:
        raise ModelFileError(
            "{folder} cannot be removed: {reason}.", folder=folder, reason=error.strerror
        ) from None


def _put_in_place(folder: Path, target: Path, replace: bool) -> None:
    if target.exists() or target.is_symlink():
        if not replace:
            raise ModelFileError("{target} exists already; remove that model first.", target=target)
        discard_folder(target)
    os.rename(folder, target)


def _clear_leftovers(parent: Path) -> None:
    """Remove temporary folders that a killed process left a day ago or earlier."""
    for folder in parent.iterdir():
        if folder.name.startswith((_NEW, _OLD)) and folder.is_dir():
            try:
                old = time.time() - folder.stat().st_mtime > _LEFTOVER_AGE_S
            except OSError:
                continue  # another process was quicker
            if old:
                shutil.rmtree(folder, ignore_errors=True)
