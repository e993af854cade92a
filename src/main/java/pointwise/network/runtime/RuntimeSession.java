package pointwise.network.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.ModelFile;
import pointwise.text.Text;

/**
 * A model that is ready to run, for all tasks of a JVM. A run takes one thread, and gives its
 * memory back when it is over. Thread-safe.
 */
public final class RuntimeSession {
  private static final Cleaner CLEANER = Cleaner.create();

  private final RuntimeModel model;
  private final OrtSession session;
  private final Set<String> wanted;

  /**
   * Makes a file ready.
   *
   * @param file its name, for messages
   * @param bytes the file
   * @param external opens the files beside it
   * @param layers the tensors that are wanted; empty for the graph's outputs
   * @throws IllegalArgumentException in one line, if it is no ONNX model or damaged, its image is
   *     none that is understood, it has no such tensors, or ONNX Runtime refuses it
   * @throws IllegalStateException if ONNX Runtime cannot be loaded
   */
  public static RuntimeSession open(
      String file, byte[] bytes, ExternalData external, List<String> layers) {
    try {
      ModelProto proto = ModelFile.parse(bytes);
      RuntimeModel model = RuntimeModel.of(file, proto.getGraph(), layers);
      List<String> names = model.outputs().stream().map(RuntimeModel.Output::name).toList();
      return new RuntimeSession(model, names, ModelFile.whole(proto, bytes, names, external));
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  private RuntimeSession(RuntimeModel model, List<String> names, byte[] whole) {
    this.model = model;
    this.wanted = new LinkedHashSet<>(names);
    OrtEnvironment environment = RuntimeLibrary.environment();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false);
      // It keeps a plan of memory for each size of images.
      options.setMemoryPatternOptimization(false);
      // Warnings are of weights that the wanted tensors do not need; errors are exceptions too.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      this.session = environment.createSession(whole, options);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime refuses it: " + line(e), e);
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

  /** What the network takes and what it gives, as far as ONNX Runtime knows before a run. */
  Map<String, NodeInfo> declared() {
    Map<String, NodeInfo> all = new LinkedHashMap<>();
    try {
      all.putAll(session.getInputInfo());
      all.putAll(session.getOutputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      Reference.reachabilityFence(this);
    }
    return all;
  }

  /**
   * {@link #run(RuntimeImage, long)}, which must fit memory as often as tasks run it.
   *
   * @param least bytes that a run cannot do without
   * @throws pointwise.text.NoMemoryException if it does not
   */
  public List<RuntimeResult> run(
      RuntimeImage image, long samples, RuntimeMemory memory, long least) {
    return memory.run(image.shape(), least, () -> run(image, samples));
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
