// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Notaries on stores in memory, without witnesses, asked by their HTTP interface.
final class MemoryNotaries implements AutoCloseable {
  /// Of one that isn't kept waiting.
  static final String SETTINGS =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT2S"}
      """;

  /// For what a busy machine takes longer for.
  static final String PATIENT =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT30S"}
      """;

  private final List<String> stops = new ArrayList<>();
  private final List<NotaryApi> started = new ArrayList<>();

  /// Why enclaves gave up.
  List<String> stops() {
    return stops;
  }

  @Override
  public void close() {
    started.forEach(NotaryApi::close);
  }

  /// An enclave for one.
  Enclave enclave(MemoryStorage on, String settings) throws IOException {
    return TestEnclave.on(on, InstantSource.system(), Map.of("ledger", settings), stops::add);
  }

  /// Starts one.
  NotaryApi start(MemoryStorage on) throws Exception {
    return start(on, SETTINGS);
  }

  /// Starts one by other settings.
  NotaryApi start(MemoryStorage on, String settings) throws Exception {
    NotaryApi api = new NotaryApi(Notary.start(enclave(on, settings)));
    started.add(api);
    return api;
  }

  /// Asks it.
  static Response ask(
      NotaryApi api, String method, String path, Map<String, String> headers, String body)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return api.handle(
        new Request(method, path, path, "", lists, Bytes.utf8(body), Protection.ATTESTED_CHANNEL));
  }

  /// What an answer says.
  static String text(Response response) {
    return String.valueOf(((Response.Body.Whole) response.body()).bytes().asUtf8());
  }

  /// Of a number.
  static Bytes digest(int number) {
    return Bytes.fromHex(String.format("%064x", number));
  }

  /// Of a request for proofs of numbers.
  static String body(int... numbers) {
    List<String> hex = new ArrayList<>();
    for (int number : numbers) {
      hex.add("\"" + digest(number).hex() + "\"");
    }
    return "{\"digests\":" + hex + "}";
  }

  /// Has numbers proven, and checks what comes.
  static List<Receipt> prove(NotaryApi api, int... numbers) throws Exception {
    return prove(api, Map.of(), numbers);
  }

  /// The same with more headers.
  static List<Receipt> prove(NotaryApi api, Map<String, String> headers, int... numbers)
      throws Exception {
    Response response = ask(api, "POST", "/v1/proofs", headers, body(numbers));
    assertThat(response.status()).as(text(response)).isEqualTo(200);
    CompactReceipt compact = CompactReceipt.parse(text(response));
    EpochEntry epoch =
        EpochEntry.parse(
            Entry.parse(
                Bytes.utf8(
                    text(
                        ask(
                            api,
                            "GET",
                            "/v1/log/epochs/" + compact.epoch().index(),
                            Map.of(),
                            "")))));
    List<Bytes> digests = new ArrayList<>();
    for (int number : numbers) {
      digests.add(digest(number));
    }
    List<Receipt> receipts = compact.expand(digests, epoch);
    for (Receipt receipt : receipts) {
      holds(receipt);
    }
    return receipts;
  }

  /// Checks a receipt, without a policy.
  static void holds(Receipt receipt) throws Exception {
    Bytes root = receipt.checkpoint().checkpoint().root();
    receipt.inclusionProof().check(receipt.leaf().hash(), root);
    receipt.epochInclusionProof().check(receipt.epoch().entry().leaf().hash(), root);
    var statement = receipt.epoch().entry().statement();
    assertThat(Signatures.verify(receipt.checkpoint().note(), statement.logVerifierKey()))
        .isPresent();
    assertThat(Signatures.verify(receipt.checkpoint().note(), statement.epochVerifierKey()))
        .isPresent();
    assertThat(receipt.epoch().entry().evidence()).isEqualTo(statement.binding());
  }
}
