// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.timestamp.RefusedTimestampException;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.timestamp.TimestampRequest;
import dev.strongroom.ledger.timestamp.TimestampToken;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// A time-stamp token (RFC 3161) over SHA-256 of the text of a checkpoint's note. It is verified
/// here as well, so that no receipt carries one that shows nothing.
final class TokenAnchor implements CheckpointAnchor {
  private static final int SUCCESS = 200;
  private static final int NONCE = 16;

  private final AnchorSettings.Rfc3161 settings;
  private final Outside outside;
  private final SecureRandom random;

  TokenAnchor(AnchorSettings.Rfc3161 settings, Outside outside, SecureRandom random) {
    this.settings = settings;
    this.outside = outside;
    this.random = random;
  }

  @Override
  public String name() {
    return "rfc3161 " + settings.name();
  }

  @Override
  public Anchor anchor(Cosigned cosigned) throws AnchorException, InterruptedException {
    Bytes imprint = sha256(Bytes.utf8(cosigned.checkpoint().note().text()));
    Bytes nonce = nonce();
    Outside.Answer answer =
        outside.call(
            HttpRequest.newBuilder(settings.url())
                .header("content-type", TimestampRequest.MEDIA_TYPE)
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        new TimestampRequest(imprint, Optional.of(nonce)).encoded().toByteArray()))
                .build());
    if (answer.status() != SUCCESS) {
      throw new AnchorException(
          answer.status() >= 500 ? AnchorFailure.FAILED : AnchorFailure.REFUSED,
          "HTTP " + answer.status());
    }
    try {
      TimestampToken token = TimestampToken.ofResponse(answer.body());
      token.verifyDigest(
          imprint, new TimestampAuthorities(settings.pins(), List.of()), Optional.of(nonce));
      return new Anchor.Rfc3161(token.encoded());
    } catch (MalformedLedgerException e) {
      throw new AnchorException(AnchorFailure.MALFORMED, e.getMessage());
    } catch (RefusedTimestampException e) {
      throw new AnchorException(AnchorFailure.TOKEN_REFUSED, e.getMessage());
    }
  }

  private Bytes nonce() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
