"""The registry: which models there are, in which state, and what third parties may do."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from inpaint_studio.errors import MissingPartError, ModelFileError, ModelNotFoundError
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.card_file import write_card
from inpaint_studio.zoo.family import Family, resolve
from inpaint_studio.zoo.registry import ModelOrigin, ModelState, Registry, families

SHA = "0" * 64
CARD = ModelCard("house", "House", "mine", licence="MIT")
MINE = Family("mine", "Mine", "none", "some.module:factory", cards=(CARD,))


def third_party() -> Family:
    return MINE


def place(folder: Path, name: str, family: str = "mine", data: bytes = b"abc") -> Path:
    home = folder / name
    home.mkdir()
    (home / "w.bin").write_bytes(data)
    card = ModelCard(name, name, family, files=(ModelFile("w.bin", "weights", SHA, 3),))
    write_card(card, home)
    return home


@pytest.mark.usefixtures("models_dir")
def test_the_product_lists_its_models() -> None:
    models = {model.name: model for model in Registry(families()).list_models()}
    for name in ("telea", "navier-stokes", "patchmatch"):
        assert models[name].state is ModelState.READY
        assert models[name].folder is None
        assert models[name].require_ready() is models[name]
    assert models["migan"].state is ModelState.NOT_INSTALLED
    assert "install the model migan" in str(models["migan"].note)
    assert "import a checkpoint of edgeconnect" in str(models["edgeconnect"].note)
    with pytest.raises(MissingPartError, match="install the model migan"):
        models["migan"].require_ready()


def test_the_roles_on_cards_are_those_of_families() -> None:
    for family in families():
        for card in family.downloads:
            assert tuple(file.role for file in card.files) == family.roles
            assert all(file.url for file in card.files)
        assert set(family.roles) <= set(family.networks) or not family.networks


def test_what_builds_on_another_model_waits_for_it(models_dir: Path) -> None:
    base = ModelCard(
        "base", "Base", "mine", files=(ModelFile("w.bin", "weights", SHA, 3, "https://x.org/w"),)
    )
    family = Family(
        "mine", "Mine", "none", "some.module:factory", roles=("weights",), downloads=(base,)
    )
    home = place(models_dir, "upon")
    difference = ModelFile("w.bin", "difference", SHA, 3)
    write_card(ModelCard("upon", "Upon", "mine", files=(difference,), builds_on="base"), home)
    found = Registry((family,)).find_model("upon")
    assert found.state is ModelState.NOT_INSTALLED
    assert "install the model base" in str(found.note)
    place(models_dir, "base")
    assert Registry((family,)).find_model("upon").state is ModelState.READY


def test_models_in_the_folder_are_found(models_dir: Path) -> None:
    home = place(models_dir, "one")
    model = Registry([MINE]).find_model("one")
    assert (model.state, model.origin, model.folder) == (ModelState.READY, ModelOrigin.USER, home)


def test_a_download_has_the_card_that_is_known_by_now(models_dir: Path) -> None:
    place(models_dir, "one")
    url = "https://example.org/w"
    file = ModelFile("w.bin", "weights", SHA, 3, url)
    newer = ModelCard("one", "One", "mine", files=(file,), measured_lpips=0.05)
    family = Family("mine", "Mine", "none", "some.module:factory", downloads=(newer,))
    assert Registry([family]).find_model("one").card == newer
    others = ModelFile("w.bin", "weights", "1" * 64, 3, url)
    unlike = dataclasses.replace(newer, files=(others,))
    family = dataclasses.replace(family, downloads=(unlike,))
    assert Registry([family]).find_model("one").card.measured_lpips is None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda home: (home / "card.json").write_text("{"), "JSON"),
        (lambda home: (home / "w.bin").unlink(), "missing"),
        (lambda home: (home / "w.bin").write_bytes(b"ab"), "2 bytes instead of 3"),
        (lambda home: home.rename(home.parent / "other"), "names the model 'one'"),
    ],
)
def test_broken_models_say_why(models_dir: Path, damage: object, said: str) -> None:
    assert callable(damage)
    damage(place(models_dir, "one"))
    broken = [m for m in Registry([MINE]).list_models() if m.state is ModelState.BROKEN]
    assert len(broken) == 1
    assert said in str(broken[0].note)
    with pytest.raises(ModelFileError, match="cannot be used"):
        broken[0].require_ready()


def test_unknown_families_are_broken_not_fatal(models_dir: Path) -> None:
    place(models_dir, "one", family="absent")
    model = Registry([MINE]).find_model("one")
    assert model.state is ModelState.BROKEN
    assert "'absent'" in str(model.note)


def test_a_missing_role_is_broken(models_dir: Path) -> None:
    place(models_dir, "one")
    family = dataclasses.replace(MINE, roles=("weights", "second"))
    assert "second" in str(Registry([family]).find_model("one").note)


def test_the_first_folder_wins(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    place(other, "one")
    place(other, "two")
    home = place(models_dir, "one")
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", f"{models_dir}:{other}")
    found = Registry([MINE])
    assert found.find_model("one").folder == home
    assert found.find_model("two").folder == other / "two"


def test_hidden_and_foreign_folders_are_left_alone(models_dir: Path) -> None:
    place(models_dir, "unfinished").rename(models_dir / ".new-x")
    (models_dir / "empty").mkdir()
    (models_dir / "file").write_text("x")
    assert [model.name for model in Registry([MINE]).list_models()] == ["house"]


@pytest.mark.usefixtures("models_dir")
def test_unknown_names_get_close_ones() -> None:
    found = Registry(families())
    with pytest.raises(ModelNotFoundError, match="patchmatch"):
        found.find_model("patchmach")
    with pytest.raises(ModelNotFoundError, match="edgeconnect"):
        found.find_family("edgeconect")
    with pytest.raises(ModelNotFoundError, match="telea"):
        found.find_model("§§§")


def test_a_familys_placeholder_goes_when_a_model_of_it_is_there(models_dir: Path) -> None:
    place(models_dir, "places2", family="edgeconnect")
    found = Registry(families())
    assert "edgeconnect" not in [model.name for model in found.list_models()]
    with pytest.raises(ModelNotFoundError, match="places2"):
        found.find_model("edgeconnect")


def test_duplicates_are_refused() -> None:
    found = Registry([MINE])
    with pytest.raises(ValueError, match="family mine"):
        found.register(MINE)
    card = dataclasses.replace(CARD, family="second")
    with pytest.raises(ValueError, match="model house"):
        found.register(Family("second", "", "", "a:b", cards=(card,)))
    twice = (dataclasses.replace(card, name="x"), dataclasses.replace(card, name="x"))
    with pytest.raises(ValueError, match="model x"):
        found.register(Family("second", "", "", "a:b", cards=twice))


def test_families_are_checked() -> None:
    with pytest.raises(ValueError, match="belongs to second"):
        Family("second", "", "", "a:b", cards=(CARD,))
    with pytest.raises(ValueError, match="module:attribute"):
        Family("second", "", "", "a.b")
    with pytest.raises(ValueError, match="'name'"):
        Family("second", "", "", "a:b", roles=("name",))


@pytest.mark.usefixtures("models_dir")
@pytest.mark.parametrize("attribute", ["MINE", "third_party"])
def test_third_parties_add_families(attribute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "third_party_package", sys.modules[__name__])
    point = EntryPoint("mine", f"third_party_package:{attribute}", "inpaint_studio.families")
    found = Registry(families(), lambda: [point])
    assert found.find_family("mine") == MINE
    assert found.find_model("house").state is ModelState.READY
    assert found.problems() == ()


@pytest.mark.usefixtures("models_dir")
@pytest.mark.parametrize(
    "target", ["absent_module:x", "json:absent", "json:dumps", "os:getcwd", f"{__name__}:boom"]
)
def test_a_broken_third_party_is_reported_only(target: str) -> None:
    point = EntryPoint("theirs", target, "inpaint_studio.families")
    found = Registry(families(), lambda: [point])
    assert {"telea", "patchmatch"} <= {model.name for model in found.list_models()}
    (problem,) = found.problems()
    assert "'theirs'" in str(problem)
    assert "\n" not in str(problem)


def test_resolve() -> None:
    assert resolve("json:dumps") is __import__("json").dumps
    for path in ("json:absent", "no_such_module_x:y"):
        with pytest.raises(MissingPartError, match=path):
            resolve(path)


def test_listing_loads_no_torch() -> None:
    code = (
        "import sys; from inpaint_studio.zoo.registry import list_models; list_models(); "
        "import inpaint_studio.cli.models; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_cards_of_earlier_imports_learn_what_their_family_has_learnt(models_dir: Path) -> None:
    home = place(models_dir, "street", "deepfill_v2")
    old = dataclasses.replace(
        find(families(), "deepfill_v2"),
        name="street",
        shows_attention=False,
        shows_coarse=False,
    )
    files = (ModelFile("w.bin", "generator", SHA, 3),)
    write_card(dataclasses.replace(old, files=files), home)
    model = Registry(families()).find_model("street")
    assert model.state is ModelState.READY, model.note
    assert model.card.shows_attention
    # What its own weights decide stays as it was found at the import.
    assert dataclasses.replace(model.card, shows_attention=False) == dataclasses.replace(
        old, files=files
    )


def find(rows: tuple[Family, ...], name: str) -> ModelCard:
    """The card that imports into the family start from."""
    template = next(family.template for family in rows if family.name == name)
    assert template is not None
    return template
