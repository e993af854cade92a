/** The kinds of files that maps are exported to: how a map lies in one, and its bytes. */
package pointwise.export.file;
