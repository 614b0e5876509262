// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a Telegram client hands a Mini App: a query string, read strictly. Each field comes once,
/// names are plain, values are UTF-8 behind well-formed escapes.
final class InitData {
  private static final int LONGEST = 8 << 10;
  private static final int MOST = 32;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final SortedMap<String, String> fields;

  private InitData(SortedMap<String, String> fields) {
    this.fields = fields;
  }

  static InitData parse(String query) throws RefusedPrincipalException {
    if (query.length() > LONGEST) {
      throw RefusedPrincipalException.malformed("more than " + LONGEST + " characters");
    }
    SortedMap<String, String> fields = new TreeMap<>();
    for (String pair : query.split("&", MOST + 1)) {
      int equals = pair.indexOf('=');
      if (equals < 0
          || fields.size() == MOST
          || !NAME.matcher(pair.substring(0, equals)).matches()) {
        throw RefusedPrincipalException.malformed("not a query with fields of Telegram");
      }
      if (fields.put(pair.substring(0, equals), decoded(pair.substring(equals + 1))) != null) {
        throw new RefusedPrincipalException(
            PrincipalRefusal.DUPLICATE_FIELD, "a field comes twice");
      }
    }
    return new InitData(fields);
  }

  private static String decoded(String value) throws RefusedPrincipalException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < value.length();
        int high = whole ? digit(value.charAt(i + 1)) : -1;
        int low = whole ? digit(value.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw RefusedPrincipalException.malformed("an escape that isn't one");
        }
        out.write((high << 4) + low);
        i += 2;
      } else if (c > ' ' && c <= '~' && c != '=' && c != '#') {
        out.write(c == '+' ? ' ' : c);
      } else {
        throw RefusedPrincipalException.malformed("a character that has to be escaped");
      }
    }
    String text = Bytes.copyOf(out.toByteArray()).asUtf8();
    if (text == null || text.chars().anyMatch(c -> c < ' ')) {
      throw RefusedPrincipalException.malformed("not one line of UTF-8");
    }
    return text;
  }

  private static int digit(char c) {
    return c <= '~' ? Character.digit(c, 16) : -1;
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  String required(String name) throws RefusedPrincipalException {
    return field(name)
        .orElseThrow(() ->
            new RefusedPrincipalException(PrincipalRefusal.MISSING_FIELD, name + " is missing"));
  }

  /// Lines `key=value` in the order of their keys, without those of the two proofs.
  String checkString(boolean withSignature) {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      boolean left =
          field.getKey().equals("hash") || (field.getKey().equals("signature") && !withSignature);
      if (!left) {
        if (!lines.isEmpty()) {
          lines.append('\n');
        }
        lines.append(field.getKey()).append('=').append(field.getValue());
      }
    }
    return lines.toString();
  }
}
