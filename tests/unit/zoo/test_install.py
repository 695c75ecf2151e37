"""Import, install, verify, remove, export: wholly or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    MissingPartError,
    ModelFileError,
    ModelNotFoundError,
    OptionError,
)
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.checkpoints import read_safetensors
from inpaint_studio.zoo.export import export_model
from inpaint_studio.zoo.family import Family
from inpaint_studio.zoo.install import (
    create_model,
    import_model,
    install_model,
    remove_model,
    verify_model,
)
from inpaint_studio.zoo.registry import ModelOrigin, ModelState
from inpaint_studio.zoo.weights import checked_file, load_network, load_state

pytestmark = pytest.mark.usefixtures("one_thread")

DATA = b"onnx" * 5000
FILE = ModelFile(
    "sub/net.onnx", "pipeline", hashlib.sha256(DATA).hexdigest(), len(DATA), "https://x.org/n"
)


@pytest.fixture
def downloadable(monkeypatch: pytest.MonkeyPatch, models_dir: Path) -> str:
    """A family with one small model to be downloaded; its name."""
    card = ModelCard("tiny", "Tiny", "tiny", licence="MIT", files=(FILE,), needs_weights=True)
    family = Family("tiny", "Tiny", "", "a:b", roles=("pipeline",), downloads=(card,))
    from inpaint_studio.zoo import registry

    monkeypatch.setattr(registry, "_default", registry.Registry([*registry.families(), family]))
    return "tiny"


def published(small: dict[str, Path]) -> dict[str, Path]:
    return {"edge": small["edge"], "completion": small["completion"]}


def yes(card: ModelCard) -> bool:
    return True


class Answer:
    status = 200

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, amount: int, /) -> bytes:
        start, self.data = self.data[:amount], self.data[amount:]
        return start

    def close(self) -> None:
        pass


def no_network(url: str, offset: int) -> Answer:
    raise AssertionError("the network was used")


def test_an_import_can_be_loaded(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    model = import_model("edgeconnect", published(small_edgeconnect), name="places2")
    assert model == registry.find_model("places2")
    assert (model.state, model.origin) == (ModelState.READY, ModelOrigin.USER)
    assert model.folder == models_dir / "places2"
    assert model.card.licence == "CC-BY-NC-4.0"
    assert "edge.pth" in model.card.source
    assert sorted(path.name for path in model.folder.iterdir()) == [
        "card.json",
        "completion.safetensors",
        "edge.safetensors",
    ]
    for role in ("edge", "completion"):
        network = load_network(model.card, model.folder, role)
        assert not network.training
        assert {p.dtype for p in network.parameters()} == {torch.float32}
    assert verify_model(model)
    assert not any(check.problem for check in verify_model(model))


def test_the_reference_through_import_and_export(
    models_dir: Path, tmp_path: Path, reference: Callable[[str], Any]
) -> None:
    """Published file -> import -> load -> same function; export -> import -> same tensors."""
    files, cases = {}, {}
    for role in ("edge", "completion"):
        cases[role] = reference(f"edgeconnect_{role}")
        path = tmp_path / f"{role}.pth"
        files[role] = cases[role].save_published(path, container="generator", iteration=1)
    model = import_model("edgeconnect", files, name="first")
    assert model.folder is not None
    for role in ("edge", "completion"):
        image, edge, mask = (
            torch.from_numpy(cases[role].inputs[key]) for key in ("image", "edge", "mask")
        )
        first = image.mean(1, keepdim=True) if role == "edge" else image
        with torch.inference_mode():
            out = load_network(model.card, model.folder, role)(first, edge, mask)
        assert abs(out.numpy() - cases[role].outputs[0]).max() <= 1e-4
    written = export_model("first", tmp_path / "out")
    assert [path.name for path in written] == ["EdgeModel_gen.pth", "InpaintingModel_gen.pth"]
    again = import_model("edgeconnect", {"edge": written[0], "completion": written[1]}, name="b")
    assert again.folder is not None
    for role in ("edge", "completion"):
        before = load_state(model.card, model.folder, role)
        after = load_state(again.card, again.folder, role)
        assert set(before) == set(after)
        assert all(torch.allclose(before[k], after[k], rtol=1e-6, atol=0) for k in before)


@pytest.mark.parametrize("role", ["edge", "completion"])
def test_a_failed_import_leaves_nothing(
    role: str, models_dir: Path, tmp_path: Path, small_edgeconnect: dict[str, Path]
) -> None:
    files = published(small_edgeconnect)
    damaged = tmp_path / "cut.pth"
    damaged.write_bytes(files[role].read_bytes()[:-100])
    for wrong in (damaged, small_edgeconnect["discriminator"], tmp_path / "absent"):
        with pytest.raises(ModelFileError, match=str(wrong.name)):
            import_model("edgeconnect", {**files, role: wrong}, name="places2")
        assert list(models_dir.iterdir()) == []


def test_names_are_not_taken_twice(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    files = published(small_edgeconnect)
    assert import_model("edgeconnect", files).name == "edgeconnect"
    for name in ("edgeconnect", "telea", "migan", "auto", "Bad Name", "../x"):
        with pytest.raises(ModelFileError):
            import_model("edgeconnect", files, name=name)
    assert [path.name for path in models_dir.iterdir()] == ["edgeconnect"]


def test_roles_are_checked(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    files = published(small_edgeconnect)
    with pytest.raises(OptionError, match="completion file is missing"):
        import_model("edgeconnect", {"edge": files["edge"]})
    with pytest.raises(OptionError, match="'sketch'"):
        import_model("edgeconnect", {**files, "sketch": files["edge"]})
    with pytest.raises(OptionError, match="no checkpoints"):
        import_model("telea", {})
    with pytest.raises(ModelNotFoundError):
        import_model("edgeconect", files)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_files_are_widened(
    dtype: torch.dtype, models_dir: Path, small_edgeconnect: dict[str, Path]
) -> None:
    whole = import_model("edgeconnect", published(small_edgeconnect), name="whole")
    assert whole.folder is not None
    states = {r: load_state(whole.card, whole.folder, r) for r in ("edge", "completion")}
    half = create_model(dataclasses.replace(whole.card, name="half"), states, dtype=dtype)
    assert half.folder is not None
    assert half.card.size_bytes < 0.7 * whole.card.size_bytes
    stored = read_safetensors(half.folder / "edge.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {dtype}
    network = load_network(half.card, half.folder, "edge")
    for key, value in network.state_dict().items():
        assert torch.equal(value, states["edge"][key].to(dtype).float())


def test_creating_checks_the_tensors(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    model = import_model("edgeconnect", published(small_edgeconnect), name="one")
    assert model.folder is not None
    states = {r: load_state(model.card, model.folder, r) for r in ("edge", "completion")}
    del states["edge"]["encoder.4.bias"]
    with pytest.raises(ModelFileError, match=r"encoder\.4\.bias"):
        create_model(dataclasses.replace(model.card, name="two"), states)
    assert [path.name for path in models_dir.iterdir()] == ["one"]


def test_loading_refuses_a_changed_file(
    models_dir: Path, small_edgeconnect: dict[str, Path]
) -> None:
    model = import_model("edgeconnect", published(small_edgeconnect), name="one")
    assert model.folder is not None
    path = model.folder / "edge.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match=r"edge\.safetensors has sha256"):
        load_network(model.card, model.folder, "edge")
    problems = [check.path.name for check in verify_model(model) if check.problem]
    assert problems == ["edge.safetensors"]
    path.write_bytes(data[:-1])
    with pytest.raises(ModelFileError, match="bytes"):
        checked_file(model.card, model.folder, "edge")
    path.unlink()
    with pytest.raises(ModelFileError, match="cannot be read"):
        checked_file(model.card, model.folder, "edge")
    assert registry.find_model("one").state is ModelState.BROKEN


def test_exchanged_files_are_refused(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    model = import_model("edgeconnect", published(small_edgeconnect), name="one")
    assert model.folder is not None
    edge, completion = model.card.files
    swapped = dataclasses.replace(
        model.card,
        files=(
            dataclasses.replace(edge, role="completion"),
            dataclasses.replace(completion, role="edge"),
        ),
    )
    with pytest.raises(ModelFileError, match=r"completion\.safetensors: tensor"):
        load_network(swapped, model.folder, "edge")


def test_install_from_the_network(downloadable: str, models_dir: Path) -> None:
    asked: list[str] = []

    def agree(card: ModelCard) -> bool:
        asked.append(card.licence)
        return True

    model = install_model(downloadable, agree=agree, open_url=lambda url, at: Answer(DATA))
    assert asked == ["MIT"]
    assert model.state is ModelState.READY
    assert model.folder is not None
    assert (model.folder / FILE.path).read_bytes() == DATA
    again = install_model(downloadable, agree=agree, open_url=no_network)
    assert again == model
    assert len(asked) == 1


@pytest.mark.parametrize("as_folder", [True, False])
def test_install_from_a_file_uses_no_network(
    downloadable: str, tmp_path: Path, as_folder: bool
) -> None:
    source = tmp_path / "given" / FILE.path
    source.parent.mkdir(parents=True)
    source.write_bytes(DATA)
    given = tmp_path / "given" if as_folder else source
    model = install_model(downloadable, agree=yes, source=given, open_url=no_network)
    assert model.state is ModelState.READY
    assert source.exists()


def test_nothing_is_fetched_without_consent(downloadable: str, models_dir: Path) -> None:
    with pytest.raises(CancelledError, match="licence"):
        install_model(downloadable, agree=lambda card: False, open_url=no_network)
    assert list(models_dir.iterdir()) == []


def test_failed_installs_leave_nothing(downloadable: str, models_dir: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.onnx"
    wrong.write_bytes(b"x" * len(DATA))

    def broken(url: str, offset: int) -> Answer:
        raise ConnectionError("down")

    attempts: list[tuple[dict[str, Any], type[InpaintStudioError]]] = [
        ({"source": wrong}, ModelFileError),
        ({"source": tmp_path / "absent"}, ModelFileError),
        ({"open_url": lambda url, at: Answer(b"y" * len(DATA))}, ModelFileError),
        ({"open_url": broken}, MissingPartError),
    ]
    for options, error in attempts:
        with pytest.raises(error):
            install_model(downloadable, agree=yes, **options)
        assert list(models_dir.iterdir()) == []
        assert registry.find_model(downloadable).state is ModelState.NOT_INSTALLED


def test_an_interrupted_download_goes_on(downloadable: str, models_dir: Path) -> None:
    with pytest.raises(MissingPartError):
        install_model(downloadable, agree=yes, open_url=lambda url, at: Answer(DATA[:100]))
    asked: list[int] = []

    def rest(url: str, offset: int) -> Answer:
        asked.append(offset)
        answer = Answer(DATA[offset:])
        answer.status = 206
        return answer

    assert install_model(downloadable, agree=yes, open_url=rest).state is ModelState.READY
    assert asked == [100]
    assert [path.name for path in models_dir.iterdir()] == [downloadable]


def test_a_broken_model_is_replaced(downloadable: str, models_dir: Path) -> None:
    install_model(downloadable, agree=yes, open_url=lambda url, at: Answer(DATA))
    (models_dir / downloadable / FILE.path).unlink()
    assert registry.find_model(downloadable).state is ModelState.BROKEN
    model = install_model(downloadable, agree=yes, open_url=lambda url, at: Answer(DATA))
    assert model.state is ModelState.READY
    assert [path.name for path in models_dir.iterdir()] == [downloadable]


def test_what_cannot_be_installed(downloadable: str) -> None:
    with pytest.raises(OptionError, match="import a checkpoint of edgeconnect"):
        install_model("edgeconnect", agree=yes, open_url=no_network)
    with pytest.raises(ModelNotFoundError):
        install_model("absent", agree=yes, open_url=no_network)


@pytest.mark.usefixtures("models_dir")
def test_the_real_migan_from_its_file(migan_file: Path) -> None:
    model = install_model("migan", agree=yes, source=migan_file, open_url=no_network)
    assert model.state is ModelState.READY
    assert model.folder is not None
    assert checked_file(model.card, model.folder, "pipeline").is_file()


def test_removing(models_dir: Path, small_edgeconnect: dict[str, Path]) -> None:
    import_model("edgeconnect", published(small_edgeconnect), name="one")
    assert remove_model("one").name == "one"
    assert list(models_dir.iterdir()) == []
    for name in ("telea", "migan"):
        with pytest.raises(OptionError, match="cannot be removed"):
            remove_model(name)
    with pytest.raises(ModelNotFoundError):
        remove_model("one")


def test_bundled_models_are_not_removed(
    models_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small_edgeconnect: dict[str, Path],
) -> None:
    import_model("edgeconnect", published(small_edgeconnect), name="one")
    bundled = tmp_path / "bundled"
    shutil.copytree(models_dir, bundled)
    remove_model("one")
    monkeypatch.setattr(registry, "bundled_models_dir", lambda: bundled)
    monkeypatch.setattr(registry, "model_dirs", lambda: (models_dir, bundled))
    assert registry.find_model("one").origin is ModelOrigin.BUNDLED
    with pytest.raises(OptionError, match="bundled"):
        remove_model("one")
    assert (bundled / "one").is_dir()


def test_exporting(models_dir: Path, tmp_path: Path, small_edgeconnect: dict[str, Path]) -> None:
    import_model("edgeconnect", published(small_edgeconnect), name="one")
    out = tmp_path / "new" / "out"
    edge, completion = export_model("one", out)
    content = torch.load(edge, weights_only=True)
    assert set(content) == {"iteration", "generator"}
    original = torch.load(small_edgeconnect["edge"], weights_only=True)["generator"]
    assert set(content["generator"]) == set(original)
    before = edge.read_bytes()
    with pytest.raises(ModelFileError, match="exists already"):
        export_model("one", out)
    completion.unlink()
    with pytest.raises(ModelFileError, match="EdgeModel_gen"):
        export_model("one", out)
    assert [path.name for path in out.iterdir()] == ["EdgeModel_gen.pth"]
    assert edge.read_bytes() == before
    assert len(export_model("one", out, overwrite=True)) == 2
    with pytest.raises(OptionError, match="no weights"):
        export_model("telea", out)
    with pytest.raises(MissingPartError, match="not installed"):
        export_model("migan", out)


def test_exporting_what_has_no_layout_copies_it(downloadable: str, tmp_path: Path) -> None:
    install_model(downloadable, agree=yes, open_url=lambda url, at: Answer(DATA))
    (path,) = export_model(downloadable, tmp_path / "out")
    assert path.read_bytes() == DATA
