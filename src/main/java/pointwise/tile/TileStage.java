package pointwise.tile;

import java.io.Serializable;
import java.util.Iterator;

/** What is done to tiles in a task, one after the other; failed images go on. */
@FunctionalInterface
public interface TileStage extends Serializable {
  /** The tiles that go on, in the same order, each made when it is wanted. */
  Iterator<Tile> apply(Iterator<Tile> tiles);
}
