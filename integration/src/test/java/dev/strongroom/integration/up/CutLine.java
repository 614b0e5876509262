// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/// A way to a server on this machine that can be cut as a network is: nothing comes through any
/// more, and nobody is told so.
public final class CutLine implements AutoCloseable {
  private final ServerSocket listening;
  private final int to;
  private final Set<Socket> open = new HashSet<>();
  private volatile boolean cut;

  private CutLine(ServerSocket listening, int to) {
    this.listening = listening;
    this.to = to;
  }

  /// A way that is whole.
  ///
  /// @param to the server's port
  public static CutLine to(int to) throws IOException {
    CutLine line = new CutLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), to);
    Thread.ofVirtual().start(line::accept);
    return line;
  }

  /// Where it begins.
  public int port() {
    return listening.getLocalPort();
  }

  /// From now on it is silent at both ends.
  public void cut() {
    cut = true;
  }

  /// Ends what was on its way when it was cut; what is dialled from now on comes through.
  public void mend() {
    synchronized (open) {
      open.forEach(CutLine::ended);
      open.clear();
    }
    cut = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = kept(listening.accept());
        if (!cut) {
          Socket far = kept(new Socket(InetAddress.getLoopbackAddress(), to));
          Thread.ofVirtual().start(() -> pump(near, far));
          Thread.ofVirtual().start(() -> pump(far, near));
        }
      }
    } catch (IOException e) {
      // It is closed, or the server is gone: nobody comes through.
      mend();
    }
  }

  private Socket kept(Socket socket) {
    synchronized (open) {
      open.add(socket);
    }
    return socket;
  }

  private void pump(Socket from, Socket into) {
    byte[] buffer = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (cut) {
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Either end is gone, and then the other goes too.
    }
    if (!cut) {
      ended(from);
      ended(into);
    }
  }

  private static void ended(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    mend();
  }
}
