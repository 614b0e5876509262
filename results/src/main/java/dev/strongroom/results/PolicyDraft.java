// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes the members of an appraisal policy's draft, and keeps account of those that are missing.
final class PolicyDraft {
  private static final String REQUIRE = "require";

  private final StringWriter text = new StringWriter();
  private final JsonGenerator json =
      JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text);
  private final List<String> undecided;
  private String prefix = "";

  /// @param kind of policy
  /// @param corim it is made of
  /// @param needed claims that a policy of this kind can't do without
  PolicyDraft(String kind, Corim corim, List<String> needed) {
    undecided = new ArrayList<>(needed);
    json.writeStartObject();
    json.writeNumberProperty("version", 1);
    json.writeStringProperty("kind", kind);
    json.writeStringProperty(
        "comment",
        "A draft of CoRIM " + corim.id() + (corim.signed() ? "" : ", which nobody signed"));
  }

  /// Goes into an object; what follows are its members.
  void enter(String name) {
    json.writeObjectPropertyStart(name);
    prefix = name + ".";
  }

  /// Leaves it.
  void leave() {
    json.writeEndObject();
    prefix = "";
  }

  /// Accepted values.
  void values(String name, Collection<Bytes> values) {
    texts(name, REQUIRE, values.stream().map(Bytes::hex).toList());
  }

  /// Accepted numbers.
  void numbers(String name, Collection<Long> numbers) {
    require(
        name,
        claim -> {
          claim.writeArrayPropertyStart(REQUIRE);
          numbers.forEach(claim::writeNumber);
          claim.writeEndArray();
        });
  }

  /// The least number that is accepted.
  void least(String name, long least) {
    require(name, claim -> claim.writeNumberProperty(REQUIRE, least));
  }

  /// A value with a name for people.
  void named(String name, String label, Bytes value) {
    require(
        name,
        claim -> {
          claim.writeArrayPropertyStart(REQUIRE);
          claim.writeStartObject();
          claim.writeStringProperty("name", label);
          claim.writeStringProperty("value", value.hex());
          claim.writeEndObject();
          claim.writeEndArray();
        });
  }

  /// What the bits of a mask have to be.
  void masked(String name, Bytes mask, Bytes value) {
    require(
        name,
        claim -> {
          claim.writeObjectPropertyStart(REQUIRE);
          claim.writeStringProperty("mask", mask.hex());
          claim.writeStringProperty("value", value.hex());
          claim.writeEndObject();
        });
  }

  /// Statuses that are accepted besides the best one.
  void statuses(Collection<String> allowed, String why) {
    json.writeObjectPropertyStart("statuses");
    json.writeArrayPropertyStart("allow");
    allowed.forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("why", why);
    json.writeEndObject();
  }

  /// A list under a member of its own.
  void texts(String name, String member, Collection<String> texts) {
    require(
        name,
        claim -> {
          claim.writeArrayPropertyStart(member);
          texts.forEach(claim::writeString);
          claim.writeEndArray();
        });
  }

  private void require(String name, Consumer<JsonGenerator> content) {
    json.writeObjectPropertyStart(name);
    content.accept(json);
    json.writeEndObject();
    undecided.remove(prefix + name);
  }

  CorimPolicy finish() {
    json.writeEndObject();
    json.close();
    return new CorimPolicy(text.append('\n').toString(), undecided);
  }
}
