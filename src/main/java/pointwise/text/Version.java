package pointwise.text;

/** Which Pointwise this is. */
public final class Version {
  private Version() {}

  /** The version of the jar, which its manifest has from the pom; of classes in no jar unknown. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }
}
