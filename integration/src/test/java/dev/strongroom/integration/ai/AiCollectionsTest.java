// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Collections through the command and the attested channel, with a model inside the enclave that
/// says where texts are, on the host's real store.
@Timeout(600)
class AiCollectionsTest {
  private static final String STORES = "/vector_stores";
  private static final List<String> TEXTS =
      List.of(
          "The kettle is on the stove, and the tea is in the tin beside it.",
          "qqq zzz 1234567890 qqq zzz 1234567890 qqq zzz",
          "Whoever holds two of the three keys may open the box at noon.");

  private static final double CLOSE = 1e-4;

  @TempDir private Path folder;

  private static HttpResponse<String> ask(AiProcess ai, String method, String path, String body)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(ai.uri() + path))
              .header("content-type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String whole(AiProcess ai, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = ask(ai, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void refused(AiProcess ai, String id, int status, String code) throws Exception {
    HttpResponse<String> answer =
        ask(ai, "POST", STORES + "/" + id + "/search", "{\"query\":\"x\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  /// A passage that was found.
  private record Found(String file, String text, double score) {}

  private static List<Found> found(AiProcess ai, String id, String query) throws Exception {
    Bytes page =
        Bytes.utf8(
            whole(ai, "POST", STORES + "/" + id + "/search", "{\"query\":\"" + query + "\"}"));
    List<Found> all = new ArrayList<>();
    for (Bytes one : RawJson.items(member(page, "data"))) {
      Bytes passage = RawJson.items(member(one, "content")).getFirst();
      all.add(
          new Found(
              RawJson.text(member(one, "filename"), 100),
              RawJson.text(member(passage, "text"), 1000),
              number(member(one, "score"))));
    }
    return all;
  }

  private static Bytes member(Bytes object, String name) throws Exception {
    return Optional.ofNullable(RawJson.members(object).get(name)).orElseThrow();
  }

  private static double number(Bytes json) {
    return Double.parseDouble(String.valueOf(json.asUtf8()));
  }

  /// Where the model itself says that texts are.
  private static List<List<Double>> places(AiProcess ai, List<String> texts) throws Exception {
    String input = CanonicalJson.text(texts);
    Bytes answer =
        Bytes.utf8(
            whole(ai, "POST", "/embeddings", "{\"model\":\"tiny\",\"input\":" + input + "}"));
    List<List<Double>> places = new ArrayList<>();
    for (Bytes one : RawJson.items(member(answer, "data"))) {
      places.add(
          RawJson.items(member(one, "embedding")).stream().map(AiCollectionsTest::number).toList());
    }
    return places;
  }

  private static double cosine(List<Double> one, List<Double> other) {
    return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
  }

  private static double product(List<Double> one, List<Double> other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i) * other.get(i);
    }
    return sum;
  }

  private static void add(AiProcess ai, String id, int number) throws Exception {
    String _ =
        whole(
            ai,
            "POST",
            STORES + "/" + id + "/files",
            "{\"filename\":\"" + number + "\",\"text\":\"" + TEXTS.get(number) + "\"}");
  }

  private AiProcess ai(ModelUp up, String key) throws IOException {
    return AiProcess.start(folder, up.address(), "--history-key", key);
  }

  private void copyStore(Path from, Path to) throws IOException {
    Path store = TinyGateway.store(folder);
    for (String end : List.of("", "-wal", "-shm")) {
      Path file = from.resolve(store.getFileName() + end);
      Path copy = to.resolve(store.getFileName() + end);
      if (Files.exists(file)) {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(copy);
      }
    }
  }

  @Test
  void areFoundByTheirMeaningAndNotRolledBack() throws Exception {
    Path kept = TinyGateway.store(folder).getParent();
    Path yesterday = Files.createDirectory(folder.resolve("yesterday"));
    String id;
    try (ModelUp up = TinyGateway.start(folder);
        AiProcess ai = ai(up, "mine.key")) {
      id =
          RawJson.text(
              member(Bytes.utf8(whole(ai, "POST", STORES, "{\"name\":\"notes\"}")), "id"), 100);
      add(ai, id, 0);
      add(ai, id, 1);
      asTheModelSays(ai, id);
    }
    copyStore(kept, yesterday);
    try (ModelUp up = TinyGateway.start(folder);
        AiProcess ai = ai(up, "mine.key")) {
      add(ai, id, 2);
      assertThat(found(ai, id, TEXTS.get(2))).hasSize(3).first().returns("2", Found::file);
      try (AiProcess other = ai(up, "other.key")) {
        refused(other, id, 404, "not-found");
      }
    }
    assertThat(Files.readString(folder.resolve("mine.key.heads")))
        .contains(id + "=4.", "vector_stores=1.");
    // No word of what was kept is on the host's disk.
    String disk =
        new String(Files.readAllBytes(TinyGateway.store(folder)), StandardCharsets.ISO_8859_1);
    assertThat(disk).doesNotContain("kettle", "noon", "notes", id);
    copyStore(yesterday, kept);
    try (ModelUp up = TinyGateway.start(folder)) {
      try (AiProcess ai = ai(up, "mine.key")) {
        refused(ai, id, 409, "rolled-back");
      }
      // Whoever remembers nothing can't tell.
      Files.delete(folder.resolve("mine.key.heads"));
      try (AiProcess ai = ai(up, "mine.key")) {
        assertThat(found(ai, id, TEXTS.get(2))).hasSize(2);
        String _ = whole(ai, "DELETE", STORES + "/" + id, "");
        refused(ai, id, 404, "not-found");
      }
    }
  }

  private static void asTheModelSays(AiProcess ai, String id) throws Exception {
    String query = "tea beside the stove";
    List<List<Double>> places = places(ai, List.of(query, TEXTS.get(0), TEXTS.get(1)));
    List<Found> all = found(ai, id, query);
    assertThat(all).hasSize(2);
    assertThat(all.getFirst().score()).isGreaterThanOrEqualTo(all.getLast().score());
    for (Found one : all) {
      int number = Integer.parseInt(one.file());
      assertThat(one.text()).isEqualTo(TEXTS.get(number));
      assertThat(one.score())
          .isCloseTo(cosine(places.getFirst(), places.get(number + 1)), within(CLOSE));
    }
    // A text is nearest to itself.
    for (int number : List.of(0, 1)) {
      Found best = found(ai, id, TEXTS.get(number)).getFirst();
      assertThat(best.file()).isEqualTo(String.valueOf(number));
      assertThat(best.score()).isCloseTo(1, within(CLOSE));
    }
  }
}
