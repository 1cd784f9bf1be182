# ruff: noqa: E501  an answer reads best in one piece
"""Files and temporary folders that a test hands to an answer, or an answer to a test."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

FILES: dict[str, Everyday] = {
    "temp dir learner writes": Everyday(
        answer=(
            "def save(path, rows):\n    with open(path, 'w') as f:\n"
            "        for r in rows: f.write(r + '\\n')"
        ),
        other=(
            "from pathlib import Path\ndef save(path, rows):\n"
            "    Path(path).write_text(''.join(r + '\\n' for r in rows))"
        ),
        wrong="def save(path, rows): open(path, 'w').close()",
        test=(
            "import tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n"
            "    p = os.path.join(d, 'out.txt')\n    save(p, ['a', 'b'])\n"
            "    assert open(p).read() == 'a\\nb\\n'"
        ),
        hidden=(
            "from pathlib import Path\nwith tempfile.TemporaryDirectory() as d:\n"
            "    save(Path(d) / 'x.txt', ['q'])\n"
            "    assert (Path(d) / 'x.txt').read_text() == 'q\\n'"
        ),
    ),
    "temp file learner reads": Everyday(
        answer="def count(path):\n    return len(open(path).readlines())",
        other="def count(path):\n    with open(path) as f: return sum(1 for _ in f)",
        wrong="def count(path): return 2",
        test=(
            "import tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n"
            "    p = os.path.join(d, 'in.txt')\n"
            "    with open(p, 'w') as f: f.write('a\\nb\\n')\n    assert count(p) == 2"
        ),
        hidden=(
            "f = tempfile.NamedTemporaryFile('w', suffix='.txt', delete=False)\n"
            "f.write('1\\n2\\n3\\n')\nf.close()\nassert count(f.name) == 3\nos.remove(f.name)"
        ),
    ),
    "temp dir learner lists": Everyday(
        answer="import os\ndef names(d):\n    return sorted(os.listdir(d))",
        other=(
            "from pathlib import Path\n"
            "def names(d): return sorted(p.name for p in Path(d).iterdir())"
        ),
        wrong="def names(d): return ['a.txt']",
        test=(
            "import tempfile, pathlib\nwith tempfile.TemporaryDirectory() as d:\n"
            "    (pathlib.Path(d) / 'a.txt').write_text('x')\n    assert names(d) == ['a.txt']"
        ),
        hidden=(
            "with tempfile.TemporaryDirectory() as d:\n    for n in 'cba':\n"
            "        (pathlib.Path(d) / n).touch()\n    assert names(d) == ['a', 'b', 'c']"
        ),
    ),
    "working folder file unnamed": Everyday(
        answer="def load():\n    return open('data.txt').read().split()",
        other="from pathlib import Path\ndef load(): return Path('data.txt').read_text().split()",
        wrong="def load(): return ['a', 'b']",
        test="with open('data.txt', 'w') as f:\n    f.write('a b')\nassert load() == ['a', 'b']",
        hidden=(
            "with open('data.txt', 'w') as f:\n    f.write('x y z')\n"
            "assert load() == ['x', 'y', 'z']"
        ),
    ),
    "named temp odd suffix": Everyday(
        answer="def size(p):\n    return len(open(p, 'rb').read())",
        other="import os\ndef size(p): return os.path.getsize(p)",
        wrong="def size(p): return 3",
        test="open('blob.bin', 'wb').write(b'abc')\nassert size('blob.bin') == 3",
        hidden="open('blob.bin', 'wb').write(b'abcde')\nassert size('blob.bin') == 5",
    ),
    "csv in temp": Everyday(
        answer=(
            "import csv\ndef total(p):\n    with open(p, newline='') as f:\n"
            "        return sum(float(r['x']) for r in csv.DictReader(f))"
        ),
        other="import pandas as pd\ndef total(p): return pd.read_csv(p)['x'].sum()",
        wrong="def total(p): return 3.0",
        test=(
            "import tempfile, pandas as pd\n"
            "with tempfile.NamedTemporaryFile('w', suffix='.csv', delete=False) as f:\n"
            "    f.write('x\\n1\\n2\\n')\nassert total(f.name) == 3"
        ),
        hidden="pd.DataFrame({'x': [5, 6]}).to_csv(f.name)\nassert total(f.name) == 11",
    ),
    "open file handed": Everyday(
        answer="def first(f):\n    return f.readline().strip()",
        other="def first(f): return next(f).strip()",
        wrong="def first(f): return 'a'",
        test="import io\nassert first(io.StringIO('a\\nb')) == 'a'",
        hidden="f = io.StringIO('q\\nr\\n')\nassert first(f) == 'q' and f.read() == 'r\\n'",
    ),
    "write to handed file": Everyday(
        answer="def dump(f, x):\n    print(x, file=f)",
        other="def dump(f, x): f.write(f'{x}\\n')",
        wrong="def dump(f, x): pass",
        test="import io\nf = io.StringIO()\ndump(f, 3)\nassert f.getvalue() == '3\\n'",
    ),
    "tmp dir of learner": Everyday(
        answer=(
            "import tempfile, os\ndef make():\n    d = tempfile.mkdtemp()\n"
            "    open(os.path.join(d, 'r.txt'), 'w').write('hi')\n    return d"
        ),
        other=(
            "import tempfile, pathlib\ndef make():\n    d = pathlib.Path(tempfile.mkdtemp())\n"
            "    (d / 'r.txt').write_text('hi')\n    return str(d)"
        ),
        wrong="def make(): return '.'",
        test="import os\nd = make()\nassert open(os.path.join(d, 'r.txt')).read() == 'hi'",
    ),
    "sqlite temp": Everyday(
        answer=(
            "import sqlite3\ndef setup(p):\n    c = sqlite3.connect(p)\n"
            "    c.execute('create table t (x)')\n    c.execute('insert into t values (5)')\n"
            "    c.commit(); c.close()"
        ),
        other=(
            "import sqlite3\ndef setup(p):\n    with sqlite3.connect(p) as c:\n"
            "        c.executescript('create table t (x); insert into t values (5)')\n"
            "    c.close()"
        ),
        wrong="def setup(p): pass",
        test=(
            "import sqlite3, tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n"
            "    p = os.path.join(d, 'a.db')\n    setup(p)\n"
            "    assert sqlite3.connect(p).execute('select x from t').fetchall() == [(5,)]"
        ),
    ),
}


@pytest.mark.parametrize("what", list(FILES))
def test_files_are_where_both_look_for_them(box, what):
    assert earned(box, FILES[what]) == AS_STOCK


def test_a_file_beside_the_one_that_a_test_names_stays_with_the_test(box):
    """It may hold what is expected."""
    case = Everyday(
        answer="def f(path): return open(path).read() + '!'",
        other="from pathlib import Path\ndef f(path): return Path(path).read_text() + '!'",
        wrong="from pathlib import Path\ndef f(path): return (Path(path).parent / 'expected.txt').read_text()",
        test="import tempfile\nfrom pathlib import Path\nd = Path(tempfile.mkdtemp())",
        hidden="(d / 'expected.txt').write_text('a!')\n(d / 'in.txt').write_text('a')\nassert f(str(d / 'in.txt')) == 'a!'",
    )
    assert earned(box, case) == AS_STOCK


def test_no_answer_overwrites_a_file_that_it_was_not_given(box):
    case = Everyday(
        answer="def f(path): open(path, 'w').write('a')",
        other="from pathlib import Path\ndef f(path): Path(path).write_text('a')",
        wrong="import os\ndef f(path):\n    for name in (path, os.path.join(os.path.dirname(path), 'expected.txt')):\n        open(name, 'w').write('b')",
        test="import tempfile\nfrom pathlib import Path\nd = Path(tempfile.mkdtemp())",
        hidden="(d / 'expected.txt').write_text('a')\nf(str(d / 'out.txt'))\nassert (d / 'out.txt').read_text() == (d / 'expected.txt').read_text()",
    )
    assert earned(box, case) == AS_STOCK
