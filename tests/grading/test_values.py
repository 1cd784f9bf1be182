"""Values cross the boundary as data: what arrives equals what was sent, and is nothing more."""

from __future__ import annotations

import collections
import datetime  # noqa: ICN001  `dt` is what pandas calls its own
import decimal
import enum
import fractions
import json
import math
import zoneinfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxgrader.codec import decode
from boxgrader.codec.decode import Decoder
from boxgrader.codec.encode import Encoder
from boxgrader.limits import MAX_DEPTH
from pmlearn.roles import responsibilities


def refuse(value):
    raise TypeError(f"{type(value).__name__} is no data")


def sent(value):
    """What the other side gets."""
    wire = json.dumps(Encoder(refuse).encode(value))
    return Decoder(refuse).decode(json.loads(wire))


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.fractions(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(plain)
def test_plain_values_arrive_as_they_were(value):
    arrived = sent(value)
    assert arrived == value
    assert type(arrived) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        frozenset("ab"),
        range(2, 20, 3),
        bytearray(b"x"),
        10**300,
        -(2**64),
        math.inf,
        "half a pair \ud800",
        collections.Counter("hello"),
        collections.OrderedDict(b=1, a=2),
        collections.deque([1, 2]),
        {(1, "a"): {2.5: None}},
        datetime.time(9, 30),
        datetime.datetime(2026, 3, 29, 2, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"), fold=1),
        datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        decimal.Decimal("1.10"),
        fractions.Fraction(1, 3),
        pd.Timestamp("2026-01-01 10:00:00.000000001", tz="Asia/Tokyo"),
        pd.Timedelta("1 days 00:00:01"),
        pd.Interval(0, 1, closed="left"),
        pd.Period("2026-01", freq="M"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_of_the_library_arrive_as_they_were(value):
    arrived = sent(value)
    assert arrived == value
    assert type(arrived) is type(value)


def test_what_is_missing_stays_missing():
    assert sent(pd.NA) is pd.NA
    assert sent(pd.NaT) is pd.NaT
    assert math.isnan(sent(math.nan))
    assert math.copysign(1, sent(-0.0)) == -1


def test_a_named_tuple_keeps_its_names():
    Task = collections.namedtuple("Task", "name days")  # noqa: PYI024
    arrived = sent(Task("dig", 3))
    assert (arrived.name, arrived.days) == ("dig", 3)
    assert arrived == ("dig", 3)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6).reshape(2, 3),
        np.array([1.5, np.nan]),
        np.array([], dtype="float32"),
        np.array(["a", "bcd"]),
        np.array([True, False]),
        np.array(["2026-01-01"], dtype="datetime64[D]"),
        np.array([1, "a", None], dtype=object),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array(3.0),
    ],
    ids=repr,
)
def test_an_array_arrives_as_it_was(array):
    arrived = sent(array)
    assert arrived.dtype == array.dtype
    np.testing.assert_array_equal(arrived, array)


@pytest.mark.parametrize("value", [np.float64(2.5), np.int8(3), np.bool_(True), np.str_("a")])
def test_a_number_of_numpy_keeps_its_type(value):
    assert sent(value) == value
    assert type(sent(value)) is type(value)


TABLE = pd.DataFrame(
    {
        "n": [3, 1, 2],
        "x": [0.5, np.nan, 2.0],
        "s": ["a", None, "c"],
        "b": [True, False, True],
        "t": pd.to_datetime(["2026-01-01", "2026-01-02", None]),
        "z": pd.to_datetime(["2026-01-01"] * 3).tz_localize("Europe/Berlin"),
        "d": pd.to_timedelta([1, 2, 3], unit="h"),
        "c": pd.Categorical(["lo", "hi", "lo"], categories=["lo", "hi"], ordered=True),
        "i": pd.array([1, None, 3], dtype="Int64"),
        "o": [[1], {"a": 2}, (3,)],
        "p": pd.period_range("2026-01", periods=3, freq="M"),
        "cut": pd.cut([1, 5, 9], [0, 4, 10]),
    },
    index=pd.Index(["r1", "r2", "r3"], name="row"),
)


def test_a_table_arrives_as_it_was():
    pd.testing.assert_frame_equal(sent(TABLE), TABLE)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(),
        pd.DataFrame({"a": []}),
        TABLE.set_index(["n", "b"])[["x"]],
        TABLE[["x"]].T,
        pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
        pd.DataFrame({("a", "b"): [1]}),
        TABLE.groupby("b", observed=True)["x"].agg(["min", "max"]),
        pd.crosstab(TABLE["n"], TABLE["b"]),
        responsibilities(),
    ],
)
def test_tables_of_any_shape_arrive_as_they_were(table):
    pd.testing.assert_frame_equal(sent(table), table)


@pytest.mark.parametrize("name", list(TABLE))
def test_a_series_arrives_as_it_was(name):
    pd.testing.assert_series_equal(sent(TABLE[name]), TABLE[name])


def test_an_index_arrives_as_it_was():
    for index in (
        TABLE.index,
        pd.RangeIndex(3, name="n"),
        pd.DatetimeIndex(["2026-01-01", "2027-01-01"]),
    ):
        pd.testing.assert_index_equal(sent(index), index, exact=True)


class Liar(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __add__(self, other):
        return 42


class LyingList(list):
    def __iter__(self):
        return iter([42])

    def __eq__(self, other):
        return True

    __hash__ = None


class LyingDict(dict):
    def items(self):
        return [("a", 42)]


class LyingText(str):
    __slots__ = ()

    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("liar", "truth"),
    [(Liar(1), 1), (LyingList([1]), [1]), (LyingDict(a=1), {"a": 1}), (LyingText("x"), "x")],
)
def test_a_subclass_arrives_as_its_base(liar, truth):
    arrived = sent(liar)
    assert type(arrived) is type(truth)
    assert arrived == truth
    assert arrived != 42


def test_an_enum_of_the_learner_arrives_as_its_plain_value():
    color = enum.IntEnum("Color", ["RED"])
    color.__module__ = "__main__"
    assert sent(color.RED) == 1


def test_a_dataclass_of_the_course_is_built_by_its_own_rules(monkeypatch):
    from pmlearn.exercises.marking import Mark

    monkeypatch.setattr(decode, "COURSE", {"pmlearn"})
    mark = Mark(1.0, 2.0, ())
    assert sent(mark) == mark
    wire = Encoder(refuse).encode(mark)
    wire["v"]["points"] = 99.0
    with pytest.raises(ValueError, match="points"):
        Decoder(refuse).decode(wire)


@pytest.mark.parametrize(
    "path", ["os:system", "subprocess:Popen", "helper:Case", "pmlearn.roles:nothing", "pmlearn:x"]
)
def test_no_class_outside_the_course_is_built(path):
    for tag in ("record", "enum"):
        with pytest.raises(ValueError, match=r"."):
            Decoder(refuse).decode({"t": tag, "c": path, "v": {"args": ["id"]}})


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"t": "pickle", "v": "gASVBQ=="},
        {"t": 7},
        {"t": "int", "v": "0x" + "f" * 100_001},
        {"t": "int", "v": 1.5},
        {"t": "set", "v": [[1]]},
        {"t": "dict", "c": "eval", "v": []},
        {"t": "dict", "c": "dict", "v": [1]},
        {"t": "dict", "c": "dict", "v": [[[1], 2]]},
        {"t": "array", "d": "<f8", "s": [1 << 40], "v": ""},
        {"t": "array", "d": "|O", "s": [1], "v": "AAAAAAAAAAA="},
        {"t": "array", "d": "<f8", "s": [-1], "v": ""},
        {"t": "array", "d": [["a", "O"]], "s": [0], "v": ""},
        {"t": "array", "d": "<f8", "s": [], "v": "####"},
        {"t": "frame", "v": [], "columns": {"t": "index"}, "index": 3},
        {"t": "frame", "v": [{"t": "ref", "v": 1}], "columns": [], "index": []},
        {"t": "category", "v": {"t": "column", "d": "int", "v": [9]}, "labels": 0, "ordered": 1},
        {"t": "Decimal", "v": "x"},
        {"t": "Fraction", "v": ["0x1", "0x0"]},
        {"t": "datetime", "v": ["2026-01-01", "../../etc/passwd", 0]},
        {"t": "namedtuple", "c": "a b", "f": ["x"], "v": [1]},
        {"t": "period", "v": "2026", "c": "?"},
        {"t": "missing", "v": "x"},
    ],
    ids=lambda wire: json.dumps(wire)[:60],
)
def test_forged_data_are_refused(wire):
    with pytest.raises(ValueError, match=r"."):
        Decoder(refuse).decode(wire)


def test_depth_and_size_are_bounded():
    deep = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(ValueError, match="too deeply"):
        sent(deep)
    with pytest.raises(ValueError, match="too large"):
        sent([0] * 600_000)
    wire = 0
    for _ in range(MAX_DEPTH + 5):
        wire = [wire]
    with pytest.raises(ValueError, match="too deeply"):
        Decoder(refuse).decode(wire)


def test_a_loop_in_a_value_ends():
    loop = []
    loop.append(loop)
    with pytest.raises(ValueError, match="too"):
        sent(loop)
