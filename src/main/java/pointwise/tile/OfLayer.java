package pointwise.tile;

import java.util.Iterator;

/** Names the layer of a network whose results the tiles are. */
public record OfLayer(String layer) implements TileStage {
  @Override
  public Iterator<Tile> apply(Iterator<Tile> tiles) {
    return new MappedIterator<>(
        tiles, tile -> tile.getError() == null ? tile.ofLayer(layer) : tile);
  }
}
