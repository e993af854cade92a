package pointwise.network.apply;

import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/** Images through a network: what {@code extract --network} runs. */
public record NetworkPass(
    TaskInputs reading,
    Broadcast<NetworkSource> source,
    Preprocessing preparation,
    Blas.Kind blas,
    TileStage stage,
    FailurePolicy policy,
    Augmentation augmentation)
    implements RowPass<Tile> {

  /**
   * The results of the wanted layers. An image that fails is one tile.
   *
   * @param stage what is done to them before they are rows
   */
  public static NetworkPass of(
      TaskInputs reading,
      NetworkSource network,
      Preprocessing preparation,
      Blas.Kind blas,
      TileStage stage,
      FailurePolicy policy) {
    return new NetworkPass(
        reading,
        reading.metrics().broadcast(network),
        preparation,
        blas,
        stage,
        policy,
        Augmentation.NONE);
  }

  /** The same of a variant of the images. */
  public NetworkPass of(Augmentation variant) {
    return new NetworkPass(reading, source, variant.of(preparation), blas, stage, policy, variant);
  }

  /**
   * @param splits whole files, or parts of them that begin with rows of tiles
   */
  @Override
  public Iterator<Tile> call(Iterator<InputSplit> splits) {
    JobMetrics metrics = reading.metrics();
    NetworkImages images = source.value().runners().images(preparation, blas, reading);
    Iterator<Tile> maps =
        reading.rows(
            splits,
            (split, image) -> images.maps(split, augmentation.of(split.getKey(), image)),
            Tile::failed,
            metrics::addMultiply);
    return policy.apply(stage.apply(maps), metrics);
  }
}
