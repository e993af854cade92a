/**
 * Windows of images with a header: where maps are cut, and what is done to tiles one after the
 * other.
 */
package pointwise.tile;
