package pointwise.raster.stack;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pointwise.text.Text;

/**
 * Which files are bands of one image: a path with wildcards in which {@code {band}} stands for what
 * tells them apart, and {@code {scene}}, where it is there, for what they have in common.
 */
public final class StackPattern {
  /** What stands for the name of a band. */
  public static final String BAND = "{band}";

  /** What stands for the name of an image. */
  public static final String SCENE = "{scene}";

  private static final Pattern WORDS = Pattern.compile("\\{band}|\\{scene}|.");
  private static final String FOLDER = "[^/]*";

  /** Numbers by their value, other text as it is: B2, B8, B8A, B10. */
  public static final Comparator<String> ORDER = StackPattern::compare;

  private final String text;
  private final Pattern pattern;

  /**
   * @throws IllegalArgumentException if the band is not in it once, or there are other braces
   *     beside it
   */
  public StackPattern(String text) {
    this.text = text;
    if (text.split(Pattern.quote(BAND), -1).length != 2) {
      throw new IllegalArgumentException(
          Text.of("found %s, expected %s in it once", Text.printable(text), BAND));
    }
    String[] folders = text.split("/", -1);
    StringBuilder regex = new StringBuilder();
    boolean named = false;
    boolean scene = false;
    for (String folder : folders) {
      boolean some = folder.contains(BAND) || folder.contains(SCENE);
      named |= some;
      if (named) {
        regex.append('/').append(some ? regex(folder, scene) : FOLDER);
        scene |= folder.contains(SCENE);
      }
    }
    this.pattern = Pattern.compile(".*" + regex);
  }

  private static String regex(String folder, boolean sceneBefore) {
    StringBuilder regex = new StringBuilder();
    boolean scene = sceneBefore;
    for (Matcher word = WORDS.matcher(folder); word.find(); ) {
      switch (word.group()) {
        case BAND -> regex.append("(?<band>[^/]+?)");
        case SCENE -> {
          regex.append(scene ? "\\k<scene>" : "(?<scene>[^/]+)");
          scene = true;
        }
        case "*" -> regex.append(FOLDER);
        case "?" -> regex.append("[^/]");
        case "{", "}", "[", "]", "\\" ->
            throw new IllegalArgumentException(
                Text.of(
                    "found %s in %s, expected no wildcards but * and ? in a name with %s or %s",
                    word.group(), Text.printable(folder), BAND, SCENE));
        default -> regex.append(Pattern.quote(word.group()));
      }
    }
    return regex.toString();
  }

  /** The glob of all files of all images. */
  public String glob() {
    return text.replace(BAND, "*").replace(SCENE, "*");
  }

  /**
   * What a file is.
   *
   * @param scene the image's name; null where the pattern has none
   * @param band its name
   * @param image what the files of an image have in common: the path without the band
   */
  public record Match(String scene, String band, String image) {}

  /** What a file is by its path; empty where it is none of these. */
  public Optional<Match> match(String path) {
    Matcher found = pattern.matcher(path);
    if (!found.matches()) {
      return Optional.empty();
    }
    String image =
        path.substring(0, found.start("band")) + BAND + path.substring(found.end("band"));
    return Optional.of(
        new Match(text.contains(SCENE) ? found.group("scene") : null, found.group("band"), image));
  }

  private static int compare(String one, String other) {
    String[] ones = one.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)", -1);
    String[] others = other.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)", -1);
    for (int i = 0; i < Math.min(ones.length, others.length); i++) {
      String a = ones[i].replaceFirst("^0+(?=\\d)", "");
      String b = others[i].replaceFirst("^0+(?=\\d)", "");
      boolean numbers = isNumber(a) && isNumber(b);
      int order = numbers && a.length() != b.length() ? a.length() - b.length() : a.compareTo(b);
      if (order != 0) {
        return order;
      }
    }
    return ones.length != others.length ? ones.length - others.length : one.compareTo(other);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }

  @Override
  public String toString() {
    return text;
  }
}
