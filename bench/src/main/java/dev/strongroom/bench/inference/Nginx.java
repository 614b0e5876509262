// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// nginx as a reverse proxy with TLS 1.3 on both legs, which buffers nothing and logs nothing.
final class Nginx {
  private Nginx() {}

  /// Starts it before a server that speaks HTTPS.
  ///
  /// @return empty if it isn't installed
  static Optional<Part> start(Path folder, int far) throws IOException, InterruptedException {
    Optional<Path> program =
        Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    certificate(folder);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(folder.resolve("nginx.conf"), configuration(far, port));
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "-p",
                folder.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "stderr",
                "-g",
                "daemon off;")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    awaitListening(process, port);
    return Optional.of(new Part(process, port));
  }

  private static String configuration(int far, int port) {
    return """
    worker_processes 1;
    pid nginx.pid;
    error_log stderr error;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      upstream far { server 127.0.0.1:%d; keepalive 64; }
      server {
        listen 127.0.0.1:%d ssl;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        ssl_protocols TLSv1.3;
        location / {
          proxy_pass https://far;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_buffering off;
          proxy_ssl_protocols TLSv1.3;
        }
      }
    }
    """
        .formatted(far, port);
  }

  private static void certificate(Path folder) throws IOException, InterruptedException {
    Process made =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=localhost",
                    "-keyout",
                    "key.pem",
                    "-out",
                    "certificate.pem"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("openssl made no certificate");
    }
  }

  private static void awaitListening(Process process, int port)
      throws IOException, InterruptedException {
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("nginx ended with status " + process.exitValue(), e);
        }
        Thread.sleep(20);
      }
    }
  }
}
