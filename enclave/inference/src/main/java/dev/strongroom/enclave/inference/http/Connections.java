// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.runtime.answer.AnswerBody;
import dev.strongroom.enclave.runtime.answer.AnswerHead;
import dev.strongroom.enclave.runtime.answer.AnswerInput;
import dev.strongroom.enclave.runtime.answer.MalformedAnswerException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/// The connections to one back end: so many at a time, used again while they are young.
/// Thread-safe.
public final class Connections implements AutoCloseable {
  /// Servers of models close what is idle for five seconds.
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

  private static final Pattern TYPE = Pattern.compile("[!-~][ -~]{0,199}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private final Dialler dialler;
  private final String host;
  private final InstantSource clock;
  private final Semaphore free;
  private final boolean authorized;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private long generation;
  private boolean closed;

  /// Connections of a back end; none is made yet.
  ///
  /// @param host for the field `host`
  /// @param most requests at a time
  public Connections(Dialler dialler, String host, InstantSource clock, int most) {
    this(dialler, host, clock, most, false);
  }

  /// The same.
  ///
  /// @param authorized whether a client's own authorization is sent along
  public Connections(
      Dialler dialler, String host, InstantSource clock, int most, boolean authorized) {
    this.dialler = dialler;
    this.host = host;
    this.clock = clock;
    this.free = new Semaphore(most);
    this.authorized = authorized;
  }

  /// One of them, between two requests or in one.
  ///
  /// @param generation in which it was begun; those of earlier ones aren't used again
  private record Connection(Carrier carrier, AnswerInput input, Instant since, long generation) {
    private void close() {
      try {
        carrier.closing().close();
      } catch (IOException e) {
        // It is given up either way.
        return;
      }
    }
  }

  /// Sends a request, and waits for the head of its answer.
  ///
  /// @throws BackendException if there is no answer
  public BackendAnswer send(BackendCall call) throws BackendException {
    if (!free.tryAcquire()) {
      throw new BackendException(Problem.BUSY, "as many requests as it takes are under way");
    }
    boolean answered = false;
    try {
      BackendAnswer answer = exchanged(call);
      answered = true;
      return answer;
    } catch (MalformedAnswerException e) {
      throw new BackendException(Problem.UNREACHABLE, "its answer: " + e.getMessage());
    } catch (SocketTimeoutException e) {
      throw new BackendException(Problem.UNREACHABLE, "it was silent for too long");
    } catch (IOException e) {
      throw new BackendException(Problem.UNREACHABLE, "no connection, or it broke");
    } finally {
      if (!answered) {
        free.release();
      }
    }
  }

  /// Connects, if nothing is connected, and sends nothing.
  ///
  /// @throws BackendException if that isn't possible
  public void check() throws BackendException {
    try {
      keep(dialled());
    } catch (IOException e) {
      throw new BackendException(Problem.UNREACHABLE, "no connection");
    }
  }

  /// Uses none of the connections again that there are. Answers under way on them go on.
  public void forget() {
    List<Connection> ended;
    synchronized (idle) {
      generation++;
      ended = List.copyOf(idle);
      idle.clear();
    }
    ended.forEach(Connection::close);
  }

  private BackendAnswer exchanged(BackendCall call) throws IOException, BackendException {
    Optional<Connection> kept = kept();
    if (kept.isPresent() && begunOnKept(kept.get(), call)) {
      return answer(kept.get(), call);
    }
    Connection connection = dialled();
    if (!begun(connection, call)) {
      connection.close();
      throw new MalformedAnswerException("none: the connection ended");
    }
    return answer(connection, call);
  }

  /// Sends the request on a connection that was used before. The back end may have closed it while
  /// it was idle; then nothing was answered, and a new one is to be made.
  private boolean begunOnKept(Connection connection, BackendCall call) throws IOException {
    boolean begun = false;
    try {
      begun = begins(connection, call);
    } catch (SocketTimeoutException e) {
      connection.close();
      throw e;
    } catch (IOException e) {
      // As above.
    }
    if (!begun) {
      connection.close();
    }
    return begun;
  }

  private boolean begun(Connection connection, BackendCall call) throws IOException {
    try {
      return begins(connection, call);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  /// Sends the request.
  ///
  /// @return whether an answer begins
  private boolean begins(Connection connection, BackendCall call) throws IOException {
    connection.carrier().output().write(request(call));
    connection.carrier().output().flush();
    return connection.input().begins();
  }

  /// Head and body in one: a small request then is one packet.
  private byte[] request(BackendCall call) {
    byte[] head = head(call);
    byte[] body = call.body().toByteArray();
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private byte[] head(BackendCall call) {
    StringBuilder head = new StringBuilder();
    head.append(call.method()).append(' ').append(call.path()).append(" HTTP/1.1\r\n");
    head.append("host: ").append(host).append("\r\n");
    head.append("accept-encoding: identity\r\n");
    if (!call.contentType().isEmpty()) {
      head.append("content-type: ").append(call.contentType()).append("\r\n");
    }
    if (authorized && call.authorization().isPresent()) {
      head.append("authorization: ").append(call.authorization().get()).append("\r\n");
    }
    call.receipt()
        .ifPresent(salt ->
            head.append("strongroom-receipt: ")
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(salt.toByteArray()))
                .append("\r\n"));
    if (!call.method().equals("GET")) {
      head.append("content-length: ").append(call.body().length()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private BackendAnswer answer(Connection connection, BackendCall call) throws IOException {
    try {
      return read(connection, call);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  private BackendAnswer read(Connection connection, BackendCall call) throws IOException {
    AnswerHead head = AnswerHead.read(connection.input());
    boolean last = head.last();
    if (head.field("content-encoding").filter(it -> !it.equals("identity")).isPresent()) {
      throw new MalformedAnswerException("a content encoding that nobody asked for");
    }
    String type =
        head.field("content-type")
            .filter(value -> TYPE.matcher(value).matches())
            .orElse(UNKNOWN_TYPE);
    AnswerBody body =
        AnswerBody.of(
            head,
            connection.input(),
            new AnswerBody.Ending() {
              @Override
              public void complete() {
                free.release();
                if (last) {
                  connection.close();
                } else {
                  keep(connection);
                }
              }

              @Override
              public void broken() {
                free.release();
                connection.close();
              }
            });
    Optional<String> receipt =
        call.receipt()
            .flatMap(_ -> head.field("strongroom-request-id"))
            .filter(ID.asMatchPredicate());
    return new BackendAnswer(head.status(), type, body, connection.carrier().verified(), receipt);
  }

  private Connection dialled() throws IOException, BackendException {
    // What is forgotten while it is dialled is forgotten with the others.
    long begun;
    synchronized (idle) {
      begun = generation;
    }
    Carrier carrier = dialler.dial();
    return new Connection(carrier, new AnswerInput(carrier.input()), clock.instant(), begun);
  }

  private Optional<Connection> kept() {
    while (true) {
      Connection connection;
      synchronized (idle) {
        connection = idle.pollFirst();
      }
      if (connection == null) {
        return Optional.empty();
      }
      if (usable(connection)) {
        return Optional.of(connection);
      }
      connection.close();
    }
  }

  /// Whether a request may go out on it: it is young, and nothing came that nobody asked for.
  private boolean usable(Connection connection) {
    Instant now = clock.instant();
    try {
      return now.isBefore(connection.carrier().goodUntil())
          && now.isBefore(connection.since().plus(LONGEST_IDLE))
          && connection.input().available() == 0;
    } catch (IOException e) {
      // It broke while nothing was asked of it.
      return false;
    }
  }

  private void keep(Connection connection) {
    List<Connection> ended = new ArrayList<>();
    synchronized (idle) {
      if (closed || connection.generation() != generation) {
        ended.add(connection);
      } else {
        // Read once: between two readings the clock may go on by more than that.
        Instant now = clock.instant();
        idle.addFirst(new Connection(connection.carrier(), connection.input(), now, generation));
        Instant oldest = now.minus(LONGEST_IDLE);
        while (!idle.isEmpty() && idle.getLast().since().isBefore(oldest)) {
          ended.add(idle.removeLast());
        }
      }
    }
    ended.forEach(Connection::close);
  }

  /// Closes what is idle; what is under way is closed when it ends.
  @Override
  public void close() {
    List<Connection> ended;
    synchronized (idle) {
      closed = true;
      ended = List.copyOf(idle);
      idle.clear();
    }
    ended.forEach(Connection::close);
  }
}
