/** A data set to learn from: pictures of shapes whose label is their colour. Plain Java. */
package pointwise.colours;
