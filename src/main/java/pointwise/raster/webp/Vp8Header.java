package pointwise.raster.webp;

/** The header of a frame (RFC 6386, section 9): what holds for the whole picture. */
final class Vp8Header {
  private static final int SEGMENTS = 4;

  /** Probabilities of the tree of segments, or null where blocks do not say theirs. */
  final int[] segmentTree;

  final boolean simpleFilter;
  final int sharpness;

  /** How much is smoothed, 0 to 63, by segment and by whether a block is predicted by parts. */
  final int[][] level = new int[SEGMENTS][2];

  final int partitions;

  /** Steps by segment: of DC and AC of luma, of the DCs of luma, of chroma. */
  final int[][] steps = new int[SEGMENTS][];

  final int[] coefficients = Vp8Tables.COEFFICIENTS.clone();

  /** The probability that a block has coefficients, or -1 where all have. */
  final int notSkipped;

  Vp8Header(Vp8Bits in) {
    in.number(2); // colour space and clamping: one kind is in use
    boolean segments = in.flag();
    boolean absolute = true; // until a frame says otherwise
    int[] quantizers = new int[SEGMENTS];
    int[] strengths = new int[SEGMENTS];
    int[] tree = null;
    if (segments) {
      boolean sent = in.flag();
      if (in.flag()) {
        absolute = in.flag();
        for (int i = 0; i < SEGMENTS; i++) {
          quantizers[i] = in.optional(7);
        }
        for (int i = 0; i < SEGMENTS; i++) {
          strengths[i] = in.optional(6);
        }
      }
      if (sent) {
        tree = new int[] {255, 255, 255};
        for (int i = 0; i < tree.length; i++) {
          tree[i] = in.flag() ? in.number(8) : 255;
        }
      }
    }
    segmentTree = tree;
    simpleFilter = in.flag();
    int base = in.number(6);
    sharpness = in.number(3);
    int[] deltas = new int[8]; // by reference frame, then by mode
    boolean adjusted = in.flag();
    if (adjusted && in.flag()) {
      for (int i = 0; i < deltas.length; i++) {
        deltas[i] = in.optional(6);
      }
    }
    for (int s = 0; s < SEGMENTS; s++) {
      int strength = segments ? strengths[s] + (absolute ? 0 : base) : base;
      level[s][0] = clip(strength + deltas[0], 63);
      level[s][1] = clip(strength + deltas[0] + deltas[4], 63);
      if (base == 0) {
        level[s] = new int[2];
      }
    }
    partitions = 1 << in.number(2);
    int quantizer = in.number(7);
    int y1dc = in.optional(4);
    int y2dc = in.optional(4);
    int y2ac = in.optional(4);
    int uvdc = in.optional(4);
    int uvac = in.optional(4);
    for (int s = 0; s < SEGMENTS; s++) {
      int q = segments ? quantizers[s] + (absolute ? 0 : quantizer) : quantizer;
      steps[s] =
          new int[] {
            Vp8Tables.DC[clip(q + y1dc, 127)],
            Vp8Tables.AC[clip(q, 127)],
            2 * Vp8Tables.DC[clip(q + y2dc, 127)],
            Math.max(8, Vp8Tables.AC[clip(q + y2ac, 127)] * 155 / 100),
            Vp8Tables.DC[clip(q + uvdc, 117)],
            Vp8Tables.AC[clip(q + uvac, 127)]
          };
    }
    in.flag(); // whether the probabilities are kept for a next frame
    for (int i = 0; i < coefficients.length; i++) {
      if (in.bit(Vp8Tables.UPDATES[i]) != 0) {
        coefficients[i] = in.number(8);
      }
    }
    notSkipped = in.flag() ? in.number(8) : -1;
  }

  private static int clip(int number, int most) {
    return Math.max(0, Math.min(most, number));
  }
}
