// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.fixtures.Channels;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.client.AttestedHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;

/// A server that attests as it should, and answers as a test wants: what no honest notary says.
final class ScriptedNotary implements AutoCloseable {
  private static final FakeNitro VENDOR = FakeNitro.create();

  /// What came.
  ///
  /// @param once the idempotency key; empty if there is none
  record Asked(String method, String path, String once, String body) {}

  /// What goes back.
  ///
  /// @param headers lines, each with its end
  record Answered(int status, String headers, String body) {
    static Answered of(int status, String body) {
      return new Answered(status, "", body);
    }

    static Answered refusal(int status, String code) {
      return of(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"so it is\"}}");
    }
  }

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final AttestedHttpClient http;
  private final TlsPeer server;

  ScriptedNotary(Function<Asked, Answered> script) throws IOException {
    server =
        new TlsPeer(
            TlsPeer.certificate(),
            TlsPeer.honest(new FakeEnclave(VENDOR), (socket, _) -> serve(socket, script)));
    http =
        AttestedHttpClient.create(
            new ServerAppraisal(
                Channels.policy(Channels.appraisal(VENDOR.simulatedAnchor(), false), null, false),
                Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)),
                () -> FakeNitro.TIME.plusSeconds(9)));
  }

  /// All requests so far.
  List<Asked> asked() {
    return asked;
  }

  /// A client that repeats often and at once.
  NotaryClient client() {
    return NotaryClient.of(
        http,
        URI.create("https://127.0.0.1:" + server.port() + "/"),
        new SecureRandom(),
        new Patience(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(20)));
  }

  private void serve(SSLSocket socket, Function<Asked, Answered> script) throws IOException {
    InputStream in = socket.getInputStream();
    for (String head = head(in); !head.isEmpty(); head = head(in)) {
      String[] line = head.split(" ", 3);
      String length = header(head, "content-length").orElse("0");
      byte[] body = in.readNBytes(Integer.parseInt(length));
      Asked request =
          new Asked(
              line[0],
              line[1],
              header(head, "idempotency-key").orElse(""),
              String.valueOf(Bytes.copyOf(body).asUtf8()));
      asked.add(request);
      Answered answer = script.apply(request);
      byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
      String answerHead =
          "HTTP/1.1 " + answer.status() + " .\r\n" + answer.headers() + "content-length: ";
      socket
          .getOutputStream()
          .write((answerHead + text.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(text);
    }
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0; ) {
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.US_ASCII);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    http.close();
    server.close();
  }
}
