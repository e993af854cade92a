/** Single files: how they are written whole, exclusively and on local disks. */
package pointwise.file;
