// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.wire.Link;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One connection to the host, from the hello to the first thing that goes wrong.
///
/// Callers queue their requests; one virtual thread writes them, joining what waits, and one reads
/// answers and wakes their callers. A caller that gives up leaves its request behind: the memory
/// that its answer may take stays reserved until the answer comes or the connection ends.
final class StorageConnection {
  /// The most that all requests in flight and the longest answers they allow may take.
  private static final int MEMORY = 64 << 20;

  /// Seen by callers only if a thread of ours dies of a bug; else somebody told them more.
  private static final StorageFailure UNEXPECTED =
      new StorageFailure.ConnectionLost("internal error");

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final int BUFFER = 64 << 10;
  private static final int LENGTH = 4;

  private final Link link;
  private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
  private final AtomicLong ids = new AtomicLong();
  private final Semaphore memory = new Semaphore(MEMORY, true);
  private final Map<Long, Pending<?>> pending = new ConcurrentHashMap<>();
  private final BlockingQueue<Pending<?>> outgoing = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable StorageFailure> over = new AtomicReference<>();
  private volatile long lastHeard = System.nanoTime();

  private final Thread reader = Thread.ofVirtual().name("storage-reader").unstarted(this::read);
  private final Thread writer = Thread.ofVirtual().name("storage-writer").unstarted(this::write);

  private StorageConnection(Link link) {
    this.link = link;
  }

  /// Dials and exchanges hellos.
  ///
  /// @throws StorageException as [StorageFailure.NotConnected] or [StorageFailure.TimedOut]
  static StorageConnection open(Dialer dialer, Deadline deadline) throws StorageException {
    StorageConnection connection = new StorageConnection(Dialling.dial(dialer, deadline));
    connection.reader.start();
    connection.writer.start();
    try {
      connection.greeted.get(deadline.left(), TimeUnit.NANOSECONDS);
      return connection;
    } catch (TimeoutException e) {
      connection.end(new StorageFailure.NotConnected("no hello from the host"));
      throw deadline.passed(false);
    } catch (InterruptedException e) {
      connection.end(new StorageFailure.NotConnected("interrupted"));
      throw Deadline.interrupted(e, false);
    } catch (ExecutionException e) {
      throw Dialling.refused(e);
    }
  }

  /// Whether nothing can be sent over it any more.
  boolean isOver() {
    return over.get() != null;
  }

  /// Sends `request` and waits for its answer.
  <A> A call(Request<A> request, Deadline deadline) throws StorageException {
    long start = System.nanoTime();
    reserve(Pending.memory(request), deadline, start);
    long id = ids.incrementAndGet();
    Pending<A> call = new Pending<>(id, request);
    pending.put(id, call);
    outgoing.add(call);
    StorageFailure ended = over.get();
    if (ended != null) {
      // Maybe those that waited had been told before this one came in.
      call.failed(ended);
    }
    try {
      return call.await(deadline);
    } catch (TimeoutException e) {
      boolean sent = abandon(id, call);
      endIfSilent(deadline, start);
      throw deadline.passed(sent);
    } catch (InterruptedException e) {
      throw Deadline.interrupted(e, abandon(id, call));
    }
  }

  private void reserve(int bytes, Deadline deadline, long start) throws StorageException {
    try {
      if (!memory.tryAcquire(bytes, deadline.left(), TimeUnit.NANOSECONDS)) {
        endIfSilent(deadline, start);
        throw deadline.passed(false);
      }
    } catch (InterruptedException e) {
      throw Deadline.interrupted(e, false);
    }
  }

  private boolean abandon(long id, Pending<?> call) {
    boolean sent = call.drop();
    if (!sent && pending.remove(id) != null) {
      outgoing.remove(call);
      memory.release(call.memory());
    }
    return sent;
  }

  /// A host that said nothing at all while somebody waited in vain won't answer the others either.
  private void endIfSilent(Deadline deadline, long start) {
    // Unless dialling took most of the time, which leaves no room for a judgement.
    boolean longEnough = System.nanoTime() - start >= deadline.patience().toNanos() / 2;
    if (longEnough && lastHeard - start < 0) {
      end(new StorageFailure.ConnectionLost("the host fell silent"));
    }
  }

  private void write() {
    try {
      OutputStream out = new BufferedOutputStream(link.output(), BUFFER);
      out.write(Hello.ours());
      out.flush();
      while (!isOver()) {
        out.write(outgoing.take().take());
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      letReaderFinish();
      end(new StorageFailure.ConnectionLost("can't write to the host: " + e));
    } catch (InterruptedException e) {
      // How the end wakes it.
    } finally {
      end(UNEXPECTED);
    }
  }

  /// A host that hangs up may have said why before.
  private void letReaderFinish() {
    try {
      reader.join(LAST_WORDS);
    } catch (InterruptedException e) {
      // It is over already.
    }
  }

  private void read() {
    try {
      InputStream in = new BufferedInputStream(link.input(), BUFFER);
      Hello.read(in);
      greeted.complete(true);
      while (!isOver()) {
        readAnswer(in);
        lastHeard = System.nanoTime();
      }
    } catch (MalformedAnswerException e) {
      end(e.failure());
    } catch (StorageException e) {
      end(e.failure());
    } catch (IOException e) {
      end(new StorageFailure.ConnectionLost("the host's end is gone: " + e));
    } finally {
      end(UNEXPECTED);
    }
  }

  private void readAnswer(InputStream in)
      throws IOException, StorageException, MalformedAnswerException {
    ByteBuffer head = ByteBuffer.wrap(readFully(in, LENGTH + StorageLimits.MIN_FRAME));
    long length = Integer.toUnsignedLong(head.getInt());
    long id = head.getLong();
    int status = Byte.toUnsignedInt(head.get());
    if (length < StorageLimits.MIN_FRAME || length > StorageLimits.MAX_FRAME) {
      throw new MalformedAnswerException("frame of " + length + " bytes");
    }
    int rest = (int) length - StorageLimits.MIN_FRAME;
    if (id == 0) {
      throw new StorageException(Answers.farewell(status));
    }
    Pending<?> call = pending.get(id);
    if (call == null) {
      throw new MalformedAnswerException("answer to nothing that was asked");
    }
    if (rest > call.longestAnswer()) {
      throw new MalformedAnswerException("answer of " + rest + " bytes");
    }
    call.answered(status, Bytes.copyOf(readFully(in, rest)));
    if (pending.remove(id) != null) {
      memory.release(call.memory());
    }
  }

  /// Makes room as bytes arrive, not as they were announced.
  private static byte[] readFully(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("ended inside a frame");
    }
    return bytes;
  }

  /// Tells everybody who waits, and closes. Only the first call does anything.
  void end(StorageFailure why) {
    if (over.compareAndSet(null, why)) {
      Dialling.close(link);
      greeted.completeExceptionally(new StorageException(why));
      pending.values().forEach(call -> call.failed(why));
      // Wakes whoever waits for room, and the writer, to find out the same.
      memory.release(MEMORY);
      writer.interrupt();
    }
  }
}
