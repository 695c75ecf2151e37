"""A crew on many machines: photos are tasks, models are actors, on a Ray cluster.

All machines must see the input, output and mask folders at the same paths. Whoever fills a photo
also reads and writes it; the ledger is written by the calling process alone. When a worker or a
whole machine dies, the photos that it was at are begun again elsewhere: results are written
atomically and come out the same, so that nothing is lost and nothing is counted twice.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
import socket
import time
from collections import deque
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from inpaint_studio import __version__
from inpaint_studio.batch.cluster_worker import ClusterWorker, WorkerFacts
from inpaint_studio.batch.crew import Ended
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.mask_source import MaskFolder, OneMask
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.plan import BatchPlan
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import CancelledError, InpaintStudioError, MissingPartError
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["RayCrew", "absolute_request"]

_log = logging.getLogger(__name__)
_AT_ONCE = 2  # photos a worker is given: while one is filled the next is read
_MOST_TRIES = 3
_MOST_DEATHS = 3
_LOOK_AGAIN_S = 3.0
_PATIENCE_S = 120.0
_CONNECT_S = 10.0


@dataclass(eq=False)
class _Hand:
    """One worker: its actor, where it is, and what it is at."""

    actor: Any
    place: str
    ready: Any
    is_ready: bool = False
    tasks: dict[Any, PhotoJob] = field(default_factory=dict)


class _Log(io.TextIOBase):
    """Takes what is printed for the log."""

    def write(self, text: str) -> int:
        if text.strip():
            _log.info("Ray: %s", text.strip())
        return len(text)


class RayCrew:
    """See the module.

    Parameters
    ----------
    request, plan
        What is to be done.
    token
        Cancellation, while workers are waited for.
    takes_node
        The model takes all processors of a machine without a GPU, rather than one.

    Raises
    ------
    MissingPartError
        If Ray is not installed.
    InpaintStudioError
        If the cluster cannot be reached, or no machine of it can work.
    """

    def __init__(
        self, request: BatchRequest, plan: BatchPlan, token: ProgressToken, *, takes_node: bool
    ) -> None:
        self._request = request
        self._plan = plan
        self._token = token
        self._takes_node = takes_node
        self._ray = _imported()
        self._hands: list[_Hand] = []
        self._waiting: deque[tuple[PhotoJob, bool]] = deque()
        self._pictured: dict[PhotoJob, bool] = {}
        self._tries: dict[PhotoJob, int] = {}
        self._deaths: dict[str, int] = {}
        self._ended: deque[Ended] = deque()
        self._refusals: dict[str, Message] = {}
        self._stops = False
        self._quiet = contextlib.ExitStack()
        self._looked_s = -_LOOK_AGAIN_S

    def __enter__(self) -> RayCrew:
        address = self._request.cluster
        _check_reachable(address)
        # Ray prints what happens to machines; a listener gets it as outcomes and errors.
        self._quiet.enter_context(contextlib.redirect_stdout(_Log()))
        if address == "local":
            # With its usage statistics off Ray still asks the servers of three clouds whether it
            # runs there. What its own parts say to each other takes no notice of this.
            os.environ.setdefault("HTTP_PROXY", "http://127.0.0.1:9")
        try:
            self._ray.init(
                address=address,
                namespace="inpaint-studio",
                include_dashboard=False if address == "local" else None,
                log_to_driver=False,
                configure_logging=False,
                logging_level="ERROR",
                ignore_reinit_error=True,
            )
        except Exception as error:  # of many kinds, all of them mean this
            self._quiet.close()
            line = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise _unreachable(address, line) from error
        try:
            self._wait_for_somebody()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._leave()

    def _leave(self) -> None:
        for hand in self._hands:
            with contextlib.suppress(Exception):
                self._ray.kill(hand.actor)
        with contextlib.suppress(Exception):
            self._ray.shutdown()
        self._quiet.close()

    # Crew

    @property
    def capacity(self) -> int:
        """See `Crew`."""
        ready = sum(hand.is_ready for hand in self._hands)
        return max(1, _AT_ONCE * ready)

    def begin(self, job: PhotoJob, *, with_pictures: bool) -> None:
        """See `Crew`."""
        self._pictured[job] = with_pictures
        self._waiting.append((job, with_pictures))
        self._hand_out()

    def next_ended(self, timeout_s: float) -> Ended | None:
        """See `Crew`.

        Raises
        ------
        InpaintStudioError
            If no worker is left and none can be started.
        """
        if self._ended:
            return self._ended.popleft()
        self._staff()
        self._hand_out()
        tasks = {task: hand for hand in self._hands for task in hand.tasks}
        newcomers = {hand.ready: hand for hand in self._hands if not hand.is_ready}
        watched = [*tasks, *newcomers]
        if not watched:
            self._complain()
            time.sleep(timeout_s)
            return None
        done, _ = self._ray.wait(watched, num_returns=1, timeout=timeout_s)
        for reference in done:
            if reference in newcomers:
                self._welcome(newcomers[reference])
            elif reference in tasks:
                self._take(tasks[reference], reference)
        return self._ended.popleft() if self._ended else None

    def stop(self, *, also_filled: bool = False) -> None:
        """See `Crew`."""
        self._stops = True
        while self._waiting:
            job, _ = self._waiting.popleft()
            self._ended.append(Ended(job, error=CancelledError("Cancelled.")))
        for hand in self._hands:
            if hand.tasks:
                hand.actor.stop.remote(also_filled)

    # Workers

    def _wait_for_somebody(self) -> None:
        until_s = time.monotonic() + _PATIENCE_S
        while not any(hand.is_ready for hand in self._hands):
            self._token.check()
            self._staff()
            newcomers = {hand.ready: hand for hand in self._hands if not hand.is_ready}
            if newcomers:
                done, _ = self._ray.wait([*newcomers], num_returns=1, timeout=0.2)
                for reference in done:
                    self._welcome(newcomers[reference])
            else:
                self._complain()
                time.sleep(0.2)
            if time.monotonic() > until_s:
                raise InpaintStudioError(
                    "The cluster at {cluster!r} gave no worker within {seconds:.0f} s; all its "
                    "processors or GPUs are taken, try again later.",
                    cluster=self._request.cluster,
                    seconds=_PATIENCE_S,
                )

    def _staff(self) -> None:
        """Have as many workers on each machine as it is good for; machines may come and go."""
        now_s = time.monotonic()
        if self._stops or now_s - self._looked_s < _LOOK_AGAIN_S:
            return
        self._looked_s = now_s
        limit = self._request.workers or 1 << 30
        for node in self._ray.nodes():
            place = node["NodeID"]
            if not node["Alive"] or self._is_given_up(place):
                continue
            present = sum(hand.place == place for hand in self._hands)
            wanted, options = self._wanted(node["Resources"])
            for _ in range(min(wanted - present, limit - len(self._hands))):
                self._hire(place, options)

    def _wanted(self, resources: dict[str, float]) -> tuple[int, dict[str, float]]:
        """How many workers a machine is good for, and what each of them takes."""
        processors, gpus = int(resources.get("CPU", 0)), int(resources.get("GPU", 0))
        if self._takes_node and gpus and self._request.device != "cpu":
            return gpus, {"num_gpus": 1, "num_cpus": 0}
        if self._takes_node and processors:
            return 1, {"num_cpus": processors}
        return processors, {"num_cpus": 1}

    def _hire(self, place: str, options: dict[str, float]) -> None:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        actor_class = self._ray.remote(ClusterWorker)
        actor = actor_class.options(
            **options,
            max_restarts=0,
            max_task_retries=0,
            max_concurrency=_AT_ONCE + 2,
            scheduling_strategy=NodeAffinitySchedulingStrategy(place, soft=False),
        ).remote(replace(self._request, cluster=""), len(self._plan.identities.models.names))
        threads = int(options.get("num_cpus") or 0)
        lock = self._request.output.absolute() / STATE_FOLDER
        self._hands.append(_Hand(actor, place, actor.introduce.remote(lock, threads)))

    def _welcome(self, hand: _Hand) -> None:
        """A worker has started, or could not."""
        try:
            facts: WorkerFacts = self._ray.get(hand.ready)
        except Exception as error:
            self._lose(hand, str(error).splitlines()[0] if str(error) else type(error).__name__)
            return
        refusal = self._refusal(facts)
        if refusal is not None:
            self._refusals[hand.place] = refusal
            self._lose(hand, str(refusal))
            return
        hand.is_ready = True

    def _refusal(self, facts: WorkerFacts) -> Message | None:
        """Why a worker is of no use; None if it is of use."""
        host = facts.host
        if facts.error is not None:
            return Message("The machine {host} cannot work: {error}", host=host, error=facts.error)
        if facts.version != __version__:
            return Message(
                "The machine {host} has version {version}, not {wanted}; install the same.",
                host=host,
                version=facts.version,
                wanted=__version__,
            )
        if facts.models != self._plan.identities.models:
            return Message(
                "The machine {host} has other weights of {model}; install the same there.",
                host=host,
                model=self._plan.model,
            )
        missing = [shown(path) for path in facts.missing]
        if missing:
            return Message(
                "The machine {host} does not see {missing}; mount it there at the same path.",
                host=host,
                missing=missing,
            )
        return None

    def _is_given_up(self, place: str) -> bool:
        return place in self._refusals or self._deaths.get(place, 0) >= _MOST_DEATHS

    def _complain(self) -> None:
        """Raise if no machine is left that could work."""
        alive = [node["NodeID"] for node in self._ray.nodes() if node["Alive"]]
        if alive and not all(self._is_given_up(place) for place in alive):
            return
        refusals = list(dict.fromkeys(self._refusals.values()))
        raise InpaintStudioError(
            "No machine of the cluster at {cluster!r} can work. {reasons}",
            cluster=self._request.cluster,
            reasons=refusals or Message("Its workers died again and again."),
        )

    def _lose(self, hand: _Hand, why: str) -> None:
        """A worker is gone: what it was at is begun again, before all else."""
        if hand not in self._hands:
            return
        self._hands.remove(hand)
        self._deaths[hand.place] = self._deaths.get(hand.place, 0) + 1
        with contextlib.suppress(Exception):
            self._ray.kill(hand.actor)
        for job in hand.tasks.values():
            self._tries[job] = self._tries.get(job, 0) + 1
            if self._stops:
                self._ended.append(Ended(job, error=CancelledError("Cancelled.")))
            elif self._tries[job] >= _MOST_TRIES:
                self._ended.append(Ended(job, error=_fatal(job)))
            else:
                self._waiting.appendleft((job, self._pictured[job]))
        hand.tasks.clear()
        self._looked_s = -_LOOK_AGAIN_S

    def _hand_out(self) -> None:
        while self._waiting and not self._stops:
            free = [h for h in self._hands if h.is_ready and len(h.tasks) < _AT_ONCE]
            if not free:
                return
            hand = min(free, key=lambda each: len(each.tasks))
            job, with_pictures = self._waiting.popleft()
            hand.tasks[hand.actor.restore.remote(job, with_pictures)] = job

    def _take(self, hand: _Hand, reference: Any) -> None:
        job = hand.tasks.get(reference)
        if job is None:
            return
        try:
            ended: Ended = self._ray.get(reference)
        except Exception as error:  # the worker or its machine died
            self._lose(hand, str(error))
            return
        del hand.tasks[reference]
        self._deaths.pop(hand.place, None)
        self._tries.pop(job, None)
        self._pictured.pop(job, None)
        self._ended.append(ended)


def absolute_request(request: BatchRequest) -> BatchRequest:
    """The same request with paths that mean the same on other machines."""
    source = request.source
    if isinstance(source, (MaskFolder, FoundDamage)):
        source = replace(source, folder=source.folder.absolute())
    elif isinstance(source, OneMask):
        source = replace(source, path=source.path.absolute())
    return replace(
        request,
        photos=request.photos.absolute(),
        output=request.output.absolute(),
        report=None if request.report is None else request.report.absolute(),
        source=source,
    )


def _fatal(job: PhotoJob) -> InpaintStudioError:
    return InpaintStudioError(
        "{photo} was in work {times} times when a worker died; most likely memory ran out, "
        "restore it alone.",
        photo=shown(job.photo),
        times=_MOST_TRIES,
    )


def _unreachable(address: str, why: str) -> InpaintStudioError:
    return InpaintStudioError(
        "There is no Ray cluster at {address!r} ({why}); name the HOST:PORT of its head.",
        address=address,
        why=why,
    )


def _check_reachable(address: str) -> None:
    """Ray itself would try for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon:
        return  # `auto` or `local`
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _CONNECT_S):
            pass
    except (OSError, ValueError) as error:
        raise _unreachable(address, str(error)) from error


def _imported() -> ModuleType:
    # Nothing goes over the network that nobody asked for.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Devices are for the workers to choose; Ray would hide GPUs from those that take none.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        ray: ModuleType = importlib.import_module("ray")
    except ImportError as error:
        raise MissingPartError(
            "A cluster needs Ray; install it with pip install 'inpaint-studio[cluster]'."
        ) from error
    return ray
