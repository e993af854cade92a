#!/usr/bin/env python3
"""bench-python.py FOLDER: 100 JPEGs of 512 x 512, cut from sample-data/photos into FOLDER, through 3 -> 16 kernels with ReLU:
the data source and the function of SQL beside what one writes in Python, in turns, each with two processes or tasks. The maps are
made and dropped; `written` writes them as Parquet. CPU seconds are of this process and all below it. Wants the Python of
target/python, which jobs/check-python makes; Daft takes part where it is installed. --rounds N."""
import argparse
import importlib.util
import io
import json
import multiprocessing
import os
import shutil
import statistics
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

import pointwise_spark as pw
from pyspark.sql.functions import col, pandas_udf
from pyspark.sql.types import BinaryType

PROJECT = Path(__file__).resolve().parents[1]
BANK = PROJECT / "conf/kernels/hue-units-16.json"
LAYER = json.loads(BANK.read_text())
WEIGHTS = np.array(LAYER["kernels"], np.float32).T
BIAS = np.array(LAYER["bias"], np.float32)
COUNT, SIDE = 100, 512


def cut(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    photos = [Image.open(file).convert("RGB") for file in sorted((PROJECT / "sample-data/photos").iterdir())]
    photos = [photo.resize((max(photo.width, 640), max(photo.height, 640))) for photo in photos]
    for n in range(COUNT):
        photo = photos[n % len(photos)]
        x, y = (n * 37 % (side - SIDE) for side in photo.size)
        photo.crop((x, y, x + SIDE, y + SIDE)).save(folder / f"{n:03}.jpg", quality=90)


def multiplied(pixels: np.ndarray) -> bytes:
    """The map of lines x columns x 3 of uint8: lines x columns x 16 of float32."""
    samples = pixels.reshape(-1, 3).astype(np.float32) / 255
    return np.maximum(samples @ WEIGHTS + BIAS, 0).tobytes()


def of_jpeg(content: bytes) -> bytes:
    return multiplied(np.asarray(Image.open(io.BytesIO(content)).convert("RGB")))


def of_file(file: Path) -> int:
    return len(of_jpeg(file.read_bytes()))


def write_files(part: tuple[Path, list[Path]]) -> None:
    out, files = part
    schema = pa.schema({"origin": pa.string(), "data": pa.binary()})
    with pq.ParquetWriter(out, schema, compression="none", use_dictionary=False) as writer:
        for file in files:
            writer.write_table(pa.table({"origin": [str(file)], "data": [of_jpeg(file.read_bytes())]}, schema))


def of_struct(image: dict) -> bytes:
    """Of an image of Spark's image source, whose samples are blue, green, red."""
    return multiplied(np.frombuffer(image["data"], np.uint8).reshape(image["height"], image["width"], 3)[..., ::-1])


@pandas_udf(BinaryType())
def by_pandas(content: pd.Series) -> pd.Series:
    return content.map(of_jpeg)


@pandas_udf(BinaryType())
def by_struct(image: pd.DataFrame) -> pd.Series:
    return pd.Series([of_struct(row) for row in image.to_dict("records")])


def by_arrow(batches):
    for batch in batches:
        for content in batch["content"]:
            yield pa.RecordBatch.from_arrays([pa.array([of_jpeg(content.as_py())], pa.binary())], ["data"])


spent_by: dict[int, int] = {}


def cpu() -> float:
    """CPU seconds of this process and all that were below it when it was called, also of those that have ended."""
    stats = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(place.parent.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    ours, found = {os.getpid()}, 0
    while len(ours) > found:
        found = len(ours)
        ours |= {pid for pid, (parent, _) in stats.items() if parent in ours}
    spent_by.update({pid: stats[pid][1] for pid in ours})
    return sum(list(spent_by.values())) / os.sysconf("SC_CLK_TCK")


def watch() -> None:
    """Sees processes before they end."""
    while True:
        cpu()
        time.sleep(0.2)


def ways(spark, pool, folder: Path, work: Path) -> dict:
    files = sorted(folder.glob("*.jpg"))
    binary = spark.read.format("binaryFile").load(str(folder))
    source = spark.read.format("pointwise").option("kernels", str(BANK))

    def dropped(frame) -> None:
        frame.write.format("noop").mode("overwrite").save()

    (first,) = pw.arrays(source.load(str(files[0])))
    expected = np.frombuffer(of_jpeg(files[0].read_bytes()), "<f4").reshape(first.array.shape)
    assert np.abs(first.array - expected).max() < 0.02  # decoders of JPEG differ by a grey level or two
    found = {
        "the source": lambda: dropped(source.load(str(folder))),
        "conv1x1 of binaryFile": lambda: dropped(binary.selectExpr(f"conv1x1(content, '{BANK}')")),
        "Pillow, NumPy, two processes": lambda: pool.map(of_file, files, chunksize=10),
        "pandas UDF": lambda: dropped(binary.select(by_pandas("content"))),
        "mapInArrow": lambda: dropped(binary.select("content").mapInArrow(by_arrow, "data binary")),
        "image source, pandas UDF": lambda: dropped(spark.read.format("image").load(str(folder)).select(by_struct(col("image")))),
        "the source, written": lambda: source.load(str(folder)).write.format("pointwise").mode("overwrite").option("codec", "uncompressed").save(str(work / "maps")),
        "Pillow, NumPy, PyArrow, two processes, written": lambda: pool.map(write_files, [(work / f"{n}.parquet", files[n::2]) for n in range(2)], chunksize=1),
    }
    if importlib.util.find_spec("daft"):
        import daft

        @daft.func(return_dtype=daft.DataType.int64())
        def by_daft(content: bytes) -> int:
            return len(of_jpeg(content))

        found["Daft"] = lambda: daft.from_glob_path(f"{folder}/*.jpg").select(by_daft(daft.col("path").download())).collect()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    folder, work = options.folder.resolve(), options.folder.resolve().with_name(options.folder.name + ".work")
    cut(folder)
    work.mkdir(exist_ok=True)
    spark = pw.session(memory="3g", spark_ui_enabled="false", spark_master="local[2]")
    threading.Thread(target=watch, daemon=True).start()
    pool = multiprocessing.get_context("spawn").Pool(2)
    spent: dict[str, list[tuple[float, float]]] = {}
    all_ways = ways(spark, pool, folder, work)
    for turn in range(options.rounds + 1):  # the first warms up
        for name, way in all_ways.items():
            wall, used = time.perf_counter(), cpu()
            way()
            if turn > 0:
                spent.setdefault(name, []).append((time.perf_counter() - wall, cpu() - used))
    print(f"load {os.getloadavg()[0]:.1f} at the end, {options.rounds} rounds, median (least..most)")
    pixels = COUNT * SIDE * SIDE / 1e6
    for name, times in spent.items():
        walls, cpus = (sorted(column) for column in zip(*times))
        middle = statistics.median(cpus)
        print(f"| {name} | {statistics.median(walls):.1f} | {middle:.1f} ({cpus[0]:.1f}..{cpus[-1]:.1f}) | {pixels / middle:.1f} |")
    pool.close()
    spark.stop()
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
