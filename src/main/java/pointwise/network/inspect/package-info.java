/** What {@code inspect} shows of a network. */
package pointwise.network.inspect;
