package pointwise.kernel;

/** What is done with an image whose channels are not those the kernels take. */
public enum ChannelRule {
  /** One to four channels are grey, grey and alpha, RGB, RGBA, and converted into each other. */
  CONVERT,
  /** It is an error. */
  STRICT
}
