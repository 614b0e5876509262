// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import java.util.Map;

/// What the JDK's HTTP server allows to clients. It takes these limits from system properties when
/// its first server is made, so they hold for the whole process, and only if set before that. The
/// time for an answer has no limit: models take theirs.
final class LocalServerLimits {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          // Seconds for a whole request, images and sound included.
          "sun.net.httpserver.maxReqTime", "120",
          // Seconds for which a connection may do nothing.
          "sun.net.httpserver.idleInterval", "300",
          "sun.net.httpserver.maxIdleConnections", "256",
          "jdk.httpserver.maxConnections", "1024",
          "sun.net.httpserver.maxReqHeaderSize", "65536",
          // Events are small, and shouldn't wait for a client's delayed acknowledgement.
          "sun.net.httpserver.nodelay", "true");

  private LocalServerLimits() {}

  /// Sets what the process's owner hasn't set.
  static void set() {
    DEFAULTS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
