package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.BrokenInput;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.NetworkImages;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.PackedWeights;
import pointwise.pixels.Pictures;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.report.JobMetrics;
import pointwise.text.NoMemoryException;
import pointwise.tile.ImageRow;
import pointwise.tile.Tile;

/** What is thrown while an image is read: by a file system here, as a bug of its client would. */
class UnforeseenTest {
  @TempDir private java.nio.file.Path folder;

  /** Throws when a file called bad is opened, or where lines are read of one called bad-lines. */
  public static final class Throwing extends RawLocalFileSystem {
    static final AtomicReference<Throwable> THROWN = new AtomicReference<>();

    /** As many are looked at to tell the format. */
    private static final int HEAD_BYTES = 512;

    @Override
    public URI getUri() {
      return URI.create("throwing:///");
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      if (!path.getName().startsWith("bad")) {
        return super.open(path, buffer);
      }
      if (path.getName().startsWith("bad-lines")) {
        return new FSDataInputStream(
            new BrokenInput(super.open(path, buffer), HEAD_BYTES, Throwing::thrown));
      }
      throw thrown();
    }

    private static IOException thrown() throws IOException {
      Throwable thrown = THROWN.get();
      if (thrown instanceof IOException e) {
        return e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      throw (RuntimeException) thrown;
    }
  }

  /** Images to tiles and through a network that changes nothing. */
  private interface Reader {
    Iterator<? extends ImageRow> rows(
        Iterator<InputSplit> parts, RasterReader reader, JobMetrics metrics);
  }

  private static final Reader BLOCKS =
      (parts, reader, metrics) ->
          new SplitIterator<>(
              parts, reader, new TileReader(0), Tile::failed, metrics::addRead, metrics);

  private static final Reader MAPS =
      (parts, reader, metrics) -> {
        Network network =
            new Network(
                "same",
                new Network.Input(1, 0, 0),
                List.of(
                    new Node(
                        "same",
                        new ActivationLayer(new Activation.Identity()),
                        List.of(Node.IMAGE))),
                List.of(0));
        NetworkImages images =
            NetworkImages.ofLayers(
                network,
                List.of("same"),
                new Preprocessing(
                    1, ChannelRule.STRICT, SampleRange.RAW, new Preprocessing.Size.AsIs()),
                new PackedWeights(Blas.javaBlas()),
                1 << 20,
                count -> {});
        return new SplitIterator<>(
            parts,
            reader,
            (split, image) -> images.maps(split.getOrigin(), image),
            Tile::failed,
            metrics::addMultiply,
            metrics);
      };

  private List<String> rows(Reader reader, Throwable thrown) {
    return rows(reader, thrown, "bad.npy");
  }

  private List<String> rows(Reader reader, Throwable thrown, String bad) {
    Throwing.THROWN.set(thrown);
    Configuration configuration = new Configuration();
    configuration.set("fs.throwing.impl", Throwing.class.getName());
    configuration.setBoolean("fs.throwing.impl.disable.cache", true);
    List<InputSplit> parts = new ArrayList<>();
    for (String name : List.of("a.npy", bad, "z.npy")) {
      java.nio.file.Path file = Pictures.uint8(folder.resolve(name), 20, 30, 1, 1);
      parts.add(Pictures.listed("throwing://" + file.toAbsolutePath(), name, file));
    }
    Iterator<? extends ImageRow> rows =
        reader.rows(
            parts.iterator(),
            new RasterReader(configuration, new DecodeLimits(1 << 20, 1 << 20, "--driver-memory")),
            new JobMetrics(Spark.session().sparkContext()));
    List<String> all = new ArrayList<>();
    while (rows.hasNext()) {
      ImageRow row = rows.next();
      String name = new Path(row.getOrigin()).getName();
      all.add(
          row.getError() == null ? name : name + ": " + row.getErrorKind() + ": " + row.getError());
    }
    return all;
  }

  static Stream<Reader> readers() {
    return Stream.of(BLOCKS, MAPS);
  }

  @ParameterizedTest
  @MethodSource("readers")
  void exceptionsAreTheRowOfTheirImage(Reader reader) {
    assertThat(rows(reader, new ArithmeticException("integer overflow\nat byte 7")))
        .containsExactly(
            "a.npy",
            "bad.npy: content: the image cannot be read or run: ArithmeticException, integer overflow\\u000aat byte 7",
            "z.npy");
    assertThat(rows(reader, new NullPointerException()))
        .containsExactly(
            "a.npy",
            "bad.npy: content: the image cannot be read or run: NullPointerException",
            "z.npy");
    assertThat(rows(reader, new IOException("reset")))
        .containsExactly("a.npy", "bad.npy: storage: the file cannot be read: reset", "z.npy");
  }

  /** The bytes of an image that is open were sound: it is not left out as malformed. */
  @ParameterizedTest
  @MethodSource("readers")
  void whatAnOpenImageFailsByIsNotItsContent(Reader reader) {
    assertThat(rows(reader, new ArithmeticException("integer overflow"), "bad-lines.npy"))
        .containsExactly(
            "a.npy",
            "bad-lines.npy: mismatch: the image cannot be read or run: ArithmeticException, integer overflow",
            "z.npy");
  }

  @ParameterizedTest
  @MethodSource("readers")
  void whatEndsTheTaskPasses(Reader reader) {
    for (Throwable thrown :
        List.of(
            new OutOfMemoryError("Java heap space"),
            new LinkageError(),
            new TaskKilledException("another attempt succeeded"),
            new NoMemoryException("Cannot run"),
            new IllegalStateException(new InterruptedException()))) {
      assertThatThrownBy(() -> rows(reader, thrown)).isSameAs(thrown);
    }
    IOException closed = new ClosedByInterruptException();
    assertThatThrownBy(() -> rows(reader, closed))
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(closed);
  }

  /** The iterator that gives the images is Spark's: what it throws is of no image. */
  @ParameterizedTest
  @MethodSource("readers")
  void whatTheInputOfATaskThrowsPasses(Reader reader) {
    IllegalStateException lost = new IllegalStateException("shuffle block lost");
    Iterator<? extends ImageRow> rows =
        reader.rows(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public InputSplit next() {
                throw lost;
              }
            },
            new RasterReader(
                new Configuration(), new DecodeLimits(1 << 20, 1 << 20, "--driver-memory")),
            new JobMetrics(Spark.session().sparkContext()));
    assertThatThrownBy(rows::next).isSameAs(lost);
  }

  @Test
  void imagesThatWereForeseenStayWhatTheyAre() {
    assertThat(rows(BLOCKS, new ImageException("throwing:/bad.npy", "the file is empty")))
        .contains("bad.npy: content: the file is empty");
  }
}
