"""A Ray cluster of two machines on this one, as a program: for tests of batches.

    python cluster_here.py

Prints the address; each further line of its input kills the second machine as a power cut would
(no process of it may say goodbye) and is answered; the end of its input ends everything.
"""

from __future__ import annotations

import os
import sys

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
# Ray lets workers step back behind everything else, which on a busy machine is for ever.
os.environ.update(RAY_worker_niceness="0")

from ray.cluster_utils import Cluster

_STORE_BYTES = 80_000_000


def main() -> None:
    options = {"num_cpus": 1, "object_store_memory": _STORE_BYTES, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=options)
    other = cluster.add_node(num_cpus=1, object_store_memory=_STORE_BYTES)
    cluster.wait_for_nodes()
    print(cluster.address, flush=True)
    for _ in sys.stdin:
        cluster.remove_node(other, allow_graceful=False)
        print("killed", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main()
