"""A notebook that is large by its pictures is read; one that is large by its text is refused."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from grading.lesson import RIGHT, cell, named, notebook, submitted

from boxgrader.limits import MAX_NOTEBOOK_BYTES, MAX_STORED_BYTES
from boxgrader.submission.folder import RefusedError, read_folder
from boxgrader.submission.notebook import read_notebook

MEGABYTE = "iVBORw0KGgo" + "A" * 1_000_000


def shown(data):
    return {"output_type": "display_data", "data": data, "metadata": {}}


def read(folder, made, **options):
    (folder / "docks.ipynb").write_text(json.dumps(made, **options))
    taken = read_folder(folder, "docks")
    return {one.grade_id: one for one in read_notebook(taken.notebook)[0]}, taken


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "iVBORw0KGgo" + "A" * 20_000_000},
        {"image/svg+xml": ['<path d="M1 2]}"/>\\n'] * 1_000_000},
        {"application/json": {"outputs": ["[", {"cells": [[1.5] * 5_000_000]}]}},
    ],
    ids=["one picture", "lines of a drawing", "numbers of a chart"],
)
def test_outputs_are_dropped_before_the_size_is_judged(tmp_path, data, indent):
    made = json.loads(submitted())
    named(made["cells"], "mean")["outputs"] = [shown(data)]
    known, taken = read(tmp_path, made, indent=indent if "image/png" in data else None)
    assert len(taken.notebook) < 10_000
    assert {name: known[name].source for name in RIGHT} == RIGHT
    assert taken.notes == ()


def test_the_state_of_widgets_is_dropped_too(tmp_path):
    made = json.loads(submitted())
    made["metadata"]["widgets"] = {str(n): {"state": MEGABYTE} for n in range(20)}
    assert read(tmp_path, made)[0]["mean"].source == RIGHT["mean"]


def test_the_words_of_the_format_in_an_answer_are_an_answer(tmp_path):
    text = '{"cells": [{"outputs": [1]}], "metadata": {}}'
    made = json.loads(submitted({"essay": text}))
    named(made["cells"], "mean")["outputs"] = [shown({"image/png": MEGABYTE})] * 20
    assert read(tmp_path, made)[0]["essay"].source == text


def test_pasted_pictures_stay_as_long_as_they_are_not_too_many(tmp_path):
    made = json.loads(submitted())
    essay = named(made["cells"], "essay")
    named(made["cells"], "mean")["outputs"] = [shown({"image/png": MEGABYTE})] * 20
    essay["attachments"] = {"a.png": {"image/png": MEGABYTE + "A"}}
    assert read(tmp_path, made)[0]["essay"].attachments
    essay["attachments"] = {f"{n}.png": {"image/png": MEGABYTE + "A"} for n in range(20)}
    known, taken = read(tmp_path, made)
    assert not known["essay"].attachments
    assert "pictures pasted into cells were left out" in taken.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(notebook(*[cell("x" * 1_000_000)] * 20)).encode(),
        b"[]," * 8_000_000,
        b'"",' * 8_000_000,
        b'{"cells": [{"outputs": ' + b"[" * 20_000_000,
        b" " * (MAX_STORED_BYTES + 1),
        b'{"cells": "' + b'\\"' * 9_000_000,
    ],
    ids=["text", "lists", "texts", "deep", "spaces", "a text without an end"],
)
def test_whatever_else_makes_it_large_is_refused(tmp_path, content):
    (tmp_path / "docks.ipynb").write_bytes(content)
    with pytest.raises(RefusedError):
        read_notebook(read_folder(tmp_path, "docks").notebook)


def test_a_large_file_takes_no_more_memory_than_it_has_bytes(tmp_path):
    made = json.loads(submitted())
    named(made["cells"], "mean")["outputs"] = [shown({"image/png": MEGABYTE})] * 60
    (tmp_path / "docks.ipynb").write_text(json.dumps(made))
    tracemalloc.start()
    read_notebook(read_folder(tmp_path, "docks").notebook)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000 + MAX_NOTEBOOK_BYTES
