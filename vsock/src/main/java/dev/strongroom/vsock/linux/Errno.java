// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

/// Error numbers of Linux that somebody here looks at; the same on x86-64 and aarch64.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int EPROTO = 71;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;

  private Errno() {}

  /// The error for people, with its name where that is known.
  public static String describe(int errno) {
    String meaning =
        switch (errno) {
          case EPERM -> "not permitted, EPERM";
          case ENOENT -> "no such file, ENOENT";
          case ENXIO -> "no such device, ENXIO";
          case EBADF -> "bad descriptor, EBADF";
          case EAGAIN -> "try again, EAGAIN";
          case ENOMEM -> "out of memory, ENOMEM";
          case EACCES -> "permission denied, EACCES";
          case ENODEV -> "no such device, ENODEV";
          case EINVAL -> "invalid argument, EINVAL";
          case ENFILE -> "no descriptors left in the system, ENFILE";
          case EMFILE -> "no descriptors left for this process, EMFILE";
          case EPIPE -> "the stream is shut down, EPIPE";
          case EPROTO -> "protocol error, EPROTO";
          case EAFNOSUPPORT -> "the kernel lacks this kind of socket, EAFNOSUPPORT";
          case EADDRINUSE -> "address in use, EADDRINUSE";
          case EADDRNOTAVAIL -> "not an address of this machine, EADDRNOTAVAIL";
          case ENETUNREACH -> "no route, ENETUNREACH";
          case ECONNABORTED -> "connection aborted, ECONNABORTED";
          case ECONNRESET -> "reset by the peer, ECONNRESET";
          case EISCONN -> "connected already, EISCONN";
          case ENOTCONN -> "not connected, ENOTCONN";
          case ETIMEDOUT -> "timed out, ETIMEDOUT";
          case ECONNREFUSED -> "refused, ECONNREFUSED";
          case EHOSTUNREACH -> "no route, EHOSTUNREACH";
          default -> "error";
        };
    return meaning + " (" + errno + ")";
  }
}
