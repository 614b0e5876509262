// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Ids;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.runtime.Request;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests for responses that go on from what is kept, or are to be kept: `conversation`,
/// `previous_response_id` and `store` of OpenAI's Responses. Others go through as they came.
public final class Turns {
  private static final int MOST = 8 << 20;
  private static final String CONVERSATION = "conversation";
  private static final String PREVIOUS = "previous_response_id";
  private static final String STORE = "store";
  private static final String INPUT = "input";
  private static final Set<String> OURS = Set.of(CONVERSATION, PREVIOUS, STORE, INPUT);

  private final SealedVolumes volumes;
  private final HistoryAudit audit;
  private final Items items;

  /// @param random makes ids
  public Turns(SealedVolumes volumes, HistoryAudit audit, SecureRandom random) {
    this.volumes = volumes;
    this.audit = audit;
    this.items = new Items(new Ids(random));
  }

  /// What a request asks of histories.
  ///
  /// @param conversation that it is a part of
  /// @param previous the response that it goes on from
  /// @param store whether its response is to be kept by itself
  record Wanted(Optional<String> conversation, Optional<String> previous, boolean store) {
    boolean nothing() {
      return conversation.isEmpty() && previous.isEmpty() && !store;
    }
  }

  /// Whether a request goes on from what is kept, or is to be kept.
  ///
  /// @throws HistoryRefusedException if that can't be read
  public static boolean concern(Request request) throws HistoryRefusedException {
    return !wanted(RawJson.members(request.body())).nothing();
  }

  /// Begins a turn.
  ///
  /// @throws HistoryRefusedException if what it goes on from isn't there, or no key is shown
  public Turn begin(Request request) throws HistoryRefusedException {
    Map<String, Bytes> members = RawJson.members(request.body());
    for (String name : members.keySet()) {
      if (!OURS.contains(name) && OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw HistoryRefusedException.malformed("a member's name is written in capitals");
      }
    }
    Wanted wanted = wanted(members);
    if (wanted.nothing()) {
      return new Turn.Untouched(request.body());
    }
    Owner owner = volumes.owner(request.headers());
    try {
      Heads heads = Heads.of(request.headers());
      Past past = new Past(volumes);
      List<Bytes> before = List.of();
      if (wanted.conversation().isPresent()) {
        before = past.of(owner, heads, wanted.conversation().get());
      } else if (wanted.previous().isPresent()) {
        before = past.upTo(owner, heads, wanted.previous().get());
      }
      Optional<Bytes> input = said(members, INPUT);
      List<NewEntry> said = input.isEmpty() ? List.of() : items.input(input.get(), Past.IN);
      return new KeptTurn(
          volumes, audit, items, owner, heads, wanted, said, body(members, before, said));
    } catch (HistoryRefusedException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  /// What the back end gets: all that was said, and nothing of where it is kept.
  private static Bytes body(Map<String, Bytes> members, List<Bytes> before, List<NewEntry> said)
      throws HistoryRefusedException {
    RawObject body = new RawObject();
    members.forEach((name, value) -> {
      if (!OURS.contains(name)) {
        body.with(name, value);
      }
    });
    body.with(STORE, false);
    List<Bytes> all = new ArrayList<>(before);
    said.forEach(one -> all.add(one.content()));
    Bytes whole = body.with(INPUT, RawObject.list(all)).end();
    if (whole.length() > MOST) {
      throw Past.tooLong();
    }
    return whole;
  }

  private static Wanted wanted(Map<String, Bytes> members) throws HistoryRefusedException {
    Optional<String> conversation = conversation(said(members, CONVERSATION));
    Optional<Bytes> named = said(members, PREVIOUS);
    Optional<String> previous =
        named.isEmpty() ? Optional.empty() : Optional.of(id(named.get(), Past.RESPONSE));
    if (conversation.isPresent() && previous.isPresent()) {
      throw HistoryRefusedException.malformed("either conversation or previous_response_id");
    }
    Bytes store = said(members, STORE).orElse(Bytes.utf8("false"));
    boolean kept = RawJson.is(store, "true");
    if (!kept && !RawJson.is(store, "false")) {
      throw HistoryRefusedException.malformed("store is true or false");
    }
    return new Wanted(conversation, previous, kept);
  }

  /// A member that isn't null.
  private static Optional<Bytes> said(Map<String, Bytes> members, String name) {
    return Optional.ofNullable(members.get(name)).filter(value -> !RawJson.is(value, "null"));
  }

  private static Optional<String> conversation(Optional<Bytes> value)
      throws HistoryRefusedException {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (RawJson.isText(value.get())) {
      return Optional.of(id(value.get(), ConversationsApi.ID));
    }
    return Optional.of(id(RawJson.members(value.get()).get("id"), ConversationsApi.ID));
  }

  /// An id of another form is nobody's.
  private static String id(@Nullable Bytes value, Pattern form) throws HistoryRefusedException {
    if (value != null) {
      String id = RawJson.text(value, 1000);
      if (form.matcher(id).matches()) {
        return id;
      }
    }
    throw HistoryRefusedException.notFound();
  }
}
