/** WebP: the chunks of the file, VP8, which is lossy, and VP8L, which is lossless. */
package pointwise.raster.webp;
