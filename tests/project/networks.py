"""Networks that several tests look at: textbook cases, and strategies that draw others."""

from __future__ import annotations

from hypothesis import strategies as st

from pmlearn.project.risk import ThreePoint
from pmlearn.project.schedule import Activity, Link

# Anderson, Sweeney and Williams, An Introduction to Management Science: the Porta-Vac project.
PORTA_VAC = [
    Activity("A", ThreePoint(4, 5, 12)),
    Activity("B", ThreePoint(1, 1.5, 5)),
    Activity("C", ThreePoint(2, 3, 4), "A"),
    Activity("D", ThreePoint(3, 4, 11), "A"),
    Activity("E", ThreePoint(2, 3, 4), "A"),
    Activity("F", ThreePoint(1.5, 2, 2.5), "C"),
    Activity("G", ThreePoint(1.5, 3, 4.5), "D"),
    Activity("H", ThreePoint(2.5, 3.5, 7.5), ["B", "E"]),
    Activity("I", ThreePoint(1.5, 2, 2.5), "H"),
    Activity("J", ThreePoint(1, 2, 3), ["F", "G", "I"]),
]
# Heizer and Render, Operations Management: three-point estimates of Milwaukee Paper.
MILWAUKEE = [
    Activity("A", ThreePoint(1, 2, 3)),
    Activity("B", ThreePoint(2, 3, 4)),
    Activity("C", ThreePoint(1, 2, 3), "A"),
    Activity("D", ThreePoint(2, 4, 6), "B"),
    Activity("E", ThreePoint(1, 4, 7), "C"),
    Activity("F", ThreePoint(1, 2, 9), "C"),
    Activity("G", ThreePoint(3, 4, 11), ["D", "E"]),
    Activity("H", ThreePoint(1, 2, 3), ["F", "G"]),
]
# Vanhoucke, PM Knowledge Center, article on PERT.
VANHOUCKE = [
    Activity("A", ThreePoint(2, 5, 8)),
    Activity("B", ThreePoint(1, 2, 9), "A"),
    Activity("C", ThreePoint(0.25, 0.5, 3.75), "A"),
    Activity("D", ThreePoint(1, 1, 7), "B"),
    Activity("E", ThreePoint(1, 2, 9), ["B", "C"]),
    Activity("F", ThreePoint(1, 3, 11), ["D", "E"]),
]

ESTIMATES = st.builds(
    lambda points, kind: ThreePoint(*sorted(points), kind=kind),
    st.tuples(*[st.integers(0, 9)] * 3),
    st.sampled_from(["pert", "triangular", "modified-pert"]),
)
KINDS = ("FS", "SS", "FF", "SF")
LAGS = st.integers(-6, 6)
WHOLE = st.integers(0, 9)


@st.composite
def projects(draw, durations=WHOLE, kinds=KINDS, lags=LAGS):
    """Networks of up to eight activities in any order, with links of the given kinds."""
    names = "ABCDEFGH"[: draw(st.integers(1, 8))]
    activities = []
    for i, name in enumerate(names):
        link = st.builds(Link, st.sampled_from(names[:i] or "-"), st.sampled_from(kinds), lags)
        links = draw(st.lists(link, max_size=4)) if i else []
        activities.append(Activity(name, draw(durations), links))
    return draw(st.permutations(activities))


def finish_to_start(durations=WHOLE):
    """Networks as in textbooks: what follows waits for the finish, without lag."""
    return projects(durations, kinds=("FS",), lags=st.just(0))


def with_durations(project, durations):
    """The same network with other durations."""
    return [Activity(a.name, d, a.predecessors) for a, d in zip(project, durations, strict=True)]
