// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.nitro.Field;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.handheld.HandheldVerifier;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Writes findings as JSON; the shape is stable and documented in `docs/cli.md`.
final class JsonReport {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final PrintWriter out;

  JsonReport(PrintWriter out) {
    this.out = out;
  }

  void write(List<Finding> findings) {
    try (JsonGenerator json = FACTORY.createGenerator(new Pretty(), out)) {
      json.writeStartArray();
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringProperty("file", finding.source());
        switch (finding) {
          case Finding.Judged judged -> judged(json, judged);
          case Finding.Handheld phone -> phone(json, phone.explanation());
          case Finding.Malformed malformed ->
              problem(
                  json,
                  malformed.problem().code(),
                  malformed.problem().offset(),
                  malformed.problem().getMessage());
          case Finding.Unbound unbound -> problem(json, "unbound", null, unbound.problem());
          case Finding.Unreadable unreadable ->
              problem(json, "unreadable", null, unreadable.problem());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    out.println();
  }

  /// The stable shape around evidence that nothing can be said of.
  private static void problem(
      JsonGenerator json, String code, @Nullable Integer offset, String message) {
    nothing(json);
    json.writeObjectPropertyStart("error");
    json.writeStringProperty("code", code);
    if (offset == null) {
      json.writeNullProperty("offset");
    } else {
      json.writeNumberProperty("offset", offset);
    }
    json.writeStringProperty("message", message);
    json.writeEndObject();
  }

  private static void nothing(JsonGenerator json) {
    json.writeNullProperty("kind");
    json.writeBooleanProperty("genuine", false);
    json.writeBooleanProperty("accepted", false);
    json.writeNullProperty("platformStatus");
    json.writeArrayPropertyStart("advisories");
    json.writeEndArray();
    json.writeBooleanProperty("simulated", false);
    json.writeNullProperty("debug");
    json.writeNullProperty("judgedAt");
    json.writeObjectPropertyStart("measurements");
    json.writeEndObject();
    json.writeObjectPropertyStart("claims");
    json.writeEndObject();
    json.writeArrayPropertyStart("checks");
    json.writeEndArray();
  }

  private static void judged(JsonGenerator json, Finding.Judged judged) {
    Verdict verdict = judged.verdict();
    Claims claims = judged.evidence().claims(verdict.simulated());
    answer(json, verdict);
    json.writeBooleanProperty("debug", claims.debug());
    json.writeStringProperty("judgedAt", verdict.at().toString());
    json.writeObjectPropertyStart("measurements");
    claims.measurements().forEach((name, value) -> json.writeStringProperty(name, value.hex()));
    json.writeEndObject();
    json.writeObjectPropertyStart("claims");
    switch (judged.evidence()) {
      case NitroDocument document -> claims(json, document, document.claims(false));
      default -> claims(json, claims);
    }
    json.writeEndObject();
    checks(json, verdict);
  }

  /// A phone's key has nothing to debug, and no measurements.
  private static void phone(JsonGenerator json, HandheldVerifier.Explanation explanation) {
    Verdict verdict = explanation.verdict();
    answer(json, verdict);
    json.writeNullProperty("debug");
    json.writeStringProperty("judgedAt", verdict.at().toString());
    json.writeObjectPropertyStart("measurements");
    json.writeEndObject();
    json.writeObjectPropertyStart("claims");
    explanation
        .claims()
        .publicKey()
        .ifPresent(key -> json.writeStringProperty("publicKey", key.hex()));
    explanation.claims().nonce().ifPresent(nonce -> json.writeStringProperty("nonce", nonce.hex()));
    explanation.claims().details().forEach(json::writeStringProperty);
    json.writeEndObject();
    checks(json, verdict);
  }

  private static void answer(JsonGenerator json, Verdict verdict) {
    json.writeStringProperty("kind", verdict.kind().toString());
    json.writeBooleanProperty("genuine", verdict.genuine());
    if (verdict.appraised()) {
      json.writeBooleanProperty("accepted", verdict.accepted());
    } else {
      json.writeNullProperty("accepted");
    }
    json.writeStringProperty("platformStatus", verdict.platformStatus().toString());
    json.writeArrayPropertyStart("advisories");
    verdict.advisories().forEach(json::writeString);
    json.writeEndArray();
    json.writeBooleanProperty("simulated", verdict.simulated());
  }

  private static void claims(JsonGenerator json, NitroDocument document, NitroClaims claims) {
    json.writeStringProperty("moduleId", document.moduleId());
    json.writeStringProperty("instance", claims.instance());
    json.writeStringProperty("time", document.timestamp().toString());
    json.writeStringProperty("digest", document.digest());
    field(json, "publicKey", document.publicKey());
    field(json, "userData", document.userData());
    field(json, "nonce", document.nonce());
    if (!document.unknownKeys().isEmpty()) {
      json.writeArrayPropertyStart("unknownFields");
      document.unknownKeys().forEach(json::writeString);
      json.writeEndArray();
    }
  }

  /// What evidence of the other kinds says: what is absent isn't written.
  private static void claims(JsonGenerator json, Claims claims) {
    if (!claims.instance().isEmpty()) {
      json.writeStringProperty("instance", claims.instance());
    }
    claims.publicKey().ifPresent(key -> json.writeStringProperty("publicKey", key.hex()));
    claims.userData().ifPresent(data -> json.writeStringProperty("userData", data.hex()));
    claims.nonce().ifPresent(nonce -> json.writeStringProperty("nonce", nonce.hex()));
    claims.details().forEach(json::writeStringProperty);
  }

  private static void field(JsonGenerator json, String name, Field field) {
    switch (field) {
      case Field.Absent _ -> {}
      case Field.Null _ -> json.writeNullProperty(name);
      case Field.Value(Bytes bytes) -> json.writeStringProperty(name, bytes.hex());
    }
  }

  private static void checks(JsonGenerator json, Verdict verdict) {
    json.writeArrayPropertyStart("checks");
    for (Check check : verdict.checks()) {
      json.writeStartObject();
      json.writeStringProperty("name", check.name());
      json.writeStringProperty("source", check.source());
      json.writeStringProperty("stage", check.stage().toString());
      json.writeStringProperty("outcome", check.outcome().toString());
      json.writeStringProperty("detail", check.detail());
      Reason reason = check.reason();
      if (reason != null) {
        json.writeStringProperty("reason", reason.code());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
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
