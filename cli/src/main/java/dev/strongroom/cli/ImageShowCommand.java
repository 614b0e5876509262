// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import dev.strongroom.image.ramdisk.FileType;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import dev.strongroom.image.ramdisk.RamdiskReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `strongroom image show`: what is in an image?
@Command(
    name = "show",
    description = "Shows what is in an image: PCRs, signature, sections, metadata, files.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom image show app.eif",
      "  strongroom image show --files app.eif",
      "  strongroom image show --files --json app.eif | jq '.ramdisks[1][].path'",
      "",
      "Exit status: 0 shown, 1 shown but its signature is bad, 2 malformed or unreadable."
    })
final class ImageShowCommand implements Callable<Integer> {
  /// Takes the entries of a ramdisk.
  private interface Listing {
    void entry(RamdiskEntry entry, String target);
  }

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The image.")
  private Path file = Path.of("");

  @Option(names = "--files", description = "List the files in the ramdisks too.")
  private boolean files;

  @Option(names = "--json", description = "Write JSON (docs/cli.md).")
  private boolean json;

  ImageShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return new ImageInput(console, json)
        .use(
            file,
            image -> {
              ImageFinding found = ImageFinding.of(image, console.clock().instant());
              if (files) {
                // All of them first: else a bad one would break off in the middle of the answer.
                for (Section ramdisk : image.sections(SectionType.RAMDISK)) {
                  list(image, ramdisk, (_, _) -> {});
                }
              }
              if (json) {
                Optional<ImageJson.Files> listing =
                    files ? Optional.of(out -> json(image, out)) : Optional.empty();
                new ImageJson(console.out()).image(file, found, listing);
              } else {
                ImageText text = new ImageText(console);
                text.image(file, found);
                text(image, text);
              }
              return found.exitStatus();
            });
  }

  private void text(EifFile image, ImageText text) throws IOException {
    if (!files) {
      return;
    }
    List<Section> ramdisks = image.sections(SectionType.RAMDISK);
    for (int i = 0; i < ramdisks.size(); i++) {
      text.ramdisk(i + 1);
      list(image, ramdisks.get(i), text::file);
    }
  }

  private static void json(EifFile image, JsonGenerator out) throws IOException {
    for (Section ramdisk : image.sections(SectionType.RAMDISK)) {
      out.writeStartArray();
      list(image, ramdisk, (entry, target) -> ImageJson.file(out, entry, target));
      out.writeEndArray();
    }
  }

  private static void list(EifFile image, Section ramdisk, Listing listing) throws IOException {
    try (RamdiskReader reader = new RamdiskReader(image.content(ramdisk).open())) {
      Optional<RamdiskEntry> entry = reader.next();
      while (entry.isPresent()) {
        listing.entry(entry.get(), target(entry.get(), reader));
        entry = reader.next();
      }
    }
  }

  private static String target(RamdiskEntry entry, RamdiskReader reader) throws IOException {
    return entry.type() == FileType.SYMBOLIC_LINK
        ? new String(reader.content().readAllBytes(), StandardCharsets.UTF_8)
        : "";
  }
}
