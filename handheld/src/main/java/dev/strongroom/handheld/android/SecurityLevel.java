// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

/// Where something is kept or was said (AOSP, "Key and ID attestation": SecurityLevel values), the
/// weakest first.
public enum SecurityLevel {
  /// The operating system's word only.
  SOFTWARE("software"),
  /// The trusted environment of the processor.
  TEE("tee"),
  /// A processor of its own.
  STRONGBOX("strongbox");

  private final String label;

  SecurityLevel(String label) {
    this.label = label;
  }

  /// The stable name used in JSON and policy files.
  @Override
  public String toString() {
    return label;
  }
}
