"""A model enters with the page that uses it: none waits in the package for a use."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

MODELS = ("project", "program", "portfolio", "product", "service")
ROOMS = (*MODELS, "plots")
# What lessons that are not written yet will use, by the lesson and the day it was listed. Whoever
# writes the lesson takes its line out; a lesson that is dropped takes its models along.
PLANNED = {
    ("benefits-and-change", "2026-11-30"): [
        "program.benefits.delay_cost",
        "program.benefits.simulate",
        "project.earned_value.total",
    ],
    ("choosing-under-capacity", "2026-11-30"): [
        "portfolio.selection.compare",
        "portfolio.selection.constraint_prices",
        "portfolio.selection.rank_by_ratio",
        "portfolio.selection.rank_by_value",
        "portfolio.selection.select",
        "plots.capacity_bars",
    ],
    ("health-and-gates", "2026-11-30"): [
        "portfolio.capacity.load",
        "portfolio.frontier.frontier",
        "portfolio.gates.review",
        "portfolio.health.roll_up",
        "portfolio.uncertainty.simulate_value",
        "plots.efficient_frontier",
    ],
    ("vision-and-insight", "2026-11-30"): ["product.insight.kano_table"],
    ("business-case-and-lifecycle", "2026-11-30"): [
        "product.bass.Bass",
        "product.business_case.irr",
        "product.business_case.mirr",
        "product.business_case.npv",
        "product.business_case.payback",
        "plots.bass_curve",
    ],
    ("prioritize-and-roadmap", "2026-11-30"): [
        "product.priority.completions",
        "product.priority.delay_cost",
        "product.priority.sequence",
        "product.scores.rice",
    ],
    ("service-levels", "2026-11-30"): [
        "service.alerting.alert_thresholds",
        "service.error_budget.downtime",
        "service.error_budget.error_budget",
        "service.levels.Outages",
        "service.levels.availability",
        "service.levels.in_parallel",
        "service.levels.in_series",
        "service.levels.k_of_n",
        "plots.error_budget_burn_down",
    ],
    ("support-and-improvement", "2026-11-30"): [
        "project.control_charts.individuals_chart",
        "service.simulation.simulate_queue",
        "service.staffing.Queue",
        "service.staffing.agents_needed",
        "service.staffing.occupancy",
    ],
    ("the-year", "2026-11-30"): ["project.time_cost.shorten"],
}


class Module:
    """What one file defines and imports at its top level, by name."""

    def __init__(self, name, path):
        self.name = name
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self.definitions = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.definitions[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                self.definitions |= {t.id: node for t in targets if isinstance(t, ast.Name)}
        self.imports = dict(_imports(tree))


def _imports(tree):
    """Local name -> (module, name) of everything that is imported from pmlearn."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pmlearn"):
            for alias in node.names:
                yield alias.asname or alias.name, (node.module, alias.name)


def _modules(root):
    found = {}
    for path in (root / "pmlearn").rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if parts[1] in ROOMS:
            found[name] = Module(name, path)
    return found


def _resolved(modules, module, name):
    """The (module, name) where something is defined, through packages that pass it on."""
    while module in modules and name not in modules[module].definitions:
        if name not in modules[module].imports:
            return None
        module, name = modules[module].imports[name]
    return (module, name) if module in modules else None


def _reached(modules, starts):
    """Every definition that the starts use, directly or through other definitions."""
    reached, front = set(), set(starts)
    while front:
        module, name = front.pop()
        reached.add((module, name))
        texts = [n.value for n in ast.walk(modules[module].definitions[name]) if _is_text(n)]
        nodes = [
            modules[module].definitions[name],
            *(ast.parse(t) for t in texts if t.isidentifier()),
        ]
        used = {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}
        front |= {_resolved(modules, module, other) for other in used} - {None} - reached
    return reached


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _code(root):
    """Code of pages, labs, tasks, commands and of the company's data."""
    for folder in ("notebooks", "exercises/source"):
        for path in (root / folder).rglob("*.ipynb"):
            if ".ipynb_checkpoints" not in path.parts:
                cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
                yield "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    for path in (root / "book").rglob("*.md"):
        yield "\n".join(
            re.findall(
                r"```\{code-cell\}.*?\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL
            )
        )
    own = {root / "pmlearn" / room for room in ROOMS}
    for path in [*(root / "exercises/source").rglob("*.py"), *(root / "pmlearn").rglob("*.py")]:
        if own.isdisjoint(path.parents):
            yield path.read_text(encoding="utf-8")


def _uses(modules, code):
    """What the code imports from the models and plots, or uses as plots.name."""
    found = set()
    for module, names in re.findall(r"from (pmlearn[\w.]*) import (\([^)]*\)|.*)", code):
        for name in re.findall(r"\w+", names):
            found.add(_resolved(modules, module, name))
    found |= {_resolved(modules, "pmlearn.plots", n) for n in re.findall(r"\bplots\.(\w+)", code)}
    return found - {None}


@pytest.fixture(scope="module")
def modules():
    return _modules(Path(__file__).parents[1])


@pytest.fixture(scope="module")
def used(modules):
    root = Path(__file__).parents[1]
    return _reached(modules, {use for code in _code(root) for use in _uses(modules, code)})


def planned(modules):
    for names in PLANNED.values():
        for name in names:
            module, _, last = f"pmlearn.{name}".rpartition(".")
            yield _resolved(modules, module, last)


def test_each_model_is_used_by_the_course_or_by_a_planned_lesson(modules, used):
    reached = used | _reached(modules, planned(modules))
    unused = [
        f"{module.name}.{name}"
        for module in modules.values()
        for name, node in module.definitions.items()
        if module.name.split(".")[1] in MODELS
        and isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not name.startswith("_")
        and (module.name, name) not in reached
    ]
    assert not unused, "use them in a page, name the planned lesson in PLANNED, or delete them"


def test_what_the_course_uses_is_planned_no_more(modules, used):
    assert not used & set(planned(modules)), "take these out of PLANNED"


@pytest.mark.parametrize(("lesson", "day"), PLANNED)
def test_a_planned_lesson_is_not_written_yet(root, lesson, day):
    """Once it is, its models are reached from its page or deleted."""
    assert not list((root / "book").rglob(f"{lesson}.md"))
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", day)
