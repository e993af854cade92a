package pointwise;

/** The command line. */
public final class Pointwise {
  private Pointwise() {}

  public static void main(String[] args) {
    System.out.println("hello");
  }
}
