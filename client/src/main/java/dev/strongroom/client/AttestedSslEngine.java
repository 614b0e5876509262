// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.ServerAppraisal;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// TLS of the attested channel. To its user the exchange is part of the handshake, which is
/// FINISHED only once the server was verified: so whoever waits for that, as all users of engines
/// have to, sends nothing before. And what is handed to [#wrap] before stays with the caller.
///
/// A refusal is an [SSLHandshakeException] with a [ChannelException] as its cause, and the end of
/// the engine. Thread-safe as engines are: one thread wraps while another unwraps.
final class AttestedSslEngine extends ConfiguredEngine {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final SSLEngine inner;
  private final ServerAppraisal appraisal;
  private final EngineExchange exchange;
  private volatile boolean open;
  private volatile boolean closing;
  private volatile @Nullable ChannelException failure;

  /// @param verified is told of the server before the application may speak
  /// @param nanoTime a clock that nobody turns, for the time limit
  AttestedSslEngine(
      SSLEngine inner,
      ServerAppraisal appraisal,
      Consumer<AttestedServer> verified,
      LongSupplier nanoTime) {
    super(inner);
    this.inner = inner;
    this.appraisal = appraisal;
    this.exchange = new EngineExchange(inner, appraisal, verified, nanoTime);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
      throws SSLException {
    if (open) {
      ensureGood();
      return outward(inner.wrap(sources, offset, length, target));
    }
    return attest(() -> {
      if (exchange.judged()) {
        open = true;
        return new SSLEngineResult(Status.OK, HandshakeStatus.FINISHED, 0, 0);
      }
      // Never the caller's bytes: those of the application have to wait.
      SSLEngineResult result = exchange.wrap(NOTHING, target);
      return new SSLEngineResult(result.getStatus(), exchange.status(), 0, result.bytesProduced());
    });
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
      throws SSLException {
    if (open) {
      return outward(inner.unwrap(source, targets, offset, length));
    }
    return attest(() -> {
      SSLEngineResult result = exchange.unwrap(source);
      return new SSLEngineResult(result.getStatus(), exchange.status(), result.bytesConsumed(), 0);
    });
  }

  /// A step before the application's bytes.
  @FunctionalInterface
  private interface Step {
    SSLEngineResult take() throws SSLException, ChannelException;
  }

  private synchronized SSLEngineResult attest(Step step) throws SSLException {
    ChannelException failed = failure == null ? exchange.failure() : failure;
    if (failed == null) {
      try {
        exchange.ensureInTime();
        return step.take();
      } catch (ChannelException e) {
        failed = e;
      } catch (SSLException e) {
        failed = exchange.refused(e);
      }
    }
    fail(failed);
    throw new SSLHandshakeException(failed.getMessage(), failed);
  }

  /// Only the first FINISHED is one; later ones come from tickets that are never used.
  private static SSLEngineResult outward(SSLEngineResult result) {
    return result.getHandshakeStatus() == HandshakeStatus.FINISHED
        ? new SSLEngineResult(
            result.getStatus(),
            HandshakeStatus.NOT_HANDSHAKING,
            result.bytesConsumed(),
            result.bytesProduced())
        : result;
  }

  private void ensureGood() throws SSLException {
    ChannelException failed = failure;
    if (failed == null && !closing && !appraisal.clock().instant().isBefore(exchange.goodUntil())) {
      failed =
          new ChannelException(
              Refusal.REATTESTATION_DUE, "attested too long ago: connect anew", null);
      fail(failed);
    }
    if (failed != null) {
      throw new SSLException(failed.getMessage(), failed);
    }
  }

  private void fail(ChannelException why) {
    failure = why;
    inner.closeOutbound();
  }

  @Override
  public synchronized HandshakeStatus getHandshakeStatus() {
    if (failure != null) {
      return HandshakeStatus.NOT_HANDSHAKING;
    }
    return open ? inner.getHandshakeStatus() : exchange.status();
  }

  @Override
  public synchronized @Nullable Runnable getDelegatedTask() {
    return open ? inner.getDelegatedTask() : exchange.task();
  }

  @Override
  public void beginHandshake() throws SSLException {
    if (!open) {
      inner.beginHandshake();
    }
  }

  @Override
  public synchronized void closeOutbound() {
    closing = true;
    if (!open) {
      exchange.abandon();
    }
    inner.closeOutbound();
  }

  @Override
  public void closeInbound() throws SSLException {
    inner.closeInbound();
  }

  @Override
  public boolean isOutboundDone() {
    return failure != null || inner.isOutboundDone();
  }

  @Override
  public boolean isInboundDone() {
    return failure != null || inner.isInboundDone();
  }

  @Override
  public SSLSession getSession() {
    return inner.getSession();
  }

  @Override
  public @Nullable SSLSession getHandshakeSession() {
    return inner.getHandshakeSession();
  }

  /// What the application speaks: known once the server was verified.
  @Override
  public @Nullable String getApplicationProtocol() {
    return open ? TlsSettings.HTTP : null;
  }

  @Override
  public @Nullable String getHandshakeApplicationProtocol() {
    return null;
  }
}
