// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.eif.MalformedEifException;
import java.util.Objects;

/// One of two images to compare isn't an image.
public final class MalformedImageException extends Exception {
  private static final long serialVersionUID = 1;

  private final Side side;
  private final MalformedEifException problem;

  MalformedImageException(Side side, MalformedEifException problem) {
    super("the " + side + " image: " + problem.getMessage(), problem);
    this.side = side;
    this.problem = problem;
  }

  /// Which.
  public Side side() {
    return side;
  }

  /// What is wrong with it.
  public MalformedEifException problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
