"""The rule behind `--model auto`."""

from __future__ import annotations

from engine_fakes import make_card

from inpaint_studio.inference.auto import choose_model
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState


def model(name: str, lpips: float | None, state: ModelState = ModelState.READY) -> InstalledModel:
    return InstalledModel(make_card(name, measured_lpips=lpips), state, ModelOrigin.USER)


def test_a_name_stands_for_itself() -> None:
    assert choose_model("telea") == ("telea", "")


def test_auto_takes_the_best_measured_of_those_that_are_ready() -> None:
    models = [
        model("good", 0.10),
        model("better", 0.08),
        model("absent", 0.01, ModelState.NOT_INSTALLED),
        model("broken", 0.02, ModelState.BROKEN),
        model("unknown", None),
    ]
    choice = choose_model("auto", models)
    assert choice.model == "better"
    assert "0.080 against 0.100 of good" in choice.reason


def test_auto_without_any_measured_model() -> None:
    choice = choose_model("auto", [model("unknown", None)])
    assert choice.model == "patchmatch"
    assert "measured" in choice.reason
