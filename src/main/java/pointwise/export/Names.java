package pointwise.export;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * How the files of maps are called: by the path of the image below the folder that all images have
 * in common, without its suffix, and by the layer where a table has several. Images of one folder
 * that differ in nothing but the suffix keep it.
 */
final class Names implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With the slash at its end. */
  private final String root;

  private final boolean layers;

  /** Without suffix, of several images. */
  private final HashSet<String> shared;

  /**
   * @param origins of all images, each once
   * @param layers whether maps are told apart by their layer too
   */
  Names(Collection<String> origins, boolean layers) {
    this.root = root(origins);
    this.layers = layers;
    this.shared = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (String origin : origins) {
      String stem = stem(origin);
      if (!seen.add(stem)) {
        shared.add(stem);
      }
    }
  }

  private static String root(Collection<String> origins) {
    Iterator<String> all = origins.iterator();
    String root = all.hasNext() ? all.next() : "";
    root = root.substring(0, root.lastIndexOf('/') + 1);
    while (all.hasNext()) {
      String origin = all.next();
      while (!origin.startsWith(root)) {
        root = root.substring(0, root.lastIndexOf('/', root.length() - 2) + 1);
      }
    }
    return root;
  }

  /** The path below the root; no part of it leads elsewhere. */
  private String below(String origin) {
    return origin.substring(root.length()).replaceAll("(?<=^|/)(\\.{0,2})(?=/|$)", "_$1");
  }

  private String stem(String origin) {
    String path = below(origin);
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
  }

  /** The path of the file of a map below the folder of all, without the suffix of its kind. */
  String of(String origin, String layer) {
    String stem = stem(origin);
    String name = shared.contains(stem) ? below(origin) : stem;
    return layers && layer != null
        ? name + "." + layer.replaceAll("[^\\p{L}\\p{N}._-]", "_")
        : name;
  }
}
