package pointwise.export;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import pointwise.export.file.Cut;
import pointwise.text.Text;

/**
 * Maps that are several rows of the table to files: tasks put rows together to blocks and encode
 * those, for each smaller size from the halves of the size before, and other tasks join the blocks
 * of a map behind its header. A task holds a few blocks, however large a map is.
 */
final class CutExport {
  private static final long PARTITION_BYTES = 32L << 20;
  private static final int MOST_PARTITIONS = 10_000;

  private final JavaSparkContext context;
  private final CutMaps maps;
  private final Target target;
  private final String staging;

  /** By map, level and place. */
  private final Block[][][] blocks;

  /**
   * @param staging a folder for the blocks
   */
  CutExport(JavaSparkContext context, CutMaps maps, Target target, String staging) {
    this.context = context;
    this.maps = maps;
    this.target = target;
    this.staging = staging;
    this.blocks = new Block[maps.heads().size()][][];
    for (int map = 0; map < blocks.length; map++) {
      Cut cut = maps.cut(map);
      blocks[map] = new Block[cut.levels() + 1][];
      for (int level = 0; level <= cut.levels(); level++) {
        blocks[map][level] = new Block[cut.blocks(level)];
      }
    }
  }

  private static int partitions(long bytes) {
    return (int) Math.min(MOST_PARTITIONS, 1 + bytes / PARTITION_BYTES);
  }

  /**
   * Writes the files.
   *
   * @param rows of these maps
   * @return how many bytes they have
   */
  long run(Dataset<Row> rows, Names names) {
    int partitions = (int) Math.min(maps.blocks(), partitions(maps.bytes()));
    keep(
        0,
        rows.mapPartitions(new CutRows(maps, partitions), Encoders.row(CutRows.SCHEMA))
            .repartition(partitions, col(CutRows.PARTITION))
            .sortWithinPartitions(CutRows.BLOCK)
            .javaRDD()
            .mapPartitions(new WriteBlocks(maps, target, staging))
            .collect());
    for (int level = 1; level <= maps.levels(); level++) {
      List<HalfBlock> halves = new ArrayList<>(halves(level));
      int tasks = Math.min(halves.size(), partitions(maps.bytes() >> (2 * level)));
      keep(
          level,
          context
              .parallelize(halves, tasks)
              .mapPartitions(new WriteHalves(maps, level, target, staging))
              .collect());
    }
    return context
        .parallelize(Arrays.asList(blocks), blocks.length)
        .map(new JoinBlocks(maps, target, names, staging))
        .fold(0L, Long::sum);
  }

  private void keep(int level, List<Block> written) {
    for (Block block : written) {
      blocks[block.map][level][block.place] = block;
    }
    for (int map = 0; map < blocks.length; map++) {
      if (level < blocks[map].length && Arrays.asList(blocks[map][level]).contains(null)) {
        throw new IllegalStateException(
            Text.of(
                "Cannot export the map of %s: its rows do not add up, found none of a part",
                maps.heads().get(map).origin));
      }
    }
  }

  /** The blocks of a level with those that they are made of, in order. */
  private Collection<HalfBlock> halves(int level) {
    SortedMap<Long, HalfBlock> halves = new TreeMap<>();
    for (int map = 0; map < blocks.length; map++) {
      Cut cut = maps.cut(map);
      for (int place = 0; level <= cut.levels() && place < cut.blocks(level - 1); place++) {
        int down = place / cut.across(level - 1);
        int along = place % cut.across(level - 1);
        int half = down / 2 * cut.across(level) + along / 2;
        int of = map;
        halves.computeIfAbsent(maps.first(map) + half, key -> new HalfBlock(of, half))
                .quarters[down % 2 * 2 + along % 2] =
            blocks[map][level - 1][place];
      }
    }
    return halves.values();
  }
}
