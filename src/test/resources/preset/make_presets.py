"""Writes image.npy (bytes, H x W x C) and presets.csv: the mean and the largest number of each
channel of what torchvision's, CLIP's and timm's transforms make of it, with Pillow's resizing in
mode F, so that nothing is rounded between them.

A crop that is not the preset's is that of a network of that size: timm resizes the shorter side to
floor(crop / crop_pct), in timm/data/transforms_factory.py of timm 1.0.31.
"""
import math

import numpy as np
from PIL import Image

# torchvision/transforms/_presets.py, clip/clip.py, timm/data/constants.py and the entry of
# inception_v3 in timm/models/inception_v3.py: mean, std, filter, crop / shorter side.
PRESETS = {
    "imagenet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], Image.BILINEAR, 224 / 256),
    "clip": (
        [0.48145466, 0.4578275, 0.40821073],
        [0.26862954, 0.26130258, 0.27577711],
        Image.BICUBIC,
        1,
    ),
    "inception": ([0.5] * 3, [0.5] * 3, Image.BICUBIC, 0.875),
}
image = np.random.RandomState(3).randint(0, 256, (40, 31, 3)).astype(np.uint8)
np.save("image.npy", image)
with open("presets.csv", "w") as csv:
    print("preset,crop,mean0,mean1,mean2,most0,most1,most2", file=csv)
    for name, crop in [
        ("imagenet", 224), ("clip", 224), ("inception", 299),
        ("imagenet", 96), ("clip", 20), ("inception", 96),
    ]:
        mean, std, method, share = PRESETS[name]
        short = math.floor(crop / share)
        height, width = int(short * 40 / 31), short
        top, left = round((height - crop) / 2.0), round((width - crop) / 2.0)
        means, most = [], []
        for c in range(3):
            plane = Image.fromarray(image[:, :, c].astype("f4")).resize((width, height), method)
            plane = np.asarray(plane, dtype="f8")[top : top + crop, left : left + crop]
            plane = (plane / 255 - mean[c]) / std[c]
            means.append(plane.mean())
            most.append(plane.max())
        print(name, crop, *[f"{number:.6f}" for number in means + most], sep=",", file=csv)
