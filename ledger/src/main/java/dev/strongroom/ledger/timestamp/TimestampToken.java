// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.tsp.GenTimeAccuracy;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.bouncycastle.util.Selector;

/// A time stamp as an authority gave it (RFC 3161, 2.4.2), not verified yet. CMS and its signature
/// are Bouncy Castle's business, certificate paths the JDK's.
public final class TimestampToken {
  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_CERTIFICATES = 16;

  private final TimeStampToken token;
  private final List<X509CertificateHolder> certificates;

  private TimestampToken(TimeStampToken token) throws MalformedLedgerException {
    this.token = token;
    // Which the library doesn't look at.
    if (!CMSObjectIdentifiers.signedData.equals(
        token.toCMSSignedData().toASN1Structure().getContentType())) {
      throw new MalformedLedgerException("a time stamp that isn't CMS SignedData");
    }
    Selector<X509CertificateHolder> everything = null;
    Collection<X509CertificateHolder> all = token.getCertificates().getMatches(everything);
    this.certificates = List.copyOf(all);
    if (certificates.size() > MAX_CERTIFICATES) {
      throw new MalformedLedgerException("a time stamp with more than 16 certificates");
    }
  }

  /// Reads a token.
  ///
  /// @param encoded DER of a TimeStampToken
  /// @throws MalformedLedgerException if it isn't one
  public static TimestampToken parse(Bytes encoded) throws MalformedLedgerException {
    checkLength(encoded);
    try {
      return new TimestampToken(new TimeStampToken(new CMSSignedData(encoded.toByteArray())));
    } catch (CMSException | TSPException | IOException e) {
      throw malformed(e);
    } catch (RuntimeException e) {
      // The library's readers of ASN.1 also throw unchecked what they find wrong.
      throw malformed(e);
    }
  }

  /// Reads an authority's answer.
  ///
  /// @param encoded DER of a TimeStampResp
  /// @throws MalformedLedgerException if it isn't one
  /// @throws RefusedTimestampException if the authority gave no token, and why
  public static TimestampToken ofResponse(Bytes encoded)
      throws MalformedLedgerException, RefusedTimestampException {
    checkLength(encoded);
    try {
      TimeStampResponse response = new TimeStampResponse(encoded.toByteArray());
      TimeStampToken token = response.getTimeStampToken();
      boolean granted =
          response.getStatus() == PKIStatus.GRANTED
              || response.getStatus() == PKIStatus.GRANTED_WITH_MODS;
      if (!granted || token == null) {
        String said = response.getStatusString();
        throw new RefusedTimestampException(
            Reason.STATUS, response.getStatus() + (said == null ? "" : ": " + said));
      }
      return new TimestampToken(token);
    } catch (TSPException | IOException e) {
      throw malformed(e);
    } catch (RuntimeException e) {
      // As above.
      throw malformed(e);
    }
  }

  private static void checkLength(Bytes encoded) throws MalformedLedgerException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("a time stamp longer than 64 KiB");
    }
  }

  private static MalformedLedgerException malformed(Exception e) {
    return new MalformedLedgerException("not a time stamp: " + e.getMessage());
  }

  /// The token's DER.
  public Bytes encoded() {
    try {
      return Bytes.copyOf(token.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException("written to memory", e);
    }
  }

  /// Checks that a believed authority stamped these bytes.
  ///
  /// @param data what was hashed and stamped
  /// @param nonce what the request had; empty if it had none, or nobody remembers
  /// @throws RefusedTimestampException with the first reason against it
  public VerifiedTimestamp verify(
      Bytes data, TimestampAuthorities authorities, Optional<Bytes> nonce)
      throws RefusedTimestampException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      data.updateTo(sha256);
      return verifyDigest(Bytes.copyOf(sha256.digest()), authorities, nonce);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The same for bytes of which only SHA-256 is known.
  ///
  /// @throws RefusedTimestampException with the first reason against it
  public VerifiedTimestamp verifyDigest(
      Bytes sha256, TimestampAuthorities authorities, Optional<Bytes> nonce)
      throws RefusedTimestampException {
    try {
      checkContent(sha256, nonce);
      X509CertificateHolder signer = signer();
      Instant time = token.getTimeStampInfo().getGenTime().toInstant();
      List<Bytes> others = new ArrayList<>(authorities.certificates());
      for (X509CertificateHolder holder : certificates) {
        others.add(Bytes.copyOf(holder.getEncoded()));
      }
      Bytes anchor =
          CertificatePath.check(
              Bytes.copyOf(signer.getEncoded()), others, authorities.anchors(), time);
      TokenSignature.check(token, signer);
      return new VerifiedTimestamp(time, accuracy(), signer.getSubject().toString(), anchor);
    } catch (IOException e) {
      throw new RefusedTimestampException(Reason.PATH, "a certificate that can't be read");
    }
  }

  private void checkContent(Bytes sha256, Optional<Bytes> nonce) throws RefusedTimestampException {
    TimeStampTokenInfo info = token.getTimeStampInfo();
    if (!NISTObjectIdentifiers.id_sha256.equals(info.getMessageImprintAlgOID())) {
      throw new RefusedTimestampException(
          Reason.IMPRINT_ALGORITHM, String.valueOf(info.getMessageImprintAlgOID()));
    }
    if (!Arrays.equals(info.getMessageImprintDigest(), sha256.toByteArray())) {
      throw new RefusedTimestampException(Reason.IMPRINT, "the token is over other bytes");
    }
    if (nonce.isPresent() && !TimestampRequest.integer(nonce.get()).equals(info.getNonce())) {
      throw new RefusedTimestampException(Reason.NONCE, "the token has another nonce, or none");
    }
    Extensions extensions = info.getExtensions();
    if (extensions != null && extensions.hasAnyCriticalExtensions()) {
      throw new RefusedTimestampException(Reason.EXTENSION, "a critical extension of the token");
    }
  }

  private X509CertificateHolder signer() throws RefusedTimestampException {
    for (X509CertificateHolder holder : certificates) {
      if (token.getSID().match(holder)) {
        return holder;
      }
    }
    throw new RefusedTimestampException(
        Reason.CERTIFICATE_MISSING, "the token lacks its authority's certificate");
  }

  private Optional<Duration> accuracy() {
    GenTimeAccuracy said = token.getTimeStampInfo().getGenTimeAccuracy();
    return said == null
        ? Optional.empty()
        : Optional.of(
            Duration.ofSeconds(said.getSeconds())
                .plusMillis(said.getMillis())
                .plusNanos(1000L * said.getMicros()));
  }
}
