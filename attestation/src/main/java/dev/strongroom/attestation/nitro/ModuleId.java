// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.EvidenceKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A module id in its parts: `i-0123456789abcdef0-enc0123456789abcdef`.
///
/// @param instance the EC2 instance id
/// @param kind by the infix: `-enc` or `-tpm`
public record ModuleId(String instance, EvidenceKind kind) {
  private static final Pattern FORM = Pattern.compile("(i-[0-9a-f]{8,32})-(enc|tpm)[0-9a-f]{8,32}");

  /// The parts of `text`; empty if it has another form.
  public static Optional<ModuleId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean enclave = matcher.group(2).equals("enc");
    return Optional.of(
        new ModuleId(
            matcher.group(1), enclave ? EvidenceKind.NITRO_ENCLAVE : EvidenceKind.NITRO_TPM));
  }
}
