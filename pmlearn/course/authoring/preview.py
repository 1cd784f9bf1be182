"""An assignment's tasks as one learner sees them, on a page drawn anew when they change."""

from __future__ import annotations

import shutil
import time
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

from pmlearn.course.authoring.tasks import load_tasks, task_file
from pmlearn.course.layout import CourseError
from pmlearn.exercises.page import STATIC, question_html
from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.course.layout import Layout

_SECONDS = 0.5
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="exercises.css">
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 1rem auto;
    padding: 0 1rem; color-scheme: light dark; }}
  .about {{ color: GrayText; }}
  .mistake {{ border-left: 4px solid #b3261e; padding: 0.5rem 1rem; white-space: pre-wrap; }}
</style>
<link rel="icon" href="data:,">
<script type="module" src="mount.js"></script>
<script type="module">
  const drawn = "{version}";
  setInterval(async () => {{
    const answer = await fetch("version.txt", {{ cache: "no-store" }}).catch(() => null);
    const now = answer ? await answer.text() : drawn;
    if (now !== drawn) location.reload();
  }}, 1000);
</script>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def preview_page(layout: Layout, slug: str, learner: str, version: str = "") -> str:
    """Each task with its points and criteria, ready to be tried; or what is wrong with the file."""
    title = f"{slug}, as {learner} sees it"
    try:
        tasks = load_tasks(layout, slug, learner)
    except CourseError as error:
        body = f'<p class="mistake" role="alert">{escape(str(error))}</p>'
    else:
        body = "\n".join(
            f'<h2 id="{task.id}">{escape(task.id)}</h2>'
            f'<p class="about">{task.kind}, {task.points:g} points, {", ".join(task.criteria)}</p>'
            + question_html(task.to_dict())
            for task in tasks.values()
        )
    return _PAGE.format(title=escape(title), body=body, version=version)


def serve_preview(layout: Layout, slug: str, learner: str, serve: Callable[[Path], None]) -> None:
    """Draw the page, again after each change of the file, until serving ends.

    Args:
        layout: The course.
        slug: The assignment.
        learner: Whose case is shown.
        serve: Serves the files of a folder until somebody stops it.

    Raises:
        CourseError: the assignment has no file of tasks.
    """
    path = task_file(layout, slug)
    if not path.is_file():
        where = path.relative_to(layout.root).as_posix()
        raise CourseError(f"{slug} has no tasks yet; write them into {where}")
    with TemporaryDirectory() as name:
        folder, end = Path(name), Event()
        shutil.copytree(STATIC, folder, dirs_exist_ok=True)
        watching = Thread(target=_draw, args=(layout, slug, learner, folder, end), daemon=True)
        watching.start()
        while not (folder / "version.txt").exists() and watching.is_alive():
            time.sleep(_SECONDS / 10)
        try:
            serve(folder)
        finally:
            end.set()
            watching.join()


def _draw(layout: Layout, slug: str, learner: str, folder: Path, end: Event) -> None:
    """Write the page whenever the file, or a module beside it, has changed."""
    drawn = ""
    while True:
        version = _version(layout, slug)
        if version != drawn:
            write_text(folder / "index.html", preview_page(layout, slug, learner, version))
            write_text(folder / "version.txt", version)
            drawn = version
        if end.wait(_SECONDS):
            return


def _version(layout: Layout, slug: str) -> str:
    path = task_file(layout, slug)
    modules = (layout.exercises / "source" / slug).glob("*.py")
    files = [path, path.with_suffix(".py"), *sorted(modules)]
    return "-".join(str(one.stat().st_mtime_ns) for one in files if one.is_file())
