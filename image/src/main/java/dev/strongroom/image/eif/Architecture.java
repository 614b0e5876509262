// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

/// The processors that an image is for: bit 0 of the header's flags. Not measured.
public enum Architecture {
  /// AMD's and Intel's.
  X86_64(0, "x86_64"),
  /// AWS Graviton.
  ARM64(1, "arm64");

  private final int flags;
  private final String text;

  Architecture(int flags, String text) {
    this.flags = flags;
    this.text = text;
  }

  int flags() {
    return flags;
  }

  /// As AWS's tools write it.
  @Override
  public String toString() {
    return text;
  }
}
