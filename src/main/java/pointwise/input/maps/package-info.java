/** Feature maps that are stored in tables, as images of as many channels. */
package pointwise.input.maps;
