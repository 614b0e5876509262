// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.util.Map;

/// What is signed (RFC 9421, section 2.5): a line for each component, and one for the parameters.
public final class SignatureBase {
  private SignatureBase() {}

  /// The base.
  ///
  /// @param input which components, in which order
  /// @param values of the components, by name
  /// @throws RefusedRequestException if a component has no value, or one that isn't one line of
  ///   ASCII
  public static Bytes of(SignatureInput input, Map<String, String> values)
      throws RefusedRequestException {
    StringBuilder base = new StringBuilder();
    for (String component : input.components()) {
      String value = values.get(component);
      if (value == null) {
        throw new RefusedRequestException(Refusal.UNKNOWN_COMPONENT, "a component without value");
      }
      if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw FieldReader.malformed("a component that isn't one line of ASCII");
      }
      base.append('"').append(component).append("\": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.value());
    return Bytes.utf8(base.toString());
  }
}
