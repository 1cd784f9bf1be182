"""The roster of a course: who is meant by an id, a name or an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# As names are written where there are no such letters; otherwise the accent alone is dropped.
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})


class Roster:
    """The learners that the gradebook knows.

    Args:
        students: nbgrader's students, with id, first_name, last_name, email and lms_user_id.
    """

    def __init__(self, students: Iterable[object] = ()) -> None:
        self.ids: set[str] = set()
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_number: dict[str, set[str]] = defaultdict(set)
        for student in students:
            learner, first, last, email, number = (
                str(getattr(student, name, None) or "")
                for name in ("id", "first_name", "last_name", "email", "lms_user_id")
            )
            self.ids.add(learner)
            if number:
                self._by_number[number].add(learner)
            both = [f"{first} {last}", f"{last} {first}"] if first and last else []
            for name in filter(None, [learner, email, *both]):
                for spelling in _spellings(name):
                    self._by_name[spelling].add(learner)

    def find(self, who: str, number: str = "") -> set[str]:
        """The ids of the learners that may be meant; exactly one when it is clear.

        Args:
            who: An id, a name in either order, or an e-mail address.
            number: The platform's own number of the learner.
        """
        if number in self._by_number:
            return self._by_number[number]
        if who in self.ids:
            return {who}
        found: set[str] = set()
        for spelling in _spellings(who):
            found |= self._by_name.get(spelling, set())
        return found


def _spellings(name: str) -> Iterator[str]:
    """A name's letters and digits, as different programs spell them."""
    plain = unicodedata.normalize("NFC", name).casefold()
    for spelled in (plain, _bare(plain), _bare(plain.translate(_SPELLED))):
        if key := re.sub(r"[\W_]", "", spelled):
            yield key


def _bare(name: str) -> str:
    """The name without accents."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(one for one in parts if not unicodedata.combining(one))
