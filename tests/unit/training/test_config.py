"""Configuration: typed, bounded, and nothing unknown gets in."""

# mypy: disable-error-code="unreachable"

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.config import Decay, ScheduleConfig, TrainConfig
from inpaint_studio.training.config_reader import from_mapping, overridden, to_mapping
from inpaint_studio.training.setup import read_config, recipe_names
from inpaint_studio.training.stages import training_of
from inpaint_studio.zoo.registry import families

_ALL_STAGES = [
    (family.name, stage)
    for family in families()
    if family.training
    for stage in training_of(family.name).stages
]


def test_edgeconnect_defaults_are_those_of_the_paper() -> None:
    config = read_config("edgeconnect", "completion")
    losses = config.losses
    weights = (losses.l1, losses.adversarial, losses.perceptual, losses.style)
    assert weights == (1, 0.1, 0.1, 250)
    assert config.schedule.betas == (0, 0.9)
    assert config.schedule.learning_rate == 1e-4
    assert config.schedule.discriminator_factor == 0.1
    edge = read_config("edgeconnect", "edge").losses
    assert (edge.adversarial, edge.feature_matching) == (1, 10)
    assert (config.network.channels, config.network.blocks) == (64, 8)


@pytest.mark.parametrize(("family", "stage"), _ALL_STAGES)
def test_defaults_survive_writing_and_reading(family: str, stage: str) -> None:
    defaults = training_of(family).stages[stage].defaults
    values = to_mapping(defaults)
    network = from_mapping(type(defaults.network), values.pop("network"))
    losses = from_mapping(type(defaults.losses), values.pop("losses"))
    again = from_mapping(TrainConfig, values | {"network": network, "losses": losses})
    assert to_mapping(again) == to_mapping(defaults)


def test_file_and_settings_go_over_defaults(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(
        'seed = 7\n[data]\nwindows_px = [256, 300]\nshares = { "a*" = 0.5, "*" = 0.5 }\n'
        '[losses]\nkind = "hinge"\n[schedule]\nbatch = 4\ndecay = "cosine"\n'
    )
    config = read_config("edgeconnect", "edge", path, ["schedule.batch=9", "data.limit=none"])
    assert (config.seed, config.schedule.batch, config.losses.kind) == (7, 9, "hinge")
    assert config.schedule.decay is Decay.COSINE
    assert dict(config.data.shares) == {"a*": 0.5, "*": 0.5}
    assert config.losses.feature_matching == 10


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("schedule.bach=3", "did you mean batch"),
        ("losses.l2=3", "losses.l2 is no option"),
        ("sched.batch=3", "did you mean schedule"),
        ("schedule.batch=many", "must be of type int"),
        ("schedule.batch=2.5", "must be of type int"),
        ("schedule.batch=0", "use 1 or more"),
        ("schedule=3", "must be a table"),
        ("schedule.decay=sometimes", "cosine, constant, step"),
        ("data.crop_px=50", "multiple of 8"),
        ("data.windows_px=[10, 20]", "from crop_px"),
        ("data.windows_px=[256]", "takes 2"),
        ("holes.share=[0.5, 0.2]", "rising"),
        ("holes.large_share=[0.5, 0.2]", "rising"),
        ("holes.large_rate=0.5", "holes.large"),
        ("look.gray=2", "share in"),
        ("schedule.ema_decay=1.0", "ema_decay"),
        ("seed", "no '='"),
        ("stage=joint", "the command says otherwise"),
    ],
)
def test_mistakes_are_named(setting: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read_config("edgeconnect", "edge", None, [setting])


@pytest.mark.parametrize("recipe", recipe_names())
def test_recipes_fit_their_stage(recipe: str) -> None:
    family, *part, machine = recipe.split("-")
    known = training_of(family)
    stage = known.default_stage
    if part:
        stage = "completion" if part == ["predicted"] else part[0]
    config, defaults = read_config(family, stage, recipe), known.stages[stage].defaults
    assert config != defaults
    assert config.schedule.final_learning_rate <= config.schedule.learning_rate
    if machine == "gpu":  # published widths; those for a CPU say how narrow they are
        assert config.network == defaults.network


def test_unknown_families_stages_and_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="edgeconnect"):
        read_config("nothing", "edge")
    with pytest.raises(OptionError, match="edge, completion, joint"):
        read_config("edgeconnect", "third")
    with pytest.raises(BadInputError, match=r"gone\.toml"):
        read_config("edgeconnect", "edge", tmp_path / "gone.toml")
    for text in (b"a = = 1", b"a = '\xe9'", b"a = " + b"[" * 50_000, b"a = " + b"9" * 50_000):
        (tmp_path / "bad.toml").write_bytes(text)
        with pytest.raises(BadInputError, match="not valid TOML"):
            read_config("edgeconnect", "edge", tmp_path / "bad.toml")


def test_overriding_leaves_its_input_alone() -> None:
    values = {"a": {"b": 1}}
    assert overridden(values, ["a.b=2", "a.c=x"]) == {"a": {"b": 2, "c": "x"}}
    assert values == {"a": {"b": 1}}


@pytest.mark.parametrize("decay", list(Decay))
def test_learning_rate_starts_warm_and_never_rises_afterwards(decay: Decay) -> None:
    schedule = ScheduleConfig(
        learning_rate=1.0, final_learning_rate=0.1, decay=decay, warmup_steps=10
    )
    rates = [schedule.rate_at(step, step / 100) for step in range(101)]
    assert rates[0] == pytest.approx(0.1, rel=0.01)
    after = rates[10:]
    assert after == sorted(after, reverse=True)
    assert after[-1] == pytest.approx(1.0 if decay is Decay.CONSTANT else 0.1)
