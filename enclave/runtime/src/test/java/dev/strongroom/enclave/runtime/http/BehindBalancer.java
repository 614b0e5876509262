// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A hostile load balancer between a real client and a real enclave. Whatever it does, the client
/// reads a true beginning of the true response and then a named refusal, and the service sees true
/// requests only.
abstract class BehindBalancer {
  static final String ANSWER = "first part, second part, last part";
  static final int REQUEST_HEADER = 77;
  static final int RESPONSE_HEADER = 37;
  final List<Request> served = new CopyOnWriteArrayList<>();
  MessageEnclave enclave = unstarted();

  @SuppressWarnings("NullAway")
  private static MessageEnclave unstarted() {
    return null;
  }

  @BeforeEach
  void start() throws Exception {
    enclave =
        new MessageEnclave(request -> {
          served.add(request);
          return Response.streaming(
              201,
              Map.of("x-b", "c"),
              out -> {
                for (String part : ANSWER.split("(?<=,)", -1)) {
                  out.write(part.getBytes(StandardCharsets.UTF_8));
                  out.flush();
                }
              });
        });
  }

  @AfterEach
  void stop() throws IOException {
    enclave.close();
  }

  SealedRequest seal(MessageKeys keys) throws IOException {
    return MessageEnclave.seal(keys, "POST", "/pay?to=me", "a secret");
  }

  /// Sends a request, reads what can be read of the response, and gives the refusal.
  Refusal refused(SealedRequest sealed) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    MessageException refused =
        catchThrowableOfType(
            MessageException.class,
            () -> {
              try (MessageResponse response = enclave.exchange(sealed)) {
                assertThat(response.status()).isEqualTo(201);
                assertThat(response.field("x-b")).contains("c");
                for (int b; (b = response.body().read()) >= 0; ) {
                  read.write(b);
                }
              }
            });
    assertThat(refused).as("it was accepted").isNotNull();
    assertThat(ANSWER).startsWith(read.toString(StandardCharsets.UTF_8));
    return refused.refusal();
  }

  Refusal withResponse(MessageKeys keys, UnaryOperator<byte[]> change) throws IOException {
    enclave.balancer.onResponse =
        response -> {
          response.body = change.apply(response.body);
          return response;
        };
    Refusal refusal = refused(seal(keys));
    enclave.balancer.onResponse = UnaryOperator.identity();
    return refusal;
  }

  /// The client's refusal of the enclave's plain one, which is given.
  String withRequest(MessageKeys keys, Consumer<WebMessage> change) throws IOException {
    int before = served.size();
    enclave.balancer.onRequest = change;
    assertThat(refused(seal(keys))).isEqualTo(Refusal.NOT_ENCRYPTED);
    enclave.balancer.onRequest = _ -> {};
    assertThat(served).as("the service saw it").hasSize(before);
    WebMessage answer = enclave.balancer.responses.getLast();
    assertThat(answer.status()).isBetween(400, 503);
    return answer.text();
  }

  static List<byte[]> pieces(byte[] message, int header) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(Arrays.copyOf(message, header));
    for (int from = header; from < message.length; ) {
      int end = from + 3 + (((message[from + 1] & 0xff) << 8) | (message[from + 2] & 0xff)) + 16;
      pieces.add(Arrays.copyOfRange(message, from, end));
      from = end;
    }
    return pieces;
  }

  static byte[] picked(byte[] response, int... order) {
    List<byte[]> pieces = pieces(response, RESPONSE_HEADER);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int piece : order) {
      all.writeBytes(pieces.get(piece));
    }
    return all.toByteArray();
  }
}
