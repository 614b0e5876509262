// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Tells the operator what happened; of what lasts only that it began. Thread-safe.
final class Incidents {
  private final Consumer<Incident> operator;
  private final Set<Incident.Kind> lasting = ConcurrentHashMap.newKeySet();

  Incidents(Consumer<Incident> operator) {
    this.operator = operator;
  }

  void tell(Incident incident) {
    operator.accept(incident);
  }

  void begin(Incident.Kind kind, String detail) {
    if (lasting.add(kind)) {
      operator.accept(new Incident(kind, detail));
    }
  }

  void over(Incident.Kind kind) {
    lasting.remove(kind);
  }
}
