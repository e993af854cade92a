package pointwise.network.onnx;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Opens files of weights that lie beside a model. */
@FunctionalInterface
public interface ExternalData {
  /** For models that hold their weights themselves. */
  ExternalData NONE =
      path -> {
        throw new FileNotFoundException("files beside the model are not read here");
      };

  /**
   * A stream at the beginning of a file; the caller closes it.
   *
   * @param path relative to the folder of the model; never absolute, never with {@code ..}
   */
  InputStream open(String path) throws IOException;
}
