// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.message.Field;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Over attested connections of its own, in HTTP/1.1 and by blocking threads: a stream's token then
/// takes less of the processor than through a client that is made of callbacks. Each connection is
/// verified before it carries anything, carries one request after another, and none when it is too
/// old. Thread-safe.
final class ChannelCarrier implements Carrier {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  /// Less than the 30 s that an enclave waits.
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(20);

  /// Fields that are this carrier's to write.
  private static final Set<String> FRAMING =
      Set.of(
          "connection", "content-length", "expect", "host", "te", "transfer-encoding", "upgrade");

  private final ServerAppraisal appraisal;
  private final AttestedConnector connector;
  private final String host;
  private final int port;
  private final String authority;
  private final Patience patience;
  private final Deque<Kept> idle = new ArrayDeque<>();
  private boolean closed;

  /// A connection between two requests or in one. Equal only to itself.
  private static final class Kept {
    final AttestedConnection connection;
    final ChannelInput input;

    /// When it became idle.
    final Instant since;

    Kept(AttestedConnection connection, ChannelInput input, Instant since) {
      this.connection = connection;
      this.input = input;
      this.since = since;
    }

    void close() {
      try {
        connection.close();
      } catch (IOException e) {
        // It is given up either way.
        return;
      }
    }
  }

  /// @param gateway `https` with host and port
  ChannelCarrier(ServerAppraisal appraisal, URI gateway, Patience patience) {
    if (!"https".equalsIgnoreCase(gateway.getScheme())) {
      throw new IllegalArgumentException("only https is attested: " + gateway.getScheme());
    }
    this.appraisal = appraisal;
    this.connector = new AttestedConnector(appraisal);
    this.host = gateway.getHost();
    this.port = gateway.getPort() < 0 ? 443 : gateway.getPort();
    this.authority = gateway.getRawAuthority();
    this.patience = patience;
  }

  @Override
  public ModelAnswer send(ModelRequest request) throws IOException, InterruptedException {
    if (Thread.currentThread().isVirtual()) {
      return sent(request);
    }
    // Only virtual threads can be interrupted while they wait for a socket.
    FutureTask<ModelAnswer> task = new FutureTask<>(() -> sent(request));
    Thread thread = Thread.ofVirtual().start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case null, default -> throw new IOException(e);
      }
    }
  }

  private ModelAnswer sent(ModelRequest request) throws IOException, InterruptedException {
    try {
      return asked(bytes(request));
    } catch (IOException e) {
      // An interruption closes what a virtual thread waits for.
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("while the gateway was asked");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  private ModelAnswer asked(byte[] sent) throws IOException {
    Kept kept = kept();
    Kept connection = kept == null ? connected() : kept;
    boolean answered = false;
    try {
      ModelAnswer answer = exchanged(connection, sent);
      answered = true;
      return answer;
    } catch (SocketTimeoutException e) {
      HttpTimeoutException late = new HttpTimeoutException("no answer in time");
      late.initCause(e);
      throw late;
    } catch (ChannelException e) {
      // A part was sent, to a server that had been verified.
      throw new IOException("the connection grew too old while the request was sent", e);
    } finally {
      if (!answered) {
        connection.close();
      }
    }
  }

  private ModelAnswer exchanged(Kept kept, byte[] sent) throws IOException {
    ChannelInput in = kept.input;
    in.within(patience.firstByte());
    kept.connection.output().write(sent);
    kept.connection.output().flush();
    AnswerHead head = AnswerHead.read(in);
    in.silentFor(patience.silence());
    boolean last = head.only("connection").filter("close"::equalsIgnoreCase).isPresent();
    AnswerBody body =
        AnswerBody.of(
            head,
            in,
            new AnswerBody.Ending() {
              @Override
              public void complete() {
                if (last) {
                  kept.close();
                } else {
                  keep(kept);
                }
              }

              @Override
              public void broken() {
                kept.close();
              }
            });
    return new ModelAnswer(
        head.status(),
        AnswerFields.of(head.fields()),
        new Limited(body, patience.silence()),
        VerifiedGateway.of(kept.connection.server()));
  }

  /// Says of a silence that it was one.
  private static final class Limited extends FilterInputStream {
    private final Duration limit;

    Limited(InputStream in, Duration limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      try {
        return in.read(to, offset, length);
      } catch (SocketTimeoutException e) {
        throw new AnswerCutException("nothing came for " + limit.toSeconds() + " s", e);
      }
    }
  }

  /// Head and body in one: a small request then is one record.
  private byte[] bytes(ModelRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("host: ").append(authority).append("\r\n");
    for (Field field : request.fields()) {
      if (FRAMING.contains(field.name())) {
        throw new IllegalArgumentException("not a field for callers: " + field.name());
      }
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    Bytes body = request.body();
    if (!body.isEmpty() || request.method().equals("POST")) {
      head.append("content-length: ").append(body.length()).append("\r\n");
    }
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(first, first.length + body.length());
    System.arraycopy(body.toByteArray(), 0, all, first.length, body.length());
    return all;
  }

  private Kept connected() throws IOException {
    AttestedConnection connection;
    try {
      connection = connector.connect(host, port, CONNECT_WITHIN);
    } catch (ChannelException e) {
      throw new GatewayNotVerifiedException(
          e.refusal().code(), String.valueOf(e.getMessage()), e.verdict().orElse(null), e);
    } catch (SocketTimeoutException e) {
      HttpConnectTimeoutException late = new HttpConnectTimeoutException("nobody answers");
      late.initCause(e);
      throw late;
    } catch (UnknownHostException e) {
      ConnectException unknown = new ConnectException("no such host");
      unknown.initCause(e);
      throw unknown;
    }
    return new Kept(connection, new ChannelInput(connection), now());
  }

  private Instant now() {
    return appraisal.clock().instant();
  }

  /// The one that was used last, if it may be used again.
  private @Nullable Kept kept() {
    while (true) {
      Kept found;
      synchronized (idle) {
        found = idle.pollFirst();
      }
      if (found == null || usable(found)) {
        return found;
      }
      found.close();
    }
  }

  /// A tenth of the age is left to requests that are under way. What came unasked is no answer, but
  /// the end of the connection or worse; and a request that is written to a connection which has
  /// ended can't be told from one that was lost.
  private boolean usable(Kept kept) {
    Instant now = now();
    return now.plus(appraisal.policy().reattestAfter().dividedBy(10))
            .isBefore(kept.connection.goodUntil())
        && now.isBefore(kept.since.plus(LONGEST_IDLE))
        && kept.input.quiet();
  }

  private void keep(Kept used) {
    Kept kept = new Kept(used.connection, used.input, now());
    if (!kept.input.nothingLeft()) {
      kept.close();
      return;
    }
    List<Kept> ended;
    boolean keeps;
    synchronized (idle) {
      Instant oldest = kept.since.minus(LONGEST_IDLE);
      ended = idle.stream().filter(one -> one.since.isBefore(oldest)).toList();
      idle.removeAll(ended);
      keeps = !closed;
      if (keeps) {
        kept.input.watch(() -> forget(kept));
        idle.addFirst(kept);
      }
    }
    ended.forEach(Kept::close);
    if (!keeps) {
      kept.close();
    }
  }

  /// Closes a connection of which more was heard while it was idle.
  private void forget(Kept kept) {
    boolean removed;
    synchronized (idle) {
      removed = idle.remove(kept);
    }
    if (removed) {
      kept.close();
    }
  }

  /// Closes what is idle; what is under way is closed when it ends.
  @Override
  public void close() {
    List<Kept> ended;
    synchronized (idle) {
      closed = true;
      ended = List.copyOf(idle);
      idle.clear();
    }
    ended.forEach(Kept::close);
  }
}
