"""The self-assessment: what is saved, what comes back, what a profile makes of it."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from datetime import UTC, datetime

import pytest
from journeys.lab import Notebook, jupyter_lab

from pmlearn.competency.evidence.attainment import attain
from pmlearn.competency.evidence.self_ratings import (
    FILE,
    SelfRatings,
    ratings_table,
    read_ratings,
    write_ratings,
)
from pmlearn.competency.framework import load
from pmlearn.competency.self_assessment import own_ratings, self_assessment, take_along
from pmlearn.exercises.page import STATIC, question_html


def rate(widget, **ratings):
    """What the front end sends when somebody clicks."""
    answer = widget.answer
    widget.answer = {**answer, "ratings": {**answer["ratings"], **ratings}}


class TestSaving:
    def test_looking_at_it_writes_nothing(self, tmp_path):
        widget = self_assessment(folder=tmp_path)
        assert list(tmp_path.iterdir()) == []
        assert "Nothing rated yet" in widget.said

    def test_each_click_is_saved_and_comes_back(self, tmp_path):
        rate(self_assessment("product manager", tmp_path), PG3=2, PD1=None)
        again = self_assessment("program manager", tmp_path)
        assert again.answer["ratings"] == {"PG3": 2, "PD1": None}
        assert again.answer["role"] == "product manager"
        assert "Saved" in again.said
        assert own_ratings(tmp_path).levels == {"PG3": 2}

    def test_the_first_days_ratings_stay_as_baseline(self):
        first = SelfRatings({"PG3": 4}).saved(datetime(2026, 1, 5, 9, tzinfo=UTC))
        same_day = SelfRatings({"PG3": 3}, history=first.history)
        same_day = same_day.saved(datetime(2026, 1, 5, 10, tzinfo=UTC))
        later = SelfRatings({"PG3": 1}, history=same_day.history)
        later = later.saved(datetime(2026, 4, 5, tzinfo=UTC))
        assert later.baseline == {"PG3": 3}
        assert [day for day, _ in later.history] == ["2026-01-05", "2026-04-05"]

    def test_a_year_of_clicking_keeps_the_file_small_and_the_baseline(self):
        ratings = SelfRatings({"PG3": 0})
        for day in range(365):
            now = datetime.fromtimestamp(86_400 * (20_000 + day), UTC)
            ratings = SelfRatings({"PG3": day % 6}, history=ratings.history).saved(now)
        assert len(ratings.history) <= 50
        assert ratings.baseline == {"PG3": 0}
        assert ratings.history[0][0] == "2024-10-04"

    def test_an_unwritable_folder_is_told_and_stops_nothing(self, tmp_path, monkeypatch):
        from pmlearn.competency import self_assessment as module

        def full(*_):
            raise OSError("no space left on device")

        widget = self_assessment(folder=tmp_path)
        monkeypatch.setattr(module, "write_ratings", full)
        rate(widget, PG3=2)
        assert widget.said == "Could not be saved: no space left on device"

    def test_a_failed_write_leaves_the_old_file(self, tmp_path, monkeypatch):
        path = tmp_path / FILE
        write_ratings(path, SelfRatings({"PG3": 1}))
        monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            write_ratings(path, SelfRatings({"PG3": 2}))
        assert read_ratings(path).ratings == {"PG3": 1}
        assert [p.name for p in tmp_path.iterdir()] == [FILE]

    @pytest.mark.parametrize(
        "sent", [None, {}, {"role": "x", "learner": "", "ratings": {"PG3": 9}}]
    )
    def test_nonsense_from_the_front_end_is_not_written(self, tmp_path, sent):
        widget = self_assessment(folder=tmp_path)
        widget.answer = sent
        assert "Could not be saved" in widget.said
        assert list(tmp_path.iterdir()) == []


GOOD = {"format": 1, "learner": "", "role": "", "time": "", "ratings": {}, "history": []}


class TestReading:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("no json", "cannot be used"),
            ("[]", "not a self-assessment of format 1"),
            (json.dumps({**GOOD, "format": 2}), "not a self-assessment of format 1"),
            (json.dumps({**GOOD, "ratings": [1]}), "ratings are not a table"),
            (json.dumps({**GOOD, "ratings": {"PG3": 6}}), "'PG3': must be 0 to 5 or empty, got 6"),
            (json.dumps({**GOOD, "ratings": {"PG3": True}}), "got True"),
            (json.dumps({**GOOD, "ratings": {"PG3": 2.5}}), "got 2.5"),
            (json.dumps({**GOOD, "learner": 3}), "learner must be a text"),
            (json.dumps({**GOOD, "history": 3}), "history is not a list"),
            (json.dumps({**GOOD, "history": [["2026-01-05"]]}), "not a date with ratings"),
            ("[" * 100_000, "cannot be used"),
        ],
    )
    def test_another_file_is_refused_by_name(self, tmp_path, text, says):
        path = tmp_path / FILE
        path.write_text(text)
        with pytest.raises(ValueError, match=says) as error:
            read_ratings(path)
        assert FILE in str(error.value)

    def test_a_link_is_not_followed(self, tmp_path):
        secret = tmp_path / "elsewhere.json"
        secret.write_text(json.dumps(GOOD))
        (tmp_path / FILE).symlink_to(secret)
        with pytest.raises(ValueError, match="not an ordinary file"):
            read_ratings(tmp_path / FILE)

    def test_a_file_that_cannot_be_used_is_kept_under_another_name(self, tmp_path):
        (tmp_path / FILE).write_text("my notes")
        widget = self_assessment(folder=tmp_path)
        assert "cannot be used" in widget.said
        rate(widget, PG3=1)
        assert (tmp_path / f"{FILE}.unusable1").read_text() == "my notes"
        assert own_ratings(tmp_path).levels == {"PG3": 1}


class TestUse:
    def test_ratings_stand_beside_attainment_and_do_not_count(self):
        framework = load()
        table = ratings_table(framework, {"lee": SelfRatings({"PG3": 4, "PG1": None})})
        attained = attain(framework, None, self_ratings=table)
        assert attained.level("lee", "PG3") == 0
        assert attained.elements.set_index("element")["self_level"].loc["PG3"] == 4

    def test_elements_of_an_older_framework_are_left_out(self):
        table = ratings_table(load(), {"lee": SelfRatings({"XX1": 4, "PG3": 1})})
        assert list(table["element"]) == ["PG3"]

    def test_it_is_taken_along_into_an_assignment(self, tmp_path):
        labs, work = tmp_path / "labs", tmp_path / "work"
        labs.mkdir()
        work.mkdir()
        assert "nothing to take along" in take_along(labs, work)
        rate(self_assessment(folder=labs), PG3=2)
        assert "1 ratings" in take_along(labs, work)
        assert own_ratings(work).levels == {"PG3": 2}

    def test_an_unknown_role_lists_the_nearest(self, tmp_path):
        with pytest.raises(ValueError, match="nearest: program manager"):
            self_assessment("programme manager", tmp_path)

    def test_labs_and_assignments_in_reach_are_linked(self, tmp_path):
        labs = tmp_path / "labs"
        labs.mkdir()
        (labs / "five-roles.ipynb").write_text("")
        (tmp_path / "five-roles").mkdir()
        (tmp_path / "five-roles" / "five-roles.ipynb").write_text("")
        assert self_assessment(folder=labs).lessons == [
            {
                "slug": "five-roles",
                "lab": "five-roles.ipynb",
                "assignment": "../five-roles/five-roles.ipynb",
            }
        ]


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """The self-assessment on a page without a kernel, as the book shows it."""
    folder = tmp_path_factory.mktemp("page")
    for file in STATIC.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    html = question_html(self_assessment(folder=folder).question)
    (folder / "notebooks").mkdir()
    (folder / "index.html").write_text(
        "<!doctype html><html lang='en' data-theme='light'><meta charset='utf-8'><title>t</title>"
        "<link rel='stylesheet' href='exercises.css'>"
        "<nav><a href='book/roles/five-roles.html'>Five roles</a>"
        f"<a href='notebooks/five-roles.html'>Lab</a></nav><main>{html}</main>"
        "<script type='module' src='mount.js'></script>",
        encoding="utf-8",
    )

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.locator(".pm-sa-row").first.wait_for()
        yield page
        assert page.problems == []
        page.close()
        server.shutdown()


@pytest.fixture
def fresh(page):
    """The page with nothing rated."""
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator(".pm-sa-row").first.wait_for()
    return page


class TestPage:
    def test_every_element_that_the_role_asks_for_has_a_named_scale(self, fresh):
        scales = fresh.locator("[role=radiogroup]")
        assert scales.count() == len(load().role("program manager").targets)
        fresh.get_by_label("Role to compare with").select_option("service manager")
        assert scales.count() == len(load().role("service manager").targets)
        assert scales.first.get_attribute("aria-label").startswith("PF1 Align")

    def test_a_rating_shows_its_gap_and_what_to_learn_and_stays(self, fresh):
        fresh.locator("summary", has_text="Work across roles").click()
        scale = fresh.get_by_role("radiogroup", name="CO1 Keep roles clear")
        scale.get_by_role("radio", name="1, Recognize").check()
        text = fresh.locator(".pm-exercise").inner_text()
        assert "1 of 32 elements rated, 1 below" in text
        gap = fresh.locator(".pm-table tbody tr").first.locator("td").all_inner_texts()
        assert gap == ["1", "4", "3"]
        links = fresh.locator(".pm-sa ol li").first.locator("a")
        assert links.all_inner_texts() == ["chapter", "lab"]
        assert links.first.get_attribute("href").endswith("/book/roles/five-roles.html")
        fresh.reload()
        fresh.locator("summary", has_text="Work across roles").click()
        assert fresh.get_by_role("radiogroup", name="CO1").get_by_role("radio").nth(1).is_checked()

    def test_not_knowing_is_no_gap_and_no_zero(self, fresh):
        scale = fresh.get_by_role("radiogroup", name="PF1")
        scale.get_by_role("radio", name="I don't know").check()
        text = fresh.locator(".pm-exercise").inner_text()
        assert "You don't know about PF1" in text
        assert fresh.locator(".pm-table").count() == 0
        assert fresh.locator(".pm-sa-radar circle").count() == 0

    def test_what_can_be_learned_now_comes_before_what_is_still_to_come(self, fresh):
        fresh.get_by_role("radiogroup", name="PF1").get_by_role("radio").nth(0).check()
        fresh.locator("summary", has_text="Work across roles").click()
        fresh.get_by_role("radiogroup", name="CO1").get_by_role("radio").nth(3).check()
        steps = fresh.locator(".pm-sa ol li").all_inner_texts()
        assert steps[0].startswith("Five roles (CO1): chapter")
        assert steps[1] == "Choosing under capacity (PF1): still to come"

    def test_it_is_done_by_keyboard_alone(self, fresh):
        fresh.get_by_label("Role to compare with").focus()
        fresh.keyboard.press("Tab")  # to the first domain
        fresh.keyboard.press("Tab")  # to its first scale
        fresh.keyboard.press("Space")
        fresh.keyboard.press("ArrowRight")
        assert fresh.get_by_role("radiogroup", name="PF1").get_by_role("radio").nth(1).is_checked()

    def test_it_has_no_accessibility_problem(self, fresh):
        """axe-core, in light and dark."""
        from axe_playwright_python.sync_playwright import Axe

        fresh.get_by_role("radiogroup", name="PF1").get_by_role("radio").nth(1).check()
        for mode in ("light", "dark"):
            fresh.evaluate(f"document.documentElement.dataset.theme = '{mode}'")
            found = Axe().run(fresh, context=".pm-exercise").response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []

    def test_a_phone_scrolls_down_only(self, fresh):
        fresh.set_viewport_size({"width": 390, "height": 800})
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert fresh.evaluate(over) <= 0
        fresh.set_viewport_size({"width": 1200, "height": 800})


def test_in_jupyterlab_a_rating_is_saved_and_survives_a_restart(root, chromium, tmp_path):
    """Rated by keyboard in the real lab; after a restart of the kernel it is still there."""
    labs = tmp_path / "work" / "labs"
    labs.mkdir(parents=True)
    shutil.copy(root / "notebooks" / "kit-and-framework.ipynb", labs)
    with jupyter_lab(tmp_path / "work", tmp_path) as url:
        page = chromium.new_page()
        notebook = Notebook(page, url("labs/kit-and-framework.ipynb"))
        cell = notebook.cell('self_assessment("program manager")')
        notebook.run(cell)
        first = page.get_by_role("radiogroup", name="PF1").get_by_role("radio")
        first.first.focus()
        for key in ("Space", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        page.get_by_label("Id under which you hand in").fill("lee")
        page.get_by_label("Id under which you hand in").press("Tab")
        page.locator(".pm-status", has_text="Saved in self-assessment.json").wait_for()
        page.wait_for_timeout(500)
        notebook.restart_kernel()
        notebook.run(cell)
        again = page.get_by_role("radiogroup", name="PF1").get_by_role("radio")
        assert again.nth(2).is_checked()
        page.close()
    stored = own_ratings(labs)
    assert stored.levels == {"PF1": 2}
    assert stored.learner == "lee"
