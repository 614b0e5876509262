// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.enclave.notary.fixtures.LoopbackEgress;
import dev.strongroom.enclave.notary.fixtures.OpenSslAuthority;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.timestamp.TimestampToken;
import dev.strongroom.ledger.timestamp.VerifiedTimestamp;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of an authority that OpenSSL runs, over the egress.
@Timeout(60)
class TokenAnchorTest {
  private OpenSslAuthority authority;
  private LoopbackEgress egress;
  private TestLog log;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    authority = OpenSslAuthority.start(folder);
    egress = LoopbackEgress.to(authority.uri());
    log = new TestLog(1, "a").grow(20);
  }

  @AfterEach
  void stop() throws Exception {
    if (egress != null) {
      egress.close();
      authority.close();
    }
  }

  private TokenAnchor anchor(Bytes pin) throws Exception {
    return new TokenAnchor(
        new AnchorSettings.Rfc3161(
            "openssl", authority.uri(), Set.of(pin), Duration.ofHours(1), false),
        Outside.to(authority.uri(), egress.egress(), Duration.ofSeconds(5)),
        new SecureRandom());
  }

  private TokenAnchor anchor() throws Exception {
    return anchor(Bytes.fromHex(authority.pin()));
  }

  @Test
  void aTokenIsOverItsOwnCheckpointsText() throws Exception {
    Cosigned cosigned = log.at(17);
    Instant before = Instant.now().minusSeconds(2);
    Anchor.Rfc3161 anchor = (Anchor.Rfc3161) anchor().anchor(cosigned);
    TimestampAuthorities pinned =
        new TimestampAuthorities(Set.of(Bytes.fromHex(authority.pin())), List.of());
    TimestampToken token = TimestampToken.parse(anchor.token());
    VerifiedTimestamp verified =
        token.verify(
            Bytes.utf8(cosigned.checkpoint().checkpoint().text()), pinned, Optional.empty());
    assertThat(verified.time()).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(authority.front().asked().getFirst().headers())
        .containsEntry("content-type", "application/timestamp-query")
        .containsEntry("host", authority.uri().getAuthority());
    assertThat(authority.front().asked().getFirst().path()).isEqualTo("/stamp");
  }

  private void refused(AnchorFailure failure, TokenAnchor anchor) {
    AnchorException refusal =
        catchThrowableOfType(AnchorException.class, () -> anchor.anchor(log.at(5)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.failure()).as(refusal.getMessage()).isEqualTo(failure);
  }

  @Test
  void anAuthorityThatIsntPinnedIsRefused() throws Exception {
    refused(AnchorFailure.TOKEN_REFUSED, anchor(Bytes.zeros(32)));
  }

  @Test
  void anAnswerToAnotherRequestIsRefused() throws Exception {
    AtomicReference<byte[]> first = new AtomicReference<>();
    Front.Behaviour stamping = authority.stamping();
    authority
        .front()
        .behave((exchange, body) -> {
          // The nonce makes the same checkpoint's request another one each time.
          byte[] query = first.compareAndSet(null, body) ? body : first.get();
          stamping.handle(exchange, query);
        });
    assertThat(anchor().anchor(log.at(5))).isNotNull();
    refused(AnchorFailure.TOKEN_REFUSED, anchor());
  }

  @Test
  void answersThatArentAnyAreRefusedByName() throws Exception {
    authority.front().behave(Front.answer(200, "application/timestamp-reply", new byte[0]));
    refused(AnchorFailure.MALFORMED, anchor());
    authority.front().behave(Front.answer(200, "text/html", Bytes.utf8("<html>").toByteArray()));
    refused(AnchorFailure.MALFORMED, anchor());
    // A rejection: PKIStatus 2.
    authority
        .front()
        .behave(
            Front.answer(
                200, "application/timestamp-reply", Bytes.fromHex("30053003020102").toByteArray()));
    refused(AnchorFailure.TOKEN_REFUSED, anchor());
    authority.front().behave(Front.answer(200, "", new byte[Outside.LONGEST_ANSWER + 1]));
    refused(AnchorFailure.TOO_LONG, anchor());
    authority.front().behave(Front.json(503, "{}"));
    refused(AnchorFailure.FAILED, anchor());
    authority.front().behave(Front.json(404, "{}"));
    refused(AnchorFailure.REFUSED, anchor());
  }
}
