// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import java.util.Optional;

/// In which mode the driver says that the GPUs are. It isn't signed: what counts is in the reports.
///
/// @param feature confidential computing is on
/// @param developerTools debuggers may look inside
/// @param environment `unavailable`, `simulated` or `production`; of others the number
/// @param severalGpus how several GPUs are protected: `none`, `protected-pcie`,
///   `nvlink-encryption`, of others the number; empty if the driver is too old to say
public record ConfidentialState(
    boolean feature, boolean developerTools, String environment, Optional<String> severalGpus) {
  private static final String NONE = "none";

  /// Whether the GPUs give reports: with protected PCIe the feature itself is off.
  public boolean confidential() {
    return feature || severalGpus.filter(mode -> !mode.equals(NONE)).isPresent();
  }

  static ConfidentialState of(
      long feature, long developerTools, long environment, Optional<Long> severalGpus) {
    return new ConfidentialState(
        feature == 1,
        developerTools != 0,
        switch ((int) environment) {
          case 0 -> "unavailable";
          case 1 -> "simulated";
          case 2 -> "production";
          default -> Long.toString(environment);
        },
        severalGpus.map(mode ->
            switch (mode.intValue()) {
              case 0 -> NONE;
              case 1 -> "protected-pcie";
              case 2 -> "nvlink-encryption";
              default -> Long.toString(mode);
            }));
  }
}
