// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

/// A step of building the kernel failed; the message says where its log is.
public final class KernelBuildException extends KernelException {
  private static final long serialVersionUID = 1;

  private final BuildStep step;

  KernelBuildException(BuildStep step, String problem) {
    super(problem);
    this.step = step;
  }

  /// Which.
  public BuildStep step() {
    return step;
  }
}
