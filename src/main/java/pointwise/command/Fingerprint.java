package pointwise.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import pointwise.image.ImagePart;
import pointwise.learn.ClassifierInfo;
import pointwise.learn.Labels;

/** Whether data are those of before, as far as listings and labels tell. */
final class Fingerprint {
  private Fingerprint() {}

  /**
   * SHA-256 of the images, by name and length, each with its label: the name of its class, or the
   * file with those of its pixels, by name, length and time of change; and of the classes and their
   * counts.
   */
  static String of(Configuration configuration, List<ImagePart> files, Labels labels)
      throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot compare data: this Java has no SHA-256", e);
    }
    for (ImagePart file : files) {
      add(digest, file.getOrigin() + "\n" + file.getLength());
      if (file.failure() == null) {
        add(digest, label(configuration, file.getOrigin(), labels));
      }
    }
    add(digest, labels.classes() + "\n" + labels.counts().counts());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String label(Configuration configuration, String origin, Labels labels)
      throws IOException {
    if (labels.unit() == ClassifierInfo.Unit.IMAGE) {
      return labels.classes().get(labels.ofImage(origin));
    }
    Path file = new Path(labels.fileOf(origin));
    FileStatus status = file.getFileSystem(configuration).getFileStatus(file);
    return file + "\n" + status.getLen() + "\n" + status.getModificationTime();
  }

  private static void add(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
