// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// What administrators do with keys, by signed requests (RFC 9421, as the vault's agents make
/// them). Each act is in the ledger before it is answered. Thread-safe.
public final class Administration implements AutoCloseable {
  /// Where they are asked for.
  public static final String PATH = "/v1/api-keys";

  private static final String PURPOSE = "inference/keys";

  private final AccessSettings settings;
  private final Set<String> endpoints;
  private final Set<String> models;
  private final KeyShelf shelf;
  private final Notary notary;
  private final InstantSource clock;
  private final SignedOnce once;
  private final Access access;
  private final AtomicReference<Optional<Submitted>> last = new AtomicReference<>(Optional.empty());

  private Administration(
      AccessSettings settings,
      Set<String> endpoints,
      Set<String> models,
      KeyShelf shelf,
      Notary notary,
      InstantSource clock) {
    this.settings = settings;
    this.endpoints = Set.copyOf(endpoints);
    this.models = Set.copyOf(models);
    this.shelf = shelf;
    this.notary = notary;
    this.clock = clock;
    this.once = new SignedOnce(notary.epoch().hex(), clock);
    this.access = new Access(settings, shelf, clock, this::submit);
  }

  /// Reads the keys of earlier boots.
  ///
  /// @param endpoints that keys can be for, by their short names
  /// @param models that keys can be for
  /// @throws ServiceException if the store fails
  public static Administration start(
      Enclave enclave,
      Notary notary,
      AccessSettings settings,
      Set<String> endpoints,
      Set<String> models)
      throws ServiceException {
    KeyShelf shelf =
        new KeyShelf(
            enclave.sealedStorage(PURPOSE, 1, SealedStorage.Names.HIDDEN), enclave.random());
    try {
      shelf.load();
      return new Administration(settings, endpoints, models, shelf, notary, enclave.clock());
    } catch (ServiceException e) {
      shelf.close();
      throw e;
    }
  }

  /// Who may ask.
  public Access access() {
    return access;
  }

  /// Whether a path is for administrators.
  public static boolean concerns(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /// Does what an administrator asks for.
  ///
  /// @throws AccessRefusedException if it isn't one, or it can't be done
  /// @throws NotaryException if it can't be entered
  public Response handle(Request request)
      throws AccessRefusedException, NotaryException, InterruptedException {
    String administrator = administrator(request);
    String id = request.path().equals(PATH) ? "" : request.path().substring(PATH.length() + 1);
    try {
      return switch (request.method() + (id.isEmpty() ? "" : " ID")) {
        case "GET" ->
            json(200, Map.of("keys", shelf.all().stream().map(KeyRecord::shown).toList()));
        case "POST" -> create(administrator, request);
        case "GET ID" -> json(200, account(id).key().shown());
        case "DELETE ID" -> revoke(administrator, account(id));
        default -> throw new AccessRefusedException("method-not-allowed", 405, "not a method here");
      };
    } catch (StorageException e) {
      throw new AccessRefusedException(e.failure().code(), 503, "the host's store failed", 1);
    } catch (MalformedJsonException e) {
      throw new AccessRefusedException("malformed-request", 400, String.valueOf(e.getMessage()));
    }
  }

  private Account account(String id) throws AccessRefusedException {
    return shelf
        .account(id)
        .orElseThrow(() -> new AccessRefusedException("no-such-key", 404, "there is no such key"));
  }

  private String administrator(Request request) throws AccessRefusedException {
    try {
      SignedRequest signed =
          SignedRequest.parse(
              RequestTarget.received(request.method(), request.rawPath(), request.query()),
              request.headers(),
              request.body());
      signed.verify(key(signed.keyId()));
      once.take(signed);
      return signed.keyId();
    } catch (RefusedRequestException e) {
      throw new AccessRefusedException(e.refusal().code(), 401, String.valueOf(e.getMessage()));
    }
  }

  private Optional<RequestPublicKey> key(String id) {
    return settings.administrators().contains(id)
        ? Optional.of(RequestPublicKey.parse(id))
        : Optional.empty();
  }

  private Response create(String administrator, Request request)
      throws AccessRefusedException,
          StorageException,
          MalformedJsonException,
          NotaryException,
          InterruptedException {
    String text = request.body().asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8");
    }
    KeyRules rules = KeyRules.read(JsonNode.parse(text), endpoints::contains, models::contains);
    if (rules.money().isPresent() && !settings.prices().keySet().containsAll(rules.models())) {
      throw new AccessRefusedException("price-missing", 409, "a model has no price");
    }
    KeyShelf.Born born = shelf.create(rules);
    KeyRecord key = born.account().key();
    Object receipt = entered("create", administrator, key);
    return json(201, Map.of("id", key.id(), "key", born.text(), "receipt", receipt));
  }

  private Response revoke(String administrator, Account account)
      throws StorageException, NotaryException, InterruptedException {
    account.revoke();
    return json(
        200,
        Map.of(
            "id", account.key().id(), "receipt", entered("revoke", administrator, account.key())));
  }

  private Object entered(String act, String administrator, KeyRecord key)
      throws NotaryException, InterruptedException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "inference-key");
    members.put("act", act);
    members.put("by", administrator);
    members.put("key", key.id());
    members.put("rules", key.rules().members());
    return notary.enter(List.of(entry(members))).getFirst().content();
  }

  /// Has an entry made, and doesn't wait for it.
  private void submit(Map<String, Object> members) {
    try {
      last.set(Optional.of(notary.submit(List.of(new Tagged(entry(members), List.of())))));
    } catch (NotaryException e) {
      // The counts are kept; that one request isn't in the ledger is what the host chose.
      return;
    }
  }

  private Entry entry(Map<String, Object> members) {
    members.put("time", clock.instant().toString());
    try {
      return Entry.of(members);
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("every member is bounded", e);
    }
  }

  private static Response json(int status, Map<String, Object> members) {
    return Response.json(status, CanonicalJson.text(members));
  }

  /// Waits for what was submitted last, as a stop would leave it out of the ledger.
  @Override
  public void close() {
    try {
      Optional<Submitted> submitted = last.get();
      if (submitted.isPresent()) {
        long _ = submitted.get().durable();
      }
    } catch (NotaryException e) {
      // As when it was submitted.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shelf.close();
    }
  }
}
