package pointwise.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import pointwise.blas.Blas;
import pointwise.colours.ColourSet;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.network.graph.Network;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.run.Inference;
import pointwise.preview.FeaturePlane;

/** The pooled features of a classifier of pictures whose first layer has two kernels. */
final class ColourPlane {
  private ColourPlane() {}

  /** The plane with the first {@code count} pictures of a set. */
  static byte[] png(String title, Path model, ColourSet set, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    String file = model.toString();
    Network network = OnnxReader.read(file, bytes, name -> Files.newInputStream(Path.of(name)));
    ClassifierInfo info = ClassifierInfo.of(file, OnnxReader.metadata(file, bytes));
    List<Layer> layers = network.nodes().stream().map(node -> node.layer()).toList();
    int pool =
        IntStream.range(0, layers.size())
            .filter(i -> layers.get(i) instanceof GlobalPool)
            .findFirst()
            .orElseThrow();
    Convolution dense = dense(layers.subList(pool, layers.size()));
    List<FeaturePlane.Group> groups = new ArrayList<>();
    for (int k = 0; k < info.classes().size(); k++) {
      String name = info.classes().get(k);
      double first = dense.weights()[2 * k];
      double second = dense.weights()[2 * k + 1];
      groups.add(
          new FeaturePlane.Group(
              name, Ink.of(name), new ArrayList<>(), List.of(first, second), dense.bias()[k]));
    }
    PackedWeights engine = new PackedWeights(Blas.Kind.JAVA.load());
    Inference inference = new Inference(network, new Shape(28, 28, 3), List.of(pool), engine);
    for (int index = 0; index < count; index++) {
      float[] features = inference.run(samples(set.png(index), info.range())).get(0);
      String label = Path.of(ColourSet.file(index)).getParent().toString();
      FeaturePlane.Group group = groups.get(info.classes().indexOf(label));
      group.points().add(new double[] {features[0], features[1]});
    }
    return FeaturePlane.png(title, groups);
  }

  private static Convolution dense(List<Layer> afterPool) {
    return (Convolution)
        afterPool.stream().filter(Convolution.class::isInstance).findFirst().orElseThrow();
  }

  /** 28 x 28 x 3, RGB. */
  private static float[] samples(byte[] png, SampleRange range) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] levels = image.getRaster().getPixels(0, 0, 28, 28, (int[]) null);
    float[] samples = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      samples[i] = range == SampleRange.UNIT ? levels[i] / 255f : levels[i];
    }
    return samples;
  }

  /** Colours that stand out on a pale ground. */
  private enum Ink {
    RED(0xd62728),
    GREEN(0x2ca02c),
    BLUE(0x1f4fd6),
    YELLOW(0xd4b806),
    CYAN(0x17becf),
    MAGENTA(0xc837b8);

    private final int rgb;

    Ink(int rgb) {
      this.rgb = rgb;
    }

    static int of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT)).rgb;
    }
  }
}
