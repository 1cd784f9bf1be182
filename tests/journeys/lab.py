"""A real JupyterLab for the journeys, and what a person does in it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    # every cell is in the page, also those scrolled out of sight
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}

# On a busy machine JupyterLab may ask for a kernel before it knows which there are, and another
# process may take the ports of a kernel that is being started, which is then started again.
UNASKED = ("Select Kernel", "Kernel Restarting", "Error Starting Kernel", "Error Launching Kernel")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def private_settings(home: Path) -> dict[str, str]:
    """Environment variables that keep a Jupyter server from the machine's own settings."""
    for plugin, values in SETTINGS.items():
        file = home / "lab-settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    return {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "lab-workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }


@contextmanager
def jupyter_lab(folder: Path, home: Path):
    """JupyterLab serving `folder`; gives the address of a path in it."""
    port, token = free_port(), secrets.token_hex(8)
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", "--no-browser"]
    options += [f"--ServerApp.root_dir={folder}", "--allow-root", "--ServerApp.port_retries=0"]
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=folder,
            env=private_settings(home),
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/api/status?token={token}", server, home)
            # a workspace of its own: no tab of another test is open
            yield (
                lambda path: (
                    f"http://127.0.0.1:{port}/lab/workspaces/{secrets.token_hex(4)}/tree/{path}"
                    f"?token={token}"
                )
            )
        finally:
            server.terminate()
            server.wait(20)


def wait_until_up(url, server, home, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, (home / "lab.log").read_text()
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("JupyterLab did not start:\n" + (home / "lab.log").read_text())


class Notebook:
    """An open notebook, operated the way a person does."""

    def __init__(self, page, url, *, unfolded=True):
        self.page = page
        page.add_locator_handler(page.locator(".jp-Dialog"), self.meet, no_wait_after=True)
        page.goto(url)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        self.wait_until_idle()
        self.unfolded = unfolded

    def meet(self, dialog):
        """Say yes to a dialog that JupyterLab opens by itself; tell of any other one."""
        text = dialog.first.inner_text()
        print("JupyterLab asked:", text)  # noqa: T201 - shown when a test fails
        if text.strip().startswith(UNASKED):
            dialog.first.locator(".jp-mod-accept").last.click()

    def wait_until_idle(self, timeout=60_000):
        self.page.locator(".jp-NotebookPanel [data-status='idle']").first.wait_for(timeout=timeout)

    def cell(self, text):
        """The cell whose source holds `text` now; it stays that cell when the text changes."""
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        deadline = time.monotonic() + 30  # JupyterLab draws the cells one after the other
        while time.monotonic() < deadline:
            if self.unfolded and cells.locator(".jp-InputPlaceholder").count():
                self.menu("View", "Expand All Code")  # those that are drawn by now
            for index in range(cells.count()):
                editor = cells.nth(index).locator(".jp-InputArea-editor")
                if editor.count() and text in editor.inner_text():
                    return cells.nth(index)
            self.page.wait_for_timeout(200)
        raise AssertionError(f"no cell holds {text!r}")

    def menu(self, *path):
        self.page.get_by_role("menuitem", name=path[0], exact=True).first.click()
        for name in path[1:]:
            self.page.locator(".lm-Menu-item", has_text=name).first.click()

    def run(self, cell):
        """Select a cell and run it; wait until it has run."""
        prompt = cell.locator(".jp-InputPrompt")
        for _ in range(4):  # a kernel that has just restarted may miss the first request
            prompt.click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_timeout(300)  # the prompt shows [*] by then
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline:
                if any(c.isdigit() for c in prompt.inner_text()):
                    return
                self.page.wait_for_timeout(50)
        raise AssertionError(f"the cell did not finish: {cell.inner_text()[:80]}")

    def run_all(self):
        self.menu("Run", "Run All Cells")
        self.page.wait_for_timeout(300)
        self.wait_until_idle()

    def restart_kernel(self):
        self.menu("Kernel", "Restart Kernel…")
        self.page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept").last.click()
        self.page.wait_for_timeout(1500)
        self.wait_until_idle()

    def type_into(self, cell, text):
        """Replace a cell's source by typing."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def save(self, file: Path):
        """Save, and wait until the file on disk has changed."""
        before = file.read_bytes()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if file.read_bytes() != before:
                self.page.wait_for_timeout(200)
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{file} was not saved")
