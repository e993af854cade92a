package pointwise.learn.labels;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import pointwise.input.InputSplit;
import pointwise.text.Sha256;
import pointwise.text.Text;

/**
 * Whether data are those of before, as far as listings and labels tell: SHA-256 of lines of text.
 * Data that were moved to another folder with their times are the same.
 */
public final class Fingerprint {
  private final MessageDigest digest = Sha256.digest();

  /**
   * What a training belongs to, in words that name the kind of change: which images there are, by
   * key; whether they are as they were, by length, time of change and ETag, where there is one; and
   * their labels.
   */
  public static Map<String, String> of(List<InputSplit> files, Labels labels) {
    Fingerprint names = new Fingerprint();
    Fingerprint states = new Fingerprint();
    List<InputSplit> ordered =
        files.stream().sorted(Comparator.comparing(InputSplit::getKey)).toList();
    InputSplit last = ordered.get(0);
    for (InputSplit file : ordered) {
      names.add(file.getKey());
      states.add(file.getLength() + " " + file.getModified() + " " + file.getEtag());
      file.getBeside()
          .forEach(
              beside ->
                  states.add(
                      beside.getLength() + " " + beside.getModified() + " " + beside.getEtag()));
      last = file.getModified() > last.getModified() ? file : last;
    }
    return Map.of(
        "the list of images",
        Text.of("%d images (%s)", ordered.size(), names.hex()),
        "the set of labels",
        labels.fingerprint(),
        "the time of change or length of an image",
        Text.of(
            "as the last to be changed %s at %s (%s)",
            Text.printable(last.getKey()), Instant.ofEpochMilli(last.getModified()), states.hex()));
  }

  /** Adds a line. */
  void add(String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file: its name without its folder, length, time of change and ETag. */
  void add(FileStatus file) {
    String etag = file instanceof EtagSource tagged ? tagged.getEtag() : null;
    add(file.getPath().getName());
    add(file.getLen() + " " + file.getModificationTime() + " " + etag);
  }

  /** The hash of all lines; nothing can be added after. */
  String hex() {
    return Sha256.hex(digest);
  }
}
