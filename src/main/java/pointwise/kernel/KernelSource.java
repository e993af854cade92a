package pointwise.kernel;

import pointwise.text.Sha256;

/**
 * Kernels as the bytes of their file: how they travel to executors. A broadcast of it is parsed
 * once per JVM.
 */
public final class KernelSource implements Kernels {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final byte[] json;
  private transient volatile KernelStack stack;

  /**
   * @param file the name that error messages use
   * @param json the bytes of a kernel file
   * @throws IllegalArgumentException if they are no valid kernels
   */
  public KernelSource(String file, byte[] json) {
    this.file = file;
    this.json = json.clone();
    this.stack = KernelFile.parse(file, this.json);
  }

  @Override
  public KernelStack stack() {
    KernelStack parsed = stack;
    if (parsed == null) {
      synchronized (this) {
        if (stack == null) {
          stack = KernelFile.parse(file, json);
        }
        parsed = stack;
      }
    }
    return parsed;
  }

  @Override
  public String hash() {
    return Sha256.hex(json);
  }
}
