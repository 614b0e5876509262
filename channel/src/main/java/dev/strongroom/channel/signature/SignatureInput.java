// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a signature covers, and what is said about it (RFC 9421, section 4.1): one member of
/// `Signature-Input`. Components have no parameters here.
///
/// @param label the member's key
/// @param components names in their order, such as `@method`, each once
/// @param parameters texts and longs in their order
public record SignatureInput(
    String label, List<String> components, Map<String, Object> parameters) {
  private static final int MOST = 16;

  /// Copies the collections.
  public SignatureInput {
    components = List.copyOf(components);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// Reads the field, which has exactly one member.
  ///
  /// @throws RefusedRequestException if it is anything else, or not in the form that [#field] gives
  public static SignatureInput parse(String field) throws RefusedRequestException {
    FieldReader in = new FieldReader(field);
    String label = in.key();
    in.expect('=');
    in.expect('(');
    List<String> components = new ArrayList<>();
    while (!in.take(')')) {
      if (!components.isEmpty()) {
        in.expect(' ');
      }
      String component = in.string();
      if (in.take(';')) {
        throw new RefusedRequestException(
            Refusal.UNKNOWN_COMPONENT, "a component with a parameter");
      }
      if (components.size() == MOST || components.contains(component)) {
        throw FieldReader.malformed("a component comes twice, or there are too many");
      }
      components.add(component);
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (in.take(';')) {
      String name = in.key();
      in.expect('=');
      if (parameters.size() == MOST || parameters.containsKey(name)) {
        throw FieldReader.malformed("a parameter comes twice, or there are too many");
      }
      parameters.put(name, in.atString() ? in.string() : (Object) in.integer());
    }
    in.end();
    return new SignatureInput(label, components, parameters);
  }

  /// The value of the field.
  public String field() {
    return label + "=" + value();
  }

  /// The inner list: what `@signature-params` has in the signature base (section 2.3).
  public String value() {
    StringBuilder out = new StringBuilder("(");
    for (String component : components) {
      if (out.length() > 1) {
        out.append(' ');
      }
      out.append(quoted(component));
    }
    out.append(')');
    parameters.forEach((name, value) -> {
      out.append(';').append(name).append('=');
      out.append(value instanceof String text ? quoted(text) : value.toString());
    });
    return out.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
