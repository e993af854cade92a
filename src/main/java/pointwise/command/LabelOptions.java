package pointwise.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;

/** Which labels images have. */
final class LabelOptions {
  @Option(
      names = "--labels",
      required = true,
      paramLabel = "SPEC",
      description =
          "Of images: folders (the name of the folder each lies in; takes --recursive with it), or a .csv file with the columns origin,label. Of pixels: a .npy file of H x W integers from 0 to 254, or for several images a .csv file with the columns origin,labels.")
  private String labels;

  @Option(
      names = "--unlabelled",
      paramLabel = "V",
      description = "The value of pixels that have no label. Default: none.")
  private Integer unlabelled;

  /**
   * Whether an image is labelled by its folder, so that the folders are those inside the listed.
   */
  boolean areFolders() {
    return labels.equals(LabelReader.FOLDERS);
  }

  /** The labels of the listed images, counted. */
  Labels read(Configuration configuration, LabelUnit unit, Listing listing) throws IOException {
    return LabelReader.read(
        configuration,
        labels,
        unit,
        listing.files(),
        unlabelled == null ? OptionalInt.empty() : OptionalInt.of(unlabelled));
  }

  /** The paths of labels and images: what the job reads. */
  List<String> inputs(Labels read, Listing listing) {
    List<String> inputs = new ArrayList<>(List.of(labels));
    for (InputSplit image : listing.files()) {
      inputs.add(image.getOrigin());
      if (read.unit() == LabelUnit.PIXEL && image.failure() == null) {
        inputs.add(read.fileOf(image.getOrigin()));
      }
    }
    return inputs;
  }

  /** For the report. */
  Map<String, Object> settings() {
    return Map.of("labels", labels, "unlabelled", unlabelled == null ? "" : unlabelled);
  }
}
