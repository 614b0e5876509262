// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnclaveLogTest {
  private final List<String> lines = new ArrayList<>();
  private final EnclaveLog log =
      new EnclaveLog(InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")), lines::add);

  @Test
  void writesDeclaredFieldsAsOneLineOfJson() {
    LogEvent event =
        log.declare(
            Level.INFO,
            "payment accepted",
            LogField.number("amount"),
            LogField.word("currency", "EUR"),
            LogField.text("note", 8));
    log.seal();
    event.write(12, "EUR", "a\"\nb");
    assertThat(lines)
        .containsExactly(
            "{\"log\":{\"time\":\"2026-11-21T12:00:00Z\",\"level\":\"info\","
                + "\"event\":\"payment accepted\",\"amount\":12,\"currency\":\"EUR\","
                + "\"note\":\"a\\\"\\nb\"}}");
  }

  @Test
  void letsNoOtherWordOutAndCutsText() {
    LogEvent event =
        log.declare(Level.INFO, "seen", LogField.word("kind", "a", "b"), LogField.text("id", 4));
    event.write("the secret", "123456");
    assertThat(lines.getFirst())
        .contains("\"kind\":\"other\"", "\"id\":\"1234\"")
        .doesNotContain("secret", "5");
  }

  @Test
  void declaresNothingOnceRequestsMayArrive() {
    log.seal();
    assertThatIllegalStateException().isThrownBy(() -> log.declare(Level.INFO, "late"));
  }

  @Test
  void refusesNamesThatCouldCarryData() {
    for (String name : List.of("", "a".repeat(81), "line\nfeed", "{json}", "päth")) {
      assertThatIllegalArgumentException().isThrownBy(() -> log.declare(Level.INFO, name));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.declare(Level.INFO, "fine", LogField.number(name)));
    }
  }

  @Test
  void refusesFieldsThatComeTwiceOrHideItsOwn() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> log.declare(Level.INFO, "e", LogField.number("n"), LogField.text("n", 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.declare(Level.INFO, "e", LogField.text("time", 1)));
  }

  @Test
  void refusesValuesOfAnotherTypeOrNumberAndWritesNothing() {
    LogEvent event = log.declare(Level.INFO, "e", LogField.number("n"));
    assertThatIllegalArgumentException().isThrownBy(() -> event.write("12"));
    assertThatIllegalArgumentException().isThrownBy(event::write);
    assertThatIllegalArgumentException().isThrownBy(() -> event.write(1, 2));
    assertThat(lines).isEmpty();
  }
}
