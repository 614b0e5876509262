// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests between members: who may say that a request came safely.
class HandedOnTest {
  private static final Bytes WRITER = Bytes.fromHex("77".repeat(32));
  private static final Bytes ANOTHER = Bytes.fromHex("88".repeat(32));

  private MemberKey key;

  @BeforeEach
  void derive() throws Exception {
    key =
        new MemberKey(
            TestEnclave.on(new MemoryStorage(), InstantSource.system(), Map.of(), _ -> {}));
  }

  @AfterEach
  void close() {
    key.close();
  }

  private static Request request(Protection protection, Map<String, List<String>> fields) {
    return new Request("POST", "/v1/a b", "/v1/a%20b", "x=1", fields, Bytes.utf8("{}"), protection);
  }

  /// What the writer's server would read of a member's bytes.
  private static Request received(byte[] encoded, Protection protection) {
    String text = new String(encoded, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    assertThat(lines[0]).isEqualTo("POST /v1/a%20b?x=1 HTTP/1.1");
    Map<String, List<String>> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(": ", 2);
      fields.put(parts[0], List.of(parts[1]));
    }
    Request sent = request(protection, fields);
    assertThat(Bytes.utf8(text.substring(end + 4))).isEqualTo(sent.body());
    return sent;
  }

  private Request handedOn(Protection protection) {
    Request original =
        request(
            protection,
            Map.of(
                "idempotency-key", List.of("k"),
                "connection", List.of("close"),
                "strongroom-member", List.of("00".repeat(32)),
                "strongroom-member-protection", List.of("ATTESTED_CHANNEL")));
    return received(
        HandedOn.encoded(original, key.request(WRITER, original)), Protection.ATTESTED_CHANNEL);
  }

  @Test
  void theWriterSeesTheRequestAsItCameToTheMember() {
    for (Protection protection : Protection.values()) {
      Request seen = HandedOn.opened(handedOn(protection), WRITER, key).orElseThrow();
      assertThat(seen.protection()).isEqualTo(protection);
      assertThat(seen.headers()).containsEntry("idempotency-key", List.of("k"));
      assertThat(seen.headers())
          .doesNotContainKeys("connection", "strongroom-member", "strongroom-member-protection");
    }
  }

  @Test
  void nobodyElseCanSaySo() throws Exception {
    Request sent = handedOn(Protection.PLAIN_HTTPS);
    assertThat(HandedOn.claims(sent)).isTrue();
    assertThat(HandedOn.opened(sent, ANOTHER, key)).isEmpty();

    Map<String, List<String>> raised = new HashMap<>(sent.headers());
    raised.put("strongroom-member-protection", List.of("ATTESTED_CHANNEL"));
    assertThat(HandedOn.opened(request(Protection.ATTESTED_CHANNEL, raised), WRITER, key))
        .isEmpty();

    Map<String, List<String>> without = new HashMap<>(sent.headers());
    without.remove("strongroom-member");
    Request bare = request(Protection.ATTESTED_CHANNEL, without);
    assertThat(HandedOn.claims(bare)).isTrue();
    assertThat(HandedOn.opened(bare, WRITER, key)).isEmpty();

    Request plain = request(Protection.PLAIN_HTTPS, sent.headers());
    assertThat(HandedOn.opened(plain, WRITER, key)).isEmpty();

    Request longer =
        new Request(
            sent.method(),
            sent.path(),
            sent.rawPath(),
            sent.query(),
            sent.headers(),
            Bytes.utf8("{ }"),
            sent.protection());
    assertThat(HandedOn.opened(longer, WRITER, key)).isEmpty();
    assertThat(HandedOn.opened(sent, WRITER, key)).isPresent();
  }

  @Test
  void whatCantBeHandedOnIsNot() {
    for (String method : List.of("HEAD", "CONNECT", "TRACE", "get")) {
      assertThat(
              HandedOn.possible(
                  new Request(method, "/", "/", "", Map.of(), Bytes.EMPTY, Protection.PLAIN_HTTPS)))
          .as(method)
          .isFalse();
    }
    assertThat(HandedOn.possible(request(Protection.PLAIN_HTTPS, Map.of()))).isTrue();
  }

  @Test
  void aTagOfOneKindIsNoTagOfAnother() {
    Bytes challenge = Bytes.zeros(32);
    assertThat(key.answer(WRITER, challenge, true))
        .isNotEqualTo(key.answer(WRITER, challenge, false))
        .isNotEqualTo(key.answer(ANOTHER, challenge, true));
  }
}
