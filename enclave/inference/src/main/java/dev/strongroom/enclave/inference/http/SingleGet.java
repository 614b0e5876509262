// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.answer.AnswerBody;
import dev.strongroom.enclave.runtime.answer.AnswerHead;
import dev.strongroom.enclave.runtime.answer.MalformedAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Asks for one thing on a connection, before it may carry anything else.
///
/// @param body of the answer
/// @param last whether the connection ends with it
public record SingleGet(Bytes body, boolean last) {
  private static final int OK = 200;

  /// Asks for it.
  ///
  /// @param in buffered by the caller, who goes on reading from it
  /// @param host for the field `host`
  /// @param path of what is asked for; nothing of a request is in it
  /// @param most bytes of the answer's body
  /// @throws IOException if there is no answer with status 200, or a longer one
  public static SingleGet of(InputStream in, OutputStream out, String host, String path, int most)
      throws IOException {
    out.write(
        ("GET " + path + " HTTP/1.1\r\nhost: " + host + "\r\naccept-encoding: identity\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    AnswerHead head = AnswerHead.read(in);
    if (head.status() != OK) {
      throw new MalformedAnswerException("status " + head.status());
    }
    if (head.field("content-encoding").filter(it -> !it.equals("identity")).isPresent()) {
      throw new MalformedAnswerException("a content encoding that nobody asked for");
    }
    try (AnswerBody body = AnswerBody.of(head, in, new Unnoted())) {
      byte[] read = body.readNBytes(most + 1);
      if (read.length > most) {
        throw new MalformedAnswerException("an answer that is too long");
      }
      return new SingleGet(Bytes.copyOf(read), head.last());
    }
  }

  /// Whoever asked looks after the connection.
  private record Unnoted() implements AnswerBody.Ending {
    @Override
    public void complete() {}

    @Override
    public void broken() {}
  }
}
