// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.receipt.CompactReceipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requests to a notary in this process.
final class Asking {
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

  private Asking() {}

  /// An answer.
  ///
  /// @param code of the refusal; empty if there is none
  /// @param took how long it took
  record Answer(int status, String code, String text, Duration took) {
    /// The index of the first entry, if it was answered with receipts.
    long index() throws Exception {
      return CompactReceipt.parse(text).start();
    }
  }

  /// Has digests entered.
  ///
  /// @param once the idempotency key, or nothing
  static Answer prove(NotaryApi api, String once, int... numbers) throws Exception {
    StringBuilder body = new StringBuilder("{\"digests\":[");
    for (int number : numbers) {
      body.append(body.toString().endsWith("[") ? "\"" : ",\"").append(digest(number)).append('"');
    }
    Map<String, List<String>> headers =
        once.isEmpty() ? Map.of() : Map.of("idempotency-key", List.of(once));
    return ask(api, "POST", "/v1/proofs", headers, body.append("]}").toString());
  }

  /// Looks for a digest.
  static Answer find(NotaryApi api, int number) throws Exception {
    return ask(api, "GET", "/v1/proofs/" + digest(number), Map.of(), "");
  }

  /// The same request again and again, until it is answered with receipts.
  static Answer proveAtLast(NotaryApi api, Duration patience, String once, int number)
      throws Exception {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      Answer answer = prove(api, once, number);
      if (answer.status() == 200 || System.nanoTime() - until > 0) {
        return answer;
      }
      Thread.sleep(100);
    }
  }

  private static String digest(int number) {
    return String.format("%064x", number);
  }

  /// Asks for anything.
  static Answer ask(
      NotaryApi api, String method, String path, Map<String, List<String>> headers, String body)
      throws Exception {
    long start = System.nanoTime();
    Response response =
        api.handle(
            new Request(
                method, path, path, "", headers, Bytes.utf8(body), Protection.ATTESTED_CHANNEL));
    String text = String.valueOf(((Response.Body.Whole) response.body()).bytes().asUtf8());
    Matcher code = CODE.matcher(text);
    return new Answer(
        response.status(),
        response.status() == 200 || !code.find() ? "" : code.group(1),
        text,
        Duration.ofNanos(System.nanoTime() - start));
  }
}
