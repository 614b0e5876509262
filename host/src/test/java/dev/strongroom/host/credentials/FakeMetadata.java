// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A metadata service that insists on version 2, as EC2's with `HttpTokens=required`.
final class FakeMetadata implements AutoCloseable {
  static final String ROLES = "/latest/meta-data/iam/security-credentials/";
  private static final String TOKEN = "AQAEAExample_token-1==";

  private final ServerSocket listener;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  volatile String role = "enclave-host";
  volatile int status = 200;
  volatile String credentials = "";

  FakeMetadata() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  List<String> asked() {
    return asked;
  }

  void give(String id, Instant until) {
    credentials =
        """
        {
          "Code" : "Success",
          "LastUpdated" : "2026-01-01T00:00:00Z",
          "Type" : "AWS-HMAC",
          "AccessKeyId" : "%s",
          "SecretAccessKey" : "secret of %s",
          "Token" : "token of %s",
          "Expiration" : "%s"
        }\
        """
            .formatted(id, id, id, until);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
      String request = String.valueOf(in.readLine());
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (String line; (line = in.readLine()) != null && !line.isEmpty(); ) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      String asks = request.replaceFirst(" HTTP/1\\.1$", "");
      asked.add(asks);
      client.getOutputStream().write(answer(asks, headers).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The client has heard enough.
    }
  }

  private String answer(String asks, Map<String, String> headers) {
    if (asks.equals("PUT /latest/api/token")) {
      String seconds = headers.getOrDefault("X-aws-ec2-metadata-token-ttl-seconds", "");
      return seconds.matches("[1-9][0-9]{0,4}") ? http(200, TOKEN) : http(400, "");
    }
    if (!TOKEN.equals(headers.get("X-aws-ec2-metadata-token"))) {
      return http(401, "");
    }
    if (asks.equals("GET " + ROLES)) {
      return role.isEmpty() ? http(404, "") : http(200, role);
    }
    return asks.equals("GET " + ROLES + role) ? http(status, credentials) : http(404, "");
  }

  private static String http(int status, String body) {
    return "HTTP/1.1 %d x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
