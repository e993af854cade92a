/** What a job counts and tells. */
package pointwise.report;
