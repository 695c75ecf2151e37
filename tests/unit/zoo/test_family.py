"""The row of a family: dotted paths, recipes, figures."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from engine_fakes import make_card

import inpaint_studio
from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.zoo import family
from inpaint_studio.zoo.card import HoleKind, Measurement
from inpaint_studio.zoo.family import FIGURES_FILE, Family, built_in, figures_of
from inpaint_studio.zoo.registry import families

PACKAGE = Path(inpaint_studio.__file__).parent
RECORD = {
    "measured_lpips": 0.12,
    "measured": [
        {"kind": "thin", "lpips": 0.03, "photographs": 72},
        {"kind": "face", "lpips": 0.1, "photographs": 11},
    ],
}


def test_a_card_takes_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "_figures", lambda package: {"one": RECORD})
    (card,) = built_in("some.package", make_card("one"), title="", restorer=".a:b").cards
    assert card.measured_lpips == 0.12
    assert card.measured == (
        Measurement(HoleKind.THIN, 0.03, 72),
        Measurement(HoleKind.FACE, 0.1, 11),
    )
    assert card.measured_for(HoleKind.FACE) == 0.1
    assert card.measured_for(HoleKind.OLD) is None
    assert card.measured_for(None) == 0.12
    (other,) = built_in("some.package", make_card("other"), title="", restorer=".a:b").cards
    assert other == make_card("other")


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "unheard-of", "lpips": 0.1, "photographs": 1},
        {"kind": "thin", "lpips": -1, "photographs": 1},
        {"kind": "thin", "lpips": 0.1, "photographs": 0},
    ],
)
def test_wrong_figures_are_refused(row: dict[str, object]) -> None:
    with pytest.raises((ValueError, ModelFileError)):
        figures_of({"measured_lpips": 0.1, "measured": [row]})


def test_what_is_shipped_is_whole() -> None:
    """Every entry belongs to a model, and all models were measured on the same photographs; on
    large holes only those that `auto` might take for one."""
    known = {card.name: card for f in families() for card in (*f.cards, *f.downloads)}
    records: dict[str, dict[str, object]] = {}
    for path in (PACKAGE / "families").glob(f"*/{FIGURES_FILE}"):
        records |= json.loads(path.read_text(encoding="utf-8"))
    assert {"patchmatch", "migan"} <= set(records) <= set(known)
    counts = set()
    for name, record in records.items():
        fields = figures_of(record)
        assert known[name] == dataclasses.replace(known[name], **fields)
        measured = [e for e in fields["measured"] if e.kind is not HoleKind.LARGE]
        counts.add(tuple((each.kind, each.photographs) for each in measured))
    assert len(counts) <= 1


def test_paths_that_begin_with_a_dot_are_the_packages() -> None:
    row = Family(
        "mine",
        "Mine",
        "",
        ".restorer:make",
        networks={"generator": ".checkpoint:NET", "critic": "another.place:NET"},
        training=".training:TRAINING",
        package="my.package",
    )
    assert row.restorer == "my.package.restorer:make"
    assert dict(row.networks) == {
        "generator": "my.package.checkpoint:NET",
        "critic": "another.place:NET",
    }
    assert row.training == "my.package.training:TRAINING"
    assert Family("finder", "Finds", "").restorer == ""
    with pytest.raises(ValueError, match="module:attribute"):
        Family("mine", "Mine", "", "no.attribute")
    with pytest.raises(ValueError, match="says no package"):
        Family("mine", "Mine", "", ".restorer:make")


def test_recipes_are_read_from_the_package() -> None:
    for row in families():
        folder = PACKAGE.joinpath(*row.package.split(".")[1:])
        there = {path.stem.removeprefix("recipe-") for path in folder.glob("recipe-*.toml")}
        assert there == set(row.recipes), row.name
        assert all("[schedule]" in row.recipe(name) for name in row.recipes)
    for package in ("no.such.package", "inpaint_studio.families.glcic"):
        row = Family("mine", "Mine", "", recipes=("gone",), package=package)
        with pytest.raises(MissingPartError, match="mine-gone"):
            row.recipe("gone")
