// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.bench.channel.PlainServer;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The baseline, a process of its own: a signer of the shape of web3signer or Vault's transit
/// engine. HTTPS by the same server as the vault's, JSON in and out, keys in memory; nobody is
/// asked who they are, nothing is decided, nothing is written down.
public final class PlainSigner {
  private final Map<Shape, BareSigner> keys = new EnumMap<>(Shape.class);

  private PlainSigner() {
    SecureRandom random = new SecureRandom();
    for (Shape shape : Shape.values()) {
      keys.put(shape, BareSigner.of(shape, random));
    }
  }

  /// Serves until it is killed; says where on its first line.
  public static void main(String[] arguments) throws Exception {
    PlainServer server = PlainServer.start(new PlainSigner()::answer);
    System.out.println(server.port());
    Thread.currentThread().join();
  }

  private Response answer(Request request) throws Exception {
    BareSigner signer = keys.get(Shape.valueOf(request.path().substring(1)));
    JsonNode body = JsonNode.parse(String.valueOf(request.body().asUtf8()));
    if (signer == null) {
      return Response.json(404, "{}");
    }
    List<JsonNode> items =
        body.optional("batch").isPresent() ? body.member("batch").items() : List.of(body);
    List<Object> signatures = new ArrayList<>();
    for (JsonNode item : items) {
      signatures.add(Bytes.copyOf(signer.sign(data(item))).hex());
    }
    return Response.json(200, CanonicalJson.text(Map.of("signatures", signatures)));
  }

  private static byte[] data(JsonNode item) throws Exception {
    String member =
        switch (item.member("form").text()) {
          case "evm-transaction" -> "transaction";
          case "digest" -> "digest";
          default -> "message";
        };
    return Bytes.fromHex(item.member(member).text()).toByteArray();
  }
}
