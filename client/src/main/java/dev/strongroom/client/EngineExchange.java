// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.ExchangeRequest;
import dev.strongroom.channel.ExchangeResponse;
import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What happens on one connection before the application may speak: handshake, request, response,
/// judgement. Used under its engine's lock, save for the judgement itself.
final class EngineExchange {
  /// For handshake and exchange together (`docs/attested-channel.md`, section 3).
  static final Duration LIMIT = Duration.ofSeconds(20);

  /// More than any record holds.
  private static final int MOST_PLAINTEXT = 1 << 16;

  private enum Phase {
    HANDSHAKE,
    REQUEST,
    RESPONSE,
    JUDGEMENT,
    JUDGED,
    FAILED,
    ABANDONED
  }

  private final SSLEngine inner;
  private final ServerAppraisal appraisal;
  private final Consumer<AttestedServer> verified;
  private final LongSupplier nanoTime;
  private final PartialResponse received = new PartialResponse();
  private volatile Phase phase = Phase.HANDSHAKE;
  private ByteBuffer plaintext = ByteBuffer.allocate(0);
  private ByteBuffer toSend = ByteBuffer.allocate(0);
  private boolean taskTaken;
  private @Nullable Long started;
  private @Nullable ExtendedSSLSession session;
  private @Nullable ExchangeRequest request;
  private @Nullable ExchangeResponse response;
  private volatile @Nullable AttestedServer server;
  private volatile @Nullable ChannelException failure;

  EngineExchange(
      SSLEngine inner,
      ServerAppraisal appraisal,
      Consumer<AttestedServer> verified,
      LongSupplier nanoTime) {
    this.inner = inner;
    this.appraisal = appraisal;
    this.verified = verified;
    this.nanoTime = nanoTime;
  }

  boolean judged() {
    return phase == Phase.JUDGED;
  }

  /// Why the judgement failed.
  @Nullable ChannelException failure() {
    return failure;
  }

  /// Until when the judgement holds.
  Instant goodUntil() {
    return Objects.requireNonNull(server).goodUntil();
  }

  /// The clock starts with the first byte.
  void ensureInTime() throws ChannelException {
    long now = nanoTime.getAsLong();
    if (started == null) {
      started = now;
    }
    if (now - started > LIMIT.toNanos()) {
      throw new ChannelException(
          Refusal.EXCHANGE, "no verdict after " + LIMIT.toSeconds() + " s", null);
    }
  }

  /// What has to be done next.
  HandshakeStatus status() {
    HandshakeStatus tls = inner.getHandshakeStatus();
    return switch (phase) {
      case HANDSHAKE, ABANDONED -> tls;
      case REQUEST, JUDGED, FAILED -> HandshakeStatus.NEED_WRAP;
      case JUDGEMENT -> HandshakeStatus.NEED_TASK;
      // TLS has business of its own, such as new keys.
      case RESPONSE ->
          tls == HandshakeStatus.NEED_WRAP || tls == HandshakeStatus.NEED_TASK
              ? tls
              : HandshakeStatus.NEED_UNWRAP;
    };
  }

  /// Sends what has to be sent, if anything.
  SSLEngineResult wrap(ByteBuffer[] nothing, ByteBuffer target)
      throws SSLException, ChannelException {
    return switch (phase) {
      case HANDSHAKE, ABANDONED -> handshaken(inner.wrap(nothing, target));
      case REQUEST -> {
        SSLEngineResult result = open(inner.wrap(toSend, target));
        if (!toSend.hasRemaining()) {
          phase = Phase.RESPONSE;
        }
        yield result;
      }
      case RESPONSE ->
          inner.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
              ? open(inner.wrap(nothing, target))
              : idle();
      case JUDGEMENT, JUDGED, FAILED -> idle();
    };
  }

  /// Takes what arrived, if it is its turn.
  SSLEngineResult unwrap(ByteBuffer source) throws SSLException, ChannelException {
    return switch (phase) {
      case HANDSHAKE -> {
        SSLEngineResult result = decrypt(source);
        if (plaintext.hasRemaining()) {
          throw new ChannelException(Refusal.EXCHANGE, "bytes before the request", null);
        }
        yield handshaken(result);
      }
      case RESPONSE -> {
        SSLEngineResult result = open(decrypt(source));
        collect();
        yield result;
      }
      case ABANDONED -> decrypt(source);
      case REQUEST, JUDGEMENT, JUDGED, FAILED -> idle();
    };
  }

  private static SSLEngineResult idle() {
    return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
  }

  /// Into a buffer of our own: nothing reaches the caller's.
  private SSLEngineResult decrypt(ByteBuffer source) throws SSLException {
    int capacity = Math.max(plaintext.capacity(), inner.getSession().getApplicationBufferSize());
    while (true) {
      if (plaintext.capacity() < capacity) {
        plaintext = ByteBuffer.allocate(capacity);
      }
      SSLEngineResult result = inner.unwrap(source, plaintext.clear());
      plaintext.flip();
      if (result.getStatus() != Status.BUFFER_OVERFLOW) {
        return result;
      }
      capacity *= 2;
      if (capacity > MOST_PLAINTEXT) {
        throw new SSLException("a record of more than " + MOST_PLAINTEXT + " bytes");
      }
    }
  }

  private SSLEngineResult handshaken(SSLEngineResult result) throws ChannelException {
    if (phase == Phase.ABANDONED) {
      return result;
    }
    if (result.getStatus() == Status.CLOSED) {
      throw new ChannelException(Refusal.TLS, "closed inside the handshake", null);
    }
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
      session = appraisal.handshaken(inner.getSession(), inner.getApplicationProtocol());
      request = appraisal.request();
      toSend = ByteBuffer.wrap(request.encoded().toByteArray());
      phase = Phase.REQUEST;
    }
    return result;
  }

  private static SSLEngineResult open(SSLEngineResult result) throws ChannelException {
    if (result.getStatus() == Status.CLOSED) {
      throw new ChannelException(Refusal.EXCHANGE, "closed before the response", null);
    }
    return result;
  }

  private void collect() throws ChannelException {
    Optional<ExchangeResponse> complete;
    try {
      complete = received.add(plaintext);
    } catch (IOException e) {
      throw new ChannelException(Refusal.EXCHANGE, "no response to be had: " + e.getMessage(), e);
    }
    if (complete.isPresent()) {
      response = complete.get();
      phase = Phase.JUDGEMENT;
    }
  }

  /// The next task, TLS's own or the judgement.
  @Nullable Runnable task() {
    if (phase != Phase.JUDGEMENT) {
      return inner.getDelegatedTask();
    }
    if (taskTaken) {
      return null;
    }
    taskTaken = true;
    ExchangeRequest asked = Objects.requireNonNull(request);
    ExchangeResponse answered = Objects.requireNonNull(response);
    ExtendedSSLSession over = Objects.requireNonNull(session);
    return () -> judge(asked, answered, over);
  }

  private void judge(ExchangeRequest asked, ExchangeResponse answered, ExtendedSSLSession over) {
    try {
      AttestedServer accepted = appraisal.judge(asked, answered, over);
      verified.accept(accepted);
      AttestedSession.verified(over, accepted);
      server = accepted;
      ended(Phase.JUDGED);
    } catch (ChannelException e) {
      failure = e;
      ended(Phase.FAILED);
    } catch (RuntimeException e) {
      failure = new ChannelException(Refusal.EVIDENCE_REFUSED, "it couldn't be judged", e);
      ended(Phase.FAILED);
      throw e;
    }
  }

  private synchronized void ended(Phase outcome) {
    // Whoever closed the engine meanwhile is beyond a verdict.
    if (phase == Phase.JUDGEMENT) {
      phase = outcome;
    }
  }

  /// The caller gave up before there was a verdict; now there will be none.
  synchronized void abandon() {
    phase = Phase.ABANDONED;
  }

  /// What TLS's failure means in this phase.
  ChannelException refused(SSLException why) {
    return phase == Phase.HANDSHAKE
        ? new ChannelException(Refusal.TLS, "no TLS 1.3 handshake", why)
        : new ChannelException(Refusal.EXCHANGE, "no response to be had: " + why.getMessage(), why);
  }
}
