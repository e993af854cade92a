/** ONNX files to networks and back. */
package pointwise.network.onnx;
