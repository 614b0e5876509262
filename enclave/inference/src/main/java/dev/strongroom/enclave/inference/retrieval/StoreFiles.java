// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.history.Metadata;
import dev.strongroom.enclave.inference.volume.Edit;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes.Contents;
import dev.strongroom.enclave.inference.volume.Volume;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The files of a collection: each is an entry with its text, and entries behind that with the
/// places of its passages.
///
/// @param embedder says where texts are
/// @param clock for the time at which they came
record StoreFiles(Embedder embedder, InstantSource clock) {
  /// How many dimensions the places of a collection have; empty before there is any.
  static final String DIMENSIONS = "dimensions";

  private static final int MOST_FILES = 100;
  private static final int MOST_TEXT = 256 << 10;
  private static final int MOST_NAME = 256;
  private static final String PLACES = "places";

  /// Makes a file of a request, and has its passages placed.
  ///
  /// @param id of the file
  /// @throws HistoryRefusedException if it isn't one, or the model doesn't say where it is
  /// @throws AccessRefusedException if whoever asks may not
  List<NewEntry> read(Map<String, List<String>> headers, String id, Bytes body)
      throws HistoryRefusedException, AccessRefusedException, InterruptedException {
    Map<String, Bytes> members = RawJson.members(body);
    if (!Set.of("filename", "text", "attributes").containsAll(members.keySet())) {
      throw HistoryRefusedException.malformed("known here: attributes, filename, text");
    }
    Bytes named = members.get("filename");
    Bytes said = members.get("text");
    if (named == null || said == null) {
      throw HistoryRefusedException.malformed("filename and text are needed");
    }
    String name = RawJson.text(named, MOST_NAME);
    String text = RawJson.text(said, MOST_TEXT);
    List<Cutter.Stretch> stretches = Cutter.cut(text);
    if (stretches.isEmpty()) {
      throw HistoryRefusedException.malformed("a text that isn't blank is needed");
    }
    List<Place> places =
        embedder.places(
            headers, stretches.stream().map(one -> text.substring(one.from(), one.to())).toList());
    List<Passage> passages = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      passages.add(new Passage(stretches.get(i).from(), stretches.get(i).to(), places.get(i)));
    }
    List<NewEntry> entries = new ArrayList<>();
    entries.add(
        new NewEntry(
            id,
            Bytes.utf8(text),
            List.of(
                name,
                String.valueOf(clock.instant().getEpochSecond()),
                Metadata.read(members.get("attributes")),
                String.valueOf(places.getFirst().dimensions()))));
    for (Bytes part : Passage.encoded(passages)) {
      entries.add(new NewEntry(id + "." + entries.size(), part, List.of(PLACES, id)));
    }
    return entries;
  }

  /// The edit that puts a file into a collection.
  static Edit added(Volume now, List<NewEntry> file) throws HistoryRefusedException {
    if (of(now).size() >= MOST_FILES) {
      throw HistoryRefusedException.full("at most " + MOST_FILES + " files");
    }
    String dimensions = file.getFirst().note().get(3);
    String before = now.about().getOrDefault(DIMENSIONS, dimensions);
    if (!before.equals(dimensions)) {
      throw otherModel();
    }
    Map<String, String> about = new HashMap<>(now.about());
    about.put(DIMENSIONS, dimensions);
    return new Edit(about, file, Set.of());
  }

  /// The edit that takes a file out of a collection.
  static Edit removed(Volume now, String file) throws HistoryRefusedException {
    VolumeEntry entry = of(now, file);
    Set<String> gone =
        now.entries().stream()
            .filter(one -> one.equals(entry) || isOf(one, file))
            .map(VolumeEntry::id)
            .collect(Collectors.toSet());
    return new Edit(now.about(), List.of(), gone);
  }

  static HistoryRefusedException otherModel() {
    return new HistoryRefusedException(
        "other-embeddings", 409, "the model has other places than the collection was made with");
  }

  /// All files.
  static List<VolumeEntry> of(Volume volume) {
    return volume.entries().stream().filter(one -> !isPlaces(one)).toList();
  }

  /// A file.
  static VolumeEntry of(Volume volume, String file) throws HistoryRefusedException {
    return of(volume).stream()
        .filter(one -> one.id().equals(file))
        .findFirst()
        .orElseThrow(HistoryRefusedException::notFound);
  }

  /// The text of a file.
  static String text(Contents contents, VolumeEntry file) throws HistoryRefusedException {
    return Optional.ofNullable(contents.of(file).asUtf8())
        .orElseThrow(HistoryRefusedException::damaged);
  }

  /// The passages of a file.
  static List<Passage> passages(Contents contents, VolumeEntry file, String text)
      throws HistoryRefusedException {
    List<Passage> all = new ArrayList<>();
    for (VolumeEntry entry : contents.volume().entries()) {
      if (isOf(entry, file.id())) {
        try {
          all.addAll(Passage.parse(contents.of(entry), text));
        } catch (IllegalArgumentException e) {
          throw HistoryRefusedException.damaged();
        }
      }
    }
    return all;
  }

  /// A file as users see it.
  static Bytes shown(Volume volume, VolumeEntry file) {
    return new RawObject()
        .with("id", file.id())
        .with("object", "vector_store.file")
        .with("created_at", Long.parseLong(file.note().get(1)))
        .with("vector_store_id", volume.id())
        .with("filename", file.note().getFirst())
        .with("usage_bytes", file.length())
        .with("status", "completed")
        .with("last_error", Bytes.utf8("null"))
        .with("attributes", Bytes.utf8(file.note().get(2)))
        .end();
  }

  private static boolean isPlaces(VolumeEntry entry) {
    return entry.note().size() == 2;
  }

  private static boolean isOf(VolumeEntry entry, String file) {
    return isPlaces(entry) && entry.note().get(1).equals(file);
  }
}
