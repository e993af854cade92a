package pointwise.pixels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;
import pointwise.Spark;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.tile.Tile;

class DoubledBlocksTest {
  private static Tile lines(int y, int rows) {
    return new Tile(
        "a.npy", 3, 2, 1, Window.lines(y, rows, 2), SampleType.UINT8, new byte[rows * 2]);
  }

  private static Dataset<Tile> joined(Tile... blocks) {
    return Assemble.fromBlocks(
        Spark.session().createDataset(List.of(blocks), Tile.ENCODER).coalesce(1));
  }

  @Test
  void aLastLineThatIsThereTwiceIsAnErrorThatSaysSo() {
    assertThatThrownBy(() -> joined(lines(0, 2), lines(2, 1), lines(2, 1)).collectAsList())
        .hasRootCauseMessage("Cannot assemble a.npy: pixel (y=2, x=0) is there more than once");
  }

  @Test
  void aWholeImageThatIsThereTwiceIsAnErrorThatSaysSo() {
    assertThatThrownBy(() -> joined(lines(0, 3), lines(0, 3)).collectAsList())
        .hasRootCauseMessage("Cannot assemble a.npy: pixel (y=0, x=0) is there more than once");
  }
}
