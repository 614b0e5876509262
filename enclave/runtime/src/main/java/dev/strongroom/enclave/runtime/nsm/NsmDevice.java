// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.attestation.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The module of the enclave that this process runs in, by way of `/dev/nsm`. Opened once, used by
/// all threads.
///
/// The driver lets one command after the other through, the kernel's own reads of randomness
/// included, and one that isn't answered takes two minutes. So at most four of ours are under way,
/// each on a platform thread of this device's own: on a virtual thread, the call would keep its
/// carrier from all the others. The rest wait in order.
///
/// A command that has been given can't be taken back, and giving up on one that changes something
/// would leave its outcome unknown. So an interrupt doesn't end the waiting; the interrupt status
/// stays set.
public final class NsmDevice implements Nsm, AutoCloseable {
  static final String NODE = "/dev/nsm";

  /// `_IOWR(0x0A, 0, struct nsm_raw)`.
  static final long NSM_IOCTL_RAW = 0xC0200A00L;

  /// `struct nsm_raw`: address and length of the request, then of the response, each 64 bits.
  static final int RAW_SIZE = 32;

  private static final int COMMANDS_AT_ONCE = 4;
  private static final int OWNER_ONLY = 0600;
  private static final int OTHERS = 0077;

  private final DeviceCalls calls;
  private final int fd;
  private final NodeAccess nodeAccess;
  private final ThreadPoolExecutor workers;

  // Which of several that close really does: guarded by this device's monitor.
  private boolean released;

  private NsmDevice(DeviceCalls calls, int fd, NodeAccess nodeAccess) {
    this.calls = calls;
    this.fd = fd;
    this.nodeAccess = nodeAccess;
    this.workers =
        new ThreadPoolExecutor(
            COMMANDS_AT_ONCE,
            COMMANDS_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon(true).name("strongroom-nsm-", 1).factory());
    workers.allowCoreThreadTimeOut(true);
  }

  /// Opens `/dev/nsm` and takes it away from other users: see [#nodeAccess].
  ///
  /// @throws NsmException with [NsmFailure.DeviceUnavailable] if it can't be opened
  public static NsmDevice open() throws NsmException {
    return open(new NativeDeviceCalls(), NODE);
  }

  static NsmDevice open(DeviceCalls calls, String node) throws NsmException {
    int fd = calls.open(node);
    if (fd < 0) {
      throw unavailable("open " + node, fd);
    }
    return new NsmDevice(calls, fd, tighten(calls, fd));
  }

  /// Whether other users of the enclave can open the device.
  public NodeAccess nodeAccess() {
    return nodeAccess;
  }

  @Override
  public NsmDescription describe() throws NsmException {
    return NsmProtocol.description(exchange(NsmProtocol.describeRequest()));
  }

  @Override
  public PcrState describePcr(int index) throws NsmException {
    return NsmProtocol.pcrState(exchange(NsmProtocol.describePcrRequest(index)));
  }

  @Override
  public Bytes extendPcr(int index, Bytes data) throws NsmException {
    return NsmProtocol.extendedPcr(exchange(NsmProtocol.extendPcrRequest(index, data)));
  }

  @Override
  public void lockPcr(int index) throws NsmException {
    NsmProtocol.lockedPcr(exchange(NsmProtocol.lockPcrRequest(index)));
  }

  @Override
  public void lockPcrs(int range) throws NsmException {
    NsmProtocol.lockedPcrs(exchange(NsmProtocol.lockPcrsRequest(range)));
  }

  @Override
  public Bytes attest(DocumentRequest request) throws NsmException {
    return NsmProtocol.document(exchange(NsmProtocol.attestRequest(request)));
  }

  @Override
  public byte[] random() throws NsmException {
    return NsmProtocol.random(exchange(NsmProtocol.randomRequest()));
  }

  /// Takes no more commands, waits for those that were given, and closes the device.
  @Override
  public void close() {
    workers.shutdown();
    boolean over;
    do {
      over = uninterruptibly(() -> workers.awaitTermination(1, TimeUnit.DAYS));
    } while (!over);
    synchronized (this) {
      if (!released) {
        released = true;
        calls.close(fd);
      }
    }
  }

  private static NodeAccess tighten(DeviceCalls calls, int fd) {
    int mode = calls.mode(fd);
    if (mode >= 0 && (mode & OTHERS) == 0) {
      return NodeAccess.PRIVATE;
    }
    return calls.fchmod(fd, OWNER_ONLY) < 0 ? NodeAccess.OPEN_TO_OTHERS : NodeAccess.TIGHTENED;
  }

  /// What came of one ioctl.
  ///
  /// @param status a negative error number, or else nothing of interest
  /// @param length how long the module says its response is
  /// @param response the buffer for it
  private record Outcome(int status, long length, Bytes response) {}

  private Bytes exchange(Bytes request) throws NsmException {
    if (request.length() > MAX_REQUEST) {
      throw new NsmException(new NsmFailure.RequestTooLarge(request.length()));
    }
    Future<Outcome> running;
    try {
      running = workers.submit(() -> ioctl(request));
    } catch (RejectedExecutionException e) {
      throw new NsmException(new NsmFailure.Closed());
    }
    Outcome outcome = uninterruptibly(running::get);
    if (outcome.status() < 0) {
      throw unavailable("ioctl", outcome.status());
    }
    if (outcome.length() < 0 || outcome.length() > outcome.response().length()) {
      throw new NsmException(
          new NsmFailure.MalformedResponse(
              "nsm.length", 0, "length " + Long.toUnsignedString(outcome.length())));
    }
    return outcome.response().slice(0, (int) outcome.length());
  }

  private Outcome ioctl(Bytes request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sent = arena.allocateFrom(JAVA_BYTE, request.toByteArray());
      // Always the whole size: QEMU's module insists on it, and the driver cuts off what is beyond.
      MemorySegment received = arena.allocate(MAX_RESPONSE, 8);
      MemorySegment raw = arena.allocate(RAW_SIZE, 8);
      raw.setAtIndex(JAVA_LONG, 0, sent.address());
      raw.setAtIndex(JAVA_LONG, 1, sent.byteSize());
      raw.setAtIndex(JAVA_LONG, 2, received.address());
      raw.setAtIndex(JAVA_LONG, 3, received.byteSize());
      // Not repeated on EINTR: nobody would know whether the command is then carried out twice.
      int status = calls.ioctl(fd, NSM_IOCTL_RAW, raw);
      byte[] copy = received.toArray(JAVA_BYTE);
      Outcome outcome = new Outcome(status, raw.getAtIndex(JAVA_LONG, 3), Bytes.copyOf(copy));
      // It may be random bytes that become a secret: leave no more copies than can't be helped.
      received.fill((byte) 0);
      Arrays.fill(copy, (byte) 0);
      return outcome;
    }
  }

  /// Something that waits.
  private interface Waiting<T> {
    T get() throws InterruptedException, ExecutionException;
  }

  private static <T> T uninterruptibly(Waiting<T> waiting) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("the NSM's thread failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static NsmException unavailable(String operation, int status) {
    return new NsmException(new NsmFailure.DeviceUnavailable(operation, -status));
  }
}
