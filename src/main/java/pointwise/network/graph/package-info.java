/** Networks as graphs of layers, and their folding. */
package pointwise.network.graph;
