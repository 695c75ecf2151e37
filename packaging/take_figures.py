"""Takes the figures of `inpaint-studio evaluate kinds` or `evaluate large` onto the models' cards.

    python packaging/take_figures.py REPORT/measured.json

Models that have a folder in `models/` get them on their `card.json`, built-in and downloadable ones
in `measured.json` of their family's folder. Kinds of holes that were not measured keep their figures.
Models of the user's own are left alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from inpaint_studio.zoo.card import CARD_FILE, ModelCard
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
            card = read_card(folder)
            known = {"measured_lpips": card.measured_lpips, "measured": _rows(card)}
            figures = figures_of(_joined(known, record))
            write_card(dataclasses.replace(card, **figures), folder)
            where = str(folder.relative_to(ROOT) / CARD_FILE)
        elif name in packages and packages[name].startswith("inpaint_studio."):
            path = ROOT.joinpath(*packages[name].split(".")) / FIGURES_FILE
            _keep(path, name, record)
            where = str(path.relative_to(ROOT))
        else:
            where = "left alone"
        sys.stdout.write(f"{name}: {where}\n")
    return 0


def _rows(card: ModelCard) -> list[dict[str, Any]]:
    return [
        {"kind": each.kind.value, "lpips": each.lpips, "photographs": each.photographs}
        for each in card.measured
    ]


def _joined(known: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What was known, and over it what was found, kind by kind."""
    rows = {row["kind"]: row for row in (*known.get("measured", ()), *found["measured"])}
    measured = [rows[kind] for kind in sorted(rows)]
    return {**known, **found, "measured": measured}


def _keep(path: Path, name: str, record: dict[str, Any]) -> None:
    """Write a model's record beside those of the others of its family."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept[name] = _joined(kept.get(name, {}), record)
    figures_of(kept[name])
    text = json.dumps(dict(sorted(kept.items())), indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
