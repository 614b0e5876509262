// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What reference values for SEV-SNP demand, as members of an appraisal policy. It is a draft: what
/// a CoRIM doesn't say, such as which products and levels are good enough, somebody has to decide,
/// and a policy without it isn't accepted.
///
/// @param json the policy's text
/// @param undecided claims that it has to say something of yet
public record CorimPolicy(String json, List<String> undecided) {
  // draft-deeglaze-amd-sev-snp-corim-profile-02, 4: measurement keys.
  private static final int GUEST_SVN = 1;
  private static final int FAMILY_ID = 3;
  private static final int IMAGE_ID = 4;
  private static final int VMPL = 5;
  private static final int MEASUREMENT = 641;
  private static final int HOST_DATA = 642;
  private static final int ID_KEY = 643;
  private static final int AUTHOR_KEY = 644;
  private static final int SHA_384 = 7;
  private static final int SHA_384_LENGTH = 48;
  private static final List<String> NEEDED =
      List.of(
          "product", "chip", "minimumTcb", "idKey", "measurement", "hostData", "nonce", "userData");

  /// Copies the list.
  public CorimPolicy {
    undecided = List.copyOf(undecided);
  }

  /// The draft for one of a CoRIM's references.
  ///
  /// @param index which, from 0
  /// @throws ResultException if it is of another profile, there is no such reference, or a value
  ///   isn't of its length
  public static CorimPolicy ofSevSnp(Corim corim, int index) throws ResultException {
    if (!corim.profile().equals(Corim.SEV_SNP)) {
      throw new ResultException(ResultException.Problem.PROFILE, corim.profile());
    }
    if (index < 0 || index >= corim.references().size()) {
      throw CorimReader.malformed(
          "no such reference: it has " + corim.references().size() + ", counted from 0");
    }
    Map<Integer, Corim.Value> values = corim.references().get(index).values();
    Map<String, Bytes> lists = new LinkedHashMap<>();
    raw(values, FAMILY_ID, 16).ifPresent(value -> lists.put("familyId", value));
    raw(values, IMAGE_ID, 16).ifPresent(value -> lists.put("imageId", value));
    raw(values, HOST_DATA, 32).ifPresent(value -> lists.put("hostData", value));
    digest(values, ID_KEY).ifPresent(value -> lists.put("idKey", value));
    digest(values, AUTHOR_KEY).ifPresent(value -> lists.put("authorKey", value));
    Optional<Bytes> measurement = digest(values, MEASUREMENT);
    List<String> undecided = new ArrayList<>(NEEDED);
    undecided.removeAll(lists.keySet());
    if (measurement.isPresent()) {
      undecided.remove("measurement");
    }
    return new CorimPolicy(text(corim, values, lists, measurement), undecided);
  }

  private static String text(
      Corim corim,
      Map<Integer, Corim.Value> values,
      Map<String, Bytes> lists,
      Optional<Bytes> measurement)
      throws ResultException {
    StringWriter text = new StringWriter();
    Optional<Bytes> vmpl = raw(values, VMPL, 4);
    try (JsonGenerator json =
        JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("version", 1);
      json.writeStringProperty("kind", "sev-snp");
      json.writeStringProperty(
          "comment",
          "A draft of CoRIM " + corim.id() + (corim.signed() ? "" : ", which nobody signed"));
      if (measurement.isPresent()) {
        json.writeObjectPropertyStart("measurement");
        json.writeArrayPropertyStart("require");
        json.writeStartObject();
        json.writeStringProperty("name", corim.id());
        json.writeStringProperty("value", measurement.get().hex());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
      }
      for (Map.Entry<String, Bytes> list : lists.entrySet()) {
        json.writeObjectPropertyStart(list.getKey());
        json.writeArrayPropertyStart("require");
        json.writeString(list.getValue().hex());
        json.writeEndArray();
        json.writeEndObject();
      }
      if (values.get(GUEST_SVN) instanceof Corim.Svn(long number, boolean _)
          && number >= 0
          && number <= Integer.MAX_VALUE) {
        json.writeObjectPropertyStart("guestSvn");
        json.writeNumberProperty("require", number);
        json.writeEndObject();
      }
      // Profiles don't say in which order the bytes stand, so only zero is sure.
      if (vmpl.isPresent() && vmpl.get().isAllZero()) {
        json.writeObjectPropertyStart("vmpl");
        json.writeArrayPropertyStart("require");
        json.writeNumber(0);
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static Optional<Bytes> raw(Map<Integer, Corim.Value> values, int key, int length)
      throws ResultException {
    Corim.Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Corim.Raw(Bytes bytes) && bytes.length() == length) {
      return Optional.of(bytes);
    }
    throw CorimReader.malformed("measurement " + key + " isn't " + length + " raw bytes");
  }

  private static Optional<Bytes> digest(Map<Integer, Corim.Value> values, int key)
      throws ResultException {
    Corim.Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Corim.Digests(Map<Integer, Bytes> byAlgorithm)
        && byAlgorithm.size() == 1) {
      Bytes digest = byAlgorithm.getOrDefault(SHA_384, Bytes.EMPTY);
      if (digest.length() == SHA_384_LENGTH) {
        return Optional.of(digest);
      }
    }
    throw CorimReader.malformed("measurement " + key + " isn't one digest of SHA-384");
  }
}
