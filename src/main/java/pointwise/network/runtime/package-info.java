/**
 * Networks of any operators, by ONNX Runtime: what a file takes and gives, and one session for all
 * tasks of a JVM.
 */
package pointwise.network.runtime;
