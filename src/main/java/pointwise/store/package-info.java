/**
 * Parquet tables: how they are written in bundles, put in their place, gone on with and read back.
 */
package pointwise.store;
