package pointwise.similar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.storage.StorageLevel;
import pointwise.blas.Blas;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.tile.FlatIterator;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * All pairs of similar vectors. The vectors go through one shuffle to groups, which stay in memory
 * or on local disks; for each two groups a task fetches those of them that are elsewhere, and
 * multiplies them. Of g groups each moves at most g times. Pairs are kept until this is closed.
 */
public final class Duplicates implements AutoCloseable {
  private static final int GROUP = 4096;
  private static final int GROUP_BYTES = 16 << 20;

  /** Of g groups there are g (g + 1) / 2 tasks: of very many vectors groups are larger. */
  private static final int MOST_GROUPS = 512;

  private static final int ROWS_OF_A_FILE = 1 << 20;

  private final JavaRDD<Group> groups;
  private final JavaRDD<Match> pairs;
  private final long count;

  private Duplicates(JavaRDD<Group> groups, JavaRDD<Match> pairs) {
    this.groups = groups;
    this.pairs = pairs;
    this.count = pairs.count();
  }

  /**
   * Finds them.
   *
   * @param least the least similarity of a pair
   */
  public static Duplicates find(Vectors vectors, double least, Blas.Kind blas, JobMetrics metrics) {
    return find(vectors, least, blas, metrics, groupSize(vectors.count(), vectors.length()));
  }

  static Duplicates find(
      Vectors vectors, double least, Blas.Kind blas, JobMetrics metrics, int groupSize) {
    int count = (int) ((vectors.count() + groupSize - 1) / groupSize);
    JavaRDD<Group> groups =
        vectors
            .blocks()
            .mapPartitionsWithIndex(new ToGroups(firsts(vectors.counts()), groupSize), true)
            .mapToPair(numbered -> numbered)
            .groupByKey(new HashPartitioner(count))
            .map(Group::of)
            .persist(StorageLevel.MEMORY_AND_DISK());
    groups
        .context()
        .setJobDescription(
            Text.of(
                "similar: %,d vectors, %,d pairs of groups",
                vectors.count(), count * (count + 1L) / 2));
    JavaPairRDD<Group, Group> all = groups.cartesian(groups);
    JavaRDD<Match> pairs =
        new JavaRDD<>(PartitionPruningRDD.create(all.rdd(), new OneWayRound(count)), all.classTag())
            .mapPartitions(new Compare(least, blas, metrics))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Duplicates(groups, pairs);
  }

  /** How many vectors a group has, about. */
  static int groupSize(long vectors, int length) {
    long usual = Math.max(1, Math.min(GROUP, GROUP_BYTES / Float.BYTES / length));
    return (int) Math.max(usual, (vectors + MOST_GROUPS - 1) / MOST_GROUPS);
  }

  /** The number of the first vector of each partition. */
  private static List<Long> firsts(long[] counts) {
    List<Long> firsts = new ArrayList<>();
    long first = 0;
    for (long count : counts) {
      firsts.add(first);
      first += count;
    }
    return firsts;
  }

  /** How many pairs there are. */
  public long count() {
    return count;
  }

  /** The most similar ones. */
  public List<Match> first(int most) {
    return pairs.takeOrdered(most);
  }

  /** All of them, in partitions of which each is a file. */
  public JavaRDD<Match> sorted() {
    return pairs.sortBy(pair -> pair, true, (int) (1 + count / ROWS_OF_A_FILE));
  }

  @Override
  public void close() {
    pairs.unpersist();
    groups.unpersist();
  }

  /** Blocks that a task takes together. Kryo does not know records. */
  private static final class Group implements Serializable {
    private static final long serialVersionUID = 1L;

    final int number;
    final ArrayList<Block> blocks = new ArrayList<>();

    private Group(int number) {
      this.number = number;
    }

    static Group of(Tuple2<Integer, Iterable<Block>> blocks) {
      Group group = new Group(blocks._1);
      blocks._2.forEach(group.blocks::add);
      return group;
    }
  }

  /** Blocks with the numbers of their groups: runs of equal length over all vectors. */
  private record ToGroups(List<Long> firsts, long groupSize)
      implements Function2<Integer, Iterator<Block>, Iterator<Tuple2<Integer, Block>>> {
    @Override
    public Iterator<Tuple2<Integer, Block>> call(Integer partition, Iterator<Block> blocks) {
      return new Numbered(blocks, firsts.get(partition), groupSize);
    }
  }

  private static final class Numbered implements Iterator<Tuple2<Integer, Block>> {
    private final Iterator<Block> blocks;
    private final long groupSize;
    private long first;

    Numbered(Iterator<Block> blocks, long first, long groupSize) {
      this.blocks = blocks;
      this.first = first;
      this.groupSize = groupSize;
    }

    @Override
    public boolean hasNext() {
      return blocks.hasNext();
    }

    @Override
    public Tuple2<Integer, Block> next() {
      Block block = blocks.next();
      int group = (int) (first / groupSize);
      first += block.size();
      return new Tuple2<>(group, block);
    }
  }

  /** Of the partitions of a cartesian product those on and above the diagonal. */
  private static final class OneWayRound extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int count;

    OneWayRound(int count) {
      this.count = count;
    }

    @Override
    public Object apply(Object partition) {
      return (int) partition / count <= (int) partition % count;
    }
  }

  /** The similar pairs of two groups. */
  private record Compare(double least, Blas.Kind blas, JobMetrics metrics)
      implements FlatMapFunction<Iterator<Tuple2<Group, Group>>, Match> {
    @Override
    public Iterator<Match> call(Iterator<Tuple2<Group, Group>> groups) {
      Blas engine = blas.load();
      metrics.addEngine(engine.describe());
      return new FlatIterator<>(groups, two -> compared(engine, two._1, two._2));
    }

    private Iterator<Match> compared(Blas engine, Group one, Group other) {
      boolean same = one.number == other.number;
      float[] products = one.blocks.get(0).room();
      List<int[]> places = new ArrayList<>();
      for (int i = 0; i < one.blocks.size(); i++) {
        for (int j = same ? i : 0; j < other.blocks.size(); j++) {
          places.add(new int[] {i, j});
        }
      }
      return new FlatIterator<>(
          places.iterator(),
          at -> {
            Block a = one.blocks.get(at[0]);
            Block b = other.blocks.get(at[1]);
            a.multiply(engine, b, products);
            return similar(a, b, same && at[0] == at[1], products).iterator();
          });
    }

    private List<Match> similar(Block a, Block b, boolean same, float[] products) {
      List<Match> similar = new ArrayList<>();
      double enough = least - a.slack();
      int n = b.size();
      for (int i = 0; i < a.size(); i++) {
        for (int j = same ? i + 1 : 0; j < n; j++) {
          if (products[i * n + j] >= enough) {
            boolean inOrder = a.origin(i).compareTo(b.origin(j)) < 0;
            Match match = inOrder ? a.match(i, b, j) : b.match(j, a, i);
            if (match.getSimilarity() >= least) {
              similar.add(match);
            }
          }
        }
      }
      return similar;
    }
  }
}
