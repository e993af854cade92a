package pointwise.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.blas.Blas;
import pointwise.image.DecodeLimits;
import pointwise.image.ImageException;
import pointwise.image.ImageLines;
import pointwise.image.ImageReader;
import pointwise.kernel.Activation;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.Axis;
import pointwise.network.Convolution;
import pointwise.network.Engine;
import pointwise.network.Network;
import pointwise.network.Node;
import pointwise.text.Text;

class NetworkImagesTest {
  private static final int KERNELS = 1024;

  @TempDir private Path folder;

  /** Each of 1024 maps is the image, moved down by a line. */
  private static NetworkImages movingDown() {
    float[] weights = new float[KERNELS * 2];
    for (int k = 0; k < KERNELS; k++) {
      weights[2 * k] = 1;
    }
    Axis y = new Axis(2, 1, 1, 1, 0, Axis.Pad.EXPLICIT, false);
    Convolution layer =
        new Convolution(
            y, Axis.POINT, 1, 1, weights, new float[KERNELS], new Activation.Identity());
    Network network =
        new Network(
            "down",
            new Network.Input(1, 0, 0),
            List.of(new Node("moved", layer, List.of(Node.IMAGE))),
            List.of(0));
    return new NetworkImages(
        network,
        List.of("moved"),
        new Preparation(1, ChannelRule.STRICT, SampleRange.RAW, new Preparation.Size.AsIs()),
        new Engine(Blas.nativeBlas()),
        1 << 24);
  }

  private byte[] map(NetworkImages images, int height, int width) throws IOException {
    Path file = folder.resolve(Text.of("%dx%d.npy", height, width));
    byte[] samples = new byte[height * width];
    Arrays.fill(samples, (byte) 7);
    Pictures.npy(file, "|u1", height, width, 1, samples);
    DecodeLimits limits = new DecodeLimits(1 << 24, 1 << 28, "--driver-memory");
    try (ImageLines image = new ImageReader(new Configuration(), limits).open(file.toString())) {
      Iterator<FeatureMap> maps = images.maps(file.toString(), image);
      FeatureMap map = maps.next();
      assertThat(maps.hasNext()).isFalse();
      return map.getData();
    }
  }

  /** 16385 x 1024 float32 are a line above 64 MiB. */
  @Test
  void anImageThatIsRefusedLeavesTheNextOneAlone() throws IOException {
    NetworkImages images = movingDown();
    ByteBuffer expected = ByteBuffer.allocate(4 * 3 * 2 * KERNELS).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3 * 2 * KERNELS; i++) {
      expected.putFloat(i < 2 * KERNELS ? 0 : 7);
    }
    assertThat(map(images, 3, 2)).isEqualTo(expected.array());
    assertThatThrownBy(() -> map(images, 1, 16385))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a line of the feature map is too large");
    assertThat(map(images, 3, 2)).isEqualTo(expected.array());
  }
}
