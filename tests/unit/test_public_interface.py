"""The names that `import inpaint_studio` offers, and the examples in their docstrings."""

from __future__ import annotations

import doctest
import importlib

import pytest

import inpaint_studio


@pytest.mark.parametrize("name", inpaint_studio.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(inpaint_studio, name)
    assert value.__doc__


def test_unknown_name_raises() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = inpaint_studio.nonsense


def test_dir_lists_lazy_names() -> None:
    assert set(inpaint_studio.__all__) <= set(dir(inpaint_studio))


@pytest.mark.parametrize("module", ["inpaint_studio", "inpaint_studio.api"])
def test_docstring_examples_run(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
