# ruff: noqa: E501  a cell reads best in one piece
"""What people write into a cell before the answer, and what stock nbgrader gives for each.

    python tests/grading/habits.py [HABIT ...]

grades them with nbgrader alone and writes what it gave into `tests/data/habits.csv`.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # when run by hand

from grading.lesson import exercise, handed_in

TABLE = Path(__file__).parents[1] / "data" / "habits.csv"
FILES = {"script.py": b"found = 41\n", "tides.csv": b"hour,level\n1,2\n"}
ASSIGNMENT = exercise(
    "answer = 42",
    "import math",
    hidden="assert answer == 42",
    stub="# YOUR CODE HERE\nraise NotImplementedError()",
    files=FILES,
)

# Each stands in one cell before `answer = 42`, unless it says itself what the answer is.
LINES = r"""
%matplotlib inline
%matplotlib notebook
%matplotlib nbagg
%matplotlib widget
%matplotlib agg
%matplotlib
%matplotlib qt
%matplotlib tk
%matplotlib --list
%matplotlib nonsense
%pylab
%pylab inline
%gui
%config InlineBackend.figure_format = 'retina'
%config InlineBackend.figure_formats = ['svg']
%config Completer.use_jedi = False
%config
!ls
!ls -la | head -3
!no-such-command
!false
!exit 3; answer = 41
!python script.py
!echo $HOME {1 + 1} > note.txt
!cat < /dev/null
!pip --version
!pip list
!pip install numpy
!pip install no-such-package-anywhere
!python -m pip install -q no-such-package-anywhere
!conda install numpy
!apt-get --version
!sleep 0.1 &
!wget -q http://localhost:9/none
!git status
!!ls
%pip install no-such-package-anywhere
%pip list
%pip
%conda list
%mamba list
%uv pip list
%store
%store -r
%store -r never_stored
%store -z
%load_ext autoreload
%load_ext no_such_extension
%autoreload 2
%precision 3
%who
%whos
%who_ls
%history
%hist -n
%history -g answer
%notebook saved.ipynb
%reset -f
%reset_selective -f unused
%xmode Verbose
%xmode nonsense
%pdb off
%pdb on
%tb
%debug
%pwd
%ls
%ls -la
%ll
%cd .
%cd no_such_folder
%mkdir inner
%cat script.py
%cp script.py other.py
%rm -f other.py
%man ls
%more script.py
%env
%env COLOR=blue
%env NO_SUCH_VARIABLE
%set_env COLOR blue
%time
%time sum(range(10))
%timeit -n 1 -r 1 sum(range(10))
%prun -q sum(range(10))
%lsmagic
%magic
%quickref
%alias
%alias_magic t timeit
%dhist
%bookmark -l
%colors nocolor
%automagic off
%autocall 0
%autoawait
%autosave 0
%logstart
%logstop
%logstate
%lsmagic?
%connect_info
%edit script.py
%qtconsole
%load script.py
%loadpy script.py
%macro none 1
%pinfo len
%pdoc len
%psource math
%pfile math
%psearch len*
%page answer
%pprint
%rerun
%recall
%rehashx
%run script.py
%run no_such_script.py
%run -i script.py
%sc listing = ls
%sx ls
%system ls
%unload_ext autoreload
%xdel nothing
%unalias nothing
%killbgscripts
%doctest_mode
%code_wrap --list
%no_such_magic
len?
len??
?len
*len*?
exit
quit()
sys.exit()
"""
CELLS = {
    "command to list": "x = !echo 42\nanswer = int(x[0])",
    "command and n": "x = !printf 'a\\nb'\nassert x.n == 'a\\nb'",
    "command expands names": "word, more = '42', [7]\nx = !echo $word {more[0]} $$HOME\nanswer = int(x[0].split()[0])\nassert x[0].startswith('42 7 /')",
    "command exit code": "!exit 42\nanswer = _exit_code",
    "command killed": "!kill -9 $$BASHPID\nanswer = 33 - _exit_code",
    "command in a loop": "for n in range(3):\n    !echo {n}",
    "command in a function": "def listing():\n    found = !ls script.py\n    return found\nanswer = 42 if listing() == ['script.py'] else 0",
    "command stderr to list": "x = !echo 42 >&2\nanswer = int(x[0])",
    "brackets of bash": "x = !echo {4..5} | head -1\nanswer = 42",
    "os.system": "import os\nanswer = 42 + os.system('ls')",
    "os.popen": "import os\nanswer = int(os.popen('echo 42').read())",
    "subprocess.run": "import subprocess\nsubprocess.run(['ls', '-l'])",
    "subprocess captured": "import subprocess\nanswer = int(subprocess.run('echo 42', shell=True, capture_output=True, text=True).stdout)",
    "subprocess to our streams": "import subprocess, sys\nsubprocess.run(['ls'], stdout=sys.stdout, stderr=sys.stderr)",
    "multiprocessing": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n    answer = 40 + len(pool.map(abs, [1, 2]))",
    "store": "kept = 42\n%store kept\ndel kept\n%store -r kept\nanswer = kept",
    "store to file": "text = 'x'\n%store text > note.txt\nanswer = 42",
    "autoreload": "%load_ext autoreload\n%autoreload 2\nimport math",
    "pylab names": "%pylab inline\nanswer = int(arange(43)[-1])",
    "plot": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.plot([1, 2])\nplt.show()",
    "plot retina": "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "plot notebook": "%matplotlib notebook\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])",
    "matplotlib.use": "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('a.png')",
    "matplotlib.use TkAgg": "import matplotlib\nmatplotlib.use('TkAgg')",
    "get_ipython magic": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "get_ipython old magic": "get_ipython().magic('matplotlib inline')",
    "get_ipython system": "get_ipython().system('ls')\nget_ipython().getoutput('ls')",
    "in a kernel?": "assert 'IPKernelApp' in get_ipython().config\nassert get_ipython().__class__.__name__ == 'ZMQInteractiveShell'\nassert type(get_ipython()).__module__ == 'ipykernel.zmqshell'\nassert get_ipython().kernel is not None",
    "is a notebook": "import IPython\nshell = IPython.get_ipython()\nanswer = 42 if shell.has_trait('kernel') else 0",
    "the application": "from ipykernel.kernelapp import IPKernelApp\nassert IPKernelApp.initialized()\nassert IPKernelApp.instance().kernel is get_ipython().kernel",
    "shell attributes": "ip = get_ipython()\nip.ast_node_interactivity\nip.user_ns['answer'] = 42\nip.events.register('post_execute', lambda: None)",
    "all expressions shown": "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'\n1\n2",
    "set_next_input": "get_ipython().set_next_input('x')",
    "run_cell": "get_ipython().run_cell('answer = 42')",
    "bash": "get_ipython().run_cell_magic('bash', '', 'ls\\necho 1')",
    "bash fails": "get_ipython().run_cell_magic('bash', '', 'exit 3')",
    "bash out": "get_ipython().run_cell_magic('bash', '--out kept', 'echo 42')\nanswer = int(kept)",
    "sh": "get_ipython().run_cell_magic('sh', '', 'ls')",
    "script": "get_ipython().run_cell_magic('script', 'cat', 'words')",
    "script unknown": "get_ipython().run_cell_magic('script', 'no-such-program', 'words')",
    "python in script": "get_ipython().run_cell_magic('python', '', 'print(1)')",
    "perl": "get_ipython().run_cell_magic('perl', '', 'print 1')",
    "writefile": "get_ipython().run_cell_magic('writefile', 'mine.py', 'answer = 42')\nfrom mine import answer",
    "html": "get_ipython().run_cell_magic('html', '', '<b>x</b>')",
    "javascript": "get_ipython().run_cell_magic('javascript', '', 'alert(1)')",
    "latex": "get_ipython().run_cell_magic('latex', '', '$x$')",
    "markdown": "get_ipython().run_cell_magic('markdown', '', '**x**')",
    "svg": "get_ipython().run_cell_magic('svg', '', '<svg></svg>')",
    "sql": "get_ipython().run_cell_magic('sql', '', 'select 1')",
    "cell time": "%%time\nanswer = 42",
    "cell timeit": "%%timeit -n 1 -r 1\nx = 1\nanswer = 42",
    "cell capture": "%%capture\nprint(1)\nanswer = 42",
    "cell capture kept": "%%capture kept\nprint(1)\nanswer = 42",
    "cell prun": "%%prun -q\nanswer = 42",
    "cell bash": "%%bash\nls\nanswer=42",
    "cell debug": "%%debug\nanswer = 42",
    "cell cython": "%%cython\nanswer = 42",
    "cell after a comment": "# setup\n%%time\nanswer = 42",
    "capture_output": "from IPython.utils.capture import capture_output\nwith capture_output() as kept:\n    print(42)\nanswer = int(kept.stdout)",
    "capture_output of display": "from IPython.utils.capture import capture_output\nwith capture_output() as kept:\n    display(42)\nanswer = 41 + len(kept.outputs)",
    "redirect_stdout": "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as kept:\n    print(42)\nanswer = int(kept.getvalue())",
    "line capture": "x = %pwd\nassert x.startswith('/')\nanswer = 42",
    "time of an assignment": "%time answer = 42",
    "timeit -o": "t = %timeit -o -n 1 -r 1 1 + 1\nanswer = 42 if t.best >= 0 else 0",
    "run with names": "%run script.py\nanswer = found + 1",
    "cd": "%mkdir -p deep\n%cd deep\n%cd ..\nanswer = 42",
    "env": "%env LEVEL=42\nimport os\nanswer = int(os.environ['LEVEL'])",
    "who": "mine = 1\nx = %who_ls int\nanswer = 42 if 'mine' in x else 0",
    "alias": "%alias say echo %s\n%say hello",
    "await": "import asyncio\nawait asyncio.sleep(0)\nanswer = 42",
    "await in magic": "import asyncio\n%time await asyncio.sleep(0)\nanswer = 42",
    "async for": "async def numbers():\n    yield 42\nasync for one in numbers():\n    answer = one",
    "asyncio.run": "import asyncio\nasync def f():\n    return 42\nanswer = asyncio.run(f())",
    "run_until_complete": "import asyncio\nasync def f():\n    return 42\nanswer = asyncio.get_event_loop().run_until_complete(f())",
    "create_task": "import asyncio\nasync def f():\n    global answer\n    answer = 42\nasyncio.create_task(f())",
    "create_task awaited": "import asyncio\nasync def f():\n    return 42\nanswer = await asyncio.create_task(f())",
    "gather": "import asyncio\nasync def f(x):\n    await asyncio.sleep(0.01)\n    return x\nanswer = sum(await asyncio.gather(f(40), f(2)))",
    "running loop": "import asyncio\nassert asyncio.get_running_loop().is_running()",
    "nest_asyncio": "import nest_asyncio2, asyncio\nnest_asyncio2.apply()\nasync def f():\n    return 42\nanswer = asyncio.run(f())",
    "display": "from IPython.display import HTML, Image, Markdown, display\ndisplay(HTML('<b>x</b>'), Markdown('**x**'), 1)",
    "display without import": "display(1)",
    "display a file": "from IPython.display import FileLink, IFrame, Javascript, Math, YouTubeVideo\ndisplay(FileLink('script.py'), IFrame('x', 1, 1), Javascript('1'), Math('x'), YouTubeVideo('x'))",
    "old display": "from IPython.core.display import HTML",
    "set_matplotlib_formats": "from matplotlib_inline.backend_inline import set_matplotlib_formats\nset_matplotlib_formats('png', 'svg')",
    "old set_matplotlib_formats": "from IPython.display import set_matplotlib_formats\nset_matplotlib_formats('svg')",
    "css": "from IPython.display import HTML\nHTML('<style>.a {}</style>');",
    "update_display": "from IPython.display import display, update_display\nh = display('a', display_id='here')\nupdate_display('b', display_id='here')\nh.update('c')",
    "clear_output": "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)\nprint(2)",
    "rich repr": "class A:\n    def _repr_html_(self):\n        return '<b>x</b>'\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'text/plain': 'x'}\ndisplay(A())",
    "repr that fails": "class A:\n    def __repr__(self):\n        raise ValueError('no')\ndisplay(A())",
    "html repr that fails": "class A:\n    def _repr_html_(self):\n        raise ValueError('no')\ndisplay(A())",
    "input": "name = input('name? ')",
    "input caught": "try:\n    name = input('name? ')\nexcept Exception as error:\n    assert type(error).__name__ == 'StdinNotImplementedError'",
    "getpass": "import getpass\ngetpass.getpass()",
    "last value": "_\n__\n_i\n_ii\nIn[-1]\nOut",
    "this cell's text": "assert 'In' in In[-1]\nassert _ih[-1] == In[-1]",
    "history read": "assert get_ipython().history_manager is not None\nget_ipython().history_manager.get_tail(1)",
    "widgets": "import ipywidgets as widgets\nslider = widgets.IntSlider(value=42)\ndisplay(slider)\nanswer = slider.value",
    "interact": "from ipywidgets import interact\n@interact(x=(0, 3))\ndef f(x=2):\n    print(x)\nanswer = 42",
    "widget output": "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    print(1)",
    "widget output that fails": "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    1 / 0",
    "widget button": "import ipywidgets\nb = ipywidgets.Button()\nb.on_click(lambda _: None)\nb",
    "tqdm": "import tqdm\nfor _ in tqdm.tqdm(range(3)):\n    pass",
    "tqdm auto": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)):\n    pass",
    "seaborn": "import seaborn as sns\nsns.set()",
    "import in try": "try:\n    import seaborn\nexcept ImportError:\n    pass",
    "warnings": "import warnings\nwarnings.filterwarnings('ignore')\nwarnings.warn('x')",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')",
    "logging": "import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.info('x')",
    "logging to stdout": "import logging, sys\nlogging.basicConfig(stream=sys.stdout, force=True)\nlogging.getLogger().handlers[:] = []",
    "stdout": "import sys\nsys.stdout.write('x')\nsys.stdout.flush()\nprint('y', file=sys.stderr, flush=True)",
    "stdout.buffer": "import sys\nsys.stdout.buffer.write(b'x')",
    "stdout.fileno": "import os, sys\nos.write(sys.stdout.fileno(), b'x')",
    "stdout isatty": "import sys\nassert not sys.stdout.isatty()\nassert sys.stdout.encoding.lower() == 'utf-8'",
    "stdout reconfigure": "import sys\nsys.stdout.reconfigure(encoding='utf-8')",
    "stdout replaced": "import io, sys\nkept, sys.stdout = sys.stdout, io.StringIO()\nprint(1)\nsys.stdout = kept",
    "__stdout__": "import sys\nsys.__stdout__.write('x')\nprint(1, file=sys.__stderr__)",
    "stdin": "import sys\nsys.stdin.readline()",
    "recursion limit": "import sys\nsys.setrecursionlimit(10_000)",
    "argv": "import sys\nassert sys.argv[0].endswith('.py')\nassert sys.argv[1] == '-f'",
    "argparse": "import argparse\nparser = argparse.ArgumentParser()\nparser.parse_args()",
    "argparse known": "import argparse\nparser = argparse.ArgumentParser()\nparser.parse_known_args()",
    "main": "if __name__ == '__main__':\n    answer = 42",
    "__file__": "try:\n    __file__\nexcept NameError:\n    answer = 42",
    "__main__": "import __main__\nassert __main__.__dict__ is globals()\nassert not hasattr(__main__, '__file__')",
    "sys.path": "import sys\nsys.path.append('..')\nimport script\nanswer = script.found + 1",
    "pickle": "import pickle\nclass A: pass\npickle.loads(pickle.dumps(A()))",
    "alarm": "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\nsignal.alarm(5)\nsignal.alarm(0)",
    "sigint": "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)",
    "faulthandler": "import faulthandler\nfaulthandler.enable()",
    "threads": "import threading\nt = threading.Thread(target=print, args=(1,))\nt.start()\nt.join()",
    "thread pool": "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n    answer = sum(pool.map(int, ['40', '2']))",
    "sys.exit in try": "import sys\ntry:\n    sys.exit()\nexcept SystemExit:\n    answer = 42",
    "raise SystemExit": "raise SystemExit",
    "error after": "answer = 42\n1 / 0",
    "group of errors": "raise ExceptionGroup('x', [ValueError()])",
    "syntax error": "answer = 42\nif",
    "tabs and spaces": "if True:\n\tx = 1\n%pwd",
    "indented magic": "if True:\n    %pwd\n    !ls\nanswer = 42",
    "indented cell": "    answer = 42",
    "prompts": ">>> answer = 42",
    "ipython prompts": "In [1]: answer = 42",
    "comment after magic": "%matplotlib inline # plots\nimport math",
    "semicolon": "answer = 42;",
    "automagic": "pwd\nls",
    "locale": "import locale\nlocale.setlocale(locale.LC_ALL, '')",
    "rc": "import pandas as pd\npd.set_option('display.max_rows', 10)\nimport numpy as np\nnp.set_printoptions(precision=2)",
    "profile": "import cProfile\ncProfile.run('1 + 1')",
    "pdb": "import pdb\npdb.set_trace()",
    "breakpoint": "breakpoint()",
    "inspect": "import inspect\ndef f():\n    return 1\nassert 'return 1' in inspect.getsource(f)",
    "doctest": "import doctest\ndef f():\n    '''\n    >>> f()\n    1\n    '''\n    return 1\ndoctest.testmod()",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        pass\nunittest.main(argv=[''], exit=False)",
    "register magic": "from IPython.core.magic import register_line_magic\n@register_line_magic\ndef mine(line):\n    return 42\nanswer = %mine",
    "name of the file": "import os\nopen('mine.txt', 'w').write('x')\nassert 'script.py' in os.listdir()",
    "reload": "import importlib, script\nimportlib.reload(script)",
    "display hook": "import sys\nsys.displayhook(1)",
    "excepthook": "import sys, traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()\n    get_ipython().showtraceback()",
    "dataclass and types": "import dataclasses, typing\n@dataclasses.dataclass\nclass A:\n    x: int = 1\ntyping.get_type_hints(A)",
    "future": "from __future__ import annotations",
    "kernel's log": "import IPython\nget_ipython().kernel.log.info('x')",
    "display in a loop": "from IPython.display import clear_output, display\nfor n in range(3):\n    clear_output(wait=True)\n    display(n)",
    "signal handlers": "import signal\nsignal.getsignal(signal.SIGINT)\nsignal.signal(signal.SIGTERM, signal.SIG_DFL)",
    "user name": "import getpass, os\nos.environ.get('USER')\nos.path.expanduser('~')",
    "told of grading": "import os\nanswer = 42 if os.environ.get('NBGRADER_EXECUTION') else 0",
    "google colab": "from google.colab import drive",
    "colab guard": "import sys\nIN_COLAB = 'google.colab' in sys.modules\nif IN_COLAB:\n    !pip install x",
}


def cells() -> dict[str, str]:
    """Name -> source of the cell."""
    lines = {line: line for line in LINES.strip().splitlines()}
    every = {**lines, **CELLS}
    return {
        name: source if "answer" in source.replace(name, "") else f"{source}\nanswer = 42"
        for name, source in every.items()
    }


def submission(name: str) -> bytes:
    """The notebook of somebody who has this habit."""
    return handed_in(ASSIGNMENT, cells()[name])


def stock(habits) -> dict[str, str]:
    """Name -> what nbgrader alone gives, of 2 points."""
    from nbgrader.api import Gradebook

    names = {f"habit{number:03}": name for number, name in enumerate(habits)}
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        source = course / "source" / "one"
        for place in (source, *(course / "submitted" / one / "one" for one in names)):
            place.mkdir(parents=True)
            for path, content in FILES.items():
                (place / path).write_bytes(content)
        (source / "one.ipynb").write_text(ASSIGNMENT.source)
        for one, name in names.items():
            (course / "submitted" / one / "one" / "one.ipynb").write_bytes(submission(name))
        (course / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.root = '.'\nc.Execute.timeout = 60\n"
        )
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PIP_NO_INDEX": "1"}
        environment["IPYTHONDIR"] = str(course / "ipython")
        for command in (["generate_assignment", "one"], ["autograde", "one"]):
            subprocess.run(
                [sys.executable, "-m", "nbgrader", *command],
                cwd=course,
                env=environment,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
            found = {one.student.id: one.score for one in book.assignment_submissions("one")}
    return {name: str(found.get(one, "refused")) for one, name in names.items()}


def write(habits) -> None:
    """Grade these, and write the table."""
    known = expected() if TABLE.exists() else {}
    found = known | stock(habits or list(cells()))
    temporary = TABLE.with_suffix(".tmp")
    with temporary.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["habit", "stock"])
        table.writerows((name, found[name]) for name in cells() if name in found)
    temporary.replace(TABLE)


def expected() -> dict[str, str]:
    """Name -> what stock gave when the table was written."""
    with TABLE.open(newline="") as file:
        return {row["habit"]: row["stock"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    write(sys.argv[1:])
