package pointwise.learn.train;

/**
 * Adam with decoupled weight decay (AdamW): for the mean gradient g of step t
 *
 * <pre>
 * m = β₁ m + (1 - β₁) g,  v = β₂ v + (1 - β₂) g²
 * w = w - η (m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + λ w)
 * </pre>
 *
 * <p>with the constants of the paper. Biases do not decay.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma, Ba: Adam, a method for stochastic
 *     optimization, ICLR 2015</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov, Hutter: Decoupled weight decay
 *     regularization, ICLR 2019</a>
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final ModelShape shape;
  private final double rate;
  private final double decay;

  /**
   * @param rate η
   * @param decay λ
   */
  Adam(ModelShape shape, double rate, double decay) {
    this.shape = shape;
    this.rate = rate;
    this.decay = decay;
  }

  /** Moves the parameters, and counts the step. */
  void step(TrainingState state, Gradient gradient) {
    state.step++;
    double first = 1 - Math.pow(BETA1, (double) state.step);
    double second = 1 - Math.pow(BETA2, (double) state.step);
    for (int l = 0; l < shape.layers(); l++) {
      for (int i = shape.weightsAt(l); i < shape.weightsAt(l + 1); i++) {
        double g = gradient.sums()[i] / gradient.count();
        state.m[i] = BETA1 * state.m[i] + (1 - BETA1) * g;
        state.v[i] = BETA2 * state.v[i] + (1 - BETA2) * g * g;
        double move = state.m[i] / first / (Math.sqrt(state.v[i] / second) + EPSILON);
        double shrink = i < shape.biasAt(l) ? decay * state.parameters[i] : 0;
        state.parameters[i] -= rate * (move + shrink);
      }
    }
  }
}
