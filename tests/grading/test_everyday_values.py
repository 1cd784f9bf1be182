"""What functions of ordinary courses return arrives as it was, beyond the plainest values."""

from __future__ import annotations

import collections
import datetime  # noqa: ICN001  `dt` is what pandas calls its own
import decimal
import json

import numpy as np
import pandas as pd
import pytest

from boxgrader.codec.decode import Decoder
from boxgrader.codec.encode import Encoder


def refuse(value):
    raise TypeError(f"{value} is no data")


def sent(value):
    """What the other side gets."""
    wire = json.dumps(Encoder(refuse).encode(value))
    return Decoder(refuse).decode(json.loads(wire))


@pytest.mark.parametrize(
    "value",
    [
        slice(1, None, 2),
        ...,
        int,
        dict,
        type(None),
        decimal.Decimal,
        np.float64,
        pd.DataFrame,
        np.dtype("float64"),
        np.dtype(object),
        np.dtype("datetime64[ns]"),
        pd.Int64Dtype(),
        pd.StringDtype(),
        datetime.UTC,
        datetime.timezone(datetime.timedelta(hours=-3)),
        datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    ],
    ids=repr,
)
def test_a_value_arrives_as_it_was(value):
    arrived = sent(value)
    assert arrived == value
    assert type(arrived) is type(value)


def test_collections_keep_what_they_do_with_new_items():
    assert sent(collections.deque([1, 2], maxlen=2)).maxlen == 2
    assert sent(collections.defaultdict(list, a=[1]))["b"] == []
    assert sent(collections.defaultdict(lambda: 7, a=1)).default_factory is None


def test_a_masked_array_keeps_its_mask():
    masked = np.ma.masked_array([1, 2, 3], [0, 1, 0])
    arrived = sent(masked)
    assert isinstance(arrived, np.ma.MaskedArray)
    assert arrived.mask.tolist() == [False, True, False]
    assert arrived.sum() == 4


@pytest.mark.parametrize(
    "array",
    [
        pd.Categorical(["lo", "hi"], categories=["lo", "hi"], ordered=True),
        pd.arrays.SparseArray([0, 0, 1]),
        pd.array([1, None], dtype="Int64"),
    ],
    ids=["categorical", "sparse", "Int64"],
)
def test_an_array_of_pandas_arrives_as_it_was(array):
    arrived = sent(array)
    assert type(arrived) is type(array)
    pd.testing.assert_extension_array_equal(arrived, array)


def test_a_sparse_column_stays_sparse():
    table = pd.DataFrame({"a": pd.arrays.SparseArray([0, 0, 1])})
    pd.testing.assert_frame_equal(sent(table), table)


def test_the_types_of_a_tables_columns_are_data():
    types = pd.DataFrame({"n": [1], "x": [0.5], "s": ["a"]}).dtypes
    pd.testing.assert_series_equal(sent(types), types)


def test_dates_keep_their_rhythm():
    assert sent(pd.date_range("2026-01-01", periods=3, freq="D")).freq == "D"


def test_only_listed_classes_travel_by_name():
    for wire in ("builtins.eval", "builtins.type", "unittest.mock._ANY", "os.system"):
        with pytest.raises(ValueError, match="type"):
            Decoder(refuse).decode({"t": "type", "v": wire})
