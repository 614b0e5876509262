// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.composite.CompositeEvidence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A part of composite evidence, with the verdict on it. The checks of the whole, such as what
/// binds the parts to one another, are checks of each part: none is better than they are.
///
/// @param label its class and its number within that, from 0
/// @param verdict as of evidence of its kind alone
record CompositePart(String label, Evidence evidence, Verdict verdict) {
  private static final Pattern OF_A_PART = Pattern.compile("(cpu|device[0-9]+)\\.");

  /// The machine, then its devices.
  static List<CompositePart> of(CompositeEvidence whole, Verdict verdict) {
    List<CompositePart> parts = new ArrayList<>();
    parts.add(new CompositePart("cpu0", whole.cpu(), part("cpu.", whole.cpu(), verdict)));
    Map<PartClass, Integer> next = new EnumMap<>(PartClass.class);
    for (int i = 0; i < whole.devices().size(); i++) {
      Evidence device = whole.devices().get(i);
      PartClass own = PartClass.of(device);
      int number = next.merge(own, 1, Integer::sum) - 1;
      parts.add(
          new CompositePart(
              own.label + number, device, part("device" + (i + 1) + ".", device, verdict)));
    }
    return List.copyOf(parts);
  }

  private enum PartClass {
    GPU("gpu"),
    SWITCH("switch"),
    OTHER("device");

    private final String label;

    PartClass(String label) {
      this.label = label;
    }

    static PartClass of(Evidence device) {
      return switch (device.kind()) {
        case NVIDIA_GPU -> GPU;
        case NVIDIA_SWITCH -> SWITCH;
        case NITRO_ENCLAVE,
            NITRO_TPM,
            SEV_SNP,
            AZURE_SEV_SNP,
            TDX,
            AZURE_TDX,
            SGX,
            NVIDIA_NRAS,
            ANDROID_KEY,
            APPLE_APP_ATTEST,
            COMPOSITE ->
            OTHER;
      };
    }
  }

  private static Verdict part(String prefix, Evidence evidence, Verdict whole) {
    List<Check> checks = new ArrayList<>();
    for (Check check : whole.checks()) {
      if (check.name().startsWith(prefix)) {
        checks.add(
            new Check(
                check.name().substring(prefix.length()),
                check.source(),
                check.stage(),
                check.outcome(),
                check.detail(),
                check.reason()));
      } else if (!OF_A_PART.matcher(check.name()).lookingAt()) {
        checks.add(check);
      }
    }
    // The whole has the worst status of all parts, and doesn't say whose it is.
    boolean reports =
        switch (evidence.kind()) {
          case TDX, AZURE_TDX, SGX, NVIDIA_GPU, NVIDIA_SWITCH -> true;
          case NITRO_ENCLAVE,
              NITRO_TPM,
              SEV_SNP,
              AZURE_SEV_SNP,
              NVIDIA_NRAS,
              ANDROID_KEY,
              APPLE_APP_ATTEST,
              COMPOSITE ->
              false;
        };
    return new Verdict(
        evidence.kind(),
        whole.at(),
        checks,
        reports ? whole.platformStatus() : PlatformStatus.NOT_REPORTED,
        reports ? whole.advisories() : List.of(),
        whole.simulated(),
        whole.appraised());
  }
}
