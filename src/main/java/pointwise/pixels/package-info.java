/**
 * The nine-sample view: {@code Explode}, {@code Multiply}, {@code Assemble}, and the three
 * composed. Start reading here.
 */
package pointwise.pixels;
