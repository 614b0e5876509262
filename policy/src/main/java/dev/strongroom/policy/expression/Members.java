// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.StructValue;
import java.util.Map;
import java.util.Optional;

/// Named values as CEL selects them: a request, or a part of one. CEL would look through a map as a
/// whole each time that it takes one value out of it.
@SuppressWarnings("Immutable") // The map is a copy; its values are texts, amounts and such.
public final class Members extends StructValue<String, Members> {
  private final String type;
  private final Map<String, Object> values;

  Members(String type, Map<String, Object> values) {
    this.type = type;
    this.values = Map.copyOf(values);
  }

  @Override
  public Object select(String field) {
    Object value = values.get(field);
    if (value == null) {
      throw new Fault("there is no " + field);
    }
    return value;
  }

  @Override
  public Optional<Object> find(String field) {
    return Optional.ofNullable(values.get(field));
  }

  @Override
  public Members value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return false;
  }

  @Override
  public CelType celType() {
    return StructTypeReference.create(type);
  }

  @Override
  public String toString() {
    return "a " + type;
  }
}
