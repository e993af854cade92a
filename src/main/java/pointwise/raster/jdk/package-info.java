/** Formats that the JDK's readers decode, with the checks that they leave out. */
package pointwise.raster.jdk;
