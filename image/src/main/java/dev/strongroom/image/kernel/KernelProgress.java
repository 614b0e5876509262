// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

/// Is told how building goes. It mustn't block.
public interface KernelProgress {
  /// A step begins; the one before is done.
  void begun(BuildStep step);

  /// So much of a step is done.
  ///
  /// @param total how much there is in all, as far as it is known; `done` never exceeds it
  void advanced(BuildStep step, int done, int total);
}
