"""Lettering found by the network: words are taken whole, lone strokes are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from scratched_photo import landscape

from inpaint_studio.detection import FindingKind, find_damage
from inpaint_studio.detection import text_network as text_network_module
from inpaint_studio.detection.find import Method
from inpaint_studio.detection.identity import search_identity
from inpaint_studio.detection.text_network import TextNetwork, installed_text_network, words
from inpaint_studio.errors import CancelledError, MissingPartError
from inpaint_studio.progress import ProgressToken

TEXT = frozenset({FindingKind.TEXT})


def chances(text: str, level: int = 240) -> np.ndarray:
    plane = np.zeros((80, 300), np.uint8)
    cv2.putText(plane, text, (20, 50), cv2.FONT_HERSHEY_DUPLEX, 1.0, level, 2)
    return plane


def test_a_word_counts_on_all_of_its_ink() -> None:
    plane = chances("Ferry 1931")
    plane[plane > 0] -= np.random.default_rng(0).integers(0, 100, (plane > 0).sum(), np.uint8)
    before = plane.copy()
    scores = words(plane)
    assert np.array_equal(plane, before)
    assert len(np.unique(scores[plane > 130])) == 1
    assert scores[plane > 130].min() > 128
    assert not scores[plane == 0].any()


def test_neither_many_weak_pixels_nor_a_few_strong_ones_make_a_word() -> None:
    assert words(chances("Ferry 1931", 150)).max() < 128
    plane = chances("Ferry 1931", 150)
    plane[np.unravel_index(np.flatnonzero(plane)[:12], plane.shape)] = 255
    assert words(plane).max() < 128
    speck = np.zeros((60, 60), np.uint8)
    speck[30:34, 30:34] = 255
    assert words(speck).max() < 128
    assert not words(np.zeros((3, 5), np.uint8)).any()


@pytest.mark.parametrize("degrees", [0, 35, 90])
def test_the_installed_network_finds_text_that_lies_any_way(degrees: int) -> None:
    photo = landscape(300, 400)
    cover = np.zeros((300, 400), np.uint8)
    cv2.putText(cover, "(c) Port Hallan", (70, 160), cv2.FONT_HERSHEY_DUPLEX, 1.0, 255, 2)
    turn = cv2.getRotationMatrix2D((200, 150), degrees, 1.0)
    ink = cv2.warpAffine(cover, turn, (400, 300))[..., None] / 255.0
    marked = (photo * (1 - ink) + 250 * ink).astype(np.uint8)
    found = find_damage(marked, TEXT, method=Method.NETWORK).mask()
    assert found[ink[..., 0] > 0.5].mean() > 0.9
    assert found.sum() < 4 * (ink > 0.5).sum()


@pytest.mark.parametrize("shape", [(1, 1), (33, 47), (700, 900)])
def test_nothing_is_found_in_plain_pictures_of_any_size(shape: tuple[int, int]) -> None:
    plain = np.full((*shape, 3), 120, np.uint8)
    found = installed_text_network().find(plain, TEXT, ProgressToken())[FindingKind.TEXT]
    assert found.shape == shape
    assert not found.any()


def test_it_is_loaded_once_and_can_be_cancelled() -> None:
    network = installed_text_network()
    assert installed_text_network() is network
    assert isinstance(network, TextNetwork)
    assert network.find(landscape(32, 32), frozenset({FindingKind.DATE}), ProgressToken()) == {}
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        network.find(landscape(64, 64), TEXT, token)


def test_without_weights_lines_are_looked_for_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(device: object) -> TextNetwork:
        raise MissingPartError("The weights of text-detector are not installed.")

    monkeypatch.setattr(text_network_module, "installed_text_network", missing)
    findings = find_damage(landscape(64, 64), TEXT)
    assert "without a network" in str(findings.notes[0])
    assert find_damage(landscape(64, 64), TEXT, method=Method.FILTERS).notes == ()
    with pytest.raises(MissingPartError):
        find_damage(landscape(64, 64), TEXT, method=Method.NETWORK)


def test_a_ledger_knows_the_weights_of_text() -> None:
    assert "sha256" in search_identity(TEXT)
    assert search_identity(TEXT, Method.FILTERS) == "filters"
    assert search_identity({FindingKind.DATE}) == "filters"
    both = search_identity({FindingKind.TEXT, FindingKind.DUST})
    assert search_identity({FindingKind.DUST}) in both
    assert search_identity(TEXT) in both
