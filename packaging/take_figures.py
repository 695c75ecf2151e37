"""Takes the figures of `inpaint-studio evaluate kinds` over onto the models' cards.

    python packaging/take_figures.py REPORT/measured.json

Models that have a folder in `models/` get them on their `card.json`, built-in and downloadable ones
in `measured.json` of their family's folder. Models of the user's own are left alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from inpaint_studio.zoo.card import CARD_FILE
from inpaint_studio.zoo.card_file import read_card, write_card
from inpaint_studio.zoo.family import FIGURES_FILE, figures_of
from inpaint_studio.zoo.registry import families

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description="Take measured figures over onto the cards.")
    parser.add_argument("measured", type=Path, help="measured.json of a report")
    found = json.loads(parser.parse_args().measured.read_text(encoding="utf-8"))
    packages = {
        card.name: family.package
        for family in families()
        for card in (*family.cards, *family.downloads)
    }
    for name, record in found.items():
        folder = ROOT / "models" / name
        if (folder / CARD_FILE).is_file():
            write_card(dataclasses.replace(read_card(folder), **figures_of(record)), folder)
            where = str(folder.relative_to(ROOT) / CARD_FILE)
        elif name in packages and packages[name].startswith("inpaint_studio."):
            figures_of(record)
            path = ROOT.joinpath(*packages[name].split(".")) / FIGURES_FILE
            _keep(path, name, record)
            where = str(path.relative_to(ROOT))
        else:
            where = "left alone"
        sys.stdout.write(f"{name}: {where}\n")
    return 0


def _keep(path: Path, name: str, record: dict[str, Any]) -> None:
    """Write a model's record beside those of the others of its family."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept[name] = record
    text = json.dumps(dict(sorted(kept.items())), indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
