// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of an enclave's, right and wrong.
class ControlReaderTest {
  private static final String READY =
      """
      {"state":"ready","device":"simulated Nitro Secure Module","simulated":true,\
      "rootSecret":"simulated (a plain file)","identityKey":"00ff","pcrs":{"pcr0":"aa","pcr2":"cc"},\
      "rootSha256":"0123","later":{"unknown":[1]}}\
      """;

  private static final String FIGURES =
      """
      {"figures":{"requests":7,"requestsFailed":1,"requestsInFlight":2,"logLinesDropped":0,\
      "heapBytes":9000000000,"uptimeMillis":1234,"new":0.5}}\
      """;

  @Test
  void readsAState() throws Exception {
    StateLine line = (StateLine) ControlReader.parse(READY);
    assertThat(line.state()).isEqualTo(EnclaveState.READY);
    assertThat(line.device()).isEqualTo("simulated Nitro Secure Module");
    assertThat(line.simulated()).isTrue();
    assertThat(line.rootSecret()).isEqualTo("simulated (a plain file)");
    assertThat(line.identityKey()).contains("00ff");
    assertThat(line.pcrs()).containsEntry("pcr0", "aa").containsEntry("pcr2", "cc").hasSize(2);
    assertThat(line.rootSha256()).contains("0123");
    assertThat(line.words()).isEqualTo("ready");
  }

  @Test
  void saysInWordsWhatItWaitsForAndWhyItFailed() throws Exception {
    String waiting = READY.replace("\"ready\"", "\"waiting\",\"waitingFor\":\"2 more shares\"");
    assertThat(((StateLine) ControlReader.parse(waiting)).words())
        .isEqualTo("waiting for 2 more shares");
    String failed = READY.replace("\"ready\"", "\"failed\",\"reason\":\"no root secret\"");
    assertThat(((StateLine) ControlReader.parse(failed)).words())
        .isEqualTo("failed: no root secret");
  }

  @Test
  void readsFigures() throws Exception {
    assertThat(ControlReader.parse(FIGURES))
        .isEqualTo(new FiguresLine(7, 1, 2, 0, 9_000_000_000L, 1234, List.of()));
  }

  private static String service(String figures) {
    return FIGURES.replace("\"new\":0.5", "\"service\":" + figures);
  }

  private static String figure(String name, String labels, String value) {
    return "{\"name\":\""
        + name
        + "\",\"grows\":true,\"labels\":"
        + labels
        + ",\"value\":"
        + value
        + "}";
  }

  @Test
  void readsWhatTheServiceCounts() throws Exception {
    String line =
        service("[" + figure("some_requests", "{\"model\":\"a/b\",\"code\":\"x\"}", "12") + "]");
    assertThat(((FiguresLine) ControlReader.parse(line)).service())
        .containsExactly(
            new ServiceFigure(
                "some_requests", true, new TreeMap<>(Map.of("model", "a/b", "code", "x")), 12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "requests_total|{}|1",
        "Requests|{}|1",
        "a__b|{}|1",
        "requests|{}|-1",
        "requests|{}|1.5",
        "requests|{}|null",
        "requests|[]|1",
        "requests|{\"le\":1}|1",
        "requests|{\"a\":\"\"}|1",
        "requests|{\"a\":\"\\u202e\"}|1",
        "requests|{\"A\":\"x\"}|1",
        "requests|{\"a\":\"x\",\"b\":\"x\",\"c\":\"x\",\"d\":\"x\",\"e\":\"x\"}|1"
      })
  void refusesOtherFiguresOfTheService(String name, String labels, String value) {
    assertThatThrownBy(() -> ControlReader.parse(service("[" + figure(name, labels, value) + "]")))
        .isInstanceOf(MalformedControlException.class);
  }

  @Test
  void refusesListsThatAreNone() {
    String one = figure("requests", "{}", "1");
    for (String other :
        List.of("{}", "1", "[1]", "[[]]", "[" + (one + ",").repeat(256) + one + "]")) {
      assertThatThrownBy(() -> ControlReader.parse(service(other)))
          .isInstanceOf(MalformedControlException.class);
    }
  }

  @Test
  void writesLogLinesAnewSoThatATerminalIsSafe() throws Exception {
    String text = "a\\u001b[2Jb\u007fc\u202ed\u0085\\ne";
    String sent =
        "{\"log\": {\"time\":\"t\", \"level\":\"warning\", \"event\":\"refused\", \"text\":\""
            + text
            + "\", \"n\":1.5, \"list\":[true,{\"x\":-3}]}}";
    LogLine line = (LogLine) ControlReader.parse(sent);
    assertThat(line.level()).isEqualTo("warning");
    assertThat(line.event()).isEqualTo("refused");
    assertThat(line.json()).matches("[ -~]+").contains("\\u001B[2Jb\\u007fc\\u202Ed\\u0085\\ne");
    assertThat(JsonObject.parse(line.json()).members())
        .containsEntry("text", "a\u001b[2Jb\u007fc\u202ed\u0085\ne")
        .containsEntry("n", 1.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"state\":\"ready\"",
        "{\"state\":\"ready\"} {}",
        "{\"stop\":true}",
        "{\"log\":7}",
        "{\"log\":{}}",
        "{\"log\":{\"time\":\"t\",\"level\":\"l\",\"event\":\"e\",\"x\":null}}",
        "{\"log\":{\"time\":\"t\",\"level\":\"l\",\"event\":\"e\",\"event\":\"e\"}}",
        "{\"log\":{\"time\":\"t\",\"level\":\"l\",\"event\":\"e\",\"x\":1e999}}",
        "{\"log\":{\"time\":\"t\",\"level\":\"l\\u001b\",\"event\":\"e\"}}",
        "{\"log\":{\"time\":\"t\",\"level\":\"l\",\"event\":\"e\",\"x\":[[[[[[[[1]]]]]]]]}}",
        "{\"figures\":{\"requests\":1}}",
      })
  void refusesWhatIsNoLine(String line) {
    assertThatThrownBy(() -> ControlReader.parse(line))
        .isInstanceOf(MalformedControlException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ready\"=\"READY\"",
        "\"ready\"=1",
        "\"ready\"=\"\"",
        "\"simulated\":true=\"simulated\":1",
        "\"simulated\":true=\"simulated\":\"true\"",
        "\"simulated\":true,=",
        "\"device\"=\"devices\"",
        "Nitro Secure=Nitro\\u202eSecure",
        "Nitro Secure=Nitro\\nSecure",
        "(a plain file)=\\u001b[2J",
        "00ff=00FF",
        "00ff=0ff",
        "00ff=\\\", \\\"x\\\": \\\"",
        "\"pcr0\"=\"pcr32\"",
        "\"pcr0\"=\"pcr00\"",
        "\"pcr0\"=\"image\"",
        "\"aa\"=7",
        "\"aa\"=\"\"",
        "{\"pcr0\":\"aa\",\"pcr2\":\"cc\"}=[]",
        "\"later\"=\"log\"",
        "\"later\"=\"state\"",
      })
  void refusesAStateThatIsChanged(String change) {
    String[] fromTo = change.split("=", 2);
    String changed = READY.replace(fromTo[0], fromTo[1]);
    assertThat(changed).isNotEqualTo(READY);
    assertThatThrownBy(() -> ControlReader.parse(changed))
        .isInstanceOf(MalformedControlException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-7", "7.0", "\"7\"", "null", "true", "9223372036854775808", "[7]"})
  void refusesFiguresThatAreNoCounts(String value) {
    assertThatThrownBy(() -> ControlReader.parse(FIGURES.replace(":7,", ":" + value + ",")))
        .isInstanceOf(MalformedControlException.class);
  }

  @Test
  void nothingButALineOrARefusalComesOfDamagedLines() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder(random.nextBoolean() ? READY : FIGURES);
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(line.length());
        switch (random.nextInt(3)) {
          case 0 -> line.setCharAt(at, (char) random.nextInt(0x2100));
          case 1 -> line.deleteCharAt(at);
          default -> line.insert(at, line.substring(at, Math.min(at + 9, line.length())));
        }
      }
      assertThat(outcome(line.toString()))
          .as(line.toString())
          .isIn(Optional.of(true), Optional.of(false));
    }
  }

  private static Optional<Boolean> outcome(String line) {
    try {
      ControlReader.parse(line);
      return Optional.of(true);
    } catch (MalformedControlException e) {
      return Optional.of(false);
    }
  }
}
