// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What came of a service's figures over one connection: lines say what has changed. Not
/// thread-safe.
final class ServiceFigures {
  private static final Logger LOG = System.getLogger(ServiceFigures.class.getName());
  private static final int MOST = 4096;
  private static final int MOST_IN_LINE = 256;
  private static final int MOST_LABELS = 4;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_LABEL = 128;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+){0,7}");
  private static final Set<String> ENDINGS = Set.of("total", "created", "bucket", "info");

  /// What all figures of one name have in common.
  private record Kind(boolean grows, Set<String> labels) {}

  private record Key(String name, SortedMap<String, String> labels) {}

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<Key, ServiceFigure> figures = new LinkedHashMap<>();
  private boolean full;

  /// Reads those of a line.
  static List<ServiceFigure> read(LineFields fields) throws MalformedControlException {
    Object given = fields.members().get("service");
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof List<?> items) || items.size() > MOST_IN_LINE) {
      throw MalformedControlException.malformed("service isn't a list, or is too long");
    }
    List<ServiceFigure> read = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof JsonObject(Map<String, Object> members))) {
        throw MalformedControlException.malformed("a figure of the service isn't an object");
      }
      read.add(one(new LineFields(members)));
    }
    return List.copyOf(read);
  }

  private static ServiceFigure one(LineFields fields) throws MalformedControlException {
    LineFields given =
        fields
            .object("labels")
            .orElseThrow(() -> MalformedControlException.malformed("a figure without labels"));
    SortedMap<String, String> labels = new TreeMap<>();
    for (String label : given.members().keySet()) {
      Optional<String> value = given.optionalText(label);
      if (!isName(label) || value.isEmpty() || value.get().length() > LONGEST_LABEL) {
        throw MalformedControlException.malformed("a figure's label isn't one");
      }
      labels.put(label, value.get());
    }
    String name = fields.text("name");
    if (!isName(name) || labels.size() > MOST_LABELS) {
      throw MalformedControlException.malformed("a figure's name isn't one");
    }
    return new ServiceFigure(name, fields.flag("grows"), labels, fields.count("value"));
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST_NAME
        && NAME.matcher(name).matches()
        && !ENDINGS.contains(name.substring(name.lastIndexOf('_') + 1));
  }

  /// Takes in what has changed. Those that are too many are passed over, which is logged once: they
  /// are no reason to hear nothing else of an enclave.
  ///
  /// @throws MalformedControlException if one is of another kind than before
  void take(List<ServiceFigure> changed) throws MalformedControlException {
    for (ServiceFigure figure : changed) {
      Key key = new Key(figure.name(), figure.labels());
      if (figures.size() >= MOST && !figures.containsKey(key)) {
        passOver();
        continue;
      }
      Kind kind = new Kind(figure.grows(), figure.labels().keySet());
      Kind before = kinds.putIfAbsent(figure.name(), kind);
      if (before != null && !before.equals(kind)) {
        throw MalformedControlException.malformed("a figure that was of another kind before");
      }
      figures.put(key, figure);
    }
  }

  private void passOver() {
    if (!full) {
      full = true;
      LOG.log(Level.WARNING, "figures of the service beyond {0} are passed over", MOST);
    }
  }

  List<ServiceFigure> all() {
    return List.copyOf(figures.values());
  }
}
