"""Sitemap and link previews come with the site's address, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture
def build(tmp_path):
    def run(*settings):
        source, site = tmp_path / "source", tmp_path / "site"
        source.mkdir()
        (source / "conf.py").write_text(
            "extensions = ['pmlearn.course.book.finishing.publishing']\n"
        )
        (source / "index.rst").write_text("Roles\n=====\n\nWho chooses, and who delivers.\n")
        options = [part for setting in settings for part in ("-D", setting)]
        command = [sys.executable, "-m", "sphinx", "-q", "-W", *options, source, site]
        subprocess.run(command, check=True)
        return site

    return run


def test_an_address_brings_a_sitemap_and_previews(build):
    site = build("html_baseurl=https://example.org/course/")
    assert "<loc>https://example.org/course/index.html</loc>" in (site / "sitemap.xml").read_text()
    page = (site / "index.html").read_text()
    assert '<meta property="og:url" content="https://example.org/course/index.html"' in page
    assert 'property="og:description" content="Who chooses, and who delivers."' in page
    assert "og:image" not in page


def test_without_an_address_there_is_neither(build):
    site = build()
    assert not (site / "sitemap.xml").exists()
    assert "og:" not in (site / "index.html").read_text()
