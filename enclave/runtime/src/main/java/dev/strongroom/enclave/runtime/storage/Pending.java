// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// One request on its way.
final class Pending<A> {
  /// Where it is. Whoever moves it on from [#QUEUED] decides whether the host ever sees it.
  private enum State {
    QUEUED,
    SENT,
    DROPPED
  }

  private static final int HEAD = 13;

  /// What a request takes in memory beside its frame and its answer.
  private static final int OVERHEAD = 1024;

  private final Request<A> request;
  private final ByteBuffer frame;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private final CompletableFuture<A> outcome = new CompletableFuture<>();

  /// A request that fits into a frame, as [#memory] makes sure.
  Pending(long id, Request<A> request) {
    this.request = request;
    int length = (int) request.length();
    frame = ByteBuffer.allocate(HEAD + length);
    frame.putInt(StorageLimits.MIN_FRAME + length).putLong(id).put(request.operation());
    request.encode(frame);
  }

  /// The most memory that `request` and its answer may take.
  ///
  /// @throws StorageException as [StorageFailure.TooLarge] if it doesn't fit into a frame
  static int memory(Request<?> request) throws StorageException {
    StorageLimits.checkFrame(StorageLimits.MIN_FRAME + request.length());
    return OVERHEAD + HEAD + (int) request.length() + request.longestAnswer();
  }

  int memory() {
    return OVERHEAD + frame.capacity() + longestAnswer();
  }

  int longestAnswer() {
    return request.longestAnswer();
  }

  /// Takes the frame for sending; empty if it isn't wanted any more.
  byte[] take() {
    return state.compareAndSet(State.QUEUED, State.SENT) ? frame.array() : new byte[0];
  }

  /// Gives up on it.
  ///
  /// @return whether it was sent
  boolean drop() {
    return !state.compareAndSet(State.QUEUED, State.DROPPED);
  }

  /// The answer has come.
  void answered(int status, Bytes body) throws MalformedAnswerException {
    try {
      outcome.complete(Answers.judge(request, status, new AnswerReader(body)));
    } catch (StorageException e) {
      outcome.completeExceptionally(e);
    }
  }

  /// The connection is over.
  void failed(StorageFailure failure) {
    boolean sent = drop();
    outcome.completeExceptionally(
        new StorageException(sent ? failure : new StorageFailure.NotConnected(failure.describe())));
  }

  A await(Deadline deadline) throws StorageException, TimeoutException, InterruptedException {
    try {
      return outcome.get(deadline.left(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException cause) {
        // A fresh one, so that its stack trace is the caller's.
        throw new StorageException(cause.failure(), cause.getCause());
      }
      throw new IllegalStateException("no other exception is ever set", e);
    }
  }
}
