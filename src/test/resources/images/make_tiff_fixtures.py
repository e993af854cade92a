"""Writes the TIFF and GIF pictures whose layout is the point, beside those of make_fixtures.py.

Samples are those that went in, or as GDAL, Pillow or tifffile read them; what has to be refused is refused by Pillow too.
Run by hand, needs pillow, numpy, tifffile, imagecodecs and rasterio; the build does not run it. The files of CASES come
from users of other tools and are not made here.
"""

import io
import pathlib
import struct
import warnings
import zlib
from fractions import Fraction

import numpy as np
import rasterio
import tifffile
from PIL import Image
from rasterio.windows import Window

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
H, W = 13, 19
rng = np.random.default_rng(7)


def expect(name, samples):
    samples = np.ascontiguousarray(samples)
    if samples.ndim == 2:
        samples = samples[:, :, None]
    np.save(HERE / (name + ".expected.npy"), samples.astype(samples.dtype.newbyteorder("<")))


def smooth(h, w, c):
    y, x = np.mgrid[0:h, 0:w]
    planes = [127 + 100 * np.sin(x / (7.0 + i) + i) * np.cos(y / (9.0 - i)) for i in range(c)]
    return np.stack(planes, -1).round().astype(np.uint8)


def gdal(name, samples=None, windows=(), **profile):
    """A file of GDAL's; of a sparse one only some windows are written."""
    with rasterio.open(HERE / name, "w", driver="GTiff", **profile) as out:
        if samples is not None:
            out.write(np.moveaxis(samples, -1, 0))
        for window, values in windows:
            out.write(np.moveaxis(values, -1, 0), window=window)
    with rasterio.open(HERE / name) as back:
        return np.moveaxis(back.read(), 0, -1)


# Strips and tiles that are left out.
SPARSE = [
    ("sparse_lzw_tiles_bands_be", "uint16", 3, 7, dict(compress="LZW", tiled=True, interleave="BAND", ENDIANNESS="BIG")),
    ("sparse_lzw_strips", "uint8", 3, None, dict(compress="LZW", interleave="PIXEL")),
    ("sparse_packbits_strips", "int16", 1, -5, dict(compress="PACKBITS")),
    ("sparse_packbits_tiles_bands", "uint8", 3, 255, dict(compress="PACKBITS", tiled=True, interleave="BAND")),
    ("sparse_deflate_strips_nan_be", "float32", 1, float("nan"), dict(compress="DEFLATE", ENDIANNESS="BIG")),
    ("sparse_deflate_tiles_float64", "float64", 3, 1e-3, dict(compress="DEFLATE", tiled=True, interleave="PIXEL")),
    ("sparse_strips_be", "uint8", 3, 9, dict(interleave="BAND", ENDIANNESS="BIG")),
    ("sparse_tiles", "float32", 3, -9999, dict(tiled=True, interleave="PIXEL")),
    ("sparse_predictor_strips", "uint8", 3, 3, dict(compress="LZW", predictor=2, interleave="PIXEL")),
]
for name, dtype, c, nodata, options in SPARSE:
    block = dict(blockxsize=16, blockysize=16) if options.get("tiled") else dict(blockysize=8)
    window = Window(16, 16, 16, 16) if options.get("tiled") else Window(0, 8, 40, 8)
    values = rng.integers(1, 100, (window.height, window.width, c)).astype(dtype)
    read = gdal(
        name + ".tif", windows=[(window, values)], dtype=dtype, count=c, height=35, width=40, nodata=nodata,
        SPARSE_OK="TRUE", photometric="RGB" if c == 3 else "MINISBLACK", **block, **options,
    )
    expect(name + ".tif", read.astype(np.float32) if dtype == "float64" else read)
expect(
    "sparse_all.tif",
    gdal("sparse_all.tif", dtype="uint16", count=1, height=H, width=W, nodata=65535, SPARSE_OK="TRUE", tiled=True, blockxsize=16, blockysize=16),
)
palette = rng.integers(0, 256, (16, 3)).astype(np.uint8)
with rasterio.open(
    HERE / "sparse_palette.tif", "w", driver="GTiff", dtype="uint8", count=1, height=H, width=40, nodata=3, NBITS=4,
    SPARSE_OK="TRUE", tiled=True, blockxsize=16, blockysize=16, photometric="PALETTE",
) as out:
    out.write_colormap(1, {i: (*map(int, colour), 255) for i, colour in enumerate(palette)})
    out.write(rng.integers(0, 16, (1, H, 16)).astype(np.uint8), window=Window(16, 0, 16, H))
with rasterio.open(HERE / "sparse_palette.tif") as back:
    expect("sparse_palette.tif", palette[back.read(1)])
for text in ("-9999", "1.5", "none"):
    data = (HERE / "sparse_all.tif").read_bytes()
    (HERE / f"refused_sparse_nodata_{text}.tif").write_bytes(data.replace(b"65535", text.encode().ljust(5, b"\0")))

# Numbers of bits; those of 1, 2 and 4 are scaled to 0..255.
for bits, c, options in (
    (3, 1, {}), (6, 3, {}), (7, 2, dict(interleave="BAND")), (9, 3, {}), (10, 1, dict(compress="LZW")),
    (10, 4, dict(interleave="PIXEL")), (11, 5, {}), (12, 3, dict(compress="DEFLATE", interleave="PIXEL")),
    (12, 1, dict(tiled=True, blockxsize=16, blockysize=16, ENDIANNESS="BIG")), (14, 1, {}),
    (15, 3, dict(tiled=True, blockxsize=16, blockysize=16, interleave="BAND")), (4, 3, {}), (1, 2, dict(interleave="PIXEL")),
):
    name = f"bits_{bits}_channels_{c}{'_tiled' if 'tiled' in options else ''}.tif"
    dtype = np.uint8 if bits <= 8 else np.uint16
    v = rng.integers(0, 1 << bits, (H, W, c)).astype(dtype)
    v[0, :2, 0] = 0, (1 << bits) - 1
    read = gdal(
        name, v, dtype=dtype, count=c, height=H, width=W, NBITS=bits,
        photometric="RGB" if c in (3, 4) else "MINISBLACK", **options,
    )
    assert (read == v).all()
    expect(name, v * dtype(255 // ((1 << bits) - 1)) if bits in (1, 2, 4) else v)
v = rng.integers(0, 4096, (H, W, 1)).astype(np.uint16)
gdal("white_is_zero_12_bits.tif", v, dtype="uint16", count=1, height=H, width=W, NBITS=12, photometric="MINISWHITE")
expect("white_is_zero_12_bits.tif", 4095 - v)


def tiff(name, samples, expected=None, **options):
    tifffile.imwrite(HERE / name, samples, metadata=None, **options)
    expect(name, samples if expected is None else expected)


signed = rng.integers(-32768, 32768, (H, W)).astype(np.int16)
tiff("white_is_zero_int16.tif", signed, photometric="miniswhite")
tiff("white_is_zero_float64.tif", signed / 7, (signed / 7).astype(np.float32), photometric="miniswhite")

# Pages.
v = rng.integers(0, 256, (H, W, 3)).astype(np.uint8)
plain = dict(photometric="rgb", metadata=None)
with tifffile.TiffWriter(HERE / "thumbnail_first.tif") as out:
    out.write(v[:5, :6], subfiletype=1, **plain)
    out.write(v, **plain)
    out.write(v[:, :, 0] > 127, subfiletype=4, photometric="mask", metadata=None)
expect("thumbnail_first.tif", v)
with tifffile.TiffWriter(HERE / "picture_below_thumbnail.tif", byteorder=">") as out:
    out.write(v[:5, :6], subfiletype=1, subifds=2, **plain)
    out.write(v, **plain)
    out.write(255 - v, **plain)
expect("picture_below_thumbnail.tif", v)
with tifffile.TiffWriter(HERE / "pyramid.tif") as out:
    out.write(v, subifds=1, **plain)
    out.write(v[::2, ::2], subfiletype=1, **plain)
    for i in range(3):
        out.write(255 - v, **plain)
expect("pyramid.tif", v)
with tifffile.TiffWriter(HERE / "reduced_only.tif") as out:
    out.write(v, subfiletype=1, **plain)
expect("reduced_only.tif", v)

# JPEG in TIFF: expected values are libjpeg-turbo's.
wide = smooth(21, 40, 3)
for name, options in (
    ("jpeg_strips", dict(photometric="rgb", rowsperstrip=8)),
    ("jpeg_tiles", dict(photometric="rgb", tile=(16, 16))),
    ("jpeg_grey", dict(photometric="minisblack", rowsperstrip=8)),
):
    samples = wide[:, :, 0] if name == "jpeg_grey" else wide
    tifffile.imwrite(HERE / (name + ".tif"), samples, compression="jpeg", metadata=None, **options)
    expect(name + ".tif", np.asarray(Image.open(HERE / (name + ".tif")).convert("L" if name == "jpeg_grey" else "RGB")))
for name, options in (
    ("jpeg_sparse_tiles", dict(photometric="YCBCR", tiled=True, blockxsize=16, blockysize=16, nodata=9)),
    ("jpeg_rgb_bands", dict(photometric="RGB", interleave="BAND", blockysize=8)),
    ("jpeg_rgba", dict(photometric="RGB", blockysize=8)),
):
    c = 4 if name == "jpeg_rgba" else 3
    sparse = "nodata" in options
    read = gdal(
        name + ".tif", None if sparse else smooth(21, 40, c), [(Window(16, 0, 16, 16), wide[:16, 16:32])] if sparse else [],
        dtype="uint8", count=c, height=21, width=40, compress="JPEG", JPEG_QUALITY=90, SPARSE_OK="TRUE", **options,
    )
    if name == "jpeg_rgb_bands":
        expect(name + ".tif", np.asarray(Image.open(HERE / (name + ".tif"))))
    else:  # of which Pillow reads no sparse tiles and no fourth channel
        expect(name + ".tif", read)

# Fields at the end of the data that lie, and data that lie.
def fields(data):
    """The entries of the first directory of a little-endian file: tag to where its value is."""
    at = struct.unpack_from("<I", data, 4)[0]
    n = struct.unpack_from("<H", data, at)[0]
    return {struct.unpack_from("<H", data, at + 2 + 12 * i)[0]: at + 10 + 12 * i for i in range(n)}


def number(data, tag, value):
    at = fields(data)[tag]
    struct.pack_into("<HII", data, at - 6, 4, 1, value)


for name in ("rgb.tif", "rgb_tiff_lzw.tif"):  # whose samples are all there
    data = bytearray((HERE / name).read_bytes())
    number(data, 279, 100000)
    (HERE / f"byte_count_too_large_{name}").write_bytes(data)
    expect(f"byte_count_too_large_{name}", np.load(HERE / (name + ".expected.npy")))

bits = smooth(H, W, 1)[:, :, 0] > 127
for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "group3", "group4", "tiff_ccitt", "jpeg"):
    # One strip of H lines that claims 2 H.
    picture = Image.fromarray(bits if compression in ("group3", "group4", "tiff_ccitt") else v)
    buffer = io.BytesIO()
    picture.save(buffer, "TIFF", compression=compression)
    data = bytearray(buffer.getvalue())
    number(data, 257, 2 * H)
    number(data, 278, 2 * H)
    name = f"early_end_{compression}.tif"
    (HERE / name).write_bytes(data)
    try:
        np.asarray(Image.open(HERE / name))
        print("Pillow reads", name)
    except OSError:
        pass
    # Whole again.
    if compression in ("group3", "tiff_ccitt"):
        picture.save(HERE / f"bilevel_{compression}.tif", compression=compression)
        expect(f"bilevel_{compression}.tif", bits * np.uint8(255))

# PackBits with a code that means nothing.
grey = rng.integers(0, 256, (H, W)).astype(np.uint8)
tifffile.imwrite(HERE / "packbits_no_op.tif", grey, photometric="minisblack", metadata=None)
data = bytearray((HERE / "packbits_no_op.tif").read_bytes())
packed = b"".join(b"\x80" + bytes([W - 1]) + line.tobytes() for line in grey)
number(data, 259, 32773)
number(data, 273, len(data))
number(data, 279, len(packed))
(HERE / "packbits_no_op.tif").write_bytes(data + packed)
assert (np.asarray(Image.open(HERE / "packbits_no_op.tif")) == grey).all()
expect("packbits_no_op.tif", grey)

# JPEG in the old way: one whole JPEG, which the strips lie in; and tables that stand apart.
buffer = io.BytesIO()
Image.fromarray(wide).save(buffer, "JPEG", quality=95, subsampling=0)
jpeg = buffer.getvalue()
for name, tag in (("jpeg_old_style.tif", 513), ("refused_old_jpeg_tables.tif", 519)):
    entries = [(256, 4, 40), (257, 4, 21), (258, 3, 8), (259, 3, 6), (262, 3, 6), (273, 4, 800), (277, 3, 3), (278, 4, 8), (tag, 4, 500), (514, 4, len(jpeg))]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in entries) + bytes(4)
    (HERE / name).write_bytes((b"II*\0" + struct.pack("<I", 8) + directory).ljust(500, b"\0") + jpeg)
expect("jpeg_old_style.tif", np.asarray(Image.open(buffer)))

# GIF
colours = rng.integers(0, 256, (256, 3)).astype(np.uint8)
index = rng.integers(0, 256, (H, W)).astype(np.uint8)


def gif_frames(name, n):
    frames = []
    for i in range(n):
        frame = Image.fromarray(np.roll(index, i, 0).copy(), "P")
        frame.putpalette(colours.tobytes())
        frames.append(frame)
    frames[0].save(HERE / name, save_all=True, append_images=frames[1:], optimize=False)


gif_frames("five_frames.gif", 5)
expect("five_frames.gif", colours[index])
gif_frames("early_end.gif", 1)
data = bytearray((HERE / "early_end.gif").read_bytes())
frame = data.index(b"\x2c\0\0\0\0")
struct.pack_into("<H", data, 8, 2 * H)
struct.pack_into("<H", data, frame + 7, 2 * H)
(HERE / "early_end.gif").write_bytes(data)
try:
    np.asarray(Image.open(HERE / "early_end.gif"))
    print("Pillow reads early_end.gif")
except OSError:
    pass

# The cases that come without samples, with those of the pages too, or of a type that becomes float32.
expect("i4_1ch.tif", tifffile.imread(HERE / "i4_1ch.tif").astype(np.float32))
expect("miniswhite_f4.tif", tifffile.imread(HERE / "miniswhite_f4.tif"))
expect("ome_5_channels.tif", tifffile.imread(HERE / "ome_5_channels.tif", key=0))
with rasterio.open(HERE / "ycbcr_2x2_no_reference.tif") as back:
    expect("ycbcr_2x2_no_reference.tif", np.moveaxis(back.read(), 0, -1))

# WhiteIsZero: of its channels the first is the colour.
rng = np.random.default_rng(8)
v = rng.integers(0, 65536, (H, W, 3)).astype(np.uint16)


def first_inverted(samples, most):
    return np.dstack([most - samples[:, :, :1], samples[:, :, 1:]]).astype(samples.dtype)


for name, samples, options in (
    ("white_is_zero_alpha8.tif", (v >> 8).astype(np.uint8)[:, :, :2], {}),
    ("white_is_zero_three16_tiled.tif", v, dict(tile=(16, 16), compression="lzw")),
    ("white_is_zero_three16_planar_be.tif", v, dict(planarconfig="separate", byteorder=">")),
):
    planar = "planarconfig" in options
    options = {"planarconfig": "contig"} | options
    stored = np.moveaxis(samples, -1, 0) if planar else samples
    extra = [2] + [0] * (samples.shape[2] - 2)
    tiff(name, stored, first_inverted(samples, np.iinfo(samples.dtype).max), photometric="miniswhite", extrasamples=extra, **options)
white = dict(height=H, width=W, photometric="MINISWHITE")
for bits in (4, 12):
    dtype = np.uint8 if bits < 8 else np.uint16
    most = (1 << bits) - 1
    name = f"white_is_zero_{bits}_bits_channels_2.tif"
    samples = gdal(name, (v[:, :, :2] & most).astype(dtype), dtype=dtype, count=2, NBITS=bits, INTERLEAVE="BAND", **white)
    expect(name, first_inverted(samples, most) * dtype(17 if bits == 4 else 1))
name = "white_is_zero_sparse.tif"
window = [(Window(0, 8, W, 5), (v[8:, :, :2] >> 8).astype(np.uint8))]
options = dict(dtype="uint8", count=2, nodata=7, SPARSE_OK="TRUE", blockysize=8, interleave="PIXEL")
expect(name, first_inverted(gdal(name, windows=window, **options, **white), 255))
name = "jpeg_white_is_zero.tif"
tifffile.imwrite(HERE / name, wide[:, :, 0], compression="jpeg", photometric="miniswhite", metadata=None)
expect(name, np.asarray(Image.open(HERE / name)))


def by_hand(name, segments, *entries):
    """A little-endian file of these segments and, behind them, a directory: tag, type, values."""
    data = b"II*\0" + struct.pack("<I", 8 + sum(map(len, segments)))
    at = [8 + sum(map(len, segments[:i])) for i in range(len(segments))]
    tiled = any(tag == 322 for tag, kind, values in entries)
    entries += ((324 if tiled else 273, 4, at), (325 if tiled else 279, 4, [len(s) for s in segments]))
    directory, behind = b"", b""
    start = len(data) + sum(map(len, segments)) + 2 + 12 * len(entries) + 4
    for tag, kind, values in sorted(entries):
        form = {3: "H", 4: "I", 5: "I"}[kind]
        body = struct.pack(f"<{len(values)}{form}", *values)
        count = len(values) // (2 if kind == 5 else 1)
        if len(body) > 4:
            behind, body = behind + body, struct.pack("<I", start + len(behind))
        directory += struct.pack("<HHI", tag, kind, count) + body.ljust(4, b"\0")
    whole = data + b"".join(segments) + struct.pack("<H", len(entries)) + directory + bytes(4) + behind
    (HERE / name).write_bytes(whole)


# An uncompressed strip without its last samples, in whose place the directory begins.
rgb8 = (v >> 8).astype(np.uint8)
by_hand(
    "early_end_raw.tif", [rgb8[: H - 3].tobytes()],
    (256, 3, [W]), (257, 3, [H]), (258, 3, [8, 8, 8]), (262, 3, [2]), (277, 3, [3]),
)
# One whose samples are there and whose count is that of its pixels.
data = bytearray((HERE / "rgb.tif").read_bytes())
number(data, 279, H * W)
(HERE / "byte_count_too_small_rgb.tif").write_bytes(data)
expect("byte_count_too_small_rgb.tif", np.asarray(Image.open(HERE / "byte_count_too_small_rgb.tif")))

# YCbCr that is not JPEG: the formulas of TIFF 6.0, in fractions, rounded to nearest.
BT601 = [Fraction(n, 1000) for n in (299, 587, 114)]
BT709 = [Fraction(n, 10000) for n in (2126, 7152, 722)]
FULL, VIDEO = [0, 255, 128, 255, 128, 255], [16, 235, 128, 240, 128, 240]


def rgb_of(ycc, weights, levels):
    red, green, blue = weights
    out = np.zeros(ycc.shape, np.uint8)
    for at in np.ndindex(ycc.shape[:2]):
        y, cb, cr = (
            Fraction((int(code) - black) * full, whiter - black)
            for code, black, whiter, full in zip(ycc[at], levels[::2], levels[1::2], (255, 127, 127))
        )
        r, b = y + (2 - 2 * red) * cr, y + (2 - 2 * blue) * cb
        colour = [r, (y - blue * b - red * r) / green, b]
        assert all(c % 1 != Fraction(1, 2) for c in colour)
        out[at] = [min(255, max(0, round(c))) for c in colour]
    return out


def ycbcr(name, columns, lines, tile=None, strip=H, weights=None, levels=None, compress=None):
    luma = rng.integers(0, 256, (H, W)).astype(np.uint8)
    chroma = rng.integers(17, 240, (-(-H // lines), -(-W // columns), 2)).astype(np.uint8)
    height, width = tile or (strip, -(-W // columns) * columns)
    segments = []
    for top in range(0, H, height):
        for left in range(0, W, width):
            segment = b""
            for y in range(top, top + height if tile else min(H, top + height), lines):
                for x in range(left, left + width, columns):
                    block = luma[y : y + lines, x : x + columns]
                    block = np.pad(block, ((0, lines - block.shape[0]), (0, columns - block.shape[1])))
                    inside = y < H and x < W
                    segment += block.tobytes() + (chroma[y // lines, x // columns].tobytes() if inside else b"\0\0")
            segments.append(compress(segment) if compress else segment)
    entries = [(256, 3, [W]), (257, 3, [H]), (258, 3, [8, 8, 8]), (259, 3, [8 if compress else 1]), (262, 3, [6]), (277, 3, [3])]
    entries += [(530, 3, [columns, lines])]
    entries += [(322, 3, [width]), (323, 3, [height])] if tile else [(278, 3, [strip])]
    if weights:
        entries += [(529, 5, [n for w in weights for n in (w.numerator, w.denominator)])]
    if levels:
        entries += [(532, 5, [n for level in levels for n in (level, 1)])]
    by_hand(name, segments, *entries)
    whole = np.dstack([luma, chroma.repeat(lines, 0).repeat(columns, 1)[:H, :W]])
    expected = rgb_of(whole, weights or BT601, levels or FULL)
    expect(name, expected)
    with rasterio.open(HERE / name) as back:
        gap = np.abs(np.moveaxis(back.read(), 0, -1).astype(int) - expected).max()
        assert gap <= (3 if levels else 1)  # libtiff cuts off what its reference levels give


ycbcr("rounded_ycbcr_1x1.tif", 1, 1)
ycbcr("rounded_ycbcr_1x1_tiles_bt709.tif", 1, 1, tile=(16, 16), weights=BT709, compress=zlib.compress)
ycbcr("rounded_ycbcr_1x1_video.tif", 1, 1, strip=5, levels=VIDEO)
ycbcr("rounded_ycbcr_2x1.tif", 2, 1, strip=4, compress=zlib.compress)
ycbcr("rounded_ycbcr_2x2.tif", 2, 2, strip=4)
ycbcr("rounded_ycbcr_4x2_tiles_video.tif", 4, 2, tile=(16, 16), levels=VIDEO, compress=zlib.compress)
ycc = np.dstack([rng.integers(0, 256, (H, W)), rng.integers(17, 240, (H, W, 2))]).astype(np.uint8)
tiff("rounded_ycbcr_predictor.tif", ycc, rgb_of(ycc, BT601, FULL), photometric="ycbcr", subsampling=(1, 1), compression="zlib", predictor=True)
