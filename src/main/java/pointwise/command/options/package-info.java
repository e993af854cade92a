/** The options that commands share, and what they come to. */
package pointwise.command.options;
