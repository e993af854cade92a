package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import scala.jdk.javaapi.CollectionConverters;

/** What is broadcast in this JVM. */
public final class Broadcasts {
  private Broadcasts() {}

  /** The broadcasts of values of a type. */
  public static Set<BlockId> of(Class<?> type) {
    BlockManager blocks = SparkEnv.get().blockManager();
    Set<BlockId> found = new HashSet<>();
    for (BlockId id :
        CollectionConverters.asJava(
            blocks.getMatchingBlockIds(id -> id.name().matches("broadcast_\\d+")))) {
      blocks
          .getLocalValues(id)
          .foreach(
              result -> {
                if (type.isInstance(result.data().next())) {
                  found.add(id);
                }
                CollectionConverters.asJava(result.data()).forEachRemaining(rest -> {});
                return null;
              });
    }
    return found;
  }

  /** Holds that none has come; they are removed in the background. */
  public static void assertNoMore(Class<?> type, Set<BlockId> before) throws InterruptedException {
    for (int i = 0; i < 600 && !before.containsAll(of(type)); i++) {
      Thread.sleep(100);
    }
    assertThat(before).containsAll(of(type));
  }
}
