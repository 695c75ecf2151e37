"""The crew on a cluster, on a cluster that is no more than a list of objects: what it does when
workers come, die and refuse. The real one is tested in e2e."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from batch_bench import hashes, save_mask, save_photo

from inpaint_studio.batch import cluster
from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.cluster import RayCrew, absolute_request
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.mask_source import MaskFolder, OneMask
from inpaint_studio.batch.model_identities import ModelIdentities
from inpaint_studio.batch.request import BatchRequest, Outcome, State
from inpaint_studio.errors import CancelledError, InpaintStudioError, MissingPartError
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken

COUNT = 10


class Reference:
    """A call that is answered when it is looked at."""

    def __init__(self, actor: Actor, call: Callable[[], Any]) -> None:
        self.actor = actor
        self.call = call


class Actor:
    """An object that may die."""

    def __init__(self, ray: FakeRay, made: Any, place: str) -> None:
        self.ray, self.made, self.place = ray, made, place
        self.is_dead = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.made, name)

        def remote(*values: Any) -> Reference:
            if name == "restore":
                self.ray.given.append((self.place, values[0].relative.name))
            if name == "stop":
                method(*values)
            return Reference(self, lambda: method(*values))

        return SimpleNamespace(remote=remote)


class FakeRay(ModuleType):
    """As much of Ray as the crew asks for."""

    def __init__(self, *places: str) -> None:
        super().__init__("ray")
        self.places = dict.fromkeys(places, True)
        self.actors: list[Actor] = []
        self.given: list[tuple[str, str]] = []
        self.dies_at: Callable[[Reference], bool] = lambda reference: False
        self.is_open = False
        self.turn = 0

    def init(self, **options: Any) -> None:
        self.is_open = True

    def shutdown(self) -> None:
        self.is_open = False

    def nodes(self) -> list[dict[str, Any]]:
        return [
            {"NodeID": place, "Alive": alive, "Resources": {"CPU": 1.0}}
            for place, alive in self.places.items()
        ]

    def remote(self, kind: type) -> Any:
        def options(*, scheduling_strategy: str, **_: Any) -> Any:
            def make(*values: Any) -> Actor:
                self.actors.append(Actor(self, kind(*values), scheduling_strategy))
                return self.actors[-1]

            return SimpleNamespace(remote=make)

        return SimpleNamespace(options=options)

    def wait(
        self, references: list[Reference], *, num_returns: int, timeout: float
    ) -> tuple[list[Reference], list[Reference]]:
        self.turn += 1
        chosen = references[self.turn % len(references)]
        return [chosen], [each for each in references if each is not chosen]

    def get(self, reference: Reference) -> Any:
        if self.dies_at(reference):
            reference.actor.is_dead = True
        if reference.actor.is_dead or not self.places[reference.actor.place]:
            raise RuntimeError("the actor died")
        return reference.call()

    def kill(self, actor: Actor) -> None:
        actor.is_dead = True


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    fake = FakeRay("one", "two")
    strategies = ModuleType("ray.util.scheduling_strategies")
    strategies.NodeAffinitySchedulingStrategy = lambda place, soft: place  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.setitem(sys.modules, "ray.util", ModuleType("ray.util"))
    monkeypatch.setitem(sys.modules, "ray.util.scheduling_strategies", strategies)
    monkeypatch.setattr(cluster, "_LOOK_AGAIN_S", 0.0)
    return fake


@pytest.fixture
def request_(tmp_path: Path) -> BatchRequest:
    for number in range(COUNT):
        save_photo(tmp_path / "in" / f"{number}.png", number)
        save_mask(tmp_path / "masks" / f"{number}.png")
    return BatchRequest(
        photos=tmp_path / "in",
        output=tmp_path / "out",
        source=MaskFolder(tmp_path / "masks"),
        settings=FillSettings(model="telea"),
        cluster="auto",
    )


def rows(request: BatchRequest) -> dict[str, State]:
    with Ledger(request.output / ".inpaint-studio" / "ledger.sqlite", read_only=True) as ledger:
        return {path.name: row.state for path, row in ledger.rows().items()}


def test_all_machines_work_and_results_are_those_of_one(
    ray: FakeRay, request_: BatchRequest
) -> None:
    assert run_batch(request_).done_count == COUNT
    assert {place for place, _ in ray.given} == {"one", "two"}
    assert len(ray.given) == COUNT
    assert not ray.is_open
    alone = replace(request_, cluster="", output=request_.output.with_name("alone"))
    run_batch(alone)
    assert hashes(request_.output) == hashes(alone.output)


def test_what_a_dead_worker_was_at_is_begun_again_and_told_once(
    ray: FakeRay, request_: BatchRequest
) -> None:
    met: list[Reference] = []

    def dies(reference: Reference) -> bool:
        met.append(reference)
        return len(met) == 6

    ray.dies_at = dies
    outcomes: list[Outcome] = []
    assert run_batch(request_, listener=outcomes.append).is_complete
    done = [outcome.relative for outcome in outcomes if outcome.state is State.DONE]
    assert len(done) == len(set(done)) == COUNT
    begun = [outcome.relative for outcome in outcomes if outcome.state is State.WORKING]
    assert len(begun) == len(set(begun)) == COUNT
    assert len(ray.given) > COUNT  # those it was at were given to another
    assert set(rows(request_).values()) == {State.DONE}


def test_a_machine_that_goes_away_leaves_the_work_to_the_others(
    ray: FakeRay, request_: BatchRequest
) -> None:
    def listener(outcome: Outcome) -> None:
        if outcome.state is State.DONE:
            ray.places["two"] = False

    assert run_batch(request_, listener=listener).done_count == COUNT
    late = ray.given[-3:]
    assert {place for place, _ in late} == {"one"}


def test_a_photo_that_kills_its_workers_fails_alone(ray: FakeRay, request_: BatchRequest) -> None:
    deadly: set[int] = set()

    def dies(reference: Reference) -> bool:
        names = reference.call.__closure__ or ()
        values = [cell.cell_contents for cell in names]
        is_deadly = any(
            isinstance(value, tuple)
            and value
            and getattr(value[0], "relative", None) == Path("3.png")
            for value in values
        )
        if is_deadly:
            deadly.add(id(reference.actor))
        return is_deadly

    ray.dies_at = dies
    result = run_batch(request_)
    assert result.done_count == COUNT - 1
    assert [f.relative.name for f in result.failures] == ["3.png"]
    assert "when a worker died" in str(result.failures[0].error)
    assert rows(request_)["3.png"] is State.FAILED


def test_when_every_machine_is_gone_the_rest_waits(ray: FakeRay, request_: BatchRequest) -> None:
    def listener(outcome: Outcome) -> None:
        if outcome.state is State.DONE:
            ray.places.update(one=False, two=False)

    result = run_batch(request_, listener=listener)
    assert result.stopped_by is not None
    assert "No machine of the cluster" in str(result.stopped_by)
    assert 1 <= result.done_count < COUNT
    ray.places.update(one=True, two=True)
    rest = run_batch(replace(request_, resume=True))
    assert rest.done_count + rest.kept_count == COUNT


def test_cancelling_leaves_the_rest_for_later(ray: FakeRay, request_: BatchRequest) -> None:
    token = ProgressToken()

    def listener(outcome: Outcome) -> None:
        if outcome.state is State.DONE:
            token.cancel()

    with pytest.raises(CancelledError, match="earlier run"):
        run_batch(request_, token, listener=listener)
    assert not ray.is_open
    rest = run_batch(replace(request_, resume=True))
    assert rest.done_count + rest.kept_count == COUNT
    assert rest.kept_count >= 1


def test_a_bad_photo_fails_alone(ray: FakeRay, request_: BatchRequest) -> None:
    (request_.photos / "4.png").write_bytes(b"")
    result = run_batch(request_)
    assert result.done_count == COUNT - 1
    assert "empty" in str(result.failures[0].error)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": "0.0.0"}, "has version 0.0.0"),
        ({"models": ModelIdentities("telea", (("", "telea other"),))}, "other weights"),
        ({"missing": (Path("/data/in"),)}, "does not see '/data/in'"),
        ({"error": "no model"}, "cannot work: no model"),
    ],
)
def test_machines_that_lack_something_say_what(
    ray: FakeRay,
    request_: BatchRequest,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    words: str,
) -> None:
    introduce = cluster.ClusterWorker.introduce

    def lacking(worker: Any, *values: Any) -> Any:
        return replace(introduce(worker, *values), **change)

    monkeypatch.setattr(cluster.ClusterWorker, "introduce", lacking)
    with pytest.raises(InpaintStudioError, match=words):
        run_batch(request_)
    assert not ray.is_open


def test_gpus_take_a_worker_each_and_a_network_takes_a_machine_without(
    ray: FakeRay, request_: BatchRequest
) -> None:
    network = RayCrew(request_, SimpleNamespace(), ProgressToken(), takes_node=True)  # type: ignore[arg-type]
    classical = RayCrew(request_, SimpleNamespace(), ProgressToken(), takes_node=False)  # type: ignore[arg-type]
    assert network._wanted({"CPU": 16.0, "GPU": 2.0}) == (2, {"num_gpus": 1, "num_cpus": 0})
    assert network._wanted({"CPU": 16.0}) == (1, {"num_cpus": 16})
    assert classical._wanted({"CPU": 16.0, "GPU": 2.0}) == (16, {"num_cpus": 1})


def test_paths_mean_the_same_everywhere() -> None:
    here = Path.cwd()
    for source, expected in (
        (MaskFolder(Path("m")), MaskFolder(here / "m")),
        (OneMask(Path("m.png"), True), OneMask(here / "m.png", True)),
        (FoundDamage(Path("m")), FoundDamage(here / "m")),
    ):
        request = BatchRequest(Path("in"), Path("out"), source, report=Path("r"))
        found = absolute_request(request)
        assert (found.photos, found.output, found.report) == (here / "in", here / "out", here / "r")
        assert found.source == expected


def test_without_ray_and_without_a_cluster_it_is_told(
    request_: BatchRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingPartError, match=r"inpaint-studio\[cluster\]"):
        run_batch(request_)
    monkeypatch.setitem(sys.modules, "ray", FakeRay("one"))
    with pytest.raises(InpaintStudioError, match=r"no Ray cluster at '127\.0\.0\.1:1'"):
        run_batch(replace(request_, cluster="127.0.0.1:1", resume=True))
