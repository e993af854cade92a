package pointwise.export;

import java.io.Serializable;
import pointwise.raster.SampleType;

/** Which samples of maps a kind of file holds. */
interface FileSamples extends Serializable {
  /** How many channels it has of a map of so many, the first of them. */
  default int channels(SampleType type, int all) {
    return all;
  }

  /** The type of its samples. */
  default SampleType type(SampleType type) {
    return type;
  }
}
