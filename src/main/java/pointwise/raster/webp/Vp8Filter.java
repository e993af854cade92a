package pointwise.raster.webp;

/** Smooths the edges of blocks (RFC 6386, section 15). */
final class Vp8Filter {
  private final Vp8Header header;
  private final Vp8Plane luma;
  private final Vp8Plane[] chroma;

  Vp8Filter(Vp8Header header, Vp8Plane luma, Vp8Plane... chroma) {
    this.header = header;
    this.luma = luma;
    this.chroma = chroma;
  }

  /**
   * Smooths the edges of a block of 16 x 16 to the left and above, and those within it.
   *
   * @param level how much, 0 to 63
   * @param inner whether those within it are smoothed
   */
  void block(int row, int column, int level, boolean inner) {
    if (level == 0) {
      return;
    }
    int interior = level;
    if (header.sharpness > 0) {
      interior >>= header.sharpness > 4 ? 2 : 1;
      interior = Math.min(interior, 9 - header.sharpness);
    }
    interior = Math.max(1, interior);
    int limit = 2 * level + interior;
    int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    Edges edges = new Edges(header.simpleFilter, limit, interior, variance);
    edges.plane(luma, 16 * row, 16 * column, 16, inner);
    if (!header.simpleFilter) {
      for (Vp8Plane plane : chroma) {
        edges.plane(plane, 8 * row, 8 * column, 8, inner);
      }
    }
  }

  /**
   * How edges are smoothed.
   *
   * @param simple by two samples alone
   * @param limit of the difference across an edge within a block
   * @param interior limit of the differences beside an edge
   * @param variance above which the differences beside an edge are high
   */
  private record Edges(boolean simple, int limit, int interior, int variance) {

    void plane(Vp8Plane plane, int y, int x, int size, boolean inner) {
      byte[] s = plane.samples;
      int at = plane.at(y, x);
      int stride = plane.stride;
      if (x > 0) {
        edge(s, at, 1, stride, size, true);
      }
      for (int i = 4; inner && i < size; i += 4) {
        edge(s, at + i, 1, stride, size, false);
      }
      if (y > 0) {
        edge(s, at, stride, 1, size, true);
      }
      for (int i = 4; inner && i < size; i += 4) {
        edge(s, at + i * stride, stride, 1, size, false);
      }
    }

    /**
     * Smooths across one edge.
     *
     * @param across from one sample to the next across the edge
     * @param along the edge
     * @param outer whether it is an edge between blocks of 16 x 16
     */
    private void edge(byte[] s, int from, int across, int along, int size, boolean outer) {
      int most = 2 * (outer ? limit + 4 : limit) + 1;
      for (int i = 0, at = from; i < size; i++, at += along) {
        int p1 = s[at - 2 * across] & 0xff;
        int p0 = s[at - across] & 0xff;
        int q0 = s[at] & 0xff;
        int q1 = s[at + across] & 0xff;
        if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > most) {
          continue;
        }
        if (simple) {
          two(s, at, across, p1, p0, q0, q1);
          continue;
        }
        int p3 = s[at - 4 * across] & 0xff;
        int p2 = s[at - 3 * across] & 0xff;
        int q2 = s[at + 2 * across] & 0xff;
        int q3 = s[at + 3 * across] & 0xff;
        if (Math.abs(p3 - p2) > interior
            || Math.abs(p2 - p1) > interior
            || Math.abs(p1 - p0) > interior
            || Math.abs(q3 - q2) > interior
            || Math.abs(q2 - q1) > interior
            || Math.abs(q1 - q0) > interior) {
          continue;
        }
        if (Math.abs(p1 - p0) > variance || Math.abs(q1 - q0) > variance) {
          two(s, at, across, p1, p0, q0, q1);
        } else if (outer) {
          int a = signed(3 * (q0 - p0) + signed(p1 - q1));
          int a1 = (27 * a + 63) >> 7;
          int a2 = (18 * a + 63) >> 7;
          int a3 = (9 * a + 63) >> 7;
          s[at - 3 * across] = Vp8Coefficients.clip(p2 + a3);
          s[at - 2 * across] = Vp8Coefficients.clip(p1 + a2);
          s[at - across] = Vp8Coefficients.clip(p0 + a1);
          s[at] = Vp8Coefficients.clip(q0 - a1);
          s[at + across] = Vp8Coefficients.clip(q1 - a2);
          s[at + 2 * across] = Vp8Coefficients.clip(q2 - a3);
        } else {
          int a = 3 * (q0 - p0);
          int a1 = small((a + 4) >> 3);
          int a2 = small((a + 3) >> 3);
          int a3 = (a1 + 1) >> 1;
          s[at - 2 * across] = Vp8Coefficients.clip(p1 + a3);
          s[at - across] = Vp8Coefficients.clip(p0 + a2);
          s[at] = Vp8Coefficients.clip(q0 - a1);
          s[at + across] = Vp8Coefficients.clip(q1 - a3);
        }
      }
    }

    private static void two(byte[] s, int at, int across, int p1, int p0, int q0, int q1) {
      int a = 3 * (q0 - p0) + signed(p1 - q1);
      s[at - across] = Vp8Coefficients.clip(p0 + small((a + 3) >> 3));
      s[at] = Vp8Coefficients.clip(q0 - small((a + 4) >> 3));
    }

    private static int signed(int number) {
      return Math.max(-128, Math.min(127, number));
    }

    private static int small(int number) {
      return Math.max(-16, Math.min(15, number));
    }
  }
}
