package pointwise.file;

import java.util.UUID;
import java.util.regex.Pattern;
import pointwise.text.Text;

/** How the files of a table are called: by their bundle and, since several may write it, an id. */
public final class PartName {
  private static final Pattern NAME =
      Pattern.compile("part-\\d{5,}-[-0-9a-f]{36}(\\.[a-z0-9]+)?\\.parquet");

  private PartName() {}

  /**
   * A name that no other attempt has.
   *
   * @param extension of the codec, with its dot; empty for none
   */
  public static String of(int bundle, String extension) {
    return Text.of("part-%05d-%s%s.parquet", bundle, UUID.randomUUID(), extension);
  }

  /** Whether a file is called so. */
  public static boolean matches(String name) {
    return NAME.matcher(name).matches();
  }
}
