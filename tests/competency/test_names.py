"""Pseudonyms."""

from __future__ import annotations

import pytest

from pmlearn.competency.reports.names import Names, read_key

KEY = bytes(range(32))


class TestNames:
    def test_a_pseudonym_depends_on_learner_and_key(self):
        assert Names(KEY)("ana") == Names(KEY)("ana")
        assert Names(KEY)("ana") != Names(KEY)("ben")
        assert Names(KEY)("ana") != Names(bytes(32))("ana")

    def test_ten_thousand_learners_get_ten_thousand_pseudonyms(self):
        names = Names(KEY)
        assert len({names(f"learner{i}") for i in range(10_000)}) == 10_000

    def test_the_key_is_made_once_and_readable_by_its_owner_alone(self, tmp_path):
        path = tmp_path / "reports" / "pseudonyms.key"
        assert read_key(path) == read_key(path)
        assert path.stat().st_mode & 0o077 == 0

    def test_the_key_does_not_show_when_names_are_printed(self):
        assert KEY.hex() not in repr(Names(KEY))
        assert str(KEY) not in repr(Names(KEY))

    @pytest.mark.parametrize("content", ["", "words", "00ff"])
    def test_a_file_that_holds_no_key_is_refused(self, tmp_path, content):
        (tmp_path / "key").write_text(content, encoding="ascii")
        with pytest.raises(ValueError, match="key does not hold a key"):
            read_key(tmp_path / "key")

    def test_a_short_key_is_refused(self):
        with pytest.raises(ValueError, match="a key must have at least 16 bytes, got 3"):
            Names(b"abc")
