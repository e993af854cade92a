"""Writes input.npy and, as Pillow resizes it (mode F), HxW.npy and bicubicHxW.npy beside it."""
import numpy as np
from PIL import Image

samples = np.random.RandomState(5).rand(37, 53, 3).astype("<f4") * 255
np.save("input.npy", samples)


def save(name, height, width, method):
    channels = [Image.fromarray(samples[:, :, c]).resize((width, height), method) for c in range(3)]
    np.save(name, np.stack([np.asarray(c) for c in channels], -1).astype("<f4"))


for h, w in [(20, 17), (64, 90), (37, 10), (1, 1)]:
    save(f"{h}x{w}.npy", h, w, Image.BILINEAR)
for h, w in [(20, 17), (64, 90), (37, 10), (12, 53), (1, 1)]:
    save(f"bicubic{h}x{w}.npy", h, w, Image.BICUBIC)
