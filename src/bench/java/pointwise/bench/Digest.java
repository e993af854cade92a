package pointwise.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * What a written table holds, to see that all ways write the same.
 *
 * @param images names
 * @param crc of every sample bit for bit, in the order of image and line
 * @param sum of the samples, each weighted by its place
 */
record Digest(int images, long crc, double sum) {
  private static final int WEIGHTS = 97;

  static Digest of(Configuration configuration, String table) throws IOException {
    TreeMap<String, TreeMap<Integer, byte[]>> strips = new TreeMap<>();
    FileSystem fs = FileSystem.getLocal(configuration);
    for (FileStatus file : fs.listStatus(new Path(table))) {
      if (file.getPath().getName().endsWith(".parquet")) {
        read(configuration, file.getPath(), strips);
      }
    }
    CRC32 crc = new CRC32();
    double sum = 0;
    for (Map<Integer, byte[]> image : strips.values()) {
      int place = 0;
      for (byte[] data : image.values()) {
        crc.update(data);
        FloatBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (floats.hasRemaining()) {
          sum += (double) (place++ % WEIGHTS + 1) * floats.get();
        }
      }
    }
    return new Digest(strips.size(), crc.getValue(), sum);
  }

  private static void read(
      Configuration configuration, Path file, TreeMap<String, TreeMap<Integer, byte[]>> strips)
      throws IOException {
    Configuration checking = new Configuration(configuration);
    checking.setBoolean("parquet.page.verify-checksum.enabled", true);
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(checking).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        String name = new Path(row.getString("origin", 0)).getName();
        strips
            .computeIfAbsent(name, key -> new TreeMap<>())
            .put(row.getInteger("y", 0), row.getBinary("data", 0).getBytes());
      }
    }
  }
}
