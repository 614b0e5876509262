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
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// What administrators do with keys, by signed requests (RFC 9421, as the vault's agents make
/// them). Each act is in the ledger before it holds, but for revoking. Thread-safe.
public final class Administration implements AutoCloseable {
  /// Where they are asked for.
  public static final String PATH = "/v1/api-keys";

  private static final String PURPOSE = "inference/keys";

  private final AccessSettings settings;
  private final Set<String> endpoints;
  private final Set<String> models;
  private final KeyShelf shelf;
  private final KeyEntries entries;
  private final InstantSource clock;
  private final SignedOnce once;
  private final Access access;

  /// One act after another: each goes by what the one before left.
  private final Lock acting = new ReentrantLock();

  private Administration(
      AccessSettings settings,
      Set<String> endpoints,
      Set<String> models,
      KeyShelf shelf,
      KeyEntries entries,
      SignedOnce once,
      InstantSource clock) {
    this.settings = settings;
    this.endpoints = Set.copyOf(endpoints);
    this.models = Set.copyOf(models);
    this.shelf = shelf;
    this.entries = entries;
    this.clock = clock;
    this.once = once;
    this.access = new Access(settings, shelf, clock, entries::submit);
  }

  /// Reads the keys of earlier boots, from the ledger and the store.
  ///
  /// @param endpoints that keys can be for, by their short names
  /// @param models that keys can be for
  /// @throws ServiceException if the store fails, or isn't what was stored
  public static Administration start(
      Enclave enclave,
      Notary notary,
      AccessSettings settings,
      Set<String> endpoints,
      Set<String> models)
      throws ServiceException {
    KeySnapshot snapshot =
        new KeySnapshot(
            enclave.sealedStorage(KeySnapshot.PURPOSE, 1, SealedStorage.Names.HIDDEN),
            notary,
            KeyEntries.RENEWED);
    KeyLedger ledger;
    try {
      ledger = KeyEntries.replayed(snapshot);
    } catch (ServiceException e) {
      snapshot.close();
      throw e;
    }
    InstantSource clock = new LatestClock(enclave.clock(), ledger.latest());
    KeyEntries entries = new KeyEntries(notary, ledger, snapshot, clock);
    KeyShelf shelf =
        new KeyShelf(
            enclave.sealedStorage(PURPOSE, 1, SealedStorage.Names.HIDDEN), enclave.random());
    try {
      shelf.load(ledger).forEach(entries::charge);
      return new Administration(
          settings,
          endpoints,
          models,
          shelf,
          entries,
          // Not the ledger's time: a clock that once was wrong would shut administrators out.
          new SignedOnce(notary.epoch().hex(), enclave.clock()),
          clock);
    } catch (ServiceException e) {
      shelf.close();
      snapshot.close();
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
    String[] path = request.path().substring(PATH.length()).split("/", -1);
    if (path.length > 3) {
      throw new AccessRefusedException("no-such-key", 404, "there is nothing here");
    }
    if (path.length == 2 && request.method().equals("DELETE")) {
      // At once, whatever others are waiting for, and whatever becomes of the entry.
      account(path[1]).revoke();
    }
    return acted(administrator, path, request).response();
  }

  private Acted acted(String administrator, String[] path, Request request)
      throws AccessRefusedException, NotaryException, InterruptedException {
    acting.lockInterruptibly();
    try {
      return switch (path.length) {
        case 1 -> all(administrator, request);
        case 2 -> one(administrator, account(path[1]), request);
        default -> more(administrator, account(path[1]), path[2], request);
      };
    } catch (MalformedJsonException e) {
      throw new AccessRefusedException("malformed-request", 400, String.valueOf(e.getMessage()));
    } finally {
      acting.unlock();
    }
  }

  private Acted all(String administrator, Request request)
      throws AccessRefusedException, MalformedJsonException, NotaryException, InterruptedException {
    return switch (request.method()) {
      case "GET" ->
          Acted.nothing(
              Map.of("keys", shelf.all().stream().map(key -> key.shown(clock.instant())).toList()));
      case "POST" -> create(administrator, request);
      default -> throw notAMethod();
    };
  }

  private Acted one(String administrator, Account account, Request request)
      throws AccessRefusedException, MalformedJsonException, NotaryException, InterruptedException {
    return switch (request.method()) {
      case "GET" -> Acted.nothing(account.key().shown(clock.instant()));
      case "PUT" -> change(administrator, account, request);
      case "DELETE" -> revoke(administrator, account);
      default -> throw notAMethod();
    };
  }

  private Acted more(String administrator, Account account, String what, Request request)
      throws AccessRefusedException, NotaryException, InterruptedException {
    return switch (request.method() + " " + what) {
      case "GET usage" ->
          Acted.nothing(
              Map.of("id", account.key().id(), "usage", entries.usage(account.key().id())));
      case "POST rotate" -> rotate(administrator, account);
      default -> throw notAMethod();
    };
  }

  private static AccessRefusedException notAMethod() {
    return new AccessRefusedException("method-not-allowed", 405, "not a method here");
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

  private KeyRules rules(Request request) throws AccessRefusedException, MalformedJsonException {
    String text = request.body().asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8");
    }
    KeyRules rules = KeyRules.read(JsonNode.parse(text), endpoints::contains, models::contains);
    if (rules.paid() && !settings.prices().keySet().containsAll(rules.models())) {
      throw new AccessRefusedException("price-missing", 409, "a model has no price");
    }
    return rules;
  }

  /// It is in the ledger before it is taken, and told only then.
  private Acted create(String administrator, Request request)
      throws AccessRefusedException, MalformedJsonException, NotaryException, InterruptedException {
    KeyRules rules = rules(request);
    String id = shelf.newId();
    KeyShelf.Born born = shelf.born(id);
    KeyRecord key = KeyRecord.born(id, born.credential(), rules);
    Submitted entered = entries.enter("create", administrator, key);
    shelf.add(key);
    return new Acted(201, Map.of("id", id, "key", born.text()), Optional.of(entered));
  }

  private Acted change(String administrator, Account account, Request request)
      throws AccessRefusedException, MalformedJsonException, NotaryException, InterruptedException {
    KeyRules rules = rules(request);
    notRevoked(account);
    Submitted entered = entries.enter("change", administrator, account.key().withRules(rules));
    account.change(rules);
    return acted(account, entered);
  }

  private Acted rotate(String administrator, Account account)
      throws AccessRefusedException, NotaryException, InterruptedException {
    notRevoked(account);
    String id = account.key().id();
    KeyShelf.Born born = shelf.born(id);
    Submitted entered =
        entries.enter("rotate", administrator, account.key().withCredential(born.credential()));
    account.rotate(born.credential());
    return new Acted(200, Map.of("id", id, "key", born.text()), Optional.of(entered));
  }

  /// It isn't taken any more by now. The entry doesn't depend on the record, nor that on the entry:
  /// either is enough for the next boot.
  private Acted revoke(String administrator, Account account)
      throws NotaryException, InterruptedException {
    Submitted entered;
    try {
      entered = entries.enter("revoke", administrator, account.key());
    } finally {
      account.keepIfItCan();
    }
    return acted(account, entered);
  }

  private static void notRevoked(Account account) throws AccessRefusedException {
    if (account.key().revoked()) {
      throw new AccessRefusedException("key-revoked", 409, "the key was revoked");
    }
  }

  private static Acted acted(Account account, Submitted entered) {
    return new Acted(200, Map.of("id", account.key().id()), Optional.of(entered));
  }

  /// Waits for what was submitted last, as a stop would leave it out of the ledger.
  @Override
  public void close() {
    try {
      entries.close();
    } finally {
      shelf.close();
    }
  }
}
