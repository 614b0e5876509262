// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.util.List;
import java.util.stream.Collectors;

/// The policy of an enclave under test, as a file for the command line.
public final class PolicyText {
  private PolicyText() {}

  /// The policy for the channel.
  public static String of(EnclaveUnderTest enclave) {
    NitroPolicy policy = (NitroPolicy) enclave.policy().appraisal();
    TrustAnchor root = policy.anchors().getFirst();
    if (!(policy.image() instanceof Require<List<ReferenceValues>>(List<ReferenceValues> values))) {
      throw new IllegalStateException("a policy that asks for no image");
    }
    String pcrs =
        values.getFirst().pcrs().entrySet().stream()
            .map(pcr -> "\"pcr" + pcr.getKey() + "\": \"" + pcr.getValue().hex() + "\"")
            .collect(Collectors.joining(", "));
    return """
    {
      "version": 1,
      "kind": "nitro-enclave",
      "anchors": [{ "name": "simulated", "sha256": "%s", "simulated": true }],
      "image": { "require": [{ "name": "under test", %s }] },
      "signer": { "ignore": "simulated" },
      "role": { "ignore": "simulated" },
      "instance": { "ignore": "simulated" },
      "nonce": { "ignore": "the channel has its own" },
      "publicKey": { "require": true },
      "userData": { "require": true },
      "age": { "require": "PT5M" }
    }
    """
        .formatted(root.sha256().hex(), pcrs);
  }

  /// A policy for receipts of an enclave under test that a witness cosigned.
  public static String forReceipts(EnclaveUnderTest enclave, VerifierKey witness) {
    return forReceipts(
        enclave,
        "{ \"require\": { \"quorum\": 1, \"of\": [{ \"name\": \"%s\", \"key\": \"%s\" }] } }"
            .formatted(witness.name(), witness.text()));
  }

  /// The same with anything else for the witnesses.
  ///
  /// @param witnesses what the policy says of them, as JSON
  public static String forReceipts(EnclaveUnderTest enclave, String witnesses) {
    return """
    {
      "version": 1,
      "kind": "receipt",
      "logs": { "ignore": "the enclave's evidence binds the log's key" },
      "enclave": { "require": %s },
      "witnesses": %s,
      "timestamps": { "ignore": "none are asked for" },
      "time": { "ignore": "of any time" }
    }
    """
        .formatted(of(enclave), witnesses);
  }
}
