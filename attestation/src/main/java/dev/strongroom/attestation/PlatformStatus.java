// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// What the hardware's maker says of the platform's state. Intel's terms (PCS API, "TCB status"),
/// which the others' fit into.
public enum PlatformStatus {
  /// This kind of evidence carries no platform status: AWS patches Nitro itself and reports
  /// nothing, AMD publishes no list of levels.
  NOT_REPORTED("not-reported"),
  /// Nothing is known to be wrong.
  UP_TO_DATE("up-to-date"),
  /// Software has to be hardened against a known weakness.
  SW_HARDENING_NEEDED("sw-hardening-needed"),
  /// The platform has to be configured otherwise.
  CONFIGURATION_NEEDED("configuration-needed"),
  /// Both of the above.
  CONFIGURATION_AND_SW_HARDENING_NEEDED("configuration-and-sw-hardening-needed"),
  /// The module that runs is newer than the one that the domain was launched with.
  RELAUNCH_ADVISED("relaunch-advised"),
  /// The same, and the platform has to be configured otherwise.
  RELAUNCH_ADVISED_CONFIGURATION_NEEDED("relaunch-advised-configuration-needed"),
  /// Updates are missing.
  OUT_OF_DATE("out-of-date"),
  /// Updates are missing, and the platform has to be configured otherwise.
  OUT_OF_DATE_CONFIGURATION_NEEDED("out-of-date-configuration-needed"),
  /// The maker has taken its word back.
  REVOKED("revoked"),
  /// The maker would have something to say, but it isn't there or can't be believed.
  UNKNOWN("unknown");

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
