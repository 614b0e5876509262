// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes.Contents;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is looked for in a collection: the nearest passages, found by looking at all of them.
///
/// @param query in words
/// @param most results
/// @param least score of a result
record Search(String query, int most, double least) {
  private static final int MOST_QUERY = 8192;
  private static final int MOST = 50;
  private static final int USUAL = 10;
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]?");
  private static final Pattern SCORE = Pattern.compile("(?:0(?:\\.[0-9]{1,9})?|1(?:\\.0{1,9})?)");

  /// The best first; of equals the one that was looked at first.
  private static final Comparator<Found> BEST =
      Comparator.comparingDouble(Found::score).reversed().thenComparingInt(Found::number);

  /// A passage that was found.
  ///
  /// @param number in the order in which they were looked at
  private record Found(VolumeEntry file, String text, double score, int number) {}

  /// Reads a request.
  ///
  /// @throws HistoryRefusedException if it isn't one, or asks for what isn't done here
  static Search read(Bytes body) throws HistoryRefusedException {
    Map<String, Bytes> members = RawJson.members(body);
    if (!Set.of("query", "max_num_results", "ranking_options", "rewrite_query")
        .containsAll(members.keySet())) {
      throw HistoryRefusedException.malformed(
          "known here: max_num_results, query, ranking_options.score_threshold");
    }
    Bytes rewrite = members.getOrDefault("rewrite_query", Bytes.utf8("false"));
    Bytes query = members.get("query");
    if (query == null || !RawJson.is(rewrite, "false")) {
      throw HistoryRefusedException.malformed("a query is needed, which isn't rewritten here");
    }
    String words = RawJson.text(query, MOST_QUERY);
    if (words.isBlank()) {
      throw HistoryRefusedException.malformed("a query that isn't blank is needed");
    }
    return new Search(words, count(members.get("max_num_results")), least(members));
  }

  private static int count(@Nullable Bytes value) throws HistoryRefusedException {
    if (value == null) {
      return USUAL;
    }
    String text = String.valueOf(value.asUtf8());
    if (COUNT.matcher(text).matches() && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    throw HistoryRefusedException.malformed("max_num_results is 1 to " + MOST);
  }

  private static double least(Map<String, Bytes> members) throws HistoryRefusedException {
    Bytes options = members.get("ranking_options");
    if (options == null) {
      return -1;
    }
    Map<String, Bytes> inside = RawJson.members(options);
    Bytes threshold = inside.get("score_threshold");
    if (!Set.of("score_threshold").containsAll(inside.keySet())) {
      throw HistoryRefusedException.malformed("of ranking_options only score_threshold");
    }
    if (threshold == null) {
      return -1;
    }
    String text = String.valueOf(threshold.asUtf8());
    if (SCORE.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    throw HistoryRefusedException.malformed("score_threshold is 0 to 1");
  }

  /// Looks at all passages.
  ///
  /// @param place of the query
  /// @throws HistoryRefusedException if the collection was made with another model
  Bytes in(Contents contents, Place place) throws HistoryRefusedException {
    contents.expect(contents.volume().entries());
    PriorityQueue<Found> found = new PriorityQueue<>(BEST.reversed());
    int number = 0;
    for (VolumeEntry file : StoreFiles.of(contents.volume())) {
      String text = StoreFiles.text(contents, file);
      for (Passage passage : StoreFiles.passages(contents, file, text)) {
        if (passage.place().dimensions() != place.dimensions()) {
          throw StoreFiles.otherModel();
        }
        double score = passage.place().cosine(place);
        if (score >= least && (found.size() < most || score > worst(found))) {
          String words = text.substring(passage.from(), passage.to());
          found.add(new Found(file, words, score, number++));
          if (found.size() > most) {
            found.remove();
          }
        }
      }
    }
    List<Bytes> data = found.stream().sorted(BEST).map(Search::shown).toList();
    return new RawObject()
        .with("object", "vector_store.search_results.page")
        .with("search_query", List.of(query))
        .with("data", RawObject.list(data))
        .with("has_more", false)
        .with("next_page", Bytes.utf8("null"))
        .end();
  }

  private static double worst(PriorityQueue<Found> found) {
    return found.element().score();
  }

  private static Bytes shown(Found found) {
    return new RawObject()
        .with("file_id", found.file().id())
        .with("filename", found.file().note().getFirst())
        .with("score", Bytes.utf8(String.valueOf(found.score())))
        .with("attributes", Bytes.utf8(found.file().note().get(2)))
        .with("content", List.of(Map.of("type", "text", "text", found.text())))
        .end();
  }
}
