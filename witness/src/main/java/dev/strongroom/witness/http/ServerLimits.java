// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import java.util.Map;

/// What the JDK's HTTP server allows to clients. It takes these limits from system properties when
/// its first server is made, so they hold for the whole process, and only if set before that.
final class ServerLimits {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          // Seconds for a whole request: who sends a byte now and then is cut off.
          "sun.net.httpserver.maxReqTime", "10",
          // Seconds from the request's end until the answer has been taken.
          "sun.net.httpserver.maxRspTime", "30",
          // Seconds for which a connection may do nothing.
          "sun.net.httpserver.idleInterval", "120",
          "sun.net.httpserver.maxIdleConnections", "1024",
          "jdk.httpserver.maxConnections", "1024",
          "sun.net.httpserver.maxReqHeaderSize", "32768",
          // Answers are small, and shouldn't wait for a client's delayed acknowledgement.
          "sun.net.httpserver.nodelay", "true");

  private ServerLimits() {}

  /// Sets what the process's owner hasn't set.
  static void set() {
    DEFAULTS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
