"""The memory of photos at work."""

from __future__ import annotations

import threading

import pytest

from inpaint_studio.batch.memory import MemoryBudget
from inpaint_studio.errors import CancelledError
from inpaint_studio.progress import ProgressToken


def test_one_photo_alone_may_be_of_any_size_and_others_wait() -> None:
    budget, token = MemoryBudget(100), ProgressToken()
    budget.take(1000, token)
    entered = threading.Event()

    def take_more() -> None:
        budget.take(50, token)
        entered.set()

    waiting = threading.Thread(target=take_more)
    waiting.start()
    assert not entered.wait(0.05)
    budget.give_back(1000)
    assert entered.wait(10)
    waiting.join()
    budget.take(50, token)


def test_cancelling_ends_the_waiting_and_takes_nothing() -> None:
    budget, token = MemoryBudget(100), ProgressToken()
    budget.take(100, token)
    token.cancel()
    with pytest.raises(CancelledError):
        budget.take(1, token)
    budget.give_back(100)
    budget.take(100, ProgressToken())
