// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// One attested connection on which digests are entered, one request after the other.
final class ProofClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LENGTH = "content-length: ";
  private static final int DIGEST = 32;

  private final AttestedConnection connection;
  private final SplittableRandom random;
  private final int digests;

  /// @param digests in each request
  ProofClient(AttestedConnector connector, int port, int digests, long seed) throws IOException {
    this.connection = connector.connect("127.0.0.1", port, PATIENCE);
    this.random = new SplittableRandom(seed);
    this.digests = digests;
  }

  /// A request that was answered.
  ///
  /// @param digests that were asked for
  /// @param response the body
  record Answered(List<Bytes> digests, String response) {}

  /// Enters digests that nobody entered before, and waits for the answer.
  Answered ask() throws IOException {
    List<Bytes> asked = new ArrayList<>(digests);
    StringBuilder body = new StringBuilder("{\"digests\":[");
    for (int i = 0; i < digests; i++) {
      byte[] digest = new byte[DIGEST];
      random.nextBytes(digest);
      asked.add(Bytes.copyOf(digest));
      body.append(i == 0 ? "\"" : ",\"").append(asked.getLast().hex()).append('"');
    }
    body.append("]}");
    connection
        .output()
        .write(
            ("POST /v1/proofs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    connection.output().flush();
    return new Answered(asked, response());
  }

  private String response() throws IOException {
    StringBuilder head = new StringBuilder();
    byte[] buffer = new byte[16_384];
    int end;
    do {
      int n = connection.input().read(buffer);
      if (n < 0) {
        throw new EOFException();
      }
      head.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      end = head.indexOf("\r\n\r\n");
    } while (end < 0);
    String text = head.substring(0, end).toLowerCase(Locale.ROOT);
    int at = text.indexOf(LENGTH) + LENGTH.length();
    int stop = text.indexOf('\r', at);
    int length = Integer.parseInt(stop < 0 ? text.substring(at) : text.substring(at, stop));
    byte[] rest = connection.input().readNBytes(end + 4 + length - head.length());
    String body = head.substring(end + 4) + new String(rest, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("http/1.1 200")) {
      throw new IOException(text + "\n" + body);
    }
    // The dash of signature lines isn't ASCII.
    return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
