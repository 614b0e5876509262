// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Reads facts from JSON, which has no room for great numbers: amounts, and what is beyond 53 bits,
/// come as text.
public final class ShownFacts {
  private static final int MOST_DIGITS = 78;

  private ShownFacts() {}

  /// Reads the facts of the form that they name.
  public static Facts read(JsonNode shown) throws MalformedJsonException {
    JsonNode name = shown.member("form");
    Form form = Form.of(name.text()).orElseThrow(() -> name.error("an unknown form"));
    List<String> unsure = new ArrayList<>();
    JsonNode codes = shown.member("unsure");
    if (!(codes.value() instanceof List<?> list) || !list.isEmpty()) {
      for (JsonNode code : codes.items()) {
        unsure.add(code.text());
      }
    }
    return new Facts(form, members(shown, FormModel.members(form)), unsure);
  }

  private static Map<String, Object> members(JsonNode node, SortedMap<String, MemberType> types)
      throws MalformedJsonException {
    Map<String, Object> members = new HashMap<>();
    for (Map.Entry<String, MemberType> type : types.entrySet()) {
      members.put(type.getKey(), value(node.member(type.getKey()), type.getValue()));
    }
    return members;
  }

  private static Object value(JsonNode node, MemberType type) throws MalformedJsonException {
    return switch (type) {
      case MemberType.Scalar scalar ->
          switch (scalar) {
            case INT -> integer(node);
            case AMOUNT -> amount(node);
            case TEXT -> node.anyText();
            case BOOL -> node.flag();
          };
      case MemberType.Dynamic _ -> node.value();
      case MemberType.ListOf(var item) -> {
        List<Object> items = new ArrayList<>();
        if (!(node.value() instanceof List<?> list) || !list.isEmpty()) {
          for (JsonNode one : node.items()) {
            items.add(value(one, item));
          }
        }
        yield items;
      }
      case MemberType.Struct(_, var inner) -> members(node, inner);
    };
  }

  private static Long integer(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number) {
      return number;
    }
    try {
      return Long.valueOf(node.text());
    } catch (NumberFormatException e) {
      throw node.error("a whole number is needed");
    }
  }

  private static BigInteger amount(JsonNode node) throws MalformedJsonException {
    String digits = node.text();
    if (digits.length() <= MOST_DIGITS && digits.matches("0|[1-9][0-9]*")) {
      return new BigInteger(digits);
    }
    throw node.error("an amount in decimal digits is needed");
  }
}
