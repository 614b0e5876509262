// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.endorsements.Subject.NvidiaDevice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Evidence in JSON: of Azure's virtual machines, of dstack, of NVIDIA's tools.
final class SubjectJson {
  private static final Bytes HCL = Bytes.utf8("HCLA");
  private static final int HCL_REPORT = 32;
  private static final int MOST_DEVICES = 64;

  private SubjectJson() {}

  static Subject of(Bytes evidence) throws UnknownEvidenceException {
    String text = evidence.asUtf8();
    if (text == null) {
      throw new UnknownEvidenceException("not UTF-8");
    }
    try {
      JsonNode whole = JsonNode.parse(text);
      return whole.value() instanceof List<?> ? list(whole.items()) : object(whole);
    } catch (MalformedJsonException e) {
      throw new UnknownEvidenceException(e.getMessage());
    }
  }

  private static Subject list(List<JsonNode> items)
      throws MalformedJsonException, UnknownEvidenceException {
    if (items.getFirst().value() instanceof List<?>) {
      return new Subject.NvidiaToken();
    }
    if (items.size() > MOST_DEVICES) {
      throw new UnknownEvidenceException("more than " + MOST_DEVICES + " devices");
    }
    List<NvidiaDevice> devices = new ArrayList<>();
    for (JsonNode item : items) {
      Bytes chain = bytes(item.member("certificate"));
      devices.add(
          SubjectReader.device(
              bytes(item.member("evidence")),
              SubjectReader.pem(new String(chain.toByteArray(), StandardCharsets.ISO_8859_1))));
    }
    return new Subject.NvidiaDevices(devices);
  }

  private static Subject object(JsonNode whole)
      throws MalformedJsonException, UnknownEvidenceException {
    if (whole.optional("cpu").isPresent()) {
      return composite(whole);
    }
    for (String name : List.of("td_quote", "tdQuote")) {
      Optional<JsonNode> quote = whole.optional(name);
      if (quote.isPresent()) {
        return IntelQuoteLayout.read(bytes(quote.get()));
      }
    }
    for (String name : List.of("hcl_report", "report")) {
      Optional<JsonNode> report = whole.optional(name);
      if (report.isPresent()) {
        Bytes hcl = bytes(report.get());
        if (!hcl.startsWith(HCL) || hcl.length() < HCL_REPORT + AmdReport.LENGTH) {
          throw new UnknownEvidenceException("not an HCL report");
        }
        return AmdReport.read(
            hcl.slice(HCL_REPORT, HCL_REPORT + AmdReport.LENGTH), certificate(whole));
      }
    }
    Optional<JsonNode> quote = whole.optional("quote");
    if (quote.isPresent()) {
      Bytes bytes = bytes(quote.get());
      if (IntelQuoteLayout.looksLike(bytes)) {
        return IntelQuoteLayout.read(bytes);
      }
    }
    throw new UnknownEvidenceException("evidence of no known kind");
  }

  /// Evidence of a machine and its devices (`docs/composite-evidence.md`).
  private static Subject composite(JsonNode whole)
      throws MalformedJsonException, UnknownEvidenceException {
    List<Bytes> inner = new ArrayList<>();
    inner.add(bytes(whole.member("cpu")));
    for (JsonNode device : whole.member("devices").items()) {
      inner.add(bytes(device));
    }
    List<Subject> parts = new ArrayList<>();
    for (Bytes one : inner) {
      Subject part = SubjectReader.of(one);
      if (part instanceof Subject.Composite || parts.size() == MOST_DEVICES) {
        throw new UnknownEvidenceException("composite evidence in composite evidence, or too much");
      }
      parts.add(part);
    }
    return new Subject.Composite(parts);
  }

  private static List<Bytes> certificate(JsonNode whole)
      throws MalformedJsonException, UnknownEvidenceException {
    Optional<JsonNode> vcek = whole.optional("vcek");
    if (vcek.isEmpty()) {
      return List.of();
    }
    String text = vcek.get().text();
    return text.contains("BEGIN") ? SubjectReader.pem(text) : List.of(bytes(vcek.get()));
  }

  /// Bytes as tools write them: a list of numbers, hexadecimal digits, or base64 of either
  /// alphabet.
  private static Bytes bytes(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof List<?>) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (JsonNode item : node.items()) {
        bytes.write(item.integer(0, 255));
      }
      return Bytes.copyOf(bytes.toByteArray());
    }
    String text = node.text();
    if (text.matches("[0-9a-fA-F]*") && text.length() % 2 == 0) {
      return Bytes.fromHex(text);
    }
    try {
      boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      return Bytes.copyOf((url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
    } catch (IllegalArgumentException e) {
      throw node.error("neither hexadecimal digits nor base64");
    }
  }
}
