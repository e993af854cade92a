package pointwise.raster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import pointwise.text.Text;

/** Which bands of an image are used: one choice after the other, each of one band or several. */
public sealed interface BandChoice extends Serializable {
  /** What chooses the bands that the file does not call bad. */
  String GOOD = "good";

  /**
   * The bands of an image, from 0 on.
   *
   * @throws IllegalArgumentException if it has no such band
   */
  IntStream of(SceneInfo info, int channels);

  /** The same of an image whose bands are files with names. */
  default BandChoice ofStack() {
    return this;
  }

  /** Bands by their numbers, from 1 on, the last included. */
  record Numbers(int first, int last) implements BandChoice {
    @Override
    public IntStream of(SceneInfo info, int channels) {
      if (last > channels) {
        throw new IllegalArgumentException(
            Text.of("there is no band %d, found %d bands", last, channels));
      }
      return IntStream.rangeClosed(first - 1, last - 1);
    }

    @Override
    public BandChoice ofStack() {
      return new NumberNames(first, last);
    }
  }

  /** Bands whose names are numbers, as B2, B3 and B10 have; by their places where none is so. */
  record NumberNames(int first, int last) implements BandChoice {
    @Override
    public IntStream of(SceneInfo info, int channels) {
      return info.bands().stream().anyMatch(NumberNames::isNumbered)
          ? IntStream.rangeClosed(first, last).map(number -> named(number, info))
          : new Numbers(first, last).of(info, channels);
    }

    private static boolean isNumbered(Band band) {
      return band.name().matches("\\d{1,9}");
    }

    private static int named(int number, SceneInfo info) {
      for (int c = 0; c < info.bands().size(); c++) {
        Band band = info.bands().get(c);
        if (isNumbered(band) && Integer.parseInt(band.name()) == number) {
          return c;
        }
      }
      throw new IllegalArgumentException(
          Text.of(
              "no band has the name %d, found %s",
              number, Text.printable(info.bands().stream().map(Band::name).toList().toString())));
    }
  }

  /** A band by its name. */
  record Named(String name) implements BandChoice {
    @Override
    public IntStream of(SceneInfo info, int channels) {
      int[] found =
          IntStream.range(0, info.bands().size())
              .filter(c -> name.equals(info.bands().get(c).name()))
              .toArray();
      if (found.length != 1) {
        List<String> names =
            info.bands().stream().map(Band::name).filter(Objects::nonNull).toList();
        throw new IllegalArgumentException(
            Text.of(
                "%s band has the name %s, found %s",
                found.length == 0 ? "no" : "more than one",
                Text.printable(name),
                names.isEmpty() ? "bands without names" : Text.printable(names.toString())));
      }
      return Arrays.stream(found);
    }
  }

  /** All bands but those that the file calls bad; all where it calls none so. */
  record Good() implements BandChoice {
    @Override
    public IntStream of(SceneInfo info, int channels) {
      return IntStream.range(0, channels).filter(c -> info.band(c).good());
    }
  }

  /** The band nearest to a wavelength, of two equally near the first; both in nanometres. */
  record Near(double wavelength, double tolerance) implements BandChoice {
    @Override
    public IntStream of(SceneInfo info, int channels) {
      int nearest = -1;
      for (int c = 0; c < channels; c++) {
        if (info.band(c).wavelength() != null
            && (nearest < 0 || distance(info, c) < distance(info, nearest))) {
          nearest = c;
        }
      }
      if (nearest < 0 || distance(info, nearest) > tolerance) {
        throw new IllegalArgumentException(
            Text.of(
                "no band is within %s nm of %s nm, found %s",
                tolerance,
                wavelength,
                nearest < 0
                    ? "bands without wavelengths"
                    : Text.of("the nearest at %s nm", info.band(nearest).wavelength())));
      }
      return IntStream.of(nearest);
    }

    private double distance(SceneInfo info, int channel) {
      return Math.abs(info.band(channel).wavelength() - wavelength);
    }
  }

  /**
   * The choices of a text: numbers from 1 on, ranges of them, names and {@link #GOOD}, with commas.
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<BandChoice> parse(String text) {
    List<BandChoice> choices = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String one = part.strip();
      if (one.matches("\\d{1,9}(\\s*-\\s*\\d{1,9})?")) {
        String[] ends = one.split("\\s*-\\s*", -1);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        if (first < 1 || last < first) {
          throw new IllegalArgumentException(
              Text.of("found %s, expected numbers from 1 on, the smaller first", one));
        }
        choices.add(new Numbers(first, last));
      } else if (one.isEmpty()) {
        throw new IllegalArgumentException("found nothing where a band should be");
      } else {
        choices.add(one.equals(GOOD) ? new Good() : new Named(one));
      }
    }
    return choices;
  }
}
