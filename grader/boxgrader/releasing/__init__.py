"""Releasing: an assignment's new version is made beside, compared, and swapped in."""
