// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.http.Carrier;
import dev.strongroom.enclave.inference.http.Connections;
import dev.strongroom.enclave.inference.http.SingleGet;
import dev.strongroom.enclave.inference.tinfoil.TinfoilAppraisal;
import dev.strongroom.enclave.inference.tinfoil.TinfoilRefusedException;
import dev.strongroom.enclave.runtime.answer.MalformedAnswerException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server of models that publishes its evidence as Tinfoil's do: evidence binds the server's TLS
/// key, the key binds a connection, and plain HTTP goes over it. Nothing of a request is written to
/// a connection whose key isn't bound by evidence that the policy of the measured configuration
/// accepts, or that is older than it allows.
public final class TinfoilBackend implements Backend {
  /// Its kind in the measured configuration.
  public static final String KIND = "tinfoil";

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(30);
  private static final Duration SILENT_AT_MOST = Duration.ofSeconds(10);

  /// For handshake and document together; evidence of eight GPUs takes its time.
  private static final Duration ATTESTED_WITHIN = Duration.ofSeconds(40);

  /// A connection that is about to be too old isn't begun with.
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /// A server may end the connection that it gave its document on.
  private static final int TRIES = 3;

  private static final int HTTPS = 443;
  private static final int BUFFER = 16 << 10;

  private final String name;
  private final String host;
  private final int port;
  private final AttestedBackend.Way way;
  private final TinfoilAppraisal appraisal;
  private final int patience;
  private final PinnedKeys pinned = new PinnedKeys();
  private final Connections connections;
  private volatile Optional<Verification> verification = Optional.empty();

  /// A back end; nothing is connected yet.
  ///
  /// @param host of its address
  /// @param port of its address
  /// @param way to it
  /// @param appraisal its policy, and the age that connections may have
  /// @param patience how long it may be silent
  /// @param most requests at a time
  /// @param authorized whether clients' own authorization is sent along
  public TinfoilBackend(
      String name,
      String host,
      int port,
      AttestedBackend.Way way,
      TinfoilAppraisal appraisal,
      Duration patience,
      int most,
      boolean authorized) {
    this.name = name;
    this.host = host;
    this.port = port;
    this.way = way;
    this.appraisal = appraisal;
    this.patience = Math.toIntExact(patience.toMillis());
    this.connections =
        new Connections(this::dial, authority(), appraisal.clock(), most, authorized);
  }

  private String authority() {
    return port == HTTPS ? host : host + ":" + port;
  }

  private Carrier dial() throws BackendException, IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<Carrier> carrier = attempt();
      if (carrier.isPresent()) {
        return carrier.get();
      }
    }
    throw new BackendException(Problem.UNREACHABLE, "it ends each connection with its document");
  }

  /// @return empty if the server's key was found good, but the connection ended with that
  private Optional<Carrier> attempt() throws BackendException, IOException {
    InetSocketAddress address = way.address();
    Socket socket = new Socket();
    CountDownLatch done = new CountDownLatch(1);
    try {
      socket.connect(address, Math.toIntExact(CONNECT_WITHIN.toMillis()));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(SILENT_AT_MOST.toMillis()));
      // A timeout for each read alone would let a server that drips bytes hold the caller for long.
      Thread.ofVirtual().start(() -> closeUnless(done, socket));
      Optional<Carrier> carrier = attested(TlsToAnyKey.over(socket, host, port));
      if (carrier.isEmpty()) {
        socket.close();
      }
      return carrier;
    } catch (BackendException | IOException | RuntimeException e) {
      socket.close();
      throw e;
    } finally {
      done.countDown();
    }
  }

  private static void closeUnless(CountDownLatch done, Socket socket) {
    try {
      if (!done.await(ATTESTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        socket.close();
      }
    } catch (InterruptedException | IOException e) {
      // Nobody interrupts this thread; and a socket that can't be closed is closed.
    }
  }

  /// The key of this handshake is one that evidence was accepted for not long ago, or one that the
  /// document over this connection is accepted for.
  private Optional<Carrier> attested(TlsToAnyKey tls) throws BackendException, IOException {
    InputStream input = new BufferedInputStream(tls.socket().getInputStream(), BUFFER);
    Bytes fingerprint = TinfoilAppraisal.fingerprint(tls.keyInfo());
    Instant due = appraisal.clock().instant().minus(appraisal.reattest().dividedBy(2));
    Optional<Verification> known = pinned.since(fingerprint, due);
    if (known.isPresent()) {
      return Optional.of(carrier(tls, input, known.get()));
    }
    boolean last;
    Verification found;
    try {
      Bytes nonce = appraisal.nonce();
      SingleGet got =
          SingleGet.of(
              input,
              tls.socket().getOutputStream(),
              authority(),
              appraisal.format().path(nonce),
              TinfoilAppraisal.LONGEST);
      found = appraisal.judge(got.body(), nonce, fingerprint);
      last = got.last();
    } catch (MalformedAnswerException e) {
      throw refused(fingerprint, "tinfoil.document: " + e.getMessage(), e);
    } catch (TinfoilRefusedException e) {
      throw refused(fingerprint, String.valueOf(e.getMessage()), e);
    }
    if (input.available() > 0) {
      throw new IOException("bytes behind the document");
    }
    pinned.pin(fingerprint, found);
    verification = Optional.of(found);
    return last ? Optional.empty() : Optional.of(carrier(tls, input, found));
  }

  private BackendException refused(Bytes fingerprint, String detail, Exception cause) {
    pinned.unpin(fingerprint);
    verification = Optional.empty();
    // It isn't what it was: nothing more is sent on connections from before either.
    connections.forget();
    BackendException refused = new BackendException(Problem.NOT_ACCEPTED, detail);
    refused.initCause(cause);
    return refused;
  }

  private Carrier carrier(TlsToAnyKey tls, InputStream input, Verification found)
      throws IOException {
    tls.socket().setSoTimeout(patience);
    return new Carrier(
        input,
        tls.socket().getOutputStream(),
        tls.socket(),
        found.at().plus(appraisal.reattest()).minus(MARGIN),
        Optional.of(found));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BackendAnswer send(BackendCall call) throws BackendException {
    return connections.send(call.withoutReceipt());
  }

  /// Attests it anew, unless it was attested within half of the age that connections may have.
  @Override
  public void check() throws BackendException {
    Instant due = appraisal.clock().instant().minus(appraisal.reattest().dividedBy(2));
    if (verification.filter(last -> last.at().isAfter(due)).isEmpty()) {
      connections.check();
    }
  }

  @Override
  public Optional<Verification> verification() {
    return verification;
  }

  @Override
  public void close() {
    connections.close();
  }
}
