// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.Sha256;
import dev.strongroom.image.confidential.SnpLaunch;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import dev.strongroom.image.signature.SignatureProblem;
import dev.strongroom.image.signature.SignatureVerdict;
import dev.strongroom.image.signature.SigningAlgorithm;
import dev.strongroom.image.signature.SigningCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Writes what an image is as one JSON object; the shape is stable and documented in `docs/cli.md`.
final class ImageJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  /// Writes the files of an image's ramdisks, one at a time.
  interface Files {
    /// Writes them: an array of arrays, one for each ramdisk.
    void write(JsonGenerator json) throws IOException;
  }

  private final PrintWriter out;

  ImageJson(PrintWriter out) {
    this.out = out;
  }

  void problem(Path file, ImageProblem problem) {
    try (JsonGenerator json = start(file)) {
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("code", problem.code());
      if (problem.offset() < 0) {
        json.writeNullProperty("offset");
      } else {
        json.writeNumberProperty("offset", problem.offset());
      }
      json.writeStringProperty("message", problem.message());
      json.writeEndObject();
      json.writeEndObject();
    }
    out.println();
  }

  void measurements(
      Path file, Measurements measured, Launches launches, Optional<SignatureVerdict> signature) {
    try (JsonGenerator json = start(file)) {
      measurements(json, measured);
      launches.snp().ifPresent(snp -> launch(json, snp));
      launches.tdx().ifPresent(tdx -> launch(json, tdx));
      signature(json, signature);
      json.writeEndObject();
    }
    out.println();
  }

  void image(Path file, ImageFinding image, Optional<Files> files) throws IOException {
    try (JsonGenerator json = start(file)) {
      measurements(json, image.measured());
      signature(json, image.signature());
      json.writeNumberProperty("version", image.version());
      json.writeStringProperty("architecture", image.architecture().toString());
      json.writeStringProperty("checksum", "%08x".formatted(image.checksum()));
      json.writeStringProperty("commandLine", image.commandLine());
      json.writeArrayPropertyStart("sections");
      for (Section section : image.sections()) {
        json.writeStartObject();
        json.writeStringProperty("type", section.type().toString());
        json.writeNumberProperty("position", section.position());
        json.writeNumberProperty("size", section.size());
        json.writeEndObject();
      }
      json.writeEndArray();
      Optional<Map<String, String>> metadata = image.metadata().flatMap(Metadata::read);
      if (metadata.isEmpty()) {
        json.writeNullProperty("metadata");
      } else {
        json.writeObjectPropertyStart("metadata");
        metadata.get().forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      if (files.isPresent()) {
        json.writeArrayPropertyStart("ramdisks");
        files.get().write(json);
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    out.println();
  }

  static void file(JsonGenerator json, RamdiskEntry entry, String target) {
    json.writeStartObject();
    json.writeStringProperty("path", entry.path());
    json.writeStringProperty("type", String.valueOf(ImageText.letter(entry)));
    json.writeStringProperty("mode", "%04o".formatted(entry.permissions()));
    json.writeNumberProperty("user", entry.user());
    json.writeNumberProperty("group", entry.group());
    json.writeNumberProperty("modified", entry.modified());
    json.writeNumberProperty("size", entry.size());
    if (!target.isEmpty()) {
      json.writeStringProperty("target", target);
    }
    json.writeStringProperty("compression", entry.compression().toString());
    json.writeEndObject();
  }

  private JsonGenerator start(Path file) {
    JsonGenerator json = FACTORY.createGenerator(new Pretty(), out);
    json.writeStartObject();
    json.writeStringProperty("file", file.toString());
    return json;
  }

  /// Under the names of AWS's nitro-cli, so that scripts for it go on working.
  private static void measurements(JsonGenerator json, Measurements measured) {
    json.writeObjectPropertyStart("Measurements");
    json.writeStringProperty("HashAlgorithm", "Sha384 { ... }");
    json.writeStringProperty("PCR0", measured.pcr0().hex());
    json.writeStringProperty("PCR1", measured.pcr1().hex());
    json.writeStringProperty("PCR2", measured.pcr2().hex());
    measured.pcr8().ifPresent(pcr8 -> json.writeStringProperty("PCR8", pcr8.hex()));
    json.writeEndObject();
  }

  private static void launch(JsonGenerator json, SnpLaunch launch) {
    json.writeObjectPropertyStart("sevSnp");
    json.writeStringProperty("measurement", launch.measurement().hex());
    json.writeStringProperty("firmware", Sha256.of(launch.firmware().bytes()).hex());
    json.writeNumberProperty("cpus", launch.processors());
    json.writeStringProperty("cpuModel", launch.model().qemu());
    json.writeStringProperty("features", "0x" + Long.toHexString(launch.features()));
    json.writeEndObject();
  }

  private static void launch(JsonGenerator json, TdxLaunch launch) {
    json.writeObjectPropertyStart("tdx");
    json.writeStringProperty("mrtd", launch.mrtd().hex());
    json.writeStringProperty("rtmr1", launch.rtmr1().hex());
    json.writeStringProperty("rtmr2", launch.rtmr2().hex());
    json.writeStringProperty("rtmr3", launch.rtmr3().hex());
    json.writeStringProperty("firmware", Sha256.of(launch.firmware().bytes()).hex());
    json.writeEndObject();
  }

  private static void signature(JsonGenerator json, Optional<SignatureVerdict> signature) {
    if (signature.isEmpty()) {
      json.writeNullProperty("signature");
      return;
    }
    SignatureVerdict verdict = signature.get();
    json.writeObjectPropertyStart("signature");
    json.writeBooleanProperty("good", verdict.good());
    Optional<SigningAlgorithm> algorithm = verdict.algorithm();
    json.writeName("algorithm");
    if (algorithm.isPresent()) {
      json.writeString(algorithm.get().name());
    } else {
      json.writeNull();
    }
    if (verdict.signer().isPresent()) {
      SigningCertificate signer = verdict.signer().get();
      json.writeStringProperty("subject", signer.subject());
      json.writeStringProperty("notBefore", signer.notBefore().toString());
      json.writeStringProperty("notAfter", signer.notAfter().toString());
    }
    json.writeArrayPropertyStart("problems");
    for (SignatureProblem problem : verdict.problems()) {
      json.writeString(problem.code());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// Two spaces a level, everywhere the same line end.
  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter().withArrayIndenter(indenter).withObjectIndenter(indenter);
    }
  }
}
