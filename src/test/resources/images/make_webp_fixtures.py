"""Writes the WebP pictures of this folder, parts of the sample photos, and what Pillow (libwebp) reads of them.

Names of lossy pictures begin with lossy_. Run by hand, needs pillow, numpy and webp; the build does not run it.
"""

import pathlib
import struct

import numpy as np
import webp as libwebp
from PIL import Image, ImageCms

HERE = pathlib.Path(__file__).parent
PHOTOS = HERE.parents[3] / "sample-data" / "photos"
H, W = 37, 50


def part(name, top, left, height=H, width=W):
    return Image.open(PHOTOS / name).convert("RGB").crop((left, top, left + width, top + height))


def expect(name):
    np.save(HERE / (name + ".expected.npy"), np.asarray(Image.open(HERE / name)))


def webp(name, image, **options):
    image.save(HERE / name, **options)
    expect(name)


def chunks(name):
    data = (HERE / name).read_bytes()
    at = 12
    while at < len(data):
        length = struct.unpack_from("<I", data, at + 4)[0]
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def write(name, *parts):
    data = b"".join(kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1) for kind, body in parts)
    (HERE / name).write_bytes(b"RIFF" + struct.pack("<I", 4 + len(data)) + b"WEBP" + data)
    expect(name)


photo = part("astronaut.png", 90, 200)
y, x = np.mgrid[0:H, 0:W]
alpha = Image.fromarray((127.5 + 127.5 * np.sin(x / 7) * np.cos(y / 5)).round().astype(np.uint8))
see_through = photo.copy()
see_through.putalpha(alpha)

webp("lossless.webp", photo, lossless=True)
webp("lossless_slow.webp", part("coffee.png", 100, 300, 90, 120), lossless=True, quality=100, method=6)
webp("lossless_alpha.webp", see_through, lossless=True, exact=True)
for colours in (2, 4, 16, 200):
    webp(f"lossless_{colours}_colours.webp", photo.quantize(colours).convert("RGB"), lossless=True)
webp("lossless_flat.webp", Image.new("RGB", (300, 200), (10, 200, 30)), lossless=True)
webp("lossless_small.webp", photo.crop((0, 0, 5, 3)), lossless=True)

webp("lossy_20.webp", photo, quality=20)
webp("lossy_75.webp", photo, quality=75)
webp("lossy_100.webp", photo, quality=100)
webp("lossy_grey_20.webp", part("astronaut.png", 90, 200, 100, 130).convert("L").convert("RGB"), quality=20)
webp("lossy_fast.webp", part("rocket.jpg", 200, 300, 64, 80), quality=75, method=0)
webp("lossy_slow.webp", part("coffee.png", 100, 300, 90, 120), quality=50, method=6)
webp("lossy_small.webp", photo.crop((0, 0, 5, 3)))
webp("lossy_alpha.webp", see_through, quality=75)
webp("lossy_alpha_levels.webp", see_through, quality=75, alpha_quality=30, method=6)


def configured(name, image, quality, partitions=0, **settings):
    """With settings that Pillow does not have; the partitions are the 19th number of the C struct."""
    config = libwebp.WebPConfig.new(quality=quality)
    for key, value in settings.items():
        setattr(config.ptr, key, value)
    libwebp.ffi.cast("int *", config.ptr)[18] = partitions
    (HERE / name).write_bytes(bytes(libwebp.WebPPicture.from_pil(image).encode(config).buffer()))
    expect(name)


large = part("coffee.png", 100, 300, 130, 150)
configured("lossy_simple_filter.webp", large, 20, filter_type=0, filter_strength=90)
configured("lossy_sharp_filter.webp", large, 20, filter_type=1, filter_strength=90, filter_sharpness=5)
configured("lossy_one_segment.webp", large, 30, segments=1, filter_strength=60)
configured("lossy_eight_partitions.webp", large, 60, partitions=3, method=1)

exif = Image.Exif()
exif[0x0112] = 6
webp("lossy_exif_orientation_6.webp", photo, quality=75, exif=exif)
# A profile whose red and blue are exchanged.
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
profile = profile.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
webp("lossless_profile.webp", photo, lossless=True, icc_profile=profile)

# Alpha that is not compressed, by each of the filters.
canvas = struct.pack("<I", 16) + struct.pack("<I", W - 1)[:3] + struct.pack("<I", H - 1)[:3]
samples = dict(chunks("lossy_75.webp"))[b"VP8 "]
a = np.asarray(alpha).astype(int)
left, above, corner = np.roll(a, 1, 1), np.roll(a, 1, 0), np.roll(a, (1, 1), (0, 1))
predicted = [np.zeros_like(a), left.copy(), above.copy(), np.clip(left + above - corner, 0, 255)]
for kind, p in enumerate(predicted):
    if kind:
        p[0], p[:, 0], p[0, 0] = left[0], above[:, 0], 0
    raw = ((a - p) % 256).astype(np.uint8).tobytes()
    write(f"lossy_raw_alpha_{kind}.webp", (b"VP8X", canvas), (b"ALPH", bytes([kind << 2]) + raw), (b"VP8 ", samples))
# Alpha that the header tells of and that is not there, and chunks that nobody knows.
write("lossy_no_alpha.webp", (b"VP8X", canvas), (b"ODD ", b"odd"), (b"VP8 ", samples), (b"ODD ", b"odd"))

frames = [part("rocket.jpg", 200, 300), part("rocket.jpg", 200, 310), part("rocket.jpg", 200, 320)]
webp("lossless_three_frames.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True)
webp("lossy_two_frames.webp", frames[0], save_all=True, append_images=frames[1:2])
# A first frame of 20 x 15 at (8, 6) of the canvas.
frames[0].crop((0, 0, 20, 15)).save(HERE / "lossless_offset_frame.webp", lossless=True)
inner = dict(chunks("lossless_offset_frame.webp"))[b"VP8L"]
place = b"".join(struct.pack("<I", n)[:3] for n in (4, 3, 19, 14, 100)) + b"\2"
inner = b"VP8L" + struct.pack("<I", len(inner)) + inner + b"\0" * (len(inner) & 1)
animated = struct.pack("<I", 2 | 16) + canvas[4:]
write("lossless_offset_frame.webp", (b"VP8X", animated), (b"ANIM", bytes(6)), (b"ANMF", place + inner))
