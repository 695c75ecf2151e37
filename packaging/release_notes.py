"""Prints the notes of a release: its part of CHANGELOG.md, then the files with size and SHA-256.

python packaging/release_notes.py 1.0.0 build/packages/*
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

CHANGES = Path(__file__).resolve().parents[1] / "CHANGELOG.md"


def notes_of(version: str, changes: str) -> str:
    """What `changes` tells of one version, without its heading.

    Raises
    ------
    LookupError
        If it tells nothing of that version.
    """
    for part in re.split(r"^## ", changes, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        if heading.split()[0] == version:
            return text.strip()
    raise LookupError(f"CHANGELOG.md tells nothing of {version}")


def table_of(files: Iterable[Path]) -> str:
    """Name, size and hash of each file."""
    rows = ["| file | MB | SHA-256 |", "|---|---:|---|"]
    for file in files:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        rows.append(f"| {file.name} | {file.stat().st_size / 1e6:.0f} | `{digest}` |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(notes_of(sys.argv[1], CHANGES.read_text(encoding="utf-8")))
    packages = sorted(path for path in map(Path, sys.argv[2:]) if path.is_file())
    if packages:
        print(f"\n{table_of(packages)}")
