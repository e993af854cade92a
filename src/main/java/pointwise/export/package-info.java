/**
 * Feature maps and class maps as files of other programs: GeoTIFF and COG, ENVI, npy, PNG. A map is
 * cut into blocks, which tasks encode; a header is written before them when all sizes are known.
 */
package pointwise.export;
