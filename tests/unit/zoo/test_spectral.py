"""Spectral norm: what is folded computes what the stored vectors say, and can be written back."""

from __future__ import annotations

import warnings

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo import spectral

State = dict[str, Tensor]


def published(transposed: bool, seed: int = 0, scale: float = 3.0) -> State:
    gen = torch.Generator().manual_seed(seed)
    weight = scale * torch.randn((6, 4, 3, 3), generator=gen)
    rows = 4 if transposed else 6
    u = nn.functional.normalize(torch.randn(rows, generator=gen), dim=0)
    v = nn.functional.normalize(torch.randn(weight.numel() // rows, generator=gen), dim=0)
    return {"a.weight_orig": weight, "a.weight_u": u, "a.weight_v": v, "a.bias": torch.zeros(6)}


def rows_of(weight: Tensor, transposed: bool) -> Tensor:
    return (weight.transpose(0, 1) if transposed else weight).flatten(1)


@pytest.mark.parametrize("transposed", [False, True])
def test_folding_divides_by_the_stored_norm(transposed: bool) -> None:
    state = published(transposed)
    before = {key: value.clone() for key, value in state.items()}
    folded = spectral.fold(state, transposed=["a."] if transposed else [])
    matrix = rows_of(state["a.weight_orig"], transposed)
    sigma = torch.dot(state["a.weight_u"], matrix @ state["a.weight_v"])
    assert set(folded) == {"a.weight", "a.bias"}
    assert torch.allclose(folded["a.weight"], state["a.weight_orig"] / sigma, rtol=1e-5)
    assert all(torch.equal(state[key], before[key]) for key in before)


@pytest.mark.parametrize("transposed", [False, True])
def test_written_vectors_give_a_norm_of_one(transposed: bool) -> None:
    weight = published(transposed, seed=3)["a.weight_orig"]
    places = ["a."] if transposed else []
    state = spectral.unfold({"a.weight": weight, "b.weight": weight}, ["a."], transposed=places)
    matrix = rows_of(weight, transposed)
    u, v = state["a.weight_u"], state["a.weight_v"]
    assert float(torch.dot(u, matrix @ v)) == pytest.approx(1.0, abs=1e-6)
    # They are the leading vectors, so that training goes on from the true norm.
    assert float(torch.dot(u, matrix @ v) / v.norm()) == pytest.approx(
        float(torch.linalg.matrix_norm(matrix, 2)), rel=1e-5
    )
    assert torch.equal(state["b.weight"], weight)
    back = spectral.fold(state, transposed=places)["a.weight"]
    assert torch.allclose(back, weight, rtol=1e-5, atol=0)


@pytest.mark.parametrize("transposed", [False, True])
def test_pytorchs_own_layer_computes_the_same(transposed: bool) -> None:
    """The published layout is that of the layer's first implementation; ask that one."""
    kind = nn.ConvTranspose2d if transposed else nn.Conv2d
    plain = kind(4, 4, 3, bias=False)
    x = torch.randn(1, 4, 9, 9)
    places = [""] if transposed else []
    state = spectral.unfold({"weight": plain.weight.detach()}, [""], transposed=places)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is deprecated, and still what the layout is of
        layer = torch.nn.utils.spectral_norm(kind(4, 4, 3, bias=False))
    layer.load_state_dict(state, strict=True)
    with torch.no_grad():
        assert torch.allclose(layer.eval()(x), plain(x), atol=1e-5)


def test_early_layouts_lack_the_right_vector() -> None:
    state = published(False)
    del state["a.weight_v"]
    state["a.weight"] = torch.zeros(6, 4, 3, 3)
    u, _ = spectral.leading_vectors(state["a.weight_orig"].flatten(1))
    state["a.weight_u"] = u.float()
    folded = spectral.fold(state)["a.weight"]
    assert float(torch.linalg.matrix_norm(folded.flatten(1), 2)) == pytest.approx(1.0, rel=1e-5)


def test_parametrisation_names_round_trip() -> None:
    state = published(False)
    inside = spectral.to_parametrization(state)
    assert set(inside) == {
        "a.parametrizations.weight.original",
        "a.parametrizations.weight.0._u",
        "a.parametrizations.weight.0._v",
        "a.bias",
    }
    back = spectral.from_parametrization(inside)
    assert set(back) == set(state)
    assert all(torch.equal(back[key], state[key]) for key in state)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"a.weight_u": None}, "a.weight_u is missing"),
        ({"a.weight_u": torch.ones(5)}, r"\(5,\); expected \(6,\)"),
        ({"a.weight_v": torch.ones(5)}, r"\(5,\); expected \(36,\)"),
        ({"a.weight_orig": torch.zeros(6, 4, 3, 3)}, "spectral norm is 0"),
        ({"a.weight_v": torch.full((36,), float("nan"))}, "spectral norm is nan"),
    ],
)
def test_damage_is_named(changes: dict[str, Tensor | None], said: str) -> None:
    state = published(False)
    for key, value in changes.items():
        if value is None:
            del state[key]
        else:
            state[key] = value
    with pytest.raises(ModelFileError, match=said):
        spectral.fold(state)


@pytest.mark.parametrize("shape", [(1, 7), (7, 1), (5, 9), (9, 5), (6, 6)])
def test_leading_vectors(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    u, v = spectral.leading_vectors(matrix)
    assert float(u @ (matrix.double() @ v)) == pytest.approx(
        float(torch.linalg.matrix_norm(matrix, 2)), rel=1e-5
    )
    assert float(u.norm()) == pytest.approx(1.0)
    assert float(v.norm()) == pytest.approx(1.0)
    assert u[u.abs().argmax()] > 0
