package pointwise.network.inspect;

import java.util.ArrayList;
import java.util.List;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Shape;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The work of a network on an image of one size, and what its 1x1 reductions save: for {@code
 * inspect}. Layers are those that run, folded into each other for the outputs. Multiply-adds are
 * those of the whole image.
 *
 * @param network its name
 * @param input the shape of the image
 * @param declared layers as they were read, before folding
 * @param declaredParameters of those: what other programs count, without running means
 * @param layers those that run
 * @param parameters of all layers that run
 * @param multiplyAdds of all layers that run
 * @param savings of the 1x1 layers that have fewer channels than they read
 */
public record NetworkReport(
    String network,
    Shape input,
    int declared,
    long declaredParameters,
    List<Line> layers,
    long parameters,
    long multiplyAdds,
    List<Saving> savings) {
  /**
   * A layer.
   *
   * @param share of the multiply-adds of the network, in percent
   */
  public record Line(
      String layer,
      String operator,
      Shape output,
      long parameters,
      long multiplyAdds,
      double share) {}

  /**
   * The report of a network as it is in its file.
   *
   * @throws IllegalArgumentException if it does not take such an image, or the work is beyond what
   *     a long counts
   */
  public static NetworkReport of(Network network, Shape image) {
    if (!network.input().takes(image)) {
      throw new UsageException(
          Text.of(
              "Cannot inspect network %s: the image does not fit, found %s, expected %s",
              network.name(), image, network.input()));
    }
    Network folded = Folding.of(network, network.outputs());
    List<Shape> shapes = folded.shapes(image);
    try {
      List<Long> work = new ArrayList<>();
      long total = 0;
      for (Node node : folded.nodes()) {
        work.add(node.layer().multiplyAdds(Network.inputs(node, image, shapes)));
        total = Math.addExact(total, work.get(work.size() - 1));
      }
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < work.size(); i++) {
        Layer layer = folded.nodes().get(i).layer();
        lines.add(
            new Line(
                folded.nodes().get(i).name(),
                layer.label(),
                shapes.get(i),
                layer.parameters(),
                work.get(i),
                total == 0 ? 0 : 100.0 * work.get(i) / total));
      }
      return new NetworkReport(
          network.name(),
          image,
          network.nodes().size(),
          network.parameters(),
          List.copyOf(lines),
          folded.parameters(),
          total,
          new Reductions(folded, shapes, work).savings());
    } catch (ArithmeticException e) {
      throw new UsageException(
          Text.of(
              "Cannot inspect network %s: the image is too large, found %s, expected at most %d multiply-adds",
              network.name(), image, Long.MAX_VALUE),
          e);
    }
  }
}
