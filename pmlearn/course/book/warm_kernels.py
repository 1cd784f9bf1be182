"""Starts the kernels that run the book's pages from a process that has the libraries already.

A fresh kernel imports the same libraries for seconds before each page. On Linux, a process that has
imported them once is copied instead; the copy holds no name and no state of another page. Elsewhere
such copies are not safe, and kernels start as always.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

_GROUP = KernelProvisionerFactory.GROUP_NAME
_NAME = "pmlearn-warm"
_INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel draws with
_COLUMNS = 20
# Modules that look for a running kernel when they are imported are missing here: pyplot, widgets.
_LIBRARIES = [
    "__main__",
    __name__,
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "pandas",
    "pandas.io.formats.style",
    "scipy.optimize",
    "scipy.stats",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "matplotlib.projections",
    "matplotlib.widgets",
    "yaml",
]


def use_warm_kernels() -> None:
    """Let what this process executes run in such kernels, where they are safe."""
    if sys.platform != "linux":
        return
    multiprocessing.set_forkserver_preload(_LIBRARIES)
    factory = KernelProvisionerFactory.instance(default_provisioner_name=_NAME)
    factory.provisioners[_NAME] = EntryPoint(_NAME, f"{__name__}:WarmProvisioner", _GROUP)


def _run(connection_file: str, folder: str, environment: dict[str, str]) -> None:
    """Be a kernel."""
    import matplotlib as mpl
    import pandas as pd
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    # what both libraries choose when they are imported where a kernel is
    mpl.rcParams["backend"] = os.environ.setdefault("MPLBACKEND", _INLINE)
    pd.set_option("display.max_columns", _COLUMNS)
    del sys.path[0]  # IPython puts the folder of the page there
    IPKernelApp.launch_instance(
        argv=["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}"]
    )


class _Process:
    """A copied process as jupyter_client asks for it: like one that `subprocess` starts."""

    stdin = stdout = stderr = None

    def __init__(self, *given: Any) -> None:
        context = multiprocessing.get_context("forkserver")
        self._process = context.Process(target=_run, args=given, daemon=True)
        self._process.start()
        self.pid = self._process.pid
        self.kill, self.terminate = self._process.kill, self._process.terminate

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        assert self.pid is not None
        os.kill(self.pid, number)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a copy."""

    async def launch_kernel(self, cmd: list[str], **named: Any) -> KernelConnectionInfo:
        """Start a kernel, and return how to reach it."""
        del cmd  # that of a kernel which begins with nothing
        assert self.parent is not None
        folder = named.get("cwd") or str(Path.cwd())
        kernel: Any = _Process(self.parent.connection_file, folder, named["env"])
        self.process, self.pid = kernel, kernel.pid
        return self.connection_info
