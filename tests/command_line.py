"""What end-to-end tests of the command share."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]
