/** What is near what: cosine similarity of the vectors in a table of maps. */
package pointwise.similar;
