// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.ProofJson.Numeral;
import dev.strongroom.ledger.note.StrictBase64;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// An object in a proof, with its place for complaints.
///
/// @param members as they stand
/// @param place such as `commit.epochLink`
record ProofObject(Map<String, Object> members, String place) {
  private static final Pattern COUNTER = Pattern.compile("0|[1-9][0-9]{0,30}");
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,14}");

  static ProofObject of(Object value, String place) throws MalformedLedgerException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new MalformedLedgerException(place + " isn't an object");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((key, member) -> members.put(String.valueOf(key), member));
    return new ProofObject(members, place);
  }

  private MalformedLedgerException error(String name, String problem) {
    return new MalformedLedgerException(
        (place.isEmpty() ? name : place + "." + name) + " " + problem);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<ProofObject> object(String name) throws MalformedLedgerException {
    Object member = members.get(name);
    return member == null
        ? Optional.empty()
        : Optional.of(of(member, place.isEmpty() ? name : place + "." + name));
  }

  ProofObject requiredObject(String name) throws MalformedLedgerException {
    return object(name).orElseThrow(() -> error(name, "is missing"));
  }

  Optional<String> text(String name) throws MalformedLedgerException {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!(members.get(name) instanceof String text) || text.isEmpty()) {
      throw error(name, "isn't a text, or is empty");
    }
    return Optional.of(text);
  }

  String requiredText(String name) throws MalformedLedgerException {
    return text(name).orElseThrow(() -> error(name, "is missing"));
  }

  Optional<Bytes> bytes(String name) throws MalformedLedgerException {
    Optional<String> text = text(name);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(StrictBase64.decode(text.get(), place + "." + name));
  }

  Bytes requiredBytes(String name) throws MalformedLedgerException {
    return bytes(name).orElseThrow(() -> error(name, "is missing"));
  }

  Optional<BigInteger> counter(String name) throws MalformedLedgerException {
    Optional<String> text = text(name);
    if (text.isPresent() && !COUNTER.matcher(text.get()).matches()) {
      throw error(name, "isn't a counter");
    }
    return text.map(BigInteger::new);
  }

  /// A whole number that isn't negative.
  OptionalLong number(String name) throws MalformedLedgerException {
    if (!has(name)) {
      return OptionalLong.empty();
    }
    if (!(members.get(name) instanceof Numeral(String digits))
        || !WHOLE.matcher(digits).matches()) {
      throw error(name, "isn't a whole number");
    }
    return OptionalLong.of(Long.parseLong(digits));
  }

  List<String> texts(String name) throws MalformedLedgerException {
    if (!(members.get(name) instanceof List<?> list)) {
      throw error(name, "isn't a list");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw error(name, "isn't a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /// The members of these names that are there.
  Map<String, Object> only(List<String> names) {
    Map<String, Object> some = new LinkedHashMap<>(members);
    some.keySet().retainAll(names);
    return some;
  }

  /// All members but these.
  Map<String, Object> without(List<String> names) {
    Map<String, Object> some = new LinkedHashMap<>(members);
    names.forEach(some::remove);
    return some;
  }
}
