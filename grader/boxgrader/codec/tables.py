"""Arrays and tables as data: numpy's and pandas' values for `encode` and `decode`.

An array travels as its type, shape and bytes; a table column by column. Objects inside travel one
by one, as everything else.
"""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from boxgrader.stand_ins.stand_in import as_attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    Inner = Callable[[Any], Any]

_KINDS = "biufcmMSU"
_PLAIN_TYPES = {
    "object",
    "str",
    "string",
    "boolean",
    "category",
    *(f"{sign}{bits}" for sign in ("Int", "UInt") for bits in (8, 16, 32, 64)),
    "Float32",
    "Float64",
}
_MISSING = {"NaT": pd.NaT, "NA": pd.NA}


def encode(value: Any, inner: Inner) -> dict[str, Any] | None:
    """The value as JSON; None when it is none of numpy's or pandas' data."""
    if value is pd.NA or value is pd.NaT:
        return {"t": "missing", "v": str(value).replace("<NA>", "NA")}
    write = next((write for kind, write in _WRITE.items() if isinstance(value, kind)), None)
    return write(value, inner) if write else None


def _frame(value: pd.DataFrame, inner: Inner) -> dict[str, Any]:
    columns = [_column(value.iloc[:, n], inner) for n in range(value.shape[1])]
    axes = {"columns": _index(value.columns, inner), "index": _index(value.index, inner)}
    return {"t": "frame", "v": columns, **axes}


def _series(value: pd.Series[Any], inner: Inner) -> dict[str, Any]:
    index, name = _index(value.index, inner), inner(value.name)
    return {"t": "series", "v": _column(value, inner), "index": index, "name": name}


def _interval(value: Any, inner: Inner) -> dict[str, Any]:
    return {"t": "interval", "v": [inner(value.left), inner(value.right)], "c": value.closed}


def _scalar(value: np.generic, _: Inner) -> dict[str, Any] | None:
    array = np.asarray(value)
    return {**_array(array), "t": "scalar"} if array.dtype.kind in _KINDS else None


def _span(value: pd.Timedelta, _: Inner) -> dict[str, Any]:
    return {"t": "Timedelta", "v": [int(value.as_unit("ns").value), value.unit]}


def _stamp(value: pd.Timestamp, _: Inner) -> dict[str, Any]:
    zone = str(value.tz) if value.tz is not None else None
    return {"t": "Timestamp", "v": [int(value.as_unit("ns").value), value.unit, zone]}


def _array(value: np.ndarray[Any, Any]) -> dict[str, Any]:
    content = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
    return {"t": "array", "d": value.dtype.str, "s": list(value.shape), "v": content}


def _any_array(value: np.ndarray[Any, Any], inner: Inner) -> dict[str, Any] | None:
    if isinstance(value, np.ma.MaskedArray):
        hidden = np.ma.getmaskarray(value)
        return {"t": "masked", "v": inner(np.asarray(value.data)), "mask": inner(hidden)}
    value = np.asarray(value)
    if value.dtype.kind in _KINDS:
        return _array(value)
    if value.dtype.kind != "O":
        return None
    return {"t": "objects", "s": list(value.shape), "v": [inner(one) for one in value.ravel()]}


def _column(value: pd.Series[Any], inner: Inner) -> dict[str, Any]:
    kind = value.dtype
    if isinstance(kind, np.dtype) and kind.kind in _KINDS:
        return _array(value.to_numpy())
    if isinstance(kind, pd.CategoricalDtype):
        codes = _array(value.cat.codes.to_numpy())
        labels = _index(pd.Index(value.cat.categories), inner)
        return {"t": "category", "v": codes, "labels": labels, "ordered": bool(value.cat.ordered)}
    if isinstance(kind, pd.DatetimeTZDtype):
        times = value.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return {"t": "zoned", "v": _array(times), "z": str(kind.tz)}
    if isinstance(kind, pd.SparseDtype):
        dense, fill = _array(np.asarray(value)), inner(kind.fill_value)
        return {"t": "sparse", "v": dense, "fill": fill}
    return {"t": "column", "d": str(kind), "v": [inner(one) for one in value.array]}


def _index(value: pd.Index[Any], inner: Inner) -> dict[str, Any]:
    names = [inner(name) for name in value.names]
    if isinstance(value, pd.MultiIndex):
        return {"t": "multi", "v": [inner(tuple(row)) for row in value], "names": names}
    if isinstance(value, pd.RangeIndex):
        steps = [value.start, value.stop, value.step]
        return {"t": "steps", "v": steps, "names": names}
    freq = value.freqstr if isinstance(value, pd.DatetimeIndex) else None
    return {"t": "index", "v": _column(pd.Series(value), inner), "names": names, "freq": freq}


def _kind(value: np.dtype[Any] | pd.api.extensions.ExtensionDtype, _: Inner) -> Any:
    plain = isinstance(value, np.dtype) and value.kind in f"{_KINDS}O"
    known = plain or str(value) in _PLAIN_TYPES
    return {"t": "dtype", "v": str(value)} if known else None


_WRITE: dict[Any, Callable[[Any, Inner], dict[str, Any] | None]] = {
    np.generic: _scalar,
    np.ndarray: _any_array,
    pd.DataFrame: _frame,
    pd.Series: _series,
    pd.Index: _index,
    pd.api.extensions.ExtensionArray: lambda value, inner: {
        "t": "values",
        "v": _column(pd.Series(value), inner),
    },
    np.dtype: _kind,
    pd.api.extensions.ExtensionDtype: _kind,
    pd.Timestamp: _stamp,
    pd.Timedelta: _span,
    pd.Interval: _interval,
    pd.Period: lambda value, _: {"t": "period", "v": str(value), "c": value.freqstr},
}


def decode(data: dict[str, Any], inner: Inner) -> Any:
    """The array, table or part of one that the data stand for.

    Raises:
        ValueError: they stand for none.
    """
    if data["t"] not in _BUILD:
        raise ValueError(f"there are no values of the kind {data['t'][:20]!r}")
    return _BUILD[data["t"]](data, inner)


def _decode_array(data: dict[str, Any], _: Inner) -> np.ndarray[Any, Any]:
    kind = np.dtype(str(data["d"]))
    content = base64.b64decode(data["v"])
    shape = tuple(int(n) for n in data["s"])
    if kind.kind not in _KINDS or kind.names or min(shape, default=0) < 0:
        raise ValueError("the data stand for no array")
    if math.prod(shape) * kind.itemsize != len(content):
        raise ValueError("an array's shape does not fit its content")
    return np.frombuffer(content, dtype=kind).reshape(shape).copy()


def _decode_objects(data: dict[str, Any], inner: Inner) -> np.ndarray[Any, Any]:
    values = [inner(one) for one in data["v"]]
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array.reshape(tuple(int(n) for n in data["s"]))


def _decode_column(data: dict[str, Any], inner: Inner) -> pd.Series[Any]:
    values = [inner(one) for one in data["v"]]
    series = pd.Series(values, dtype="object")
    if data["d"] in _PLAIN_TYPES:
        return series if data["d"] == "object" else series.astype(data["d"])
    return series.infer_objects()


def _values(data: Any, inner: Inner) -> Any:
    """What a column or an index is made from; pandas gives elements away as attributes, too."""
    if not isinstance(data, dict) or data.get("t") not in _COLUMNS:
        raise ValueError("the data stand for no column")
    return _BUILD[data["t"]](data, lambda one: as_attribute(inner(one)))


def _decode_index(data: dict[str, Any], inner: Inner) -> pd.Index[Any]:
    names = [inner(name) for name in data["names"]]
    if data["t"] == "multi":
        return pd.MultiIndex.from_tuples([inner(row) for row in data["v"]], names=names)
    if data["t"] == "steps":
        start, stop, step = (int(n) for n in data["v"])
        return pd.RangeIndex(start, stop, step, name=names[0])
    values: pd.Index[Any] = pd.Index(_values(data["v"], inner), name=names[0])
    if isinstance(values, pd.DatetimeIndex) and data.get("freq"):
        return pd.DatetimeIndex(values, freq=str(data["freq"]))
    return values


def _axis(data: Any, inner: Inner) -> pd.Index[Any]:
    if not isinstance(data, dict) or data.get("t") not in {"index", "multi", "steps"}:
        raise ValueError("the data stand for no index")
    return _decode_index(data, inner)


def _decode_frame(data: dict[str, Any], inner: Inner) -> pd.DataFrame:
    index = _axis(data["index"], inner)
    columns = {n: pd.Series(_values(one, inner)).set_axis(index) for n, one in enumerate(data["v"])}
    frame = pd.DataFrame(columns, index=index)
    return frame.set_axis(_axis(data["columns"], inner), axis="columns")


def _decode_series(data: dict[str, Any], inner: Inner) -> pd.Series[Any]:
    series = pd.Series(_values(data["v"], inner)).set_axis(_axis(data["index"], inner))
    return series.rename(inner(data["name"]))


def _decode_category(data: dict[str, Any], inner: Inner) -> pd.Series[Any]:
    codes, labels = _values(data["v"], inner), _axis(data["labels"], inner)
    return pd.Series(pd.Categorical.from_codes(codes, labels, ordered=bool(data["ordered"])))


def _decode_zoned(data: dict[str, Any], inner: Inner) -> pd.Series[Any]:
    times = pd.Series(_values(data["v"], inner))
    return times.dt.tz_localize("UTC").dt.tz_convert(str(data["z"]))


def _decode_sparse(data: dict[str, Any], inner: Inner) -> pd.Series[Any]:
    fill = inner(data["fill"])
    return pd.Series(pd.arrays.SparseArray(_values(data["v"], inner), fill_value=fill))


def _decode_timestamp(data: dict[str, Any], _: Inner) -> Any:
    nanoseconds, unit, zone = data["v"]
    stamp = pd.Timestamp(int(nanoseconds), unit="ns", tz="UTC" if zone else None).as_unit(unit)
    return stamp.tz_convert(str(zone)) if zone else stamp


_COLUMNS = {"array", "objects", "column", "category", "zoned", "sparse"}
_BUILD: dict[str, Callable[[dict[str, Any], Inner], Any]] = {
    "array": _decode_array,
    "scalar": lambda data, inner: _decode_array(data, inner)[()],
    "objects": _decode_objects,
    "masked": lambda d, inner: np.ma.MaskedArray(inner(d["v"]), inner(d["mask"])),
    "values": lambda data, inner: _values(data["v"], inner).array,
    "dtype": lambda data, _: pd.api.types.pandas_dtype(str(data["v"])),
    "column": _decode_column,
    "category": _decode_category,
    "zoned": _decode_zoned,
    "sparse": _decode_sparse,
    "index": _decode_index,
    "multi": _decode_index,
    "steps": _decode_index,
    "frame": _decode_frame,
    "series": _decode_series,
    "Timestamp": _decode_timestamp,
    "Timedelta": lambda data, _: pd.Timedelta(int(data["v"][0]), unit="ns").as_unit(data["v"][1]),
    "interval": lambda d, inner: pd.Interval(inner(d["v"][0]), inner(d["v"][1]), closed=d["c"]),
    "period": lambda data, _: pd.Period(str(data["v"]), freq=str(data["c"])),
    "missing": lambda data, _: _MISSING[data["v"]],
}
