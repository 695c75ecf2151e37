"""The installed command, run as a user runs it, on photographs that come with the product."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Command
from x_screen import virtual_screen
from x_studio import HEIGHT, WIDTH, Studio

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs `inpaint-studio ARGUMENTS` in `tmp_path`, with models folders of its own."""
    program = Path(sys.executable).with_name("inpaint-studio")

    def run(*arguments: object, **changes: Any) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "INPAINT_STUDIO_MODELS": str(tmp_path / "user-models"),
            "PYTHONUTF8": "1",
        }
        options: dict[str, Any] = {
            "cwd": tmp_path,
            "env": environment,
            "capture_output": True,
            "text": True,
            "timeout": 240,
            "check": False,
        }
        return subprocess.run([str(program), *map(str, arguments)], **(options | changes))

    return run


@pytest.fixture
def sample_pairs() -> list[tuple[Path, Path]]:
    """(photo, mask) of every sample."""
    pairs = []
    for mask in sorted(SAMPLES.glob("*.mask.png")):
        stem = mask.name.removesuffix(".mask.png")
        (photo,) = (
            SAMPLES / f"{stem}{s}" for s in (".jpg", ".png") if (SAMPLES / f"{stem}{s}").is_file()
        )
        pairs.append((photo, mask))
    return pairs


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Studio]:
    """A screen of its own for the Studio."""
    with virtual_screen(tmp_path, WIDTH, HEIGHT, kind=Studio) as made:
        yield made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of one tone."""
    return Path(shutil.copy(SAMPLES / "dust-bowl-home.jpg", tmp_path / "home.jpg"))
