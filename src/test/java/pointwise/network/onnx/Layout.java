package pointwise.network.onnx;

import pointwise.network.layer.Shape;

/** From the order of ONNX (CHW) to ours (HWC) and back. */
final class Layout {
  private Layout() {}

  static float[] hwc(float[] chw, int from, Shape shape) {
    int pixels = (int) shape.pixels();
    float[] hwc = new float[pixels * shape.channels()];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < shape.channels(); c++) {
        hwc[p * shape.channels() + c] = chw[from + c * pixels + p];
      }
    }
    return hwc;
  }

  static float[] chw(float[] hwc, Shape shape) {
    int pixels = (int) shape.pixels();
    float[] chw = new float[pixels * shape.channels()];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < shape.channels(); c++) {
        chw[c * pixels + p] = hwc[p * shape.channels() + c];
      }
    }
    return chw;
  }
}
