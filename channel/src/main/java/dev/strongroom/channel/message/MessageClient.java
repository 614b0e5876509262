// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.VerifiedStatement;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/// Gets message keys that were verified under one policy. Thread-safe.
///
/// ```java
/// var query = client.query();
/// MessageKeys keys = query.verify(get(query.target()));       // throws: refused, with reason
/// SealedRequest request = keys.seal("POST", "/v1/chat", fields, body);
/// // send request.method(), request.target(), content-type MessageFormat.CONTENT_TYPE and
/// // request.body(), then:
/// MessageResponse response = request.open(status, contentType, stream);
/// ```
public final class MessageClient {
  private static final int NONCE = 32;

  private final ChannelPolicy policy;
  private final Verifier verifier;
  private final InstantSource clock;
  private final SecureRandom random;

  /// A client that appraises under `policy`, by `clock`.
  ///
  /// @param policy how long keys may be used is its re-attestation age
  public MessageClient(
      ChannelPolicy policy, Verifier verifier, InstantSource clock, SecureRandom random) {
    this.policy = policy;
    this.verifier = verifier;
    this.clock = clock;
    this.random = random;
  }

  /// Asks for keys, with a nonce that is used once.
  public Query query() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return new Query(Bytes.copyOf(nonce));
  }

  /// A question for keys.
  public final class Query {
    private final Bytes nonce;

    private Query(Bytes nonce) {
      this.nonce = nonce;
    }

    /// What to GET: path and query.
    public String target() {
      return HttpsAttestation.PATH + "?nonce=" + nonce.hex();
    }

    /// Appraises the answer.
    ///
    /// @param json the response's body, from whomever it came
    /// @throws ChannelException if it isn't one, isn't for this query, or isn't what the policy
    ///   demands
    /// @throws MessageException if the enclave takes no encrypted messages
    public MessageKeys verify(String json) throws ChannelException, MessageException {
      // The age counts from before: a clock that is set forward meanwhile must not add to it.
      Instant goodUntil = clock.instant().plus(policy.reattestAfter());
      VerifiedStatement verified = VerifiedStatement.ofHttps(json, nonce, policy, verifier, clock);
      return MessageKeys.of(verified, clock, goodUntil, random);
    }
  }
}
