package pointwise.network.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A model that is ready to run, for all tasks of a JVM. A run takes one thread, and gives its
 * memory back when it is over. Thread-safe.
 */
public final class RuntimeSession {
  private static final Cleaner CLEANER = Cleaner.create();

  private final RuntimeModel model;
  private final OrtSession session;
  private final Set<String> wanted = new LinkedHashSet<>();

  /**
   * Makes a model ready.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException if ONNX Runtime refuses it
   * @throws IllegalStateException if ONNX Runtime cannot be loaded
   */
  public RuntimeSession(String file, RuntimeModel model) {
    this.model = model;
    model.outputs().forEach(output -> wanted.add(output.name()));
    OrtEnvironment environment = RuntimeLibrary.environment();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false);
      // It keeps a plan of memory for each size of images.
      options.setMemoryPatternOptimization(false);
      this.session = environment.createSession(model.bytes(), options);
    } catch (OrtException e) {
      throw new UsageException(
          Text.of("Cannot read model %s: ONNX Runtime refuses it: %s", file, line(e)), e);
    }
    OrtSession opened = session;
    Object unused = CLEANER.register(this, () -> close(opened));
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is run. */
  public RuntimeModel model() {
    return model;
  }

  /**
   * The results for an image, in the order of the wanted tensors.
   *
   * @param image the samples as the network gets them
   * @param samples that the results may have together
   * @throws IllegalArgumentException if the network does not run on it, its results are too large,
   *     or one is neither a map (N x C x H x W), tokens (N x T x C) nor a vector (N x C)
   */
  public List<RuntimeResult> run(RuntimeImage image, long samples) {
    try (OnnxTensor tensor = image.tensor(RuntimeLibrary.environment());
        OrtSession.Result all = session.run(Map.of(model.input(), tensor), wanted)) {
      List<RuntimeResult> results = new ArrayList<>();
      double found = 0;
      for (RuntimeModel.Output output : model.outputs()) {
        found += Results.samples(all.get(output.name()).orElseThrow());
      }
      if (found > samples) {
        throw new IllegalArgumentException(
            Text.of(
                "its results are too large, found %.0f samples, expected at most %d: give the JVM more memory or fewer tasks, or ask for fewer layers",
                found, samples));
      }
      for (RuntimeModel.Output output : model.outputs()) {
        results.add(Results.of(output, all.get(output.name()).orElseThrow(), model.batch()));
      }
      return results;
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime cannot run it: " + line(e), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static String line(OrtException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }
}
