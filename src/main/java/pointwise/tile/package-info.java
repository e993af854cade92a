/**
 * Runs of full lines of an image: where maps are cut, and what is done to tiles one after the
 * other.
 */
package pointwise.tile;
