// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How many states a request and an answer say, and which.
class HeadsTest extends VolumesOnAStore {
  private static final int MANY_READ = 40;
  private static final String MARK = "0".repeat(32);

  private static String id(int number) {
    return "conv_" + String.format(Locale.ROOT, "%032x", number);
  }

  private static String said(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> id(number) + "=1." + MARK)
        .collect(Collectors.joining(", "));
  }

  private static List<String> ids(Heads heads) {
    List<String> ids = new ArrayList<>();
    for (String one : heads.said().orElseThrow().split(", ", -1)) {
      ids.add(one.substring(0, one.indexOf('=')));
    }
    return ids;
  }

  private Volume made(Heads heads, int number) throws Exception {
    return volumes.create(
        owner, heads, Shelf.CONVERSATIONS, id(number), Map.of("metadata", "{}"), List.of());
  }

  private Volume read(Heads heads, int number) throws Exception {
    return volumes.read(owner, heads, id(number), SealedVolumes.Contents::volume);
  }

  @Test
  void aRequestSaysSoManyAndNoMore() throws Exception {
    Heads most = heads(said(Heads.MOST));
    // Each of them counts: none of these is there.
    for (int number : List.of(0, Heads.MOST - 1)) {
      refused("rolled-back", () -> read(most, number));
    }
    refused("not-found", () -> read(most, Heads.MOST));
    refused("malformed-history-head", () -> heads(said(Heads.MOST + 1)));
    refused(
        "malformed-history-head",
        () ->
            Heads.of(
                Map.of(Heads.HEADER, List.of(said(Heads.MOST), id(Heads.MOST) + "=1." + MARK))));
    refused("malformed-history-head", () -> heads(said(1) + ", " + said(1)));
  }

  @Test
  void anAnswerSaysTheFirstOfThoseThatWereRead() throws Exception {
    for (int number = 0; number <= Heads.MOST; number++) {
      Volume _ = made(Heads.none(), number);
    }
    Heads heads = Heads.none();
    for (int number = 0; number < Heads.MOST; number++) {
      Volume _ = read(heads, number);
    }
    assertThat(ids(heads)).hasSize(Heads.MOST).contains(id(0), id(Heads.MOST - 1));
    Volume _ = read(heads, Heads.MOST);
    assertThat(ids(heads)).hasSize(Heads.MOST).contains(id(0)).doesNotContain(id(Heads.MOST));
    // A user's side can send back all that it was told.
    assertThat(heads(heads.said().orElseThrow()).said()).isEmpty();
  }

  @Test
  void whatWasWrittenIsSaidHoweverMuchWasRead() throws Exception {
    for (int number = 0; number <= Heads.MOST; number++) {
      Volume _ = made(Heads.none(), number);
    }
    Heads heads = Heads.none();
    for (int number = 0; number <= Heads.MOST; number++) {
      Volume _ = read(heads, number);
    }
    Volume made = made(heads, 1000);
    assertThat(ids(heads)).hasSize(Heads.MOST).startsWith(Shelf.CONVERSATIONS.id(), made.id());
    // And as it is at the end.
    Volume changed =
        volumes.change(
            owner, heads, id(0), _ -> new Edit(Map.of("metadata", "1"), List.of(), Set.of()));
    assertThat(heads.said().orElseThrow())
        .contains(id(0) + "=" + changed.version() + ".")
        .doesNotContain(id(0) + "=1.");
  }

  @Test
  void saysFirstWhatWasWrittenThenWhatWasNamed() throws Exception {
    String named = "";
    for (int i = 0; i < MANY_READ; i++) {
      named = stored(i, Heads.none());
    }
    Heads heads = heads(named);
    for (int i = 0; i < MANY_READ; i++) {
      volumes.read(owner, heads, response(i), SealedVolumes.Contents::volume);
    }
    stored(MANY_READ, heads);
    assertThat(ids(heads))
        .hasSize(32)
        .startsWith(
            "responses", response(MANY_READ), response(MANY_READ - 1), response(0), response(1))
        .endsWith(response(28))
        .doesNotHaveDuplicates();
  }

  private static String response(int number) {
    return "resp_" + number;
  }

  /// Makes a response, and gives what is said of it.
  private String stored(int number, Heads heads) throws HistoryRefusedException {
    Volume _ = volumes.create(owner, heads, Shelf.RESPONSES, response(number), Map.of(), List.of());
    return Stream.of(heads.said().orElseThrow().split(", ", -1))
        .filter(one -> one.startsWith(response(number) + "="))
        .findFirst()
        .orElseThrow();
  }
}
