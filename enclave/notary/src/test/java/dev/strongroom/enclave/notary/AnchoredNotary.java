// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.enclave.notary.fixtures.Dynalite;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.enclave.notary.fixtures.LoopbackEgress;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.OpenSslAuthority;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.kms.AwsCredentials;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.timestamp.TimestampToken;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A whole notary with real anchors: a DynamoDB server, an authority that OpenSSL runs, and a relay
/// of rounds. Each can misbehave.
final class AnchoredNotary implements AutoCloseable {
  static final String ORIGIN = "example.com/log";
  static final String CHAIN = "52".repeat(32);
  private static final String DIGEST = "ab".repeat(32);

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<NotaryApi> started = new ArrayList<>();
  private final Dynalite dynalite;
  private final Front table;
  private final Front relay;
  private final OpenSslAuthority authority;
  private final LoopbackEgress egress;

  /// @param folder for files; empty
  AnchoredNotary(Path folder) throws Exception {
    dynalite = Dynalite.start();
    table = Front.start(Front.forward(dynalite.uri()));
    authority = OpenSslAuthority.start(folder);
    relay = Front.start((exchange, body) -> Front.json(200, round()).handle(exchange, body));
    egress = LoopbackEgress.to(table.uri(), authority.uri(), relay.uri());
  }

  @Override
  public void close() throws IOException {
    started.forEach(NotaryApi::close);
    egress.close();
    relay.close();
    authority.close();
    table.close();
    dynalite.close();
  }

  /// The way to the table.
  Front table() {
    return table;
  }

  /// The beacon's relay.
  Front relay() {
    return relay;
  }

  /// The authority of time stamps.
  OpenSslAuthority authority() {
    return authority;
  }

  /// The table's server.
  Dynalite dynalite() {
    return dynalite;
  }

  /// Lines of the log.
  List<String> said() {
    return said;
  }

  /// A chain whose rounds come out each second, and began with the epoch.
  private static String round() {
    try {
      long round = Instant.now().getEpochSecond() + 1;
      byte[] signature = new byte[48];
      signature[0] = (byte) round;
      byte[] randomness = MessageDigest.getInstance("SHA-256").digest(signature);
      return CanonicalJson.text(
          Map.of(
              "round", round,
              "signature", Bytes.copyOf(signature).hex(),
              "randomness", Bytes.copyOf(randomness).hex()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String dynamo(String more) {
    return "\"dynamodb\":{\"table\":\"%s\",\"region\":\"eu-central-1\",\"endpoint\":\"%s\",%s}"
        .formatted(Dynalite.TABLE, table.uri(), more);
  }

  String rfc3161(String more) throws Exception {
    return "\"rfc3161\":[{\"name\":\"openssl\",\"url\":\"%s\",\"sha256\":[\"%s\"],%s}]"
        .formatted(authority.uri(), authority.pin(), more);
  }

  String beacon(boolean required) {
    return ("\"beacon\":{\"source\":\"drand\",\"url\":\"%s\",\"chain\":\"%s\","
            + "\"genesis\":\"1970-01-01T00:00:00Z\",\"period\":\"PT1S\",\"every\":\"PT0.05S\","
            + "\"oldest\":\"PT3S\",\"required\":%s}")
        .formatted(relay.uri(), CHAIN, required);
  }

  NotaryApi start(MemoryStorage on, String... anchors) throws Exception {
    String settings =
        "{\"origin\":\"%s\",\"quorum\":0,\"patience\":\"PT2S\",\"anchors\":{%s}}"
            .formatted(ORIGIN, String.join(",", anchors));
    Enclave enclave =
        new Enclave(
            new TestDevice(),
            new KeyStatement(Bytes.zeros(32), Bytes.zeros(32), Optional.empty()),
            new RootSecret(Secret.owning(new byte[32])),
            on,
            egress.egress(),
            () -> AwsCredentials.of("AKIDTESTTESTTEST", "secret", ""),
            new ContentClient(() -> {
              throw new IOException("not offered");
            }),
            new EnclaveLog(InstantSource.system(), said::add),
            InstantSource.system(),
            new SecureRandom(),
            Map.of("ledger", JsonNode.parse(settings)),
            said::add);
    NotaryApi api = new NotaryApi(Notary.start(enclave));
    started.add(api);
    return api;
  }

  /// Attests to nothing: what evidence is worth is tested where it is verified.
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

  static Response prove(NotaryApi api) throws Exception {
    return api.handle(
        new Request(
            "POST",
            "/v1/proofs",
            "/v1/proofs",
            "",
            Map.of("idempotency-key", List.of("once")),
            Bytes.utf8("{\"digests\":[\"" + DIGEST + "\"]}"),
            Protection.ATTESTED_CHANNEL));
  }

  static Receipt found(NotaryApi api) throws Exception {
    String path = "/v1/proofs/" + DIGEST;
    Response response =
        api.handle(
            new Request("GET", path, path, "", Map.of(), Bytes.EMPTY, Protection.ATTESTED_CHANNEL));
    JsonNode receipts = JsonNode.parse(text(response)).member("receipts");
    return Receipt.parse(CanonicalJson.text(receipts.items().getFirst().value()));
  }

  static String text(Response response) {
    return String.valueOf(((Response.Body.Whole) response.body()).bytes().asUtf8());
  }

  void stampedBy(Anchor anchor, SignedCheckpoint checkpoint) throws Exception {
    TimestampToken.parse(((Anchor.Rfc3161) anchor).token())
        .verify(
            Bytes.utf8(checkpoint.note().text()),
            new TimestampAuthorities(Set.of(Bytes.fromHex(authority.pin())), List.of()),
            Optional.empty());
  }
}
