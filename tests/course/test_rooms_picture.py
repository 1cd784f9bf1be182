"""The developers' picture shows each room of the package, and imports as they are."""

from __future__ import annotations

from pmlearn.course.book.directives.rooms_picture import SHARED, arrows, picture, uses


def test_each_room_of_the_package_is_in_the_picture(root):
    package = root / "pmlearn"
    rooms = {path.name for path in package.iterdir() if (path / "__init__.py").is_file()}
    rooms |= {path.stem for path in package.glob("*.py") if not path.name.startswith("__")}
    assert uses().keys() == rooms | {"boxgrader"}
    drawn = picture(uses())
    assert [room for room in sorted(rooms - set(SHARED)) if f">{room}</text>" not in drawn] == []
    assert f">{', '.join(SHARED)}: for all</text>" in drawn


def test_what_every_room_may_use_uses_no_room_above():
    found = uses()
    for room in SHARED:
        assert found[room] <= set(SHARED)


def test_an_arrow_that_follows_from_others_is_left_out():
    found = {"a": {"b", "c", "files"}, "b": {"c"}, "c": set(), "files": set()}
    drawn = arrows({room: frozenset(other) for room, other in found.items()})
    assert drawn == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_who_cannot_see_the_picture_is_told_its_arrows():
    drawn = picture({"a": frozenset({"b"}), "b": frozenset()})
    assert 'aria-label="a uses b."' in drawn
