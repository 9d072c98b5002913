"""Runs work in a background thread that a request waits for only briefly."""

from __future__ import annotations

import threading
from collections.abc import Callable


def run_in_background(work: Callable[[], None], patience: float) -> None:
    """Do work in a thread of its own; go on when it is done or after ``patience`` seconds.

    The work has to take care of its own failures: nobody is there to hear of them.
    """
    thread = threading.Thread(target=work, daemon=True, name="portal-beside")
    thread.start()
    thread.join(patience)
