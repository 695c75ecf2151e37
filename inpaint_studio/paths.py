"""Where things lie: the product's own resources, its models, and the user's folders.

Models live in the platform's data folder (not the cache), or in the folders that
`INPAINT_STUDIO_MODELS` names (separated like `PATH`). Bundled models and resources lie beside the
package in a checkout and inside it in an installed wheel. Nothing is created here except by
`user_models_dir(create=True)` and `state_dir(create=True)`.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = [
    "MODELS_VARIABLE",
    "bundled_models_dir",
    "cache_dir",
    "config_dir",
    "forget_device_id",
    "model_dirs",
    "resources_dir",
    "state_dir",
    "user_models_dir",
]

APP_NAME = "inpaint-studio"
MODELS_VARIABLE = "INPAINT_STUDIO_MODELS"
_PACKAGE_DIR = Path(__file__).resolve().parent


def _of_user(kind: str) -> Path:
    """The platform's folder of a kind (data, config, state, cache) for this user and program."""
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(APP_NAME, False))


def _shipped(name: str) -> Path:
    inside = _PACKAGE_DIR / name
    return inside if inside.is_dir() else _PACKAGE_DIR.parent / name


def resources_dir() -> Path:
    """Folder of icons, themes, translations and sample photographs."""
    return _shipped("resources")


def bundled_models_dir() -> Path:
    """Folder of the weights that come with the product; read-only."""
    return _shipped("models")


def user_models_dir(*, create: bool = False) -> Path:
    """Folder into which models are installed: the first of `INPAINT_STUDIO_MODELS`, else the
    platform's data folder."""
    named = [part for part in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if part]
    folder = Path(named[0]) if named else _of_user("data") / "models"
    if create:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def model_dirs() -> tuple[Path, ...]:
    """Folders searched for models, the user's first, then the bundled one; none twice."""
    named = [Path(p) for p in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if p]
    return tuple(dict.fromkeys([user_models_dir(), *named, bundled_models_dir()]))


def config_dir() -> Path:
    """Folder of the user's settings."""
    return _of_user("config")


def cache_dir() -> Path:
    """Folder of what can be made again, such as compiled loops."""
    return _of_user("cache")


def state_dir(*, create: bool = False) -> Path:
    """Folder of logs and recovery files."""
    folder = _of_user("state")
    if create:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_device_id() -> None:
    """Delete the device identifier that ONNX Runtime left in the user's cache.

    It made one when it was imported, before `inpaint_studio` told it not to. What other programs
    of its maker keep beside it stays.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    maker = cache / "Microsoft"
    tools = maker / "DeveloperTools"
    left = tools / ".onnxruntime"
    if not left.is_dir():
        return
    import shutil

    shutil.rmtree(left, ignore_errors=True)
    for folder in (tools, maker):
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()
