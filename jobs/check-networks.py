#!/usr/bin/env python3
"""Exports networks of torchvision and timm with random weights, runs `extract --network` on them, and
compares the maps with ONNX Runtime's and PyTorch's of the same samples.

    check-networks.py POINTWISE FOLDER NAME...

POINTWISE is jobs/pointwise, FOLDER is made. A NAME is `tv:resnet50`, `timm:vit_small_patch16_224`,
`seg:fcn_resnet50`; `unet:nearest`, a U-Net; `det:fasterrcnn_resnet50_fpn`, the finest map of a detector's
backbone; `as:qdq`, a small network in another form; or `preset:imagenet`, which compares what a network gets of
the sample photos with the transforms of torchvision. `all` is every one, which takes hours, `ci` eight small ones.
Prints a line for each; exit 1 if one differs.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pyarrow.parquet as parquet
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16

TORCHVISION = """alexnet vgg16 vgg16_bn resnet18 resnet50 resnet101 wide_resnet50_2 resnext50_32x4d
squeezenet1_0 squeezenet1_1 densenet121 googlenet inception_v3 mobilenet_v2 mobilenet_v3_small
mobilenet_v3_large mnasnet1_0 shufflenet_v2_x1_0 efficientnet_b0 efficientnet_v2_s regnet_x_400mf
regnet_y_400mf convnext_tiny swin_t vit_b_16 maxvit_t""".split()
TIMM = """coatnet_0_rw_224 convnextv2_atto cspdarknet53 darknet53 dla34 dpn68 ecaresnet50d edgenext_xx_small
efficientnet_lite0 efficientvit_b0 ese_vovnet19b_dw fastvit_t8 gernet_s ghostnet_100 hardcorenas_a
hgnetv2_b0 hrnet_w18_small inception_next_atto inception_v4 lcnet_050 legacy_xception levit_128s mixnet_s
mobilenetv1_100 mobilenetv4_conv_small mobileone_s0 mobilevit_xxs nfnet_l0 poolformer_s12 pvt_v2_b0
regnety_002 repvgg_a0 res2net50_26w_4s resnest14d resnet18d resnetblur50 resnetv2_50 rexnet_100
selecsls42b seresnet50 skresnet18 starnet_s1 tf_efficientnet_b0 tf_efficientnet_lite0
tf_efficientnetv2_b0 tf_mobilenetv3_small_100 vit_base_patch32_clip_224 vit_small_patch14_dinov2
vit_small_patch16_224 vit_small_patch16_dinov3 vovnet39a xception41""".split()
SEGMENTATION = "fcn_resnet50 deeplabv3_resnet50 lraspp_mobilenet_v3_large".split()
# As torchvision, CLIP and timm state them: shorter side, crop, bicubic, mean, std.
PRESETS = {
    "imagenet": (256, 224, False, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "clip": (224, 224, True, (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "inception": (341, 299, True, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
}
PHOTOS = Path(__file__).resolve().parent.parent / "sample-data" / "photos"
UNETS = {
    "nearest": lambda width: torch.nn.Upsample(scale_factor=2),
    "bilinear": lambda width: torch.nn.Upsample(scale_factor=2, mode="bilinear"),
    "transposed": lambda width: torch.nn.ConvTranspose2d(width, width, 2, 2),
}


class First(torch.nn.Module):
    """One map of a network that gives several by name."""

    def __init__(self, network, name):
        super().__init__()
        self.network = network
        self.name = name

    def forward(self, image):
        return self.network(image)[self.name]


class UNet(torch.nn.Module):
    def __init__(self, up):
        super().__init__()
        def block(i, o):
            return torch.nn.Sequential(torch.nn.Conv2d(i, o, 3, padding=1), torch.nn.BatchNorm2d(o), torch.nn.ReLU())
        self.down = torch.nn.ModuleList([block(3, 16), block(16, 32), block(32, 64)])
        self.bottom = block(64, 128)
        self.up = torch.nn.ModuleList([up(128), up(64), up(32)])
        self.join = torch.nn.ModuleList([block(128 + 64, 64), block(64 + 32, 32), block(32 + 16, 16)])
        self.classes = torch.nn.Conv2d(16, 5, 1)

    def forward(self, x):
        kept = []
        for down in self.down:
            kept.append(down(x))
            x = torch.nn.functional.max_pool2d(kept[-1], 2)
        x = self.bottom(x)
        for up, join in zip(self.up, self.join):
            x = join(torch.cat([up(x), kept.pop()], 1))
        return self.classes(x)


def prepend(file, kind, shape, nodes, constants=()):
    """Puts nodes between the input, which becomes of another type or shape, and the network, from `inner` on."""
    model = onnx.load(file)
    for node in model.graph.node:
        node.input[:] = ["inner" if name == "image" else name for name in node.input]
    del model.graph.input[:]
    model.graph.input.append(helper.make_tensor_value_info("image", kind, shape))
    model.graph.initializer.extend(constants)
    for node in reversed(nodes):
        model.graph.node.insert(0, node)
    onnx.save(model, file)


def qdq(file, image):
    class Once(CalibrationDataReader):
        left = [{"image": image}]

        def get_next(self):
            return self.left.pop() if self.left else None
    quantize_static(str(file), str(file), Once())
    return image


def float16(file, image):
    onnx.save(convert_float_to_float16(onnx.load(file), keep_io_types=True), file)
    return image


def uint8(file, image):
    prepend(file, onnx.TensorProto.UINT8, image.shape,
            [helper.make_node("Cast", ["image"], ["floats"], to=onnx.TensorProto.FLOAT),
             helper.make_node("Div", ["floats", "white"], ["inner"])],
            [numpy_helper.from_array(np.float32(255), "white")])
    return (image * 255).round().astype(np.uint8)


def nhwc(file, image):
    turned = image.transpose(0, 2, 3, 1)
    prepend(file, onnx.TensorProto.FLOAT, turned.shape,
            [helper.make_node("Transpose", ["image"], ["inner"], perm=[0, 3, 1, 2])])
    return turned


def external(file, image):
    onnx.save(onnx.load(file), file, save_as_external_data=True, location=file.name + ".data", size_threshold=0)
    return image


# Forms of a file, and how near to PyTorch they are.
FORMS = {qdq: 0.2, float16: 1e-2, uint8: 2e-4, nhwc: 2e-4, external: 2e-4}
ALL = (["preset:" + name for name in PRESETS] + ["tv:" + name for name in TORCHVISION] + ["timm:" + name for name in TIMM]
       + ["seg:" + name for name in SEGMENTATION] + ["unet:" + name for name in UNETS]
       + ["det:fasterrcnn_resnet50_fpn"] + ["as:" + form.__name__ for form in FORMS])
CI = """preset:imagenet tv:squeezenet1_1 tv:mobilenet_v3_small timm:lcnet_050 timm:mobilevit_xxs unet:bilinear as:qdq
as:nhwc""".split()


def network(name):
    kind, model = name.split(":")
    torch.manual_seed(1)
    if kind == "timm":
        import timm
        return timm.create_model(model, pretrained=False)
    if kind == "unet":
        return UNet(UNETS[model])
    import torchvision
    if kind == "seg":
        made = getattr(torchvision.models.segmentation, model)
        return First(made(weights=None, weights_backbone=None, num_classes=21), "out")
    if kind == "det":
        return First(getattr(torchvision.models.detection, model)(weights=None, weights_backbone=None).backbone, "0")
    if kind == "as":
        return torchvision.models.squeezenet1_1(weights=None)
    options = {"init_weights": True} if model in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, model)(weights=None, **options)


def size(name, made):
    if name.startswith("timm:"):
        return made.default_cfg["input_size"][-1]
    return 299 if "inception_v3" in name else 224


def settle(made, image):
    """Statistics of batch normalisation from data, so that results are neither 0 nor infinite."""
    made.train()
    with torch.no_grad():
        for weights in made.parameters():
            if not weights.any():  # heads that begin with nothing
                weights.normal_(std=0.02)
        for module in made.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                module.momentum = 0.5
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        try:
            for _ in range(4):
                made(image)
        except (RuntimeError, ValueError):
            pass  # Some cannot be trained on so small a batch; their first statistics stand.
    made.eval()


def check(pointwise, folder, name):
    made = network(name)
    side = size(name, made)
    samples = np.random.default_rng(7).integers(0, 256, (1, side, side, 3)).astype(np.float32) / 255
    image = torch.from_numpy(samples.transpose(0, 3, 1, 2).copy())
    settle(made, torch.cat([image, image.flip(3)]))
    file = folder / (name.replace(":", "-") + ".onnx")
    torch.onnx.export(made, (image,), str(file), opset_version=17, input_names=["image"],
                      output_names=["output"], dynamo=False)
    with torch.no_grad():
        expected = made(image).numpy()
    form = next((form for form in FORMS if name == "as:" + form.__name__), None)
    given = form(file, image.numpy()) if form else image.numpy()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    runtime = session.run(None, {"image": given})[0]
    photos = folder / (file.stem + "-images")
    photos.mkdir(exist_ok=True)
    np.save(photos / "image.npy", (samples[0] * 255).round().astype(np.uint8) if given.dtype == np.uint8 else samples[0])
    out = folder / (file.stem + "-maps")
    done = subprocess.run([pointwise, "extract", "--network", file, "--images", photos, "--out", out, "--overwrite"],
                          capture_output=True, text=True)
    file.unlink()
    if done.returncode != 0:
        return f"exit {done.returncode}: {(done.stderr or done.stdout).strip().splitlines()[-1]}"
    row = parquet.read_table(out, columns=["height", "width", "nChannels", "data"]).to_pylist()[0]
    found = np.frombuffer(row["data"], "<f4").reshape(row["height"], row["width"], row["nChannels"])
    if runtime.ndim == 4:
        found = found.transpose(2, 0, 1)
    found = found.reshape(runtime.shape[1:])
    largest = np.abs(runtime).max()
    by_runtime = np.abs(found - runtime[0]).max() / largest
    by_torch = np.abs(found - expected[0]).max() / largest
    engine = json.loads((out / "_report.json").read_text())["engines"]
    fits = by_runtime <= 1e-6 and by_torch <= FORMS.get(form, 2e-4) and engine[0].startswith("ONNX Runtime")
    return f"{'same' if fits else 'DIFFERS'} {by_runtime:.1e} of ONNX Runtime, {by_torch:.1e} of PyTorch"


def preset(pointwise, folder, name):
    """The largest difference from torchvision's transforms, in grey levels: of floats, and of PIL's bytes."""
    from PIL import Image
    from torchvision.transforms import v2 as transforms

    short, crop, bicubic, mean, std = PRESETS[name]
    weights = numpy_helper.from_array(np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1), "weights")
    any_size = [helper.make_tensor_value_info(at, onnx.TensorProto.FLOAT, [1, 3, "h", "w"])
                for at in ("image", "output")]
    graph = helper.make_graph([helper.make_node("Conv", ["image", "weights"], ["output"])], "same",
                                   any_size[:1], any_size[1:], [weights])
    file = folder / f"{name}.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), file)
    out = folder / f"{name}-maps"
    subprocess.run([pointwise, "extract", "--network", file, "--preset", name, "--channels", "convert",
                    "--images", PHOTOS, "--out", out, "--overwrite"], check=True, capture_output=True)
    filter_ = transforms.InterpolationMode.BICUBIC if bicubic else transforms.InterpolationMode.BILINEAR
    sized = [transforms.Resize(short, filter_, antialias=True), transforms.CenterCrop(crop)]
    normal = transforms.Normalize(mean, std)
    to_float = transforms.Compose([transforms.ToImage(), transforms.ToDtype(torch.float32, scale=True)])
    floats = bytes_ = 0.0
    rows = parquet.read_table(out, columns=["origin", "data"]).to_pylist()
    for row in rows:
        photo = Image.open(row["origin"].removeprefix("file:")).convert("RGB")
        found = np.frombuffer(row["data"], "<f4").reshape(crop, crop, 3).transpose(2, 0, 1)
        scale = 255 * np.array(std, dtype=np.float32).reshape(3, 1, 1)
        by_float = normal(transforms.Compose(sized)(to_float(photo))).numpy()
        by_bytes = normal(to_float(transforms.Compose(sized)(photo))).numpy()
        floats = max(floats, float((np.abs(found - by_float) * scale).max()))
        bytes_ = max(bytes_, float((np.abs(found - by_bytes) * scale).max()))
    # Bytes cannot overshoot 0 and 255 as a bicubic filter does.
    fits = len(rows) > 0 and floats <= 0.01 and (bicubic or bytes_ <= 1.5)
    return (f"{'same' if fits else 'DIFFERS'} {floats:.4f} grey levels from torchvision's floats,"
            f" {bytes_:.2f} from its bytes, {len(rows)} photos")


def main():
    pointwise, folder = sys.argv[1], Path(sys.argv[2])
    names = {"all": ALL, "ci": CI}.get(" ".join(sys.argv[3:]), sys.argv[3:])
    folder.mkdir(parents=True, exist_ok=True)
    print(f"torch {torch.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}", flush=True)
    wrong = 0
    for name in names:
        try:
            kind, of = name.split(":")
            told = preset(pointwise, folder, of) if kind == "preset" else check(pointwise, folder, name)
        except Exception as e:  # an exporter that fails is told, and the rest goes on
            told = f"not checked: {type(e).__name__}: {str(e).splitlines()[0]}"
        wrong += not told.startswith("same")
        print(f"{name:40} {told}", flush=True)
    print(f"{len(names)} networks, {wrong} not the same")
    sys.exit(1 if wrong else 0)


main()
