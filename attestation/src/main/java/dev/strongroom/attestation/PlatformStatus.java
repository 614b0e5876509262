// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// What the hardware's maker says of the platform's state.
public enum PlatformStatus {
  /// This kind of evidence carries no platform status: AWS patches Nitro itself and reports
  /// nothing.
  NOT_REPORTED("not-reported");

  private final String label;

  PlatformStatus(String label) {
    this.label = label;
  }

  /// The stable name used in JSON.
  @Override
  public String toString() {
    return label;
  }
}
