"""Writes short.csv and short*.npy: what torchvision's Resize(short) and CenterCrop make.

Usage: make_short.py FOLDER, where FOLDER/torchvision is torchvision's package (0.29). Its own
functions are run for sizes and places, without torch; samples are Pillow's (mode F, bilinear).
"""
import ast
import random
import sys
from typing import Optional

import numpy as np
from PIL import Image

source = open(f"{sys.argv[1]}/torchvision/transforms/functional.py").read()
functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}
scope = {"Optional": Optional}
exec(ast.unparse(functions["_compute_resized_output_size"]), scope)
places = [
    ast.unparse(line)
    for line in functions["center_crop"].body
    if ast.unparse(line).startswith("crop_")
    and "round" in ast.unparse(line)
]
assert len(places) == 2


def resized(height, width, short, crop_height, crop_width):
    h, w = scope["_compute_resized_output_size"]((height, width), [short])
    at = dict(image_height=h, image_width=w, crop_height=crop_height, crop_width=crop_width)
    exec("\n".join(places), at)
    return h, w, at["crop_top"], at["crop_left"]


random.seed(7)
rows = [(h, w, 256, 224, 224) for h, w in [(300, 451), (427, 640), (640, 427), (341, 511), (400, 600), (512, 512)]]
for _ in range(200):
    short = random.randint(2, 600)
    crops = [random.randint(1, short) for _ in range(2)]
    rows.append((random.randint(1, 5000), random.randint(1, 5000), short, *crops))
with open("short.csv", "w") as csv:
    print("height,width,short,crop_height,crop_width,new_height,new_width,top,left", file=csv)
    for row in rows:
        print(*row, *resized(*row), sep=",", file=csv)

samples = np.load("input.npy")
for short, crop_height, crop_width in [(20, 17, 15), (23, 10, 23), (61, 50, 60)]:
    h, w, top, left = resized(*samples.shape[:2], short, crop_height, crop_width)
    channels = [Image.fromarray(samples[:, :, c]).resize((w, h), Image.BILINEAR) for c in range(3)]
    whole = np.stack([np.asarray(c) for c in channels], -1).astype("<f4")
    cropped = whole[top : top + crop_height, left : left + crop_width]
    np.save(f"short{short}_{crop_height}x{crop_width}.npy", np.ascontiguousarray(cropped))
