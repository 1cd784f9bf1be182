"""Python reads this when a program of a test begins: what takes seconds and is unused is left out.

Whatever imports jsonschema (nbgrader, JupyterLab, Jupyter Book) would build a grammar of web
addresses first, as `boxgrader.light_import` explains. Hundreds of programs start during the tests.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
