"""Ends the processes that a command starts when the command itself is killed."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_SECONDS = 0.2


def end_with_parent() -> None:
    """End this process, and all that it has started, soon after the one that started it."""
    parent = os.getppid()
    end_unless(lambda: os.getppid() == parent)


def end_unless(is_wanted: Callable[[], bool]) -> None:
    """End this process, and all that it has started, as soon as it is not wanted any more."""

    def watch() -> None:
        import psutil  # type: ignore[import-untyped]  # Jupyter's kernels need it anyway

        while is_wanted():
            time.sleep(_LOOK_SECONDS)
        for started in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                started.kill()
        os._exit(1)

    threading.Thread(target=watch, name="ending", daemon=True).start()
