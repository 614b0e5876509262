// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import dev.strongroom.image.signature.SignatureProblem;
import dev.strongroom.image.signature.SignatureVerdict;
import dev.strongroom.image.signature.SigningCertificate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes what an image is for people.
final class ImageText {
  private static final int LABEL = 14;

  private final PrintWriter out;
  private final boolean colour;

  ImageText(Console console) {
    out = console.out();
    colour = console.colour();
  }

  void problem(Path file, ImageProblem problem) {
    title(file);
    String word = problem.code().equals("unreadable") ? "UNREADABLE" : "MALFORMED";
    String place = problem.offset() < 0 ? "" : " at byte " + problem.offset();
    String code = word.equals("UNREADABLE") ? "" : " [" + problem.code() + "]";
    out.println(
        "  " + coloured("31", word) + place + "  " + Printable.of(problem.message()) + code);
  }

  void measurements(
      Path file, Measurements measured, Launches launches, Optional<SignatureVerdict> signature) {
    title(file);
    line("PCR0", measured.pcr0().hex());
    line("PCR1", measured.pcr1().hex());
    line("PCR2", measured.pcr2().hex());
    measured.pcr8().ifPresent(pcr8 -> line("PCR8", pcr8.hex()));
    launches.snp().ifPresent(snp -> line("SEV-SNP", snp.measurement().hex()));
    launches.tdx().ifPresent(this::registers);
    signature.ifPresent(this::signature);
  }

  private void registers(TdxLaunch launch) {
    line("MRTD", launch.mrtd().hex());
    line("RTMR1", launch.rtmr1().hex());
    line("RTMR2", launch.rtmr2().hex());
    line("RTMR3", launch.rtmr3().hex());
  }

  void image(Path file, ImageFinding image) {
    measurements(file, image.measured(), Launches.NONE, image.signature());
    out.println();
    line("format", "version " + image.version() + ", " + image.architecture());
    line("checksum", "%08x".formatted(image.checksum()));
    line("command line", Printable.of(image.commandLine()));
    for (Section section : image.sections()) {
      line(section.type().toString(), section.size() + " bytes at byte " + section.position());
    }
    image
        .metadata()
        .ifPresent(json -> {
          out.println();
          out.println("  What it says about its build, which nothing measures:");
          Optional<Map<String, String>> fields = Metadata.read(json);
          if (fields.isEmpty()) {
            out.println("  " + coloured("31", "the metadata aren't a JSON object"));
          }
          fields
              .orElse(Map.of())
              .forEach((name, value) ->
                  out.println("  " + Printable.of(name) + " = " + Printable.of(value)));
        });
  }

  void ramdisk(int number) {
    out.println();
    out.println("  " + coloured("1", "ramdisk " + number));
  }

  void file(RamdiskEntry entry, String target) {
    String size =
        switch (entry.type()) {
          case CHARACTER_DEVICE, BLOCK_DEVICE -> entry.deviceMajor() + "," + entry.deviceMinor();
          default -> String.valueOf(entry.size());
        };
    out.printf(
        Locale.ROOT,
        "  %s%04o %5d:%-5d %10s %s %s%s%n",
        letter(entry),
        entry.permissions(),
        entry.user(),
        entry.group(),
        size,
        Instant.ofEpochSecond(entry.modified()),
        Printable.of(entry.path()),
        target.isEmpty() ? "" : " -> " + Printable.of(target));
  }

  /// As `ls -l` begins its lines.
  static char letter(RamdiskEntry entry) {
    return switch (entry.type()) {
      case DIRECTORY -> 'd';
      case REGULAR -> '-';
      case SYMBOLIC_LINK -> 'l';
      case CHARACTER_DEVICE -> 'c';
      case BLOCK_DEVICE -> 'b';
      case PIPE -> 'p';
      case SOCKET -> 's';
    };
  }

  private void signature(SignatureVerdict verdict) {
    verdict.signer().ifPresent(this::signer);
    if (verdict.good()) {
      line(
          "signature",
          coloured("32", "GOOD") + "  " + verdict.algorithm().map(Enum::name).orElse(""));
    }
    for (SignatureProblem problem : verdict.problems()) {
      line("signature", coloured("31", "BAD") + "  " + problem + " [" + problem.code() + "]");
    }
  }

  private void signer(SigningCertificate signer) {
    line("signed by", Printable.of(signer.subject()));
    line("certificate", "valid from " + signer.notBefore() + " to " + signer.notAfter());
  }

  private void title(Path file) {
    out.println(coloured("1", Printable.of(file.toString())));
  }

  private void line(String label, String value) {
    out.println("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + value);
  }

  private String coloured(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
