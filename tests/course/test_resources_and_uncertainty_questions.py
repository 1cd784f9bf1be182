"""Resources and uncertainty: its graded questions fit their markers."""

from __future__ import annotations

import re

from course.harness import Lesson

from pmlearn.project.schedule import Activity
from pmlearn.project.time_cost import Shortening, shorten

LESSON = Lesson("resources-and-uncertainty")
QUESTIONS, source = LESSON.questions, LESSON.source


def test_the_marker_of_the_network_knows_the_question_and_its_lowest_cost():
    """The hidden test repeats the question's numbers; the best cost is that of the model."""
    question = QUESTIONS["buy_weeks"]
    work = [Activity(i["id"], i["duration"], i.get("after", [])) for i in question["items"]]
    offers = {i["id"]: Shortening(i["least"], i["cost"]) for i in question["items"] if "cost" in i}
    best = shorten(work, offers, question["target"])["cost"].sum()
    hidden = source("test_buy_weeks")
    assert f"best={best:.0f}," in hidden
    assert f"target={question['target']},\n    budget={question['budget']}," in hidden
    for item in question["items"]:
        parts = [f'"duration": {item["duration"]}']
        parts += [f'"least": {item["least"]}, '] if "least" in item else []
        assert all(part in re.search(f'"{item["id"]}": {{.*', hidden).group() for part in parts)


def test_the_marker_of_the_crew_weeks_knows_the_question():
    question, hidden = QUESTIONS["crew_weeks"], source("test_crew_weeks")
    assert f"capacity={question['capacity']}" in hidden
    for item in question["items"]:
        first, last = item["window"]
        assert f'"{item["id"]}": {item["demand"]}' in hidden
        assert f'"{item["id"]}": ({first}, {last})' in hidden
