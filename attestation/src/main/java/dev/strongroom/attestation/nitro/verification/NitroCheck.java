// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro.verification;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of a Nitro document besides those of its certificate path.
public enum NitroCheck implements CheckName {
  /// The envelope is signed with ES384.
  ALGORITHM("cose.algorithm", Sources.ENVELOPE),
  /// There is no unprotected header.
  HEADERS("cose.headers", Sources.ENVELOPE),
  /// The leaf signed the content.
  SIGNATURE("cose.signature", "AWS, Nitro Enclaves attestation process, 3.2.1; RFC 9052, 4.4"),
  /// The leaf and its issuer are named as AWS names them.
  LEAF_NAME("leaf.name", Sources.OBSERVED),
  /// The document was made while the leaf was valid.
  LEAF_TIME("leaf.time", Sources.OBSERVED),
  /// Which fields there are.
  FIELDS("document.fields", "AWS, Nitro Enclaves attestation process, 3.2.2.1"),
  /// The module id is one of the document's kind.
  KIND("document.kind", Sources.OBSERVED),
  /// All registers that the boot locks are there.
  MEASUREMENTS("document.measurements", Sources.CONTENT),
  /// PCR 4 measures the instance in the module id.
  INSTANCE("document.instance", "AWS, Nitro Enclaves user guide, cryptographic attestation: PCR4"),
  /// What the maker says of the platform.
  PLATFORM("platform.status", Sources.OBSERVED),
  /// Debug mode.
  POLICY_DEBUG(
      "policy.debug", "AWS, Nitro Enclaves user guide, cryptographic attestation: debug mode"),
  /// The image.
  POLICY_IMAGE("policy.image", Sources.APPRAISAL),
  /// The image's signer.
  POLICY_SIGNER("policy.signer", Sources.APPRAISAL),
  /// The role of the parent instance.
  POLICY_ROLE("policy.role", Sources.APPRAISAL),
  /// The parent instance.
  POLICY_INSTANCE("policy.instance", Sources.APPRAISAL),
  /// The nonce.
  POLICY_NONCE("policy.nonce", Sources.FRESHNESS),
  /// The bound key.
  POLICY_PUBLIC_KEY("policy.public-key", Sources.FRESHNESS),
  /// The bound data.
  POLICY_USER_DATA("policy.user-data", Sources.FRESHNESS),
  /// The age.
  POLICY_AGE("policy.age", Sources.FRESHNESS);

  private final String label;
  private final String source;

  NitroCheck(String label, String source) {
    this.label = label;
    this.source = source;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String source() {
    return source;
  }

  /// What several checks cite.
  private static final class Sources {
    static final String ENVELOPE = "AWS, Nitro Enclaves attestation process, 3.1; RFC 9053, 2.1";
    static final String CONTENT = "AWS, Nitro Enclaves attestation process, 3.2.2.2";
    static final String OBSERVED = "observed of genuine documents";
    static final String APPRAISAL = "RFC 9334, 8.5";
    static final String FRESHNESS = "RFC 9334, 10";

    private Sources() {}
  }
}
