// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import java.nio.ByteBuffer;

/// System calls as the kernel defines them.
///
/// Each returns what it says, or a negative number of [Errno]; none throws. Addresses are in the
/// kernel's form. Descriptors are made non-blocking and don't pass to child processes.
public interface SystemCalls {
  /// Room for an address of any family: the size of `struct sockaddr_storage`.
  int MAX_ADDRESS = 128;

  /// For [#shutdown]: no more reading.
  int SHUT_RD = 0;

  /// For [#shutdown]: no more writing.
  int SHUT_WR = 1;

  /// A new stream socket.
  int socket(int domain);

  /// Gives a socket its address.
  int bind(int fd, byte[] address);

  /// Makes a socket take connections.
  int listen(int fd, int backlog);

  /// Takes a connection from the queue and writes the peer's address to the start of `peer`.
  ///
  /// @return its descriptor
  int accept(int fd, byte[] peer);

  /// Begins to connect.
  int connect(int fd, byte[] address);

  /// Writes a socket's own address to the start of `address`.
  int getsockname(int fd, byte[] address);

  /// Writes the peer's address to the start of `address`.
  int getpeername(int fd, byte[] address);

  /// Takes a socket's pending error (SO_ERROR).
  ///
  /// @return 0, or the error's number, which is positive
  int socketError(int fd);

  /// Sets an option.
  int setsockopt(int fd, int level, int name, byte[] value);

  /// Reads into the buffer, and moves its position by as much.
  ///
  /// @return how many bytes, 0 at the end of the stream
  int receive(int fd, ByteBuffer into);

  /// Writes from the buffer, and moves its position by as much. Raises no SIGPIPE.
  ///
  /// @return how many bytes
  int send(int fd, ByteBuffer from);

  /// Ends one direction.
  int shutdown(int fd, int how);

  /// Opens a file for reading.
  ///
  /// @return its descriptor
  int open(String path);

  /// An ioctl whose argument points to one 32-bit number, `value[0]`.
  int ioctl(int fd, long request, int[] value);

  /// A new epoll instance.
  ///
  /// @return its descriptor
  int epollCreate();

  /// Has `events` of `fd` reported under `id`.
  int epollAdd(int epoll, int fd, int events, long id);

  /// Waits for events, without limit.
  ///
  /// @return how many are in `ready`
  int epollWait(int epoll, ReadyEvents ready);

  /// A new event counter.
  ///
  /// @return its descriptor
  int eventfd();

  /// Makes an event counter readable.
  int eventfdSignal(int fd);

  /// Closes a descriptor, whatever is returned.
  int close(int fd);
}
