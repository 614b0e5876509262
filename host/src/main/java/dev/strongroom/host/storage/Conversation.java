// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.StoreFailure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// One connection: reads requests, has each carried out in a virtual thread of its own, and writes
/// answers as they come.
///
/// Before a request is read, room is set aside for it, and then for the longest answer it can have.
/// Without room nothing is read, which the enclave's end notices as a full socket.
final class Conversation {
  private static final int MEMORY = 16 << 20;

  /// What a request takes beside its bytes: a thread, some objects.
  private static final int OVERHEAD = 2048;

  private static final int BUFFER = 64 << 10;

  private final KeyValueStore store;
  private final Incidents incidents;
  private final InputStream in;
  private final OutputStream out;
  private final Semaphore memory = new Semaphore(MEMORY);
  private final ReentrantLock writing = new ReentrantLock();
  private boolean broken;

  Conversation(KeyValueStore store, Incidents incidents, InputStream in, OutputStream out) {
    this.store = store;
    this.incidents = incidents;
    this.in = new BufferedInputStream(in, BUFFER);
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  /// Goes on until the enclave's end closes or breaks the protocol, and all is answered.
  void run(Duration helloWithin) throws IOException {
    if (!hello(helloWithin)) {
      return;
    }
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      Frames frames = new Frames(in);
      long length = frames.nextLength();
      while (length != Frames.END) {
        if (length < Frames.SHORTEST || length > Frames.LONGEST) {
          // Where the next frame would start can't be known.
          Status why = length < Frames.SHORTEST ? Status.MALFORMED : Status.TOO_LARGE;
          send(Answer.failed(why).frame(0));
          return;
        }
        next(frames, (int) length, requests);
        length = frames.nextLength();
      }
    }
  }

  /// Refuses before anything was read.
  void refuse() throws IOException {
    out.write(Hello.refused(Status.UNAVAILABLE));
    out.flush();
  }

  private boolean hello(Duration within) throws IOException {
    Thread deadline =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(within);
                in.close();
              } catch (InterruptedException e) {
                // It came in time.
              } catch (IOException e) {
                // Closed already.
              }
            });
    boolean speaksOurs;
    try {
      speaksOurs = Hello.readFrom(in);
    } finally {
      deadline.interrupt();
    }
    out.write(speaksOurs ? Hello.accepted() : Hello.refused(Status.MALFORMED));
    out.flush();
    return speaksOurs;
  }

  private void next(Frames frames, int length, ExecutorService requests) throws IOException {
    memory.acquireUninterruptibly(OVERHEAD + length);
    Bytes frame = frames.next(length);
    RequestReader reader = new RequestReader(frame);
    long id = reader.id();
    try {
      if (id == 0) {
        throw new MalformedRequestException("id 0");
      }
      Request request = reader.request();
      memory.acquireUninterruptibly(request.longestAnswer());
      requests.execute(() -> {
        try {
          send(answer(request).frame(id));
        } finally {
          memory.release(OVERHEAD + length + request.longestAnswer());
        }
      });
    } catch (MalformedRequestException e) {
      send(Answer.failed(Status.MALFORMED).frame(id));
      memory.release(OVERHEAD + length);
    }
  }

  private Answer answer(Request request) {
    try {
      return request.carryOut(store);
    } catch (StoreException e) {
      switch (e.failure()) {
        case StoreFailure.Unavailable down -> incidents.report("store unavailable", e);
        case StoreFailure.DiskFull full -> incidents.report("disk full", e);
        // The enclave's business alone.
        case StoreFailure.Conflict conflict -> {}
        case StoreFailure.TooLarge tooLarge -> {}
        case StoreFailure.Malformed malformed -> {}
      }
      return Answer.failed(e.failure());
    } catch (RuntimeException e) {
      incidents.report("a bug in the store", e);
      return Answer.failed(Status.UNAVAILABLE);
    }
  }

  private void send(byte[] frame) {
    writing.lock();
    try {
      if (!broken) {
        out.write(frame);
        // Whoever waits for the lock will flush; so answers that come together leave together.
        if (!writing.hasQueuedThreads()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      broken = true;
      close();
    } finally {
      writing.unlock();
    }
  }

  /// Ends the reading as well: nobody gets answers any more.
  private void close() {
    try {
      in.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }
}
