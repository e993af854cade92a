"""What jobs/check-export compares: makes tables of maps, and reads what export made of them.

    check-export.py make FOLDER     tables, written by pyarrow
    check-export.py check FOLDER TABLE [TABLE ...]     FOLDER/TABLE beside FOLDER/KIND-TABLE
"""

import math
import os
import re
import subprocess
import sys
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import rasterio
import spectral
import tifffile
from PIL import Image

warnings.filterwarnings("ignore", category=rasterio.errors.NotGeoreferencedWarning)
Image.MAX_IMAGE_PIXELS = None

LAMBERT = (
    'PROJCS["own lambert",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic_2SP"],'
    'PARAMETER["standard_parallel_1",35],PARAMETER["standard_parallel_2",65],PARAMETER["latitude_of_origin",52.5],'
    'PARAMETER["central_meridian",11.25],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]'
)
NORTH_UP = [500000.0, 30.0, 0.0, 4600000.0, 0.0, -30.0]
DEGREES = [-10.5, 0.25, 0.0, 60.0, 0.0, -0.5]
TURNED = [500000.0, 30 * math.cos(0.3), -30 * math.sin(0.3), 4600000.0, -30 * math.sin(0.3), -30 * math.cos(0.3)]

# name, shape, dtype, cut of rows x columns, crs, transform, nodata, bands
MAPS = [
    ("whole", (300, 451, 3), "float32", None, "EPSG:32631", NORTH_UP, None, ["red", "a & b", None]),
    ("strips", (1411, 1411, 3), "float32", (128, 1411), "EPSG:32733", NORTH_UP, None, None),
    ("windows", (1030, 2049, 2), "float32", (512, 512), "EPSG:4326", DEGREES, None, ["one", "two"]),
    ("far/deep", (700, 1500, 1), "uint16", (100, 1500), "EPSG:3035", NORTH_UP, 0.0, None),
    ("far/signed", (513, 513, 4), "int16", None, LAMBERT, NORTH_UP, -32768.0, None),
    ("half", (40, 30, 2), "float16", None, "EPSG:32631", TURNED, None, None),
    ("photo", (60, 80, 3), "uint8", None, None, None, None, None),
    ("alpha", (60, 80, 4), "uint8", (7, 80), None, None, None, None),
    ("pixel", (1, 1, 64), "float32", None, None, None, None, None),
    ("cube", (200, 200, 210), "float32", (20, 200), "EPSG:32631", NORTH_UP, None, [f"b{i}" for i in range(210)]),
    ("classes", (900, 1100, 1), "uint8", (300, 1100), "EPSG:32631", NORTH_UP, 255.0, None),
]

SCHEMA = pa.schema(
    [
        ("origin", pa.string()),
        ("layer", pa.string()),
        ("height", pa.int32()),
        ("width", pa.int32()),
        ("nChannels", pa.int32()),
        ("y", pa.int32()),
        ("rows", pa.int32()),
        ("x", pa.int32()),
        ("columns", pa.int32()),
        ("dtype", pa.string()),
        ("data", pa.binary()),
        ("vector", pa.list_(pa.float32())),
        ("error", pa.string()),
        ("errorKind", pa.string()),
        ("nodata", pa.float64()),
        ("crs", pa.string()),
        ("transform", pa.list_(pa.float64())),
        ("bands", pa.list_(pa.struct([("name", pa.string()), ("wavelength", pa.float64())]))),
    ]
)


def samples(shape, dtype, nodata, seed):
    random = np.random.default_rng(seed)
    y, x, c = np.meshgrid(*(np.arange(n) for n in shape), indexing="ij")
    smooth = np.sin(y / 50 + c) * np.cos(x / 70) * 100
    if dtype.startswith("float"):
        values = (smooth + random.normal(size=shape)).astype(dtype)
        values[random.random(shape[:2]) < 0.1] = np.nan
        values[: shape[0] // 3, : shape[1] // 3] = np.nan
    else:
        values = random.integers(0, 200, shape).astype(dtype) if dtype == "uint8" else (smooth * 300).astype(dtype)
        if nodata is not None:
            values[random.random(shape[:2]) < 0.1] = nodata
    return values


def make(folder):
    for table, maps in (("maps", MAPS[:-1]), ("labels", MAPS[-1:])):
        rows = []
        for seed, (name, shape, dtype, cut, crs, transform, nodata, bands) in enumerate(maps):
            values = samples(shape, dtype, nodata, seed)
            if table == "labels":
                values[values < 200] %= 4
            height, width = cut or shape[:2]
            for y in range(0, shape[0], height):
                for x in range(0, shape[1], width):
                    part = values[y : y + height, x : x + width]
                    rows.append(
                        {
                            "origin": f"file:/in/{name}.tif",
                            "height": shape[0],
                            "width": shape[1],
                            "nChannels": shape[2],
                            "y": y,
                            "rows": part.shape[0],
                            "x": x,
                            "columns": part.shape[1],
                            "dtype": dtype,
                            "data": part.tobytes(),
                            "nodata": nodata,
                            "crs": crs,
                            "transform": transform,
                            "bands": bands
                            and [{"name": b, "wavelength": 400.5 + i if b else None} for i, b in enumerate(bands)],
                        }
                    )
        os.makedirs(f"{folder}/{table}")
        for part in (0, 1):
            pq.write_table(pa.Table.from_pylist(rows[part::2], SCHEMA), f"{folder}/{table}/part-{part}.parquet")
    with open(f"{folder}/names.csv", "w") as csv:
        csv.write("value,name,colour\n0,water,#0000ff\n1,wood,#007f00\n2,\"field, wet\",#ffff00\n3,town,#ff0000\n")


def stored(folder, table):
    """The maps of a table by the path below the common folder of their origins."""
    rows = pq.read_table(f"{folder}/{table}").to_pylist()
    origins = {row["origin"] for row in rows}
    root = os.path.commonpath([os.path.dirname(origin) for origin in origins])
    maps = {}
    for row in rows:
        if row["error"]:
            continue
        name = os.path.splitext(os.path.relpath(row["origin"], root))[0]
        shape = (row["height"], row["width"], row["nChannels"])
        head, values = maps.setdefault(name, (row, np.zeros(shape, row["dtype"])))
        values[row["y"] : row["y"] + row["rows"], row["x"] : row["x"] + row["columns"]] = np.frombuffer(
            row["data"], row["dtype"]
        ).reshape(row["rows"], row["columns"], -1)
    return maps


def same(what, found, expected):
    if not np.array_equal(found, expected, equal_nan=np.asarray(expected).dtype.kind == "f"):
        sys.exit(f"Cannot accept {what}: found {found}, expected {expected}")


def halved(values, nodata, nearest):
    if nearest:
        return values[::2, ::2]
    height, width, channels = values.shape
    padded = np.full((height + height % 2, width + width % 2, channels), np.nan)
    padded[:height, :width] = values
    if nodata is not None:
        padded[padded == nodata] = np.nan
    four = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2, channels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean = np.nanmean(four.transpose(0, 2, 1, 3, 4).reshape(four.shape[0], four.shape[2], 4, channels), axis=2)
    if values.dtype.kind == "f":
        return mean.astype(np.float32)
    return np.where(np.isnan(mean), 0 if nodata is None else nodata, np.floor(mean + 0.5)).astype(values.dtype)


def georeference(what, image, head, envi):
    crs, transform = head.get("crs"), head.get("transform")
    if transform:
        found = image.transform.to_gdal()
        if not np.allclose(found, transform, rtol=1e-12, atol=1e-9) or (not envi and list(found) != transform and transform is not TURNED):
            sys.exit(f"Cannot accept {what}: found transform {found}, expected {transform}")
    elif not image.transform.is_identity:
        sys.exit(f"Cannot accept {what}: found transform {image.transform}, expected none")
    # Of EPSG's codes ENVI's header has names for UTM and degrees on WGS 84 alone.
    named = crs is not None and re.fullmatch("EPSG:(32[67]..|4326)|(?!EPSG:).*", crs)
    known = crs is not None and (not envi or named)
    expected = rasterio.crs.CRS.from_user_input(crs) if known else None
    # What GDAL makes of a place in no system that the header can name.
    local = image.crs is not None and image.crs.to_wkt().startswith("LOCAL_CS")
    if (None if local else image.crs) != expected:
        sys.exit(f"Cannot accept {what}: found CRS {image.crs}, expected {expected}")


def tiff(file, head, values, cog):
    is_class = head["origin"].endswith("classes.tif")
    nodata = head.get("nodata")
    with rasterio.open(file) as image:
        same(file, image.read().transpose(1, 2, 0), values)
        same(file + " dtype", str(image.dtypes[0]), str(values.dtype))
        georeference(file, image, head, False)
        if values.dtype.kind == "f":
            same(file + " nodata", np.float64(image.nodata), np.nan)
        else:
            same(file + " nodata", image.nodata, nodata)
        bands = head.get("bands") or [{"name": None, "wavelength": None}] * values.shape[2]
        same(file + " names", list(image.descriptions), [band["name"] for band in bands])
        for i, band in enumerate(bands):
            found = image.tags(i + 1).get("wavelength")
            same(file + " wavelength", None if found is None else float(found), band["wavelength"])
        if is_class:
            table = image.colormap(1)
            same(file + " colours", [table[i][:3] for i in range(4)], [(0, 0, 255), (0, 127, 0), (255, 255, 0), (255, 0, 0)])
            same(file + " class", image.tags(1)["CLASS_2"], "field, wet")
        overviews = len(image.overviews(1))
    same(file + " by tifffile", tifffile.imread(file).reshape(values.shape), values)
    if not cog:
        same(file + " overviews", overviews, 0)
        return
    level = values
    for i in range(overviews):
        level = halved(level, nodata, is_class)
        with rasterio.open(file, overview_level=i) as image:
            same(f"{file} overview {i}", image.read().transpose(1, 2, 0), level)
    same(file + " overviews", max(level.shape[:2]) <= 512, True)
    result = subprocess.run(["rio", "cogeo", "validate", "--strict", file], capture_output=True, text=True)
    if "is a valid cloud optimized GeoTIFF" not in result.stdout:
        sys.exit(f"Cannot accept {file}: {result.stdout} {result.stderr}")


def envi(file, head, values):
    with rasterio.open(file) as image:
        same(file, image.read().transpose(1, 2, 0), values)
        georeference(file, image, head, True)
        if head.get("bands"):
            # GDAL puts the wavelength behind the name.
            found = [(description or "").split(" (")[0] for description in image.descriptions]
            same(file + " names", found, [band["name"] or "" for band in head["bands"]])
    header = os.path.splitext(file)[0] + ".hdr"
    same(file + " by spectral", np.asarray(spectral.envi.open(header, file).open_memmap()), values)
    fields = spectral.envi.read_envi_header(header)
    same(file + " interleave", fields["interleave"], "bil")
    if head["origin"].endswith("classes.tif"):
        same(file + " classes", fields["class names"][1], "wood")


def png(file, head, values):
    with Image.open(file) as image:
        same(file + " size", image.size, (values.shape[1], values.shape[0]))
        if head["origin"].endswith("classes.tif"):
            same(file, np.asarray(image).reshape(values.shape), values)
            same(file + " colours", image.getpalette()[:12], [0, 0, 255, 0, 127, 0, 255, 255, 0, 255, 0, 0])
        elif values.dtype == np.uint8:
            same(file, np.asarray(image).reshape(values.shape), values)


def check(folder, tables):
    count = 0
    for table in tables:
        for name, (head, values) in stored(folder, table).items():
            plain = values.astype(np.float32) if values.dtype == np.float16 else values
            tiff(f"{folder}/cog-{table}/{name}.tif", head, plain, True)
            tiff(f"{folder}/geotiff-{table}/{name}.tif", head, plain, False)
            envi(f"{folder}/envi-{table}/{name}.img", head, plain)
            npy = np.load(f"{folder}/npy-{table}/{name}.npy")
            same(name + ".npy", npy, values)
            same(name + ".npy dtype", str(npy.dtype), str(values.dtype))
            png(f"{folder}/png-{table}/{name}.png", head, values)
            count += 1
    print(f"{count} maps in five kinds of files: all equal")


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    check(sys.argv[2], sys.argv[3:])
