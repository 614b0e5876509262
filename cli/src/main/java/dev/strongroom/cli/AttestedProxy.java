// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/// Forwards local connections, each over an attested channel of its own: not a byte of a program's
/// goes out before the channel's evidence was checked.
final class AttestedProxy {
  private static final Duration REACH = Duration.ofSeconds(10);

  private AttestedProxy() {}

  /// Forwards until the process ends.
  static void run(
      HostAndPort local, HostAndPort server, AttestedConnector connector, Console console)
      throws UsageException {
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(new InetSocketAddress(local.host(), local.port()));
      console.out().println();
      console
          .out()
          .println(
              "Forwarding "
                  + local.host()
                  + ":"
                  + listener.getLocalPort()
                  + " over attested channels. Ctrl-C stops.");
      console.out().flush();
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> forward(client, server, connector, console));
      }
    } catch (IOException e) {
      throw new UsageException(
          "can't listen at " + local.host() + ":" + local.port() + ": " + e.getMessage());
    }
  }

  private static void forward(
      Socket client, HostAndPort server, AttestedConnector connector, Console console) {
    try (client;
        AttestedConnection enclave = connector.connect(server.host(), server.port(), REACH)) {
      Thread outward =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.getInputStream().transferTo(enclave.output());
                  enclave.socket().shutdownOutput();
                } catch (IOException e) {
                  // Either end broke off; the other direction notices by itself.
                }
              });
      enclave.input().transferTo(client.getOutputStream());
      client.shutdownOutput();
      outward.join();
    } catch (IOException e) {
      synchronized (console) {
        console.err().println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
        console.err().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
