// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.endorsements.Description;
import dev.strongroom.endorsements.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Bundles of endorsements: written, and shown.
final class BundleFile {
  private BundleFile() {}

  static void write(Path file, Endorsements endorsements) throws UsageException {
    try {
      String text = EndorsementFile.write(endorsements);
      // A bundle that can't be read again is worth nothing.
      Endorsements _ = EndorsementFile.bundle(text);
      Files.writeString(file, text);
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": too much for one bundle: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  static void show(Console console, Endorsements endorsements) {
    Instant now = console.clock().instant();
    for (Item item : endorsements.items()) {
      Optional<Window> window = Window.of(item);
      console
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "  %-18s  %s  %s%s",
                  item.type(),
                  Printable.of(Description.of(item)),
                  window.map(w -> validity(w, now)).orElse("states no time"),
                  item.source().isEmpty() ? "" : "  " + Printable.of(item.source())));
    }
  }

  private static String validity(Window window, Instant now) {
    String words = window.from() + " to " + window.until();
    if (now.isBefore(window.from())) {
      return words + ", NOT YET IN FORCE";
    }
    return now.isAfter(window.until()) ? words + ", OUT OF DATE" : words;
  }
}
