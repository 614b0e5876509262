// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/// A host that does what a test says, on each connection.
final class ScriptedHost implements AutoCloseable {
  static final String HELLO = "53524b5701000000";

  /// What it does on one connection, whose number counts from 1. The connection ends with it.
  interface Script {
    void play(Talk talk, int connection) throws IOException, InterruptedException;
  }

  /// The host's end of a connection.
  record Talk(DataInputStream in, DataOutputStream out) {
    /// Reads the client's hello and accepts it.
    void greet() throws IOException {
      in.readNBytes(8);
      send(HELLO);
    }

    void send(String hex) throws IOException {
      out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /// Reads a request and gives its id.
    long request() throws IOException {
      int length = in.readInt();
      long id = in.readLong();
      in.readNBytes(length - 8);
      return id;
    }

    /// Sends an answer; `rest` starts with the status.
    void answer(long id, String rest) throws IOException {
      byte[] bytes = HexFormat.of().parseHex(rest.replace(" ", ""));
      out.writeInt(8 + bytes.length);
      out.writeLong(id);
      out.write(bytes);
    }
  }

  private final Path folder;
  private final ServerSocketChannel listening;
  private final AtomicInteger connections = new AtomicInteger();

  /// Listens in `folder`.
  ScriptedHost(Path folder, Script script) throws IOException {
    this.folder = folder;
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.STORAGE)));
    Thread.ofVirtual().start(() -> accept(script));
  }

  Dialer dialer() {
    return dialer(folder);
  }

  /// Dials whoever listens in `folder`.
  static Dialer dialer(Path folder) {
    UnixWire wire = new UnixWire(folder);
    return () -> wire.dial(Wire.STORAGE);
  }

  /// How often somebody connected.
  int connections() {
    return connections.get();
  }

  private void accept(Script script) {
    while (true) {
      SocketChannel channel;
      try {
        channel = listening.accept();
      } catch (IOException e) {
        return;
      }
      int number = connections.incrementAndGet();
      Thread.ofVirtual().start(() -> play(channel, script, number));
    }
  }

  private static void play(SocketChannel channel, Script script, int number) {
    try (channel) {
      script.play(
          new Talk(
              new DataInputStream(Channels.newInputStream(channel)),
              new DataOutputStream(Channels.newOutputStream(channel))),
          number);
    } catch (IOException | InterruptedException e) {
      // The client went away, as it ought to.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
