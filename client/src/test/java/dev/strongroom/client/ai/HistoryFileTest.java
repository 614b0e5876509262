// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The key to what a gateway keeps, and what was seen of it.
@Timeout(60)
class HistoryFileTest {
  private static final String ID = "conv_" + "a".repeat(32);
  private static final String MARK = "0123456789abcdef".repeat(2);

  @TempDir private Path folder;

  private HistoryFile open(String name) throws IOException {
    return HistoryFile.open(folder.resolve(name), new SecureRandom());
  }

  private static HistoryHead head(String id, long version) {
    return new HistoryHead(id, version, MARK);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void aKeyIsMadeOnce() throws Exception {
    String shown;
    try (HistoryFile made = open("key")) {
      shown = made.key().shown().value();
      assertThat(made.key().toString()).isEqualTo("HistoryKey");
    }
    assertThat(shown).hasSize(43);
    assertThat(mode("key")).isEqualTo("rw-------");
    HistoryKey closed;
    try (HistoryFile again = open("key");
        HistoryFile other = open("other")) {
      closed = again.key();
      assertThat(again.key().shown().value()).isEqualTo(shown);
      assertThat(other.key().shown().value()).isNotEqualTo(shown);
    }
    assertThatThrownBy(closed::text).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsNoKeyIsRefused() throws Exception {
    for (String text : List.of("", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "B", "é")) {
      Path file = folder.resolve("bad");
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
      assertThatThrownBy(() -> open("bad")).isInstanceOf(IOException.class);
    }
    open("open").close();
    Files.setPosixFilePermissions(
        folder.resolve("open"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> open("open")).hasMessageContaining("0600");
    open("heads").close();
    Files.writeString(folder.resolve("heads.heads"), "nonsense\n");
    assertThatThrownBy(() -> open("heads")).hasMessageContaining("isn't a head");
  }

  @Test
  void theLatestIsRemembered() throws Exception {
    try (HistoryFile file = open("key");
        HistoryFile beside = open("key")) {
      file.seen(head(ID, 2));
      file.seen(head(ID, 1));
      assertThat(file.head(ID)).contains(head(ID, 2));
      // Another process with the same file forgets nothing of this one's.
      beside.seen(head("conversations", 7));
      assertThat(beside.head(ID)).contains(head(ID, 2));
      assertThatThrownBy(() -> beside.seen(new HistoryHead(ID, 2, "f".repeat(32))))
          .isInstanceOf(RolledBackException.class);
    }
    assertThat(mode("key.heads")).isEqualTo("rw-------");
    assertThat(Files.readAllLines(folder.resolve("key.heads")))
        .containsExactly(ID + "=2." + MARK, "conversations=7." + MARK);
    try (HistoryFile again = open("key")) {
      assertThat(again.head(ID)).contains(head(ID, 2));
    }
  }

  @Test
  void manyAtATimeLoseNothing() throws Exception {
    try (HistoryFile file = open("key");
        HistoryFile beside = open("key");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 1; i <= 40; i++) {
        HistoryFile one = i % 2 == 0 ? file : beside;
        String id = "resp_" + i;
        all.add(
            threads.submit(() -> {
              one.seen(head(id, 1));
              return id;
            }));
      }
      for (Future<?> done : all) {
        done.get();
      }
    }
    assertThat(Files.readAllLines(folder.resolve("key.heads"))).hasSize(40);
  }

  /// Nobody sees a key that is half made, and no other file is left.
  @Test
  void manyThatMakeAKeyHaveTheSame() throws Exception {
    int many = 8;
    for (int round = 0; round < 25; round++) {
      String name = "new" + round;
      CyclicBarrier together = new CyclicBarrier(many);
      List<Future<String>> all = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
        for (int i = 0; i < many; i++) {
          all.add(
              threads.submit(() -> {
                together.await();
                try (HistoryFile file = open(name)) {
                  return file.key().shown().value();
                }
              }));
        }
      }
      Set<String> keys = new HashSet<>();
      for (Future<String> one : all) {
        keys.add(one.get());
      }
      assertThat(keys).hasSize(1);
      assertThat(mode(name)).isEqualTo("rw-------");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(25);
    }
  }

  private static ModelScript saying(String heads) {
    return (asked, out) -> {
      if (String.valueOf(asked.body().asUtf8()).contains("\"stream\":true")) {
        out.write(
            ModelScript.streamed(
                List.of(
                    "data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n",
                    ": strongroom-history-head: " + heads + "\n\n",
                    "data: {\"type\":\"response.completed\"}\n\n")));
      } else {
        String answer =
            new String(ModelScript.whole(200, "application/json", "{}"), StandardCharsets.UTF_8);
        out.write(
            ModelScript.ascii(
                answer.replace("\r\n\r\n", "\r\nstrongroom-history-head: " + heads + "\r\n\r\n")));
      }
    };
  }

  private static void ask(ConfidentialModels models, ModelRequest request) throws Exception {
    try (ModelAnswer answer = models.send(request)) {
      assertThat(answer.body().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void theKeyIsShownWhereItIsNeeded() throws Exception {
    try (HistoryFile file = open("key");
        ScriptedGateway gateway =
            new ScriptedGateway(saying(ID + "=3." + MARK + ", conversations=1." + MARK));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      ask(models, ModelRequest.json("/v1/chat/completions", "{\"x\":\"" + ID + "\"}"));
      ask(models, ModelRequest.get("/v1/models"));
      ask(models, ModelRequest.json("/v1/conversationsX", "{}"));
      assertThat(gateway.asked())
          .allSatisfy(asked ->
              assertThat(asked.headers())
                  .doesNotContainKeys("strongroom-history-key", "strongroom-history-head"));
      // Nor is anything remembered of what is said there, in a header or in a stream.
      gateway.script((_, out) ->
          out.write(
              ModelScript.streamed(
                  List.of(
                      ": strongroom-history-head: " + ID + "=3." + MARK + "\n\n",
                      "data: [DONE]\n\n"))));
      ask(models, ModelRequest.json("/v1/chat/completions", "{\"stream\":true}"));
      assertThat(file.head(ID)).isEmpty();
      assertThat(file.all()).isEmpty();
    }
  }

  /// The gateway can't check what a request doesn't name, such as what is on a list.
  @Test
  void anAnswerThatSaysLessThanWasSeenIsRefused() throws Exception {
    String store = "vs_" + "b".repeat(32);
    String listed = "conversations=1." + MARK + ", " + store + "=2." + MARK;
    try (HistoryFile file = open("key");
        ScriptedGateway gateway = new ScriptedGateway(saying(listed));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      file.seen(head(store, 2));
      ask(models, ModelRequest.get("/v1/vector_stores"));
      assertThat(gateway.asked().getLast().headers()).doesNotContainKey("strongroom-history-head");
      file.seen(head(store, 3));
      assertThatThrownBy(() -> ask(models, ModelRequest.get("/v1/vector_stores")))
          .isInstanceOf(RolledBackException.class)
          .hasMessageContaining(store);
      assertThatThrownBy(() -> ask(models, ModelRequest.json("/v1/responses", "{\"stream\":true}")))
          .isInstanceOf(RolledBackException.class);
      // What was seen while the answer was under way may be later than it.
      gateway.script((asked, out) -> {
        file.seen(head(store, 5));
        saying(store + "=4." + MARK).answer(asked, out);
      });
      ask(models, ModelRequest.get("/v1/vector_stores"));
      assertThat(file.head(store)).contains(head(store, 5));
    }
  }

  /// What is said to a model may have any number of ids in it.
  @Test
  void onlyMembersOfARequestNameAnything() throws Exception {
    try (HistoryFile file = open("key");
        ScriptedGateway gateway = new ScriptedGateway(saying("responses=1." + MARK));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      StringBuilder said = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        file.seen(head("resp_" + i, 1));
        said.append("resp_").append(i).append(' ');
      }
      file.seen(head(ID, 1));
      String input =
          "{\"temperature\":0.5,\"text\":\"\\\"}\",\"input\":[{\"content\":\"resp_7\"},\"resp_8\",\"%s\"],"
              .formatted(said);
      ask(
          models,
          ModelRequest.json(
              "/v1/responses",
              input
                  + "\"metadata\":{\"id\":\"resp_9\"},\"conversation\":{\"id\":\""
                  + ID
                  + "\"}}"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head"))
          .isEqualTo(ID + "=1." + MARK);
      ask(
          models,
          ModelRequest.json("/v1/responses", input + "\"previous_response_id\" : \"resp_3\"}"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head").split(", ", -1))
          .containsExactly("responses=1." + MARK, "resp_3=1." + MARK);
      ask(models, ModelRequest.json("/v1/conversations/" + ID + "/items", input + "\"x\":1}"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head").split(", ", -1))
          .containsExactly("responses=1." + MARK, ID + "=1." + MARK);
    }
  }

  @Test
  void whatWasSeenGoesWithTheNextRequest() throws Exception {
    try (HistoryFile file = open("key");
        ScriptedGateway gateway =
            new ScriptedGateway(saying(ID + "=3." + MARK + ", conversations=1." + MARK));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      ask(models, ModelRequest.json("/v1/conversations", "{}"));
      ModelScript.Asked first = gateway.asked().getLast();
      assertThat(first.header("strongroom-history-key")).isEqualTo(file.key().shown().value());
      assertThat(first.headers()).doesNotContainKey("strongroom-history-head");
      gateway.script(saying(ID + "=4." + MARK));
      ask(models, ModelRequest.get("/v1/conversations/" + ID + "/items?limit=1"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head"))
          .contains(ID + "=3." + MARK, "conversations=1." + MARK);
      // In a stream it is a comment.
      gateway.script(saying(ID + "=9." + MARK));
      ask(
          models,
          ModelRequest.json("/v1/responses", "{\"stream\":true,\"conversation\":\"" + ID + "\"}"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head"))
          .contains(ID + "=4." + MARK);
      ask(models, ModelRequest.get("/v1/responses/resp_other"));
      assertThat(gateway.asked().getLast().header("strongroom-history-head")).doesNotContain(ID);
      assertThat(file.head(ID)).contains(head(ID, 9));
      // Another history of the same length.
      gateway.script(saying(ID + "=9." + "0".repeat(32)));
      assertThatThrownBy(() -> ask(models, ModelRequest.get("/v1/conversations/" + ID)))
          .isInstanceOf(RolledBackException.class);
    }
  }

  @Test
  void aRequestAboutTooManyIsNotSent() throws Exception {
    try (HistoryFile file = open("key");
        ScriptedGateway gateway = new ScriptedGateway(saying(ID + "=1." + MARK));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      StringBuilder named = new StringBuilder();
      for (int i = 0; i < History.MOST; i++) {
        file.seen(head("resp_" + i, 1));
        named.append(",\"m").append(i).append("\":\"resp_").append(i).append('"');
      }
      // Those that were never seen don't count.
      String most = "{\"input\":\"resp_never\"" + named + "}";
      ask(models, ModelRequest.json("/v1/responses", most));
      assertThat(gateway.asked().getLast().header("strongroom-history-head").split(", ", -1))
          .hasSize(History.MOST);
      file.seen(head("resp_more", 1));
      assertThatThrownBy(
              () -> ask(models, ModelRequest.json("/v1/responses", most.replace("never", "more"))))
          .isInstanceOf(TooManyHistoriesException.class)
          .hasMessageContaining("32");
      // A list that was seen is said with each request.
      file.seen(head("responses", 1));
      assertThatThrownBy(() -> ask(models, ModelRequest.json("/v1/responses", most)))
          .isInstanceOf(TooManyHistoriesException.class);
      assertThat(gateway.asked()).hasSize(1);
      // Where nothing is kept nothing is said.
      ask(models, ModelRequest.json("/v1/chat/completions", most.replace("never", "more")));
    }
  }

  @Test
  void asManyAsAnAnswerSaysAreRemembered() throws Exception {
    try (HistoryFile file = open("key");
        ScriptedGateway gateway = new ScriptedGateway(saying("responses=1." + MARK));
        ConfidentialModels models = gateway.models().history(file.key(), file).build()) {
      List<String> said = new ArrayList<>();
      for (int i = 0; i < History.MOST; i++) {
        // As long as ids may be.
        said.add(head("resp_" + "x".repeat(61) + (100 + i), 123_456_789_012_345L).text());
      }
      gateway.script(saying(String.join(", ", said)));
      ask(models, ModelRequest.json("/v1/responses", "{\"stream\":true}"));
      assertThat(Files.readAllLines(folder.resolve("key.heads"))).containsExactlyElementsOf(said);
    }
  }
}
