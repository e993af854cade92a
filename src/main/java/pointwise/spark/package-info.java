/**
 * The door for SQL, Python, notebooks and Java: a data source and functions that Spark finds in the
 * jar by itself. What they do is what the commands do, with the same options.
 */
package pointwise.spark;
