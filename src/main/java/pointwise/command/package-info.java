/** The command line: a class for each command. */
package pointwise.command;
