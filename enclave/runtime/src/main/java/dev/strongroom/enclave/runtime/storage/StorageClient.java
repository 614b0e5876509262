// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The host's key/value store over the wire.
///
/// All calls share one connection, on which they don't wait for each other; they are meant for
/// virtual threads. Each is over when its timeout has passed, whatever the host does.
public final class StorageClient implements Storage, AutoCloseable {
  private static final StorageFailure CLOSED =
      new StorageFailure.NotConnected("the client was closed");

  private final Dialer dialer;
  private final Duration timeout;
  private final ReentrantLock dialling = new ReentrantLock();
  private volatile @Nullable StorageConnection current;
  private volatile boolean closed;

  /// Dials when it is first used.
  ///
  /// @param timeout for each call, with the dialling that it may take
  public StorageClient(Dialer dialer, Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("no time to answer");
    }
    this.dialer = dialer;
    this.timeout = timeout;
  }

  @Override
  public Optional<Stored> get(Bytes key) throws StorageException {
    StorageLimits.checkKey(key);
    return call(new Request.Get(key));
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StorageException {
    Put put = new Put(key, expected, value);
    StorageLimits.checkPut(put);
    return call(new Request.PutOne(put));
  }

  @Override
  public List<Long> putAll(List<Put> puts) throws StorageException {
    Request.PutAll request = new Request.PutAll(puts);
    StorageLimits.checkPuts(request.puts());
    return call(request);
  }

  @Override
  public void delete(Bytes key, long expected) throws StorageException {
    StorageLimits.checkDelete(key, expected);
    call(new Request.Delete(key, expected));
  }

  @Override
  public Page scan(Bytes prefix, Bytes after, int limit) throws StorageException {
    StorageLimits.checkScan(prefix, after, limit);
    return call(new Request.Scan(prefix, after, limit));
  }

  private <A> A call(Request<A> request) throws StorageException {
    Deadline deadline = Deadline.in(timeout);
    return connection(deadline).call(request, deadline);
  }

  private StorageConnection connection(Deadline deadline) throws StorageException {
    StorageConnection connection = current;
    if (closed) {
      throw new StorageException(CLOSED);
    }
    if (connection != null && !connection.isOver()) {
      return connection;
    }
    try {
      if (!dialling.tryLock(deadline.left(), TimeUnit.NANOSECONDS)) {
        throw deadline.passed(false);
      }
    } catch (InterruptedException e) {
      throw Deadline.interrupted(e, false);
    }
    try {
      connection = current;
      if (connection == null || connection.isOver()) {
        connection = StorageConnection.open(dialer, deadline);
        current = connection;
      }
      if (closed) {
        connection.end(CLOSED);
      }
      return connection;
    } finally {
      dialling.unlock();
    }
  }

  /// Ends the connection. Calls that wait fail, and so do later ones.
  @Override
  public void close() {
    closed = true;
    StorageConnection connection = current;
    if (connection != null) {
      connection.end(new StorageFailure.ConnectionLost("the client was closed"));
    }
  }
}
