/**
 * Lines of text for people and for the columns of tables: the same in every locale, and nothing in
 * them that a file smuggled in.
 */
package pointwise.text;
