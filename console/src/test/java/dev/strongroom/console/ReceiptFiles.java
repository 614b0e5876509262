// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Receipts as files that break one rule of their form each, and some that look as if.
final class ReceiptFiles {
  private ReceiptFiles() {}

  /// @param receipt whose file is changed
  /// @param empty one whose attribution has no member, in whose place anything can stand
  static List<String> changed(Receipt receipt, Receipt empty) {
    String json = receipt.json();
    List<String> files = new ArrayList<>();
    edits(receipt).forEach(edit -> files.add(replaced(json, edit.getKey(), edit.getValue())));
    files.add("\ufeff" + json);
    files.add(json + "{}");
    files.add(json.strip().substring(0, json.strip().length() - 1));
    files.add(json.replaceAll("\n *", " "));
    files.add(json + " ".repeat(Receipt.MAX_LENGTH - json.length()));
    files.add(json + " ".repeat(Receipt.MAX_LENGTH));
    inAttribution()
        .forEach(value ->
            files.add(replaced(empty.json(), "\"attribution\": {}", "\"attribution\": " + value)));
    return files;
  }

  private static String replaced(String json, String from, String to) {
    String changed = json.replace(from, to);
    if (changed.equals(json)) {
      throw new IllegalStateException("nothing to replace: " + from);
    }
    return changed;
  }

  private static List<Map.Entry<String, String>> edits(Receipt receipt) {
    String salt = receipt.salt().orElseThrow().hex();
    String hash = StrictBase64.encode(receipt.inclusion().getFirst());
    String index = "\"index\": " + receipt.index();
    String size = "\\n" + receipt.checkpoint().checkpoint().size() + "\\n";
    return List.of(
        Map.entry("\"receipt\": 1", "\"receipt\": 2"),
        Map.entry("\"receipt\": 1", "\"receipt\": \"1\""),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"receipt\": 1,"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"more\": 1,"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"$schema\": [],"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"anchors\": [],"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"anchors\": {},"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"anchors\": [{\"kind\": \"other\"}],"),
        Map.entry(
            "\"receipt\": 1,",
            "\"receipt\": 1, \"anchors\": [{\"kind\": \"dynamodb\", \"table\": \"t\","
                + " \"region\": \"r\", \"item\": []}],"),
        Map.entry(
            "\"receipt\": 1,",
            "\"receipt\": 1, \"anchors\": ["
                + "{\"kind\": \"rfc3161\", \"token\": \"AAAA\"},".repeat(16)
                + "{\"kind\": \"rfc3161\", \"token\": \"AAAA\"}],"),
        Map.entry("\"receipt\": 1,", "\"receipt\": 1, \"coseSignature\": \"AAAA\","),
        Map.entry("\"simulated\": true", "\"simulated\": null"),
        Map.entry("\"simulated\": true", "\"simulated\": \"true\""),
        Map.entry(index, index + ".0"),
        Map.entry(index, index + "e0"),
        Map.entry(index, "\"index\": 0" + receipt.index()),
        Map.entry(index, "\"index\": -1"),
        Map.entry(index, "\"index\": -0"),
        Map.entry(index, "\"index\": 9007199254740991"),
        Map.entry(index, "\"index\": 9007199254740992"),
        Map.entry(salt, salt.toUpperCase(Locale.ROOT)),
        Map.entry(salt, salt.substring(2)),
        Map.entry(salt, salt.substring(2) + "zz"),
        Map.entry(hash, hash.substring(4)),
        Map.entry(hash, hash.substring(0, hash.length() - 1)),
        Map.entry(hash, hash.substring(0, hash.length() - 2) + "B="),
        Map.entry(size, "\\n"),
        Map.entry(size, "\\n0" + receipt.checkpoint().checkpoint().size() + "\\n"),
        Map.entry(size, "\\n9223372036854775807\\n"),
        Map.entry(size, "\\n9223372036854775808\\n"),
        Map.entry(size, "\\n0\\n"),
        Map.entry("\"checkpoint\": \"", "\"checkpoint\": \"\\t"),
        Map.entry("\"checkpoint\": \"", "\"checkpoint\": \"\\r"),
        Map.entry("\"checkpoint\": \"", "\"checkpoint\": \"\\n"),
        Map.entry("\\n\\n—", "\\nmore\\n\\n—"),
        Map.entry("\\n\\n—", "\\n\\n\\n—"),
        Map.entry("\\n\\n—", "\\n\\n-"),
        Map.entry("— one.example ", "— one.ex+mple "),
        Map.entry("— one.example ", "— one.ex\\u00a0mple "),
        Map.entry("— one.example ", "— one.ex\\u0085mple "),
        Map.entry("— one.example ", "— one.ex\\ufeffmple "),
        Map.entry("— one.example ", "— one.example  "),
        Map.entry("\"epoch\": {", "\"epoch\": { \"more\": 1,"),
        Map.entry("\"kind\": \"epoch\"", "\"kind\": \"proof\""),
        Map.entry("\"version\": 1", "\"version\": 2"),
        Map.entry("\"title\": \"Notes\"", "\"title\": \"\\ud834\""),
        Map.entry("\"title\": \"Notes\"", "\"\\ud834\": \"Notes\""),
        Map.entry("\"title\": \"Notes\"", "\"title\": 9007199254740992"));
  }

  private static List<String> inAttribution() {
    List<String> values = new ArrayList<>();
    for (int depth = 7; depth < 20; depth++) {
      values.add("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
      values.add("{\"a\":" + "{\"b\":".repeat(depth) + "1" + "}".repeat(depth) + "}");
    }
    for (int length : List.of(49_999, 50_000, 50_001, 59_000, 60_001)) {
      values.add("{\"" + "n".repeat(length) + "\":1}");
      values.add("{\"name\":\"" + "v".repeat(length) + "\"}");
    }
    values.addAll(
        List.of(
            "{\"name\":\"\\u0061\"}",
            "{\"name\":\"a\", \"n\\u0061me\":\"b\"}",
            "{\"name\":\"\u0000\"}",
            "{\"name\":\"\t\"}",
            "{\"name\":\"\\x\"}",
            "{'name':'a'}",
            "{\"name\":\"a\",}",
            "{\"name\":tru}",
            "{\"name\":NaN}",
            "{\"name\":+1}",
            "{\"name\":-}",
            "{\"a\":-0}",
            "{\"a\":-9007199254740991}",
            "{\"a\":-9007199254740992}",
            "[]",
            "// x\n{}",
            "{}\u00a0",
            "{}\f"));
    return values;
  }
}
