"""The framework file, ours and another organization's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pmlearn.competency import framework as framework_module
from pmlearn.competency.framework import Criterion, load

PILOTS = Path(__file__).with_name("data") / "harbor_pilots.yml"


@pytest.fixture(scope="module")
def framework():
    return load()


def test_it_has_six_domains_34_elements_and_111_criteria(framework):
    assert [domain.code for domain in framework] == ["PF", "PG", "PJ", "PD", "SV", "CO"]
    assert len(list(framework.elements())) == 34
    assert len(list(framework.criteria())) == 111


def test_a_level_means_one_kind_of_proof(framework):
    """Levels 1 to 3 are not above a machine, level 4 needs a rubric, level 5 a person."""
    for criterion in framework.criteria():
        if criterion.level >= 4:
            assert "auto" not in criterion.evidence, criterion.code
            assert len(criterion.rubric) == 4, criterion.code
        if criterion.level == 5:
            assert criterion.evidence == ("manual",), criterion.code


def test_every_rubric_step_says_something_of_its_own(framework):
    sentences = [text for criterion in framework.criteria() for text in criterion.rubric]
    assert len(set(sentences)) == len(sentences)
    assert all(len(text) > 25 and text.endswith(".") for text in sentences)


def test_reaching_the_third_step_of_a_rubric_meets_every_criterion(framework):
    met = framework.performance[2].share
    assert all(criterion.threshold <= met for criterion in framework.criteria())
    assert all(
        criterion.threshold > framework.performance[1].share for criterion in framework.criteria()
    )


def test_every_statement_begins_with_what_an_observer_sees(framework):
    """Verbs that nobody can watch somebody do are not used."""
    hidden = {"Knows", "Understands", "Learns", "Appreciates", "Believes", "Realizes", "Is"}
    for criterion in framework.criteria():
        first = criterion.statement.split()[0]
        assert first not in hidden, criterion.code
        assert re.fullmatch(r"[A-Z][a-z]+s", first), criterion.code


def test_the_spelling_is_american():
    text = Path(framework_module.__file__).with_name("framework.yml").read_text(encoding="utf-8")
    british = (
        r"realis|organis|prioritis|recognis|analys(e|ing)|programme|behaviour|harmonis|judgement"
    )
    assert not re.findall(british, text)


def test_every_role_asks_for_levels_that_exist(framework):
    names = ["project", "program", "portfolio", "product", "service"]
    assert sorted(framework.roles) == sorted(f"{name} manager" for name in names)
    for role in framework.roles.values():
        for code, level in role.targets.items():
            assert level in framework.element(code).levels, (role.name, code)


def test_a_role_asks_most_of_its_own_domain(framework):
    own = {"PJ": "project", "PG": "program", "PF": "portfolio", "PD": "product", "SV": "service"}
    for domain in framework:
        for element in domain.elements if domain.code in own else ():
            asked = {
                name: role.targets.get(element.code, 0) for name, role in framework.roles.items()
            }
            assert asked[f"{own[domain.code]} manager"] == max(asked.values()), element.code


def test_every_element_is_taught_by_a_lesson_named_by_its_slug(framework):
    for element in framework.elements():
        assert element.chapters
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in element.chapters)


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (lambda f: f.criterion("PJ2.9"), r"no criterion 'PJ2.9'; nearest: .*PJ2\.\d"),
        (lambda f: f.element("PX1"), "no element 'PX1'; nearest: "),
        (
            lambda f: f.role("products manager"),
            "no role 'products manager'; nearest: product manager",
        ),
    ],
)
def test_an_unknown_name_lists_the_nearest(framework, look, message):
    with pytest.raises(ValueError, match=message):
        look(framework)


class TestAnotherOrganization:
    def test_brings_its_own_file(self):
        pilots = load(PILOTS)
        assert pilots.title == "Harbor pilots"
        assert pilots.criterion("NAV-A2").threshold == 1
        assert pilots.criterion("NAV-A1").threshold == 0.75
        assert pilots.criterion("NAV-B1").weight == 2
        assert pilots.levels[4].name == "Adapts"

    def test_a_domains_code_stands_for_its_elements(self):
        assert load(PILOTS).role("pilot").targets == {"NAV-A": 2, "NAV-B": 4, "TALK-A": 2}

    def test_an_elements_code_goes_before_its_domains(self):
        """A cadet needs only level 1 of NAV-A; NAV-B has nothing at level 2 or below."""
        assert load(PILOTS).role("cadet").targets == {"NAV-A": 1}


SIM = "level: 4\n            evidence: [sim]"

BROKEN = [  # what is replaced, by what, which line is named, what is said
    ("    NAV: 4", "    NAX: 4", "    NAX", "role 'pilot': no .* 'NAX'; nearest: NAV"),
    ("TALK-A: 2", "TALK-A: 3", "    TALK-A:", "role 'pilot': TALK-A: no level 3"),
    ("code: NAV-A2", "code: NAV-A1", "- code: NAV-A1", "NAV-A1: NAV-A1 stands already on line 23"),
    ("6f1a3f6a19", "6f1a3f6a18", "- code: TALK-A1", "TALK-A1: .*6a18 stands already on line 5"),
    (SIM, SIM.replace("4", "6"), "- code: NAV-B1", "NAV-B1: level must be 1 to 5, got 6"),
    (SIM, SIM.replace("4", "3"), "- code: NAV-B1", "NAV-B1: level 3 is not among"),
    (SIM, SIM.replace("sim", "auto"), "- code: NAV-B1", "NAV-B1: evidence 'auto' attests .* to 3"),
    ("[sim]", "[exam]", "- code: NAV-B1", "NAV-B1: evidence 'exam' is none of"),
    ("[sim]", "[]", "- code: NAV-B1", "NAV-B1: names no kind of evidence"),
    ("threshold: 1\n", "threshold: 0\n", "- code: NAV-A2", "NAV-A2: threshold must .* got 0.0"),
    ("threshold: 1\n", "threshold: 1.2\n", "- code: NAV-A2", "NAV-A2: threshold must .* got 1.2"),
    ("threshold: 1\n", "threshold: much\n", "- code: NAV-A2", "NAV-A2: could not convert"),
    ("threshold: 1\n", "treshold: 1\n", "- code: NAV-A2", "criterion NAV-A2: .*'treshold' is unkn"),
    ("weight: 2", "weight: 0", "- code: NAV-B1", "NAV-B1: weight must be above 0, got 0.0"),
    ("[Hits the quay, B", "[B", "- code: NAV-B1", "NAV-B1: needs a rubric of 2 sentences, got 1"),
    ("statement: Reports", "#", "- code: TALK-A1", "criterion TALK-A1: .*'statement' is missing"),
    (
        "[radio]\n",
        "[radio]\n        chapters: [x]\n",
        "chapters: [x]",
        "'chapters' stands .* twice",
    ),
    ("{NAV: 2, NAV-A: 1}", "{NAV: 2, NAV: 1}", "  cadet:", "the key 'NAV' stands here twice"),
    (
        "share: 1}",
        "share: 7}",
        "name: Safe",
        r"performance 'Safe': share must lie in \[0, 1\], got 7",
    ),
]


@pytest.mark.parametrize(("old", "new", "where", "message"), BROKEN)
def test_a_broken_rule_is_named_with_file_line_and_code(tmp_path, old, new, where, message):
    text = PILOTS.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    lines = broken.read_text(encoding="utf-8").splitlines()
    number = max(i for i, line in enumerate(lines, start=1) if where in line)
    with pytest.raises(ValueError, match=rf"broken\.yml, line {number}: .*{message}"):
        load(broken)


def test_text_that_is_no_yaml_is_named_with_its_line(tmp_path):
    broken = tmp_path / "broken.yml"
    broken.write_text("title: x\nroles: [\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.yml, line 3: "):
        load(broken)


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "domains: 3"])
def test_a_file_that_is_no_framework_is_refused(tmp_path, text):
    path = tmp_path / "other.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.yml, line 1: the framework"):
        load(path)


def test_a_criterion_built_in_code_is_checked_too():
    with pytest.raises(ValueError, match="X1: evidence 'sim' attests levels up to 4, got level 5"):
        Criterion("X1", "uuid", 5, ("sim",), "Leads")
