"""Each lab shows what is stored in it; the course has run it when it built the book."""

from __future__ import annotations

import json
import re

import pytest
from course.harness import LABS, ROOT

# What may differ between two runs without being wrong.
MAY_DIFFER = {
    r"0x[0-9a-f]{6,}": "ADDRESS",
    r"<Figure size [0-9.]+x[0-9.]+": "<Figure size SIZE",  # differs with the fonts of the machine
    # The framework inside the self-assessment grows with the lessons; pages show that of today.
    r'data-kind="self-assessment"><script type="application/json">.*?</script>': "FRAMEWORK",
}
DRAWN = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")


def code_cells(path):
    """The code cells of a notebook file."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def shown(cell):
    """What a cell shows, pictures aside: (kind, text), and each stream as one text."""
    found, streams = [], {}
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            streams.setdefault(output["name"], []).append("".join(output["text"]))
            continue
        for kind, text in output.get("data", {"error": output.get("evalue", "")}).items():
            if kind not in DRAWN:
                found.append((kind, "".join(text)))
    found += [(name, "".join(texts)) for name, texts in streams.items()]
    return sorted((kind, alike(text)) for kind, text in found)


def alike(text):
    for pattern, name in MAY_DIFFER.items():
        text = re.sub(pattern, name, text)
    return text


@pytest.fixture(scope="module")
def executed(made):
    """The text of all code of a lab -> its cells after the run for the book."""
    folder = made.root / "build" / "jupyter-cache" / "executed"
    runs = [code_cells(path) for path in folder.glob("*/base.ipynb")]
    return {"\n".join("".join(cell["source"]) for cell in run): run for run in runs}


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_shows_what_is_stored_in_it(executed, slug):
    """Where it does not: pmlearn labs."""
    stored = code_cells(ROOT / "notebooks" / f"{slug}.ipynb")
    run = executed["\n".join("".join(cell["source"]) for cell in stored)]
    for before, now in zip(stored, run, strict=True):
        assert shown(now) == shown(before), "".join(before["source"])


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_shows_something_that_is_compared(slug):
    cells = code_cells(ROOT / "notebooks" / f"{slug}.ipynb")
    assert sum(bool(shown(cell)) for cell in cells) > len(cells) / 3
