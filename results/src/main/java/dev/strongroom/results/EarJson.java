// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A result's claims in JSON (draft-ietf-rats-ear-04, 3). Claims that aren't known are left alone,
/// as the draft wants it.
final class EarJson {
  private static final JsonFactory FACTORY = JsonFactory.builder().build();
  private static final int LATEST = Integer.MAX_VALUE;
  private static final String DIGEST = "evidence_sha256";

  private EarJson() {}

  static String write(Ear ear) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("eat_profile", Ear.PROFILE);
      json.writeNumberProperty("iat", ear.issuedAt().getEpochSecond());
      ear.expires().ifPresent(at -> json.writeNumberProperty("exp", at.getEpochSecond()));
      json.writeObjectPropertyStart("ear_verifier_id");
      json.writeStringProperty("developer", ear.verifier().developer());
      json.writeStringProperty("build", ear.verifier().build());
      json.writeEndObject();
      ear.rawEvidence().ifPresent(raw -> json.writeStringProperty("ear_raw_evidence", base64(raw)));
      json.writeObjectPropertyStart("submods");
      for (Ear.Appraised appraised : ear.appraisals()) {
        json.writeObjectPropertyStart(appraised.label());
        appraised(json, appraised);
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void appraised(JsonGenerator json, Ear.Appraised appraised) {
    json.writeStringProperty("ear_status", appraised.status().toString());
    if (!appraised.vector().isEmpty()) {
      json.writeObjectPropertyStart("ear_trustworthiness_vector");
      appraised
          .vector()
          .forEach((claim, value) -> json.writeNumberProperty(claim.toString(), value));
      json.writeEndObject();
    }
    if (!appraised.policies().isEmpty()) {
      json.writeArrayPropertyStart("ear_appraisal_policy_ids");
      appraised.policies().forEach(json::writeString);
      json.writeEndArray();
    }
    appraised.nonce().ifPresent(nonce -> json.writeStringProperty("eat_nonce", base64(nonce)));
    if (appraised.evidenceDigest().isPresent()) {
      json.writeObjectPropertyStart("ear_verifier_claims");
      json.writeStringProperty(DIGEST, base64(appraised.evidenceDigest().get()));
      json.writeEndObject();
    }
  }

  static Ear read(String text) throws ResultException {
    try {
      JsonNode whole = JsonNode.parse(text);
      String profile = whole.member("eat_profile").text();
      if (!profile.equals(Ear.PROFILE)) {
        throw new ResultException(ResultException.Problem.PROFILE, profile);
      }
      Optional<JsonNode> expires = whole.optional("exp");
      Optional<JsonNode> raw = whole.optional("ear_raw_evidence");
      JsonNode verifier = whole.member("ear_verifier_id");
      JsonNode submods = whole.member("submods");
      List<Ear.Appraised> appraisals = new ArrayList<>();
      for (String label : submods.names()) {
        appraisals.add(appraised(label, submods.member(label)));
      }
      return new Ear(
          seconds(whole.member("iat")),
          expires.isEmpty() ? Optional.empty() : Optional.of(seconds(expires.get())),
          new Ear.Verifier(verifier.member("developer").text(), verifier.member("build").text()),
          raw.isEmpty() ? Optional.empty() : Optional.of(bytes(raw.get())),
          appraisals);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new ResultException(ResultException.Problem.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static Ear.Appraised appraised(String label, JsonNode node)
      throws MalformedJsonException {
    Optional<Tier> status = Tier.labelled(node.member("ear_status").text());
    if (status.isEmpty()) {
      throw node.member("ear_status").error("an unknown tier");
    }
    Map<TrustClaim, Integer> vector = new EnumMap<>(TrustClaim.class);
    Optional<JsonNode> claims = node.optional("ear_trustworthiness_vector");
    if (claims.isPresent()) {
      for (String name : claims.get().names()) {
        Optional<TrustClaim> claim = TrustClaim.labelled(name);
        if (claim.isEmpty()) {
          throw claims.get().error("an unknown claim: " + name);
        }
        vector.put(claim.get(), claims.get().member(name).integer(-128, 127));
      }
    }
    List<String> policies = new ArrayList<>();
    Optional<JsonNode> ids = node.optional("ear_appraisal_policy_ids");
    if (ids.isPresent()) {
      for (JsonNode id : ids.get().items()) {
        policies.add(id.text());
      }
    }
    Optional<JsonNode> nonce = node.optional("eat_nonce");
    Optional<JsonNode> verifierClaims = node.optional("ear_verifier_claims");
    Optional<JsonNode> digest =
        verifierClaims.isEmpty() ? Optional.empty() : verifierClaims.get().optional(DIGEST);
    return new Ear.Appraised(
        label,
        status.get(),
        vector,
        policies,
        nonce.isEmpty() ? Optional.empty() : Optional.of(bytes(nonce.get())),
        digest.isEmpty() ? Optional.empty() : Optional.of(bytes(digest.get())));
  }

  private static Instant seconds(JsonNode node) throws MalformedJsonException {
    return Instant.ofEpochSecond(node.integer(0, LATEST));
  }

  private static Bytes bytes(JsonNode node) throws MalformedJsonException {
    return Bytes.copyOf(Base64.getUrlDecoder().decode(node.text()));
  }

  private static String base64(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
