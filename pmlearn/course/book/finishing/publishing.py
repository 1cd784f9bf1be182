"""What only a published book needs: a sitemap for search engines, and previews of its links.

Both need the site's own address (`html.baseurl` in _config.yml) and stay away until it is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pmlearn

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    if address := app.config.html_baseurl:
        app.setup_extension("sphinxext.opengraph")
        app.setup_extension("sphinx_sitemap")
        app.config.ogp_site_url = address
        app.config.ogp_social_cards = {"enable": False}  # pictures would need a font from outside
        app.config.sitemap_url_scheme = "{link}"
    return {"version": pmlearn.__version__, "parallel_read_safe": True}
