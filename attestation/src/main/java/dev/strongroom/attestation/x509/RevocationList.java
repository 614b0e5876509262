// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A certificate revocation list (RFC 5280, 5), read strictly; nothing in it is trusted yet.
///
/// @param encoded the whole list, DER
/// @param signedPart TBSCertList with its tag and length
/// @param issuer the issuer's Name, DER
/// @param thisUpdate when it was issued
/// @param nextUpdate when there is a newer one at the latest
/// @param revoked serial numbers, the content of their INTEGER, each with CRLReason; -1 where none
///   is given
/// @param authorityKeyId null where absent
/// @param notUnderstood identifiers of critical extensions, which limit what the list is about
/// @param signatureAlgorithm AlgorithmIdentifier, DER
/// @param signature the signature's value
public record RevocationList(
    Bytes encoded,
    Bytes signedPart,
    Bytes issuer,
    Instant thisUpdate,
    Instant nextUpdate,
    Map<Bytes, Integer> revoked,
    @Nullable Bytes authorityKeyId,
    Set<Bytes> notUnderstood,
    Bytes signatureAlgorithm,
    Bytes signature) {

  /// No list is longer; Intel's have some ten KiB.
  public static final int MAX_LENGTH = 4 << 20;

  private static final int EXTENSIONS = 0xa0;
  private static final int KEY_IDENTIFIER = 0x80;
  private static final int ENUMERATED = 0x0a;
  private static final int SERIAL_LIMIT = 21;
  private static final Bytes AUTHORITY_KEY_ID = Bytes.fromHex("551d23");
  private static final Bytes REASON_CODE = Bytes.fromHex("551d15");

  /// Copies the collections.
  public RevocationList {
    revoked = Map.copyOf(revoked);
    notUnderstood = Set.copyOf(notUnderstood);
  }

  /// Reads a list.
  ///
  /// @throws DerException if `encoded` isn't exactly one version 2 list in DER
  public static RevocationList parse(Bytes encoded) throws DerException {
    if (encoded.length() > MAX_LENGTH) {
      throw new DerException(0, "longer than " + MAX_LENGTH + " bytes");
    }
    DerReader outer = DerReader.of(encoded);
    DerReader list = outer.enter(DerReader.SEQUENCE);
    outer.end();
    Bytes signedPart = list.element(DerReader.SEQUENCE);
    Bytes signatureAlgorithm = list.element(DerReader.SEQUENCE);
    Bytes signature = list.wholeBitString();
    list.end();

    DerReader tbs = DerReader.of(encoded).enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
    int start = tbs.offset();
    if (tbs.smallInteger() != 1) {
      throw new DerException(start, "not a version 2 list");
    }
    int inner = tbs.offset();
    if (!tbs.element(DerReader.SEQUENCE).equals(signatureAlgorithm)) {
      throw new DerException(inner, "signature algorithm differs from the one outside");
    }
    Bytes issuer = tbs.element(DerReader.SEQUENCE);
    Instant thisUpdate = tbs.time();
    Instant nextUpdate = tbs.time();
    Map<Bytes, Integer> revoked = new HashMap<>();
    Set<Bytes> notUnderstood = new java.util.HashSet<>();
    if (tbs.next(DerReader.SEQUENCE)) {
      revoked(tbs.enter(DerReader.SEQUENCE), revoked, notUnderstood);
    }
    Bytes authority = null;
    if (tbs.more()) {
      DerReader wrapped = tbs.enter(EXTENSIONS);
      authority = extensions(wrapped.enter(DerReader.SEQUENCE), notUnderstood);
      wrapped.end();
    }
    tbs.end();
    return new RevocationList(
        encoded,
        signedPart,
        issuer,
        thisUpdate,
        nextUpdate,
        revoked,
        authority,
        notUnderstood,
        signatureAlgorithm,
        signature);
  }

  private static void revoked(
      DerReader entries, Map<Bytes, Integer> revoked, Set<Bytes> notUnderstood)
      throws DerException {
    while (entries.more()) {
      DerReader entry = entries.enter(DerReader.SEQUENCE);
      Bytes serial = entry.integer(SERIAL_LIMIT);
      entry.time();
      int reason = -1;
      if (entry.more()) {
        DerReader extensions = entry.enter(DerReader.SEQUENCE);
        while (extensions.more()) {
          DerReader extension = extensions.enter(DerReader.SEQUENCE);
          Bytes id = extension.content(DerReader.OBJECT_IDENTIFIER);
          boolean critical = extension.next(DerReader.BOOLEAN) && extension.bool();
          DerReader value = extension.enter(DerReader.OCTET_STRING);
          extension.end();
          if (id.equals(REASON_CODE)) {
            Bytes code = value.content(ENUMERATED);
            value.end();
            reason = code.length() == 1 ? code.at(0) : -1;
          } else if (critical) {
            notUnderstood.add(id);
          }
        }
      }
      entry.end();
      revoked.put(serial, reason);
    }
  }

  private static @Nullable Bytes extensions(DerReader extensions, Set<Bytes> notUnderstood)
      throws DerException {
    Bytes authority = null;
    while (extensions.more()) {
      DerReader extension = extensions.enter(DerReader.SEQUENCE);
      Bytes id = extension.content(DerReader.OBJECT_IDENTIFIER);
      boolean critical = extension.next(DerReader.BOOLEAN) && extension.bool();
      DerReader value = extension.enter(DerReader.OCTET_STRING);
      extension.end();
      if (id.equals(AUTHORITY_KEY_ID)) {
        DerReader key = value.enter(DerReader.SEQUENCE);
        if (key.next(KEY_IDENTIFIER)) {
          authority = key.content(KEY_IDENTIFIER);
        }
      } else if (critical) {
        notUnderstood.add(id);
      }
    }
    return authority;
  }

  /// Whether the list is in force at `instant`, ends included.
  public boolean isCurrentAt(Instant instant) {
    return !instant.isBefore(thisUpdate) && !instant.isAfter(nextUpdate);
  }

  /// Whether it lists a certificate.
  ///
  /// @param certificate of this list's issuer
  public boolean lists(Certificate certificate) {
    return revoked.containsKey(certificate.serial());
  }

  /// Remembers that an authority on a path from a pinned root signed it.
  public void rememberIn(RememberedEndorsements remembered, Certificate authority) {
    try {
      remembered.remember(
          RevocationList.class, encoded, authority.publicKeyInfo(), RevocationList::parse);
    } catch (DerException e) {
      throw new IllegalStateException("what was read once reads again", e);
    }
  }

  /// Why it isn't the list of an authority: other names or keys, restrictions that aren't
  /// understood, or a signature that isn't the authority's. Says nothing about dates.
  ///
  /// @return null if it is
  public @Nullable String notOf(
      Certificate authority, PathProfile profile, SignatureProvider provider) {
    return notOf(authority, profile, provider, RememberedEndorsements.none());
  }

  /// The same, where the signature may be remembered.
  ///
  /// @return null if it is
  public @Nullable String notOf(
      Certificate authority,
      PathProfile profile,
      SignatureProvider provider,
      RememberedEndorsements remembered) {
    if (!issuer.equals(authority.subject())) {
      return "its issuer is another";
    }
    Bytes key = authority.extensions().subjectKeyId();
    if (authorityKeyId != null && key != null && !authorityKeyId.equals(key)) {
      return "it names another key of its issuer";
    }
    if ((authority.extensions().keyUsage() & Extensions.CRL_SIGN) == 0) {
      return "its issuer may not sign revocation lists";
    }
    if (!notUnderstood.isEmpty()) {
      return "it carries a critical extension that isn't understood";
    }
    SignatureAlgorithm algorithm = profile.signature(signatureAlgorithm);
    if (algorithm == null) {
      return "it isn't signed by " + profile.words();
    }
    if (remembered.signed(RevocationList.class, encoded, authority.publicKeyInfo())) {
      return null;
    }
    try {
      return provider.verify(algorithm, PathProfile.key(provider, authority), signature, signedPart)
          ? null
          : "its signature isn't its issuer's";
    } catch (InvalidKeyException e) {
      return "its issuer's key isn't valid";
    }
  }
}
