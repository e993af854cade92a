"""Writes TIFFs of every layout by GDAL (rasterio) and tifffile, and compares what Pointwise read of them with rasterio.

raster-matrix.py write DIR      the files, and DIR/names
raster-matrix.py compare DIR    what pointwise.raster.tiff.Matrix left beside them; ends with 1 where a value differs
raster-matrix.py fixtures DIR   a few of the files, with expected samples and masks, for the tests of the build
"""

import itertools
import json
import pathlib
import sys
import warnings

import numpy as np
import rasterio
import tifffile
from rasterio.enums import Resampling
from rasterio.shutil import copy
from rasterio.transform import Affine
from rasterio.windows import Window

warnings.filterwarnings("ignore")
H, W, TILE = 70, 93, 32
LARGE, BLOCK = (300, 420), 128  # of those with overviews
UTM = dict(crs="EPSG:32631", transform=Affine(10, 0, 499980, 0, -10, 5300040))
# Compressions that are refused, by a part of the reason.
REFUSED = {"lerc": "LERC", "lzma": "LZMA", "webp": "WebP", "complex": "complex", "jpegxl": "JPEG XL"}
FIXTURES = (
    "gdal_uint16_13_tile_pixel_deflate2", "gdal_uint16_3_tile_band_lzw2", "gdal_float32_3_strip_pixel_deflate3", "gdal_float32_3_tile_band_zstd3",
    "gdal_float64_3_tile_pixel_lzw3", "gdal_int16_3_strip_band_none1", "gdal_uint16_3_strip_pixel_none1", "gdal_uint8_3_tile_pixel_zstd2",
    "gdal_int32_3_tile_pixel_deflate2", "gdal_uint32_1_strip_pixel_zstd2", "gdal_int8_3_strip_pixel_packbits1", "gdal_uint64_1_tile_pixel_deflate2",
    "gdal_int64_1_strip_pixel_lzw1", "gdal_be_uint16_3_deflate2", "gdal_be_float32_3_deflate3", "gdal_be_float64_3_lzw2", "gdal_big_le", "gdal_big_be",
    "gdal_cog", "gdal_cog_mask", "gdal_mask_strips", "gdal_nodata_nan", "gdal_sparse_int32", "gdal_sparse_float32_band", "tifffile_float16_3_deflate3",
    "tifffile_be_float16_2", "tifffile_be_uint64_2", "tifffile_be_big_planar", "tifffile_miniswhite_uint32", "tifffile_pyramid", "gdal_metadata",
    "gdal_point", "gdal_esri", "gdal_beside_metadata", "gdal_beside_mask", "refused_lerc", "refused_lzma", "refused_complex",
)


def samples(dtype, bands, height=None, width=None, noise=3):
    """Smooth with noise, so that predictors have something to do, and the ends of the type."""
    height, width = height or H, width or W
    rng = np.random.default_rng(bands)
    y, x, c = np.mgrid[0:height, 0:width, 0:bands]
    plane = 40 * np.sin(x / 9 + c) * np.cos(y / 11 - c) + rng.normal(0, 1, (height, width, bands)) * noise
    dtype = np.dtype(dtype)
    if dtype.kind in "fc":
        values = (plane * (np.pi if dtype.itemsize > 2 else 1)).astype(dtype)
        values[0, :4, 0] = 0, 1e-4, 65000, -65000
        return values
    info = np.iinfo(dtype)
    scale = 1 if dtype.itemsize == 1 else 97 if dtype.itemsize == 2 else 2**21 + 1 if dtype.itemsize == 4 else 2**50 + 1
    middle = 128 if dtype.itemsize == 1 else 20000 if dtype.itemsize == 2 else 2**30
    values = (plane * scale).astype(np.int64) + (0 if dtype.kind == "i" else middle if dtype.itemsize < 8 else 2**62)
    values = np.clip(values, info.min, info.max if dtype.itemsize < 8 else 2**63 - 1).astype(dtype)
    if noise:
        values[0, 0, 0], values[0, 1, 0] = info.min, info.max
    return values


class Files:
    def __init__(self, folder):
        self.folder, self.names = folder, []

    def path(self, name):
        self.names.append(name)
        return self.folder / (name + ".tif")

    def gdal(self, name, values=None, windows=(), overviews=None, mask=None, inside=True, after=None, **profile):
        path = self.path("gdal_" + name if not name.startswith("refused") else name)
        profile = UTM | profile
        if values is not None:
            profile |= dict(height=values.shape[0], width=values.shape[1], count=values.shape[2], dtype=values.dtype)
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=inside), rasterio.open(path, "w", driver="GTiff", **profile) as out:
            if values is not None:
                out.write(np.moveaxis(values, -1, 0))
            for window, part in windows:
                out.write(np.moveaxis(part, -1, 0), window=window)
            if mask is not None:
                out.write_mask(mask)
            if overviews:
                out.build_overviews(overviews, Resampling.nearest)
            if after:
                after(out)
        return path

    def tifffile(self, name, values, **options):
        tifffile.imwrite(self.path("tifffile_" + name), values, metadata=None, **options)


def layout(tiled, tile=None, strip=7):
    tile = tile or TILE
    return dict(tiled=True, blockxsize=tile, blockysize=tile) if tiled else dict(blockysize=strip)


def write(folder):
    files = Files(folder)
    # The product: type x bands x strips or tiles x interleave x compression with its predictor.
    for dtype, bands, tiled, interleave, compression in itertools.product(
        ("uint8", "uint16", "int16", "float32", "float64"), (1, 3, 13), (False, True), ("pixel", "band"),
        (("none", 1), ("deflate", None), ("lzw", None)),
    ):
        if bands == 1 and interleave == "band":
            continue
        compress, predictor = compression
        predictor = predictor or (3 if dtype.startswith("float") else 2)
        name = f"{dtype}_{bands}_{'tile' if tiled else 'strip'}_{interleave}_{compress}{predictor}"
        files.gdal(name, samples(dtype, bands), compress=compress, predictor=predictor, interleave=interleave, **layout(tiled))
    # Compressions and predictors for all types.
    for dtype, (compress, predictor), bands in itertools.product(
        ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"),
        (("zstd", 1), ("zstd", 2), ("zstd", 3), ("packbits", 1), ("deflate", 1), ("deflate", 2), ("lzw", 1)), (1, 3),
    ):
        if (predictor == 3 and not dtype.startswith("float")) or (bands == 3 and compress in ("lzw", "deflate") and predictor == 1):
            continue
        tiled = (bands == 1) == (compress != "packbits")
        for interleave in ("pixel", "band") if bands == 3 and compress == "zstd" else ("pixel",):
            name = f"{dtype}_{bands}_{'tile' if tiled else 'strip'}_{interleave}_{compress}{predictor}"
            if "gdal_" + name not in files.names:
                files.gdal(name, samples(dtype, bands), compress=compress, predictor=predictor, interleave=interleave, **layout(tiled))
    for name, dtype, tiled, interleave, compress, predictor in (
        ("uint8_3_tile_pixel_zstd2", "uint8", True, "pixel", "zstd", 2), ("float32_3_tile_band_zstd3", "float32", True, "band", "zstd", 3),
        ("int32_3_tile_pixel_deflate2", "int32", True, "pixel", "deflate", 2), ("uint32_1_strip_pixel_zstd2", "uint32", False, "pixel", "zstd", 2),
        ("int8_3_strip_pixel_packbits1", "int8", False, "pixel", "packbits", 1), ("uint64_1_tile_pixel_deflate2", "uint64", True, "pixel", "deflate", 2),
        ("int64_1_strip_pixel_lzw1", "int64", False, "pixel", "lzw", 1),
    ):
        if "gdal_" + name not in files.names:
            bands = int(name.split("_")[1])
            files.gdal(name, samples(dtype, bands), compress=compress, predictor=predictor, interleave=interleave, **layout(tiled))
    # Byte orders, BigTIFF.
    for dtype, (compress, predictor) in itertools.product(
        ("uint16", "int32", "float32", "float64"), (("none", 1), ("deflate", 2), ("deflate", 3), ("lzw", 2), ("zstd", 2))
    ):
        if predictor == 3 and not dtype.startswith("float"):
            continue
        files.gdal(f"be_{dtype}_3_{compress}{predictor}", samples(dtype, 3), compress=compress, predictor=predictor, ENDIANNESS="BIG", **layout(True))
    files.gdal("big_le", samples("uint16", 3), BIGTIFF="YES", compress="deflate", predictor=2, **layout(True))
    files.gdal("big_be", samples("float32", 3), BIGTIFF="YES", ENDIANNESS="BIG", interleave="band", compress="lzw", predictor=3, **layout(False))
    files.gdal("big_raw", samples("int16", 3), BIGTIFF="YES", **layout(False, strip=1))
    # COGs, overviews, masks.
    wide = samples("uint16", 3, *LARGE)
    mask = np.zeros(LARGE, np.uint8)
    mask[LARGE[0] // 8 : -LARGE[0] // 6, LARGE[1] // 13 : -20] = 255
    mask[LARGE[0] // 3 : LARGE[0] // 3 + 20, LARGE[1] // 2 : LARGE[1] // 2 + 20] = 0
    for name, with_mask in (("cog", False), ("cog_mask", True)):
        files.names.append("gdal_" + name)
        source = folder / "source.tif"
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
            with rasterio.open(source, "w", driver="GTiff", dtype="uint16", count=3, height=LARGE[0], width=LARGE[1], **UTM) as out:
                out.write(np.moveaxis(wide, -1, 0))
                if with_mask:
                    out.write_mask(mask)
            copy(source, folder / f"gdal_{name}.tif", driver="COG", blocksize=BLOCK, compress="DEFLATE", predictor=2, overview_resampling="nearest")
        source.unlink()
    files.gdal("mask_strips", samples("uint8", 3), mask=mask[:H, :W], compress="lzw", photometric="RGB")
    files.gdal("mask_tiles_band", samples("float32", 3), mask=mask[:H, :W], compress="zstd", predictor=3, interleave="band", **layout(True))
    files.gdal("mask_jpeg", samples("uint8", 3, noise=0), mask=mask[:H, :W], compress="jpeg", photometric="RGB", **layout(True))
    files.gdal("overviews", samples("uint16", 2, *LARGE), overviews=[2, 4, 8], compress="deflate", **layout(True, BLOCK // 2))
    # Nodata.
    values = samples("float32", 2)
    values[10:20, 30:50] = np.nan
    files.gdal("nodata_nan", values, nodata=np.nan, compress="deflate", predictor=3, **layout(True))
    files.gdal("nodata_0", samples("uint16", 3), nodata=0, **layout(True))
    files.gdal("nodata_min", samples("int16", 3), nodata=-32768, compress="lzw", **layout(False))
    # Sparse blocks.
    for name, dtype, nodata, options in (
        ("uint16", "uint16", 7, dict(tiled=True)), ("int32", "int32", -99999, dict(tiled=True, compress="deflate", predictor=2)),
        ("uint32_max", "uint32", 2**32 - 1, dict(compress="lzw")), ("int8", "int8", -128, dict(tiled=True, interleave="band")),
        ("float32_band", "float32", np.nan, dict(tiled=True, interleave="band", compress="zstd")), ("float64", "float64", -1e-3, dict(compress="deflate")),
        ("none", "uint8", None, dict(tiled=True)), ("be", "uint16", 9, dict(tiled=True, ENDIANNESS="BIG", BIGTIFF="YES")),
    ):
        tiled = options.pop("tiled", False)
        window = Window(TILE, 0, TILE, TILE) if tiled else Window(0, 7, W, 7)
        part = samples(dtype, 2, window.height, window.width)
        files.gdal(f"sparse_{name}", windows=[(window, part)], dtype=dtype, count=2, height=H, width=W, nodata=nodata, SPARSE_OK="TRUE", **layout(tiled), **options)
    # What stands beside the samples.
    def describe(out):
        out.descriptions = ("red", "near infrared <1>")
        out.scales, out.offsets = (0.0001, 0.5), (-0.1, 7)
        out.update_tags(1, wavelength="0.665", wavelength_units="Micrometers")
        out.update_tags(2, wavelength="842.5", wavelength_units="Nanometers")

    files.gdal("metadata", samples("uint16", 2), after=describe, nodata=65535, compress="deflate", **layout(True))
    files.gdal("point", samples("int16", 1), after=lambda out: out.update_tags(AREA_OR_POINT="Point"), crs="EPSG:4326", transform=Affine(0.1, 0, 3, 0, -0.1, 50))
    files.gdal("rotated", samples("int16", 1), transform=Affine(8, 6, 1000, 6, -8, 2000))
    files.gdal("no_code", samples("int16", 1), crs="+proj=laea +lat_0=10 +lon_0=-81 +ellps=WGS84 +units=m")
    files.gdal("esri", samples("uint8", 1), crs="ESRI:54009")
    # Files beside them: GDAL's own metadata where the file may have no other, and masks.
    files.gdal("beside_metadata", samples("uint16", 2), after=describe, nodata=65535, PROFILE="BASELINE", **layout(True))
    files.gdal("beside_mask", samples("int16", 2), mask=mask[:H, :W], inside=False, nodata=-32768, compress="deflate", **layout(True))
    files.gdal("beside_mask_wide", wide, mask=mask, inside=False, compress="zstd", **layout(False, strip=16))
    # tifffile.
    separate = lambda values: np.ascontiguousarray(np.moveaxis(values, -1, 0))
    for dtype, (compression, predictor), order in itertools.product(
        ("uint8", "uint16", "float16", "float32", "float64"),
        ((None, None), ("zlib", 2), ("lzw", 2), ("zstd", 2), ("zlib", 3), ("packbits", None)), "<>",
    ):
        if predictor == (2 if dtype.startswith("float") else 3):
            continue
        name = f"{'be_' if order == '>' else ''}{dtype}_3_{compression or 'none'}{predictor or 1}"
        if compression == "zlib":
            name = name.replace("zlib", "deflate")
        options = dict(compression=compression, predictor=predictor, byteorder=order, photometric="minisblack", extrasamples=[0, 0])
        files.tifffile(name, samples(dtype, 3), planarconfig="contig", **options, **(dict(tile=(32, 16)) if predictor == 2 else dict(rowsperstrip=9)))
        if compression in (None, "zlib"):
            files.tifffile(name + "_planar", separate(samples(dtype, 3)), planarconfig="separate", **options)
    for name, dtype in (("be_float16_2", "float16"), ("be_uint64_2", "uint64"), ("be_int64_2", "int64"), ("be_int8_2", "int8")):
        files.tifffile(name, samples(dtype, 2), planarconfig="contig", compression="zlib", predictor=3 if dtype == "float16" else 2, byteorder=">", photometric="minisblack", extrasamples=[0], tile=(16, 48))
    files.tifffile("be_big_planar", separate(samples("int32", 3)), bigtiff=True, byteorder=">", planarconfig="separate", photometric="minisblack", extrasamples=[0, 0], tile=(32, 32))
    for dtype in ("uint8", "uint16", "uint32"):
        files.tifffile(f"miniswhite_{dtype}", samples(dtype, 1)[:, :, 0], photometric="miniswhite", compression="zlib", predictor=2 if dtype != "uint32" else None)
    with tifffile.TiffWriter(files.path("tifffile_pyramid"), bigtiff=True) as out:
        plain = dict(photometric="minisblack", planarconfig="contig", extrasamples=[0, 0], metadata=None, tile=(BLOCK // 2, BLOCK // 2), compression="zstd", predictor=2)
        out.write(wide, subifds=2, **plain)
        out.write(wide[::2, ::2], subfiletype=1, **plain)
        out.write(wide[::4, ::4], subfiletype=1, **plain)
    # Decoded whole, or refused.
    files.gdal("jpeg_grey", samples("uint8", 1, noise=0), compress="jpeg", **layout(True))
    for compress, dtype in (("lerc", "float32"), ("lzma", "uint16"), ("webp", "uint8"), ("lerc_deflate", "int16"), ("lerc_zstd", "uint8")):
        try:
            files.gdal("refused_" + compress, samples(dtype, 3), compress=compress, **layout(True))
        except Exception as e:
            files.names.remove("refused_" + compress)
            print(f"GDAL does not write {compress}: {e}")
    files.gdal("refused_complex", samples("complex64", 1))
    (folder / "names").write_text("".join(name + "\n" for name in files.names))
    return files.names


def wanted(path, name):
    """Samples as rasterio reads them, in the type that Pointwise gives; and the mask, or None."""
    with rasterio.open(path) as image:
        values = np.moveaxis(image.read(), 0, -1)
        inside = any(rasterio.enums.MaskFlags.per_dataset in flags for flags in image.mask_flag_enums)
        mask = image.dataset_mask() if inside and "alpha" not in str(image.mask_flag_enums) else None
    if "miniswhite" in name:
        values = np.iinfo(values.dtype).max - values
    if "float16" in name:
        values = values.astype(np.float16)
    kept = ("uint8", "uint16", "int16", "float16", "float32")
    return values if str(values.dtype) in kept else values.astype(np.float32), mask


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == np.ascontiguousarray(b).tobytes() or (
        a.dtype == b.dtype and a.dtype.kind == "f" and np.array_equal(a, b, equal_nan=True))


def said(path, info):
    """What of the description is other than rasterio has it."""
    with rasterio.open(path) as image:
        crs = image.crs and image.crs.to_epsg()
        if crs and info["crs"] != f"EPSG:{crs}":
            yield f"crs {info['crs']} for EPSG:{crs}"
        transform = list(image.transform.to_gdal()) if image.transform != Affine.identity() else []
        if not np.allclose(transform, info["transform"], rtol=1e-15, atol=1e-12) or len(transform) != len(info["transform"]):
            yield f"transform {info['transform']} for {transform}"
        bands = info["bands"] or [dict(name=None, nodata=None, scale=1, offset=0)] * image.count
        for i, band in enumerate(bands):
            nodata = None if band["nodata"] is None else float(band["nodata"])
            if repr(nodata) != repr(None if image.nodatavals[i] is None else float(image.nodatavals[i])):
                yield f"nodata {nodata} for {image.nodatavals[i]}"
            if (band["name"], band["scale"], band["offset"]) != (image.descriptions[i], image.scales[i], image.offsets[i]):
                yield f"band {band} for {image.descriptions[i]}"
        sizes = ", ".join(f"{-(-image.height // n)} x {-(-image.width // n)}" for n in image.overviews(1))
        if (info["overviews"] or "") != sizes:
            yield f"overviews {info['overviews']} for {sizes}"


def compare(folder):
    outcomes = dict(line.split("\t", 1) for line in (folder / "outcomes").read_text().splitlines())
    equal, refused, wrong = 0, 0, []
    for name in (folder / "names").read_text().split():
        path = folder / (name + ".tif")
        outcome = outcomes.get(name, "nothing")
        if name.startswith("refused"):
            reason = next(text for key, text in REFUSED.items() if key in name)
            refused += reason in outcome
            wrong += [] if reason in outcome else [f"{name}: {outcome}"]
            continue
        if not outcome.startswith("{"):
            wrong.append(f"{name}: {outcome}")
            continue
        values, mask = wanted(path, name)
        found = np.load(folder / (name + ".npy"))
        if "jpeg" in name:  # other decoders may differ by 3
            fits = found.shape == values.shape and np.abs(found.astype(int) - values).max() <= 3
        else:
            fits = same(found, values)
        problems = [] if fits else ["samples"]
        if (mask is not None) != (folder / (name + ".mask.npy")).exists():
            problems.append("a mask on one side")
        elif mask is not None and not (np.load(folder / (name + ".mask.npy"))[:, :, 0] == np.where(mask > 0, 255, 0)).all():
            problems.append("mask")
        problems += said(path, json.loads(outcome))
        wrong += [f"{name}: {problem}" for problem in problems]
        equal += not problems
    for line in wrong:
        print(line)
    bad = len({line.split(":")[0] for line in wrong})
    print(f"matrix     {equal + refused + bad} files = {equal} equal + {refused} refused by name + {bad} wrong")
    sys.exit(bool(wrong))


def fixtures(folder):
    global H, W, TILE, LARGE, BLOCK
    H, W, TILE, LARGE, BLOCK = 19, 37, 16, (60, 84), 32
    names = write(folder)
    for name in names:
        path = folder / (name + ".tif")
        if name not in FIXTURES:
            for file in folder.glob(name + ".tif*"):
                file.unlink()
        elif not name.startswith("refused"):
            values, mask = wanted(path, name)
            np.save(folder / (name + ".tif.expected.npy"), values)
            if mask is not None:
                np.save(folder / (name + ".tif.mask.npy"), ((mask > 0) * np.uint8(255))[:, :, None])
    for name, levels in (("gdal_cog_mask", (1, 2)), ("tifffile_pyramid", (2,))):
        for level in levels:
            with rasterio.open(folder / (name + ".tif"), overview_level=level - 1) as image:
                np.save(folder / f"{name}.tif.overview{level}.npy", np.moveaxis(image.read(), 0, -1))
                if name == "gdal_cog_mask":
                    np.save(folder / f"{name}.tif.overview{level}.mask.npy", image.dataset_mask()[:, :, None])
    (folder / "names").unlink()
    missing = set(FIXTURES) - set(names)
    assert not missing, missing


folder = pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
dict(write=write, compare=compare, fixtures=fixtures)[sys.argv[1]](folder)
