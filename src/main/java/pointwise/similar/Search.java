package pointwise.similar;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import pointwise.blas.Blas;
import pointwise.report.JobMetrics;
import scala.Tuple2;

/**
 * The nearest of each query: tasks multiply the vectors that they read with all queries, which are
 * sent to them, and keep the best of each.
 */
record Search(Broadcast<List<Block>> queries, int top, Blas.Kind blas, JobMetrics metrics)
    implements PairFlatMapFunction<Iterator<Block>, String, Nearest> {
  @Override
  public Iterator<Tuple2<String, Nearest>> call(Iterator<Block> blocks) {
    Blas engine = blas.load();
    metrics.addEngine(engine.describe());
    List<OfBlock> all = queries.value().stream().map(block -> new OfBlock(block, top)).toList();
    float[] products = all.get(0).queries.room();
    while (blocks.hasNext()) {
      Block block = blocks.next();
      all.forEach(some -> some.offer(engine, block, products));
    }
    return all.stream().flatMap(OfBlock::pairs).iterator();
  }

  /** Queries, and the nearest of each so far. */
  private record OfBlock(Block queries, List<Nearest> nearest) {
    OfBlock(Block queries, int top) {
      this(
          queries, IntStream.range(0, queries.size()).mapToObj(query -> new Nearest(top)).toList());
    }

    /** Offers what may be among the nearest by its product, with its similarity. */
    void offer(Blas engine, Block block, float[] products) {
      queries.multiply(engine, block, products);
      int n = block.size();
      float slack = queries.slack();
      for (int q = 0; q < queries.size(); q++) {
        Nearest best = nearest.get(q);
        float least = best.least() - slack;
        for (int i = 0; i < n; i++) {
          if (products[q * n + i] >= least && !block.origin(i).equals(queries.origin(q))) {
            best.offer(queries.match(q, block, i));
            least = best.least() - slack;
          }
        }
      }
    }

    Stream<Tuple2<String, Nearest>> pairs() {
      return IntStream.range(0, queries.size())
          .mapToObj(q -> new Tuple2<>(queries.origin(q), nearest.get(q)));
    }
  }
}
