// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.List;

/// Takes values.
@FunctionalInterface
public interface FigureSink {
  /// Takes one.
  ///
  /// @param labels values of the declared labels, in their order
  void take(List<String> labels, long value);
}
