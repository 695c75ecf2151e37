"""A network as a graph of operations, for installations without PyTorch.

The graph file holds the operations alone. Its weights are the tensors of the model's safetensors
file, which it names, so that they lie on the disk once. `packaging/export_graphs.py` makes them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GRAPH_SUFFIX", "NetworkGraph", "torch_is_installed"]

GRAPH_SUFFIX = ".onnx"
"""`edge.safetensors` has its graph in `edge.onnx` beside it; the role on the card is `edge_graph`."""


class NetworkGraph(NamedTuple):
    """An ONNX file whose weights are external, and the weights under the same names: a safetensors
    file (float16 or float32), or arrays."""

    graph: Path
    weights: Path | Mapping[str, NDArray[np.float32]]


def torch_is_installed() -> bool:
    """Whether PyTorch is there; it is not imported for the answer."""
    return importlib.util.find_spec("torch") is not None
