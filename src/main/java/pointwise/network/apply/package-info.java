/** Images through a network, as tables. */
package pointwise.network.apply;
