// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.HistoryPage;
import dev.strongroom.client.vault.JsonVault;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was entered about a key, page by page. In a file: a line `{"key":ID}`, then a page in each
/// line, as the vault answered it; pages are small enough for readers with limits.
///
/// @param key its id
/// @param pages newest first; the first has the statement
record KeyHistoryFile(String key, List<HistoryPage> pages) {
  private static final int MOST_PAGES = 50_000;

  /// Copies the list.
  KeyHistoryFile {
    pages = List.copyOf(pages);
  }

  /// Asks for all of it.
  static KeyHistoryFile fetch(JsonVault vault, KeyId key)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException {
    List<HistoryPage> pages = new ArrayList<>();
    String target = key.path("/history");
    while (true) {
      HistoryPage page = HistoryPage.parse(CanonicalJson.text(vault.get(target).body().value()));
      pages.add(page);
      if (page.entries().isEmpty() || isFirst(page) || pages.size() == MOST_PAGES) {
        return new KeyHistoryFile(key.text(), pages);
      }
      long oldest = page.entries().getLast().index();
      String next = key.path("/history?before=" + oldest);
      if (next.equals(target)) {
        throw new UnusableVaultAnswerException("the history doesn't go on");
      }
      target = next;
    }
  }

  private static boolean isFirst(HistoryPage page) throws MalformedJsonException {
    Optional<JsonNode> number = page.entries().getLast().entry().content().optional("n");
    return number.isPresent() && number.get().value().equals(1L);
  }

  /// Reads a file.
  ///
  /// @throws UsageException if it isn't a history
  static KeyHistoryFile read(Path file) throws UsageException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String head = lines.readLine();
      JsonNode first = JsonNode.parse(head == null ? "" : head);
      first.onlyMembers(Set.of("key"));
      List<HistoryPage> pages = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        pages.add(HistoryPage.parse(line));
        if (pages.size() > MOST_PAGES) {
          throw new UsageException(file + ": more than " + MOST_PAGES + " pages");
        }
      }
      if (pages.stream().filter(page -> page.statement().isPresent()).count() != 1) {
        throw new UsageException(file + ": not one statement of how many entries there are");
      }
      return new KeyHistoryFile(first.member("key").text(), pages);
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": not a key's history: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }

  /// As a file.
  String text() {
    StringBuilder text = new StringBuilder(CanonicalJson.text(Map.of("key", key))).append('\n');
    pages.forEach(page -> text.append(page.json()).append('\n'));
    return text.toString();
  }
}
