// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;

/// Reads appraisal policies from JSON text: `docs/appraisal-policy.md` and its JSON Schema.
public final class PolicyFile {
  private static final long VERSION = 1;

  private PolicyFile() {}

  /// Reads a policy.
  ///
  /// @throws MalformedPolicyException if it isn't one; says where and why
  public static AppraisalPolicy parse(String json) throws MalformedPolicyException {
    try {
      return read(JsonNode.parse(json));
    } catch (MalformedJsonException e) {
      throw new MalformedPolicyException(e.place(), e.problem());
    }
  }

  /// Reads a policy that is part of another file.
  ///
  /// @throws MalformedJsonException if it isn't one; says where and why
  public static AppraisalPolicy read(JsonNode policy) throws MalformedJsonException {
    if (!policy.member("version").value().equals(VERSION)) {
      throw policy.member("version").error("only version " + VERSION + " is understood");
    }
    JsonNode kind = policy.member("kind");
    for (EvidenceKind known : EvidenceKind.values()) {
      if (known.toString().equals(kind.text())) {
        return built(policy, own -> of(known, own));
      }
    }
    throw kind.error("an unknown kind of evidence");
  }

  private static AppraisalPolicy of(EvidenceKind kind, JsonNode policy)
      throws MalformedJsonException {
    return switch (kind) {
      case NITRO_ENCLAVE -> NitroPolicyReader.read(policy);
      case SEV_SNP -> SnpPolicyReader.read(policy);
      case AZURE_SEV_SNP -> SnpPolicyReader.readAzure(policy);
      case TDX -> TdxPolicyReader.read(policy);
      case AZURE_TDX -> TdxPolicyReader.readAzure(policy);
      case SGX -> SgxPolicyReader.read(policy);
      case NVIDIA_GPU, NVIDIA_SWITCH -> NvidiaPolicyReader.read(policy, kind);
      case NVIDIA_NRAS -> built(policy, NrasPolicyReader::read);
      case COMPOSITE -> CompositePolicyReader.read(policy);
      default -> throw policy.member("kind").error("there are no policies for this kind");
    };
  }

  /// Reads one kind of policy.
  private interface Reader {
    AppraisalPolicy read(JsonNode policy) throws MalformedJsonException;
  }

  private static AppraisalPolicy built(JsonNode policy, Reader reader)
      throws MalformedJsonException {
    try {
      return reader.read(policy);
    } catch (IllegalArgumentException e) {
      throw policy.error(String.valueOf(e.getMessage()));
    }
  }
}
