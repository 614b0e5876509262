// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.enclave.inference.settings.InferenceSettings;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.ledger.inference.InferenceDigests;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A gateway with its notary on a store in memory, with back ends that a test says, a clock that it
/// turns, and all that the host gets to see.
final class GatewayWorld implements AutoCloseable {
  static final Bytes SALT = Bytes.fromHex("5a".repeat(InferenceDigests.SALT));
  static final String CHAT = "/v1/chat/completions";

  private static final String LEDGER =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT5S"}
      """;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final MemoryStorage storage;
  private final Inference inference;
  private final Enclave enclave;
  private final Map<String, ScriptedBackend> backends;
  private volatile Instant now = Instant.parse("2026-11-22T05:00:00Z");

  private record TestDevice() implements Device {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) {
      return userData;
    }
  }

  private GatewayWorld(MemoryStorage storage, String settings, ScriptedBackend... scripted)
      throws Exception {
    this.storage = storage;
    backends = Arrays.stream(scripted).collect(Collectors.toMap(ScriptedBackend::name, one -> one));
    enclave = enclave(storage, settings, lines, () -> now);
    inference =
        Inference.start(
            enclave,
            InferenceSettings.parse(enclave.settings(InferenceSettings.NAME)),
            (name, _) -> Optional.ofNullable(backends.get(name)).orElseThrow());
    enclave.log().seal();
    enclave.figures().seal();
  }

  private static Enclave enclave(
      MemoryStorage storage, String settings, List<String> lines, InstantSource clock)
      throws Exception {
    return new Enclave(
        new TestDevice(),
        new KeyStatement(Bytes.zeros(32), Bytes.zeros(32), Optional.empty()),
        new RootSecret(Secret.owning(new byte[32])),
        storage,
        Egress.start(new UnixWire(Path.of("no-wire")), Set.of()),
        () -> {
          throw new IOException("not offered");
        },
        new ContentClient(() -> {
          throw new IOException("not offered");
        }),
        new EnclaveLog(clock, lines::add),
        clock,
        new SecureRandom(),
        Map.of("ledger", JsonNode.parse(LEDGER), "inference", JsonNode.parse(settings)),
        _ -> {});
  }

  /// What the ledger on a store has, as the next boot reads it.
  static List<String> entries(MemoryStorage storage) throws Exception {
    List<String> entries = new ArrayList<>();
    Instant later = Instant.parse("2026-11-23T05:00:00Z");
    try (Notary notary =
        Notary.start(enclave(storage.copy(), "{}", new ArrayList<>(), () -> later))) {
      notary.replay(0, (_, entry) -> entries.add(entry.text()));
    }
    return entries;
  }

  /// A gateway with one model, `tiny`, which these back ends run, in this order.
  static GatewayWorld of(ScriptedBackend... scripted) throws Exception {
    return on(new MemoryStorage(), scripted);
  }

  static GatewayWorld on(MemoryStorage storage, ScriptedBackend... scripted) throws Exception {
    return with(storage, "\"patience\":\"PT1M\"", scripted);
  }

  /// The same with one member more in its settings.
  static GatewayWorld with(MemoryStorage storage, String member, ScriptedBackend... scripted)
      throws Exception {
    String names =
        Arrays.stream(scripted)
            .map(one -> "\"" + one.name() + "\"")
            .collect(Collectors.joining(","));
    String each =
        Arrays.stream(scripted)
            .map(one -> "\"" + one.name() + "\":{\"kind\":\"loopback\",\"port\":1}")
            .collect(Collectors.joining(","));
    return new GatewayWorld(
        storage,
        "{\"models\":[{\"name\":\"tiny\",\"backends\":["
            + names
            + "]}],\"backends\":{"
            + each
            + "},"
            + member
            + "}",
        scripted);
  }

  /// What a client gets.
  ///
  /// @param failure that cut the body off
  record Reply(
      int status, Map<String, List<String>> headers, String body, @Nullable Throwable failure) {
    JsonNode json() throws Exception {
      return JsonNode.parseWithNulls(body);
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }

    Reply refused(int expected, String code) throws Exception {
      assertThat(status).as(body).isEqualTo(expected);
      assertThat(json().member("error").member("code").text()).isEqualTo(code);
      return this;
    }

    Reply whole() {
      assertThat(failure).isNull();
      assertThat(status).as(body).isEqualTo(200);
      return this;
    }
  }

  Reply post(String path, String body) throws Exception {
    return post(path, body, Map.of("content-type", "application/json"));
  }

  /// The same, and asks for a receipt.
  Reply postForReceipt(String path, String body) throws Exception {
    return post(
        path, body, Map.of("content-type", "application/json", "strongroom-receipt", salt(SALT)));
  }

  static String salt(Bytes salt) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(salt.toByteArray());
  }

  Reply post(String path, String body, Map<String, String> headers) throws Exception {
    return ask("POST", path, headers, body, Protection.ATTESTED_CHANNEL);
  }

  Reply get(String path) throws Exception {
    return ask("GET", path, Map.of(), "", Protection.ENCRYPTED_MESSAGE);
  }

  Reply ask(
      String method, String path, Map<String, String> headers, String body, Protection protection)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    String[] parts = path.split("\\?", 2);
    Response response =
        inference.handle(
            new Request(
                method,
                parts[0],
                parts[0],
                parts.length > 1 ? parts[1] : "",
                lists,
                Bytes.utf8(body),
                protection));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Throwable failure = null;
    switch (response.body()) {
      case Response.Body.Whole(Bytes bytes) -> out.writeBytes(bytes.toByteArray());
      case Response.Body.Streamed(Response.Writer writer) -> {
        try {
          writer.writeTo(out);
        } catch (Exception e) {
          failure = e;
        }
      }
    }
    return new Reply(
        response.status(), response.headers(), out.toString(StandardCharsets.UTF_8), failure);
  }

  Response handle(Request request) throws Exception {
    return inference.handle(request);
  }

  Receipt receipt(Reply reply) throws Exception {
    Reply receipt = get("/v1/receipts/" + reply.header("strongroom-request-id")).whole();
    return Receipt.parse(receipt.body());
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  List<String> lines() {
    return lines;
  }

  /// What the host gets to count, if that isn't 0.
  List<String> figures() {
    return enclave.figures().read().stream()
        .filter(one -> one.value() != 0)
        .map(one -> one.name() + new TreeMap<>(one.labels()) + " " + one.value())
        .toList();
  }

  /// What the host gets to count, as its page calls it, each with its labels' names.
  Set<String> named() {
    return enclave.figures().read().stream()
        .map(one ->
            "strongroom_service_"
                + one.name()
                + (one.grows() ? "_total" : "")
                + new TreeSet<>(one.labels().keySet()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  MemoryStorage storage() {
    return storage;
  }

  @Override
  public void close() {
    inference.close();
  }
}
