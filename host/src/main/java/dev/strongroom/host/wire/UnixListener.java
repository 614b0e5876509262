// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// Accepts an enclave's connections on a Unix-domain socket that only its owner can open.
public final class UnixListener implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(UnixListener.class.getName());
  private static final long PAUSE_MILLIS = 100;

  private final Path socket;
  private final ServerSocketChannel listening;
  private final LinkServer server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private UnixListener(Path socket, ServerSocketChannel listening, LinkServer server) {
    this.socket = socket;
    this.listening = listening;
    this.server = server;
    threads.execute(this::accept);
  }

  /// Listens at `socket`, in a directory that exists. A socket that nobody listens at is replaced.
  ///
  /// @throws BindException if somebody does
  /// @throws FileAlreadyExistsException if it is something else
  /// @throws IOException if it can't be created
  static UnixListener open(Path socket, LinkServer server) throws IOException {
    refuseIfInUse(socket);
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    // Born in a directory of our own and then moved: at no moment can others open it.
    Path directory = Files.createTempDirectory(socket.toAbsolutePath().getParent(), ".s");
    Path hidden = directory.resolve("s");
    try {
      listening.bind(UnixDomainSocketAddress.of(hidden));
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Files.move(hidden, socket, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(hidden);
      listening.close();
      throw e;
    } finally {
      Files.delete(directory);
    }
    return new UnixListener(socket, listening, server);
  }

  private static void refuseIfInUse(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Neither a file, nor a directory, nor a link: what else it is, a move may replace.
    if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new FileAlreadyExistsException(socket.toString());
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
    } catch (ConnectException e) {
      // What a process that was killed leaves behind.
      return;
    }
    throw new BindException("somebody listens at " + socket);
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel connection = listening.accept();
        open.add(connection);
        if (closed) {
          connection.close();
        }
        threads.execute(() -> serve(connection));
      } catch (ClosedChannelException | RejectedExecutionException e) {
        return;
      } catch (IOException e) {
        // Too many open files, for one: it may pass.
        LOGGER.log(Level.WARNING, "can't accept a connection", e);
        pause();
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (Link link = new UnixLink(connection)) {
      server.serve(link);
    } catch (IOException e) {
      // How connections end when the other side is gone.
      LOGGER.log(Level.DEBUG, "connection lost", e);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "a bug ended a connection", e);
    } finally {
      open.remove(connection);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends all connections, and waits until their servers have returned.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    listening.close();
    Files.deleteIfExists(socket);
    for (SocketChannel connection : open) {
      connection.close();
    }
    threads.close();
  }
}
