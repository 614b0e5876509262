// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.enclave.runtime.Protection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a balancer can do to requests, and to keys.
class MessageRequestAttackTest extends BehindBalancer {
  private static final Set<String> PLAIN_REFUSALS =
      Set.of(
          "malformed\n", "unknown-key\n", "stale\n", "not-opened\n", "truncated\n", "trailing\n");

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
  void changedBytes() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    int length = MessageEnclave.message(seal(keys)).body.length;
    for (int i = 0; i < length; i += 5) {
      int at = i;
      assertThat(withRequest(keys, request -> request.body[at] ^= (byte) (1 << (at % 7))))
          .isIn(PLAIN_REFUSALS);
    }
    assertThat(served).isEmpty();
  }
}
