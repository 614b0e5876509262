// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Gateways behind gateways, each with a ledger of its own.
class FurtherReceiptsTest {
  private static final String ASKED = "{\"model\":\"tiny\",\"temperature\":0.5}";
  private static final String ANSWER =
      "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2},\"text\":\"a\"}";

  /// Asks another gateway, as over a connection.
  private static ScriptedBackend.Script asking(GatewayWorld far) {
    return call -> {
      try {
        return answer(far, call);
      } catch (BackendException e) {
        throw e;
      } catch (Exception e) {
        throw new BackendException(Problem.UNREACHABLE, "it is gone");
      }
    };
  }

  private static BackendAnswer answer(GatewayWorld far, BackendCall call) throws Exception {
    if (call.method().equals("GET")) {
      Reply reply = far.get(call.path());
      return new BackendAnswer(
          reply.status(), "application/json", ScriptedBackend.in(reply.body()));
    }
    Map<String, String> headers = new HashMap<>(Map.of("content-type", call.contentType()));
    call.receipt().ifPresent(salt -> headers.put("strongroom-receipt", GatewayWorld.salt(salt)));
    Reply reply = far.post(call.path(), String.valueOf(call.body().asUtf8()), headers);
    return new BackendAnswer(
        reply.status(),
        "application/json",
        ScriptedBackend.in(reply.body()),
        Optional.empty(),
        call.receipt().map(_ -> reply.header("strongroom-request-id")));
  }

  @Test
  void eachHopHasAReceiptThatTheOneBeforeNames() throws Exception {
    try (GatewayWorld last =
            GatewayWorld.of(new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER)));
        GatewayWorld middle = GatewayWorld.of(new ScriptedBackend("b", asking(last)));
        GatewayWorld first = GatewayWorld.of(new ScriptedBackend("b", asking(middle)))) {
      Reply reply = first.postForReceipt(GatewayWorld.CHAT, ASKED).whole();
      String id = reply.header("strongroom-request-id");
      String path = "/v1/receipts/" + id;
      Exchange exchange =
          new Exchange(GatewayWorld.SALT, Bytes.utf8(ASKED), Bytes.utf8(reply.body()));
      for (int hop = 0; hop < 3; hop++) {
        Receipt receipt =
            Receipt.parse(first.get(path + (hop == 0 ? "" : "/hops/" + hop)).whole().body());
        InferenceStatement said =
            InferenceReceipt.verify(
                receipt.entry(), exchange.salt(), exchange.request(), exchange.response());
        assertThat(said.id()).as("hop %s", hop).isEqualTo(id);
        id = said.backend().receipt().orElse("");
        exchange = exchange.further();
      }
      assertThat(id).isEmpty();
      first.get(path + "/hops/3").refused(404, "receipt-not-found");
      first.get(path + "/hops/9").refused(404, "receipt-not-found");
      first.get(path + "/hops/0").refused(404, "receipt-not-found");
      first.get(path + "/hops/").refused(404, "receipt-not-found");
    }
  }

  @Test
  void nobodyIsAskedForWhatNobodyAskedFor() throws Exception {
    try (GatewayWorld far =
            GatewayWorld.of(new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER)));
        GatewayWorld near = GatewayWorld.of(new ScriptedBackend("b", asking(far)))) {
      Reply reply = near.post(GatewayWorld.CHAT, ASKED).whole();
      near.get("/v1/receipts/" + reply.header("strongroom-request-id") + "/hops/1")
          .refused(404, "receipt-not-found");
      assertThat(GatewayWorld.entries(far.storage()))
          .noneMatch(entry -> entry.contains("\"inference\""));
    }
  }

  @Test
  void whatIsNoReceiptOrAnotherOneIsntPassedOn() throws Exception {
    try (GatewayWorld far =
        GatewayWorld.of(new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER)))) {
      ScriptedBackend backend = new ScriptedBackend("b", asking(far));
      try (GatewayWorld near = GatewayWorld.of(backend)) {
        Reply reply = near.postForReceipt(GatewayWorld.CHAT, ASKED).whole();
        String path = "/v1/receipts/" + reply.header("strongroom-request-id") + "/hops/1";
        near.get(path).whole();
        Reply other = far.postForReceipt(GatewayWorld.CHAT, ASKED).whole();
        String others =
            far.get("/v1/receipts/" + other.header("strongroom-request-id")).whole().body();
        backend.does(ScriptedBackend.json(200, others));
        near.get(path).refused(502, "further-receipt");
        backend.does(ScriptedBackend.json(200, "{}"));
        near.get(path).refused(502, "further-receipt");
        backend.does(ScriptedBackend.json(200, "x".repeat(70_000)));
        near.get(path).refused(502, "further-receipt");
        backend.does(ScriptedBackend.json(500, "{}"));
        near.get(path).refused(502, "further-receipt");
        backend.does(_ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut("{")));
        near.get(path).refused(502, "further-receipt");
        backend.does(ScriptedBackend.fails(Problem.NOT_ACCEPTED, "evidence-refused"));
        near.get(path).refused(502, "backend-not-accepted");
      }
    }
  }
}
