/** What every command does around its work: the session, its limits, signals, exit codes. */
package pointwise.job;
