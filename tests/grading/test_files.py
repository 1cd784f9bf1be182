"""A test may read what an answer has written; nothing else of a learner's folder reaches it."""

from __future__ import annotations

import json

import pytest
from grading.lesson import exercise, handed_in

from boxgrader.analysis.file_names import may_read
from boxgrader.calls.working_files import Folder
from boxgrader.grade_submission import grade_one
from boxgrader.limits import MAX_COPIED_BYTES
from boxgrader.submission.folder import Submission

SAVE = "def save(path, text):\n    with open(path, 'w') as file:\n        file.write(text)"


def score(box, assignment, answer, **more):
    """The test's points, with other files of the learner's if given."""
    made = handed_in(assignment, answer)
    graded = grade_one(Submission(made, **more) if more else made, assignment, box)
    return graded.scores["test"]


class TestATestReads:
    def test_what_an_answer_has_written(self, box):
        right = "with open('report.csv', 'w') as f:\n    f.write('dock,rides\\n1,7\\n')"
        test = "import csv\nrows = list(csv.DictReader(open('report.csv')))"
        assignment = exercise(right, test, hidden="assert rows[0]['rides'] == '7'")
        assert score(box, assignment, right) == 2
        assert score(box, assignment, right.replace("7", "8")) == 0
        assert score(box, assignment, "pass") == 0

    def test_a_table_in_a_folder(self, box):
        right = (
            "import os, pandas as pd\nos.makedirs('out', exist_ok=True)\n"
            "pd.DataFrame({'a': [1, 2]}).to_csv('out/table.csv', index=False)"
        )
        test = "import pandas as pd\nassert pd.read_csv('out/table.csv')['a'].sum() == 3"
        assert score(box, exercise(right, test), right) == 2

    def test_what_a_function_writes_when_it_is_called(self, box):
        test = "save('note.txt', 'hello')\nassert open('note.txt').read() == 'hello'"
        assignment = exercise(SAVE, test)
        assert score(box, assignment, SAVE) == 2
        assert score(box, assignment, SAVE.replace("write(text)", "write('')")) == 0

    def test_what_the_learner_handed_in_beside_the_notebook(self, box):
        assignment = exercise("pass", "assert open('essay.txt').read().count(' ') >= 2")
        assert score(box, assignment, "pass", files={"essay.txt": b"one two three"}) == 2
        assert score(box, assignment, "pass") == 0

    def test_what_stands_there_at_that_moment(self, box):
        """A later cell of the learner's removes it: the test stands above."""
        right = "open('a.txt', 'w').write('1')"
        assignment = exercise(right, "assert open('a.txt').read() == '1'")
        made = json.loads(handed_in(assignment, right))
        last = {**made["cells"][0], "id": "z", "metadata": {}}
        made["cells"].append({**last, "source": "import os\nos.remove('a.txt')"})
        graded = grade_one(json.dumps(made).encode(), assignment, box)
        assert graded.scores["test"] == 2


class TestATestWrites:
    COUNT = "def lines(path):\n    with open(path) as file:\n        return len(file.readlines())"

    def test_a_file_for_a_function_to_read(self, box):
        test = "open('in.txt', 'w').write('a\\nb\\n')\nassert lines('in.txt') == 2"
        assignment = exercise(self.COUNT, test)
        assert score(box, assignment, self.COUNT) == 2
        assert score(box, assignment, "def lines(path):\n    return 3") == 0

    def test_no_file_that_it_does_not_name(self, box):
        """It may hold what is expected."""
        hidden = (
            "open('expected.txt', 'w').write('42')\nopen('in.txt', 'w').write('x')\n"
            "assert answer('in.txt') == '42'"
        )
        right = "def answer(path):\n    return '42'"
        spying = "def answer(path):\n    return open('expected.txt').read()"
        assignment = exercise(right, "assert callable(answer)", hidden=hidden)
        assert score(box, assignment, right) == 2
        assert score(box, assignment, spying) == 0


class TestNothingElseTravels:
    def test_what_was_released_is_the_checkers_own(self, box):
        files = {"rates.csv": b"rate\n5\n"}
        right = "rate = 5"
        test = "assert rate == int(open('rates.csv').read().split()[1])"
        forged = "open('rates.csv', 'w').write('rate\\n7\\n')\nrate = 7"
        assignment = exercise(right, test, files=files)
        assert score(box, assignment, right) == 2
        assert score(box, assignment, forged) == 0

    @pytest.mark.parametrize("path", ["./rates.csv", "x/../rates.csv", ".//rates.csv"])
    def test_nothing_in_the_place_of_a_released_file(self, box, path):
        """Also where the learner's process says that it has such a file."""
        right = "def f(): return 5"
        test = "assert f() == int(open('rates.csv').read())"
        forged = (
            "import base64\nfrom boxgrader.calls.working_files import Folder\n"
            f"SEVEN = {{{path!r}: base64.b64encode(b'7').decode()}}\n"
            "Folder.everything = Folder.changed = lambda *_: SEVEN\n"
            "def f(): return 7"
        )
        assignment = exercise(right, "pass", hidden=test, files={"rates.csv": b"5"})
        assert score(box, assignment, right) == 2
        assert score(box, assignment, forged) == 0

    @pytest.mark.parametrize("way", ["", "./", "/", "x/../"])
    def test_nothing_in_the_place_of_a_temporary_file_of_the_test(self, box, way):
        test = (
            "import os, tempfile\nfolder = tempfile.mkdtemp()\n"
            "key, out = (os.path.join(folder, one) for one in ('key.txt', 'out.txt'))\n"
            "open(key, 'w').write('5')\nf(out)\nassert open(out).read() == open(key).read()"
        )
        right = "def f(path): open(path, 'w').write('5')"
        forged = (
            "import base64, os\nfrom boxgrader.calls.working_files import Folder\n"
            "real = Folder.changed\n"
            "def changed(self, *values):\n    found = real(self, *values)\n"
            "    for one in [one for one in found if one.endswith('out.txt')]:\n"
            f"        name = os.path.dirname(one) + '/{way}key.txt'\n"
            "        found[name] = base64.b64encode(b'9').decode()\n    return found\n"
            "Folder.changed = changed\ndef f(path): open(path, 'w').write('9')"
        )
        assignment = exercise(right, "pass", hidden=test)
        assert score(box, assignment, right) == 2
        assert score(box, assignment, forged) == 0

    @pytest.mark.parametrize("name", ["secrets.py", "numpy/__init__.py", "x.pth", "x.pkl", "x.so"])
    def test_nothing_that_could_be_run(self, box, name):
        planted = (
            f"import os\nos.makedirs(os.path.dirname({name!r}) or '.', exist_ok=True)\n"
            f"open({name!r}, 'w').write('raise SystemExit')"
        )
        test = f"import os\nassert not os.path.exists({name!r})"
        assert score(box, exercise("pass", test), planted) == 2

    @pytest.mark.parametrize(
        "path",
        ["../up.txt", "/box/tmp/x.txt", "a/../../x.txt", "", "-.txt", 3, None, ".hidden.txt"],
    )
    def test_no_path_out_of_the_folder(self, tmp_path, monkeypatch, path):
        (tmp_path / "in").mkdir()
        monkeypatch.chdir(tmp_path / "in")
        Folder(()).put({path: "eHg="})
        assert [one.name for one in tmp_path.rglob("*")] == ["in"]

    def test_no_link(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "real.csv").write_text("1")
        (tmp_path / "link.txt").symlink_to("/etc/passwd")
        assert list(Folder(()).everything()) == ["real.csv"]

    def test_no_more_than_a_few_megabytes(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "big.txt").write_bytes(b"x" * (MAX_COPIED_BYTES + 1))
        (tmp_path / "small.txt").write_bytes(b"x")
        assert list(Folder(()).everything()) == ["small.txt"]

    @pytest.mark.parametrize(
        "forged", [None, [], {"a.txt": 3}, {"a.txt": "x" * 9_000_000}, "a", {"a.txt": "\u00e9"}]
    )
    def test_what_is_no_files_at_all(self, tmp_path, monkeypatch, forged):
        monkeypatch.chdir(tmp_path)
        Folder(()).put(forged)
        assert not list(tmp_path.iterdir())

    def test_nothing_to_a_test_that_unpickles(self):
        assert may_read("open('a.txt').read()")
        assert not may_read("import pickle\npickle.load(open('a.txt', 'rb'))")
        assert not may_read("total == 3")


def test_what_has_arrived_goes_after_the_test(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = Folder(())
    folder.put({"out/a.csv": "eHg="})
    assert (tmp_path / "out" / "a.csv").read_bytes() == b"xx"
    folder.give_back()
    assert not (tmp_path / "out" / "a.csv").exists()
