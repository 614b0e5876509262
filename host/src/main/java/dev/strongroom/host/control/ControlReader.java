// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads one line of an enclave's. Members that it doesn't know are skipped, so that a newer
/// enclave can run under an older host; those that it knows must be right.
final class ControlReader {
  private static final Pattern PCR = Pattern.compile("pcr(?:[0-9]|[12][0-9]|3[01])");

  private ControlReader() {}

  static ControlLine parse(String line) throws MalformedControlException {
    LineFields fields = new LineFields(JsonObject.parse(line).members());
    Optional<LineFields> log = fields.object("log");
    Optional<LineFields> figures = fields.object("figures");
    int kinds = count(log) + count(figures) + (fields.members().containsKey("state") ? 1 : 0);
    if (kinds != 1) {
      throw MalformedControlException.malformed("a line that isn't one of state, log and figures");
    }
    if (log.isPresent()) {
      return log(log.get());
    }
    return figures.isPresent() ? figures(figures.get()) : state(fields);
  }

  private static int count(Optional<?> present) {
    return present.isPresent() ? 1 : 0;
  }

  private static StateLine state(LineFields fields) throws MalformedControlException {
    EnclaveState state =
        EnclaveState.of(fields.text("state"))
            .orElseThrow(() -> MalformedControlException.malformed("a state that doesn't exist"));
    return new StateLine(
        state,
        fields.text("device"),
        fields.flag("simulated"),
        fields.text("rootSecret"),
        fields.optionalText("waitingFor"),
        fields.optionalText("reason"),
        fields.optionalHex("identityKey"),
        pcrs(fields),
        fields.optionalHex("rootSha256"));
  }

  private static SortedMap<String, String> pcrs(LineFields fields)
      throws MalformedControlException {
    SortedMap<String, String> pcrs = new TreeMap<>();
    Optional<LineFields> given = fields.object("pcrs");
    if (given.isPresent()) {
      for (String name : given.get().members().keySet()) {
        if (!PCR.matcher(name).matches()) {
          throw MalformedControlException.malformed("a PCR that doesn't exist");
        }
        given.get().optionalHex(name).ifPresent(value -> pcrs.put(name, value));
      }
    }
    return pcrs;
  }

  private static LogLine log(LineFields fields) throws MalformedControlException {
    fields.text("time");
    return new LogLine(
        fields.text("level"), fields.text("event"), new JsonObject(fields.members()).text());
  }

  private static FiguresLine figures(LineFields fields) throws MalformedControlException {
    return new FiguresLine(
        fields.count("requests"),
        fields.count("requestsFailed"),
        fields.count("requestsInFlight"),
        fields.count("logLinesDropped"),
        fields.count("heapBytes"),
        fields.count("uptimeMillis"),
        ServiceFigures.read(fields));
  }
}
