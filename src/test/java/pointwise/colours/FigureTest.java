package pointwise.colours;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {
  private static final int POINTS = 1200;

  /** Areas for half size 6 and an inset of 2, by the formulas of school geometry. */
  @ParameterizedTest
  @CsvSource({
    // pi r^2
    "CIRCLE, 113.097, 50.265",
    // a^2
    "SQUARE, 144, 64",
    // Inradius 3 (sqrt 5 - 1) = 3.708 of the triangle with base and height 12: scaled by 1 - 2 / r.
    "TRIANGLE, 72, 15.268",
    // Half the product of the diagonals; a distance of 2 takes 2 sqrt 2 from each half diagonal.
    "DIAMOND, 72, 20.118",
    // pi a b
    "ELLIPSE, 67.858, 20.106",
    // Radii 6 and 3; nothing is 2 from both circles.
    "RING, 84.823, 0",
    // 12 x 4: a distance of 2 leaves the line in the middle.
    "BAR, 48, 0"
  })
  void areasAreThoseOfGeometry(Figure shape, double whole, double inside) {
    assertThat(area(shape, 0)).isCloseTo(whole, org.assertj.core.data.Offset.offset(0.15));
    assertThat(area(shape, 2)).isCloseTo(inside, org.assertj.core.data.Offset.offset(0.15));
  }

  private static double area(Figure shape, double inset) {
    double step = 16.0 / POINTS;
    long inside = 0;
    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < POINTS; j++) {
        inside += shape.contains((i + 0.5) * step - 8, (j + 0.5) * step - 8, 6, inset) ? 1 : 0;
      }
    }
    return inside * step * step;
  }
}
