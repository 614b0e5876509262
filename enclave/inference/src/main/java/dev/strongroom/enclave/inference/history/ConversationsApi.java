// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Edit;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Ids;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.inference.volume.SealedVolumes.Contents;
import dev.strongroom.enclave.inference.volume.Shelf;
import dev.strongroom.enclave.inference.volume.Volume;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// OpenAI's Conversations (`docs/conversations.md`, section 3). Thread-safe.
public final class ConversationsApi {
  /// Where they are asked for.
  public static final String PATH = "/v1/conversations";

  static final Pattern ID = Pattern.compile("conv_[0-9a-f]{32}");
  private static final Pattern BELOW =
      Pattern.compile(PATH + "/(" + ID + ")(/items(?:/([A-Za-z0-9_-]{1,64}))?)?");
  private static final String METADATA = "metadata";

  private final SealedVolumes volumes;
  private final HistoryAudit audit;
  private final Ids ids;
  private final Items items;

  /// @param random makes ids
  public ConversationsApi(SealedVolumes volumes, HistoryAudit audit, SecureRandom random) {
    this.volumes = volumes;
    this.audit = audit;
    this.ids = new Ids(random);
    this.items = new Items(ids);
  }

  /// Whether a path is here.
  public static boolean concerns(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /// Does what is asked for.
  ///
  /// @throws HistoryRefusedException if it can't be done
  /// @throws NotaryException if it was done, and can't be entered in the ledger
  public Response handle(Request request)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    try (Owner owner = volumes.owner(request.headers())) {
      Heads heads = Heads.of(request.headers());
      Bytes answer =
          request.path().equals(PATH) ? all(owner, heads, request) : one(owner, heads, request);
      return KeptAnswers.json(answer, heads);
    }
  }

  private Bytes all(Owner owner, Heads heads, Request request)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    return switch (request.method()) {
      case "POST" -> create(owner, heads, request.body());
      case "GET" -> list(owner, heads, Paging.read(request.query()));
      default -> throw noMethod();
    };
  }

  private Bytes one(Owner owner, Heads heads, Request request)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    Matcher path = BELOW.matcher(request.path());
    if (!path.matches()) {
      throw HistoryRefusedException.notFound();
    }
    String id = path.group(1);
    String item = path.group(3);
    if (path.group(2) == null) {
      return switch (request.method()) {
        case "GET" -> volumes.read(owner, heads, id, it -> shown(it.volume()));
        case "POST" -> describe(owner, heads, id, request.body());
        case "DELETE" -> delete(owner, heads, id);
        default -> throw noMethod();
      };
    }
    if (item == null) {
      return switch (request.method()) {
        case "GET" -> items(owner, heads, id, Paging.read(request.query()));
        case "POST" -> append(owner, heads, id, request.body());
        default -> throw noMethod();
      };
    }
    return switch (request.method()) {
      case "GET" -> volumes.read(owner, heads, id, it -> it.of(entry(it.volume(), item)));
      case "DELETE" -> shown(volumes.change(owner, heads, id, now -> without(now, item)));
      default -> throw noMethod();
    };
  }

  private static HistoryRefusedException noMethod() {
    return new HistoryRefusedException("method-not-allowed", 405, "not a method here");
  }

  private Bytes create(Owner owner, Heads heads, Bytes body)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    Map<String, Bytes> members = body.isEmpty() ? Map.of() : RawJson.members(body);
    only(members, Set.of(METADATA, "items"));
    Bytes first = members.get("items");
    List<NewEntry> add =
        first == null || RawJson.is(first, "null") ? List.of() : items.ofClient(first, List.of());
    String id = ids.next("conv_");
    Volume made =
        volumes.create(
            owner,
            heads,
            Shelf.CONVERSATIONS,
            id,
            Map.of(METADATA, Metadata.read(members.get(METADATA))),
            add);
    audit.entered("create", Shelf.CONVERSATIONS, id);
    return shown(made);
  }

  /// OpenAI has no such list; whoever loses an id needs one.
  private Bytes list(Owner owner, Heads heads, Paging paging) throws HistoryRefusedException {
    Optional<Volume> list = volumes.list(owner, heads, Shelf.CONVERSATIONS);
    Paging.Part part = paging.of(list.isEmpty() ? List.of() : list.get().entries());
    List<Bytes> data = new ArrayList<>();
    for (VolumeEntry entry : part.entries()) {
      data.add(
          new RawObject()
              .with("id", entry.id())
              .with("object", "conversation")
              .with("created_at", Long.parseLong(entry.note().getFirst()))
              .end());
    }
    return Paging.json(part, data);
  }

  private Bytes describe(Owner owner, Heads heads, String id, Bytes body)
      throws HistoryRefusedException {
    Map<String, Bytes> members = RawJson.members(body);
    only(members, Set.of(METADATA));
    Map<String, String> about = Map.of(METADATA, Metadata.read(members.get(METADATA)));
    return shown(volumes.change(owner, heads, id, _ -> new Edit(about, List.of(), Set.of())));
  }

  private Bytes delete(Owner owner, Heads heads, String id)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    volumes.delete(owner, heads, Shelf.CONVERSATIONS, id);
    audit.entered("delete", Shelf.CONVERSATIONS, id);
    return new RawObject()
        .with("id", id)
        .with("object", "conversation.deleted")
        .with("deleted", true)
        .end();
  }

  private Bytes append(Owner owner, Heads heads, String id, Bytes body)
      throws HistoryRefusedException {
    Map<String, Bytes> members = RawJson.members(body);
    only(members, Set.of("items"));
    Bytes list = members.get("items");
    if (list == null) {
      throw HistoryRefusedException.malformed("items are needed");
    }
    List<NewEntry> add = items.ofClient(list, List.of());
    if (add.isEmpty()) {
      throw HistoryRefusedException.malformed("items are needed");
    }
    Volume after = volumes.change(owner, heads, id, now -> new Edit(now.about(), add, Set.of()));
    List<VolumeEntry> entries = new ArrayList<>();
    for (NewEntry one : add) {
      entries.add(entry(after, one.id()));
    }
    return Paging.json(
        new Paging.Part(entries, false), add.stream().map(NewEntry::content).toList());
  }

  private Bytes items(Owner owner, Heads heads, String id, Paging paging)
      throws HistoryRefusedException {
    return volumes.read(
        owner,
        heads,
        id,
        contents -> {
          Paging.Part part = paging.ofContents(contents.volume().entries());
          return Paging.json(part, all(contents, part.entries()));
        });
  }

  /// What entries hold.
  static List<Bytes> all(Contents contents, List<VolumeEntry> entries)
      throws HistoryRefusedException {
    contents.expect(entries);
    List<Bytes> all = new ArrayList<>();
    for (VolumeEntry entry : entries) {
      all.add(contents.of(entry));
    }
    return all;
  }

  private static Edit without(Volume now, String item) throws HistoryRefusedException {
    return new Edit(now.about(), List.of(), Set.of(entry(now, item).id()));
  }

  private static VolumeEntry entry(Volume volume, String item) throws HistoryRefusedException {
    return volume.entry(item).orElseThrow(HistoryRefusedException::notFound);
  }

  private static void only(Map<String, Bytes> members, Set<String> known)
      throws HistoryRefusedException {
    if (!known.containsAll(members.keySet())) {
      throw HistoryRefusedException.malformed(
          "known here: " + String.join(", ", known.stream().sorted().toList()));
    }
  }

  private static Bytes shown(Volume volume) {
    return new RawObject()
        .with("id", volume.id())
        .with("object", "conversation")
        .with("created_at", volume.created())
        .with(METADATA, Bytes.utf8(volume.about().getOrDefault(METADATA, "{}")))
        .end();
  }
}
