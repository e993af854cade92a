"""Writes input.npy and, as Pillow resizes it (mode F, bilinear), the files HxW.npy beside it."""
import numpy as np
from PIL import Image

samples = np.random.RandomState(5).rand(37, 53, 3).astype("<f4") * 255
np.save("input.npy", samples)
for h, w in [(20, 17), (64, 90), (37, 10), (1, 1)]:
    channels = [Image.fromarray(samples[:, :, c]).resize((w, h), Image.BILINEAR) for c in range(3)]
    np.save(f"{h}x{w}.npy", np.stack([np.asarray(c) for c in channels], -1).astype("<f4"))
