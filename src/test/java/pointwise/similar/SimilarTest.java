package pointwise.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Similarities beside plain loops in double. */
class SimilarTest {
  private static final int COUNT = 500;
  private static final int LENGTH = 33;
  private static final double LEAST = 0.4;

  private static Tile tile(String origin, int pixels, float... numbers) {
    ByteBuffer samples =
        ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    samples.asFloatBuffer().put(numbers);
    return new Tile(
        origin,
        pixels,
        1,
        numbers.length / pixels,
        new Window(0, pixels, 0, 1),
        SampleType.FLOAT32,
        samples.array());
  }

  private static Dataset<Row> table(List<Tile> tiles, int partitions) {
    return MapTable.of(Spark.session().createDataset(tiles, Tile.ENCODER)).repartition(partitions);
  }

  /** Of all sizes; every tenth is a multiple of the one before, or nearly. */
  private static NavigableMap<String, float[]> random() {
    Random random = new Random(7);
    TreeMap<String, float[]> vectors = new TreeMap<>();
    float[] before = new float[LENGTH];
    for (int i = 0; i < COUNT; i++) {
      float[] vector = new float[LENGTH];
      float size = (float) Math.pow(10, random.nextInt(31) - 15);
      for (int d = 0; d < LENGTH; d++) {
        vector[d] =
            i % 10 == 9
                ? before[d] * 2 + (i % 20 == 9 ? 0 : Math.abs(before[d]) / 8)
                : size * (float) random.nextGaussian();
      }
      vectors.put(Text.of("file:/p/%03d.jpg", i * 37 % COUNT), vector);
      before = vector;
    }
    return vectors;
  }

  private static List<Tile> tiles(Map<String, float[]> vectors) {
    return vectors.entrySet().stream().map(one -> tile(one.getKey(), 1, one.getValue())).toList();
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squares = 0;
    double others = 0;
    for (int d = 0; d < a.length; d++) {
      product += (double) a[d] * b[d];
      squares += (double) a[d] * a[d];
      others += (double) b[d] * b[d];
    }
    return product / Math.sqrt(squares) / Math.sqrt(others);
  }

  private static List<String> text(List<Match> matches) {
    return matches.stream()
        .map(
            match ->
                Text.of(
                    "%s %s %s %08x",
                    match.getQuery(),
                    match.getRank(),
                    match.getOrigin(),
                    Float.floatToIntBits(match.getSimilarity())))
        .toList();
  }

  private static List<Match> duplicates(
      List<Tile> tiles, int partitions, int groupSize, Blas.Kind blas, double least) {
    Vectors vectors = Vectors.of("maps", table(tiles, partitions), null);
    try (JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
        Duplicates pairs = Duplicates.find(vectors, least, blas, metrics, groupSize)) {
      List<Match> sorted = pairs.sorted().collect();
      assertThat(pairs.count()).isEqualTo(sorted.size());
      assertThat(text(pairs.first(5))).isEqualTo(text(sorted).subList(0, 5));
      return sorted;
    }
  }

  private static List<Match> nearest(Dataset<Row> table, Queries queries, int top, Blas.Kind blas) {
    try (JobMetrics metrics = new JobMetrics(Spark.session().sparkContext())) {
      return queries.nearest(Vectors.of("maps", table, null), top, blas, metrics);
    }
  }

  @Test
  void pairsAreThoseOfPlainLoopsEachOnce() {
    NavigableMap<String, float[]> vectors = random();
    List<Match> found = duplicates(tiles(vectors), 3, 64, Blas.Kind.NATIVE, LEAST);
    Map<String, Double> expected = new TreeMap<>();
    vectors.forEach(
        (first, a) ->
            vectors
                .tailMap(first, false)
                .forEach(
                    (second, b) -> {
                      double cosine = cosine(a, b);
                      assertThat(cosine).isNotCloseTo(LEAST, within(1e-6));
                      if (cosine >= LEAST) {
                        expected.put(first + " " + second, cosine);
                      }
                    }));
    assertThat(expected).hasSizeGreaterThan(COUNT);
    assertThat(found.stream().map(match -> match.getQuery() + " " + match.getOrigin()))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Match match : found) {
      assertThat((double) match.getSimilarity())
          .isCloseTo(expected.get(match.getQuery() + " " + match.getOrigin()), within(1e-6));
    }
    assertThat(found).isSorted();
    assertThat(found.get(0).getSimilarity()).isEqualTo(1f);
  }

  @ParameterizedTest
  @CsvSource({"1, 4096, NATIVE", "7, 64, NATIVE", "2, 500, JAVA", "7, 41, JAVA"})
  void pairsHaveTheSameBitsHoweverTheyAreCut(int partitions, int groupSize, Blas.Kind blas) {
    List<Tile> tiles = tiles(random());
    assertThat(text(duplicates(tiles, partitions, groupSize, blas, LEAST)))
        .isEqualTo(text(duplicates(tiles, 3, 100, Blas.Kind.NATIVE, LEAST)));
  }

  /** Cosines of [1,0], [1,1], [0,1] and [-2,0] by NumPy 2.1: 0.70710678, 0.70710678, 0, 0, -1. */
  @Test
  void aPairOfTheLeastSimilarityIsOne() {
    List<Tile> tiles =
        List.of(tile("a", 1, 1, 0), tile("b", 1, 1, 1), tile("c", 1, 0, 1), tile("d", 1, -2, 0));
    List<Match> all = duplicates(tiles, 1, 2, Blas.Kind.NATIVE, -1);
    assertThat(all)
        .extracting(match -> match.getQuery() + match.getOrigin() + " " + match.getSimilarity())
        .containsExactly(
            "ab 0.70710677", "bc 0.70710677", "ac 0.0", "cd 0.0", "bd -0.70710677", "ad -1.0");
  }

  @Test
  void theNearestAreThoseOfPlainLoops() throws Exception {
    NavigableMap<String, float[]> vectors = random();
    Dataset<Row> table = table(tiles(vectors), 3);
    Queries all = Queries.ofTable(table, "queries", null, Vectors.of("maps", table, null), 4);
    List<Match> found = nearest(table, all, 4, Blas.Kind.NATIVE);
    assertThat(found).hasSize(4 * COUNT);
    int n = 0;
    for (Map.Entry<String, float[]> query : vectors.entrySet()) {
      List<String> order =
          vectors.keySet().stream()
              .filter(origin -> !origin.equals(query.getKey()))
              .sorted(
                  Comparator.comparing(
                          (String origin) -> (float) cosine(query.getValue(), vectors.get(origin)))
                      .reversed()
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
      for (int rank = 1; rank <= 4; rank++, n++) {
        Match match = found.get(n);
        assertThat(match.getQuery()).isEqualTo(query.getKey());
        assertThat(match.getRank()).isEqualTo(rank);
        double expected = cosine(query.getValue(), vectors.get(order.get(rank - 1)));
        assertThat((double) match.getSimilarity()).isCloseTo(expected, within(1e-6));
        assertThat(cosine(query.getValue(), vectors.get(match.getOrigin())))
            .isCloseTo(expected, within(1e-6));
      }
    }
    for (int partitions : new int[] {1, 7}) {
      Dataset<Row> other = table(tiles(vectors), partitions);
      assertThat(text(nearest(other, all, 4, Blas.Kind.JAVA))).isEqualTo(text(found));
    }
  }

  @Test
  void equallyNearImagesAreInTheOrderOfTheirPaths() throws Exception {
    List<Tile> tiles =
        List.of(
            tile("z/q.jpg", 1, 1, 2),
            tile("e.jpg", 1, 2, 4),
            tile("b.jpg", 1, 3, 6),
            tile("d.jpg", 1, 1, 2),
            tile("a.jpg", 1, 1, 3));
    for (int partitions : new int[] {1, 7}) {
      Dataset<Row> table = table(tiles, partitions);
      Queries query = Queries.ofImage(new Configuration(), table, "maps", "q.jpg", null, 2);
      assertThat(nearest(table, query, 2, Blas.Kind.NATIVE))
          .extracting(Match::getOrigin, Match::getRank, Match::getSimilarity)
          .containsExactly(tuple("b.jpg", 1, 1f), tuple("d.jpg", 2, 1f));
    }
  }

  private static List<Tile> withOthers() {
    List<Tile> tiles = new ArrayList<>(List.of(tile("a", 1, 1, 0), tile("b", 1, 1, 1)));
    tiles.add(tile("zero", 1, 0, 0));
    tiles.add(tile("nan", 1, 0, Float.NaN));
    tiles.add(tile("infinite", 1, Float.NEGATIVE_INFINITY, 0));
    tiles.add(tile("map", 2, 1, 2, 3, 4));
    tiles.add(Tile.failed(new ImageException("broken", ErrorKind.CONTENT, "the end is missing")));
    return tiles;
  }

  @Test
  void whatHasNoDirectionIsLeftOutAndCounted() {
    Vectors vectors = Vectors.of("maps", table(withOthers(), 2), null);
    assertThat(vectors.count()).isEqualTo(2);
    assertThat(vectors.length()).isEqualTo(2);
    assertThat(vectors.without())
        .isEqualTo(Map.of("zero", 1L, "non-finite", 2L, "maps", 1L, "errors", 1L));
    assertThat(Tally.text(1234, 512, vectors.without()))
        .isEqualTo("1,234 of 512 numbers, 5 without: 1 error, 1 map, 2 non-finite, 1 zero");
    assertThat(vectors.images().failures().byKind())
        .isEqualTo(Map.of("content", 1L, "mismatch", 4L, "storage", 0L));
    assertThatThrownBy(() -> Vectors.of("maps", table(withOthers().subList(2, 7), 1), null))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Cannot search maps: found no vector, but ")
        .hasMessageEndingWith(
            ", expected maps of one pixel, as extract writes them of networks that end in one vector");
  }

  @Test
  void lengthsAndLayersAreToldApart() {
    List<Tile> tiles = List.of(tile("a", 1, 1, 0), tile("b", 1, 1, 2, 3));
    assertThatThrownBy(() -> Vectors.of("maps", table(tiles, 2), null))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Cannot search maps: vectors have several lengths, found 2 numbers of a and 3 of b, expected one length");
    tiles.get(0).setLayer("pool");
    tiles.get(1).setLayer("fc");
    assertThatThrownBy(() -> Vectors.of("maps", table(tiles, 2), null))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Cannot search maps: found several layers, fc, pool, expected one: choose it with --layer");
    assertThat(Vectors.of("maps", table(tiles, 2), "fc").length()).isEqualTo(3);
    assertThatThrownBy(() -> Vectors.of("maps", table(tiles, 2), "conv"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Cannot search layer conv of maps: found fc, pool, expected one of them");
  }

  /** A float is a number of 24 bits, so a sum of 5,000 products is off by far more than one. */
  @Test
  void longVectorsAreFoundByTheirProductsInFloat() {
    Random random = new Random(3);
    List<Tile> tiles = new ArrayList<>();
    float[] vector = new float[5000];
    for (int i = 0; i < 40; i++) {
      for (int d = 0; d < vector.length; d++) {
        vector[d] = i % 2 == 0 ? random.nextFloat() : vector[d] * (1 + random.nextFloat() / 1e4f);
      }
      tiles.add(tile("image" + i, 1, vector.clone()));
    }
    List<Match> found = duplicates(tiles, 1, 10, Blas.Kind.NATIVE, 0.99);
    assertThat(found).hasSize(20);
    double least = found.get(10).getSimilarity();
    assertThat(duplicates(tiles, 1, 10, Blas.Kind.JAVA, least))
        .hasSizeGreaterThanOrEqualTo(11)
        .allMatch(match -> match.getSimilarity() >= least);
  }

  @Test
  void groupsGrowWithTheirNumber() {
    assertThat(Duplicates.groupSize(100_000, 512)).isEqualTo(4096);
    assertThat(Duplicates.groupSize(100_000, 4096)).isEqualTo(1024);
    assertThat(Duplicates.groupSize(10_000_000, 512)).isEqualTo(19_532);
    assertThat(Duplicates.groupSize(3, 1 << 26)).isEqualTo(1);
  }
}
