package pointwise.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import pointwise.image.ImagePart;
import pointwise.learn.Labels;

/** Whether data are those of before, as far as a listing tells. */
final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256 of names and lengths of the images, and of classes and their counts. */
  static String of(List<ImagePart> files, Labels labels) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot compare data: this Java has no SHA-256", e);
    }
    for (ImagePart file : files) {
      add(digest, file.getOrigin() + "\n" + file.getLength());
    }
    add(digest, labels.classes() + "\n" + labels.counts().counts());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
