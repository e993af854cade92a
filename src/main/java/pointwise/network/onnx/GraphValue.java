package pointwise.network.onnx;

/** What a tensor of the graph is while it is read: a constant, or what the network computes. */
sealed interface GraphValue permits Tensor, SymbolicValue {}
