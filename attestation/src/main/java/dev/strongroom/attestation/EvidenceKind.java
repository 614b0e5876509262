// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// What sort of environment a piece of evidence speaks for.
public enum EvidenceKind {
  /// An AWS Nitro Enclave: an attestation document of the Nitro Secure Module.
  NITRO_ENCLAVE("nitro-enclave"),

  /// An EC2 instance with NitroTPM: the same envelope and root, but no enclave.
  NITRO_TPM("nitro-tpm");

  private final String label;

  EvidenceKind(String label) {
    this.label = label;
  }

  /// The stable name used in JSON, policy files and messages.
  @Override
  public String toString() {
    return label;
  }
}
