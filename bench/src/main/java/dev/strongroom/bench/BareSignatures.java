// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// The signatures of one document, ready to be verified and nothing else.
final class BareSignatures {
  private record Ready(Signature verification, PublicKey key, Bytes message, Bytes signature) {
    boolean verify() throws GeneralSecurityException {
      verification.initVerify(key);
      message.updateTo(verification);
      return signature.verifiedBy(verification);
    }
  }

  private final List<Ready> signatures;

  private BareSignatures(List<Ready> signatures) {
    this.signatures = signatures;
  }

  /// Verifies the last `count` signatures of path and document.
  boolean verifyLast(int count) throws GeneralSecurityException {
    for (Ready ready : signatures.subList(signatures.size() - count, signatures.size())) {
      if (!ready.verify()) {
        throw new GeneralSecurityException("a signature that doesn't verify");
      }
    }
    return true;
  }

  static List<BareSignatures> of(List<Bytes> documents, SignatureProvider provider)
      throws MalformedEvidenceException, GeneralSecurityException {
    Signature inCertificate = Signature.getInstance("SHA384withECDSA", provider.provider());
    Signature inEnvelope =
        Signature.getInstance("SHA384withECDSAinP1363Format", provider.provider());
    List<BareSignatures> all = new ArrayList<>();
    for (Bytes encoded : documents) {
      NitroDocument document = (NitroDocument) Evidence.parse(encoded);
      List<X509Certificate> path = new ArrayList<>();
      for (Bytes certificate : document.cabundle()) {
        path.add(certificate(certificate));
      }
      path.add(certificate(document.certificate()));
      List<Ready> ready = new ArrayList<>();
      for (int i = 1; i < path.size(); i++) {
        ready.add(
            new Ready(
                inCertificate,
                key(path.get(i - 1), provider),
                Bytes.copyOf(path.get(i).getTBSCertificate()),
                Bytes.copyOf(path.get(i).getSignature())));
      }
      ready.add(
          new Ready(
              inEnvelope,
              key(path.getLast(), provider),
              message(document),
              document.envelope().signature()));
      all.add(new BareSignatures(ready));
    }
    return all;
  }

  private static Bytes message(NitroDocument document) {
    byte[] prefix = document.envelope().signedPrefix().toByteArray();
    byte[] payload = document.envelope().payload().toByteArray();
    byte[] message = new byte[prefix.length + payload.length];
    System.arraycopy(prefix, 0, message, 0, prefix.length);
    System.arraycopy(payload, 0, message, prefix.length, payload.length);
    return Bytes.copyOf(message);
  }

  private static PublicKey key(X509Certificate certificate, SignatureProvider provider)
      throws GeneralSecurityException {
    return provider.ecKey(Bytes.copyOf(certificate.getPublicKey().getEncoded()));
  }

  private static X509Certificate certificate(Bytes encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded.toByteArray()));
  }
}
