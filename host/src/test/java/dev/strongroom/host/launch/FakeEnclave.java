// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/// A process that behaves on the wire as enclaves do, well or badly. Arguments: the folder of the
/// wire's sockets and the behaviour.
final class FakeEnclave {
  private FakeEnclave() {}

  public static void main(String[] arguments) throws Exception {
    Path wire = Path.of(arguments[0]);
    String behaviour = arguments[1];
    switch (behaviour) {
      case "crashing" -> System.exit(3);
      case "silent" -> Thread.sleep(60_000);
      case "failing" -> {
        say(control(wire), "failed\",\"reason\":\"no root secret");
        System.exit(1);
      }
      case "brief" -> {
        say(control(wire), "ready");
        Thread.sleep(50);
        System.exit(7);
      }
      case "waiting" -> {
        say(control(wire), "waiting\",\"waitingFor\":\"2 more shares");
        endWithInput();
      }
      case "stubborn" -> {
        say(control(wire), "ready");
        Thread.sleep(60_000);
      }
      default -> serve(wire);
    }
  }

  private static SocketChannel control(Path wire) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(wire.resolve("host-7000")));
  }

  private static void say(SocketChannel control, String state) throws IOException {
    String line =
        "{\"state\":\""
            + state
            + "\",\"device\":\"fake\",\"simulated\":true,\"rootSecret\":\"variables: "
            + System.getenv().size()
            + "\"}\n";
    control.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
  }

  /// Echoes on the service port until it is told to stop.
  private static void serve(Path wire) throws Exception {
    ServerSocketChannel service =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(wire.resolve("enclave-8443")));
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            endWithInput();
          } catch (IOException e) {
            System.exit(9);
          }
        });
    SocketChannel control = control(wire);
    say(control, "ready");
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Scanner lines = new Scanner(Channels.newInputStream(control), StandardCharsets.UTF_8);
          if (lines.hasNextLine() && lines.nextLine().equals("{\"stop\":true}")) {
            System.exit(42);
          }
        });
    while (true) {
      try (SocketChannel client = service.accept()) {
        Channels.newInputStream(client).transferTo(Channels.newOutputStream(client));
      }
    }
  }

  private static void endWithInput() throws IOException {
    while (System.in.read() >= 0) {
      // Only the end counts.
    }
    System.exit(0);
  }
}
