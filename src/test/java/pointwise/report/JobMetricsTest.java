package pointwise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.TaskInputs;
import pointwise.pixels.Explode;
import pointwise.pixels.Pictures;
import pointwise.pixels.PixelRow;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;

class JobMetricsTest {
  @TempDir private Path folder;

  private static JobMetrics metrics() {
    return new JobMetrics(Spark.session().sparkContext());
  }

  /** In every action the tasks meet it again. */
  @Test
  void anImageIsDroppedOnceWhateverNumberOfActionsMeetIt() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
    Path good = Pictures.uint8(folder.resolve("good.npy"), 2, 3, 1, 1);
    JobMetrics metrics = metrics();
    TaskInputs reading = new TaskInputs(Spark.session(), TaskInputs.MAX_PIXELS, metrics);
    Dataset<PixelRow> rows =
        Explode.rows(
            ImageSource.read(Spark.session(), bad.toString(), good.toString()),
            reading,
            FailurePolicy.DROPMALFORMED);
    assertThat(rows.count()).isEqualTo(6);
    assertThat(rows.count()).isEqualTo(6);
    assertThat(rows.coalesce(1).union(rows).count()).isEqualTo(12);
    assertThat(metrics.dropped().count()).isEqualTo(1);
    assertThat(metrics.dropped().most().get(0).example()).contains("bad.png: the file is text");
  }

  @Test
  void aFileIsUnreadableOnceAndTooManyStopTheTask() {
    JobMetrics metrics = metrics();
    metrics.limitUnreadable(2);
    for (int i = 0; i < 5; i++) {
      for (String origin : new String[] {"a", "b"}) {
        metrics.addUnreadable(new ImageException(origin, ErrorKind.STORAGE, "gone"));
      }
    }
    assertThatThrownBy(
            () -> metrics.addUnreadable(new ImageException("c", ErrorKind.STORAGE, "gone")))
        .isInstanceOf(TooManyUnreadableException.class)
        .hasMessage(
            "Cannot go on: files could not be read, found 3 of them by now, expected at most 2: such as a: gone: mend it, or raise --max-unreadable");
  }

  @Test
  void anImageThatFailsAfterLinesOfItWentOnStopsTheTaskUnlessTheyAreTakenBack() {
    JobMetrics metrics = metrics();
    ImageException failure = new ImageException("a", ErrorKind.STORAGE, "gone");
    assertThatThrownBy(() -> metrics.addBroken(failure))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read a: the file changed or failed after other lines of it were read: gone");
    assertThat(metrics.broken()).isEmpty();
    metrics.takeBack();
    metrics.addBroken(failure);
    metrics.addBroken(failure);
    assertThat(metrics.broken()).containsExactly("a");
  }

  /** An image with further pages and values that were rounded. */
  private record Noted(int unreadPages, long inexact) implements Raster {
    @Override
    public int height() {
      return 1;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public SampleType type() {
      return SampleType.FLOAT32;
    }

    @Override
    public boolean inMemory() {
      return true;
    }

    @Override
    public byte[] read(Window window) {
      return new byte[4];
    }

    @Override
    public void close() {}
  }

  @Test
  void pagesAndRoundedValuesAreToldInALine() {
    JobMetrics metrics = metrics();
    for (Raster image :
        new Raster[] {new Noted(5, 0), new Noted(0, 0), new Noted(4, 5), new Noted(3, 0)}) {
      metrics.addImage(image, image.height(), true);
    }
    StringBuilder text = new StringBuilder();
    metrics.notes().appendTo(text);
    assertThat(text.toString().lines())
        .containsExactly(
            "pages      12 further pages of 3 images were not read",
            "inexact    5 values were rounded: float32 does not hold them");
    StringBuilder nothing = new StringBuilder();
    metrics().notes().appendTo(nothing);
    assertThat(nothing).isEmpty();
  }
}
