// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.log;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The enclave's log, which its host reads. Only declared events can be written, and events can
/// only be declared until the first request may arrive: no text of a request can become part of
/// one, unless a field was declared for it. Thread-safe.
public final class EnclaveLog {
  private static final Pattern EVENT = Pattern.compile("[A-Za-z][A-Za-z0-9 ,'-]{0,79}");
  private static final Pattern FIELD = Pattern.compile("[a-z][A-Za-z0-9]{0,31}");
  private static final Set<String> OWN_FIELDS = Set.of("time", "level", "event");

  private final InstantSource clock;
  private final Consumer<String> sink;
  private volatile boolean sealed;

  /// A log.
  ///
  /// @param sink takes lines of JSON without a line feed; must not block for long
  public EnclaveLog(InstantSource clock, Consumer<String> sink) {
    this.clock = clock;
    this.sink = sink;
  }

  /// Declares an event. For the start of a service.
  ///
  /// @param event what happened, in a few words
  /// @throws IllegalStateException once requests may arrive
  /// @throws IllegalArgumentException if the names aren't short words, or one comes twice
  public LogEvent declare(Level level, String event, LogField... fields) {
    if (sealed) {
      throw new IllegalStateException("events are declared before the first request");
    }
    if (!EVENT.matcher(event).matches()) {
      throw new IllegalArgumentException("an event has a name of a few words");
    }
    Set<String> names = new HashSet<>(OWN_FIELDS);
    for (LogField field : fields) {
      if (!FIELD.matcher(field.name()).matches() || !names.add(field.name())) {
        throw new IllegalArgumentException("a field has a short name of its own");
      }
    }
    return new LogEvent(this, level, event, List.of(fields));
  }

  /// A log to the same reader for a part of the service that starts later. It isn't sealed yet:
  /// that part declares events of its own, before it gets its first request.
  public EnclaveLog later() {
    return new EnclaveLog(clock, sink);
  }

  /// No more events can be declared from now on.
  public void seal() {
    sealed = true;
  }

  Instant now() {
    return clock.instant();
  }

  void line(String json) {
    sink.accept(json);
  }
}
