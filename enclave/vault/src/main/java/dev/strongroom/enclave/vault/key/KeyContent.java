// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.policy.Charge;
import dev.strongroom.policy.Principal;
import dev.strongroom.policy.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What follows from all that was entered about a key.
///
/// @param id 32 hexadecimal digits; empty before it is born
/// @param kind of its secret
/// @param label of its owner's choice
/// @param status whether it can be used
/// @param version of its secret, from 1; each rotation makes the next
/// @param accounts public keys and addresses of the latest version
/// @param encryptionKey X25519 key, 32 bytes, of the latest version, to which others encrypt; empty
///   if it doesn't decrypt
/// @param owners who decides about it
/// @param policy digest of what it may do, hexadecimal digits
/// @param exportable whether its owners can ever get the secret out
/// @param share whether its secret opens only with something that the user has
/// @param usage of the policy's limits
/// @param sessions by public key
/// @param proposals that wait for approvals, by id
/// @param recent what the latest requests with an id of their own led to, the oldest first
public record KeyContent(
    String id,
    KeyKind kind,
    String label,
    Status status,
    int version,
    List<Account> accounts,
    Optional<Bytes> encryptionKey,
    Owners owners,
    String policy,
    boolean exportable,
    boolean share,
    Usage usage,
    SortedMap<String, Session> sessions,
    SortedMap<String, Proposal> proposals,
    List<Recent> recent)
    implements Content {
  /// Requests whose ids are remembered.
  static final int MOST_RECENT = 128;

  /// Sessions that a key can have at a time.
  public static final int MOST_SESSIONS = 64;

  /// Proposals that can wait at a time.
  public static final int MOST_PROPOSALS = 32;

  /// A request that had an id of its own.
  ///
  /// @param caller whose it is: ids of others mean nothing to it
  /// @param request the id
  /// @param digest SHA-256 of what was asked for, hexadecimal digits
  /// @param n number of the entry that it led to
  public record Recent(String caller, String request, String digest, long n) {}

  /// Copies the collections.
  public KeyContent {
    accounts = List.copyOf(accounts);
    sessions = Collections.unmodifiableSortedMap(new TreeMap<>(sessions));
    proposals = Collections.unmodifiableSortedMap(new TreeMap<>(proposals));
    recent = List.copyOf(recent);
  }

  /// What a request of this caller's with this id led to.
  public Optional<Recent> recent(Principal caller, String request) {
    String name = caller.toString();
    return recent.stream()
        .filter(one -> one.caller().equals(name) && one.request().equals(request))
        .findFirst();
  }

  /// The account of a path.
  public Optional<Account> account(String path) {
    return accounts.stream().filter(one -> one.path().equals(path)).findFirst();
  }

  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode node = entry.content();
    Changing next = new Changing(this);
    next.entered(node, entry.time());
    switch (Stored.constant(node.member("kind"), Kind.class)) {
      case KEY_USED -> next.used(node, entry.time());
      case REFUSAL, HISTORY, KEY_EXPORTED -> {
        // Only counted, and shown by its history.
      }
      case APPROVAL_ASKED ->
          next.proposals.put(node.member("proposal").text(), Proposal.read(node.member("asked")));
      case APPROVAL -> next.approved(node);
      case POLICY_CHANGED -> {
        next.policy = node.member("policy").text();
        next.usage = next.usage.keeping(Stored.list(node.member("limits"), JsonNode::text));
      }
      case OWNERS_CHANGED -> {
        next.owners = Owners.read(node.member("owners"));
        // What former owners agreed on isn't agreed on by these.
        next.proposals.values().removeIf(proposal -> proposal.rule().isEmpty());
      }
      case SESSION_OPENED -> {
        Session session = Session.read(node.member("session"));
        next.sessions.put(session.publicKey(), session);
      }
      case SESSION_REVOKED -> next.revoked(node);
      case KEY_ROTATED -> {
        next.version = node.member("version").integer(2, Integer.MAX_VALUE);
        next.accounts = Stored.list(node.member("accounts"), Account::read);
        next.encryptionKey = encryptionKey(node);
      }
      case KEY_DISABLED -> next.status = Status.DISABLED;
      case KEY_ENABLED -> next.status = Status.ACTIVE;
      case KEY_DESTROYED -> {
        next.status = Status.DESTROYED;
        next.sessions.clear();
        next.proposals.clear();
      }
      default -> throw node.error("an entry of another kind of dossier");
    }
    return next.content();
  }

  @Override
  public Map<String, Object> stored() {
    Map<String, Object> members = new HashMap<>(born());
    members.put("status", status.code());
    members.put("version", version);
    members.put("usage", usage.encoded());
    members.put("sessions", all(sessions, Session::stored));
    members.put("proposals", all(proposals, Proposal::stored));
    List<Object> requests = new ArrayList<>();
    recent.forEach(
        one -> requests.add(List.of(one.caller(), one.request(), one.digest(), one.n())));
    members.put("recent", requests);
    return members;
  }

  /// What its birth says of it.
  public Map<String, Object> born() {
    Map<String, Object> members = new HashMap<>();
    members.put("id", id);
    members.put("type", kind.code());
    members.put("label", label);
    members.put("accounts", accounts.stream().map(Account::stored).toList());
    encryptionKey.ifPresent(key -> members.put("encryptionKey", key.hex()));
    members.put("owners", owners.stored());
    members.put("policy", policy);
    members.put("exportable", exportable);
    members.put("share", share);
    return members;
  }

  private static <T> Map<String, Object> all(
      SortedMap<String, T> items, java.util.function.Function<T, Map<String, Object>> stored) {
    Map<String, Object> members = new HashMap<>();
    items.forEach((name, item) -> members.put(name, stored.apply(item)));
    return members;
  }

  /// A key as its birth says.
  static KeyContent newborn(JsonNode node) throws MalformedJsonException {
    return read(node, Status.ACTIVE, 1, Usage.NONE, new TreeMap<>(), new TreeMap<>(), List.of());
  }

  /// Reads what [#stored] gave.
  static KeyContent read(JsonNode node) throws MalformedJsonException {
    return read(
        node,
        Stored.constant(node.member("status"), Status.class),
        node.member("version").integer(1, Integer.MAX_VALUE),
        Usage.decode(node.member("usage")),
        new TreeMap<>(Stored.map(node.member("sessions"), Session::read)),
        new TreeMap<>(Stored.map(node.member("proposals"), Proposal::read)),
        Stored.list(node.member("recent"), KeyContent::recent));
  }

  private static Recent recent(JsonNode node) throws MalformedJsonException {
    List<JsonNode> items = node.items();
    if (items.size() != 4) {
      throw node.error("a caller, an id, a digest and a number are needed");
    }
    return new Recent(
        items.get(0).text(), items.get(1).text(), items.get(2).text(), Stored.number(items.get(3)));
  }

  private static KeyContent read(
      JsonNode node,
      Status status,
      int version,
      Usage usage,
      SortedMap<String, Session> sessions,
      SortedMap<String, Proposal> proposals,
      List<Recent> recent)
      throws MalformedJsonException {
    JsonNode type = node.member("type");
    return new KeyContent(
        node.member("id").text(),
        KeyKind.of(type.text()).orElseThrow(() -> type.error("an unknown kind of key")),
        node.member("label").anyText(),
        status,
        version,
        Stored.list(node.member("accounts"), Account::read),
        encryptionKey(node),
        Owners.read(node.member("owners")),
        node.member("policy").text(),
        node.member("exportable").flag(),
        node.member("share").flag(),
        usage,
        sessions,
        proposals,
        recent);
  }

  private static Optional<Bytes> encryptionKey(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> key = node.optional("encryptionKey");
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.fromHex(key.get().text()));
    } catch (IllegalArgumentException e) {
      throw key.get().error("not a public key");
    }
  }

  /// The next content on its way.
  private static final class Changing {
    private final KeyContent before;
    private final TreeMap<String, Session> sessions;
    private final TreeMap<String, Proposal> proposals;
    private final List<Recent> recent;
    private Status status;
    private int version;
    private List<Account> accounts;
    private Optional<Bytes> encryptionKey;
    private Owners owners;
    private String policy;
    private Usage usage;

    private Changing(KeyContent before) {
      this.before = before;
      sessions = new TreeMap<>(before.sessions);
      proposals = new TreeMap<>(before.proposals);
      recent = new ArrayList<>(before.recent);
      status = before.status;
      version = before.version;
      accounts = before.accounts;
      encryptionKey = before.encryptionKey;
      owners = before.owners;
      policy = before.policy;
      usage = before.usage;
    }

    /// What any entry may come with. What has ended by its time is forgotten.
    private void entered(JsonNode node, Instant time) throws MalformedJsonException {
      sessions.values().removeIf(session -> !time.isBefore(session.expires()));
      proposals.values().removeIf(proposal -> !time.isBefore(proposal.until()));
      Optional<JsonNode> proposal = node.optional("done");
      if (proposal.isPresent()) {
        proposals.remove(proposal.get().text());
      }
      Optional<JsonNode> request = node.optional("request");
      if (request.isPresent()) {
        recent.add(
            new Recent(
                node.member("caller").member("principal").text(),
                request.get().text(),
                node.member("digest").text(),
                Stored.number(node.member("n"))));
        if (recent.size() > MOST_RECENT) {
          recent.removeFirst();
        }
      }
    }

    private void used(JsonNode node, Instant time) throws MalformedJsonException {
      usage = usage.charged(Stored.list(node.member("charges"), Charge::read), time);
      Optional<JsonNode> by = node.optional("session");
      if (by.isPresent()) {
        Session session = sessions.get(by.get().text());
        if (session == null) {
          throw by.get().error("no such session");
        }
        List<Charge> charges = Stored.list(node.member("sessionCharges"), Charge::read);
        sessions.put(by.get().text(), session.using(session.usage().charged(charges, time)));
      }
    }

    private void approved(JsonNode node) throws MalformedJsonException {
      JsonNode id = node.member("proposal");
      Proposal proposal = proposals.get(id.text());
      if (proposal == null) {
        throw id.error("no such proposal");
      }
      proposals.put(
          id.text(),
          proposal.approvedBy(Stored.principal(node.member("caller").member("principal"))));
    }

    private void revoked(JsonNode node) throws MalformedJsonException {
      JsonNode key = node.member("session");
      Session session = sessions.get(key.text());
      if (session == null) {
        throw key.error("no such session");
      }
      sessions.put(key.text(), session.ended());
    }

    private KeyContent content() {
      return new KeyContent(
          before.id,
          before.kind,
          before.label,
          status,
          version,
          accounts,
          encryptionKey,
          owners,
          policy,
          before.exportable,
          before.share,
          usage,
          sessions,
          proposals,
          recent);
    }
  }
}
