"""Writes opset25.onnx, opset25.in.npy and opset25.out.npy (N x C x H x W and N x C): a graph of the
operators that changed after operator set 21, and what the reference evaluator of onnx 1.23 makes
of it in each operator set from 22 to 25."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

random = np.random.RandomState(25)


def weights(name, *shape):
    return numpy_helper.from_array((0.2 * random.randn(*shape)).astype("<f4"), name)


def integers(name, *values):
    return numpy_helper.from_array(np.array(values, dtype="<i8"), name)


node = helper.make_node
nodes = [
    node("Pad", ["image", "pads"], ["padded"]),
    node("Conv", ["padded", "w", "b"], ["conv"], strides=[1, 2]),
    node("Identity", ["conv"], ["same"]),
    node("Relu", ["same"], ["relu"]),
    node("MaxPool", ["relu"], ["most"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
    node("AveragePool", ["most"], ["mean"], kernel_shape=[2, 2], pads=[0, 1, 0, 1]),
    node("Dropout", ["mean"], ["kept"]),
    node("GlobalAveragePool", ["kept"], ["pooled"]),
    node("GlobalMaxPool", ["kept"], ["top"]),
    node("Flatten", ["pooled"], ["flat"]),
    node("Reshape", ["top", "shape"], ["reshaped"]),
    node("Constant", [], ["half"], value_float=0.5),
    node("Mul", ["reshaped", "half"], ["halved"]),
    node("Add", ["flat", "halved"], ["sum"]),
    node("Unsqueeze", ["sum", "axes"], ["map"]),
    node("Squeeze", ["map", "axes"], ["vector"]),
    node("Gemm", ["vector", "g", "c"], ["gemm"], transB=1),
    node("Softmax", ["gemm"], ["y"], axis=1),
]
constants = [
    integers("pads", 0, 0, 1, 1, 0, 0, 1, 1),
    weights("w", 4, 3, 3, 3),
    weights("b", 4),
    integers("shape", 1, -1),
    integers("axes", 2, 3),
    weights("g", 5, 4),
    weights("c", 5),
]
graph = helper.make_graph(
    nodes,
    "opset",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 9, 11])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 5])],
    constants,
)
image = random.randn(1, 3, 9, 11).astype("<f4")
results = []
for version in range(22, 26):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
    onnx.checker.check_model(model, full_check=True)
    results.append(ReferenceEvaluator(model).run(None, {"image": image})[0])
    assert np.array_equal(results[0], results[-1])
onnx.save(model, "opset25.onnx")
np.save("opset25.in.npy", image)
np.save("opset25.out.npy", results[-1].astype("<f4"))
