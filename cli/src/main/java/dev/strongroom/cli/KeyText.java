// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes for people what a vault says of a key.
final class KeyText {
  private KeyText() {}

  /// The answer's key; some acts are answered by a receipt alone.
  static void one(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    Optional<JsonNode> key = answer.optional("key");
    if (key.isPresent()) {
      of(session, key.get());
    } else {
      session.out().println("done");
    }
  }

  /// A line for each key of the answer.
  static void list(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    List<JsonNode> keys = items(answer.member("keys"));
    if (keys.isEmpty()) {
      session.out().println("no keys");
    }
    for (JsonNode key : keys) {
      session
          .out()
          .println(
              VaultSession.padded(Printable.of(key.member("id").text()), 28)
                  + VaultSession.padded(Printable.of(key.member("type").text()), 11)
                  + VaultSession.padded(Printable.of(key.member("status").text()), 11)
                  + Printable.of(key.member("label").anyText()));
    }
  }

  /// Everything that matters of a key.
  static void of(VaultSession session, JsonNode key) throws MalformedJsonException {
    session.line("key", key.member("id").text());
    session.line("type", key.member("type").text());
    session.line("label", key.member("label").anyText());
    session.line("status", key.member("status").text());
    session.line("version", String.valueOf(key.member("version").value()));
    addresses(session.console(), key);
    JsonNode owners = key.member("owners");
    session.line(
        "owners",
        owners.member("needed").value() + " of " + String.join(", ", texts(owners.member("of"))));
    session.line("policy", "SHA-256 " + key.member("policy").text());
    session.line("exportable", key.member("exportable").flag() ? "yes" : "no");
    if (key.member("share").flag()) {
      session.line("share", "each use takes the user's share");
    }
    for (JsonNode open : items(key.member("sessions"))) {
      session.line(
          "session",
          open.member("publicKey").text()
              + (open.member("revoked").flag() ? " (revoked)" : "")
              + " until "
              + open.member("expires").text());
    }
    Map<?, ?> proposals = key.member("proposals").value() instanceof Map<?, ?> map ? map : Map.of();
    for (Object proposal : proposals.keySet()) {
      session.line("waiting", "proposal " + proposal);
    }
    session.line("entries", String.valueOf(key.member("entries").value()));
  }

  /// Its accounts, and what each is called where.
  static void addresses(Console console, JsonNode key) throws MalformedJsonException {
    for (JsonNode account : items(key.member("accounts"))) {
      String path = account.member("path").anyText();
      VaultSession.line(console, "account", path.isEmpty() ? account.member("curve").text() : path);
      VaultSession.line(console, "  public", account.member("publicKey").text());
      Optional<JsonNode> addresses = account.optional("addresses");
      if (addresses.isPresent()) {
        for (String chain : addresses.get().names()) {
          console
              .out()
              .println(
                  "  "
                      + VaultSession.padded(Printable.of(chain), 16)
                      + Printable.of(addresses.get().member(chain).text()));
        }
      }
    }
  }

  private static List<String> texts(JsonNode list) throws MalformedJsonException {
    return items(list).stream().map(item -> String.valueOf(item.value())).toList();
  }

  /// The items of a list, which may be empty.
  static List<JsonNode> items(JsonNode list) throws MalformedJsonException {
    return list.value() instanceof List<?> all && all.isEmpty() ? List.of() : list.items();
  }
}
