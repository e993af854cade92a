/**
 * From paths to open images: the listing, how files are shared among tasks, and the loop that reads
 * them. What an image that fails becomes is decided here.
 */
package pointwise.input;
