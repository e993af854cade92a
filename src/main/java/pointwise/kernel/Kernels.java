package pointwise.kernel;

import java.io.Serializable;

/** Kernels as they travel to executors: as what their file holds, parsed once per JVM. */
public interface Kernels extends Serializable {
  /** The kernels. */
  KernelStack stack();

  /** SHA-256 of the file, and of files that belong to it. */
  String hash();
}
