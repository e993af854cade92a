package pointwise.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import pointwise.input.InputSplit;

/**
 * What becomes of the bundles of a plan where inputs are others now. Bundles that are done keep
 * what they have of inputs that are the same, and of those that are gone; what is new or changed is
 * in bundles of its own.
 */
final class PlanChange {
  private final Map<String, InputSplit> now = new HashMap<>();
  private final Map<Integer, BundleRecord> records;
  private final String folder;
  private final boolean kept;
  private final boolean byKey;

  /** Images that are read again. */
  private final Set<String> again = new HashSet<>();

  private final Set<String> planned = new HashSet<>();
  private final Set<String> gone = new TreeSet<>();
  private int next;

  /**
   * @param parts what there is to read now
   * @param records of the bundles that are done
   * @param folder where their files are
   * @param kept whether that is the folder of a result
   * @param retryStorage whether files that the storage did not give are read again
   * @param byKey whether inputs of other keys are others
   */
  PlanChange(
      List<InputSplit> parts,
      Map<Integer, BundleRecord> records,
      String folder,
      boolean kept,
      boolean retryStorage,
      boolean byKey) {
    parts.forEach(part -> now.putIfAbsent(part.getOrigin(), part));
    this.records = records;
    this.folder = folder;
    this.kept = kept;
    this.byKey = byKey;
    if (retryStorage) {
      records.values().forEach(record -> again.addAll(record.counts().unreadable().keySet()));
      again.retainAll(now.keySet());
    }
  }

  /**
   * The bundles from now on; those of the plan where nothing is new or changed.
   *
   * @param pack what makes bundles of inputs
   */
  List<Plan.Bundle> of(
      Plan plan, List<InputSplit> parts, Function<List<InputSplit>, List<List<InputSplit>>> pack) {
    for (Plan.Bundle bundle : plan.bundles()) {
      next = Math.max(next, bundle.number() + 1);
      for (InputSplit input : bundle.inputs()) {
        planned.add(input.getOrigin());
        InputSplit found = now.get(input.getOrigin());
        if (found == null) {
          gone.add(input.getOrigin());
        } else if (!isSame(input, found)) {
          again.add(input.getOrigin());
        }
      }
    }
    List<Plan.Bundle> bundles = new ArrayList<>();
    plan.bundles().forEach(bundle -> keep(bundle, bundles));
    List<InputSplit> fresh =
        parts.stream()
            .filter(part -> !planned.contains(part.getOrigin()) || again.contains(part.getOrigin()))
            .toList();
    if (!fresh.isEmpty()) {
      for (List<InputSplit> inputs : pack.apply(fresh)) {
        bundles.add(bundle(inputs, null));
      }
    }
    return bundles;
  }

  private boolean isSame(InputSplit planned, InputSplit found) {
    return planned.getFileLength() == found.getFileLength()
        && planned.getModified() == found.getModified()
        && Objects.equals(planned.getEtag(), found.getEtag())
        && planned.getBeside().equals(found.getBeside())
        && Objects.equals(planned.getError(), found.getError())
        && (!byKey || planned.getKey().equals(found.getKey()));
  }

  private void keep(Plan.Bundle bundle, List<Plan.Bundle> bundles) {
    BundleRecord record = records.get(bundle.number());
    boolean hasRows = record != null || bundle.earlier() != null;
    List<InputSplit> rest =
        bundle.inputs().stream()
            .filter(input -> !again.contains(input.getOrigin()))
            .filter(input -> hasRows || now.containsKey(input.getOrigin()))
            .toList();
    if (rest.size() == bundle.inputs().size()) {
      bundles.add(
          new Plan.Bundle(
              bundle.number(),
              bundle.hash(),
              bundle.inputs(),
              bundle.earlier(),
              record != null && (bundle.kept() || kept)));
    } else if (!rest.isEmpty()) {
      bundles.add(bundle(rest, hasRows ? earlier(bundle, record) : null));
    }
  }

  private Plan.Earlier earlier(Plan.Bundle bundle, BundleRecord record) {
    TreeSet<String> without = new TreeSet<>();
    bundle.inputs().stream()
        .map(InputSplit::getOrigin)
        .filter(again::contains)
        .forEach(without::add);
    if (record != null) {
      return new Plan.Earlier(record, folder, without);
    }
    without.addAll(bundle.earlier().without());
    return new Plan.Earlier(bundle.earlier().record(), bundle.earlier().folder(), without);
  }

  private Plan.Bundle bundle(List<InputSplit> inputs, Plan.Earlier earlier) {
    return new Plan.Bundle(next++, PlanFiles.hash(inputs), inputs, earlier, false);
  }

  /** Paths of the plan that are not there any more. */
  Set<String> gone() {
    return gone;
  }
}
