package pointwise.raster;

/**
 * What is known of a channel of a scene.
 *
 * @param name as the file has it; null where it has none
 * @param wavelength of its centre, in nanometres; null where the file tells none, or no unit that
 *     is a length
 * @param good false where the file says that the channel is not to be used, as ENVI's bbl does
 * @param nodata the stored value of pixels without data; null where none stands for that
 * @param scale what a stored value is multiplied with, before the offset is added, to be a quantity
 * @param offset see {@code scale}
 */
public record Band(
    String name, Double wavelength, boolean good, Double nodata, double scale, double offset) {
  /** A channel that nothing is known of. */
  public static final Band PLAIN = new Band(null, null, true, null, 1, 0);

  /** A channel of which only the name is known. */
  public static Band named(String name) {
    return new Band(name, null, true, null, 1, 0);
  }

  /** The same with another value for no data; null for none. */
  public Band withNodata(Double value) {
    return new Band(name, wavelength, good, value, scale, offset);
  }
}
