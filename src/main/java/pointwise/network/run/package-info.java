/** How a network runs: whole images or strips of lines. */
package pointwise.network.run;
