// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// A sample image with what its manifest says of it.
///
/// @param path where it is
/// @param checksum in its header
/// @param expected `VALID`, `VALID_SIGNED`, `INVALID_SIGNATURE` or why it is malformed
/// @param measurements unless it is malformed
public record EifVector(
    Path path, int checksum, String expected, Optional<Measurements> measurements) {
  private static final String PROPERTY = "strongroom.vectors";

  /// All samples. Where there are none, says so and aborts the calling JUnit test, which then
  /// counts as skipped and not as passed.
  public static List<EifVector> allOrAbort() throws IOException {
    Path folder = Path.of(System.getProperty(PROPERTY, "nowhere")).resolve("eif");
    Path manifest = folder.resolve("MANIFEST.json");
    if (!Files.isReadable(manifest)) {
      String message = "NOT TESTED: no sample images in " + folder + " (" + PROPERTY + ")";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    Map<?, ?> json = (Map<?, ?>) Json.read(Files.readString(manifest));
    return ((List<?>) json.get("vectors"))
        .stream().map(vector -> of(folder, (Map<?, ?>) vector)).toList();
  }

  /// The sample with this file name.
  public static EifVector orAbort(String file) throws IOException {
    return allOrAbort().stream()
        .filter(vector -> vector.path().getFileName().toString().equals(file))
        .findFirst()
        .orElseThrow();
  }

  private static EifVector of(Path folder, Map<?, ?> vector) {
    return new EifVector(
        folder.resolve((String) vector.get("file")),
        Integer.parseUnsignedInt((String) vector.get("crc32"), 16),
        (String) vector.get("expected"),
        Optional.ofNullable((Map<?, ?>) vector.get("measurements"))
            .map(pcrs ->
                new Measurements(
                    pcr(pcrs, "PCR0").orElseThrow(),
                    pcr(pcrs, "PCR1").orElseThrow(),
                    pcr(pcrs, "PCR2").orElseThrow(),
                    pcr(pcrs, "PCR8"))));
  }

  private static Optional<Bytes> pcr(Map<?, ?> pcrs, String name) {
    return Optional.ofNullable((String) pcrs.get(name)).map(Bytes::fromHex);
  }
}
