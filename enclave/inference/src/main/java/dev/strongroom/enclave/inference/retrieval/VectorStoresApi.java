// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.history.HistoryAudit;
import dev.strongroom.enclave.inference.history.KeptAnswers;
import dev.strongroom.enclave.inference.history.Metadata;
import dev.strongroom.enclave.inference.history.Paging;
import dev.strongroom.enclave.inference.volume.Edit;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Ids;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.inference.volume.Shelf;
import dev.strongroom.enclave.inference.volume.Volume;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// OpenAI's vector stores, with files as text (`docs/conversations.md`, section 6). Thread-safe.
final class VectorStoresApi {
  static final String PATH = "/v1/vector_stores";

  private static final Pattern ID = Pattern.compile("vs_[0-9a-f]{32}");
  private static final Pattern BELOW =
      Pattern.compile(
          PATH + "/(" + ID + ")(?:/(search)|/(files)(?:/(file_[0-9a-f]{32})(/content)?)?)?");
  private static final String METADATA = "metadata";
  private static final String NAME = "name";
  private static final int MOST_NAME = 256;

  /// Of a list, so that its answer can say the states of all that are on it.
  private static final int MOST_LISTED = 30;

  private final SealedVolumes volumes;
  private final HistoryAudit audit;
  private final StoreFiles files;
  private final Ids ids;

  VectorStoresApi(SealedVolumes volumes, HistoryAudit audit, StoreFiles files, Ids ids) {
    this.volumes = volumes;
    this.audit = audit;
    this.files = files;
    this.ids = ids;
  }

  Response handle(Request request)
      throws HistoryRefusedException,
          AccessRefusedException,
          NotaryException,
          InterruptedException {
    try (Owner owner = volumes.owner(request.headers())) {
      Asking asking = new Asking(owner, Heads.of(request.headers()), request);
      return KeptAnswers.json(
          request.path().equals(PATH) ? all(asking) : one(asking), asking.heads());
    }
  }

  /// Who asks for what.
  private record Asking(Owner owner, Heads heads, Request request) {}

  private Bytes all(Asking asking)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    return switch (asking.request().method()) {
      case "POST" -> create(asking);
      case "GET" -> list(asking);
      default -> throw noMethod();
    };
  }

  private Bytes one(Asking asking)
      throws HistoryRefusedException,
          AccessRefusedException,
          NotaryException,
          InterruptedException {
    Matcher path = BELOW.matcher(asking.request().path());
    if (!path.matches()) {
      throw HistoryRefusedException.notFound();
    }
    String id = path.group(1);
    String method = asking.request().method();
    if (path.group(2) != null) {
      return switch (method) {
        case "POST" -> search(asking, id);
        default -> throw noMethod();
      };
    }
    if (path.group(4) != null) {
      return file(asking, id, path.group(4), path.group(5) != null);
    }
    if (path.group(3) != null) {
      return switch (method) {
        case "POST" -> add(asking, id);
        case "GET" -> files(asking, id);
        default -> throw noMethod();
      };
    }
    return switch (method) {
      case "GET" -> volumes.read(asking.owner(), asking.heads(), id, it -> shown(it.volume()));
      case "POST" -> describe(asking, id);
      case "DELETE" -> delete(asking, id);
      default -> throw noMethod();
    };
  }

  private static HistoryRefusedException noMethod() {
    return new HistoryRefusedException("method-not-allowed", 405, "not a method here");
  }

  private Bytes create(Asking asking)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    String id = ids.next("vs_");
    Volume made =
        volumes.create(
            asking.owner(),
            asking.heads(),
            Shelf.VECTOR_STORES,
            id,
            about(asking.request().body()),
            List.of());
    audit.entered("create", Shelf.VECTOR_STORES, id);
    return shown(made);
  }

  private static Map<String, String> about(Bytes body) throws HistoryRefusedException {
    Map<String, Bytes> members = body.isEmpty() ? Map.of() : RawJson.members(body);
    if (!Set.of(METADATA, NAME).containsAll(members.keySet())) {
      throw HistoryRefusedException.malformed("known here: metadata, name");
    }
    Bytes name = members.getOrDefault(NAME, Bytes.utf8("\"\""));
    return Map.of(
        NAME,
        RawJson.is(name, "null") ? "" : RawJson.text(name, MOST_NAME),
        METADATA,
        Metadata.read(members.get(METADATA)));
  }

  private Bytes list(Asking asking) throws HistoryRefusedException {
    Optional<Volume> list = volumes.list(asking.owner(), asking.heads(), Shelf.VECTOR_STORES);
    Paging.Part part =
        Paging.read(asking.request().query())
            .atMost(MOST_LISTED)
            .of(list.isEmpty() ? List.of() : list.get().entries());
    List<Bytes> data = new ArrayList<>();
    for (VolumeEntry entry : part.entries()) {
      data.add(volumes.read(asking.owner(), asking.heads(), entry.id(), it -> shown(it.volume())));
    }
    return Paging.json(part, data);
  }

  private Bytes describe(Asking asking, String id) throws HistoryRefusedException {
    Map<String, String> said = about(asking.request().body());
    return shown(
        volumes.change(
            asking.owner(),
            asking.heads(),
            id,
            now -> {
              Map<String, String> about = new HashMap<>(now.about());
              about.putAll(said);
              return new Edit(about, List.of(), Set.of());
            }));
  }

  private Bytes delete(Asking asking, String id)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    volumes.delete(asking.owner(), asking.heads(), Shelf.VECTOR_STORES, id);
    audit.entered("delete", Shelf.VECTOR_STORES, id);
    return deleted(id, "vector_store.deleted");
  }

  private Bytes add(Asking asking, String id)
      throws HistoryRefusedException, AccessRefusedException, InterruptedException {
    // Nothing is sent to a model for a collection that isn't there.
    volumes.read(asking.owner(), asking.heads(), id, SealedVolumes.Contents::volume);
    String file = ids.next("file_");
    List<NewEntry> entries = files.read(asking.request().headers(), file, asking.request().body());
    Volume after =
        volumes.change(asking.owner(), asking.heads(), id, now -> StoreFiles.added(now, entries));
    return StoreFiles.shown(after, StoreFiles.of(after, file));
  }

  private Bytes files(Asking asking, String id) throws HistoryRefusedException {
    Paging paging = Paging.read(asking.request().query());
    return volumes.read(
        asking.owner(),
        asking.heads(),
        id,
        contents -> {
          Paging.Part part = paging.of(StoreFiles.of(contents.volume()));
          return Paging.json(
              part,
              part.entries().stream()
                  .map(one -> StoreFiles.shown(contents.volume(), one))
                  .toList());
        });
  }

  private Bytes file(Asking asking, String id, String file, boolean content)
      throws HistoryRefusedException {
    String method = asking.request().method();
    if (method.equals("GET")) {
      return volumes.read(
          asking.owner(),
          asking.heads(),
          id,
          contents -> {
            VolumeEntry entry = StoreFiles.of(contents.volume(), file);
            return content
                ? content(StoreFiles.text(contents, entry))
                : StoreFiles.shown(contents.volume(), entry);
          });
    }
    if (!method.equals("DELETE") || content) {
      throw noMethod();
    }
    volumes.change(asking.owner(), asking.heads(), id, now -> StoreFiles.removed(now, file));
    return deleted(file, "vector_store.file.deleted");
  }

  private static Bytes content(String text) {
    return new RawObject()
        .with("object", "vector_store.file_content.page")
        .with("data", List.of(Map.of("type", "text", "text", text)))
        .with("has_more", false)
        .with("next_page", Bytes.utf8("null"))
        .end();
  }

  private Bytes search(Asking asking, String id)
      throws HistoryRefusedException, AccessRefusedException, InterruptedException {
    Search search = Search.read(asking.request().body());
    volumes.read(asking.owner(), asking.heads(), id, SealedVolumes.Contents::volume);
    Place place =
        files.embedder().places(asking.request().headers(), List.of(search.query())).getFirst();
    return volumes.read(asking.owner(), asking.heads(), id, contents -> search.in(contents, place));
  }

  private static Bytes deleted(String id, String what) {
    return new RawObject().with("id", id).with("object", what).with("deleted", true).end();
  }

  private static Bytes shown(Volume volume) {
    int count = StoreFiles.of(volume).size();
    Bytes none = Bytes.utf8("null");
    return new RawObject()
        .with("id", volume.id())
        .with("object", "vector_store")
        .with("created_at", volume.created())
        .with(NAME, volume.about().getOrDefault(NAME, ""))
        .with("usage_bytes", volume.length())
        .with(
            "file_counts",
            Map.of(
                "in_progress", 0, "completed", count, "failed", 0, "cancelled", 0, "total", count))
        .with("status", "completed")
        .with("expires_after", none)
        .with("expires_at", none)
        .with("last_active_at", volume.created())
        .with(METADATA, Bytes.utf8(volume.about().getOrDefault(METADATA, "{}")))
        .end();
  }
}
