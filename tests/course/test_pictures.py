"""Pictures of the built book are stored with as few colors as they have."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops

from pmlearn.course.book.finishing.pictures import lighten_pictures


def plot(path):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 3, 2], [2, 1, 4])
    figure.savefig(path)


def test_a_plot_gets_smaller_and_looks_the_same(tmp_path):
    path = tmp_path / "plot.png"
    plot(path)
    before, size = Image.open(path).convert("RGB"), path.stat().st_size
    lighten_pictures(tmp_path)
    assert path.stat().st_size < 0.7 * size
    difference = np.asarray(ImageChops.difference(before, Image.open(path).convert("RGB")))
    assert difference.mean() < 0.5  # of 255 steps a color has


def test_a_second_time_changes_nothing(tmp_path):
    path = tmp_path / "plot.png"
    plot(path)
    lighten_pictures(tmp_path)
    once = path.read_bytes()
    lighten_pictures(tmp_path)
    assert path.read_bytes() == once
    assert [file.name for file in tmp_path.iterdir()] == ["plot.png"]


def test_a_picture_to_see_through_stays_as_it_is(tmp_path):
    path = tmp_path / "glass.png"
    Image.new("RGBA", (40, 40), (255, 0, 0, 128)).save(path)
    before = path.read_bytes()
    lighten_pictures(tmp_path)
    assert path.read_bytes() == before
