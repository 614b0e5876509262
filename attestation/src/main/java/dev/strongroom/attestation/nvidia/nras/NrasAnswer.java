// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// An answer of NVIDIA's remote attestation service: a detached EAT (RFC 9711, 5), one token over
/// all and one for each device; nothing in it is verified.
///
/// @param encoded the whole answer
/// @param overall the token over all
/// @param devices the devices' tokens by name, such as `GPU-0`, unmodifiable
public record NrasAnswer(
    Bytes encoded, CompactToken overall, SortedMap<String, CompactToken> devices)
    implements Evidence {

  /// No answer is longer; genuine ones have some 4 KiB for each device.
  public static final int MAX_LENGTH = 512 * 1024;

  private static final int MOST_DEVICES = 64;

  /// Copies the tokens.
  public NrasAnswer {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
  }

  /// Whether bytes look like an answer: a list that begins with a list. One in an object is known
  /// by its member `detached_eat`.
  public static boolean recognises(Bytes encoded) {
    int found = 0;
    for (int i = 0; i < encoded.length() && found < 2; i++) {
      int next = encoded.at(i);
      if (next == '[') {
        found++;
      } else if (" \t\r\n".indexOf(next) < 0) {
        return false;
      }
    }
    return found == 2;
  }

  /// Parses an answer: `[["JWT", token], {"GPU-0": token, ...}]`, alone or as `detached_eat` of an
  /// object.
  ///
  /// @throws MalformedEvidenceException if it isn't one
  public static NrasAnswer parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "nras.too-large", MAX_LENGTH, "answer longer than " + MAX_LENGTH + " bytes");
    }
    String text = encoded.asUtf8();
    if (text == null) {
      throw new MalformedEvidenceException("nras.form", 0, "not UTF-8");
    }
    try {
      return read(encoded, JsonNode.parseWithNulls(text));
    } catch (MalformedJsonException e) {
      throw new MalformedEvidenceException("nras.form", 0, e.getMessage());
    }
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.NVIDIA_NRAS;
  }

  @Override
  public NrasClaims claims(boolean simulated) {
    return new NrasClaims(this, simulated);
  }

  /// The nonce that it answers; empty if it names none, or something that isn't hexadecimal digits.
  public Optional<Bytes> nonce() {
    try {
      return overall.text("eat_nonce").map(Bytes::fromHex);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// When the service says that it answered; empty if it doesn't, or names no time that there is.
  public Optional<Instant> time() {
    try {
      return overall.number("iat").map(Instant::ofEpochSecond);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static NrasAnswer read(Bytes encoded, JsonNode json) throws MalformedJsonException {
    JsonNode eat = json.value() instanceof List<?> ? json : json.member("detached_eat");
    List<JsonNode> parts = eat.items();
    if (parts.size() != 2) {
      throw eat.error("a token and the devices' tokens are needed");
    }
    List<JsonNode> overall = parts.getFirst().items();
    if (overall.size() != 2 || !overall.getFirst().anyText().equals("JWT")) {
      throw parts.getFirst().error("not a JWT");
    }
    SortedMap<String, CompactToken> devices = new TreeMap<>();
    for (String name : parts.getLast().names()) {
      if (devices.size() == MOST_DEVICES) {
        throw parts.getLast().error("more than " + MOST_DEVICES + " devices");
      }
      devices.put(name, CompactToken.parse(parts.getLast().member(name)));
    }
    return new NrasAnswer(encoded, CompactToken.parse(overall.getLast()), devices);
  }
}
