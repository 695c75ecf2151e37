"""The table of settings: every line is sound, and values are checked against it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inpaint_studio.errors import OptionError
from inpaint_studio.settings.table import SETTINGS, Section, Setting, SettingKind, setting

TYPES = {
    SettingKind.BOOL: bool,
    SettingKind.INT: int,
    SettingKind.FLOAT: float,
    SettingKind.CHOICE: str,
    SettingKind.COLOUR: str,
    SettingKind.TEXT: str,
    SettingKind.MODEL: str,
    SettingKind.TEXTS: tuple,
}


@pytest.mark.parametrize("entry", SETTINGS, ids=lambda entry: entry.name)
def test_every_line_is_sound(entry: Setting) -> None:
    assert entry.name.isidentifier()
    assert entry.name == entry.name.lower()
    assert type(entry.default) is TYPES[entry.kind]
    assert entry.check(entry.default) == entry.default
    assert entry.label
    assert entry.help.endswith(".")
    assert setting(entry.name) is entry
    if entry.kind in (SettingKind.INT, SettingKind.FLOAT):
        assert entry.least is not None
        assert entry.most is not None
        assert entry.check(type(entry.default)(entry.least)) == entry.least
        assert entry.check(type(entry.default)(entry.most)) == entry.most
        for wrong in (entry.least - 1, entry.most + 1):
            with pytest.raises(OptionError, match=entry.name):
                entry.check(type(entry.default)(wrong))
    if entry.kind is SettingKind.CHOICE:
        assert entry.default in entry.choices


def test_names_are_unique_and_all_sections_used() -> None:
    assert len({entry.name for entry in SETTINGS}) == len(SETTINGS)
    assert {entry.section for entry in SETTINGS} == set(Section)
    with pytest.raises(OptionError, match="no setting"):
        setting("none")


@pytest.mark.parametrize("entry", SETTINGS, ids=lambda entry: entry.name)
@pytest.mark.parametrize(
    "wrong",
    [None, [], {}, "maybe", 1.5, -(10**400), float("nan"), float("inf"), [1], "#FFF", "x" * 5000],
)
def test_wrong_values_are_errors_or_the_right_type(entry: Setting, wrong: object) -> None:
    try:
        checked = entry.check(wrong)
    except OptionError as fault:
        message = str(fault)
    else:
        message = ""
        assert type(checked) is TYPES[entry.kind]
    assert "\n" not in message
    assert len(message) < 400


@hypothesis_settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(SETTINGS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    ),
)
def test_what_is_accepted_survives_json(entry: Setting, value: object) -> None:
    accepted = None
    try:
        accepted = entry.check(value)
    except OptionError:
        accepted = entry.default
    assert entry.check(json.loads(json.dumps(accepted))) == accepted


def test_bools_are_bools_and_no_numbers() -> None:
    with pytest.raises(OptionError, match="true or false"):
        setting("wheel_zooms").check("false")
    with pytest.raises(OptionError, match="whole number"):
        setting("jpeg_quality").check(True)
