// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/// What every host needs.
final class HostChecks {
  private static final int JAVA = 25;

  /// Java uses so many of the 108 bytes of Linux' `sun_path`.
  private static final int LONGEST_SOCKET = 106;

  /// What a random folder and the longest name add under which a socket of the wire is born.
  private static final int WIRE = "/strongroom9223372036854775808/.s9223372036854775808/s".length();

  private HostChecks() {}

  static List<Diagnosis> of(Machine machine, int port) {
    return List.of(java(machine), sockets(machine), port(port));
  }

  private static Diagnosis java(Machine machine) {
    String seen = "Java " + machine.java();
    return machine.java() >= JAVA
        ? new Fine("java", seen)
        : new Problem("java", seen, "Java 25 or newer", "install a JDK 25 and set JAVA_HOME");
  }

  private static Diagnosis sockets(Machine machine) {
    String folder = machine.temporary().toAbsolutePath().toString();
    int length = folder.getBytes(StandardCharsets.UTF_8).length + WIRE;
    if (!Files.isWritable(machine.temporary())) {
      return new Problem(
          "socket folder",
          folder + " can't be written to",
          "a temporary folder for the wire's sockets",
          "set -Djava.io.tmpdir to a folder of yours, such as /tmp");
    }
    return length <= LONGEST_SOCKET
        ? new Fine("socket folder", folder + ": paths of up to " + length + " bytes")
        : new Problem(
            "socket folder",
            folder + " makes socket paths of up to " + length + " bytes",
            "at most " + LONGEST_SOCKET + " bytes, which is all that Java and Linux allow",
            "set -Djava.io.tmpdir to a folder with a short path, such as /tmp");
  }

  private static Diagnosis port(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new Fine("port", port == 0 ? "any free port" : port + " is free");
    } catch (IOException e) {
      return new Problem(
          "port",
          "TCP port " + port + " can't be had: " + e.getMessage(),
          "a free port for clients",
          "end what listens there (ss -ltnp), or choose another with --port");
    }
  }
}
