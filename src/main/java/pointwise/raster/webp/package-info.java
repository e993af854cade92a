/** WebP: the chunks of the file, and the pictures in them as a library's decoders have them. */
package pointwise.raster.webp;
