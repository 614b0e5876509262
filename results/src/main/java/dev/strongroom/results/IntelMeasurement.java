// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import java.util.Optional;

/// The measurement values that Intel's profile adds (draft-cds-rats-intel-corim-profile-06, 8.3).
enum IntelMeasurement {
  VENDOR("tee.vendor", -70),
  MODEL("tee.model", -71),
  TCB_DATE("tee.tcbdate", -72),
  SECURITY_VERSION("tee.isvsvn", -73),
  INSTANCE("tee.instance-id", -77),
  PCE("tee.pceid", -80),
  MISC_SELECT("tee.miscselect", -81),
  ATTRIBUTES("tee.attributes", -82),
  MEASUREMENT("tee.mrtee", -83),
  SIGNER("tee.mrsigner", -84),
  PRODUCT("tee.isvprodid", -85),
  EVALUATION("tee.tcb-eval-num", -86),
  STATUS("tee.tcbstatus", -88),
  ADVISORIES("tee.advisory-ids", -89),
  KEYS("tee.cryptokeys", -91),
  PLATFORM_INSTANCE("tee.platform-instance-id", -101),
  COMPONENTS("tee.tcb-comp-svn", -125);

  private final String label;
  private final int code;

  IntelMeasurement(String label, int code) {
    this.label = label;
    this.code = code;
  }

  int code() {
    return code;
  }

  /// What the profile calls it.
  @Override
  public String toString() {
    return label;
  }

  static Optional<IntelMeasurement> coded(int code) {
    for (IntelMeasurement measurement : values()) {
      if (measurement.code == code) {
        return Optional.of(measurement);
      }
    }
    return Optional.empty();
  }
}
