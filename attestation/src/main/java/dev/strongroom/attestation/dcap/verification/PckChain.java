// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.dcap.QuoteSignature;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Finds the chain of certificates for the platform's key: in the quote, or among endorsements.
sealed interface PckChain {
  /// The common name of PCK certificates.
  String LEAF = "Intel SGX PCK Certificate";

  /// Candidates that are tried at most.
  int TRIED = 8;

  /// It is there.
  ///
  /// @param root first
  /// @param authority issued by it
  /// @param leaf issued by that
  /// @param where it was found
  record Found(Bytes root, Bytes authority, Bytes leaf, String where) implements PckChain {}

  /// It isn't.
  record Missing(Reason reason) implements PckChain {}

  /// Looks for it.
  static PckChain find(
      QuoteSignature signature,
      Collateral collateral,
      List<TrustAnchor> anchors,
      SignatureProvider signatures) {
    return signature.certificationType() == QuoteSignature.PCK_CHAIN
        ? inQuote(signature.certificationData())
        : outside(signature, collateral, anchors, signatures);
  }

  private static PckChain inQuote(Bytes data) {
    String what = "the quote's PCK certificate chain";
    Endorsements read;
    try {
      read = EndorsementFile.pem(Objects.requireNonNullElse(data.asUtf8(), ""));
    } catch (MalformedJsonException e) {
      return new Missing(new Reason.EndorsementMalformed(what, e.getMessage()));
    }
    List<Bytes> certificates = read.of(Endorsements.Type.CERTIFICATE);
    if (certificates.size() != 3 || read.items().size() != 3) {
      return new Missing(
          new Reason.EndorsementMalformed(
              what, read.items().size() + " certificates instead of leaf, CA and root"));
    }
    return new Found(
        certificates.get(2), certificates.get(1), certificates.get(0), "from the quote");
  }

  /// A quote that only names its platform: the certificate is the one whose key signed the quoting
  /// enclave's report.
  private static PckChain outside(
      QuoteSignature signature,
      Collateral collateral,
      List<TrustAnchor> anchors,
      SignatureProvider signatures) {
    List<Certificate> candidates = collateral.named(LEAF);
    Optional<Certificate> leaf =
        candidates.stream()
            .limit(TRIED)
            .filter(candidate -> signed(candidate, signature, signatures))
            .findFirst()
            .or(() -> candidates.stream().findFirst());
    if (leaf.isEmpty()) {
      return new Missing(
          new Reason.EndorsementMissing(
              "PCK certificate, which a quote with certification data of type "
                  + signature.certificationType()
                  + " doesn't bring along,"));
    }
    Optional<Certificate> authority = collateral.issuer(leaf.get(), anchors);
    Optional<Certificate> root = authority.flatMap(ca -> collateral.issuer(ca, anchors));
    if (authority.isEmpty() || root.isEmpty()) {
      return new Missing(new Reason.EndorsementMissing("issuer of the PCK certificate"));
    }
    return new Found(
        root.get().encoded(),
        authority.get().encoded(),
        leaf.get().encoded(),
        "from the endorsements");
  }

  private static boolean signed(
      Certificate candidate, QuoteSignature signature, SignatureProvider signatures) {
    try {
      return signatures.verify(
          SignatureAlgorithm.ECDSA_SHA256_FIXED,
          signatures.ecKey(candidate.publicKeyInfo()),
          signature.qeSignature(),
          signature.qeReport().encoded());
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  /// Reads certificates that were found.
  static List<Certificate> parsed(Bytes... encoded) {
    return java.util.Arrays.stream(encoded)
        .flatMap(one -> {
          try {
            return java.util.stream.Stream.of(Certificate.parse(one));
          } catch (DerException e) {
            return java.util.stream.Stream.empty();
          }
        })
        .toList();
  }
}
