/** Parquet tables and single files: how results are written, put in their place and read back. */
package pointwise.store;
