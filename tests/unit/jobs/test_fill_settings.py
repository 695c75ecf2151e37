"""The record of what is asked of a fill, and its rows: every front end has every field."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import inpaint_studio
from inpaint_studio import RestoreRequest
from inpaint_studio.cli import batch as cli_batch
from inpaint_studio.cli import restore as cli_restore
from inpaint_studio.cli import watermark as cli_watermark
from inpaint_studio.cli.fill_options import fill_settings
from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.fill_settings import (
    FILL_FIELDS,
    FieldKind,
    FillChanges,
    FillField,
    FillSettings,
    fill_field,
    number_fields,
)
from inpaint_studio.settings.table import setting

every_field = pytest.mark.parametrize("row", FILL_FIELDS, ids=lambda row: row.name)
every_number = pytest.mark.parametrize("row", number_fields(), ids=lambda row: row.name)

COMMANDS = (
    (cli_restore, ["photo.png", "--mask", "mask.png", "-o", "out.png"]),
    (cli_batch, ["in", "out", "--mask", "mask.png"]),
    (cli_watermark, ["remove", "photo.png", "--mark", "mark.png", "-o", "out.png"]),
)


def other_value(row: FillField) -> Any:
    """A value that the field may have and does not begin with."""
    if row.kind is FieldKind.MODEL:
        return "telea"
    return {"radius_px": 7.0} if row.kind is FieldKind.OPTIONS else row.most


def asked(command: Any, arguments: list[str]) -> FillSettings:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return fill_settings(parser.parse_args(arguments))


@every_field
@pytest.mark.parametrize(("command", "arguments"), COMMANDS, ids=("restore", "batch", "watermark"))
def test_every_field_is_an_option_of_the_command_line(
    command: Any, arguments: list[str], row: FillField
) -> None:
    value = other_value(row)
    text = "radius_px=7.0" if row.kind is FieldKind.OPTIONS else str(value)
    assert getattr(asked(command, [*arguments, row.flag, text]), row.name) == value


@pytest.mark.parametrize(("command", "arguments"), COMMANDS[:2], ids=("restore", "batch"))
def test_the_command_line_begins_with_the_defaults(command: Any, arguments: list[str]) -> None:
    assert asked(command, arguments) == FillSettings()


@every_number
def test_the_command_line_names_its_own_option_in_a_refusal(row: FillField) -> None:
    command, arguments = COMMANDS[0]
    with pytest.raises(OptionError) as refused:
        asked(command, [*arguments, f"{row.flag}={row.most + 1}"])
    assert str(refused.value).startswith(f"{row.flag} is {row.most + 1}")
    assert str(row.range) in str(refused.value)


@every_field
def test_every_field_that_is_remembered_is_a_setting(row: FillField) -> None:
    if row.kind is FieldKind.OPTIONS:  # each model has its own
        assert not row.setting
        return
    remembered = setting(row.setting)
    assert remembered.default == row.default
    assert remembered.check(other_value(row)) == other_value(row)
    assert (remembered.label, remembered.help, remembered.unit) == (row.label, row.help, row.unit)
    if row.is_number:
        assert (remembered.least, remembered.most) == (row.least, row.most)


def test_every_field_is_asked_for_in_the_batch_window(qtbot: QtBot, tmp_path: Path) -> None:
    from inpaint_studio.app.batch_window.setup import Setup

    setup = Setup(FillSettings(), "cpu")
    qtbot.addWidget(setup)
    setup.photos.field.setText(str(tmp_path / "in"))
    setup.output.field.setText(str(tmp_path / "out"))
    assert setup.request().settings == FillSettings()
    setup.model.setCurrentIndex(setup.model.findData("telea"))
    radius = setup.options.rows["radius_px"]
    radius.field.setValue(7.0)  # type: ignore[union-attr]
    for row in number_fields():
        setup.numbers[row.name].field.setValue(other_value(row))
    wanted = FillSettings(**{row.name: other_value(row) for row in FILL_FIELDS})
    assert setup.request().settings == wanted
    again = Setup(wanted, "cpu")
    qtbot.addWidget(again)
    again.photos.field.setText(str(tmp_path / "in"))
    assert again.request().settings == wanted  # as it was set up in the main window


@every_field
def test_the_python_door_takes_every_field(row: FillField, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[RestoreRequest] = []
    restore = inpaint_studio.Engine.restore

    def watched(engine: Any, request: RestoreRequest, token: Any = None) -> Any:
        seen.append(request)
        return restore(engine, request, token)

    monkeypatch.setattr(inpaint_studio.Engine, "restore", watched)
    image, mask = np.full((40, 40, 3), 90, np.uint8), np.zeros((40, 40), np.bool_)
    value = other_value(row)
    base = FillSettings("telea")
    if row.name not in ("grow_px", "feather_px"):  # the most would leave nothing of the photo
        mask[10:14, 10:30] = True
    inpaint_studio.restore(image, mask, base, **{row.name: value})
    with inpaint_studio.load_model("telea") as model:
        model.restore(image, mask, **{row.name: value})
    assert [getattr(request.settings, row.name) for request in seen] == [value, value]


def test_the_python_door_passes_options_on() -> None:
    rng = np.random.default_rng(5)
    image = rng.integers(0, 255, (40, 40, 3), np.uint8)
    mask = np.zeros((40, 40), np.bool_)
    mask[12:28, 12:28] = True
    near, far = (
        inpaint_studio.restore(image, mask, model="telea", options={"radius_px": radius})
        for radius in (1.0, 12.0)
    )
    assert (near != far).any()
    with pytest.raises(OptionError, match="has no option 'texture'"):
        inpaint_studio.restore(image, mask, model="telea", options={"texture": 0})


def test_auto_looks_at_the_hole_from_python_as_it_does_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image, mask = np.full((40, 40, 3), 90, np.uint8), np.zeros((40, 40), np.bool_)
    mask[10:14, 10:30] = True
    seen: list[str] = []

    def choose(name: str, *about: object) -> Any:
        from inpaint_studio.inference.auto import Choice

        seen.append(name)
        return Choice("telea", "")

    monkeypatch.setattr("inpaint_studio.inference.engine.choose_model_for", choose)
    inpaint_studio.restore(image, mask)
    assert seen == ["auto"]


def test_the_keywords_are_the_fields() -> None:
    assert get_type_hints(FillChanges) == get_type_hints(FillSettings)
    assert list(get_type_hints(FillChanges)) == [row.name for row in FILL_FIELDS]


@every_number
def test_a_number_is_checked_at_both_ends(row: FillField) -> None:
    for good in (row.least, row.most, row.default):
        row.check(good)
    too_much = 1 if row.kind is FieldKind.WHOLE else 1e-6
    for bad in (row.least - too_much, row.most + too_much, True, "3", None, float("nan")):
        with pytest.raises(OptionError, match=row.name):
            FillSettings(**{row.name: bad}).check()  # type: ignore[arg-type]
    if row.kind is FieldKind.WHOLE:
        with pytest.raises(OptionError, match=str(row.range)):
            row.check(1.5)


@pytest.mark.parametrize(
    "wrong", [{"model": ""}, {"model": 3}, {"options": {"a": None}}, {"options": {1: 2}}]
)
def test_what_is_no_model_and_no_option_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=next(iter(wrong))):
        FillSettings(**wrong).check()


def test_settings_are_a_value() -> None:
    options: dict[str, Any] = {"radius_px": 3.0}
    one, other = FillSettings("telea", options=options), FillSettings("telea", options=options)
    options["radius_px"] = 9.0
    assert one == other == pickle.loads(pickle.dumps(one))
    assert one.options == {"radius_px": 3.0}
    assert len({one, other}) == 1
    assert one != FillSettings("telea")


def test_sigma_is_what_canny_takes() -> None:
    from inpaint_studio.imaging.edges import canny, fast_canny

    row, image = fill_field("sigma"), np.zeros((64, 64, 3), np.uint8)
    for sigma in (row.least, row.most):
        assert not canny(image, sigma=sigma).any()
        assert not fast_canny(image, sigma=sigma).any()
