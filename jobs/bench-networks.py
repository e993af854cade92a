#!/usr/bin/env python3
"""bench-networks.py POINTWISE FOLDER MODEL...: images/s of `extract --network MODEL --preset imagenet` beside a loop
of onnxruntime and Pillow in two processes, on the photos in FOLDER, in turns. The loop resizes and normalises as
torchvision's transforms do and writes the vectors with pyarrow. Both are timed from the first image to the
written table: the job by its report, the loop after its processes have opened the model. Wants a Python with
numpy, Pillow, onnxruntime of the version in the jar, and pyarrow. --threads N and --repeats N."""
import argparse
import json
import multiprocessing
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
import onnxruntime
import pyarrow
import pyarrow.parquet
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
session = None


def open_model(file):
    global session
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def vector(file):
    with Image.open(file) as image:
        photo = image.convert("RGB")
    short = min(photo.size)
    size = [256 * side // short for side in photo.size]
    left, top = (round((side - 224) / 2) for side in size)
    photo = photo.resize(size, Image.Resampling.BILINEAR).crop((left, top, left + 224, top + 224))
    image = (np.asarray(photo, np.float32) / 255 - MEAN) / STD
    tensor = np.ascontiguousarray(image.transpose(2, 0, 1))[None]
    return session.run(None, {session.get_inputs()[0].name: tensor})[0][0]


def warm(_):
    time.sleep(0.2)  # so that each process has one
    return session is not None


def loop(model, files, threads, out):
    with multiprocessing.get_context("spawn").Pool(threads, open_model, (model,)) as pool:
        assert all(pool.map(warm, range(threads), chunksize=1))
        start = time.perf_counter()
        vectors = pool.map(vector, files, chunksize=8)
        table = pyarrow.table({"origin": files, "vector": [v.ravel() for v in vectors]})
        pyarrow.parquet.write_table(table, out / "vectors.parquet")
        return len(files) / (time.perf_counter() - start)


def job(pointwise, model, folder, threads, out):
    command = [pointwise, "extract", "--network", model, "--preset", "imagenet", "--images", folder, "--out", out / "maps"]
    subprocess.run([*command[:1], "--master", f"local[{threads}]", *command[1:]], check=True, capture_output=True)
    report = json.loads((out / "maps" / "_report.json").read_text())
    return report["done"] / report["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pointwise")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    files = sorted(str(file) for file in asked.folder.iterdir() if file.suffix in (".jpg", ".jpeg"))
    print(f"{len(files)} photos, {asked.threads} threads; images/s, the median of {asked.repeats} (least..most)")
    for model in asked.models:
        rates = {"extract": [], "loop": []}
        for _ in range(asked.repeats):
            with tempfile.TemporaryDirectory() as folder:
                out = pathlib.Path(folder)
                rates["extract"].append(job(asked.pointwise, model, asked.folder, asked.threads, out))
                rates["loop"].append(loop(model, files, asked.threads, out))
        text = {
            way: f"{statistics.median(all):.1f} ({min(all):.1f}..{max(all):.1f})" for way, all in rates.items()
        }
        ratio = statistics.median(rates["extract"]) / statistics.median(rates["loop"])
        print(f"{pathlib.Path(model).stem}: extract {text['extract']}, loop {text['loop']}, ratio {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
