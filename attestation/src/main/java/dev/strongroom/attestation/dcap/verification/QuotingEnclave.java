// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.EnclaveReport;
import dev.strongroom.attestation.dcap.QuoteSignature;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From the platform's key to the quote: the platform vouches for the quoting enclave, that one for
/// its attestation key, and the key signs the quote.
final class QuotingEnclave {
  /// SubjectPublicKeyInfo of P-256 up to the point's coordinates (RFC 5480, 2).
  private static final String P256 = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

  private final SignatureProvider signatures;
  private final CheckList checks;

  QuotingEnclave(SignatureProvider signatures, CheckList checks) {
    this.signatures = signatures;
    this.checks = checks;
  }

  void check(DcapQuote quote, @Nullable PublicKey pckKey, Optional<QeIdentity> identity) {
    QuoteSignature signature = quote.signature();
    report(signature, pckKey);
    key(signature);
    if (identity.isPresent()) {
      enclave(signature.qeReport(), identity.get());
    } else {
      checks.fail(DcapCheck.QE_ENCLAVE, new Reason.Unverifiable("no identity to compare with"));
    }
    quote(quote);
  }

  private void report(QuoteSignature signature, @Nullable PublicKey pckKey) {
    if (pckKey == null) {
      checks.fail(
          DcapCheck.QE_SIGNATURE, new Reason.Unverifiable("the platform has no usable key"));
    } else if (signatures.verify(
        SignatureAlgorithm.ECDSA_SHA256_FIXED,
        pckKey,
        signature.qeSignature(),
        signature.qeReport().encoded())) {
      checks.pass(DcapCheck.QE_SIGNATURE, "made by the platform's key");
    } else {
      checks.fail(
          DcapCheck.QE_SIGNATURE,
          new Reason.SignatureInvalid("the quoting enclave's report isn't signed by the platform"));
    }
  }

  private void key(QuoteSignature signature) {
    Bytes bound = signature.qeReport().reportData();
    Bytes hash = Pinned.sha256(signature.attestationKey(), signature.qeAuthData());
    if (bound.startsWith(hash) && bound.slice(hash.length(), bound.length()).isAllZero()) {
      checks.pass(DcapCheck.QE_KEY, "bound by the quoting enclave");
    } else {
      checks.fail(
          DcapCheck.QE_KEY, new Reason.BindingDiffers("attestation-key", hash.hex(), bound.hex()));
    }
  }

  private void enclave(EnclaveReport report, QeIdentity identity) {
    String problem = null;
    if (!report.mrSigner().equals(identity.mrSigner())) {
      problem = "signer " + report.mrSigner().hex();
    } else if (report.productId() != identity.productId()) {
      problem = "product " + report.productId();
    } else if (!fits(report.attributes(), identity.attributesMask(), identity.attributes())) {
      problem = "attributes " + report.attributes().hex();
    } else if (!fits(report.miscSelect(), identity.miscSelectMask(), identity.miscSelect())) {
      problem = "miscselect " + report.miscSelect().hex();
    }
    if (problem == null) {
      checks.pass(DcapCheck.QE_ENCLAVE, identity.head().id() + " of Intel");
    } else {
      checks.fail(
          DcapCheck.QE_ENCLAVE,
          new Reason.EndorsementDiffers("quoting enclave", "another identity", problem));
    }
  }

  /// Whether what a mask leaves of a field is what is wanted.
  static boolean fits(Bytes field, Bytes mask, Bytes wanted) {
    for (int i = 0; i < field.length(); i++) {
      if ((field.at(i) & mask.at(i)) != wanted.at(i)) {
        return false;
      }
    }
    return true;
  }

  private void quote(DcapQuote quote) {
    PublicKey key;
    try {
      key = signatures.ecKey(Bytes.fromHex(P256 + quote.signature().attestationKey().hex()));
    } catch (InvalidKeyException e) {
      checks.fail(
          DcapCheck.QUOTE_SIGNATURE,
          new Reason.SignatureInvalid("the attestation key is no point of P-256"));
      return;
    }
    if (signatures.verify(
        SignatureAlgorithm.ECDSA_SHA256_FIXED,
        key,
        quote.signature().signature(),
        quote.signedPart())) {
      checks.pass(DcapCheck.QUOTE_SIGNATURE, "made by the attestation key");
    } else {
      checks.fail(
          DcapCheck.QUOTE_SIGNATURE,
          new Reason.SignatureInvalid("signature isn't the attestation key's over this quote"));
    }
  }
}
