"""Runs one network from its graph through ONNX Runtime, where PyTorch is not installed.

Takes and gives the same planes as `network_runner.NetworkRunner`. Knows no models.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import ModelFileError
from inpaint_studio.inference.network_runner import padded
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.graph import NetworkGraph

__all__ = ["GraphRunner", "stopped_on_cancel"]

_CANCEL_POLL_S = 0.05


class GraphRunner:
    """A graph with its weights, ready for numpy windows; float32, on the CPU.

    Parameters
    ----------
    network
        The checked files.
    size_multiple
        As for `NetworkRunner`.

    Raises
    ------
    ModelFileError
        If the graph and the weights do not belong together.
    """

    def __init__(self, network: NetworkGraph, *, size_multiple: int = 1) -> None:
        import onnxruntime
        from safetensors.numpy import load_file

        self._multiple = size_multiple
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Held for as long as the session: it reads them where they lie.
        graph, weights = network.graph.read_bytes(), network.weights
        self._weights = {
            name: np.ascontiguousarray(value, np.float32)
            for name, value in (
                load_file(weights) if isinstance(weights, Path) else weights
            ).items()
            # Some only training reads, such as the counts of batch norms: no graph names them.
            if name.encode() in graph
        }
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(v) for v in self._weights.values()]
        options.add_external_initializers(list(self._weights), values)
        try:
            self._session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelFileError(
                "{graph} cannot be run with the weights of {weights}; install the model again.",
                graph=network.graph,
                weights=weights.name if isinstance(weights, Path) else network.graph.stem,
            ) from error
        self._inputs = [value.name for value in self._session.get_inputs()]
        self._runtime = onnxruntime

    def run(
        self, *planes: NDArray[np.float32], token: ProgressToken
    ) -> tuple[NDArray[np.float32], ...]:
        """Run the graph on planes (C, H, W) of one size; float32 planes come back.

        Raises
        ------
        CancelledError
            Soon after `token.cancel()`.
        MemoryError
            When there is not enough memory.
        """
        height, width = planes[0].shape[-2:]
        feeds = {
            name: padded(plane, self._multiple)[None]
            for name, plane in zip(self._inputs, planes, strict=True)
        }
        options = self._runtime.RunOptions()
        try:
            with stopped_on_cancel(options, token):
                outputs = self._session.run(None, feeds, options)
        except Exception as error:
            token.check()
            if is_scarce_memory(error) or "alloc" in str(error).lower():
                raise MemoryError(str(error).splitlines()[0]) from error
            raise
        return tuple(np.ascontiguousarray(o[0, :, :height, :width]) for o in outputs)

    def close(self) -> None:
        """Drop the session and the weights."""
        del self._session
        self._weights = {}


@contextmanager
def stopped_on_cancel(run_options: Any, token: ProgressToken) -> Iterator[None]:
    """Stop a running graph soon after the token is cancelled."""
    token.check()
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(_CANCEL_POLL_S):
            if token.is_cancelled:
                run_options.terminate = True
                return

    watcher = threading.Thread(target=watch, name="graph-cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()
