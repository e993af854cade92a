package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.network.apply.Interpolation;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The size that images are brought to for a network, or of their windows that it gets. */
final class SizeOptions {
  /** What the keys of a file begin with; their values are those of the options. */
  static final String KEYS = "pointwise.";

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,6})x([1-9]\\d{0,6})");

  /** How many overlaps there are in a tile where nobody said. */
  private static final int OVERLAPS = 8;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--resize",
      paramLabel = "WxH",
      description = "Resize images to this width and height.")
  private String resize;

  @Option(
      names = "--resize-short",
      paramLabel = "S",
      description =
          "Resize the shorter side to this, before --crop; the longer one to S x longer / shorter, cut off to a whole number as torchvision's Resize does.")
  private Integer shorter;

  @Option(
      names = "--crop",
      paramLabel = "WxH",
      description =
          "Cut this width and height out of the middle, as torchvision's CenterCrop does, after --resize-short.")
  private String crop;

  @Option(
      names = "--interpolation",
      paramLabel = "FILTER",
      description =
          "What images are resized with: bilinear or bicubic, as Pillow has them. Default: bilinear.")
  private Interpolation interpolation;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Make images ready as imagenet, clip or inception networks expect it: range, mean, std, size and interpolation, but for those that are given.")
  private Preset preset;

  @Option(
      names = "--tile",
      paramLabel = "N",
      description =
          "Run the network on windows of N x N pixels, by ONNX Runtime, and join the middles of its maps.")
  private Integer tile;

  @Option(
      names = "--overlap",
      paramLabel = "M",
      description =
          "Lines and columns of a window on each side of its middle, with --tile. The joined map is that of the whole image where what a number of it is made of reaches no further. Default: an eighth of --tile.")
  private Integer overlap;

  /** Width and height of what a preset cuts out. */
  private int side;

  /** Whether one was named. */
  boolean given() {
    return resize != null
        || shorter != null
        || crop != null
        || interpolation != null
        || preset != null
        || tiles()
        || overlap != null;
  }

  /** Whether the network gets windows of images. */
  boolean tiles() {
    return tile != null;
  }

  /** The preset; null for none. */
  Preset preset() {
    return preset;
  }

  /** Takes note of what a network declares: a square of a fixed size is what a preset cuts out. */
  void useInput(Network.Input input) {
    if (preset != null) {
      boolean square = input.height() > 0 && input.height() == input.width();
      side = square ? input.height() : preset.crop();
    }
  }

  /** Takes what a file says of its images, where nothing was named. */
  void take(Map<String, String> metadata) {
    if (!given()) {
      resize = metadata.get(KEYS + "resize");
      crop = metadata.get(KEYS + "crop");
      try {
        String side = metadata.get(KEYS + "resize_short");
        shorter = side == null ? null : Integer.valueOf(side);
        String window = metadata.get(KEYS + "tile");
        tile = window == null ? null : Integer.valueOf(window);
        String beside = metadata.get(KEYS + "overlap");
        overlap = beside == null ? null : Integer.valueOf(beside);
        String filter = metadata.get(KEYS + "interpolation");
        interpolation =
            filter == null ? null : Interpolation.valueOf(filter.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            Text.of("Cannot read from the model how large images are: %s", e.getMessage()), e);
      }
    }
  }

  /** The size as a file says it. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    if (size() instanceof Preprocessing.Size.To to) {
      metadata.put(KEYS + "resize", Text.of("%dx%d", to.width(), to.height()));
    } else if (size() instanceof Preprocessing.Size.ShortThenCrop cut) {
      metadata.put(KEYS + "resize_short", Integer.toString(cut.shorter()));
      metadata.put(KEYS + "crop", Text.of("%dx%d", cut.width(), cut.height()));
    }
    if (!metadata.isEmpty()) {
      metadata.put(KEYS + "interpolation", name(interpolation()));
    }
    if (size() instanceof Preprocessing.Size.Tiles tiles) {
      metadata.put(KEYS + "tile", Integer.toString(tiles.side()));
      metadata.put(KEYS + "overlap", Integer.toString(tiles.overlap()));
    }
    return metadata;
  }

  /** The option that names the size. */
  String option() {
    if (resize != null) {
      return "--resize";
    }
    if (tiles()) {
      return "--tile";
    }
    return crop != null ? "--crop" : "--preset";
  }

  /** The filter that images are resized with. */
  Interpolation interpolation() {
    if (interpolation != null) {
      return interpolation;
    }
    return preset == null ? Interpolation.BILINEAR : preset.interpolation();
  }

  /**
   * The size, once {@link #useInput} was called.
   *
   * @throws ParameterException if the options do not go together
   */
  Preprocessing.Size size() {
    if (preset == null && (shorter == null) != (crop == null)) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --resize-short without --crop, or --crop without it");
    }
    if (resize != null && (shorter != null || crop != null)) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --resize and --resize-short: expected one of them");
    }
    if (!tiles() && overlap != null) {
      throw new ParameterException(command.commandLine(), "Cannot use --overlap without --tile");
    }
    if (tiles()) {
      return inTiles();
    }
    if (resize != null) {
      int[] size = size("--resize", resize);
      return new Preprocessing.Size.To(size[0], size[1]);
    }
    if (crop != null || preset != null) {
      return shortThenCrop();
    }
    if (interpolation != null) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --interpolation: images keep their size, expected --resize or --resize-short");
    }
    return new Preprocessing.Size.AsIs();
  }

  private Preprocessing.Size inTiles() {
    if (resize != null || shorter != null || crop != null || interpolation != null) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --tile with --resize, --resize-short, --crop or --interpolation: images keep their size");
    }
    require(command, "--tile", tile >= 1, tile, "at least 1");
    int beside = overlap == null ? tile / OVERLAPS : overlap;
    require(
        command,
        "--overlap",
        beside >= 0 && 2L * beside < tile,
        beside,
        Text.of("at least 0, and less than half of --tile %d", tile));
    return new Preprocessing.Size.Tiles(tile, beside);
  }

  private Preprocessing.Size shortThenCrop() {
    int[] cut = crop != null ? size("--crop", crop) : new int[] {side, side};
    int resized = shorter != null ? shorter : preset.shorter(side);
    require(command, "--resize-short", resized >= 1, resized, "at least 1");
    boolean fits = resized >= Math.max(cut[0], cut[1]);
    if (crop != null) {
      require(command, "--crop", fits, crop, Text.of("no more than --resize-short %d", resized));
    } else {
      String least = Text.of("at least %d, which --preset %s cuts out", side, name(preset));
      require(command, "--resize-short", fits, resized, least);
    }
    return new Preprocessing.Size.ShortThenCrop(resized, cut[0], cut[1]);
  }

  /** An option's word for one of its values. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Requires that images have no more pixels in that size.
   *
   * @throws ParameterException if they have
   */
  void requirePixels(long most) {
    int[] pixelsOf = null;
    if (size() instanceof Preprocessing.Size.To to) {
      pixelsOf = new int[] {to.width(), to.height()};
    } else if (size() instanceof Preprocessing.Size.ShortThenCrop cut) {
      pixelsOf = new int[] {cut.width(), cut.height()};
    } else if (size() instanceof Preprocessing.Size.Tiles tiles) {
      pixelsOf = new int[] {tiles.side(), tiles.side()};
    }
    if (pixelsOf != null) {
      long pixels = (long) pixelsOf[0] * pixelsOf[1];
      require(
          command,
          option(),
          pixels <= most,
          Text.of("%dx%d, which is %d pixels", pixelsOf[0], pixelsOf[1], pixels),
          Text.of("at most --max-pixels %d", most));
    }
  }

  private int[] size(String option, String value) {
    Matcher size = SIZE.matcher(value);
    require(command, option, size.matches(), value, "WxH such as 224x224");
    return new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))};
  }
}
