/** Layers, and the lines of their inputs that their results are made of. */
package pointwise.network.layer;
