package pointwise.store;

/**
 * What a job does where something is there already.
 *
 * @param overwrite it replaces an earlier result
 * @param resume it goes on where an earlier job stopped
 * @param incremental it adds what is new to an earlier result
 * @param retryStorage it reads again what the storage did not give
 */
public record Start(boolean overwrite, boolean resume, boolean incremental, boolean retryStorage) {
  /** A new job, beside nothing. */
  public static final Start NEW = new Start(false, false, false, false);

  /** The same in place of an earlier result. */
  public static final Start OVERWRITE = new Start(true, false, false, false);

  /** Where an earlier job stopped. */
  public static final Start RESUME = new Start(false, true, false, false);

  /** Whatever is there, with what is new or was not read. */
  public static final Start EXTEND = new Start(false, true, true, true);

  /** Whether the job goes on from what is there. */
  public boolean continues() {
    return resume || extendsResults();
  }

  /** Whether a result that is complete is worked on. */
  boolean extendsResults() {
    return incremental || retryStorage;
  }
}
