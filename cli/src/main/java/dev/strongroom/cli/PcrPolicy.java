// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The policy that `--pcr` spells out.
final class PcrPolicy {
  private static final String NOT_GIVEN = "not given on the command line";

  private PcrPolicy() {}

  static NitroPolicy of(Map<Integer, String> given) throws UsageException {
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
    for (var entry : given.entrySet()) {
      String option = "--pcr " + entry.getKey();
      pcrs.put(entry.getKey(), Hex.exactly(option, entry.getValue(), Pcrs.LENGTH));
    }
    try {
      return policy(pcrs);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pcr: " + e.getMessage());
    }
  }

  private static NitroPolicy policy(SortedMap<Integer, Bytes> pcrs) {
    NitroPolicy.Builder policy =
        NitroPolicy.builder()
            .ignoreAge(NOT_GIVEN)
            .ignoreInstance(NOT_GIVEN)
            .ignoreNonce(NOT_GIVEN)
            .ignorePublicKey(NOT_GIVEN)
            .ignoreUserData(NOT_GIVEN);
    Bytes role = pcrs.remove(Pcrs.ROLE);
    Bytes signer = pcrs.remove(Pcrs.SIGNER);
    if (role == null) {
      policy.ignoreRole(NOT_GIVEN);
    } else {
      policy.requireRole(Set.of(role));
    }
    if (signer == null) {
      policy.ignoreSigner(NOT_GIVEN);
    } else {
      policy.requireSigner(Set.of(signer));
    }
    if (pcrs.isEmpty() && signer != null) {
      policy.ignoreImage("identified by its signer, PCR 8");
    } else {
      policy.requireImage(List.of(new ReferenceValues("the image given by --pcr", pcrs)));
    }
    return policy.build();
  }
}
