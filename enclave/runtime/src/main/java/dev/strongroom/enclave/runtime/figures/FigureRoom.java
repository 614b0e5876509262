// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

/// How many more series there can be: a host takes in so many and no more. Thread-safe.
final class FigureRoom {
  private int left;

  FigureRoom(int series) {
    left = series;
  }

  /// Takes the place of one more.
  ///
  /// @return false if none is left
  synchronized boolean take() {
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
