"""Pointwise from Python: docs/python.md as it stands and the vectors of docs/networks.md, but for what needs PyTorch, and maps against numpy. Arguments: classic or connect, the project, an empty folder."""

import io
import os
import re
import shutil
import sys
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import pyarrow.parquet as pq
import pyspark
from PIL import Image
from pyspark.sql import SparkSession

import pointwise_spark as pw

way, project, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
folder.mkdir(parents=True)
os.chdir(folder)
photos = folder / "photos"
photos.mkdir()
for name in ["chelsea.png", "coffee.png", "rocket.jpg"]:
    shutil.copy(project / "sample-data/photos" / name, photos)
(photos / "bad.png").write_bytes(b"no picture")
shutil.copy(project / "conf/kernels/ycbcr.json", "bank.json")


def check(what: str, holds: bool) -> None:
    if not holds:
        sys.exit(f"Cannot agree ({way}): {what}")
    print(f"{way}: {what}")


if way == "connect":
    spark = SparkSession.builder.remote("local[2]").config("spark.jars", str(pw.JAR)).getOrCreate()
else:
    spark = pw.session(memory="1g", spark_ui_enabled="false")
check(f"the session is {type(spark).__module__} of Spark {spark.version}", ("connect" in type(spark).__module__) == (way == "connect") and spark.version == pyspark.__version__)

with mock.patch("pyspark.__version__", "3.5.9"):
    try:
        pw.session()
        check("another PySpark is refused", False)
    except RuntimeError as e:
        check("another PySpark is refused", "found 3.5.9, expected 4.0 to 4.3" in str(e))

# The documents, in order; a classic session cannot be had beside a remote one.
names: dict = {"spark": spark, "pw": pw}
for block in re.findall(r"^```python\n(.*?)^```", (project / "docs/python.md").read_text(), re.S | re.M):
    if way == "connect":
        block = re.sub(r"^spark = .*$", "", block, flags=re.M)
    if "import torch" not in block:
        exec(compile(block, "docs/python.md", "exec"), names)
maps = names["maps"]

# The nine samples.
nine = spark.read.format("pointwise").option("kernels", str(project / "conf/kernels/nine-samples.json"))
(found,) = pw.arrays(nine.load(str(project / "sample-data/nine.npy")))
check("nine samples", found.array[..., 0].tolist() == [[2, 9, 0], [2, 1, 7], [2, 3, 0]])

# YCbCr by ITU-R BT.601, of Pillow's samples.
weights = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
whole = {Path(one.origin).name: one for one in pw.arrays(maps)}
check("every image is there", sorted(whole) == sorted(path.name for path in photos.iterdir()))
check("what failed says why", whole["bad.png"].array is None and "not" in whole["bad.png"].error)
for name in ["chelsea.png", "coffee.png"]:
    image = np.asarray(Image.open(photos / name).convert("RGB")) / 255.0
    expected = image @ weights.T + [0, 0.5, 0.5]
    check(name, np.abs(whole[name].array - expected).max() < 1e-5)

# A map of several rows.
big = np.random.default_rng(1).random((3000, 900, 3), np.float32)
np.save("big.npy", big)
large = spark.read.format("pointwise").option("kernels", "bank.json").load("big.npy")
check("the large map has several rows", large.count() > 1)
(found,) = pw.arrays(large)
check("strips are joined", np.abs(found.array - (big @ weights.T + [0, 0.5, 0.5])).max() < 1e-5)
try:
    list(pw.arrays(large.where("y > 0")))
    check("a map that lacks strips is refused", False)
except ValueError as e:
    check("a map that lacks strips is refused", "Cannot join 1 maps such as" in str(e))

# What was written and read again.
again = {Path(one.origin).name: one for one in pw.arrays(spark.read.parquet("maps"))}
check("what was written is what was read", all(again[n].error == whole[n].error and (whole[n].array is None or np.array_equal(again[n].array, whole[n].array)) for n in whole))

picture = Image.open(io.BytesIO(pw.show(maps, n=2)))
check("the picture", picture.size == (3 * 132, 2 * 132) and len(set(picture.getdata())) > 100)

# SQL.
rows = spark.sql("SELECT origin, height FROM pointwise_maps('photos', kernels => 'bank.json') WHERE error IS NULL").collect()
check("a table function", len(rows) == 3)
top = spark.sql("SELECT origin, avg(channels[0]) red FROM pointwise_pixels('photos') WHERE error IS NULL GROUP BY origin").collect()
check("pixels", {Path(row.origin).name for row in top} == {"chelsea.png", "coffee.png", "rocket.jpg"})
image = np.asarray(Image.open(photos / "coffee.png").convert("RGB"), dtype=np.float64)
check("their mean", abs(next(row.red for row in top if "coffee" in row.origin) - image[..., 0].mean()) < 1e-6)
rows = spark.read.format("binaryFile").load("photos").selectExpr("path", "conv1x1(content, 'bank.json') m").selectExpr("path", "m.*").collect()
check("a function of bytes", sum(row.error is None for row in rows) == 3 and len(rows) == 4)

# Vectors, here the samples of pictures of 16 x 16, and what is nearest to one of them.
value = onnx.helper.make_tensor_value_info
flatten = onnx.helper.make_node("Flatten", ["image"], ["vector"], axis=1)
shapes = [value("image", 1, ["N", 3, 16, 16])], [value("vector", 1, ["N", 768])]
graph = onnx.helper.make_graph([flatten], "thumbnail", *shapes)
onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8), "thumbnail.onnx")
network = {"network": "thumbnail.onnx", "range": "unit", "resize": "16x16", "normalize": "l2"}
spark.read.format("pointwise").options(**network).load(str(project / "sample-data/photos")).write.format("pointwise").save("embeddings")
page = re.search(r"^## Embeddings in other programs\n(.*?)^## ", (project / "docs/networks.md").read_text(), re.S | re.M)[1]
table = pq.read_table("embeddings").to_pylist()
vectors = np.array([row["vector"] for row in table], np.float64)
cosines = vectors @ next(row["vector"] for row in table if row["origin"].endswith("/chelsea.png"))
expected = sorted(zip(cosines, (row["origin"] for row in table)), reverse=True)[:5]
rows = spark.sql(re.search(r"^```sql\n(.*?)^```", page, re.S | re.M)[1]).collect()
check("the nearest in SQL", [row.origin for row in rows] == [origin for _, origin in expected] and np.allclose([row.cosine for row in rows], [cosine for cosine, _ in expected], atol=1e-6))
(block,) = [block for block in re.findall(r"^```python\n(.*?)^```", page, re.S | re.M) if "import duckdb" in block]
exec(compile(block, "docs/networks.md", "exec"), {})

for option, value, words in [("kernel", "bank.json", "kernel"), ("kernels", "none.json", "none.json")]:
    try:
        spark.read.format("pointwise").option(option, value).load("photos").schema
        check(f"{option}={value} is refused", False)
    except Exception as e:  # Spark's class differs between the two ways
        check(f"{option}={value} is refused", words in str(e))
print(f"{way}: all agree")
spark.stop()
