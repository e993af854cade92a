"""Cubes in every layout that an ENVI file may have, and what numpy and GDAL say of them.

Run in an empty folder beside this file with numpy and rasterio; writes

  TYPE_ORDER_INTERLEAVE.img, .hdr   3 lines x 37 samples x 6 bands
  TYPE.expected.npy                 the samples, lines x samples x bands, of the type they are read in
  inexact.csv                       how many of them float32 does not hold
  places.csv                        map info, and the transform and EPSG code that GDAL reads of it
"""
import csv
import os
import sys
import tempfile

import numpy as np
import rasterio

CODES = {
    "uint8": 1, "int16": 2, "int32": 3, "float32": 4, "float64": 5,
    "uint16": 12, "uint32": 13, "int64": 14, "uint64": 15,
}
ASIS = ("uint8", "int16", "uint16", "float32")
AXES = {"bsq": (2, 0, 1), "bil": (0, 2, 1), "bip": (0, 1, 2)}
SHAPE = (3, 37, 6)

PLACES = [
    "UTM, 1, 1, 500000, 4649776.22, 30, 30, 33, North, WGS-84, units=Meters",
    "UTM, 1.0, 1.0, 300000.5, 8000000, 10, 20, 56, South, WGS-84",
    "UTM, 3.5, 2.25, 500000, 4649776.22, 30, 20, 1, North, WGS-84, units=Meters",
    "UTM, 1, 1, 500000, 4649776.22, 15.8, 15.8, 11, North, WGS-84, units=Meters, rotation=12.5",
    "UTM, 1, 1, 500000, 4649776.22, 4, 4, 11, North, WGS-84, units=Meters, rotation=-73.25",
    "UTM, 1, 1, 500000, 4649776.22, 3, 5, 11, North, WGS-84, units=Meters, rotation=30",
    "UTM, 1, 1, 500000, 4649776.22, 3, 5, 11, North, WGS-84, units=Meters, rotation=180",
    "Geographic Lat/Lon, 1, 1, 11.25, 48.5, 2.5e-4, 2.5e-4, WGS-84, units=Degrees",
    "Geographic Lat/Lon, 11, 21, -11.25, -48.5, 0.5, 0.25, WGS-84",
    "Arbitrary, 1, 1, 0, 0, 1, 1, 0, North",
]


def cube(name):
    rng = np.random.default_rng(CODES[name])
    dtype = np.dtype(name)
    if dtype.kind == "f":
        values = rng.normal(0, 1000, SHAPE).astype(dtype)
        values.flat[:4] = [np.nan, np.inf, -np.inf, 0.1]
    else:
        limits = np.iinfo(dtype)
        values = rng.integers(limits.min, limits.max, SHAPE, dtype, endpoint=True)
        small = rng.integers(0, 100, SHAPE).astype(dtype)
        values = np.where(rng.random(SHAPE) < 0.5, values, small)
        edges = [limits.min, limits.max, limits.max - 1]
        if dtype.itemsize >= 4:
            edges += [2**24, 2**24 + 1, 2**24 + 2, 2**24 + 3]
        if dtype.itemsize == 8:
            edges += [2**62 + 2**38, 2**62 + 2**38 + 1, 2**62 + 3 * 2**38]
        if name == "uint64":
            edges += [2**63 + 2**39, 2**63 + 2**39 + 1, 2**63 + 3 * 2**39]
        values.flat[: len(edges)] = edges
    return values


def header(name, order, interleave, offset, more=""):
    return (
        f"ENVI\nsamples = {SHAPE[1]}\nlines = {SHAPE[0]}\nbands = {SHAPE[2]}\n"
        f"header offset = {offset}\ndata type = {CODES[name]}\ninterleave = {interleave}\n"
        f"byte order = {order}\n{more}"
    )


def write_cubes():
    counts = []
    for name in CODES:
        values = cube(name)
        read = values if name in ASIS else values.astype(np.float32)
        np.save(name + ".expected.npy", read)
        off = 0
        for stored, as_read in zip(values.ravel().tolist(), read.ravel().tolist()):
            off += stored != as_read and stored == stored
        counts.append((name, off))
        for order, sign in ((0, "<"), (1, ">")):
            for interleave, axes in AXES.items():
                offset = 37 * order
                stem = f"{name}_{'be' if order else 'le'}_{interleave}"
                stored = values.astype(values.dtype.newbyteorder(sign)).transpose(axes)
                with open(stem + ".img", "wb") as file:
                    file.write(b"\xee" * offset + np.ascontiguousarray(stored).tobytes())
                with open(stem + ".hdr", "w") as file:
                    file.write(header(name, order, interleave, offset))
    with open("inexact.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(counts)


def write_places():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for place in PLACES:
            path = os.path.join(folder, "a.img")
            with open(path, "wb") as file:
                file.write(bytes(int(np.prod(SHAPE))))
            with open(os.path.join(folder, "a.hdr"), "w") as file:
                file.write(header("uint8", 0, "bsq", 0, "map info = {" + place + "}\n"))
            with rasterio.open(path) as image:
                epsg = image.crs.to_epsg() if image.crs else None
                rows.append([place, *map(repr, image.transform.to_gdal()), epsg or ""])
    with open("places.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n", delimiter=";").writerows(rows)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
    write_cubes()
    write_places()
