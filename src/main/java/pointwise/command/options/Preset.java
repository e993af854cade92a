package pointwise.command.options;

import java.util.List;
import pointwise.network.apply.Interpolation;

/**
 * How images are made ready for networks that were trained one way. Samples are scaled to 0..1, the
 * shorter side is resized and a square is cut out of the middle.
 */
enum Preset {
  /**
   * Torchvision's.
   *
   * @see <a
   *     href="https://github.com/pytorch/vision/blob/main/torchvision/transforms/_presets.py">ImageClassification</a>
   */
  IMAGENET,

  /**
   * OpenAI's.
   *
   * @see <a href="https://github.com/openai/CLIP/blob/main/clip/clip.py">its _transform</a>
   */
  CLIP,

  /**
   * That of timm for networks of the Inception family.
   *
   * @see <a
   *     href="https://github.com/huggingface/pytorch-image-models/blob/main/timm/data/transforms_factory.py">transforms_imagenet_eval</a>
   */
  INCEPTION;

  /** Width and height of what is cut out, where a network does not declare them. */
  int crop() {
    return this == INCEPTION ? 299 : 224;
  }

  /** What the shorter side is resized to, before so much is cut out. */
  int shorter(int crop) {
    // timm's floor(crop / crop_pct), with 1 and 0.875
    return this == CLIP ? crop : Math.toIntExact(8L * crop / 7);
  }

  Interpolation interpolation() {
    return this == IMAGENET ? Interpolation.BILINEAR : Interpolation.BICUBIC;
  }

  /** Subtracted from each channel. */
  List<Double> mean() {
    return switch (this) {
      case IMAGENET -> List.of(0.485, 0.456, 0.406);
      case CLIP -> List.of(0.48145466, 0.4578275, 0.40821073);
      case INCEPTION -> List.of(0.5, 0.5, 0.5);
    };
  }

  /** What each channel is divided by. */
  List<Double> std() {
    return switch (this) {
      case IMAGENET -> List.of(0.229, 0.224, 0.225);
      case CLIP -> List.of(0.26862954, 0.26130258, 0.27577711);
      case INCEPTION -> List.of(0.5, 0.5, 0.5);
    };
  }
}
