// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Edit;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.NewVolume;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.inference.volume.Shelf;
import dev.strongroom.enclave.inference.volume.Volume;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import dev.strongroom.enclave.notary.NotaryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A turn whose answer is kept when it has ended: what was asked and what was answered in one
/// change.
final class KeptTurn implements Turn {
  private static final Set<String> ENDED = Set.of("completed", "incomplete");

  private static final String WHOLE = "response";

  private final SealedVolumes volumes;
  private final HistoryAudit audit;
  private final Items items;
  private final Owner owner;
  private final Heads heads;
  private final Turns.Wanted wanted;
  private final List<NewEntry> said;
  private final Bytes body;
  private boolean kept;

  KeptTurn(
      SealedVolumes volumes,
      HistoryAudit audit,
      Items items,
      Owner owner,
      Heads heads,
      Turns.Wanted wanted,
      List<NewEntry> said,
      Bytes body) {
    this.volumes = volumes;
    this.audit = audit;
    this.items = items;
    this.owner = owner;
    this.heads = heads;
    this.wanted = wanted;
    this.said = said;
    this.body = body;
  }

  @Override
  public Bytes body() {
    return body;
  }

  @Override
  public boolean keeps() {
    return wanted.conversation().isPresent() || wanted.store();
  }

  @Override
  public Optional<String> keep(Bytes response)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    if (kept || !keeps()) {
      return Optional.empty();
    }
    Map<String, Bytes> members = RawJson.members(response);
    Bytes status = members.get("status");
    Bytes output = members.get("output");
    if (status == null || output == null) {
      throw unlike();
    }
    if (!ENDED.contains(RawJson.text(status, 100))) {
      // It failed: there is nothing to go on from.
      return Optional.empty();
    }
    Optional<Edit.Named> change =
        wanted.conversation().map(id -> new Edit.Named(id, now -> added(now, output)));
    if (wanted.store()) {
      store(members, output, response, change);
    } else if (change.isPresent()) {
      volumes.change(owner, heads, change.get().id(), change.get().edit());
    }
    kept = true;
    return heads.said();
  }

  private Edit added(Volume now, Bytes output) throws HistoryRefusedException {
    // The back end has seen what the others are called.
    Set<String> taken =
        Stream.concat(now.entries().stream().map(VolumeEntry::id), said.stream().map(NewEntry::id))
            .collect(Collectors.toSet());
    List<NewEntry> add = new ArrayList<>(said);
    add.addAll(items.ofModel(output, taken, Past.OUT));
    return new Edit(now.about(), add, Set.of());
  }

  /// Stores the response, and changes the conversation that it is a part of with the same write.
  private void store(
      Map<String, Bytes> members, Bytes output, Bytes response, Optional<Edit.Named> change)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    Bytes named = members.get("id");
    String id = named == null ? "" : RawJson.text(named, 1000);
    if (!Past.RESPONSE.matcher(id).matches()) {
      throw unlike();
    }
    Map<String, String> about = new LinkedHashMap<>();
    wanted.previous().ifPresent(previous -> about.put(Past.PREVIOUS, previous));
    wanted.conversation().ifPresent(in -> about.put(Past.CONVERSATION, in));
    List<NewEntry> add = new ArrayList<>(said);
    Set<String> taken =
        Stream.concat(Stream.of(WHOLE), said.stream().map(NewEntry::id))
            .collect(Collectors.toSet());
    add.addAll(items.ofModel(output, taken, Past.OUT));
    add.add(new NewEntry(WHOLE, response, Past.WHOLE));
    volumes.create(owner, heads, new NewVolume(Shelf.RESPONSES, id, about, add), change);
    audit.entered("create", Shelf.RESPONSES, id);
  }

  private static HistoryRefusedException unlike() {
    return new HistoryRefusedException(
        "not-a-response", 502, "the back end's answer isn't a response that could be kept");
  }

  @Override
  public void close() {
    owner.close();
  }
}
