// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hostile load balancer between a real client and a real enclave. Whatever it does, the client
/// reads a true beginning of the true response and then a named refusal, and the service sees true
/// requests only.
class MessageBalancerTest {
  private static final String ANSWER = "first part, second part, last part";
  private static final int REQUEST_HEADER = 77;
  private static final int RESPONSE_HEADER = 37;
  private static final Set<String> PLAIN_REFUSALS =
      Set.of(
          "malformed\n", "unknown-key\n", "stale\n", "not-opened\n", "truncated\n", "trailing\n");

  private final List<Request> served = new CopyOnWriteArrayList<>();
  private MessageEnclave enclave = unstarted();

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

  private SealedRequest seal(MessageKeys keys) throws IOException {
    return MessageEnclave.seal(keys, "POST", "/pay?to=me", "a secret");
  }

  /// Sends a request, reads what can be read of the response, and gives the refusal.
  private Refusal refused(SealedRequest sealed) {
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

  private Refusal withResponse(MessageKeys keys, UnaryOperator<byte[]> change) throws IOException {
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
  private String withRequest(MessageKeys keys, Consumer<WebMessage> change) throws IOException {
    int before = served.size();
    enclave.balancer.onRequest = change;
    assertThat(refused(seal(keys))).isEqualTo(Refusal.NOT_ENCRYPTED);
    enclave.balancer.onRequest = _ -> {};
    assertThat(served).as("the service saw it").hasSize(before);
    WebMessage answer = enclave.balancer.responses.getLast();
    assertThat(answer.status()).isBetween(400, 503);
    return answer.text();
  }

  private static List<byte[]> pieces(byte[] message, int header) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(Arrays.copyOf(message, header));
    for (int from = header; from < message.length; ) {
      int end = from + 3 + (((message[from + 1] & 0xff) << 8) | (message[from + 2] & 0xff)) + 16;
      pieces.add(Arrays.copyOfRange(message, from, end));
      from = end;
    }
    return pieces;
  }

  private static byte[] picked(byte[] response, int... order) {
    List<byte[]> pieces = pieces(response, RESPONSE_HEADER);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int piece : order) {
      all.writeBytes(pieces.get(piece));
    }
    return all.toByteArray();
  }

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
      int[] order = java.util.stream.IntStream.range(0, pieces).toArray();
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /pay?to=me",
        "POST /pay?to=you",
        "POST /pay",
        "POST /pay?to=me&more",
        "POST /Pay?to=me",
        "POST /pa%79?to=me",
        "POST /./pay?to=me"
      })
  void methodPathOrQueryChanged(String line) throws Exception {
    assertThat(
            withRequest(enclave.verifiedKeys(), request -> request.startLine = line + " HTTP/1.1"))
        .isEqualTo("not-opened\n");
  }

  @Test
  void headersAddedOrChangedOutsideReachNobody() throws Exception {
    enclave.balancer.onRequest = request -> request.headers.add("X-A: the outer one");
    MessageKeys keys = enclave.verifiedKeys();
    enclave.exchange(seal(keys)).close();
    assertThat(served.getFirst().headers()).isEqualTo(Map.of("x-a", List.of("the inner one")));
  }

  @Test
  void headersInsideTakenAwayOrChanged() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    assertThat(
            withRequest(
                keys,
                request -> {
                  List<byte[]> pieces = pieces(request.body, REQUEST_HEADER);
                  pieces.remove(1);
                  ByteArrayOutputStream all = new ByteArrayOutputStream();
                  pieces.forEach(all::writeBytes);
                  request.body = all.toByteArray();
                }))
        .isEqualTo("malformed\n");
    assertThat(withRequest(keys, request -> request.body[REQUEST_HEADER + 5] ^= 1))
        .isEqualTo("not-opened\n");
  }

  @Test
  void encapsulatedKeySwapped() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    byte[] other = MessageEnclave.message(seal(keys)).body;
    assertThat(withRequest(keys, request -> System.arraycopy(other, 37, request.body, 37, 32)))
        .isEqualTo("not-opened\n");
  }

  @Test
  void requestReplayed() throws Exception {
    enclave.exchange(seal(enclave.verifiedKeys())).close();
    byte[] recorded = enclave.balancer.requests.getLast();
    WebMessage again = enclave.balancer.forward(recorded);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).isEqualTo("replayed\n");
    assertThat(served).hasSize(1);
  }

  @Test
  void requestCutShortIsntServed() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    assertThat(
            withRequest(
                keys,
                request -> {
                  int last = pieces(request.body, REQUEST_HEADER).getLast().length;
                  request.body = Arrays.copyOf(request.body, request.body.length - last);
                }))
        .isEqualTo("truncated\n");
    assertThat(withRequest(keys, request -> request.body = Arrays.copyOf(request.body, 300)))
        .isEqualTo("trailing\n");
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

  @Test
  void contentTypeTakenAway() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    enclave.balancer.onRequest = request -> request.remove("content-type");
    assertThat(refused(seal(keys))).isEqualTo(Refusal.NOT_ENCRYPTED);
    assertThat(served.getFirst().protection()).isEqualTo(Protection.PLAIN_HTTPS);
    assertThat(served.getFirst().header("x-a")).isEmpty();
  }

  @Test
  void statementWithTheBalancersMessageKey() throws Exception {
    enclave.balancer.onResponse =
        response -> {
          response.body = withKeyOfItsOwn(response.text()).getBytes(StandardCharsets.UTF_8);
          return response;
        };
    ChannelException refused =
        catchThrowableOfType(ChannelException.class, () -> enclave.verifiedKeys());
    assertThat(refused.refusal()).isEqualTo(ChannelException.Refusal.EVIDENCE_REFUSED);
    assertThat(refused.verdict().orElseThrow().firstFailure().orElseThrow().name())
        .isEqualTo("policy.user-data");
  }

  private static String withKeyOfItsOwn(String json) {
    int from = json.indexOf("\"statement\":\"") + 13;
    int to = json.indexOf('"', from);
    byte[] statement = Base64.getDecoder().decode(json.substring(from, to));
    Arrays.fill(statement, statement.length - 32, statement.length, (byte) 9);
    return json.substring(0, from)
        + Base64.getEncoder().encodeToString(statement)
        + json.substring(to);
  }

  @Test
  void attestationRecordedForAnotherClient() throws Exception {
    enclave.verifiedKeys();
    WebMessage old = enclave.balancer.responses.getLast();
    enclave.balancer.onResponse = _ -> old;
    ChannelException refused =
        catchThrowableOfType(ChannelException.class, () -> enclave.verifiedKeys());
    assertThat(refused.refusal()).isEqualTo(ChannelException.Refusal.BINDING);
  }

  @Test
  void keysOfAnEarlierBoot() throws Exception {
    MessageKeys old = enclave.verifiedKeys();
    KeyStatement before = old.statement();
    enclave.restart();
    assertThat(refused(seal(old))).isEqualTo(Refusal.NOT_ENCRYPTED);
    assertThat(enclave.balancer.responses.getLast().text()).isEqualTo("unknown-key\n");
    assertThat(served).isEmpty();
    MessageKeys fresh = enclave.verifiedKeys();
    assertThat(fresh.statement().messageKey()).isNotEqualTo(before.messageKey());
    assertThat(fresh.statement().identityKey()).isEqualTo(before.identityKey());
    enclave.exchange(seal(fresh)).close();
    assertThat(served).hasSize(1);
  }

  /// `MessageAttackTest` changes each byte; here, where each costs two connections, some do.
  @Test
  void changedBytesOfTheExchange() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    int length = MessageEnclave.message(seal(keys)).body.length;
    for (int i = 0; i < length; i += 5) {
      int at = i;
      assertThat(withRequest(keys, request -> request.body[at] ^= (byte) (1 << (at % 7))))
          .isIn(PLAIN_REFUSALS);
    }
    assertThat(served).isEmpty();
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
