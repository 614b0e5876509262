// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SignatureSection;
import dev.strongroom.image.signature.ImageSignature;
import dev.strongroom.image.signature.SignatureVerdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an image is, all of it but its files.
///
/// @param version of the format
/// @param architecture for which processors
/// @param checksum in the header, which is right
/// @param sections in file order
/// @param commandLine as it is
/// @param metadata as they are
/// @param measured PCRs
/// @param signature what came of it, if there is one
record ImageFinding(
    int version,
    Architecture architecture,
    int checksum,
    List<Section> sections,
    String commandLine,
    Optional<Bytes> metadata,
    Measurements measured,
    Optional<SignatureVerdict> signature) {

  /// Reads all of an image.
  ///
  /// @param at the time for which a signing certificate must be valid
  static ImageFinding of(EifFile image, Instant at) throws IOException, MalformedEifException {
    Measurements measured = image.measure();
    Optional<SignatureSection> signature = image.signature();
    return new ImageFinding(
        image.version(),
        image.architecture(),
        image.checksum(),
        image.sections(),
        image.commandLine(),
        image.metadata(),
        measured,
        signature.map(
            section -> ImageSignature.verify(section, measured, SignatureProvider.jdk(), at)));
  }

  /// Whether a signature that is there is good.
  boolean good() {
    return signature.map(SignatureVerdict::good).orElse(true);
  }

  int exitStatus() {
    return good() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }
}
