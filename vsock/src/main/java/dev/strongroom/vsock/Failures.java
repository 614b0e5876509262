// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Error numbers as exceptions: one type for each thing that a caller can act on.
final class Failures {
  private Failures() {}

  /// Of a system call for which no other method is meant.
  static SocketException of(String operation, int errno) {
    String message = operation + ": " + Errno.describe(errno);
    return switch (errno) {
      case Errno.EMFILE, Errno.ENFILE -> new DescriptorsExhaustedException(message);
      default -> new SocketException(message);
    };
  }

  static SocketException binding(VsockAddress address, int errno) {
    return switch (errno) {
      case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.EACCES ->
          new BindException("bind " + address + ": " + Errno.describe(errno));
      default -> of("bind " + address, errno);
    };
  }

  static IOException connecting(VsockAddress address, int errno) {
    String message = "connect " + address + ": " + Errno.describe(errno);
    return switch (errno) {
      // A vsock peer on whose port nobody listens answers with a reset.
      case Errno.ECONNREFUSED, Errno.ECONNRESET, Errno.EAGAIN -> new ConnectException(message);
      case Errno.ETIMEDOUT -> new SocketTimeoutException(message);
      case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ENODEV, Errno.EADDRNOTAVAIL ->
          new NoRouteToHostException(message);
      default -> of("connect " + address, errno);
    };
  }

  static IOException opening(String path, int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
          new NoSuchFileException(path, null, Errno.describe(errno));
      case Errno.EACCES, Errno.EPERM ->
          new AccessDeniedException(path, null, Errno.describe(errno));
      default -> of("open " + path, errno);
    };
  }
}
