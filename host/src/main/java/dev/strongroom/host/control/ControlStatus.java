// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.time.Duration;
import java.util.Optional;

/// What is known of the enclave at one moment, by its own word.
///
/// @param connected whether a control connection is open
/// @param silence since its last line, or since it connected; zero if nobody is connected
/// @param state the last that it sent on this connection
/// @param figures the last that it sent on this connection
public record ControlStatus(
    boolean connected, Duration silence, Optional<StateLine> state, Optional<FiguresLine> figures) {
  /// An enclave sends its figures every 2 s: this long a silence isn't an accident.
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  static final ControlStatus NOBODY =
      new ControlStatus(false, Duration.ZERO, Optional.empty(), Optional.empty());

  /// Whether the enclave is connected and was heard of within the last 10 s.
  public boolean live() {
    return connected && silence.compareTo(LONGEST_SILENCE) <= 0;
  }

  /// Whether it is live and says that it serves requests.
  public boolean ready() {
    return live() && state.map(line -> line.state() == EnclaveState.READY).orElse(false);
  }

  /// How it is, in a few words: "ready", "waiting for 2 more shares", "no word for 12 s".
  public String words() {
    if (!connected) {
      return "not connected";
    }
    if (!live()) {
      return "no word for " + silence.toSeconds() + " s";
    }
    return state.map(StateLine::words).orElse("connected, and silent about its state");
  }
}
