// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.enclave.notary.sequence.OnceKey;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/proofs`: digests in, receipts out. Nothing but digests is taken, and what somebody says of
/// them.
final class ProofRequests {
  private static final int MOST_DIGESTS = 4096;
  private static final int DIGEST = 32;
  private static final Pattern ONCE = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private static final int MOMENT_MILLIS = 10;

  private final Notary notary;
  private volatile @Nullable Shared latest;

  ProofRequests(Notary notary) {
    this.notary = notary;
  }

  /// A request's body, read.
  private record Asked(Content.Proofs content, JsonNode body) {
    /// The same for the same request, whenever it is sent.
    Bytes digest() {
      return sha256(CanonicalJson.encode(body.value()));
    }
  }

  /// What requests of one moment have in common if they say nothing but digests, or the same.
  private record Shared(Map<String, Object> members, ProofTemplate template, String text) {}

  Response enter(Request request) throws NotaryException, InterruptedException {
    Optional<String> once = request.header("idempotency-key");
    if (once.isPresent() && !ONCE.matcher(once.get()).matches()) {
      return bad("an idempotency key has 1 to 255 printable characters without spaces");
    }
    Asked asked;
    try {
      String text = request.body().asUtf8();
      if (text == null) {
        return bad("the body isn't UTF-8");
      }
      asked = read(JsonNode.parse(text));
    } catch (MalformedJsonException | MalformedLedgerException e) {
      return bad(String.valueOf(e.getMessage()));
    }
    CompactReceipt receipt =
        notary.prove(
            asked.content(), once.map(key -> new OnceKey(Bytes.utf8(key), asked.digest())));
    return new Response(
        200, Map.of("content-type", CompactReceipt.MEDIA_TYPE), Bytes.utf8(receipt.json()));
  }

  private Asked read(JsonNode body)
      throws MalformedJsonException, MalformedLedgerException, NotaryException {
    body.onlyMembers(Set.of("digests", "attribution", "metadata"));
    List<Bytes> digests = new ArrayList<>();
    List<JsonNode> items = body.member("digests").items();
    if (items.size() > MOST_DIGESTS) {
      throw body.member("digests").error("more than " + MOST_DIGESTS);
    }
    for (JsonNode item : items) {
      digests.add(
          digest(item.text())
              .orElseThrow(() -> item.error("64 lower-case hexadecimal digits are needed")));
    }
    Map<String, Object> common = new LinkedHashMap<>();
    common.put("kind", ProofTemplate.KIND);
    common.put("algorithm", ProofTemplate.ALGORITHM);
    for (String name : List.of("attribution", "metadata")) {
      Optional<JsonNode> said = body.optional(name);
      if (said.isPresent()) {
        common.put(name, said.get().value());
      }
    }
    Optional<ProofEntry.Beacon> beacon = notary.notBefore();
    if (beacon.isPresent()) {
      common.put("notBefore", beacon.get().content());
    }
    common.put("time", moment().toString());
    Shared shared = shared(common);
    return new Asked(new Content.Proofs(shared.template(), shared.text(), digests), body);
  }

  /// The enclave's time in hundredths of a second: what comes at one moment shares its template.
  private Instant moment() {
    long millis = notary.enclave().clock().instant().toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, MOMENT_MILLIS));
  }

  private Shared shared(Map<String, Object> members) throws MalformedLedgerException {
    Shared known = latest;
    if (known != null && known.members().equals(members)) {
      return known;
    }
    ProofTemplate template = ProofTemplate.of(members);
    Shared made = new Shared(members, template, CanonicalJson.text(template.common().value()));
    latest = made;
    return made;
  }

  Response find(String text) throws NotaryException {
    Optional<Bytes> digest = digest(text);
    if (digest.isEmpty()) {
      return bad("64 lower-case hexadecimal digits are needed");
    }
    List<Receipt> receipts = notary.find(digest.get());
    return receipts.isEmpty()
        ? NotaryApi.error(404, "unknown-digest", "this digest wasn't entered")
        : Response.json(
            200,
            CanonicalJson.text(
                Map.of("receipts", receipts.stream().map(Receipt::content).toList())));
  }

  private static Optional<Bytes> digest(String text) {
    return HEX.matcher(text).matches() && text.length() == 2 * DIGEST
        ? Optional.of(Bytes.fromHex(text))
        : Optional.empty();
  }

  private static Response bad(String message) {
    return NotaryApi.error(400, "malformed", message);
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
