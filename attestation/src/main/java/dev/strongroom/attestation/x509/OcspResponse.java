// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A basic OCSP response (RFC 6960, 4.2), read strictly; nothing in it is trusted yet.
///
/// @param signedPart ResponseData with its tag and length
/// @param responder who says so: a Name, or the SHA-1 of a key
/// @param producedAt when it was signed
/// @param answers about one certificate each
/// @param nonce what the request asked to be repeated; null where absent
/// @param notUnderstood whether a critical extension isn't understood
/// @param certificates sent along to verify it with
/// @param signatureAlgorithm AlgorithmIdentifier, DER
/// @param signature the signature's value
public record OcspResponse(
    Bytes signedPart,
    Responder responder,
    Instant producedAt,
    List<Answer> answers,
    @Nullable Bytes nonce,
    boolean notUnderstood,
    List<Certificate> certificates,
    Bytes signatureAlgorithm,
    Bytes signature) {

  /// No response is longer.
  public static final int MAX_LENGTH = 64 * 1024;

  private static final Bytes EXTENDED_KEY_USAGE = Bytes.fromHex("551d25");
  private static final Bytes OCSP_SIGNING = Bytes.fromHex("2b06010505070309");

  /// Copies the lists.
  public OcspResponse {
    answers = List.copyOf(answers);
    certificates = List.copyOf(certificates);
  }

  /// Who signed.
  ///
  /// @param name a Name, DER; null if the key is given
  /// @param key SHA-1 of the key's bits; null if the name is given
  public record Responder(@Nullable Bytes name, @Nullable Bytes key) {
    boolean is(Certificate certificate) {
      return name != null
          ? name.equals(certificate.subject())
          : digest("SHA-1", keyBits(certificate)).equals(key);
    }
  }

  /// What is said of a certificate.
  public enum Status {
    /// It wasn't revoked.
    GOOD,
    /// It was, or is on hold.
    REVOKED,
    /// The responder doesn't know it.
    UNKNOWN
  }

  /// What is said of one certificate.
  ///
  /// @param digest how it is named
  /// @param issuerName digest of the issuer's Name
  /// @param issuerKey digest of the issuer's key
  /// @param serial the content of its INTEGER
  /// @param status what is said
  /// @param reason CRLReason (RFC 5280, 5.3.1); -1 where none is given
  /// @param thisUpdate since when it is known
  /// @param nextUpdate until when it holds; null where nothing is said
  public record Answer(
      String digest,
      Bytes issuerName,
      Bytes issuerKey,
      Bytes serial,
      Status status,
      int reason,
      Instant thisUpdate,
      @Nullable Instant nextUpdate) {

    /// CRLReason certificateHold: revoked for now.
    public static final int HOLD = 6;

    /// Whether the answer is in force at `instant`, ends included. One that doesn't say until when
    /// it holds never is.
    public boolean isCurrentAt(Instant instant) {
      return !instant.isBefore(thisUpdate) && nextUpdate != null && !instant.isAfter(nextUpdate);
    }

    private boolean isAbout(Certificate certificate, Certificate issuer) {
      return serial.equals(certificate.serial())
          && issuerName.equals(OcspResponse.digest(digest, issuer.subject()))
          && issuerKey.equals(OcspResponse.digest(digest, keyBits(issuer)));
    }
  }

  /// Reads a response.
  ///
  /// @throws DerException if `encoded` isn't exactly one successful basic response in DER
  public static OcspResponse parse(Bytes encoded) throws DerException {
    return OcspReader.read(encoded);
  }

  /// All that is said of a certificate.
  public List<Answer> about(Certificate certificate, Certificate issuer) {
    return answers.stream().filter(answer -> answer.isAbout(certificate, issuer)).toList();
  }

  /// Why the response isn't one of an authority of a path: signed by someone else, or by someone
  /// whom none of them named a responder (RFC 6960, 4.2.2.2; NVIDIA's responders are named by an
  /// authority above the issuer as well). Says nothing about the answers' dates.
  ///
  /// @param authorities the certificate's issuer and those above it, verified
  /// @return null if it is
  public @Nullable String notOf(
      List<Certificate> authorities, PathProfile profile, SignatureProvider provider, Instant at) {
    if (notUnderstood) {
      return "it carries a critical extension that isn't understood";
    }
    SignatureAlgorithm algorithm = profile.signature(signatureAlgorithm);
    if (algorithm == null) {
      return "it isn't signed by " + profile.words();
    }
    List<Certificate> signers = new ArrayList<>();
    authorities.stream().filter(responder::is).forEach(signers::add);
    for (Certificate delegate : certificates) {
      if (responder.is(delegate) && named(delegate, authorities, profile, provider, at)) {
        signers.add(delegate);
      }
    }
    if (signers.isEmpty()) {
      return "its responder isn't one of the certificate's authorities, nor named by one";
    }
    for (Certificate signer : signers) {
      if (signed(algorithm, signer, provider, signature, signedPart)) {
        return null;
      }
    }
    return "its signature isn't its responder's";
  }

  private static boolean named(
      Certificate delegate,
      List<Certificate> authorities,
      PathProfile profile,
      SignatureProvider provider,
      Instant at) {
    SignatureAlgorithm algorithm = profile.signature(delegate.signatureAlgorithm());
    boolean understood =
        delegate.extensions().notUnderstood().stream()
            .allMatch(id -> id.equals(EXTENDED_KEY_USAGE.hex()));
    return algorithm != null
        && profile.unsuitable(delegate, true) == null
        && delegate.isValidAt(at)
        && understood
        && maySign(delegate)
        && authorities.stream()
            .filter(authority -> delegate.issuer().equals(authority.subject()))
            .anyMatch(authority ->
                signed(
                    algorithm, authority, provider, delegate.signature(), delegate.signedPart()));
  }

  private static boolean maySign(Certificate delegate) {
    Bytes usages = delegate.extensions().values().get(EXTENDED_KEY_USAGE);
    if (usages == null
        || delegate.extensions().ca()
        || (delegate.extensions().keyUsage() & Extensions.DIGITAL_SIGNATURE) == 0) {
      return false;
    }
    try {
      DerReader list = DerReader.of(usages).enter(DerReader.SEQUENCE);
      while (list.more()) {
        if (list.content(DerReader.OBJECT_IDENTIFIER).equals(OCSP_SIGNING)) {
          return true;
        }
      }
      return false;
    } catch (DerException e) {
      return false;
    }
  }

  private static boolean signed(
      SignatureAlgorithm algorithm,
      Certificate signer,
      SignatureProvider provider,
      Bytes signature,
      Bytes message) {
    try {
      return provider.verify(algorithm, PathProfile.key(provider, signer), signature, message);
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  /// The content of the BIT STRING in SubjectPublicKeyInfo, which is what a key's digest is of.
  private static Bytes keyBits(Certificate certificate) {
    try {
      DerReader info = DerReader.of(certificate.publicKeyInfo()).enter(DerReader.SEQUENCE);
      info.element(DerReader.SEQUENCE);
      return info.wholeBitString();
    } catch (DerException e) {
      return Bytes.EMPTY;
    }
  }

  private static Bytes digest(String algorithm, Bytes data) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance(algorithm).digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is missing", e);
    }
  }
}
