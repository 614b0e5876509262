// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

/// Decides what goes wrong in a [FakeKernel].
interface Faults {
  /// Asked before each call; 0 lets it happen, a negative error number is what it returns.
  int before(String call);

  /// How many bytes of those wanted a transfer may move.
  default int atMost(int wanted) {
    return wanted;
  }
}
