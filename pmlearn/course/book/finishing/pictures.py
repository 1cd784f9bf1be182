"""Makes the pictures of a built book lighter: a plot has few colors, and is stored with as few."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pmlearn.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

COLORS = 256


def lighten_pictures(folder: Path) -> None:
    """Store every PNG picture of a folder with a palette, where that makes it smaller.

    Pictures with parts to see through stay as they are.
    """
    for path in sorted(folder.glob("*.png")):
        _lighten(path)


def _lighten(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        if picture.mode not in {"RGB", "RGBA"}:
            return
        if picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255):
            return
        small = picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    stored = BytesIO()
    small.save(stored, format="PNG", optimize=True)
    if stored.tell() < path.stat().st_size:
        write_bytes(path, stored.getvalue())
