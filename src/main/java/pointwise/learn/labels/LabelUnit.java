package pointwise.learn.labels;

/** What has one label. */
public enum LabelUnit {
  IMAGE,
  PIXEL
}
