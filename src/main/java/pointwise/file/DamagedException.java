package pointwise.file;

import java.io.IOException;
import pointwise.text.Text;

/** A file of a job that is not what the job wrote. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedException(String what, String why, Throwable cause) {
    super(Text.of("Cannot read %s: %s; --overwrite alone begins anew", what, why), cause);
  }
}
