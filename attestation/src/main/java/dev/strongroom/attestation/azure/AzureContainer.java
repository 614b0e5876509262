// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.tpm.TpmQuote;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The JSON object that guests on Azure put their evidence into (Confidential Containers,
/// "trustee": evidence of `az-snp-vtpm` and `az-tdx-vtpm`). Older ones have bytes as lists of
/// numbers, newer ones as text. Nobody signed it: members that aren't known are passed over.
///
/// @param vtpm the paravisor's part
/// @param brought certificates that are in it
/// @param tdQuote a quote of Intel's, of which nothing is read here
record AzureContainer(VtpmQuote vtpm, Endorsements brought, Optional<Bytes> tdQuote) {
  static final int MAX_LENGTH = 256 * 1024;

  private static final int MAX_PCRS = 32;
  private static final int PCR = 32;
  private static final int NEWEST = 2;
  private static final String PEM = "-----BEGIN ";

  static AzureContainer parse(Bytes encoded) throws MalformedEvidenceException {
    limit(encoded);
    String text = encoded.asUtf8();
    if (text == null) {
      throw new MalformedEvidenceException("azure.json", 0, "not text");
    }
    try {
      return read(JsonNode.parse(text));
    } catch (MalformedJsonException e) {
      throw new MalformedEvidenceException("azure.json", 0, e.getMessage());
    }
  }

  /// Reads a container that was parsed before, with nothing null in it.
  static AzureContainer read(Bytes encoded, JsonNode container) throws MalformedEvidenceException {
    limit(encoded);
    try {
      return read(container);
    } catch (MalformedJsonException e) {
      throw new MalformedEvidenceException("azure.json", 0, e.getMessage());
    }
  }

  private static void limit(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "evidence longer than " + MAX_LENGTH + " bytes");
    }
  }

  private static AzureContainer read(JsonNode container)
      throws MalformedJsonException, MalformedEvidenceException {
    Optional<JsonNode> version = container.optional("version");
    if (version.isPresent()
        && !(version.get().value() instanceof Long number && number >= 0 && number <= NEWEST)) {
      throw new MalformedEvidenceException("azure.version", 0, "container of an unknown version");
    }
    HclReport hcl = HclReport.parse(base64(either(container, "hcl_report", "report")));
    JsonNode quote = either(container, "tpm_quote", "quote");
    VtpmQuote vtpm =
        new VtpmQuote(
            hcl,
            RuntimeClaims.parse(hcl.runtimeData()),
            TpmQuote.parse(hex(quote.member("message"))),
            hex(quote.member("signature")),
            pcrs(quote.member("pcrs")));
    Optional<JsonNode> certificate = container.optional("vcek");
    Optional<JsonNode> tdQuote = container.optional("td_quote");
    return new AzureContainer(
        vtpm,
        certificate.isEmpty() ? Endorsements.NONE : certificate(certificate.get()),
        tdQuote.isEmpty() ? Optional.empty() : Optional.of(base64(tdQuote.get())));
  }

  /// A member that has two names; having both is refused.
  private static JsonNode either(JsonNode container, String name, String older)
      throws MalformedJsonException {
    Optional<JsonNode> old = container.optional(older);
    if (old.isEmpty()) {
      return container.member(name);
    }
    if (container.optional(name).isPresent()) {
      throw container.error("both \"" + name + "\" and \"" + older + "\"");
    }
    return old.get();
  }

  private static SortedMap<Integer, Bytes> pcrs(JsonNode list) throws MalformedJsonException {
    List<JsonNode> values = list.items();
    if (values.size() > MAX_PCRS) {
      throw list.error("more than " + MAX_PCRS + " registers");
    }
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
    for (JsonNode value : values) {
      Bytes pcr = hex(value);
      if (pcr.length() != PCR) {
        throw value.error(pcr.length() + " bytes instead of " + PCR);
      }
      pcrs.put(pcrs.size(), pcr);
    }
    return pcrs;
  }

  private static Endorsements certificate(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof String text && text.startsWith(PEM)) {
      return EndorsementFile.pem(text);
    }
    Bytes der = base64(node);
    if (der.isEmpty()) {
      throw node.error("no certificate");
    }
    return new Endorsements(List.of(Item.of(Endorsements.Type.CERTIFICATE, der)));
  }

  /// Bytes as numbers or as hexadecimal digits.
  private static Bytes hex(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof List<?>) {
      return numbers(node);
    }
    try {
      return Bytes.copyOf(HexFormat.of().parseHex(node.text()));
    } catch (IllegalArgumentException e) {
      throw node.error("neither numbers nor hexadecimal digits");
    }
  }

  /// Bytes as numbers or as base64, in either alphabet, padded or not.
  private static Bytes base64(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof List<?>) {
      return numbers(node);
    }
    try {
      String text = node.text().replace('+', '-').replace('/', '_');
      return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw node.error("neither numbers nor base64");
    }
  }

  private static Bytes numbers(JsonNode list) throws MalformedJsonException {
    if (!(list.value() instanceof List<?> items) || items.isEmpty()) {
      throw list.error("a list with at least one item is needed");
    }
    byte[] bytes = new byte[items.size()];
    for (int i = 0; i < bytes.length; i++) {
      Object item = items.get(i);
      // No place is made up for each of thousands; only for the one that is wrong.
      bytes[i] =
          (byte)
              (item instanceof Long number && number >= 0 && number <= 255
                  ? number.intValue()
                  : list.items().get(i).integer(0, 255));
    }
    return Bytes.copyOf(bytes);
  }
}
