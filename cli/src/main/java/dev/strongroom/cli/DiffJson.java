// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.compare.Comparison;
import dev.strongroom.image.compare.ContentDifference;
import dev.strongroom.image.compare.ContentDifference.EntryDifference;
import dev.strongroom.image.compare.Difference;
import dev.strongroom.image.compare.Excerpt;
import dev.strongroom.image.compare.Register;
import dev.strongroom.image.eif.Measurements;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Writes comparisons of images as JSON: each difference with its kind, its words, the PCRs that it
/// changes, and the data of its kind.
final class DiffJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final PrintWriter out;

  DiffJson(PrintWriter out) {
    this.out = out;
  }

  void write(Path first, Path second, Comparison comparison) {
    try (JsonGenerator json = FACTORY.createGenerator(new Pretty(), out)) {
      json.writeStartObject();
      json.writeBooleanProperty("same", comparison.same());
      image(json, "first", first, comparison.first());
      image(json, "second", second, comparison.second());
      strings(json, "changed", comparison.changed().stream().map(Register::name).toList());
      json.writeArrayPropertyStart("differences");
      for (Difference difference : comparison.differences()) {
        json.writeStartObject();
        json.writeStringProperty("kind", kind(difference));
        json.writeStringProperty("words", difference.words());
        strings(json, "changes", difference.changes().stream().map(Register::name).toList());
        data(json, difference);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }

  private static void image(JsonGenerator json, String name, Path file, Measurements measured) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("file", file.toString());
    for (Register register : Register.values()) {
      Optional<Bytes> value = register.in(measured);
      if (value.isPresent()) {
        json.writeStringProperty(register.name(), value.get().hex());
      }
    }
    json.writeEndObject();
  }

  /// The stable name of a difference's kind.
  private static String kind(Difference difference) {
    return switch (difference) {
      case Difference.HeaderField _ -> "header-field";
      case Difference.Sections _ -> "sections";
      case Difference.Kernel _ -> "kernel";
      case Difference.CommandLine _ -> "command-line";
      case Difference.MetadataMember _ -> "metadata-member";
      case Difference.Signature _ -> "signature";
      case Difference.RamdiskMissing _ -> "ramdisk-missing";
      case Difference.RamdiskBytes _ -> "ramdisk-bytes";
      case Difference.Packing _ -> "packing";
      case Difference.FileMissing _ -> "file-missing";
      case Difference.FileContent _ -> "file-content";
      case Difference.FileAttribute _ -> "file-attribute";
      case Difference.Order _ -> "order";
      case Difference.Others _ -> "others";
      case Difference.Unexplained _ -> "unexplained";
    };
  }

  private static void data(JsonGenerator json, Difference difference) {
    switch (difference) {
      case Difference.HeaderField d -> {
        json.writeStringProperty("field", d.field());
        values(json, d.first(), d.second());
      }
      case Difference.Sections d -> {
        strings(json, "first", d.first().stream().map(Object::toString).toList());
        strings(json, "second", d.second().stream().map(Object::toString).toList());
      }
      case Difference.Kernel d -> {
        content(json, d.content());
        optional(json, "firstVersion", d.firstVersion());
        optional(json, "secondVersion", d.secondVersion());
      }
      case Difference.CommandLine d -> {
        strings(json, "onlyFirst", d.onlyFirst());
        strings(json, "onlySecond", d.onlySecond());
      }
      case Difference.MetadataMember d -> {
        json.writeStringProperty("member", d.member());
        optional(json, "first", d.first());
        optional(json, "second", d.second());
      }
      case Difference.Signature d -> {
        json.writeBooleanProperty("firstSigned", d.firstSigned());
        json.writeBooleanProperty("secondSigned", d.secondSigned());
      }
      case Difference.RamdiskMissing d -> {
        json.writeNumberProperty("ramdisk", d.ramdisk());
        json.writeStringProperty("only", d.only().toString());
      }
      case Difference.RamdiskBytes d -> {
        json.writeNumberProperty("ramdisk", d.ramdisk());
        json.writeStringProperty("unreadable", d.unreadable().toString());
        json.writeStringProperty("problem", d.problem());
        excerpt(json, d.at());
      }
      case Difference.Packing d -> {
        json.writeNumberProperty("ramdisk", d.ramdisk());
        values(json, d.first(), d.second());
        excerpt(json, d.at());
      }
      case Difference.FileMissing d -> {
        place(json, d.ramdisk(), d.path());
        json.writeStringProperty("only", d.only().toString());
        json.writeNumberProperty("size", d.size());
      }
      case Difference.FileContent d -> {
        place(json, d.ramdisk(), d.path());
        content(json, d.content());
      }
      case Difference.FileAttribute d -> {
        place(json, d.ramdisk(), d.path());
        json.writeStringProperty("attribute", d.attribute());
        values(json, d.first(), d.second());
        json.writeNumberProperty("others", d.others());
      }
      case Difference.Order d -> {
        json.writeNumberProperty("ramdisk", d.ramdisk());
        values(json, d.first(), d.second());
      }
      case Difference.Others d -> {
        json.writeNumberProperty("ramdisk", d.ramdisk());
        json.writeNumberProperty("count", d.count());
      }
      case Difference.Unexplained d -> json.writeNumberProperty("offset", d.offset());
    }
  }

  private static void content(JsonGenerator json, ContentDifference content) {
    switch (content) {
      case ContentDifference.OtherBytes c -> {
        json.writeNumberProperty("firstSize", c.firstSize());
        json.writeNumberProperty("secondSize", c.secondSize());
        excerpt(json, c.at());
      }
      case ContentDifference.OtherLine c -> {
        json.writeNumberProperty("line", c.line());
        values(json, c.first(), c.second());
        excerpt(json, c.at());
      }
      case ContentDifference.OtherEntries c -> {
        excerpt(json, c.at());
        json.writeArrayPropertyStart("entries");
        for (EntryDifference entry : c.entries()) {
          json.writeStartObject();
          entry(json, entry);
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("others", c.others());
      }
      case ContentDifference.NotShown c -> {
        json.writeNumberProperty("firstSize", c.firstSize());
        json.writeNumberProperty("secondSize", c.secondSize());
      }
    }
  }

  private static void entry(JsonGenerator json, EntryDifference difference) {
    json.writeStringProperty("entry", difference.entry());
    switch (difference) {
      case EntryDifference.Missing e -> json.writeStringProperty("only", e.only().toString());
      case EntryDifference.Changed e -> content(json, e.content());
      case EntryDifference.Attribute e -> {
        json.writeStringProperty("attribute", e.attribute());
        values(json, e.first(), e.second());
      }
    }
  }

  private static void place(JsonGenerator json, int ramdisk, String path) {
    json.writeNumberProperty("ramdisk", ramdisk);
    json.writeStringProperty("path", path);
  }

  private static void values(JsonGenerator json, String first, String second) {
    json.writeStringProperty("first", first);
    json.writeStringProperty("second", second);
  }

  private static void optional(JsonGenerator json, String name, Optional<String> value) {
    if (value.isPresent()) {
      json.writeStringProperty(name, value.get());
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void excerpt(JsonGenerator json, Excerpt at) {
    json.writeNumberProperty("offset", at.offset());
    json.writeNumberProperty("excerptFrom", at.from());
    json.writeStringProperty("firstBytes", at.first().hex());
    json.writeStringProperty("secondBytes", at.second().hex());
  }

  private static void strings(JsonGenerator json, String name, Collection<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /// Two spaces a level, everywhere the same line end.
  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter().withArrayIndenter(indenter).withObjectIndenter(indenter);
    }
  }
}
