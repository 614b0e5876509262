// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A synthetic server of models: as many events a second as the request says, each flushed by
/// itself. It answers over the attested channel and over plain HTTPS alike.
final class ChunkService implements Service {
  private static final byte[] CHUNK =
      Bytes.utf8(
              "data: {\"id\":\"chatcmpl-000102030405060708090a0b\",\"object\":\"chat.completion.chunk\","
                  + "\"created\":1795000000,\"model\":\"chunks\",\"choices\":[{\"delta\":{\"content\":"
                  + "\" word\"},\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}\n\n")
          .toByteArray();
  private static final byte[] DONE = Bytes.utf8("data: [DONE]\n\n").toByteArray();

  /// A request for so many events.
  static byte[] request(int chunks, int perSecond) {
    return Bytes.utf8(
            "{\"model\":\"chunks\",\"stream\":true,\"chunks\":"
                + chunks
                + ",\"perSecond\":"
                + perSecond
                + "}")
        .toByteArray();
  }

  @Override
  public Handler start(Enclave enclave) {
    return request -> {
      JsonNode asked = JsonNode.parse(String.valueOf(request.body().asUtf8()));
      long chunks = asked.member("chunks").integer(1, 1_000_000);
      long perSecond = asked.member("perSecond").integer(1, 1_000_000);
      return Response.streaming(
          200,
          Map.of("content-type", "text/event-stream"),
          out -> write(out, chunks, 1e9 / perSecond));
    };
  }

  private static void write(OutputStream out, long chunks, double gap) throws Exception {
    long start = System.nanoTime();
    for (long i = 0; i < chunks; i++) {
      long due = start + (long) (i * gap);
      for (long wait; (wait = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(wait);
      }
      out.write(CHUNK);
      out.flush();
    }
    out.write(DONE);
  }
}
