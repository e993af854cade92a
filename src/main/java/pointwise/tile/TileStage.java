package pointwise.tile;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/** What is done to tiles in a task, one after the other; failed images go on. */
@FunctionalInterface
public interface TileStage extends Serializable {
  /** The tiles that go on, in the same order, each made when it is wanted. */
  Iterator<Tile> apply(Iterator<Tile> tiles);

  /** One stage after the other; tiles stay as they are where there is none. */
  record Chain(List<TileStage> stages) implements TileStage {
    public Chain {
      stages = List.copyOf(stages);
    }

    @Override
    public Iterator<Tile> apply(Iterator<Tile> tiles) {
      Iterator<Tile> staged = tiles;
      for (TileStage stage : stages) {
        staged = stage.apply(staged);
      }
      return staged;
    }
  }
}
