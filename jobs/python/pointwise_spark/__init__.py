"""Feature maps that Spark makes of images, as numpy arrays and pictures.

The data source and the functions are in Pointwise's jar; this module finds that
jar, joins rows to whole maps and draws them. It uses PySpark's public API alone,
so that it works in a classic session and under Spark Connect.
"""

import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyspark
from pyspark.sql import DataFrame, SparkSession

JAR = Path(__file__).with_name("pointwise.jar")
_HEAD = ["origin", "layer", "height", "width", "nChannels", "y", "rows", "x", "columns", "dtype", "error"]
_CELL, _SHOWN, _GAP = 128, 16, 4


class Map(NamedTuple):
    """A feature map: `array` is height x width x channels of the table's `dtype`, None with an `error`."""

    origin: str
    layer: str | None
    array: np.ndarray | None
    error: str | None


class Picture(bytes):
    """A PNG that notebooks show as one."""

    def __repr__(self) -> str:
        return f"a PNG of {len(self)} bytes"

    def _repr_png_(self) -> bytes:
        return bytes(self)


def session(memory: str = "2g", **config: str) -> SparkSession:
    """A classic session on all cores of this machine, with the jar; `config` has further settings, as `spark_ui_enabled="false"`.

    A RuntimeError says where this is no PySpark that the jar runs on.
    """
    if not pyspark.__version__.startswith(("4.0.", "4.1.", "4.2.", "4.3.")):
        raise RuntimeError(f"Cannot start Spark: Pointwise does not run on this PySpark, found {pyspark.__version__}, expected 4.0 to 4.3")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[*]").appName("pointwise")
    builder = builder.config("spark.jars", str(JAR)).config("spark.driver.memory", memory)
    for name, value in config.items():
        builder = builder.config(name.replace("_", "."), value)
    return builder.getOrCreate()


def arrays(maps: DataFrame) -> Iterator[Map]:
    """The maps of a table of feature maps, whole: strips and windows are joined.

    Only maps of which parts are still to come are held. A ValueError says which
    maps were not complete at the end.
    """
    parts: dict[tuple[str, str | None], tuple[np.ndarray, int]] = {}
    for row in maps.select(*_HEAD, "data").toLocalIterator():
        if row.error is not None:
            yield Map(row.origin, row.layer, None, row.error)
            continue
        key = (row.origin, row.layer)
        dtype = np.dtype(row.dtype).newbyteorder("<")
        part = np.frombuffer(row.data, dtype).reshape(row.rows, row.columns, row.nChannels)
        array, found = parts.pop(key, (None, 0))
        if array is None:
            array = np.empty((row.height, row.width, row.nChannels), dtype)
        array[row.y : row.y + row.rows, row.x : row.x + row.columns] = part
        found += row.rows * row.columns
        if found == row.height * row.width:
            yield Map(row.origin, row.layer, array, None)
        else:
            parts[key] = (array, found)
    if parts:
        (origin, _), (array, found) = next(iter(parts.items()))
        raise ValueError(
            f"Cannot join {len(parts)} maps such as {origin}: found {found} pixels, "
            f"expected {array.shape[0] * array.shape[1]}"
        )


def show(maps: DataFrame, n: int = 4) -> Picture:
    """The first `n` maps as a contact sheet: a line for each, and in it its first 16 channels.

    A channel has one scale over all lines, from the 2nd to the 98th percentile of
    its finite samples; what is not finite is red.
    """
    found = []
    for one in arrays(maps.where("error is null")):
        step = max(1, -(-max(one.array.shape[:2]) // _CELL))
        found.append(one.array[::step, ::step, :_SHOWN].astype(np.float32))
        if len(found) == n:
            break
    if not found:
        raise ValueError("Cannot show maps: found none, expected at least one without an error")
    columns = max(one.shape[2] for one in found)
    sheet = np.full((len(found) * (_CELL + _GAP), columns * (_CELL + _GAP), 3), 255, np.uint8)
    for c in range(columns):
        samples = np.concatenate([one[..., c].ravel() for one in found if c < one.shape[2]])
        samples = samples[np.isfinite(samples)]
        low, high = np.percentile(samples, [2, 98]) if samples.size else (0, 1)
        for line, one in enumerate(found):
            if c < one.shape[2]:
                grey = (one[..., c] - low) / ((high - low) or 1) * 255
                rgb = np.repeat(np.nan_to_num(grey).clip(0, 255).astype(np.uint8)[..., None], 3, 2)
                rgb[~np.isfinite(one[..., c])] = (200, 30, 30)
                zoom = max(1, _CELL // max(rgb.shape[:2]))
                rgb = rgb.repeat(zoom, 0).repeat(zoom, 1)
                y, x = line * (_CELL + _GAP), c * (_CELL + _GAP)
                sheet[y : y + rgb.shape[0], x : x + rgb.shape[1]] = rgb
    return Picture(_png(sheet))


def _png(rgb: np.ndarray) -> bytes:
    """Lines x columns x 3 of uint8 as a PNG (https://www.w3.org/TR/png-3/)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = np.pad(rgb.reshape(rgb.shape[0], -1), ((0, 0), (1, 0)))
    head = struct.pack(">IIBBBBB", rgb.shape[1], rgb.shape[0], 8, 2, 0, 0, 0)
    body = zlib.compress(lines.tobytes())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
