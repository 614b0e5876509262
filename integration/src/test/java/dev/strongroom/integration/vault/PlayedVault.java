// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A double of the vault's HTTP interface, inside a real enclave under test: requests come over the
/// attested channel and their signatures are verified, keys sign for real, and receipts are those
/// of a real notary. What is played is the decision, see [PlayedKey]. Unknown members are refused,
/// as the real vault refuses them.
final class PlayedVault implements Service {
  /// What a request can't be done for.
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;
    private final transient Map<String, Object> error;

    Refusal(int status, String code, String message, List<Object> findings) {
      super(code);
      this.status = status;
      this.error = Map.of("code", code, "message", message, "findings", findings);
    }
  }

  /// An answer.
  record Answered(int status, Map<String, Object> body) {}

  private final Map<String, PlayedKey> keys = new TreeMap<>();

  PlayedVault() {}

  @Override
  public Handler start(Enclave enclave) throws ServiceException, InterruptedException {
    return new Api(Notary.start(enclave), enclave.clock(), enclave.random());
  }

  private final class Api implements Handler, AutoCloseable {
    private final Notary notary;
    private final InstantSource clock;
    private final SecureRandom random;
    private final String epoch;

    Api(Notary notary, InstantSource clock, SecureRandom random) {
      this.notary = notary;
      this.clock = clock;
      this.random = random;
      this.epoch = hex(16);
    }

    private String hex(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return Bytes.copyOf(bytes).hex();
    }

    @Override
    public synchronized Response handle(Request request) throws InterruptedException {
      try {
        Answered answer = answered(request);
        return Response.json(answer.status(), CanonicalJson.text(answer.body()));
      } catch (Refusal e) {
        return Response.json(e.status, CanonicalJson.text(Map.of("error", e.error)));
      } catch (MalformedJsonException e) {
        return error(400, "malformed", String.valueOf(e.getMessage()));
      } catch (RefusedRequestException e) {
        return error(401, e.refusal().code(), e.getMessage());
      } catch (NotaryException | MalformedLedgerException e) {
        return error(503, "no-receipt", String.valueOf(e.getMessage()));
      }
    }

    private static Response error(int status, String code, String message) {
      return Response.json(
          status, CanonicalJson.text(Map.of("error", Map.of("code", code, "message", message))));
    }

    private Answered answered(Request request)
        throws Refusal,
            MalformedJsonException,
            RefusedRequestException,
            NotaryException,
            MalformedLedgerException,
            InterruptedException {
      if (!request.confidential()) {
        throw new Refusal(403, "not-confidential", "only over the attested channel", List.of());
      }
      if (request.path().equals("/v1/vault")) {
        return new Answered(
            200,
            Map.of(
                "epoch", epoch,
                "simulated", true,
                "log", notary.key().text(),
                "time", clock.instant().toString(),
                "people", Map.of()));
      }
      String caller = caller(request);
      JsonNode body =
          request.body().isEmpty()
              ? new JsonNode(Map.of(), "")
              : JsonNode.parse(String.valueOf(request.body().asUtf8()));
      return act(request.method() + " " + request.path(), request.query(), caller, body);
    }

    private String caller(Request request) throws RefusedRequestException, Refusal {
      SignedRequest signed =
          SignedRequest.parse(
              RequestTarget.received(request.method(), request.rawPath(), request.query()),
              request.headers(),
              request.body());
      signed.verify(Optional.of(RequestPublicKey.parse(signed.keyId())));
      if (!signed.epoch().equals(epoch)) {
        throw new Refusal(401, "other-epoch", "for another boot", List.of());
      }
      return "agent:" + signed.keyId();
    }

    private Answered act(String what, String query, String caller, JsonNode body)
        throws Refusal,
            MalformedJsonException,
            NotaryException,
            MalformedLedgerException,
            InterruptedException {
      if (what.equals("POST /v1/keys")) {
        body.onlyMembers(
            Set.of("type", "label", "policy", "owners", "exportable", "share", "request"));
        PlayedKey key =
            new PlayedKey(hex(8), body, caller, new PlayedDossier(notary, clock), random);
        keys.put(key.id(), key);
        return new Answered(201, Map.of("key", key.json(), "receipt", key.birth()));
      }
      if (what.equals("GET /v1/keys")) {
        List<Object> mine = new ArrayList<>();
        for (PlayedKey key : keys.values()) {
          if (key.owner().equals(caller)) {
            mine.add(key.json());
          }
        }
        return new Answered(200, Map.of("keys", mine));
      }
      String[] parts = what.split("/", 5);
      PlayedKey key = parts.length > 3 ? keys.get(parts[3]) : null;
      if (key == null) {
        throw new Refusal(404, "unknown-key", "there is no such key", List.of());
      }
      String below = parts.length > 4 ? parts[4] : "";
      return key.act(parts[0].strip() + " " + below, query, caller, body);
    }

    @Override
    public void close() {
      notary.close();
    }
  }
}
