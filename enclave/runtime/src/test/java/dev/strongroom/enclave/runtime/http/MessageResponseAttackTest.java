// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.enclave.runtime.Protection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a balancer can do to responses.
class MessageResponseAttackTest extends BehindBalancer {
  @Test
  void honestlyForwarded() throws Exception {
    SealedRequest sealed = seal(enclave.verifiedKeys());
    try (MessageResponse response = enclave.exchange(sealed)) {
      assertThat(response.body().readAllBytes()).asString().isEqualTo(ANSWER);
    }
    assertThat(served.getFirst().protection()).isEqualTo(Protection.ENCRYPTED_MESSAGE);
    byte[] seen = enclave.balancer.responses.getLast().body;
    // Header, head, one chunk for each flush, the final one.
    assertThat(pieces(seen, RESPONSE_HEADER)).hasSize(2 + 3 + 1);
  }

  @Test
  void responsesCutAtEachBorderAndInsideEachChunk() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    for (int pieces = 0; pieces < 6; pieces++) {
      int[] order = IntStream.range(0, pieces).toArray();
      int next = pieces;
      assertThat(withResponse(keys, all -> picked(all, order))).isEqualTo(Refusal.TRUNCATED);
      assertThat(
              withResponse(
                  keys,
                  all -> {
                    int border = picked(all, order).length;
                    int half = pieces(all, RESPONSE_HEADER).get(next).length / 2;
                    return Arrays.copyOf(all, border + half);
                  }))
          .isEqualTo(Refusal.TRUNCATED);
    }
  }

  @Test
  void chunksReorderedDuplicatedAndDropped() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    for (int[] order :
        new int[][] {
          {0, 1, 3, 2, 4, 5}, {0, 1, 2, 2, 3, 4, 5}, {0, 1, 3, 4, 5}, {0, 1, 2, 3, 5}, {0, 1, 5}
        }) {
      assertThat(withResponse(keys, all -> picked(all, order))).isEqualTo(Refusal.NOT_OPENED);
    }
    assertThat(withResponse(keys, all -> picked(all, 0, 2, 1, 3, 4, 5)))
        .isEqualTo(Refusal.MALFORMED);
    assertThat(withResponse(keys, all -> picked(all, 0, 1, 2, 3, 4, 5, 5)))
        .isEqualTo(Refusal.TRAILING);
  }

  @Test
  void finalMarkChanged() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    assertThat(
            withResponse(
                keys,
                all -> {
                  byte[] cut = picked(all, 0, 1, 2, 3);
                  cut[picked(all, 0, 1, 2).length] = 2;
                  return cut;
                }))
        .isEqualTo(Refusal.NOT_OPENED);
  }

  @Test
  void responseOrChunksOfAnotherRequest() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    enclave.exchange(seal(keys)).close();
    byte[] other = enclave.balancer.responses.getLast().body;
    assertThat(withResponse(keys, _ -> other)).isEqualTo(Refusal.NOT_OPENED);
    assertThat(
            withResponse(
                keys,
                all -> {
                  byte[] spliced = all.clone();
                  int from = picked(all, 0, 1, 2).length;
                  byte[] chunk = pieces(other, RESPONSE_HEADER).get(3);
                  System.arraycopy(chunk, 0, spliced, from, chunk.length);
                  return spliced;
                }))
        .isEqualTo(Refusal.NOT_OPENED);
  }

  @Test
  void downgradedToPlain() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    enclave.balancer.onResponse =
        _ -> WebMessage.response(200, "text/plain", ANSWER.getBytes(StandardCharsets.UTF_8));
    assertThat(refused(seal(keys))).isEqualTo(Refusal.NOT_ENCRYPTED);
    enclave.balancer.onResponse =
        response -> {
          response.startLine = "HTTP/1.1 500 X";
          return response;
        };
    assertThat(refused(seal(keys))).isEqualTo(Refusal.NOT_ENCRYPTED);
    enclave.balancer.onResponse =
        _ ->
            WebMessage.response(
                200, MessageFormat.CONTENT_TYPE, ANSWER.getBytes(StandardCharsets.UTF_8));
    assertThat(refused(seal(keys))).isEqualTo(Refusal.TRUNCATED);
    enclave.balancer.onResponse =
        _ -> WebMessage.response(200, MessageFormat.CONTENT_TYPE, new byte[500]);
    assertThat(refused(seal(keys))).isEqualTo(Refusal.MALFORMED);
  }

  /// `MessageAttackTest` changes each byte; here, where each costs two connections, some do.
  @Test
  void changedBytes() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    enclave.exchange(seal(keys)).close();
    int answer = enclave.balancer.responses.getLast().body.length;
    for (int i = 0; i < answer; i += 5) {
      int at = i;
      assertThat(
              withResponse(
                  keys,
                  all -> {
                    all[at] ^= (byte) (1 << (at % 7));
                    return all;
                  }))
          .isIn(Refusal.MALFORMED, Refusal.NOT_OPENED, Refusal.TRUNCATED);
    }
  }
}
