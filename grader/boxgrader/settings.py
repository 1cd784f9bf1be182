"""What a course's nbgrader_config.py says: to nbgrader, and to the grader under `c.BoxGrader`."""

from __future__ import annotations

import ast
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_NBGRADER_SECONDS, _MAX_SECONDS = 30, 60


class WrongCourseError(ValueError):
    """A course cannot be graded as it is; the message names what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the grader has to know of a course besides its assignments.

    Attributes:
        preload: Modules that most assignments use; imported once, before any submission runs.
        trusted: Packages whose classes and functions are the same for tests and for learners.
        test_files: Files that only tests see, in the course's folder; `{assignment}` stands
            for the assignment's name. Keys in them never reach a learner's process.
        learner_variable: The environment variable in which a notebook finds the id under which it
            was handed in; empty for none.

    Raises:
        WrongCourseError: `c.BoxGrader` has a value of another type.
    """

    preload: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    test_files: tuple[str, ...] = ()
    learner_variable: str = ""

    def __post_init__(self) -> None:
        for name in ("preload", "trusted", "test_files"):
            value = getattr(self, name)
            if not all(isinstance(module, str) for module in value):
                raise WrongCourseError(f"c.BoxGrader.{name} must be a list of names, got {value!r}")
        if not isinstance(self.learner_variable, str):
            raise WrongCourseError(
                f"c.BoxGrader.learner_variable must be a name, got {self.learner_variable!r}"
            )

    @classmethod
    def load(cls, exercises: Path) -> Settings:
        """Read the settings of a course; without the file or the section, all are empty.

        Args:
            exercises: The folder that holds nbgrader_config.py.

        Raises:
            WrongCourseError: a setting is unknown or has a wrong type; the message names it.
        """
        return cls.of(config(exercises))

    @classmethod
    def foreseen(cls, exercises: Path) -> Settings:
        """The settings as far as the file's text says them: running it imports nbgrader first.

        What begins with these has to compare them with those that `load` finds.
        """
        try:
            text = (exercises / "nbgrader_config.py").read_text(encoding="utf-8")
            every = [one for one in ast.parse(text).body if isinstance(one, ast.Assign)]
            said = {ast.unparse(one.targets[0]): one.value for one in every}
            begin = "c.BoxGrader."
            own = {name: one for name, one in said.items() if name.startswith(begin)}
            section = {n.removeprefix(begin): ast.literal_eval(one) for n, one in own.items()}
            return cls.of({"BoxGrader": section})
        except (OSError, ValueError, SyntaxError):
            return cls()

    @classmethod
    def of(cls, loaded: Any) -> Settings:
        """The settings in a traitlets configuration.

        Raises:
            WrongCourseError: a setting is unknown or has a wrong type; the message names it.
        """
        section = dict(loaded.get("BoxGrader", {}))
        known = [field.name for field in fields(cls)]
        for name, value in section.items():
            if name not in known:
                raise WrongCourseError(
                    f"c.BoxGrader.{name} is unknown; there are {', '.join(known)}"
                )
            if name != "learner_variable" and not isinstance(value, list | tuple | set):
                raise WrongCourseError(f"c.BoxGrader.{name} must be a list of names, got {value!r}")
        lists = {name: tuple(v) for name, v in section.items() if name != "learner_variable"}
        return cls(**{**section, **lists})

    def as_data(self) -> dict[str, Any]:
        """The settings as JSON has them, for a process of the box."""
        return asdict(self)

    def environment(self, learner: str) -> dict[str, str]:
        """The variables that tell a notebook whose it is.

        Args:
            learner: nbgrader's student id; empty for nobody.
        """
        return {self.learner_variable: learner} if self.learner_variable and learner else {}


def config(exercises: Path) -> Any:
    """The course's nbgrader_config.py, if it has one, as traitlets has it; its root is the folder.

    Args:
        exercises: The course's folder.
    """
    from traitlets.config.loader import Config, PyFileConfigLoader

    from boxgrader import light_import  # noqa: F401  the file imports nbgrader

    loaded = Config()
    if (exercises / "nbgrader_config.py").is_file():
        loaded = PyFileConfigLoader("nbgrader_config.py", path=str(exercises)).load_config()
    if "root" not in loaded.CourseDirectory:  # or it would be wherever the command was called
        loaded.CourseDirectory.root = str(exercises.resolve())
    return loaded


def cell_seconds(loaded: Any) -> int:
    """How long a cell may take, as the course's settings say, or else nbgrader; at most a minute.

    Args:
        loaded: What `config` returns.

    Source: nbgrader's `Execute.timeout`, 30 unless set; None and -1 stand for no limit.
    """
    timeout = loaded.Execute.get("timeout", _NBGRADER_SECONDS)
    return min(int(timeout), _MAX_SECONDS) if timeout and timeout > 0 else _MAX_SECONDS
