"""Writes the pictures of this folder and what they hold.

NAME.EXT is the picture, NAME.EXT.expected.npy its samples (H x W x C) as NumPy, Pillow or tifffile have them; never
what Pointwise makes of it. Run by hand, needs pillow, numpy and tifffile; the build does not run it.
"""

import io
import pathlib
import struct
import zlib

import numpy as np
import tifffile
from PIL import Image

HERE = pathlib.Path(__file__).parent
H, W = 13, 19
rng = np.random.default_rng(1)


def expect(name, samples):
    samples = np.ascontiguousarray(samples)
    if samples.ndim == 2:
        samples = samples[:, :, None]
    np.save(HERE / (name + ".expected.npy"), samples.astype(samples.dtype.newbyteorder("<")))


def smooth(h, w, c):
    """Low frequencies, so that JPEG keeps them."""
    y, x = np.mgrid[0:h, 0:w]
    planes = [127 + 100 * np.sin(x / (7.0 + i) + i) * np.cos(y / (9.0 - i)) for i in range(c)]
    return np.stack(planes, -1).round().astype(np.uint8)


# JPEG: expected values are libjpeg-turbo's.
def jpeg(name, image, **options):
    image.save(HERE / name, **options)
    expect(name, np.asarray(Image.open(HERE / name)))


rgb = Image.fromarray(smooth(37, 50, 3))
jpeg("baseline.jpg", rgb, quality=95, subsampling=0)
jpeg("subsampled.jpg", rgb, quality=90, subsampling=2)
jpeg("progressive.jpg", rgb, quality=95, subsampling=0, progressive=True)
jpeg("restart.jpg", rgb, quality=95, subsampling=0, restart_marker_rows=1)
jpeg("rgb_colour.jpg", rgb, quality=95, subsampling=0, keep_rgb=True)
jpeg("grey.jpg", Image.fromarray(smooth(37, 50, 1)[:, :, 0]), quality=95)

exif = Image.Exif()
exif[0x0112] = 6
jpeg("exif_orientation_6.jpg", rgb, quality=95, subsampling=0, exif=exif)

# YCbCr 4:4:4 with neither a JFIF nor an Adobe marker.
bare = (HERE / "baseline.jpg").read_bytes()
length = struct.unpack(">H", bare[4:6])[0]
(HERE / "no_marker.jpg").write_bytes(bare[:2] + bare[4 + length :])
expect("no_marker.jpg", np.asarray(Image.open(HERE / "no_marker.jpg")))


def ink_to_rgb(cmyk):
    ink = cmyk.astype(np.float64) / 255
    return np.round(255 * (1 - ink[:, :, :3]) * (1 - ink[:, :, 3:])).astype(np.uint8)


cmyk = smooth(37, 50, 4)
Image.fromarray(cmyk, "CMYK").save(HERE / "cmyk.jpg", quality=95)
expect("cmyk.jpg", ink_to_rgb(np.asarray(Image.open(HERE / "cmyk.jpg"))))

# YCCK: Y, Cb, Cr of the inks C, M, Y beside the inverted K, and the marker that says so. Pillow inverts what it writes.
ycc = np.asarray(Image.fromarray(cmyk[:, :, :3]).convert("YCbCr"))
stored = np.dstack([ycc, 255 - cmyk[:, :, 3]])
buffer = io.BytesIO()
Image.fromarray(255 - stored, "CMYK").save(buffer, "JPEG", quality=95)
data = bytearray(buffer.getvalue())
data[data.index(b"Adobe") + 11] = 2
(HERE / "ycck.jpg").write_bytes(data)
expect("ycck.jpg", ink_to_rgb(np.asarray(Image.open(HERE / "ycck.jpg"))))


# PNG, written here by hand: Pillow does not write every depth.
def png(name, depth, colour, lines, *chunks):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    raw = b"".join(b"\0" + line for line in lines)
    (HERE / name).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, 0))
        + b"".join(chunk(k, b) for k, b in chunks)
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )
    Image.open(HERE / name).load()


def packed(values, depth):
    bits = np.unpackbits(values.astype(np.uint8)[:, :, None], axis=2)[:, :, 8 - depth :]
    return [np.packbits(line.reshape(-1)).tobytes() for line in bits]


def big_endian(values):
    return [line.astype(values.dtype.newbyteorder(">")).tobytes() for line in values]


for depth in (1, 2, 4):
    v = rng.integers(0, 1 << depth, (H, W))
    png(f"grey{depth}.png", depth, 0, packed(v, depth))
    expect(f"grey{depth}.png", (v * (255 // ((1 << depth) - 1))).astype(np.uint8))

for colour, kind, c in ((0, "grey", 1), (4, "grey_alpha", 2), (2, "rgb", 3), (6, "rgba", 4)):
    for depth, dtype in ((8, np.uint8), (16, np.uint16)):
        v = rng.integers(0, 1 << depth, (H, W, c)).astype(dtype)
        png(f"{kind}{depth}.png", depth, colour, big_endian(v))
        expect(f"{kind}{depth}.png", v)

for depth in (1, 2, 4, 8):
    n = min(1 << depth, 200)
    palette = rng.integers(0, 256, (n, 3)).astype(np.uint8)
    alpha = rng.integers(0, 255, n).astype(np.uint8)
    v = rng.integers(0, n, (H, W))
    png(f"palette{depth}.png", depth, 3, packed(v, depth), (b"PLTE", palette.tobytes()))
    expect(f"palette{depth}.png", palette[v])
    png(f"palette{depth}_alpha.png", depth, 3, packed(v, depth), (b"PLTE", palette.tobytes()), (b"tRNS", alpha.tobytes()))
    expect(f"palette{depth}_alpha.png", np.dstack([palette[v], alpha[v]]))

# A palette of greys is still a palette.
palette = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
v = rng.integers(0, 2, (H, W))
png("palette_black_white.png", 1, 3, packed(v, 1), (b"PLTE", palette.tobytes()))
expect("palette_black_white.png", palette[v])

# One transparent colour (tRNS) in grey and RGB.
for depth, dtype in ((2, np.uint8), (8, np.uint8), (16, np.uint16)):
    v = rng.integers(0, 1 << depth, (H, W)).astype(dtype)
    lines = packed(v, 2) if depth == 2 else big_endian(v)
    png(f"grey{depth}_key.png", depth, 0, lines, (b"tRNS", struct.pack(">H", int(v[0, 0]))))
    alpha = np.where(v == v[0, 0], 0, 65535 if depth == 16 else 255).astype(dtype)
    expect(f"grey{depth}_key.png", np.dstack([v * (85 if depth == 2 else 1), alpha]).astype(dtype))
for depth, dtype in ((8, np.uint8), (16, np.uint16)):
    v = rng.integers(0, 1 << depth, (H, W, 3)).astype(dtype)
    png(f"rgb{depth}_key.png", depth, 2, big_endian(v), (b"tRNS", struct.pack(">HHH", *map(int, v[0, 0]))))
    alpha = np.where((v == v[0, 0]).all(-1), 0, (1 << depth) - 1).astype(dtype)
    expect(f"rgb{depth}_key.png", np.dstack([v, alpha]))

# A key whose bytes differ.
v = np.linspace(0, 65535, H * W).round().astype(np.uint16).reshape(H, W)
v[2, 2] = 21176
png("grey16_key_odd.png", 16, 0, big_endian(v), (b"tRNS", struct.pack(">H", 21176)))
expect("grey16_key_odd.png", np.dstack([v, np.where(v == 21176, 0, 65535)]).astype(np.uint16))

v = rng.integers(0, 256, (H, W, 3)).astype(np.uint8)

# GIF: a first frame that fills the screen, then a second frame.
palette = rng.integers(0, 256, (256, 3)).astype(np.uint8)
index = rng.integers(0, 256, (H, W)).astype(np.uint8)
first = Image.fromarray(index, "P")
first.putpalette(palette.tobytes())
first.save(HERE / "two_frames.gif", save_all=True, append_images=[first.rotate(180)], optimize=False)
expect("two_frames.gif", palette[index])
first.info["transparency"] = 7
first.save(HERE / "transparent.gif", transparency=7, optimize=False)
expect("transparent.gif", np.dstack([palette[index], np.where(index == 7, 0, 255).astype(np.uint8)]))

# A first frame of 5 x 4 at (3, 2) of the screen: its image descriptor comes after the header and the palette.
small = Image.fromarray(index[:4, :5].copy(), "P")
small.putpalette(palette.tobytes())
buffer = io.BytesIO()
small.save(buffer, "GIF", optimize=False)
data = bytearray(buffer.getvalue())
struct.pack_into("<HH", data, 6, W, H)
at = 13 + 3 * (2 << (data[10] & 7))
while data[at] == 0x21:
    at += 2
    while data[at]:
        at += data[at] + 1
    at += 1
assert data[at] == 0x2C
struct.pack_into("<HH", data, at + 1, 3, 2)
(HERE / "offset_frame.gif").write_bytes(data)
background = np.zeros((H, W, 4), np.uint8)
background[2:6, 3:8] = np.dstack([palette[index[:4, :5]], np.full((4, 5), 255, np.uint8)])
expect("offset_frame.gif", background)

# BMP
Image.fromarray(v).save(HERE / "rgb24.bmp")
expect("rgb24.bmp", v)
Image.fromarray(v[:, :, 0].copy()).save(HERE / "grey8.bmp")
expect("grey8.bmp", v[:, :, 0])
first.save(HERE / "palette8.bmp")
expect("palette8.bmp", palette[index])
rgba = rng.integers(0, 256, (H, W, 4)).astype(np.uint8)
# 32 bits under the plain header, where the fourth byte means nothing.
bgrx = np.dstack([rgba[::-1, :, 2::-1], rgba[::-1, :, 3]]).tobytes()
(HERE / "rgbx32.bmp").write_bytes(
    struct.pack("<2sIHHI", b"BM", 54 + len(bgrx), 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, W, H, 1, 32, 0, len(bgrx), 0, 0, 0, 0)
    + bgrx
)
expect("rgbx32.bmp", rgba[:, :, :3])


# TIFF
def tiff(name, samples, expected=None, **options):
    tifffile.imwrite(HERE / name, samples, metadata=None, **options)
    expect(name, samples if expected is None else expected)


g16 = rng.integers(0, 65536, (H, W)).astype(np.uint16)
f32 = rng.standard_normal((H, W)).astype(np.float32)
cube = rng.integers(0, 256, (H, W, 6)).astype(np.uint8)
cube16 = rng.integers(0, 65536, (H, W, 5)).astype(np.uint16)
tiff("grey16.tif", g16, photometric="minisblack")
tiff("grey16_big_endian.tif", g16, photometric="minisblack", byteorder=">")
tiff("rgb.tif", v, photometric="rgb")
tiff("rgb_deflate_predictor.tif", v, photometric="rgb", compression="zlib", predictor=True)
tiff("rgb_planar.tif", np.moveaxis(v, -1, 0), v, photometric="rgb", planarconfig="separate")
tiff("rgba.tif", rgba, photometric="rgb", extrasamples=["unassalpha"])
tiff("rgb16.tif", cube16[:, :, :3], photometric="rgb")
tiff("six_bands.tif", cube, photometric="minisblack", planarconfig="contig", extrasamples=[0] * 5)
tiff("six_bands_planar.tif", np.moveaxis(cube, -1, 0), cube, photometric="minisblack", planarconfig="separate", extrasamples=[0] * 5)
tiff("five_bands_uint16.tif", cube16, photometric="minisblack", planarconfig="contig", extrasamples=[0] * 4)
tiff("float32.tif", f32, photometric="minisblack")
tiff("int16.tif", g16.view(np.int16), photometric="minisblack")
tiff("white_is_zero8.tif", 255 - v[:, :, 0], v[:, :, 0], photometric="miniswhite")
tiff("two_band_float32.tif", np.dstack([f32, -f32]), photometric="minisblack", planarconfig="contig", extrasamples=[0])
bits = rng.integers(0, 2, (H, W)).astype(bool)
Image.fromarray(bits).save(HERE / "bilevel.tif")
expect("bilevel.tif", bits * np.uint8(255))
Image.fromarray(bits).save(HERE / "bilevel_g4.tif", compression="group4")
expect("bilevel_g4.tif", bits * np.uint8(255))
first.save(HERE / "palette.tif")
expect("palette.tif", palette[index])
tiff("palette_257.tif", index, palette[index], photometric="palette", colormap=palette.T.astype(np.uint16) * 257)
with tifffile.TiffWriter(HERE / "two_pages.tif") as pages:
    pages.write(v, photometric="rgb", metadata=None)
    pages.write(255 - v, photometric="rgb", metadata=None)
expect("two_pages.tif", v)
tiff("float64.tif", f32.astype(np.float64), f32, photometric="minisblack")
tiff("tiled.tif", np.tile(v, (3, 2, 1)), photometric="rgb", tile=(16, 16), compression="zlib")
for compression in ("tiff_lzw", "packbits", "tiff_adobe_deflate"):
    Image.fromarray(v).save(HERE / f"rgb_{compression}.tif", compression=compression)
    expect(f"rgb_{compression}.tif", v)
# One strip that says it has 2^32 - 1 lines, as several writers do.
data = bytearray((HERE / "rgb.tif").read_bytes())
entry = next(data.index(struct.pack("<HH", 278, t)) for t in (3, 4) if struct.pack("<HH", 278, t) in data)
data[entry : entry + 12] = struct.pack("<HHII", 278, 4, 1, 0xFFFFFFFF)
(HERE / "endless_strip.tif").write_bytes(data)
expect("endless_strip.tif", v)
data[entry : entry + 12] = struct.pack("<HHII", 278, 4, 1, 0x7FFFFFFF)
(HERE / "long_strip.tif").write_bytes(data)
expect("long_strip.tif", v)
for samples, name, read in ((g16.astype(np.uint32), "uint32.tif", "<f4"), (v[:, :, 0].view(np.int8), "int8.tif", "<f4"), (g16.astype(np.float16), "float16.tif", "<f2")):
    tifffile.imwrite(HERE / name, samples, photometric="minisblack", metadata=None)
    expect(name, tifffile.imread(HERE / name).astype(read))
# Kinds that are refused.
tifffile.imwrite(HERE / "refused_cmyk.tif", rgba, photometric="separated", metadata=None)


# NumPy: every type, byte order, memory order and version
def npy(name, array, version=(1, 0)):
    with open(HERE / name, "wb") as out:
        np.lib.format.write_array(out, array, version=version, allow_pickle=True)


base = rng.integers(-32768, 32768, (4, 5, 3))
for kind in ("u1", "u2", "i2", "f4", "f8"):
    values = (base / 7.0).astype(kind) if kind[0] == "f" else base.astype(kind)
    for order, label in (("<", "le"), (">", "be")):
        for memory in "CF":
            name = f"{kind}_{label}_{memory}.npy"
            npy(name, np.asarray(values, dtype=order + kind, order=memory))
            expect(name, values.astype(np.float32) if kind == "f8" else values)
npy("two_dimensions.npy", base[:, :, 0].astype("<u2"))
expect("two_dimensions.npy", base[:, :, 0].astype("<u2"))
for version in ((2, 0), (3, 0)):
    npy(f"version{version[0]}.npy", base.astype("<i2"), version)
    expect(f"version{version[0]}.npy", base.astype("<i2"))
npy("refused_object.npy", np.array([[1, "a"]], dtype=object))
npy("refused_structured.npy", np.zeros((2, 2), dtype=[("a", "<f4"), ("b", "<i2")]))
npy("refused_one_dimension.npy", np.arange(5, dtype="<f4"))
npy("refused_four_dimensions.npy", np.zeros((1, 2, 3, 4), "<f4"))
npy("refused_empty.npy", np.zeros((0, 3, 3), "<f4"))


# Copies of files that other programs stumbled over, and jpegtran -scans of subsampled.jpg (one component a scan; ten
# progressive scans by frequency). Expected values are Pillow's.
for name in (
    "cut_eoi.jpg",
    "junk_byte_before_eoi.jpg",
    "sos_parameters_samsung.jpg",
    "jfif_and_adobe0.jpg",
    "three_scans.jpg",
    "spectral_scans.jpg",
):
    expect(name, np.asarray(Image.open(HERE / name)))

# BMP of 16 bits a pixel: rgb555.bmp is a copy like those above; 5-6-5 by masks. The whole of 5 or 6 bits is 255.
v = np.random.default_rng(2).integers(0, 65536, (H, W)).astype("<u2")
lines = np.pad(v, ((0, 0), (0, W % 2)))[::-1].tobytes()
(HERE / "rgb565.bmp").write_bytes(
    struct.pack("<2sIHHI", b"BM", 66 + len(lines), 0, 0, 66)
    + struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 3, len(lines), 0, 0, 0, 0)
    + struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    + lines
)
levels = np.dstack([(v >> 11) / 31, (v >> 5 & 63) / 63, (v & 31) / 31])
expect("rgb565.bmp", np.round(255 * levels).astype(np.uint8))
assert np.abs(np.asarray(Image.open(HERE / "rgb565.bmp")) - np.round(255 * levels)).max() <= 1

# NumPy types that become float32: NumPy's own rounding, and how many values it changed.
BITS = np.random.default_rng(3).integers(0, 256, (4, 5, 3, 8)).astype(np.uint8)
EDGES = [0, 1, -1, 1 << 24, (1 << 24) + 1, (1 << 24) + 3, -(1 << 24) - 1, (1 << 31) - 1, -(1 << 31), (1 << 32) - 1]
EDGES += [(1 << 40) + 1, (1 << 63) - 1, -(1 << 63), (1 << 64) - 1, (1 << 63) + (1 << 39), (1 << 63) + (1 << 39) + 1]
FLOATS = [0.1, 1e300, -1e-300, np.nan, np.inf, -np.inf, -0.0, 1.5, 2.0**-149, 2.0**-150]


def converted(kind):
    if kind == "b1":
        return BITS[..., 0] > 127
    values = np.ascontiguousarray(BITS[..., : int(kind[1])]).view(kind)[..., 0].copy()
    if kind[0] != "f":
        limits = np.iinfo(kind)
        edges = np.array([e for e in EDGES if limits.min <= e <= limits.max], dtype=kind)
        values.flat[: len(edges)] = edges
    elif kind == "f8":
        values = np.random.default_rng(4).standard_normal((4, 5, 3))
        values.flat[: len(FLOATS)] = FLOATS
    return values


inexact = {}
with np.errstate(all="ignore"):
    for kind in ("b1", "i1", "i4", "i8", "u4", "u8", "f2", "f8"):
        values = converted(kind)
        wanted = values.astype(np.float32)
        back = [float(x) for x in wanted.flat]
        count = sum(x != int(y) if kind[0] in "iu" else x != y and y == y for x, y in zip(back, values.flat))
        for order, label in (("<", "le"), (">", "be")):
            for memory in "CF":
                name = f"as_float_{kind}_{label}_{memory}.npy"
                npy(name, np.asarray(values, dtype=order + kind, order=memory))
                expect(name, wanted)
                inexact[name] = count
    for name, array, options in (
        ("as_float_f8.tif", values, {"planarconfig": "contig"}),
        ("as_float_f8_be_planar.tif", np.moveaxis(values, -1, 0), {"planarconfig": "separate", "byteorder": ">"}),
        ("as_float_f8_deflate_tiled.tif", values, {"planarconfig": "contig", "compression": "zlib", "tile": (16, 16)}),
    ):
        tiff(name, array, wanted, photometric="minisblack", extrasamples=[0, 0], **options)
        inexact[name] = count
(HERE / "inexact.csv").write_text("".join(f"{name},{count}\n" for name, count in inexact.items()))
# Copies like those above.
for name in ("bool.npy", "f2.npy"):
    expect(name, np.load(HERE / name).astype(np.float32))

# A transparent colour with bits above the depth, which do not count (PNG specification, tRNS).
rng = np.random.default_rng(5)
for depth in (2, 8):
    v = rng.integers(0, 1 << depth, (H, W)).astype(np.uint8)
    key = 0xFF00 | 1 << depth | int(v[0, 0])
    png(f"grey{depth}_key_high.png", depth, 0, packed(v, 2) if depth == 2 else big_endian(v), (b"tRNS", struct.pack(">H", key)))
    alpha = np.where(v == v[0, 0], 0, 255).astype(np.uint8)
    expect(f"grey{depth}_key_high.png", np.dstack([v * (85 if depth == 2 else 1), alpha]).astype(np.uint8))
v = rng.integers(0, 256, (H, W, 3)).astype(np.uint8)
png("rgb8_key_high.png", 8, 2, big_endian(v), (b"tRNS", struct.pack(">HHH", *(0x100 * (c + 1) | int(v[0, 0, c]) for c in range(3)))))
expect("rgb8_key_high.png", np.dstack([v, np.where((v == v[0, 0]).all(-1), 0, 255).astype(np.uint8)]))

# Animated PNG, whose picture is its first frame or stands before them.
frames = [Image.fromarray(np.roll(v, i, 0)) for i in range(4)]
for name, hidden in (("animated.png", False), ("animated_hidden.png", True)):
    frames[0].save(HERE / name, save_all=True, append_images=frames[1:], default_image=hidden)
    assert Image.open(HERE / name).n_frames == 4  # with the one that stands before them
    expect(name, v)

# Multi-Picture Format of three pictures, the last of which is made a large thumbnail in the index.
frames = [Image.fromarray(smooth(37, 50, 3)[:, :: 1 - 2 * i]) for i in range(2)]
frames[0].save(HERE / "multi_picture.jpg", "MPO", save_all=True, append_images=frames[1:] + frames[:1], quality=95, subsampling=0)
data = bytearray((HERE / "multi_picture.jpg").read_bytes())
index = Image.open(HERE / "multi_picture.jpg").mpinfo[0xB002]
last = data.index(struct.pack("<III", 0, index[2]["Size"], index[2]["DataOffset"]))
struct.pack_into("<I", data, last, 0x010001)
(HERE / "multi_picture.jpg").write_bytes(data)
index = Image.open(HERE / "multi_picture.jpg").mpinfo[0xB002]
assert [entry["Attribute"]["MPType"] for entry in index] == ["Baseline MP Primary Image", "Undefined", "Large Thumbnail (VGA Equivalent)"]
expect("multi_picture.jpg", np.asarray(Image.open(HERE / "multi_picture.jpg")))

# BMP with a mask of alpha, in the header of version 4: four channels, but three of 16-bit pixels.
for name, bits, masks in (("rgba32.bmp", 32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000)), ("rgba16.bmp", 16, (0xF00, 0xF0, 0xF, 0xF000))):
    rgba = rng.integers(0, 256 if bits == 32 else 16, (H, W, 4))
    depth = bits // 4
    v = (rgba << np.array([2 * depth, depth, 0, 3 * depth])).sum(-1).astype(f"<u{bits // 8}")
    lines = np.pad(v, ((0, 0), (0, W % 2)))[::-1].tobytes() if bits == 16 else v[::-1].tobytes()
    (HERE / name).write_bytes(
        struct.pack("<2sIHHI", b"BM", 122 + len(lines), 0, 0, 122)
        + struct.pack("<IiiHHIIiiII", 108, W, H, 1, bits, 3, len(lines), 0, 0, 0, 0)
        + struct.pack("<4I", *masks)
        + b"BGRs".ljust(52, b"\0")
        + lines
    )
    expect(name, (rgba[:, :, :3] * 17 if bits == 16 else rgba).astype(np.uint8))
    if bits == 32:
        assert (np.asarray(Image.open(HERE / name)) == rgba).all()
