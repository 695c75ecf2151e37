"""The table of subcommands, help, and how errors become exit statuses."""

from __future__ import annotations

import importlib

import pytest

import inpaint_studio
from inpaint_studio.cli import SUBCOMMANDS, main
from inpaint_studio.errors import BadInputError, CancelledError, InpaintStudioError


def test_top_level_help_lists_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    text = capsys.readouterr().out
    for row in SUBCOMMANDS:
        assert row.name in text
        assert row.help in text


def test_names_are_unique() -> None:
    names = [row.name for row in SUBCOMMANDS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_every_subcommand_has_help(
    row: inpaint_studio.cli.Subcommand, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main([row.name, "--help"])
    assert stop.value.code == 0
    assert f"inpaint-studio {row.name}" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert inpaint_studio.__version__ in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["restore"], ["restore", "a"]])
def test_bad_usage_is_one_line_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInputError("x.jpg is empty."), 2),
        (InpaintStudioError("failed"), 1),
        (CancelledError("Cancelled"), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("division by zero"), 1),
    ],
)
def test_errors_become_one_line_and_an_exit_status(
    error: BaseException,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(args: object) -> int:
        raise error

    module = importlib.import_module("inpaint_studio.cli.doctor")
    monkeypatch.setattr(module, "run", fail)
    assert main(["doctor"]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("inpaint-studio: ")
    assert captured.err.count("\n") == 1


def test_internal_errors_show_their_traceback_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(args: object) -> int:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(importlib.import_module("inpaint_studio.cli.doctor"), "run", fail)
    monkeypatch.setenv("INPAINT_STUDIO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["doctor"])
