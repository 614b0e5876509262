// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.NativeSystemCalls;
import dev.strongroom.vsock.linux.SystemCalls;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// The way to this machine's vsocks, and the owner of all that is opened through it.
///
/// It keeps one platform thread, which waits for all its sockets together; the callers' threads,
/// virtual or not, are parked meanwhile. One instance is enough for a process.
///
/// ```java
/// try (Vsock vsock = Vsock.open();
///     VsockServer server = vsock.listen(VsockAddress.any(5000))) {
///   while (true) {
///     VsockConnection connection = server.accept();
///     Thread.startVirtualThread(() -> serve(connection));
///   }
/// }
/// ```
public final class Vsock implements AutoCloseable {
  // The kernel lowers it to net.core.somaxconn.
  private static final int BACKLOG = 4096;
  private static final String DEVICE = "/dev/vsock";
  private static final long GET_LOCAL_CID = 0x7b9; // IOCTL_VM_SOCKETS_GET_LOCAL_CID

  private final SystemCalls calls;
  private final SocketFamily family;
  private final Poller poller;

  Vsock(SystemCalls calls, SocketFamily family) throws IOException {
    this.calls = calls;
    this.family = family;
    this.poller = Poller.start(calls);
  }

  /// Starts the thread. Whether the kernel has vsocks shows when the first one is opened.
  ///
  /// @throws UnsupportedOperationException if this isn't Linux on x86-64 or aarch64
  /// @throws IOException if descriptors are lacking
  public static Vsock open() throws IOException {
    return new Vsock(NativeSystemCalls.create(), new VsockFamily());
  }

  /// Listens at `address`. The socket of a process that has died is free at once.
  ///
  /// @throws java.net.BindException if the address is taken, not this machine's, or reserved for
  ///   the privileged
  /// @throws java.net.SocketException if the kernel has no vsocks
  /// @throws IOException for other reasons
  public VsockServer listen(VsockAddress address) throws IOException {
    PolledSocket socket = socket();
    try {
      int bound = socket.use(fd -> calls.bind(fd, family.encode(address)));
      if (bound < 0) {
        throw Failures.binding(address, -bound);
      }
      int listening = socket.use(fd -> calls.listen(fd, BACKLOG));
      if (listening < 0) {
        throw Failures.binding(address, -listening);
      }
      VsockAddress actual = localAddress(socket);
      poller.register(socket);
      return new VsockServer(this, socket, actual);
    } catch (Throwable e) {
      socket.close();
      throw e;
    }
  }

  /// Connects to `address`.
  ///
  /// @param timeout how long that may take; more than zero
  /// @throws java.net.ConnectException if nobody listens there
  /// @throws SocketTimeoutException if there is no answer in time: so does a CID that nobody has
  /// @throws java.net.NoRouteToHostException if this machine has no way to such a CID
  /// @throws DescriptorsExhaustedException if no descriptor is left
  /// @throws java.nio.channels.ClosedByInterruptException if the thread is interrupted meanwhile
  /// @throws IOException for other reasons
  public VsockConnection connect(VsockAddress address, Duration timeout) throws IOException {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout);
    }
    Deadline deadline = Deadline.in(timeout);
    PolledSocket socket = socket();
    try {
      int prepared = socket.use(fd -> family.prepareConnect(calls, fd, timeout));
      if (prepared < 0) {
        throw Failures.of("setsockopt", -prepared);
      }
      int result = socket.use(fd -> calls.connect(fd, family.encode(address)));
      // Registered only now: an unconnected socket counts as ready for writing.
      poller.register(socket);
      while (result == -Errno.EINPROGRESS || result == -Errno.EALREADY) {
        socket.await(socket.writable(), deadline);
        result = progress(socket);
      }
      if (result < 0 && result != -Errno.EISCONN) {
        throw Failures.connecting(address, -result);
      }
      return new VsockConnection(this, socket, address);
    } catch (SocketTimeoutException e) {
      socket.close();
      throw new SocketTimeoutException("connect " + address + ": no answer within " + timeout);
    } catch (Throwable e) {
      socket.close();
      throw e;
    }
  }

  /// This machine's own CID, as its hypervisor or host says.
  ///
  /// @throws java.nio.file.NoSuchFileException if the kernel has no /dev/vsock
  /// @throws java.nio.file.AccessDeniedException if this process may not open it
  /// @throws IOException if the kernel doesn't answer
  public int localCid() throws IOException {
    int opened = calls.open(DEVICE);
    if (opened < 0) {
      throw Failures.opening(DEVICE, -opened);
    }
    OpenFile device = new OpenFile(calls, opened);
    try {
      int[] cid = new int[1];
      int result = device.use(fd -> calls.ioctl(fd, GET_LOCAL_CID, cid));
      if (result < 0) {
        throw Failures.of("ioctl " + DEVICE, -result);
      }
      return cid[0];
    } finally {
      device.close();
    }
  }

  /// Closes every server and connection that was opened through it, and ends the thread.
  @Override
  public void close() {
    poller.stop();
  }

  SystemCalls calls() {
    return calls;
  }

  SocketFamily family() {
    return family;
  }

  /// Takes over a connected descriptor.
  VsockConnection adopt(int fd, VsockAddress peer) throws IOException {
    PolledSocket socket = new PolledSocket(poller, fd);
    try {
      poller.register(socket);
      return new VsockConnection(this, socket, peer);
    } catch (Throwable e) {
      socket.close();
      throw e;
    }
  }

  VsockAddress localAddress(PolledSocket socket) throws IOException {
    byte[] address = new byte[SystemCalls.MAX_ADDRESS];
    int result = socket.use(fd -> calls.getsockname(fd, address));
    if (result < 0) {
      throw Failures.of("getsockname", -result);
    }
    return family.decode(address);
  }

  private PolledSocket socket() throws IOException {
    poller.ensureRunning();
    int fd = calls.socket(family.domain());
    if (fd < 0) {
      throw Failures.of("socket", -fd);
    }
    return new PolledSocket(poller, fd);
  }

  /// How far a connect in progress has come: 0, or a negative error number.
  private int progress(PolledSocket socket) throws IOException {
    int error = socket.use(calls::socketError);
    if (error != 0) {
      return -Math.abs(error);
    }
    // Woken for nothing, perhaps: only a socket that has a peer is connected.
    int named = socket.use(fd -> calls.getpeername(fd, new byte[SystemCalls.MAX_ADDRESS]));
    return named == -Errno.ENOTCONN ? -Errno.EINPROGRESS : named;
  }
}
