"""The code for PyTorch of docs/python.md and docs/networks.md, in the folder of results that check-python.py left. Argument: the project."""

import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image

docs = Path(sys.argv[1]) / "docs"
vectors = re.search(r"^## Embeddings in other programs\n(.*?)^## ", (docs / "networks.md").read_text(), re.S | re.M)[1]
names: dict = {}
for block in re.findall(r"^```python\n(.*?)^```", (docs / "python.md").read_text() + vectors, re.S | re.M):
    if "torch" in block:
        exec(compile(block, "docs", "exec"), names)

# Y of YCbCr by ITU-R BT.601, of Pillow's samples.
(coffee,) = [tensor for origin, tensor in names["Maps"]() if origin.endswith("coffee.png")]
samples = np.asarray(Image.open("photos/coffee.png").convert("RGB")) / 255.0
if np.abs(coffee[0].numpy() - samples @ [0.299, 0.587, 0.114]).max() >= 1e-5:
    sys.exit("Cannot agree (PyTorch): coffee.png")
cosines = names["vectors"].numpy() @ names["vectors"][0].numpy()
if names["nearest"].tolist() != np.argsort(-cosines)[:5].tolist() or names["nearest"][0] != 0:
    sys.exit("Cannot agree (PyTorch): the nearest")
print("PyTorch: all agree")
